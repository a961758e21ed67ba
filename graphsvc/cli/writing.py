"""Files for people: written whole or not at all, for their owner alone."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from graphsvc.domain.errors import InputError

Ending = TypeVar("Ending", bound=str)


def ending_of(path: Path, endings: Sequence[Ending]) -> Ending:
    """The ending of a file to be written, without its dot and in small letters; refused where it is none of these."""
    given = path.suffix.removeprefix(".").lower()
    found = next((ending for ending in endings if ending == given), None)
    if found is None:
        raise InputError("cannot_write", path=str(path), reason=path.suffix or "?", known=_dotted(endings))
    return found


def make_folder(path: Path) -> None:
    """Make a folder to write to where it is missing; InputError (``cannot_write``) where that cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError("cannot_write", path=str(path), reason=error.strerror or str(error), known="-") from error


def write_file(path: Path, body: bytes, endings: Sequence[str]) -> dict[str, str]:
    """Write a file in place of an older one; what ``written_document`` says of it.

    Raises
    ------
    InputError
        ``cannot_write``: the folder or the disk does not take it; an older file stays as it was.
    """
    target, part = Path(os.path.realpath(path)), None  # a link stays one
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".graphsvc-", delete=False) as file:
            part = Path(file.name)
            file.write(body)
        part.replace(target)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError("cannot_write", path=str(path), reason=reason, known=_dotted(endings)) from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)
    return {"path": str(path), "sha256": hashlib.sha256(body).hexdigest()}


def written_document(path: Path) -> dict[str, str]:
    """A written file with its SHA-256."""
    with path.open("rb") as file:
        return {"path": str(path), "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def _dotted(endings: Sequence[str]) -> str:
    return ", ".join(f".{ending}" for ending in endings)

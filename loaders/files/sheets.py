"""Files to raw cells: every cell remembers file, sheet, row and column; nothing is interpreted here.

The file is parsed by a disposable child process (``reader_child``); what it may not be is told from its first
bytes before that.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from graphsvc.domain.errors import LoadError
from graphsvc.domain.notices import Notice, Place
from graphsvc.domain.personal import mask
from graphsvc.domain.submission import RawFile
from loaders.files.child_lines import JsonCell, SheetEnd
from loaders.raw_cells import Cell, Fault, IsoDay, Percent, Runs, Shown
from loaders.text import LONGEST_NAME

MAX_UPLOAD = 50 * 2**20
"""Bytes of one file."""

WALL_SECONDS = 120
"""After so long a child is ended, whatever it waits for."""

WORKBOOK_ENDINGS = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xlam", ".xls", ".et", ".ett")
CSV_ENDING = ".csv"

_MACRO_ENDINGS = (".xlsm", ".xltm", ".xlam")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MARKUP = (b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"<?xml", b"mime-version")
_ROOT = str(Path(__file__).resolve().parents[2])
_START = (
    "import sys; sys.path.append({root!r}); from loaders.files.reader_child import main; sys.exit(main(*sys.argv[1:3]))"
)


@dataclass
class RawSheet:
    """One sheet: rows with content as (row number, cells from column 1 on), in the order of the file."""

    file: str
    name: str
    state: str = "visible"
    rows: list[tuple[int, list[Cell]]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    comments: list[tuple[int, int, str]] = field(default_factory=list)
    n_far_cells: int = 0


@dataclass
class RawBook:
    """One file as raw cells."""

    file: RawFile
    sheets: list[RawSheet]

    @property
    def name(self) -> str:
        """Base name of the file."""
        return self.file.name


def read_file(path: Path) -> RawBook:
    """Read one workbook or CSV file.

    Raises
    ------
    LoadError
        ``file_not_found``, ``file_too_large``, ``not_a_workbook``, ``password_protected``, ``old_xls``,
        ``html_as_xls``, ``macro_workbook``, ``archive_too_large``, ``too_many_cells``, ``too_many_columns``,
        ``cell_too_long``, ``bad_encoding``, ``bad_csv``, ``empty_workbook``, ``reader_failed``.
    """
    try:
        if not path.is_file():  # a pipe or device may never end
            raise FileNotFoundError
        size = path.stat().st_size
        if size > MAX_UPLOAD:
            raise _refusal("file_too_large", shown_name(path.name), size=size, limit=MAX_UPLOAD)
        data = path.read_bytes()
    except (OSError, ValueError):
        raise _refusal("file_not_found", shown_name(str(path))) from None
    return read_bytes(shown_name(path.name), data)


def shown_name(name: str) -> str:
    """A file name as text that can be written anywhere: no broken bytes, no numbers of persons."""
    return mask(name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def read_bytes(name: str, data: bytes) -> RawBook:
    """Read one file that is already in memory; refusals as in ``read_file``."""
    if len(data) > MAX_UPLOAD:
        raise _refusal("file_too_large", name, size=len(data), limit=MAX_UPLOAD)
    ending = Path(name).suffix.lower()
    if ending != CSV_ENDING:
        _check_head(name, ending, data)
    sheets = list(_sheets(name, data, "csv" if ending == CSV_ENDING else "xlsx"))
    if not any(sheet.rows for sheet in sheets):
        raise _refusal("empty_workbook", name)
    return RawBook(RawFile(name, hashlib.sha256(data).hexdigest(), data), sheets)


def _check_head(name: str, ending: str, data: bytes) -> None:
    """Refuse by the first bytes what is no workbook."""
    if not data:
        raise _refusal("empty_workbook", name)
    start = data[:2048].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\x00", b"").lower()
    if data.startswith(_OLE):
        raise _refusal("password_protected" if _ENCRYPTED in data else "old_xls", name)
    if start.startswith(_MARKUP):
        raise _refusal("html_as_xls", name)
    if ending in _MACRO_ENDINGS:
        raise _refusal("macro_workbook", name)
    if not data.startswith(b"PK"):
        raise _refusal("not_a_workbook", name, reason="PK")


def _refusal(code: str, name: str, **facts: object) -> LoadError:
    row = facts.get("row")
    place = Place(file=name, row=row if isinstance(row, int) else None)
    facts = {"file": name, **facts}
    return LoadError(code, notices=[Notice(code, place, None, "refused", facts)], **facts)


def _sheets(name: str, data: bytes, kind: str) -> Iterator[RawSheet]:
    with tempfile.TemporaryDirectory(prefix="graphsvc-") as folder:
        copy = Path(folder, f"input.{kind}")
        copy.write_bytes(data)
        yield from _from_child(name, copy, kind)


def _from_child(name: str, copy: Path, kind: str) -> Iterator[RawSheet]:
    """Sheets from the lines of a child process that is gone afterwards."""
    command = [sys.executable, "-I", "-B", "-c", _START.format(root=_ROOT), str(copy), kind]
    child = subprocess.Popen(  # noqa: S603 (our own interpreter on our own file)
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=copy.parent,
        env={"PYTHONIOENCODING": "utf-8", "TMPDIR": str(copy.parent), **_system()},
    )
    clock = threading.Timer(WALL_SECONDS, child.kill)
    clock.start()
    try:
        yield from _sheets_in(name, child.stdout or ())
    finally:
        clock.cancel()
        child.kill()
        if child.stdout is not None:
            child.stdout.close()
        child.wait()


def _sheets_in(name: str, lines: Iterable[bytes]) -> Iterator[RawSheet]:
    """Sheets from the lines of a child, each once its closing line is there.

    Raises
    ------
    LoadError
        The child's own refusal; ``reader_failed`` where its lines break off, are no JSON or belong to no sheet.
    """
    sheet: RawSheet | None = None
    for line in lines:
        try:
            document = orjson.loads(line)
        except orjson.JSONDecodeError:
            break
        if isinstance(document, dict) and "done" in document:
            return
        if isinstance(document, dict) and "refused" in document:
            facts = {key: value for key, value in document.items() if key != "refused"}
            raise _refusal(document["refused"], name, **facts)
        if isinstance(document, dict) and "sheet" in document:
            sheet = RawSheet(name, mask(document["sheet"][:LONGEST_NAME]) or Path(name).stem, document["state"])
        elif sheet is None:
            break
        elif isinstance(document, list):
            number, hidden, cells = document
            sheet.rows.append((number, typed_cells(cells)))
            if hidden:
                sheet.hidden_rows.add(number)
        else:
            yield _closed(sheet, document)
    raise _refusal("reader_failed", name, reason="stopped")


def typed_cells(cells: Sequence[JsonCell]) -> list[Cell]:
    """Cells of a line as the child wrote them, with ``[kind, value]`` as what it stands for."""
    return [_typed(cell) if isinstance(cell, list) else cell for cell in cells]


def _typed(cell: list[str | int | float]) -> Cell:
    kind, *values = cell
    if kind == "percent":
        return Percent(float(values[0]))
    if kind == "date":
        return IsoDay(*values)  # type: ignore[arg-type]
    if kind == "shown":
        return Shown(*values)  # type: ignore[arg-type]
    if kind == "runs":
        return Runs(*map(str, values))
    return Fault(kind, str(values[0]))  # type: ignore[arg-type]


def _system() -> dict[str, str]:
    """What an interpreter needs of the environment to start at all (nothing but on Windows)."""
    if sys.platform != "win32":
        return {}
    import os

    return {key: os.environ[key] for key in ("SYSTEMROOT",) if key in os.environ}


def _closed(sheet: RawSheet, document: SheetEnd) -> RawSheet:
    sheet.rows.sort(key=lambda row: row[0])
    sheet.merged = [(r1, c1, r2, c2) for r1, c1, r2, c2 in document["merged"]]
    for low, high in document["hidden_columns"]:
        sheet.hidden_columns.update(range(low, high + 1))
    sheet.comments = [(row, column, text) for row, column, text in document["comments"]]
    sheet.n_far_cells = document["far_cells"]
    return sheet

"""Finished chunks on disk, so that a sweep that broke off is taken up where it was.

A folder per sweep, named by all that the sweep reads; a file per chunk, whole or not there, with a checksum. Nothing
here may hinder an answer: what cannot be written is not kept, what cannot be read is worked out again.
"""

from __future__ import annotations

import io
import logging
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np

from graphsvc.domain.ports import Span
from graphsvc.executors.parcels import identity, packed

MAGIC = b"graphsvc chunk 1\n"
PATIENCE_SECONDS = 1.0
"""How long a sweep runs before anything is written: most are over by then [s]."""
_log = logging.getLogger(__name__)


class FolderCheckpoints:
    """Chunks below one folder, ``most_bytes`` at a time; of what nobody took up the oldest goes first."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self.folder, self.most_bytes = folder, most_bytes

    def begin(self) -> FolderAttempt:
        """A question begins."""
        return FolderAttempt(self)

    def left(self) -> list[Path]:
        """Folders of sweeps that were not finished, the oldest first."""
        try:
            return sorted((each for each in self.folder.iterdir() if each.is_dir()), key=lambda p: p.stat().st_mtime)
        except OSError:
            return []


class FolderAttempt:
    """The sweeps of one question asked once."""

    def __init__(self, kept: FolderCheckpoints) -> None:
        self._kept = kept
        self._own: set[Path] = set()
        self._bytes: int | None = None
        """What lies in the folder; None before the first look."""

    def sweep(self, run: Callable[[int, int], object], chunks: Sequence[Span]) -> FolderCheckpoint:
        """The finished chunks of a sweep."""
        return FolderCheckpoint(self, run, chunks)

    def forget(self) -> None:
        """Remove what this question has left, now or before."""
        for folder in self._own:
            shutil.rmtree(folder, ignore_errors=True)

    def any_left(self) -> bool:
        """Whether any sweep was not finished."""
        return bool(self._kept.left())

    def folder_of(self, name: str) -> Path:
        """Where the chunks of a sweep lie."""
        folder = self._kept.folder / name
        self._own.add(folder)
        return folder

    def has_room(self, size: int) -> bool:
        """Whether ``size`` bytes more may be kept; older sweeps of other questions make room."""
        most = self._kept.most_bytes
        if self._bytes is None:
            self._bytes = sum(map(_size, self._kept.left()))
        others = (
            [folder for folder in self._kept.left() if folder not in self._own] if self._bytes + size > most else []
        )
        for folder in others:
            if self._bytes + size <= most:
                break
            self._bytes -= _size(folder)
            shutil.rmtree(folder, ignore_errors=True)
        if self._bytes + size > most:
            return False
        self._bytes += size
        return True


class FolderCheckpoint:
    """Finished chunks of one sweep."""

    def __init__(self, attempt: FolderAttempt, run: Callable[[int, int], object], chunks: Sequence[Span]) -> None:
        self._attempt, self._run, self._chunks = attempt, run, chunks
        self._began = time.monotonic()
        self._folder: Path | None = None
        self._unwritten: dict[Span, object] = {}
        self._writes = True

    def found(self) -> Mapping[Span, object]:
        """Those that an attempt that broke off has left; a damaged one is left out."""
        if not self._attempt.any_left():
            return {}
        folder = self._where()
        found = {chunk: _read(folder / _name(chunk), folder.name, chunk) for chunk in self._chunks}
        return {chunk: outcome for chunk, outcome in found.items() if outcome is not None}

    def keep(self, chunk: Span, outcome: object) -> None:
        """A chunk is finished."""
        self._unwritten[chunk] = outcome
        self.write_down()

    def write_down(self) -> None:
        """Write what is finished, as soon as the sweep has run for a while."""
        if not self._unwritten or not self._writes or time.monotonic() - self._began <= PATIENCE_SECONDS:
            return
        unwritten, self._unwritten = self._unwritten, {}
        try:
            for chunk, outcome in unwritten.items():
                self._write(chunk, outcome)
        except OSError as error:
            self._writes = False
            _log.info("chunks of this sweep are not kept: %s", error.strerror)

    def _where(self) -> Path:
        if self._folder is None:
            self._folder = self._attempt.folder_of(identity(packed(self._run), self._chunks))
        return self._folder

    def _write(self, chunk: Span, outcome: object) -> None:
        folder = self._where()
        body = _written(outcome, folder.name, chunk)
        if not self._attempt.has_room(len(body)):
            self._writes = False
            return
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = folder / f"{uuid4().hex}.part"
        fresh.write_bytes(body)
        fresh.replace(folder / _name(chunk))


def _name(chunk: Span) -> str:
    return f"{chunk[0]}-{chunk[1]}"


def _size(folder: Path) -> int:
    try:
        return sum(each.stat().st_size for each in folder.iterdir())
    except OSError:
        return 0


def _written(outcome: Any, sweep: str, chunk: Span) -> bytes:
    """An array or a tuple of arrays, with a checksum over it and what it belongs to."""
    arrays = outcome if isinstance(outcome, tuple) else (outcome,)
    body = io.BytesIO()
    body.write(f"{sweep} {_name(chunk)} {len(arrays) if isinstance(outcome, tuple) else -1}\n".encode())
    for array in arrays:
        np.save(body, array, allow_pickle=False)
    return MAGIC + sha256(body.getbuffer()).digest() + body.getvalue()


def _read(path: Path, sweep: str, chunk: Span) -> object:
    """What was written; None where it is not there, damaged, or of something else."""
    try:
        raw = path.read_bytes()
        begin = len(MAGIC) + 32
        body = raw[begin:]
        if not raw.startswith(MAGIC) or sha256(body).digest() != raw[len(MAGIC) : begin]:
            return None
        stream = io.BytesIO(body)
        told = stream.readline().decode().split()
        if told[:2] != [sweep, _name(chunk)]:
            return None
        arrays = tuple(np.load(stream, allow_pickle=False) for _ in range(max(1, int(told[2]))))
    except (OSError, ValueError, IndexError):
        return None
    return arrays if int(told[2]) >= 0 else arrays[0]

"""Files to raw cells: every cell remembers file, sheet, row and column; nothing is interpreted here.

What a file is tells its content, not its name (``kinds``); it is parsed by a disposable child process
(``reader_child``), and where its name says something else, that is said.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from graphsvc.domain.notices import Notice
from graphsvc.domain.personal import mask
from graphsvc.domain.submission import RawFile
from loaders.files.child_lines import SheetEnd
from loaders.files.kept_rows import KeptRows
from loaders.files.text_heads import look_at
from loaders.files.verdicts import readable_kind, refusal, said_of_commas, said_of_file, shown_name
from loaders.raw_cells import Line
from loaders.text import LONGEST_NAME

MAX_UPLOAD = 50 * 2**20
"""Bytes of one file."""

WALL_SECONDS = 120
"""After so long a child is ended, whatever it waits for."""

_ROOT = str(Path(__file__).resolve().parents[2])
_START = (
    "import sys; sys.path[:] = [p for p in sys.path if p.startswith((sys.prefix, sys.base_prefix))]; "
    "sys.path.append({root!r}); from loaders.files.reader_child import main; sys.exit(main(*sys.argv[1:]))"
)
"""The interpreter's own folders and ours: the child reads with this copy of the reader, whichever is installed."""


@dataclass
class RawSheet:
    """One sheet: rows with content as (row number, cells from column 1 on), in their order.

    Cells of a row that is asked for again may be other lists with the same values (``KeptRows``).
    """

    file: str
    name: str
    state: str = "visible"
    rows: Sequence[Line] = ()
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    comments: list[tuple[int, int, str]] = field(default_factory=list)
    n_far_cells: int = 0


@dataclass
class RawBook:
    """One file as raw cells, with what is to be said of it as a whole."""

    file: RawFile
    sheets: list[RawSheet]
    notices: list[Notice] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Base name of the file."""
        return self.file.name


def read_file(path: Path, name: str | None = None) -> RawBook:
    """Read one workbook or text with delimiters; ``name``: what it is called where its path does not say so.

    Raises
    ------
    LoadError
        ``file_not_found``, ``file_too_large``, ``empty_workbook``; by what it is instead ``not_a_workbook``,
        ``password_protected``, ``old_xls``, ``html_as_xls``, ``macro_workbook``; ``archive_too_large``,
        ``too_many_cells``, ``too_many_columns``, ``cell_too_long``; of texts ``bad_encoding``, ``mixed_encodings``,
        ``ambiguous_encoding``, ``nul_in_text``, ``bad_csv``, ``both_decimal_marks``; ``reader_failed``.
    """
    return read_bytes(name or shown_name(path.name), file_bytes(path, name))


def file_bytes(path: Path, name: str | None = None) -> bytes:
    """The bytes of a file of allowed size; refused under ``name`` where given."""
    try:
        if not path.is_file():  # a pipe or device may never end
            raise FileNotFoundError
        size = path.stat().st_size
        if size > MAX_UPLOAD:
            raise refusal("file_too_large", name or shown_name(path.name), size=size, limit=MAX_UPLOAD)
        return path.read_bytes()
    except (OSError, ValueError):
        raise refusal("file_not_found", shown_name(str(path))) from None


def read_bytes(name: str, data: bytes) -> RawBook:
    """Read one file that is already in memory; refusals as in ``read_file``."""
    if len(data) > MAX_UPLOAD:
        raise refusal("file_too_large", name, size=len(data), limit=MAX_UPLOAD)
    if not data:
        raise refusal("empty_workbook", name)
    kind = readable_kind(name, data)
    head = look_at(data) if kind == "text" else None
    told: dict[str, str] = {}
    with in_own_folder(data) as copy:
        found = list(_sheets_in(name, lines_of_child(copy, kind, *(head or ())), told))
    if not any(sheet.rows for sheet in found):
        raise refusal("empty_workbook", name)
    book = RawBook(RawFile(name, hashlib.sha256(data).hexdigest(), data), found)
    book.notices += said_of_file(name, told)
    if head is not None and head.delimiter == ";":
        for sheet in found:
            rows = list(sheet.rows)
            book.notices += said_of_commas(name, sheet.name, rows)
            sheet.rows = rows
    return book


@contextmanager
def in_own_folder(data: bytes) -> Iterator[Path]:
    """A copy of a file in a folder of its own, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="graphsvc-") as folder:
        copy = Path(folder, "input")
        copy.write_bytes(data)
        yield copy


def lines_of_child(copy: Path, kind: str, *told: str) -> Iterator[bytes]:
    """Lines of a child process that reads a file in its folder and is gone afterwards."""
    command = [sys.executable, "-I", "-B", "-c", _START.format(root=_ROOT), str(copy), kind, *told]
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
        yield from child.stdout or ()
    finally:
        clock.cancel()
        child.kill()
        if child.stdout is not None:
            child.stdout.close()
        child.wait()


def _sheets_in(name: str, lines: Iterable[bytes], told: dict[str, str] | None = None) -> Iterator[RawSheet]:
    """Sheets from the lines of a child, each once its closing line is there; ``told`` takes what it says of the file.

    Raises
    ------
    LoadError
        The child's own refusal; ``reader_failed`` where its lines break off, are no JSON or belong to no sheet.
    """
    sheet: RawSheet | None = None
    rows = KeptRows()
    for line in lines:
        try:
            document = orjson.loads(line)
        except orjson.JSONDecodeError:
            break
        if isinstance(document, dict) and "done" in document:
            return
        if isinstance(document, dict) and "refused" in document:
            facts = {key: value for key, value in document.items() if key != "refused"}
            raise refusal(document["refused"], name, facts.pop("original", None), **facts)
        if isinstance(document, dict) and "kind" in document:
            if told is not None:
                told.update(document)
            continue
        if isinstance(document, dict) and "sheet" in document:
            sheet = RawSheet(name, mask(document["sheet"][:LONGEST_NAME]) or Path(name).stem, document["state"])
            rows = KeptRows()
        elif sheet is None:
            break
        elif isinstance(document, dict) and "rows" in document:
            rows.add(line, document["rows"])
            sheet.hidden_rows.update(document["hidden"])
        else:
            sheet.rows = rows.in_order()
            yield _closed(sheet, document)
    raise refusal("reader_failed", name, reason="stopped")


def _system() -> dict[str, str]:
    """What an interpreter needs of the environment to start at all (nothing but on Windows)."""
    if sys.platform != "win32":
        return {}
    import os

    return {key: os.environ[key] for key in ("SYSTEMROOT",) if key in os.environ}


def _closed(sheet: RawSheet, document: SheetEnd) -> RawSheet:
    sheet.merged = [(r1, c1, r2, c2) for r1, c1, r2, c2 in document["merged"]]
    for low, high in document["hidden_columns"]:
        sheet.hidden_columns.update(range(low, high + 1))
    sheet.comments = [(row, column, text) for row, column, text in document["comments"]]
    sheet.n_far_cells = document["far_cells"]
    return sheet

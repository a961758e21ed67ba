"""The disposable reader: a child process that turns one file into lines of JSON and dies.

Started in isolated mode with an empty environment and its own folder: it imports nothing of the house but its
other parts. A workbook is read part by part with expat (DTDs are refused, nothing is sized by a declared dimension).

``main(FILE, "xlsx" or "csv")`` writes the lines that ``child_lines`` describes.
"""

from __future__ import annotations

import csv
import io
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import orjson

from loaders.files.child_lines import SheetEnd
from loaders.files.sheet_reader import Out, SheetReader
from loaders.files.xlsx_parts import Workbook
from loaders.files.xml_parts import CPU_SECONDS, MAX_CELL_TEXT, MAX_COLUMNS, MEMORY, Refused

_FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "ctypes.")


def read_workbook(path: Path, out: Out) -> None:
    """Emit every worksheet of a workbook."""
    book = Workbook(path)
    for name, state, part in book.sheets():
        out.line({"sheet": name, "state": state})
        SheetReader(book, out).read(part)


def decode(data: bytes) -> str:
    """Text of a CSV file: BOMs first, then UTF-8, then GB18030, each strictly."""
    if data.startswith(b"\xef\xbb\xbf"):
        encodings = ["utf-8-sig"]
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8", "gb18030"]
    for encoding in encodings:
        with suppress(UnicodeDecodeError):
            return data.decode(encoding)
    raise Refused("bad_encoding")


def read_csv(path: Path, out: Out) -> None:
    """Emit the one sheet of a CSV file; rows are counted as a spreadsheet would show them."""
    text = decode(path.read_bytes())
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = next((mark for mark in ",\t;" if mark in first), ",")
    csv.field_size_limit(MAX_CELL_TEXT)
    out.line({"sheet": "", "state": "visible"})
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, row in enumerate(rows, start=1):
            n_cells = sum(1 for cell in row if cell)
            if len(row) > MAX_COLUMNS and any(row[MAX_COLUMNS:]):
                raise Refused("too_many_columns", row=number, limit=MAX_COLUMNS)
            if n_cells:
                out.row(number, False, [cell or None for cell in row[:MAX_COLUMNS]], n_cells)
    except csv.Error as error:
        if "field larger" in str(error):
            raise Refused("cell_too_long", row=number + 1, limit=MAX_CELL_TEXT) from None
        raise Refused("bad_csv", row=number + 1) from None
    end: SheetEnd = {"end": True, "merged": [], "hidden_columns": [], "far_cells": 0, "comments": []}
    out.line(end)


def fence() -> None:
    """Limits on memory and time where the system has them; no network, no further processes."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_AS, (2 * MEMORY, 2 * MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def hook(event: str, _: object) -> None:
        if event.startswith(_FORBIDDEN):
            raise PermissionError(event)

    sys.addaudithook(hook)


def main(path: str, kind: str) -> int:
    """Read one file; 0 also where it is refused."""
    fence()
    out = Out()
    try:
        (read_csv if kind == "csv" else read_workbook)(Path(path), out)
        out.line({"done": True})
    except Refused as refused:
        sys.stdout.buffer.write(orjson.dumps({"refused": refused.code, **refused.facts}) + b"\n")
    except MemoryError:
        sys.stdout.buffer.write(b'{"refused":"reader_failed","reason":"memory"}\n')
    # NotImplementedError is what zipfile raises for a compression it does not know
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError) as error:
        sys.stdout.buffer.write(orjson.dumps({"refused": "not_a_workbook", "reason": str(error)}) + b"\n")
    except Exception as error:  # whatever a hostile file brings out stays in here
        reason = type(error).__name__
        sys.stdout.buffer.write(orjson.dumps({"refused": "reader_failed", "reason": reason}) + b"\n")
    sys.stdout.buffer.flush()
    return 0

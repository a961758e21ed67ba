"""A text with delimiters, inside the disposable reader: decoded strictly, row by row."""

from __future__ import annotations

import csv
import io
import re
from contextlib import suppress
from pathlib import Path

from loaders.files.child_lines import SheetEnd
from loaders.files.lines_out import Out
from loaders.files.xml_parts import MAX_CELL_TEXT, MAX_COLUMNS, Refused

EITHER = "|"
"""Between two encodings of which neither the headings nor the order decide: where both fit, the file is refused."""

SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
"""A first line by which spreadsheet programs tell the delimiter; they do not show it as a row."""

_HAN = re.compile(r"[\u4e00-\u9fff]")
_FEW = 2


def decode(data: bytes, encodings: str) -> tuple[str, str]:
    """Text and its encoding: the first of ``encodings`` (parted by commas) that fits to the last byte.

    Raises
    ------
    Refused
        ``mixed_encodings``, ``ambiguous_encoding``, ``bad_encoding``, ``nul_in_text``.
    """
    for group in encodings.split(","):
        fitting = [(text, each) for each in group.split(EITHER) if (text := _decoded(data, each)) is not None]
        if len(fitting) > 1:
            raise Refused("ambiguous_encoding")
        if fitting:
            text, encoding = fitting[0]
            if "\x00" in text:
                raise Refused("nul_in_text", row=text.count("\n", 0, text.index("\x00")) + 1)
            return text, encoding
        if group == "utf-8":
            _refuse_mixed(data)
    raise Refused("bad_encoding")


def _decoded(data: bytes, encoding: str) -> str | None:
    with suppress(UnicodeDecodeError):
        return data.decode(encoding)
    return None


def _refuse_mixed(data: bytes) -> None:
    """Refuse a file of which some rows are UTF-8 with Chinese letters and others are not."""
    first_other, first_utf8 = 0, 0
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.isascii():
            continue
        text = _decoded(line, "utf-8")
        if text is None:
            first_other = first_other or number
        elif len(_HAN.findall(text)) >= _FEW:
            first_utf8 = first_utf8 or number
        if first_other and first_utf8:
            raise Refused("mixed_encodings", row=max(first_other, first_utf8), other=min(first_other, first_utf8))


_GUARDED = re.compile(r'="([^"]*)"')


def _unguarded(cell: str) -> str:
    """A cell without the formula that keeps spreadsheets from reading it as a number: ="0610" is 0610."""
    match = _GUARDED.fullmatch(cell) if cell.startswith("=") else None
    return match[1] if match else cell


def read_text(path: Path, out: Out, encodings: str, delimiter: str) -> None:
    """Emit the one sheet of a text; rows are counted as a spreadsheet would show them."""
    text, encoding = decode(path.read_bytes(), encodings)
    if told := SEPARATOR_LINE.match(text):
        text = text[told.end() :]
    csv.field_size_limit(MAX_CELL_TEXT)
    out.line({"kind": "text", "encoding": encoding})
    out.line({"sheet": "", "state": "visible"})
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, row in enumerate(rows, start=1):
            if len(row) > MAX_COLUMNS and any(row[MAX_COLUMNS:]):
                raise Refused("too_many_columns", row=number, limit=MAX_COLUMNS)
            out.row(number, False, [_unguarded(cell) or None for cell in row[:MAX_COLUMNS]])
    except csv.Error as error:
        if "field larger" in str(error):
            raise Refused("cell_too_long", row=number + 1, limit=MAX_CELL_TEXT) from None
        raise Refused("bad_csv", row=number + 1) from None
    end: SheetEnd = {"end": True, "merged": [], "hidden_columns": [], "far_cells": 0, "comments": []}
    out.line(end)

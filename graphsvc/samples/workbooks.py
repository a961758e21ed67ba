"""Workbooks of the sample chains, made from the readable CSV sources beside this file.

A folder is one chain; ``NN_table.csv`` in it is one list under the dictionary's printed headings, ``00`` as
lines of key and value. ``python -m graphsvc.samples.workbooks FOLDER`` makes all of them.
"""

from __future__ import annotations

import argparse
import csv
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

import xlsxwriter

from graphsvc.domain.dictionary import Sheet, sheets

SOURCES = Path(__file__).parent
"""Folder with one sub-folder of sources per sample chain."""

CREATED = datetime(2024, 1, 1, tzinfo=UTC)
"""Creation date of every sample workbook: a fixed one, so that the same sources give the same bytes."""

_KEY_VALUE_SHEET = "00"
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMERIC_TYPES = frozenset({"number", "integer", "share"})
_OPTIONS = {
    "in_memory": True,  # members of the archive carry one fixed time
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_WIDEST = 60


def make_workbook(sources: Path, out: Path) -> Path:
    """Write one chain's lists as one workbook.

    Parameters
    ----------
    sources
        Folder with ``NN_table.csv`` files (UTF-8); other names are not read, missing lists make no sheet.
    out
        The ``.xlsx`` file to write; its folder is made where needed, an older file is replaced.

    Returns
    -------
    ``out``. Sheets are named ``NN_中文名``, numbers and whole days are cells of that kind, all else is text.
    The same sources give the same bytes.

    Raises
    ------
    ValueError
        A folder without lists, an empty list, a heading that the dictionary does not print or that stands
        twice, or a line with more cells than headings.
    """
    lists = [(sheet, path) for sheet in sheets() if (path := sources / _source_name(sheet)).is_file()]
    if not lists:
        raise ValueError(f"{sources}: no NN_table.csv in this folder")
    contents = [(sheet, _read(path), path) for sheet, path in lists]
    for sheet, lines, path in contents:
        _check(sheet, lines, path)
    out.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(out), _OPTIONS) as book:
        book.set_properties({"title": sources.name, "created": CREATED.replace(tzinfo=None)})
        formats = {
            "heading": book.add_format({"bold": True, "bottom": 1, "num_format": "@"}),
            "text": book.add_format({"num_format": "@"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        for sheet, lines, _ in contents:
            _write_sheet(book, sheet, lines, formats)
    return out


def make_samples(out_dir: Path) -> list[Path]:
    """Write the workbook of every sample chain into a folder; the paths, by name of the chain's sources."""
    chains = sorted(path.parent for path in SOURCES.glob("*/00_submissions.csv"))
    return [make_workbook(chain, out_dir / f"{chain.name}.xlsx") for chain in chains]


def _source_name(sheet: Sheet) -> str:
    return f"{sheet.number}_{sheet.table}.csv"


def _read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return [line for line in csv.reader(stream) if line]


def _check(sheet: Sheet, lines: Sequence[Sequence[str]], path: Path) -> None:
    if not lines:
        raise ValueError(f"{path}: empty")
    is_key_value = sheet.number == _KEY_VALUE_SHEET
    headings = [line[0] for line in lines] if is_key_value else list(lines[0])
    known = {column.heading for column in sheet.columns if not column.is_derived}
    wrong = [h for h in headings if h not in known or headings.count(h) > 1]
    if wrong:
        raise ValueError(f"{path}: headings not printed by the dictionary, or twice: {wrong}")
    width = 2 if is_key_value else len(headings)
    for number, line in enumerate(lines, start=1):
        if len(line) > width:
            raise ValueError(f"{path}, line {number}: {len(line)} cells under {width} headings")


def _write_sheet(book: Any, sheet: Sheet, lines: Sequence[Sequence[str]], formats: Mapping[str, Any]) -> None:
    page = book.add_worksheet(f"{sheet.number}_{sheet.name}")
    types = {column.heading: column.type for column in sheet.columns}
    if sheet.number == _KEY_VALUE_SHEET:
        for row, (key, *values) in enumerate(lines):
            page.write_string(row, 0, key, formats["heading"])
            for value in values:
                _write_cell(page, row, 1, value, types[key], formats)
        page.freeze_panes(0, 1)
    else:
        headings, *records = lines
        for column, heading in enumerate(headings):
            page.write_string(0, column, heading, formats["heading"])
        for row, record in enumerate(records, start=1):
            for column, value in enumerate(record):
                _write_cell(page, row, column, value, types[headings[column]], formats)
        page.freeze_panes(1, 0)
    for column, cells in enumerate(zip_longest(*lines, fillvalue="")):
        page.set_column(column, column, min(_WIDEST, 2 + max(_width(cell) for cell in cells)))


def _write_cell(page: Any, row: int, column: int, value: str, kind: str, formats: Mapping[str, Any]) -> None:
    """One cell by the type of its column; a blank stays an empty cell, a number in words stays text."""
    if not value:
        return
    if kind in _NUMERIC_TYPES and _NUMBER.fullmatch(value):
        page.write_number(row, column, float(value))
    elif kind == "date" and _DAY.fullmatch(value):
        page.write_datetime(row, column, date.fromisoformat(value), formats["date"])
    else:
        page.write_string(row, column, value, formats["text"])


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def main(arguments: Sequence[str] | None = None) -> None:
    """Make all sample workbooks in the folder named on the command line and list their paths."""
    parser = argparse.ArgumentParser(prog="python -m graphsvc.samples.workbooks", description=main.__doc__)
    parser.add_argument("folder", type=Path)
    for path in make_samples(parser.parse_args(arguments).folder):
        print(path)


if __name__ == "__main__":
    main()

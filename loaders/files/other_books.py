"""Workbooks of other formats than .xlsx, read with python-calamine inside the disposable reader.

It gives values, names and states of sheets and (of .xls) merged areas; of hidden rows and columns, number formats,
error values, struck-out text and notes it knows nothing. Where it gives up in the middle, the process ends with it.
"""

from __future__ import annotations

import datetime
from pathlib import Path

from loaders.files.child_lines import JsonCell, SheetEnd
from loaders.files.lines_out import Out
from loaders.files.xml_parts import MAX_CELL_TEXT, MAX_COLUMNS, Refused

_STATES = {"Visible": "visible", "Hidden": "hidden", "VeryHidden": "veryHidden"}
Given = int | float | str | bool | datetime.date | datetime.time | datetime.timedelta
_WHOLE = 10**15


def read_other_book(path: Path, kind: str, out: Out) -> None:
    """Emit every worksheet of an .xls, .xlsb or .ods workbook.

    Raises
    ------
    Refused
        ``extra_missing`` where the library is not installed; ``password_protected``; ``old_xls`` or
        ``not_a_workbook`` where the library cannot open it.
    """
    try:
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum
    except ModuleNotFoundError:  # in this process nothing of the house is there to say it
        raise Refused("extra_missing", package="python-calamine", extra="office") from None

    out.line({"kind": kind})
    try:
        book = CalamineWorkbook.from_path(path.rename(path.with_suffix(f".{kind}")))  # its ending picks the reader
        for about in book.sheets_metadata:
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(about.name)
            out.line({"sheet": about.name, "state": _STATES[str(about.visible).rpartition(".")[2]]})
            left = sheet.start[1] if sheet.start else 0
            n_far = 0
            for number, given in enumerate(sheet.iter_rows(), 1):
                cells: list[JsonCell] = [None] * left
                cells += [_cell(value, number) for value in given]
                n_far += sum(1 for cell in cells[MAX_COLUMNS:] if cell is not None)
                out.row(number, False, cells[:MAX_COLUMNS])
            merged = [[r1 + 1, c1 + 1, r2 + 1, c2 + 1] for (r1, c1), (r2, c2) in sheet.merged_cell_ranges or ()]
            end: SheetEnd = {
                "end": True,
                "merged": merged,
                "hidden_columns": [],
                "far_cells": n_far,
                "comments": [],
            }
            out.line(end)
    except PasswordError:
        raise Refused("password_protected") from None
    except CalamineError as error:
        raise Refused("old_xls" if kind == "xls" else "not_a_workbook", reason=str(error)[:200]) from None


def _cell(value: Given, row: int) -> JsonCell:
    if isinstance(value, str):
        if len(value) > MAX_CELL_TEXT:
            raise Refused("cell_too_long", row=row, limit=MAX_CELL_TEXT)
        return value or None
    if isinstance(value, datetime.date):  # a date with a time of day is one too
        return ["date", value.isoformat()[:10]]
    if isinstance(value, (datetime.time, datetime.timedelta)):
        return str(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < _WHOLE else float(f"{value:.15g}")
    return value

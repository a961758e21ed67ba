"""The worksheets of the template: one with headings for a list, one of lines for sheet 00, one of entries."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

from graphsvc.domain.dictionary import Column, Sheet
from graphsvc.domain.template import EXAMPLE, OPTIONS_SHEET, examples, note_on, unit_line, word
from graphsvc.domain.wide_letters import is_wide
from graphsvc.exports.template.choices import Choices, page_name
from graphsvc.exports.template.styles import (
    EXAMPLE_ROW,
    FIRST_ROW,
    HEADING_ROW,
    LAST_ROW,
    TITLE_ROW,
    UNIT_ROW,
    Styles,
)

Filled = Mapping[str, str]
"""What stands in the sheets 00 and 01 already, by field."""

_A4 = 9
_PAGE_WIDTH, _LEGEND_WIDTH = 155.0, 100.0
"""Width of columns that is still read on one page of A4 landscape, and of the line on how to fill in a list."""

_NARROWEST, _WIDEST = 9.0, 24.0
_PROTECTION = {
    "format_columns": True, "format_rows": True, "insert_rows": True, "sort": True, "autofilter": True,
}  # fmt: skip
_NOTE_SIZE = {"width": 300, "font_name": "宋体", "font_size": 9}
_NOTE_LINE = 17
_FILLED_IN_LISTS = {"chains": ("chain_code", "chain_name", "region_code")}


def write_list(book: Any, sheet: Sheet, styles: Styles, choices: Choices, filled: Filled) -> None:
    """A list: title, unit line, headings with notes, an example row, cells to fill in below it."""
    page = book.add_worksheet(page_name(sheet))
    columns = [column for column in sheet.columns if not column.is_derived]
    widths = [_column_width(sheet, column) for column in columns]
    for x, (column, width) in enumerate(zip(columns, widths, strict=True)):
        page.set_column(x, x, width, styles.entry(column))
        page.write_string(UNIT_ROW, x, unit_line(column), styles.unit())
        page.write_string(HEADING_ROW, x, column.heading, styles.heading(column.required))
        _note(page, HEADING_ROW, x, note_on(sheet, column))
        page.write_string(EXAMPLE_ROW, x, examples(sheet.table).get(column.heading, ""), styles.example())
        rule = choices.rule(column)
        if rule is not None:
            page.data_validation(FIRST_ROW, x, LAST_ROW, x, rule)
        if column.field in _FILLED_IN_LISTS.get(sheet.table, ()) and column.field in filled:
            page.write_string(FIRST_ROW, x, filled[column.field], styles.entry(column))
    _title(page, page_name(sheet), word("legend"), widths, styles)
    page.set_row(UNIT_ROW, 26)
    page.set_row(HEADING_ROW, 32)
    page.set_row(EXAMPLE_ROW, 20)
    page.freeze_panes(FIRST_ROW, 1 if len(columns) < 12 else 2)
    _print(page, widths)
    page.repeat_rows(UNIT_ROW, HEADING_ROW)
    page.repeat_columns(0, 0)
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{LAST_ROW + 1}"})
    page.protect("", _PROTECTION)


def write_cover(book: Any, sheet: Sheet, styles: Styles, choices: Choices, filled: Filled) -> None:
    """Sheet 00: a line for each key with a cell to fill in and an example beside it."""
    page = book.add_worksheet(page_name(sheet))
    widths = [24.0, 48.0, 48.0]
    for x, width in enumerate(widths):
        page.set_column(x, x, width)
    page.merge_range(TITLE_ROW, 0, TITLE_ROW, 2, f"{page_name(sheet)}    {word('cover_legend')}", styles.title())
    page.set_row(TITLE_ROW, 24)
    for x, key in enumerate(("cover_key", "cover_value", "cover_example")):
        page.write_string(1, x, word(key), styles.heading("O"))
    for y, column in enumerate((c for c in sheet.columns if not c.is_derived), start=2):
        page.set_row(y, 22)
        page.write_string(y, 0, column.heading, styles.heading(column.required))
        _note(page, y, 0, note_on(sheet, column))
        _entry(page, y, column, filled.get(column.field), styles)
        text = examples(sheet.table).get(column.heading)
        page.write_string(y, 2, EXAMPLE + text.removeprefix(EXAMPLE) if text else "", styles.example())
        rule = choices.rule(column)
        if rule is not None:
            page.data_validation(y, 1, y, 1, rule)
    page.freeze_panes(2, 1)
    _print(page, widths)
    page.ignore_errors({"number_stored_as_text": "A1:C40"})
    page.protect("", _PROTECTION)
    page.activate()


def write_entries(book: Any, choices: Choices) -> None:
    """The hidden sheet of entries that are too long for a rule."""
    page = book.add_worksheet(OPTIONS_SHEET)
    for x, entries in enumerate(choices.kept()):
        for y, entry in enumerate(entries):
            page.write_string(y, x, entry)
    page.protect()
    page.hide()


def _entry(page: Any, y: int, column: Column, text: str | None, styles: Styles) -> None:
    style = styles.framed_entry(column)
    if not text:
        page.write_blank(y, 1, None, style)
    elif column.type == "date":
        page.write_datetime(y, 1, dt.date.fromisoformat(text), style)
    elif column.type == "integer":
        page.write_number(y, 1, int(text), style)
    else:
        page.write_string(y, 1, text, style)


def _title(page: Any, name: str, legend: str, widths: list[float], styles: Styles) -> None:
    """The first row: the list's name, and how to fill it in over as many columns as a page holds."""
    room, last = 0.0, 1
    for x, width in enumerate(widths[1:], start=1):
        if room < _LEGEND_WIDTH:
            room, last = room + width, x
    page.write_string(TITLE_ROW, 0, name, styles.title())
    page.merge_range(TITLE_ROW, 1, TITLE_ROW, last, legend, styles.legend())
    lines = max(math.ceil(_width(name) * 1.2 / widths[0]), math.ceil(_width(legend) * 1.15 / room))
    page.set_row(TITLE_ROW, 17.0 * lines + 4)


def _print(page: Any, widths: list[float]) -> None:
    page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    page.fit_to_pages(max(1, math.ceil(sum(widths) / _PAGE_WIDTH)), 0)
    page.hide_gridlines(0)
    page.set_header("&R&A")
    page.set_footer("&C&P / &N")


def _note(page: Any, y: int, x: int, text: str) -> None:
    lines = sum(math.ceil(max(1, _width(line)) / 46) for line in text.split("\n"))
    page.write_comment(y, x, text, {**_NOTE_SIZE, "height": _NOTE_LINE * lines + 12})


def _column_width(sheet: Sheet, column: Column) -> float:
    example = _width(examples(sheet.table).get(column.heading, "")) + 2.0
    heading = _width(column.heading) / (1 if len(column.heading) < 6 else 2) + 4.0
    return min(_WIDEST, max(_NARROWEST, heading, example))


def _width(text: str) -> int:
    return sum(2 if is_wide(letter) else 1 for letter in text)

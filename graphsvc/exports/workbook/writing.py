"""A submission as the bytes of a workbook: plain sheets, headings in row 1, text that never runs."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from graphsvc.domain.dictionary import Column, sheets
from graphsvc.domain.secrecy import highest
from graphsvc.domain.submission import Staged
from graphsvc.domain.wide_letters import is_wide
from graphsvc.exports.workbook.lists import Page, pages_of
from graphsvc.exports.workbook.written import Share, Written

OPTIONS = {
    "in_memory": True,  # members of the archive carry one fixed time
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
"""Text stays text."""

_A4 = 9
_EARLIEST = dt.datetime(1980, 1, 1)  # a workbook knows no time zone
_WIDEST = 48
_SHOWN = 200
"""Lines of a sheet that are looked at for the width of its columns."""


def slot_workbook(staged: Staged) -> bytes:
    """One submission as ``.xlsx``: the lists it has rows of, references as they were written, rows that wait as well.

    Read again it gives the same tables, whatever its file was like. The same submission gives the same bytes.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, OPTIONS)
    heads = staged.tables.rows("submissions")
    created = next((dt.datetime.fromisoformat(head["as_of"]) for head in heads if head["as_of"]), _EARLIEST)
    title = " ".join((staged.slot.chain, staged.slot.region))
    book.set_properties({"title": _xml(title)[:255], "created": max(_EARLIEST, created)})
    desk = _Desk(book, highest(head["secrecy"] for head in heads) or "", title)
    for sheet in sheets():
        for page in pages_of(sheet, staged.tables):
            desk.write(page)
    book.close()
    return buffer.getvalue()


class _Desk:
    """A workbook under construction and its cell formats."""

    def __init__(self, book: Any, secrecy: str, title: str) -> None:
        self._book, self._secrecy, self._title = book, secrecy, title
        self._heading = book.add_format({"bold": True, "bottom": 1, "num_format": "@", "text_wrap": True})
        self._text = book.add_format({"num_format": "@"})
        self._number = book.add_format({"num_format": "General"})
        self._share = book.add_format({"num_format": "0.##########%"})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})

    def write(self, page: Page) -> None:
        """One worksheet."""
        sheet = self._book.add_worksheet(page.name)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        margin = "".join(part for part in (self._secrecy, "  ", self._title) if part).strip()
        sheet.set_header(f"&L{margin.replace('&', '&&')[:200]}&R&A")
        sheet.set_footer("&C&P / &N")
        if not page.headings:
            self._write_pairs(sheet, page.lines)
            return
        for x, (heading, column) in enumerate(page.headings):
            sheet.write_string(0, x, _xml(heading), self._heading)
            shown = [heading, *(_shown(line[x]) for line in page.lines[:_SHOWN])]
            sheet.set_column(x, x, min(_WIDEST, 2 + max(map(_width, shown))), self._of(column))
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, len(page.lines), len(page.headings) - 1)
        for y, line in enumerate(page.lines, start=1):
            for x, cell in enumerate(line):
                self._put(sheet, y, x, cell)

    def _write_pairs(self, sheet: Any, lines: Sequence[Sequence[Written | None]]) -> None:
        sheet.set_column(0, 0, 20)
        sheet.set_column(1, 1, _WIDEST)
        for y, (key, value) in enumerate(lines):
            sheet.write_string(y, 0, str(key), self._heading)
            self._put(sheet, y, 1, value)
        sheet.freeze_panes(0, 1)

    def _of(self, column: Column | None) -> Any:
        """The format of the cells nobody filled yet: codes typed there stay text."""
        if column is None or column.type in ("number", "integer"):
            return self._number
        return {"share": self._share, "date": self._day}.get(column.type, self._text)

    def _put(self, sheet: Any, y: int, x: int, cell: Written | None) -> None:
        if cell is None:
            return
        if isinstance(cell, str):
            sheet.write_string(y, x, _xml(cell), self._text)
        elif isinstance(cell, Share):
            sheet.write_number(y, x, cell.value, self._share)
        elif isinstance(cell, dt.date):
            sheet.write_datetime(y, x, cell, self._day)
        else:
            sheet.write_number(y, x, cell, self._number)


def _xml(text: str) -> str:
    """Text without halves of letters, which no file can hold."""
    return text.encode("utf-8", "replace").decode()


def _shown(cell: Written | None) -> str:
    return "" if cell is None else f"{cell.value:.2%}" if isinstance(cell, Share) else str(cell)


def _width(text: str) -> int:
    return sum(2 if is_wide(letter) else 1 for letter in text)

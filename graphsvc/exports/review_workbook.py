"""The review as a workbook: a sheet for each kind of doubt, drop-downs for decisions, A4 landscape.

Everything but the cells of a decision is locked. Text stays text. The same document gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from graphsvc.domain.labelled import LABEL
from graphsvc.domain.notices import Lang
from graphsvc.domain.review_words import ABOUT, DECIDED, SHEETS, both, review_word
from graphsvc.domain.values import Values
from graphsvc.exports.gap_cells import clean
from graphsvc.exports.gap_sheets import row_height, watermark

_A4 = 9
_FONT = {"zh": "宋体", "en": "Arial"}
_HEADER, _FILLED_IN, _LINE = "#dce6f0", "#fff9e0", "#a9b7c4"
_SIZE, _LINE_HEIGHT = 10, 14.5
_CHOICES = "备选"
_WIDTHS = {
    "kind": 9, "file": 13, "sheet": 12, "row": 5, "column": 11, "original": 20, "cells": 38, "reason": 32,
    "proposals": 27, "score": 6, "n": 5, "verdict": 9, "value": 21, "note": 12, "decided_by": 11, "decided_at": 11,
}  # fmt: skip
_NARROW = {"file": 12, "reason": 26, "proposals": 20, "original": 13}
"""Widths beside a whole row [digits]."""
_PLACE = ("file", "sheet", "row", "column", "original")
_ASKED = ("reason", "proposals", "score", "n")
_ANSWER = ("verdict", "value", "note", "decided_by")
_OPEN = ("accepted", "rejected", "changed", "later")
_EARLIEST = dt.datetime(1980, 1, 1)  # a workbook knows no time zone


def review_workbook(document: Values, lang: Lang = "zh") -> bytes:
    """A review document as the bytes of an ``.xlsx`` file; headings are in both languages, sentences in ``lang``."""
    buffer = io.BytesIO()
    plain = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **plain})
    book.set_properties({"title": review_word("sheets", ABOUT, lang), "created": _EARLIEST})
    desk = _Desk(book, document, lang)
    desk.about()
    for page in SHEETS:
        rows = [each for each in document["open"] if each["page"] == page]
        if rows:
            desk.open_doubts(page, rows)
    if document["decisions"]:
        desk.in_force(document["decisions"])
    desk.choices()
    book.close()
    return buffer.getvalue()


class _Desk:
    """A review workbook in the making."""

    def __init__(self, book: Any, document: Values, lang: Lang) -> None:
        self._book, self._document, self._lang = book, document, lang
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}
        self._options: dict[tuple[str, ...], int] = {}

    def about(self) -> None:
        """The first sheet: what to do, how much is open, who decides, which version this is of."""
        sheet = self._sheet(ABOUT, 3)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 84)
        open_ = self._document["open"]
        title, body = self._style(bold=True, bg_color=_HEADER, border=1, border_color=_LINE), self._body()
        hint = review_word("hints", "about" if open_ else "nothing", self._lang)
        sheet.merge_range(0, 0, 0, 1, hint, self._style(text_wrap=True))
        sheet.set_row(0, 3 * _LINE_HEIGHT)
        secrecy = self._document["secrecy"]
        lines: list[tuple[str, str]] = [(both("about", "decided_by"), "")]
        lines += [(both("sheets", page), str(sum(each["page"] == page for each in open_))) for page in SHEETS]
        lines.append((both("about", "secrecy"), str(self._document.get("secrecy" + LABEL) or secrecy or "—")))
        lines += [(both("about", name), self._document[name]) for name in ("version_id", "content_hash")]
        for y, (name, value) in enumerate(lines, start=1):
            sheet.write_string(y, 0, name.replace("\n", " "), title)
            sheet.write_string(y, 1, clean(value), self._answer() if y == 1 else body)

    def open_doubts(self, page: str, rows: Sequence[Values]) -> None:
        """One sheet of doubts: where, what, what is proposed, and the cells for the decision."""
        cells = ("cells",) if page == "row" else ()
        scored = any(each["proposals"] and each["proposals"][0]["score"] is not None for each in rows)
        asked = tuple(name for name in _ASKED if (name != "score" or scored) and (name != "n" or page != "row"))
        columns = (*_PLACE, *cells, *asked, *_ANSWER, "key")
        told = [self._open_cells(each) for each in rows]
        sheet = self._table(page, columns, told)
        verdict, value = columns.index("verdict"), columns.index("value")
        for y, each in enumerate(rows, start=2):
            has_proposal = each["accepts"] is not None
            self._drop_down(sheet, y, verdict, [name for name in _OPEN if has_proposal or name != "accepted"])
            options = tuple(each["options"])
            if options:
                self._options.setdefault(options, len(self._options))
                line, last = self._options[options] + 1, xl_col_to_name(len(options) - 1)
                source = f"='{_CHOICES}'!$A${line}:${last}${line}"
                sheet.data_validation(y, value, y, value, {"validate": "list", "source": source, "show_error": False})

    def _open_cells(self, each: Values) -> dict[str, object]:
        proposals = each["proposals"]
        shown = [f"{c['value']} {c['name']}".strip() for c in proposals]
        score = proposals[0]["score"] if proposals else None
        cells = "\n".join(f"{heading}：{text}" for heading, text in (each["cells"] or {}).items())
        return {
            **each,
            "key": each["id"],
            "cells": cells,
            "score": score,
            "proposals": "\n".join(shown),
        }

    def in_force(self, decisions: Sequence[Values]) -> None:
        """What was decided before, to be taken back or changed."""
        columns = ("kind", "original", "now", "was_by", "decided_at", *_ANSWER, "key")
        rows = [
            {
                "kind": each["kind_label"],
                "original": " ".join(filter(None, (each["original"], each["column"] and f"[{each['column']}]"))),
                "now": " ".join(filter(None, (each["verdict_label"], each["value_label"]))),
                "decided_at": each["decided_at"][:10],
                "was_by": each["decided_by"],
                "key": each["id"],
            }
            for each in decisions
        ]
        sheet = self._table(DECIDED, columns, rows, {"original": 42, "now": 30, "was_by": 11})
        for y in range(2, len(rows) + 2):
            self._drop_down(sheet, y, columns.index("verdict"), ["withdrawn", "changed", "later"])

    def choices(self) -> None:
        """The hidden sheet that the drop-downs of 改为 show."""
        if self._options:
            sheet = self._book.add_worksheet(_CHOICES)
            sheet.hide()
            sheet.protect()
            for options, y in self._options.items():
                for x, option in enumerate(options):
                    sheet.write_string(y, x, clean(option))

    def _table(
        self, page: str, columns: Sequence[str], rows: Sequence[Values], widths: dict[str, int] | None = None
    ) -> Any:
        sheet = self._sheet(page, 2)
        wide = {**_WIDTHS, **(_NARROW if "cells" in columns else {}), **(widths or {})}
        last = len(columns) - 2
        sheet.merge_range(0, 0, 0, last, review_word("hints", page, self._lang), self._style(text_wrap=True))
        total = sum(wide[name] for name in columns[:-1])
        sheet.set_row(0, row_height([review_word("hints", page, self._lang)], [total]))
        head = self._style(bold=True, bg_color=_HEADER, border=1, border_color=_LINE, align="center", text_wrap=True)
        for x, name in enumerate(columns):
            sheet.write_string(1, x, both("columns", name), head)
            sheet.set_column(x, x, wide.get(name, 18), None, {"hidden": name == "key"})
        sheet.set_row(1, 2.2 * _LINE_HEIGHT)
        for y, row in enumerate(rows, start=2):
            for x, name in enumerate(columns):
                self._write(sheet, y, x, name, row)
            shown = [name for name in columns[:-1] if name not in _ANSWER]
            sheet.set_row(y, row_height([str(row.get(n) or "") for n in shown], [wide[n] for n in shown]))
        sheet.autofilter(1, 0, len(rows) + 1, last)
        return sheet

    def _write(self, sheet: Any, y: int, x: int, name: str, row: Values) -> None:
        if name in _ANSWER:
            sheet.write_blank(y, x, None, self._answer())
            return
        value = row.get(name)
        if isinstance(value, float):
            sheet.write_number(y, x, value, self._body(num_format="0.00"))
        elif isinstance(value, int):
            sheet.write_number(y, x, value, self._body())
        else:
            sheet.write_string(y, x, clean(str(value or "")), self._body(num_format="@"))

    def _drop_down(self, sheet: Any, y: int, x: int, names: Sequence[str]) -> None:
        words = [review_word("verdicts", name, self._lang) for name in names]
        sheet.data_validation(y, x, y, x, {"validate": "list", "source": words})

    def _sheet(self, page: str, n_frozen: int) -> Any:
        sheet = self._book.add_worksheet(review_word("sheets", page, "zh"))
        allowed = ("format_columns", "format_rows", "sort", "autofilter", "select_locked_cells")
        sheet.protect("", dict.fromkeys(allowed, True))
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.3, right=0.3, top=0.55, bottom=0.5)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        if page != ABOUT:
            sheet.freeze_panes(n_frozen, 0)
            sheet.repeat_rows(0, 1)
        mark = watermark(self._document["secrecy"], self._lang).replace("&", "&&")
        sheet.set_header(f"&C{mark}" if mark else "", {"margin": 0.2})
        sheet.set_footer(f"&L{self._document['version_id']}&C&A&R&P / &N", {"margin": 0.2})
        return sheet

    def _style(self, **properties: object) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            base = {"font_name": _FONT[self._lang], "font_size": _SIZE, "valign": "top"}
            self._formats[key] = self._book.add_format({**base, **properties})
        return self._formats[key]

    def _body(self, **properties: object) -> Any:
        return self._style(border=1, border_color=_LINE, text_wrap=True, **properties)

    def _answer(self) -> Any:
        return self._body(locked=False, bg_color=_FILLED_IN, num_format="@")

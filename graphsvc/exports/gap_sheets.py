"""List, excluded gaps and parameters of the gap workbook, ready for A3 landscape."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from graphsvc.domain.dictionary import sheet_of
from graphsvc.domain.labels import code_label
from graphsvc.domain.notices import Lang
from graphsvc.domain.values import Values
from graphsvc.domain.wide_letters import is_wide
from graphsvc.exports.gap_cells import (
    COLUMNS,
    Column,
    clean,
    decimals,
    figure,
    is_number,
    joined_text,
    percent,
    text_of,
    unit_after,
    word,
)

_FONT = {"zh": "宋体", "en": "Arial"}
_SIZE = 11
_LINE = 15.5  # height of a line in points, generous for every font that may stand in
_TALLEST = 405.0
_WIDEST = 60.0
_BLANK_WIDTH = 6.5  # of a column nobody filled
_A3 = 8
_MOST_INTERVAL_FORMATS = 120  # spreadsheets know about 200 number formats of one's own
_HEADER_FILL = "#dce6f0"
_LINE_COLOUR = "#a9b7c4"
_FROZEN_COLUMNS = 4
_LINES = ("reasons", "effect", "demanders", "current_sources", "candidates", "pipeline", "challenge", "policies")
"""Texts of several parts, a line each."""


class Desk:
    """A workbook under construction, its words and its cell formats."""

    def __init__(self, book: Any, lang: Lang, document: Values, as_of: str | None) -> None:
        self.book = book
        self.lang: Lang = lang
        self.document = document
        self.as_of = as_of
        self._formats: dict[tuple[tuple[str, object], ...], object] = {}
        self.n_interval_formats = 0

    def say(self, key: str) -> str:
        """A word of the exports."""
        return word("word", key, self.lang)

    def style(self, **properties: object) -> object:
        """A cell format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            base = {"font_name": _FONT[self.lang], "font_size": _SIZE, "valign": "top"}
            self._formats[key] = self.book.add_format({**base, **properties})
        return self._formats[key]

    def body(self, **properties: Any) -> Any:
        """A bordered cell of a table."""
        return self.style(border=1, border_color=_LINE_COLOUR, text_wrap=True, **properties)

    def heading(self) -> object:
        """A cell of a header row."""
        return self.body(bold=True, bg_color=_HEADER_FILL, align="center")

    def sheet(self, name: str, n_frozen: int) -> Any:
        """A sheet with title, page set-up, frozen header of three rows, and a footer that names its source."""
        sheet = self.book.add_worksheet(self.say(name))
        sheet.set_landscape()
        sheet.set_paper(_A3)
        sheet.set_margins(left=0.25, right=0.25, top=0.55, bottom=0.55)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0, 2)
        sheet.freeze_panes(3, n_frozen)
        sheet.hide_gridlines(2)
        mark = in_margin(watermark(self.document.get("secrecy"), self.lang))
        version, digest = (in_margin(str(self.document.get(k) or "")) for k in ("version_id", "content_hash"))
        sheet.set_header(f'&C&"{_FONT[self.lang]},Bold"&12{mark}' if mark else "", {"margin": 0.2})
        sheet.set_footer(
            f"&L{self.say('version')} {version[:60]}&C{mark}  {self.say('page')}&R{digest[:90]}",
            {"margin": 0.2},
        )
        return sheet

    def top(self, sheet: Any, title: str, note: str) -> None:
        """Row 1 the title, row 2 the unit line; both run over the empty cells beside them."""
        sheet.set_row(0, 28)
        sheet.set_row(1, 18)
        sheet.write_string(0, 0, clean(title), self.style(bold=True, font_size=18, valign="vcenter"))
        sheet.write_string(1, 0, clean(note), self.style(valign="vcenter", font_color="#44525f"))


def watermark(secrecy: str | None, lang: Lang) -> str:
    """What the margin says: nothing for 公开, 内部资料 where nothing or 内部 is said, the level itself above that."""
    known = {
        "公开": "",
        "内部": word("word", "watermark_internal", lang),
        "敏感": word("word", "watermark_sensitive", lang),
    }
    return known.get(secrecy or "内部", clean(code_label("secrecy", secrecy or "", lang))[:40])


def write_list(desk: Desk) -> None:
    """Sheet 1: 35 columns, one row a gap."""
    lang, rows = desk.lang, desk.document["rows"]
    sheet = desk.sheet("sheet_list", _FROZEN_COLUMNS)
    chains = list(dict.fromkeys(text_of(row.get("chain"), lang) for row in rows))
    dated = f"{desk.say('as_of')} {desk.as_of or desk.say('not_known')}"
    title = " · ".join(filter(None, (desk.say("title"), " / ".join(chains[:6]))))
    desk.top(sheet, title, f"{desk.say('units')}    {dated}")
    cells = [[_cell(desk, column, row) for column in COLUMNS] for row in rows]
    headings = [word("column", column.key, lang).format(days=_horizon(desk.document)) for column in COLUMNS]
    widths = [
        _column_width(column, heading, [line[i] for line in cells])
        for i, (column, heading) in enumerate(zip(COLUMNS, headings, strict=True))
    ]
    for i, width in enumerate(widths):
        sheet.set_column(i, i, width)
    write_header(desk, sheet, headings, widths)
    if not rows:
        sheet.write_string(3, 0, desk.say("nothing_listed"), desk.style())
    for r, line in enumerate(cells, start=3):
        sheet.set_row(r, row_height([shown for _, shown, _ in line], widths))
        for c, (value, _, style) in enumerate(line):
            put(sheet, r, c, value, style)


def _horizon(document: Values) -> str:
    days = (document.get("parameters") or {}).get("horizon_days")
    return f"{days:g}" if is_number(days) else "90"


def write_excluded(desk: Desk, excluded: Sequence[Mapping[str, object]]) -> None:
    """Sheet 2: gaps that were found and are not offered, each with its reason."""
    fields = ("chain", "product_code", "product_name", "gap_kind_label", "reason_code", "reason_code_label")
    widths = [24.0, 18.0, 28.0, 22.0, 22.0, 90.0]
    sheet = desk.sheet("sheet_excluded", 0)
    desk.top(sheet, desk.say("excluded_title"), desk.say("excluded_note"))
    for i, width in enumerate(widths):
        sheet.set_column(i, i, width)
    write_header(desk, sheet, [word("excluded", field, desk.lang) for field in fields], widths)
    if not excluded:
        sheet.write_string(3, 0, desk.say("nothing_excluded"), desk.style())
    for r, row in enumerate(excluded, start=3):
        texts = [text_of(row.get(field), desk.lang) for field in fields]
        sheet.set_row(r, row_height(texts, widths))
        for c, text in enumerate(texts):
            put(sheet, r, c, text, desk.body())


def why_blank(entry: Mapping[str, object], lang: Lang) -> str:
    """Why a field is blank, in words; of an empty list with its number and name."""
    said, table = text_of(entry.get("blank_code_label"), lang), entry.get("table")
    if table is None:
        return said
    sheet = sheet_of(str(table))
    return f"{said}: {sheet.number} {sheet.name if lang == 'zh' else sheet.name_en}"


def write_parameters(desk: Desk, blank_fields: Sequence[Values], n_excluded: int) -> None:
    """Sheet 3: what the answer is about, its parameters, why columns are blank, warnings."""
    document, say = desk.document, desk.say
    widths = [34.0, 70.0, 60.0, 40.0]
    sheet = desk.sheet("sheet_parameters", 0)
    desk.top(sheet, say("parameters_title"), say("units"))
    for i, width in enumerate(widths):
        sheet.set_column(i, i, width)
    write_header(desk, sheet, [say("item"), say("value"), say("remedy"), say("place")], widths)
    about = {
        "question": document.get("question"),
        "version": document.get("version_id"),
        "content_hash": document.get("content_hash"),
        "as_of": desk.as_of,
        "data_grade": document.get("data_grade"),
        "completeness": document.get("completeness"),
        "n_rows": len(document["rows"]),
        "n_excluded": n_excluded,
        "truncated": document.get("truncated_reason") or document.get("truncated"),
    }
    parameters: Mapping[str, object] = document.get("parameters") or {}
    sections: list[tuple[str, list[list[object]]]] = [
        ("section_answer", [[say(key), value] for key, value in about.items()]),
        ("section_parameters", [[key, value] for key, value in parameters.items()]),
        ("section_blank", [[_field_label(e["field"], desk.lang), why_blank(e, desk.lang)] for e in blank_fields]),
        ("section_warnings", [[*_warning(w, desk.lang)] for w in document.get("warnings") or []]),
    ]
    r = 3
    for name, lines in sections:
        sheet.set_row(r, 20)
        for c in range(len(widths)):
            put(sheet, r, c, say(name) if c == 0 else None, desk.body(bold=True, bg_color="#eef2f6"))
        r += 1
        for line in lines or [[say("none")]]:
            values: list[object] = [v if is_number(v) else text_of(v, desk.lang) for v in line]
            values += [None] * (len(widths) - len(values))
            sheet.set_row(r, row_height([text_of(v, desk.lang) for v in values], widths))
            for c, value in enumerate(values):
                put(sheet, r, c, value, desk.body(align="left"))
            r += 1


def _field_label(field: str, lang: Lang) -> str:
    for column in COLUMNS:
        if field in (column.key, *column.fields):
            return f"{word('column', column.key, lang).format(days=90)} ({field})"
    return field


def _warning(warning: Mapping[str, object], lang: Lang) -> list[str]:
    place = [text_of(warning.get(key), lang) for key in ("file", "sheet", "row", "column")]
    said = [text_of(warning.get(key), lang) for key in ("code", "message", "remedy")]
    return [*said, " ".join(filter(None, place))]


def _cell(desk: Desk, column: Column, row: Mapping[str, object]) -> tuple[object, str, object]:
    """Value, what is seen of it, and its format."""
    if len(column.fields) > 1:
        text = joined_text(column, row, desk.lang)
        return text, text, desk.body()
    field = column.fields[0]
    value = row.get(field)
    if not is_number(value) or column.kind == "text":
        text = text_of(value, desk.lang)
        text = text.replace("; ", "\n") if field in _LINES else text
        return text, text, desk.body()
    if column.kind == "integer":
        return value, f"{value:.0f}", desk.body(num_format="0", align="center")
    if column.kind == "share":
        places = decimals(value * 100, 1)
        return value, percent(value), desk.body(num_format="0.0%" if places else "0%", align="center")
    most = (0 if abs(value) >= 100 else 2) if column.kind == "money" else 4
    places = decimals(value, most)
    plain = "#,##0" + ("." + "0" * places if places else "")
    shown = figure(value, most)
    after = _interval(row, field) if column.kind == "money" else ""
    if after and desk.n_interval_formats >= _MOST_INTERVAL_FORMATS:
        return shown + after, shown + after, desk.body()
    if after:
        desk.n_interval_formats += 1
    elif field in ("demand", "suggested_capacity") and row.get("unit"):
        after = unit_after(row, desk.lang)[:24].replace('"', "").replace("\n", " ")
    return value, shown + after, desk.body(num_format=f'{plain}"{after}"' if after else plain)


def _interval(row: Mapping[str, object], field: str) -> str:
    lower, upper = row.get(f"{field}_lower"), row.get(f"{field}_upper")
    if not (is_number(lower) and is_number(upper)) or f"{lower:.3g}" == f"{upper:.3g}":
        return ""
    low, high = (figure(bound, 0 if abs(bound) >= 100 else 2) for bound in (lower, upper))
    return f" ({low}–{high})"


def put(sheet: Any, r: int, c: int, value: Any, style: Any) -> None:
    """Write a cell: a figure as a number, text as text, nothing as a blank with its border."""
    if is_number(value):
        sheet.write_number(r, c, value, style)
    elif value in (None, ""):
        sheet.write_blank(r, c, None, style)
    else:
        sheet.write_string(r, c, clean(str(value)), style)


def write_header(desk: Desk, sheet: Any, headings: Sequence[str], widths: Sequence[float]) -> None:
    """Row 3: the headings."""
    sheet.set_row(2, row_height(headings, widths))
    for c, heading in enumerate(headings):
        sheet.write_string(2, c, heading, desk.heading())


def _column_width(column: Column, heading: str, cells: Sequence[tuple[object, str, object]]) -> float:
    """Wide enough for every number (they do not wrap) and for the longest word of the heading."""
    is_blank = bool(cells) and not any(shown for _, shown, _ in cells)
    width = max(
        [
            min(column.width, _BLANK_WIDTH) if is_blank else column.width,
            *(_units(part) + 1.5 for part in heading.split() if part.isascii()),
        ]
    )
    for value, shown, _ in cells:
        if is_number(value):
            width = max(width, _units(shown) + 1.5)
    texts = [shown for value, shown, _ in cells if not is_number(value)]
    while width < _WIDEST and max((_n_lines(text, width) for text in texts), default=0) > 20:
        width += 3
    return width


def row_height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """Height of a row [pt] that shows all of its texts."""
    n_lines = max((_n_lines(text, width) for text, width in zip(texts, widths, strict=True)), default=1)
    return min(_TALLEST, max(1, n_lines) * _LINE + 4)


def _n_lines(text: str, width: float) -> int:
    """Lines a text takes in a column; a little pessimistic, as words do not break everywhere."""
    room = max(2.2, width - 1.5)
    parts = [_units(part) / room for part in text.split("\n")] if text else []
    return sum(1 if part <= 1 else math.ceil(part * 1.12) for part in parts)


def _units(text: str) -> float:
    """Width of a line in digits of the default font; letters beyond ASCII count as wide."""
    return sum(2.05 if is_wide(char) else 1.05 for char in text)


def in_margin(text: str) -> str:
    """A text as header and footer take it."""
    return clean(text).replace("&", "&&").replace("\n", " ")

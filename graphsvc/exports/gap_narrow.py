"""The gap list in ten columns on A4 landscape: what is missing, how bad it is, what was concluded, who is in charge."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping

import xlsxwriter

from graphsvc.domain.notices import Lang
from graphsvc.domain.values import Values
from graphsvc.exports.gap_cells import COLUMNS as WIDE
from graphsvc.exports.gap_cells import clean, is_number, joined_text, text_of, word
from graphsvc.exports.gap_sheets import in_margin, put, row_height, watermark

COLUMNS: tuple[tuple[str, float], ...] = (
    ("no", 4.5), ("product", 17), ("position_path", 13), ("kind_verb", 8.5), ("reasons", 35), ("gap", 11),
    ("risk", 10), ("loss_value", 10), ("conclusion", 17), ("responsible", 12),
)  # fmt: skip
"""Columns with their width in digits."""
A4 = 9
_HEAD_ROWS = 6
_SMALLER = 0.8
"""Height of these letters by that of the wide list's."""
_WIDE = {column.key: column for column in WIDE}
_FONT = {"zh": "宋体", "en": "Arial"}


def narrow_workbook(document: Values, lang: Lang) -> bytes:
    """One sheet, fit to the width of A4 landscape with its headings on every page; text is never a formula or a link.

    The same document gives the same bytes: the creation date inside the file is that of the version.
    """
    buffer = io.BytesIO()
    quiet = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    book = xlsxwriter.Workbook(buffer, quiet)
    made = dt.datetime.fromisoformat(str(document["created"])).replace(tzinfo=None)
    book.set_properties({"title": word("word", "title", lang), "created": made})
    sheet = book.add_worksheet(word("word", "sheet_list", lang))
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEAD_ROWS - 1)
    sheet.freeze_panes(_HEAD_ROWS, 2)
    mark = in_margin(watermark(document.get("secrecy"), lang))
    sheet.set_header(f"&C&11{mark}" if mark else "", {"margin": 0.25})
    sheet.set_footer(f"&L{in_margin(str(document['version_id']))}&R{word('word', 'page', lang)}", {"margin": 0.25})
    base = {"font_name": _FONT[lang], "font_size": 10, "valign": "top"}
    body = book.add_format({**base, "border": 1, "border_color": "#a9b7c4", "text_wrap": True})
    figures = book.add_format({**base, "border": 1, "border_color": "#a9b7c4", "num_format": "#,##0"})
    head = book.add_format({**base, "border": 1, "border_color": "#a9b7c4", "text_wrap": True, "bold": True,
                            "bg_color": "#dce6f0", "align": "center"})  # fmt: skip
    widths = [width for _, width in COLUMNS]
    for i, width in enumerate(widths):
        sheet.set_column(i, i, width)
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, word("word", "title", lang), book.add_format({**base, "bold": True, "font_size": 16}))
    for r, text in enumerate(about(document, lang), start=1):
        sheet.write_string(r, 0, clean(text), book.add_format(base))
    headings = [word("narrow", key, lang) for key, _ in COLUMNS]
    sheet.set_row(_HEAD_ROWS - 1, row_height(headings, widths))
    for c, heading in enumerate(headings):
        sheet.write_string(_HEAD_ROWS - 1, c, heading, head)
    if not document["rows"]:
        sheet.write_string(_HEAD_ROWS, 0, word("word", "nothing_listed", lang), book.add_format(base))
    for n, row in enumerate(document["rows"], start=1):
        cells = [_cell(key, row, n, lang) for key, _ in COLUMNS]
        tall = row_height([text_of(cell, lang) for cell in cells], widths)
        sheet.set_row(_HEAD_ROWS - 1 + n, max(15.0, tall * _SMALLER))
        for c, cell in enumerate(cells):
            put(sheet, _HEAD_ROWS - 1 + n, c, cell, figures if is_number(cell) else body)
    book.close()
    return buffer.getvalue()


def about(document: Values, lang: Lang) -> list[str]:
    """What stands above the list: chains and regions, filter, version and dates, who reviewed."""

    def said(key: str, *values: str) -> str:
        return f"{word('narrow', key, lang)} {' / '.join(filter(None, values)) or word('word', 'not_known', lang)}"

    chosen = [f"{word('narrow', name, lang)} {value}" for name, value in document["filters"].items()]
    filters = " · ".join(chosen) or word("narrow", "no_filter", lang)
    order = word("sort", document["sort"], lang)
    return [
        f"{said('chains', *document['chains'])}    {said('regions', *document['regions'])}    "
        f"{said('n_rows', str(document['n_rows']))}",
        f"{said('filter', filters)}    {said('sort', order)}",
        f"{said('version', document['version_id'])}    {said('as_of', document['as_of'] or '')}    "
        f"{said('created', str(document['created'])[:10])}",
        said("reviewers", *(document["reviewers"] or [word("word", "none", lang)])),
    ]


def _cell(key: str, row: Mapping[str, object], n: int, lang: Lang) -> object:
    if key == "no":
        return n
    if key == "kind_verb":
        return "\n".join(filter(None, (text_of(row.get(f), lang) for f in ("gap_kind_label", "verb_label"))))
    if key == "loss_value":
        value = row.get("loss_value")
        return round(value) if is_number(value) else None
    if key == "conclusion":
        return "\n".join(filter(None, (text_of(row.get(f), lang) for f in ("conclusion_label", "note", "reviewed_by"))))
    if key in ("gap", "risk", "product"):
        return joined_text(_WIDE[key], row, lang)
    return text_of(row.get(key), lang).replace("; ", "\n")

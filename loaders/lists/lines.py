"""Which rows of a sheet are data: merged keys filled down, totals and footers left out, each with a word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from graphsvc.domain.dictionary import Sheet
from graphsvc.domain.notices import Place
from graphsvc.domain.template import EXAMPLE, examples
from loaders.entity_names import name_key
from loaders.files.sheets import RawSheet
from loaders.lists.header import Header, has_repeated_header
from loaders.lists.keys import KEYS
from loaders.raw_cells import Cell, cell_at
from loaders.report import Report
from loaders.text import cell_text, is_blank

MAX_EMPTY = 20
"""After so many empty rows a list has ended."""

MAX_FILLED = 2 * 2**20
"""So many cells of one sheet are filled down from merged ones."""

_TOTAL = re.compile(r"^(?:合计|总计|共计|累计)")
_SUBTOTAL = re.compile(r"^(?:小计|.{0,12}小计$)")
_FOOTER = re.compile(
    r"^(?:(?:注|备注|说明|附注|填表说明|填报说明)\d*(?:[::、.(]|$)|(?:填表人|填报人|审核人|联系人|制表人|复核人|单位负责人|统计负责人|填表日期|填报日期)(?:[::(]|$))"
)


def data_rows(raw: RawSheet, sheet: Sheet, header: Header, report: Report) -> list[tuple[int, list[Cell]]]:
    """Rows below the header that hold data, in order; everything left out is said."""
    _fill_down(raw, sheet, header, report)
    rows: list[tuple[int, list[Cell]]] = []
    last = header.row
    ended: int | None = None
    for number, cells in raw.rows:
        if number <= header.row:
            continue
        texts = [cell_text(cell) for cell in cells if cell is not None]
        filled = [text for text in texts if not is_blank(text)]
        if not filled:
            continue
        place = Place(raw.file, raw.name, number, None)
        if ended is None and number - last > MAX_EMPTY + 1:
            ended = number
        if ended is not None:
            if len(filled) >= 3 and not _ends(filled[0]):
                report.add("rows_after_end", place, _shown(filled), "ignored", after=ended)
            elif number == ended or _ends(filled[0]):
                report.add("footer_row", place, _shown(filled), "ignored")
            continue
        last = number
        first = name_key(filled[0])
        if _SUBTOTAL.match(first):
            report.add("footer_row", place, _shown(filled), "ignored")
        elif _ends(filled[0]):
            report.add("footer_row", place, _shown(filled), "ignored")
            ended = number
        elif filled[0].startswith(EXAMPLE):
            if not is_example(sheet, header, cells):
                report.add("example_row", place, _shown(filled), "ignored")
        elif has_repeated_header(header, cells):
            report.add("repeated_header", place, _shown(filled), "ignored")
        else:
            rows.append((number, cells))
    return rows


def is_example(sheet: Sheet, header: Header, cells: Sequence[Cell]) -> bool:
    """Whether a row is the example of the template as it was printed, under whichever of its columns are left."""
    printed = examples(sheet.table)
    texts = {heading.text: cell_text(cell_at(cells, heading.position)).strip() for heading in header.headings}
    return all(text == printed.get(heading, "") for heading, text in texts.items())


def _ends(text: str) -> bool:
    key = name_key(text)
    return _TOTAL.match(key) is not None or _FOOTER.match(key) is not None


def _shown(filled: list[str]) -> str:
    return " | ".join(filled[:5])[:200]


def _fill_down(raw: RawSheet, sheet: Sheet, header: Header, report: Report) -> None:
    """Give a merged key to every row of its area; other merged values stay in their first row."""
    if not raw.merged:
        return
    keys = {field for group in KEYS.get(sheet.table, ()) for field in group}
    columns = {heading.position: heading for heading in header.headings}
    rows = dict(raw.rows)
    budget = MAX_FILLED
    for top, left, bottom, right in raw.merged:
        heading = columns.get(left - 1)
        if top <= header.row or heading is None or top not in rows or left > len(rows[top]):
            continue
        value = rows[top][left - 1]
        if value is None:
            continue
        place = Place(raw.file, raw.name, top, heading.text)
        is_key = heading.column.field in keys or bool(heading.column.references)
        if bottom > top and is_key and left == right:
            last = min(bottom, raw.rows[-1][0], top + budget)
            budget -= max(0, last - top)
            for row in range(top + 1, last + 1):
                cells = rows.get(row)
                if cells is None:
                    continue
                cells.extend([None] * (left - len(cells)))
                cells[left - 1] = value
            report.add("merged_filled", place, cell_text(value), "repaired", last=bottom)
        else:
            report.add("merged_kept", place, cell_text(value), "kept", last=bottom)

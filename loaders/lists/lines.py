"""Which rows of a sheet are data: merged keys filled down, totals and footers left out, each with a word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from graphsvc.domain.asides import ends_list, is_aside, is_note, is_section
from graphsvc.domain.credit_codes import is_credit_code
from graphsvc.domain.dictionary import Sheet
from graphsvc.domain.notices import Place
from graphsvc.domain.template import EXAMPLE, examples, unit_line
from loaders.cells.firms_in_cells import looks_like_firm
from loaders.cells.identifiers import clean_code
from loaders.cells.places import region
from loaders.entity_names import name_key
from loaders.files.sheets import RawSheet
from loaders.lists.header import Header, has_repeated_header, is_unit_line
from loaders.lists.keys import KEYS
from loaders.raw_cells import Cell, Line, cell_at
from loaders.report import Report
from loaders.text import cell_text, is_blank

MAX_EMPTY = 20
"""After so many empty rows a list has ended."""

MAX_FILLED = 2 * 2**20
"""So many cells of one sheet are filled down from merged ones."""

_LABEL = re.compile(r"[::]|^.{0,4}(?:单位|部门|机关|日期|时间|年度|联系人|填报人|填表人|负责人|电话|编号|密级)$")
_EXAMPLE = re.compile(r"\s*[(（【]?(?:例|示例|样例|范例|填写示例|填报示例|例如)[)）】]?[:：]")
_ORDINAL = re.compile(r"^\(?(?:[一二三四五六七八九十]{1,3}|[ivx]{1,4})[)、.]?$")
_GROUP = re.compile(
    r"^(?:规[模]?以?[上下]|链主|龙头|重点|核心|配套|一般|骨干|其他|[上中下]游|[省市县]?[内外]|外地|本地|外资|民营|国有).{0,4}"
    r"(?:企业|单位|环节)(?:\(.*\))?$"
)
"""Kinds of firms, as titles over their rows name them."""
_LEAST_ABOVE = 3
"""So many cells of a row above the header must be filled before it may be data."""


def rows_above(raw: RawSheet, header: Header) -> Iterator[tuple[int, str]]:
    """Rows above the header that are filled like data, with what they show; titles and lines of labels are none.

    Like data: half of the headings have something above them, or all those that no row of the list goes without.
    """
    n_headings = len(header.headings)
    needed = [heading.position for heading in header.headings if heading.column.required == "R"]
    for number, cells in raw.rows:
        if number >= header.first_row:
            return
        filled = [text for cell in cells if not is_blank(text := cell_text(cell))]
        is_whole = bool(needed) and not any(is_blank(cell_text(cell_at(cells, position))) for position in needed)
        is_wide = len(filled) >= _LEAST_ABOVE and (2 * len(filled) >= n_headings or is_whole)
        is_label = any(_LABEL.search(name_key(text)) for text in filled) or _are_hints(header, cells)
        if is_wide and len(set(filled)) > 1 and not is_label:
            yield number, _shown(filled)


def _are_hints(header: Header, cells: Sequence[Cell]) -> bool:
    """Whether a row is that of the template which tells how each column is filled."""
    told = ((heading, cell_text(cell_at(cells, heading.position)).strip()) for heading in header.headings)
    return all(text in ("", unit_line(heading.column)) for heading, text in told)


def data_rows(raw: RawSheet, sheet: Sheet, header: Header, report: Report) -> list[Line]:
    """Rows below the header that hold data, in order; everything left out is said."""
    lines: Sequence[Line] = raw.rows
    if raw.merged:
        lines = list(lines)  # their cells are changed below
        _blank_beneath(raw, dict(lines), header, report)
        _fill_down(raw, dict(lines), sheet, header, report)
    rows: list[Line] = []
    wide = {top for top, left, bottom, right in raw.merged if bottom == top and right - left >= _LEAST_ABOVE - 1}
    last = header.row
    ended: int | None = None
    for number, cells in lines:
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
            if len(filled) >= 3 and not is_aside(filled[0]):
                report.add("rows_after_end", place, _shown(filled), "ignored", after=ended)
            elif number == ended or is_aside(filled[0]):
                report.add("footer_row", place, _shown(filled), "ignored")
            continue
        last = number
        if filled[0].startswith(EXAMPLE) or _EXAMPLE.match(filled[0]):
            if not is_example(sheet, header, cells):
                report.add("example_row", place, _shown(filled), "ignored")
            continue
        kind = _kind(filled, header, cells)
        if kind is None and len(filled) == 1 and (number in wide or _is_title(sheet, filled[0])):
            kind = "section_row"
        if kind:
            report.add(kind, place, _shown(filled), "ignored")
            ended = number if kind == "footer_row" and ends_list(filled[0], has_rows=bool(rows)) else None
        else:
            rows.append((number, cells))
    return rows


def is_example(sheet: Sheet, header: Header, cells: Sequence[Cell]) -> bool:
    """Whether a row is the example of the template as it was printed, under whichever of its columns are left."""
    printed = examples(sheet.table)
    texts = {heading.text: cell_text(cell_at(cells, heading.position)).strip() for heading in header.headings}
    return all(text == printed.get(heading, "") for heading, text in texts.items())


def _is_title(sheet: Sheet, text: str) -> bool:
    """Whether the only cell of a row is the name of a region over its rows, or, among firms, the name of none."""
    place = region(text)
    is_region = place.code is not None and place.problem is None and not text.strip().isascii()
    return (
        is_region
        or _GROUP.match(name_key(text)) is not None
        or (sheet.table == "firms" and not looks_like_firm(text) and not is_credit_code(clean_code(text)))
    )


def _kind(filled: list[str], header: Header, cells: Sequence[Cell]) -> str | None:
    """The code of what a row is that holds no data, else None."""
    if is_aside(filled[0]) or (len(filled) == 1 and is_note(filled[0])):
        return "footer_row"
    is_numbered = len(filled) == 2 and _ORDINAL.match(name_key(filled[0])) is not None  # 一 | 省内企业
    if is_numbered or (len(filled) == 1 and is_section(filled[0])):
        return "section_row"
    is_repeated = has_repeated_header(header, cells) or (len(filled) == 1 and is_unit_line(filled, header))
    return "repeated_header" if is_repeated else None


def _shown(filled: list[str]) -> str:
    return " | ".join(filled[:5])[:200]


def _blank_beneath(raw: RawSheet, rows: Mapping[int, list[Cell]], header: Header, report: Report) -> None:
    """Values beneath a merged cell are seen by nobody: left out of ``rows`` and said."""
    last_row = max(rows, default=0)
    budget = MAX_FILLED
    for top, left, bottom, right in raw.merged:
        if bottom <= header.row or budget <= 0:
            continue
        last = min(bottom, last_row, top + budget)
        budget -= (last - top + 1) * (right - left + 1)
        for row in range(max(top, header.row + 1), last + 1):
            cells = rows.get(row, [])
            for position in range(left - 1, min(right, len(cells))):
                if (row, position) == (top, left - 1) or cells[position] is None:
                    continue
                if cells[position] != _at(rows, top, left - 1):
                    heading = next((h.text for h in header.headings if h.position == position), None)
                    place = Place(raw.file, raw.name, row, heading)
                    report.add("beneath_merged", place, cell_text(cells[position]), "ignored")
                cells[position] = None


def _at(rows: Mapping[int, Sequence[Cell]], row: int, position: int) -> Cell:
    return cell_at(rows.get(row, ()), position)


def _fill_down(raw: RawSheet, rows: Mapping[int, list[Cell]], sheet: Sheet, header: Header, report: Report) -> None:
    """Give a merged key to every one of ``rows`` in its area; other merged values stay in their first row."""
    last_row = max(rows, default=0)
    keys = {field for group in KEYS.get(sheet.table, ()) for field in group}
    columns = {heading.position: heading for heading in header.headings}
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
            last = min(bottom, last_row, top + budget)
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

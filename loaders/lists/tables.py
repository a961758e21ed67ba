"""Several tables on one sheet: each begins with a header of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache

from graphsvc.domain.asides import is_aside, is_section
from graphsvc.domain.dictionary import Sheet, sheets
from graphsvc.domain.notices import Place
from loaders.entity_names import name_key
from loaders.files.sheets import RawSheet
from loaders.lists.chosen import Chosen
from loaders.lists.header import Header, find_header, heading_hits
from loaders.lists.headings import known_headings
from loaders.lists.keys import missing_keys
from loaders.raw_cells import Cell, Line, Runs
from loaders.report import Report
from loaders.text import cell_text, is_blank

LEAST_HEADINGS = 3
"""So many cells of a row must be headings before it can begin another table."""

_DEEPEST_HEADER = 4
"""So many rows are looked at for the header of another table."""

_LONGEST_LEAD = 4
"""So many rows above the header of another table may be its title and its unit line."""

_TAIL = re.compile(r"[*※★]|[\(\[/].*$|^20\d{2}年?")

KNOWN_PART = 0.6
"""So large a part of the cells of such a row must be headings."""


def tables_on(chosen: Chosen, report: Report) -> list[Chosen]:
    """The tables of a sheet that was chosen: one for every header with another assignment, its own among them.

    A row that repeats the header is none; one that names another list begins a table of that list, above the sheet's
    own header as below it. Below it a table without the columns that everything hangs on is said and left out: under
    the header above it its cells would mean something else.
    """
    raw, own = chosen.raw, chosen.header
    if own is None:
        return [chosen]
    found = _headers(chosen.sheet, raw, None, own.first_row)
    if found:  # what stands above those tables, a unit line for one, is not said of this one
        index = next(index for index, (number, _) in enumerate(raw.rows) if number >= own.first_row)
        rest = raw.rows[_lead(raw, index) :]
        chosen = chosen._replace(header=find_header(_part(raw, rest, 0, rest[-1][0] + 1), chosen.sheet) or own)
    found += [chosen, *_headers(chosen.sheet, raw, chosen)]
    if len(found) == 1:
        return found
    lines = list(raw.rows)
    at = {number: index for index, (number, _) in enumerate(lines)}
    cut = [0]
    for each in found[1:]:
        first = each.header.first_row if each.header else 0
        place = Place(raw.file, raw.name, first)
        _say_another(each, place, _shown(lines[at[first]][1]), report)
        cut.append(lines[_lead(raw, at[first])][0])
    parts = zip(found, cut, [*cut[1:], lines[-1][0] + 1], strict=True)
    return [each._replace(raw=_part(raw, lines, begin, end)) for each, begin, end in parts if not _lacking(each)]


def _say_another(begun: Chosen, place: Place, shown: str, report: Report) -> None:
    if lacking := _lacking(begun):
        facts = {"list": begun.sheet.name, "columns": "、".join(lacking)}
        report.add("table_without_keys", place, shown, "ignored", **facts)
    else:
        report.add("another_table", place, shown, "repaired", list=begun.sheet.name)


def _lacking(chosen: Chosen) -> list[str]:
    """Printed headings of the key columns that a table lacks."""
    fields = {heading.column.field for heading in chosen.header.headings} if chosen.header else set()
    return missing_keys(chosen.sheet, fields)


def table_above(sheet: Sheet, raw: RawSheet) -> Chosen | None:
    """The first table of any list on a sheet whose name says another, where one of that list stands below it."""
    found = _headers(sheet, raw, None)
    whole = [each for each in found if not _lacking(each)]
    return whole[0] if any(each.sheet is sheet for each in whole) else None


def _headers(own: Sheet, raw: RawSheet, current: Chosen | None, end: int | None = None) -> list[Chosen]:
    """The tables that begin on a sheet below the table ``current``, or from its top on, and above row ``end``."""
    found: list[Chosen] = []
    for index, (number, cells) in enumerate(raw.rows):
        if end is not None and number >= end:
            break
        if (current is not None and current.header and number <= current.header.row) or not _may_be_header(cells):
            continue
        begun = _header_at(raw, index, current, own)
        if begun is not None:
            current = begun
            found.append(begun)
    return found


def _lead(raw: RawSheet, index: int) -> int:
    """Index of the first of the rows right above a header that hold its title or its unit line: one text each."""
    begin = index
    while begin and index - begin < _LONGEST_LEAD:
        filled = {text for cell in raw.rows[begin - 1][1] if not is_blank(text := cell_text(cell))}
        if len(filled) > 1 or any(is_aside(text) or is_section(text) for text in filled):
            break
        begin -= 1
    is_parted = begin == 0 or raw.rows[begin][0] > raw.rows[begin - 1][0] + 1 or _is_empty(raw.rows[begin][1])
    has_units = any("单位" in cell_text(cell) for _, cells in raw.rows[begin:index] for cell in cells if cell)
    return begin if is_parted or has_units else index


def _is_empty(cells: Sequence[Cell]) -> bool:
    return all(is_blank(cell_text(cell)) for cell in cells)


def _may_be_header(cells: Sequence[Cell]) -> bool:
    """Whether a row holds texts alone, enough of which begin like a heading of some list."""
    filled = [cell for cell in cells if cell is not None]
    if len(filled) < LEAST_HEADINGS or not all(isinstance(cell, (str, Runs)) for cell in filled):
        return False
    return sum(_begins_like_heading(cell_text(cell)) for cell in filled) >= LEAST_HEADINGS


@lru_cache(maxsize=1 << 15)  # rows say the same again and again
def _begins_like_heading(text: str) -> bool:
    return len(text) < 40 and _TAIL.sub("", name_key(text)) in _heading_keys()


@cache
def _heading_keys() -> frozenset[str]:
    return frozenset(key for sheet in sheets() for key in known_headings(sheet))


def _header_at(raw: RawSheet, index: int, current: Chosen | None, own: Sheet) -> Chosen | None:
    """The table that begins in the row at an index, None where it is data or repeats the header above."""
    number, cells = raw.rows[index]
    texts = [cell_text(cell) for cell in cells]
    n_filled = sum(1 for text in texts if not is_blank(text))
    above = current.sheet if current else own
    hits = [(heading_hits(sheet, texts), sheet) for sheet in _candidates(above)]
    most, best = max(hits, key=lambda hit: hit[0])  # of equals the first, which is the list of the table above
    if most < max(LEAST_HEADINGS, KNOWN_PART * n_filled):
        return None
    begin = _lead(raw, index)
    header = find_header(_part(raw, raw.rows[begin : index + _DEEPEST_HEADER], 0, number + _DEEPEST_HEADER), best)
    if header is None:
        return None
    same = _fields(current.header) if current and best is current.sheet and current.header else {}
    has_own_units = current is not None and current.header is not None and _has_units(header, current.header)
    if not has_own_units and all(same.get(position) == name for position, name in _fields(header).items()):
        return None
    begun = Chosen(best, raw, header)
    return None if current is None and _lacking(begun) else begun


def _candidates(own: Sheet) -> list[Sheet]:
    return [own, *(sheet for sheet in sheets() if sheet is not own and sheet.needs)]


def _fields(header: Header) -> dict[int, str]:
    return {heading.position: heading.column.field for heading in header.headings}


def _has_units(header: Header, above: Header) -> bool:
    """Whether a header that repeats the one above has other units, in its headings or in a line over it."""
    of_headings = [{(each.position, each.unit) for each in header_.headings} for header_ in (header, above)]
    return of_headings[0] != of_headings[1] or (bool(header.units) and header.units != above.units)


def _part(raw: RawSheet, lines: Sequence[Line], begin: int, end: int) -> RawSheet:
    """The rows of a sheet from one on and before another; what belongs to the sheet as a whole stays with each."""
    rows = [line for line in lines if begin <= line[0] < end]
    merged = [area for area in raw.merged if begin <= area[0] < end]
    return replace(raw, rows=rows, merged=merged)


def _shown(cells: Sequence[Cell]) -> str:
    return " | ".join(cell_text(cell) for cell in cells if cell is not None)[:200]

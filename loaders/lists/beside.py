"""Tables side by side on one sheet: each is read in its own columns, by its own header."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from graphsvc.domain.dictionary import Sheet, sheets
from graphsvc.domain.notices import Place
from loaders.entity_names import name_key
from loaders.files.sheets import RawSheet
from loaders.lists.chosen import Chosen
from loaders.lists.header import Header, find_header
from loaders.lists.keys import missing_keys
from loaders.raw_cells import cell_at
from loaders.report import Report
from loaders.text import cell_text, is_blank

LEAST_COLUMNS = 3
"""So many headings a table beside another one has at least."""

_KNOWN_PART = 0.6
"""So large a part of the headings of another list beside must be known."""


def tables_beside(chosen: Chosen, report: Report) -> list[Chosen]:
    """The tables that stand side by side in the columns of a sheet, from the left; one where the sheet is one table.

    A table begins where the headings begin anew (and every part has the columns that everything hangs on), or behind an
    empty column where another table stands whole.
    """
    if chosen.header is None:
        return [chosen]
    found = _with_shared_units(_twins(chosen) or _others(chosen) or [chosen])
    for each in found[1:]:
        row = each.header.row if each.header else None
        shown = " | ".join(heading.text for heading in each.header.headings) if each.header else ""
        report.add("another_table", Place(each.raw.file, each.raw.name, row), shown, "repaired", list=each.sheet.name)
    return found


def _twins(chosen: Chosen) -> list[Chosen]:
    """The parts of a header that repeats itself to the right, each with the same headings or some of them."""
    headings = sorted(chosen.header.headings, key=lambda each: each.position) if chosen.header else []
    first = _bare(headings[0].text) if headings else ""
    begins = [each.position for each in headings if _bare(each.text) == first]
    if len(begins) < 2:
        return []
    texts = {_bare(h.text) for h in headings if h.position < begins[1]}
    found: list[Chosen] = []
    for begin, end in pairwise((0, *begins[1:], headings[-1].position + 1)):
        part = _part(chosen, chosen.sheet, begin, end)
        own = [_bare(h.text) for h in headings if begin <= h.position < end]
        if part is None or len(own) < LEAST_COLUMNS or not texts.issuperset(own):
            return []
        found.append(part)
    return found


def _bare(text: str) -> str:
    """A heading without what it says in brackets: its unit may be another one in the table beside."""
    return _BRACKETS.sub("", name_key(text))


_BRACKETS = re.compile(r"\([^()]*\)")


def _with_shared_units(found: Sequence[Chosen]) -> list[Chosen]:
    """The tables of one list with the one unit line that stands over any of them."""
    told = {(each.sheet.table, each.header.units) for each in found if each.header and each.header.units}
    shared = dict(told) if len(told) == len({table for table, _ in told}) else {}
    for each in found:
        if each.header and not each.header.units and not each.header.unread_units:
            each.header.units = shared.get(each.sheet.table, ())
    return list(found)


def _others(chosen: Chosen) -> list[Chosen]:
    """The table of a list and another one in columns of its own behind an empty one."""
    header = chosen.header
    if header is None:
        return []
    told = sorted({h.position for h in header.headings} | {at for at, _, _ in header.unknown})
    odd = {at for at, _, _ in header.unknown} | _repeated(header)
    for gap in (left + 1 for left, right in pairwise(told) if right > left + 1):
        beyond = [at for at in told if at > gap]
        if not odd.intersection(beyond) or not _is_empty(chosen.raw, gap, header.first_row):
            continue
        left = _part(chosen, chosen.sheet, 0, gap)
        right = _list_in(chosen, gap, told[-1] + 1)
        if left is not None and right is not None:
            return [left, *(_others(right) or [right])]
    return []


def _list_in(chosen: Chosen, begin: int, end: int) -> Chosen | None:
    """Columns read as the list that knows most of their headings, of equals as that of the table to the left."""
    best, most = None, LEAST_COLUMNS - 1
    for sheet in (chosen.sheet, *sheets()):
        found = _part(chosen, sheet, begin, end) if sheet.needs else None
        n_known = len(found.header.headings) if found and found.header else 0
        if found and found.header and n_known > most:
            is_known = n_known >= _KNOWN_PART * (n_known + len(found.header.unknown))
            best, most = found if is_known else best, n_known if is_known else most
    return best


def _repeated(header: Header) -> set[int]:
    """Positions of headings of a field that another one feeds already."""
    seen: set[str] = set()
    found = set()
    for each in sorted(header.headings, key=lambda each: each.position):
        if each.column.field in seen:
            found.add(each.position)
        seen.add(each.column.field)
    return found


def _is_empty(raw: RawSheet, position: int, first_row: int) -> bool:
    return all(is_blank(cell_text(cell_at(cells, position))) for row, cells in raw.rows if row >= first_row)


def _part(chosen: Chosen, sheet: Sheet, begin: int, end: int) -> Chosen | None:
    """Columns of a sheet as a table of a list, in their places; None where they lack what everything hangs on."""
    raw = _columns(chosen.raw, begin, end)
    header = find_header(raw, sheet)
    if header is None or missing_keys(sheet, {heading.column.field for heading in header.headings}):
        return None
    return Chosen(sheet, raw, header)


def _columns(raw: RawSheet, begin: int, end: int) -> RawSheet:
    """A sheet with the cells of some columns alone; what belongs to the sheet as a whole stays with each."""
    rows = [(number, [*[None] * min(begin, len(cells)), *cells[begin:end]]) for number, cells in raw.rows]
    merged: Sequence[tuple[int, int, int, int]] = [area for area in raw.merged if begin < area[1] <= end]
    return replace(raw, rows=rows, merged=list(merged))

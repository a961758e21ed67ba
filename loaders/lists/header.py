"""The header of a sheet: which row it is, which columns it names, the unit line above it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graphsvc.domain.dictionary import Column, Sheet
from graphsvc.domain.notices import shortened
from loaders.cells.units import parse_unit
from loaders.entity_names import name_key
from loaders.files.sheets import RawSheet
from loaders.lists.headings import SERIAL, Heading, match_heading, nearest_heading
from loaders.raw_cells import Cell, cell_at
from loaders.text import cell_text, is_blank

HEADER_ROWS = 15
"""So many rows with content are looked at for the header."""

_UNIT_LINE = re.compile(r"单位[::]\s*(.+)$")


@dataclass
class Header:
    """The header of a sheet: last header row, headings read, what was not read, unit line above."""

    row: int
    headings: list[Heading]
    unknown: list[tuple[int, str, str]] = field(default_factory=list)
    units: tuple[str, ...] = ()


def grid(raw: RawSheet, n_rows: int) -> dict[int, list[str]]:
    """Texts of the first rows with content, merged values spread over their area."""
    rows = {number: [cell_text(cell) for cell in cells] for number, cells in raw.rows[:n_rows]}
    for top, left, bottom, right in raw.merged:
        if top not in rows or left > len(rows[top]):
            continue
        value = rows[top][left - 1]
        for row in range(top, min(bottom, top + n_rows) + 1):
            if row == top or row in rows:
                line = rows[row]
                line.extend([""] * (min(right, 512) - len(line)))
                line[left - 1 : min(right, 512)] = [value] * (min(right, 512) - left + 1)
    return rows


def find_header(raw: RawSheet, sheet: Sheet) -> Header | None:
    """The header of a list's sheet; None where fewer than 3 and under 40 % of the cells are headings."""
    rows = grid(raw, HEADER_ROWS)
    best, most = 0, 0
    for number, texts in rows.items():
        hits = sum(1 for text in dict.fromkeys(texts) if not is_blank(text) and match_heading(sheet, text))
        if hits > most:
            best, most = number, hits
    if not most:
        return None
    filled = len({text for text in rows[best] if not is_blank(text)})
    if most < 3 and most < 0.4 * filled:
        return None
    for top, _, bottom, _ in raw.merged:
        if top <= best < bottom and bottom in rows:
            best = bottom
    groups = _groups(raw, rows, best)
    header = Header(best, [], units=_unit_line(rows, best))
    for position, text in enumerate(rows[best]):
        if is_blank(text):
            continue
        group = groups.get(position, "")
        match = match_heading(sheet, text, group)
        shown = shortened(" ".join((f"{group}/{text}" if group and group != text else text).split()))
        if match:
            header.headings.append(Heading(position, shown, match.column, match.rank, match.unit, match.year))
        elif name_key(text) not in SERIAL:
            header.unknown.append((position, shown, nearest_heading(sheet, text)))
    return header


def _groups(raw: RawSheet, rows: Mapping[int, Sequence[str]], header_row: int) -> dict[int, str]:
    """Position → group heading of the row above, where merged over two columns or more but not over all."""
    filled = sum(1 for text in rows[header_row] if not is_blank(text))
    groups: dict[int, str] = {}
    for top, left, bottom, right in raw.merged:
        if bottom == header_row - 1 and top in rows and 2 <= right - left + 1 < filled:
            groups |= dict.fromkeys(range(left - 1, right), rows[top][left - 1])
    return groups


def _unit_line(rows: Mapping[int, Sequence[str]], header_row: int) -> tuple[str, ...]:
    """Units named by a line such as 单位:万元、人 above the header."""
    for number, texts in rows.items():
        if number >= header_row:
            break
        for text in texts:
            shown = name_key(text)
            match = _UNIT_LINE.search(shown)
            if match and not re.search(r"[编填报制主办]单位[::]", shown):
                return tuple(part for part in re.split(r"[、,,;;/\s)]+", match[1]) if parse_unit(part))
    return ()


def unit_from_line(column: Column, units: Sequence[str]) -> str | None:
    """The unit of a unit line that measures what a column measures."""
    if column.type not in ("number", "integer") or not column.unit:
        return None
    own = parse_unit(column.default_unit or "")
    for text in units:
        unit = parse_unit(text)
        if unit is None or (own is None and unit.measure in ("金额", "人数", "时长")):
            continue
        if (own is None and column.unit.startswith("unit/yr")) or (own is not None and own.measure == unit.measure):
            return text
    return None


def has_repeated_header(header: Header, cells: Sequence[Cell]) -> bool:
    """Whether a data row repeats the header (page breaks)."""
    same = 0
    for heading in header.headings:
        cell = cell_at(cells, heading.position)
        if isinstance(cell, str) and name_key(cell) == name_key(heading.text.rpartition("/")[2] or heading.text):
            same += 1
    return same >= min(3, max(1, len(header.headings)))

"""Sheet names to lists, header rows and headings to columns of the dictionary."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from graphsvc.domain.dictionary import Column, Sheet, sheet_of, sheets
from graphsvc.domain.notices import shortened
from loaders.cells.units import parse_unit
from loaders.entity_names import name_key
from loaders.files.sheets import Cell, RawSheet
from loaders.text import LONGEST_NAME, cell_text, is_blank

HEADER_ROWS = 15
"""So many rows with content are looked at for the header."""

KEYS: Mapping[str, tuple[tuple[str, ...], ...]] = {s.table: s.needs for s in sheets() if s.needs}
"""Fields without which a row of a list means nothing: of each group one must be filled."""

SERIAL = frozenset({"序号", "编号", "no", "no.", "行号", ""})
_NUMBER = re.compile(r"^(\d{2})(?!\d)[\s_.、\-—]*(.*)$")
_COPY = re.compile(r"^(.+?)(?:\(\d+\)|副本\d*|-副本|的副本|copy)$")
_DEFAULT_NAME = re.compile(r"^(?:sheet|工作表|表)\d*$")
_MARKS = re.compile(r"[*※★☆#]|\((?:必填|选填|必选|可选|必填项|选填项|r|c|o)\)|[::]$")
_TAIL = re.compile(r"^(.*?)[\(\[](?:单位:?)?([^()\[\]]+)[\)\]]$")
_TAIL_PLAIN = re.compile(r"^(.+?)[/_,,](.+)$")
_YEAR = re.compile(r"(20\d{2})年?度?")
_UNIT_LINE = re.compile(r"单位[::]\s*(.+)$")

SheetKind = Literal["list", "copy", "unknown"]


def identify(name: str) -> tuple[Sheet | None, SheetKind]:
    """Which list a sheet (or the stem of a CSV file) is: by its Chinese part or table name, else its number.

    Examples
    --------
    >>> identify("05_企业名录")[0].table, identify("重点企业清单 (2)")[1], identify("Sheet3")
    ('firms', 'copy', (None, 'copy'))
    """
    key = name_key(name)
    match = _NUMBER.match(key)
    number, part = (match[1], match[2]) if match else (None, key)
    known = _sheet_names()
    if part in known:
        return known[part], "list"
    if copied := _COPY.match(part):
        found = known.get(copied[1].rstrip("-_ "))
        if found:
            return found, "copy"
    if _DEFAULT_NAME.match(key):
        return None, "copy"
    if number and not part:
        return next((sheet for sheet in sheets() if sheet.number == number), None), "list"
    return (
        (next((sheet for sheet in sheets() if sheet.number == number), None), "unknown")
        if number
        else (None, "unknown")
    )


def bare_name(name: str) -> str:
    """A sheet's name as it is compared, without its number."""
    key = name_key(name)
    match = _NUMBER.match(key)
    return match[2] if match else key


@cache
def _sheet_names() -> Mapping[str, Sheet]:
    return {name_key(n): sheet for sheet in sheets() for n in (sheet.name, *sheet.aliases, sheet.table)}


@dataclass(frozen=True)
class Heading:
    """One printed heading: position (from 0), its text, dictionary column, unit and year it carries.

    ``rank`` 0: the printed heading of the dictionary, 1: an alias, 2: the public field name.
    """

    position: int
    text: str
    column: Column
    rank: int
    unit: str | None = None
    year: int | None = None


@dataclass
class Header:
    """The header of a sheet: last header row, headings read, what was not read, unit line above."""

    row: int
    headings: list[Heading]
    unknown: list[tuple[int, str, str]] = field(default_factory=list)
    units: tuple[str, ...] = ()


def known_headings(sheet: Sheet) -> Mapping[str, tuple[Column, int]]:
    """Normalised headings, aliases and field names of a list with their column and rank."""
    return _headings_of(sheet.table)


@cache
def _headings_of(table: str) -> Mapping[str, tuple[Column, int]]:
    known: dict[str, tuple[Column, int]] = {}
    sheet = sheet_of(table)
    columns = [column for column in sheet.columns if not column.is_derived]
    for rank, names in enumerate(
        (
            [(c.heading, c) for c in columns],
            [(alias, c) for c in columns for alias in c.aliases],
            [(c.field, c) for c in columns],
        )
    ):
        for name, column in names:
            known.setdefault(name_key(name), (column, rank))
    return known


@dataclass(frozen=True)
class _Match:
    column: Column
    rank: int
    unit: str | None
    year: int | None


def match_heading(sheet: Sheet, text: str, group: str = "") -> _Match | None:
    """The column a printed heading names, with its unit and year; None where it is not known."""
    if len(text) > LONGEST_NAME or len(group) > LONGEST_NAME:
        return None
    known = known_headings(sheet)
    key, above = (_MARKS.sub("", name_key(part)) for part in (text, group))
    years = _YEAR.search(above) or _YEAR.search(key)
    year = int(years[1]) if years else None
    for candidate in (f"{above}/{key}" if above else "", key, f"{above}{key}" if above else ""):
        if candidate in known and candidate:
            return _Match(*known[candidate], None, year)
    bare = _YEAR.sub("", key) if year else key
    if bare and bare in known:
        return _Match(*known[bare], None, year)
    for pattern in (_TAIL, _TAIL_PLAIN):
        match = pattern.match(bare)
        if match and match[1] in known:
            column, rank = known[match[1]]
            if is_unit(match[2]):
                return _Match(column, rank, match[2], year)
            if pattern is _TAIL:
                return _Match(column, rank, None, year)
    return None


@cache
def is_unit(text: str) -> bool:
    """Whether a text in a heading is a unit: 万吨, 元/吨, %, 吨/月."""
    if text in ("%", "‰") or parse_unit(text) is not None:
        return True
    above, slash, below = text.partition("/")
    return bool(slash and parse_unit(above) and parse_unit(below))


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
            header.unknown.append((position, shown, nearest(sheet, text)))
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


def nearest(sheet: Sheet, text: str) -> str:
    """The printed heading nearest to an unknown one, "" where none is near."""
    if len(text) > LONGEST_NAME:
        return ""
    known = known_headings(sheet)
    found = difflib.get_close_matches(name_key(text), list(known), n=1, cutoff=0.5)
    return known[found[0]][0].heading if found else ""


def missing_keys(sheet: Sheet, fields: set[str]) -> list[str]:
    """Printed headings of the key columns that a header lacks."""
    lacking = [group for group in KEYS.get(sheet.table, ()) if not fields.intersection(group)]
    return ["/".join(sheet.column(f).heading for f in group) for group in lacking]


def has_repeated_header(header: Header, cells: Sequence[Cell]) -> bool:
    """Whether a data row repeats the header (page breaks)."""
    same = 0
    for heading in header.headings:
        cell: Any = cells[heading.position] if heading.position < len(cells) else None
        if isinstance(cell, str) and name_key(cell) == name_key(heading.text.rpartition("/")[2] or heading.text):
            same += 1
    return same >= min(3, max(1, len(header.headings)))

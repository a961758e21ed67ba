"""Printed headings to columns of the dictionary, with the unit and the year they carry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from graphsvc.domain.dictionary import Column, Sheet, sheet_of
from graphsvc.domain.nearest import nearest
from loaders.cells.units import parse_unit
from loaders.entity_names import name_key
from loaders.text import LONGEST_NAME

SERIAL = frozenset({"序号", "编号", "no", "no.", "行号", ""})
LIKE = 0.5
"""How alike a heading and one of the dictionary must be for this one to be proposed."""

_MARKS = re.compile(r"[*※★☆#]|\((?:必填|选填|必选|可选|必填项|选填项|r|c|o)\)|[::]$")
_TAIL = re.compile(r"^(.*?)[\(\[](?:单位:?)?([^()\[\]]+)[\)\]]$")
_TAIL_PLAIN = re.compile(r"^(.+?)[/_,,](.+)$")
_YEAR = re.compile(r"(20\d{2})年?度?")


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


def nearest_heading(sheet: Sheet, text: str) -> str:
    """The printed heading nearest to an unknown one, "" where none is near."""
    if len(text) > LONGEST_NAME:
        return ""
    known = known_headings(sheet)
    found = known.get(nearest(name_key(text), known, at_least=LIKE))
    return found[0].heading if found else ""

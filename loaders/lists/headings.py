"""Printed headings to columns of the dictionary, with the unit and the year they carry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from graphsvc.domain.dictionary import Column, Sheet, sheet_of
from graphsvc.domain.nearest import nearest
from loaders.cells.quantities import MAGNITUDES
from loaders.cells.units import parse_unit
from loaders.entity_names import name_key
from loaders.text import LONGEST_NAME

SERIAL = frozenset({"序号", "编号", "no", "no.", "行号", ""})
LIKE = 0.5
"""How alike a heading and one of the dictionary must be for this one to be proposed."""

_MARKS = re.compile(r"[*※★☆#]|\((?:必填|选填|必选|可选|必填项|选填项|r|c|o)\)|[::]$")
_TAIL = re.compile(r"^(.*?)[\(\[](?:计量|金额)?(?:单位[:/为]?)?([^()\[\]]+)[\)\]]$")
_BETWEEN = re.compile(r"[、,，;；|]+")
_COUNTED_IN = re.compile(r"^(?:以|按)(.+)计(?:算)?$")
_EMPTY = re.compile(r"\(\W*\)|\[\W*\]")
_NUMBERING = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*[、.:)]?|\(?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)、.:])")
_YEARLY = re.compile(r"^(?:全年|本年|当年|年)(?=.{2})")
_ABOUT = re.compile(r"(?:基本)?(?:信息|情况)$")
_FIGURES = frozenset({"number", "integer", "share"})
_Known = Mapping[str, tuple[Column, int]]
_TAIL_PLAIN = re.compile(r"^(.+?)(?:[/_,,;:、-]|单位:?)(?:单位:?)?(.+)$")
_YEAR = re.compile(r"(20\d{2})年?度?")
_UNIT_LIKE = re.compile(
    r"[万亿千百]|元|吨|台|套|辆|条|片|只|颗|米|升|克|斤|件|箱|㎡|[%‰/]|天|月|人|户|家|瓦|伏|安|[$¥€£]"
)
_REMARKS = re.compile(
    r"[含不税可填选必按如及或和即注见指例]|代码|编码|名称|年度|截至|全称|位|以上|以内|当年|本年|\d{4}年?"
)


@dataclass(frozen=True)
class Heading:
    """One printed heading: position (from 0), its text, dictionary column, unit and year it carries.

    ``rank`` 0: the printed heading of the dictionary, 1: an alias, 2: the public field name. ``unread`` is what stands
    where a unit would, and is none that is known.
    """

    position: int
    text: str
    column: Column
    rank: int
    unit: str | None = None
    year: int | None = None
    unread: str | None = None


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
    unread: str | None = None

    def with_unit(self, unit: str | None) -> _Match:
        """The unit of the group above counts where the heading has none of its own."""
        return replace(self, unit=unit) if unit and not self.unit else self


def match_heading(sheet: Sheet, text: str, group: str = "") -> _Match | None:
    """The column a printed heading names, with its unit and year; None where it is not known.

    ``group`` is the heading above it, which may carry the unit or the year.
    """
    if len(text) > LONGEST_NAME or len(group) > LONGEST_NAME:
        return None
    known = known_headings(sheet)
    key, above = (_MARKS.sub("", name_key(part)) for part in (text, group))
    years = _YEAR.search(above) or _YEAR.search(key)
    year = int(years[1]) if years else None
    above, unit_above, _ = _tail(above)
    for spelled in _spellings(_EMPTY.sub("", _YEAR.sub("", key)) if year else key, known):
        bare, unit, unread = _tail(spelled, known)
        pairs = (f"{above}/{key}", f"{above}/{bare}", f"{above}{bare}") if above else ("", "", "")
        of_whom = f"{_ABOUT.sub('', above)}{bare}" if above else ""
        for candidate in (pairs[0], key, pairs[1], bare, pairs[2], of_whom):
            if candidate in known and candidate:
                return _Match(*known[candidate], unit if candidate != key else None, year, unread).with_unit(unit_above)
    return None


def _spellings(key: str, known: _Known) -> Iterator[str]:
    """A heading as it stands, without its number (3.产量, (二)产量), of a figure without 年 (年营业收入)."""
    yield key
    plain = _NUMBERING.sub("", key)
    if plain != key:
        yield plain
    bare = _tail(_YEARLY.sub("", plain), known)[0]
    if bare in known and known[bare][0].type in _FIGURES:
        yield _YEARLY.sub("", plain)


def _tail(key: str, known: _Known | None = None) -> tuple[str, str | None, str | None]:
    """(heading without its tail, unit in the tail, a tail that looks like a unit and is none)."""
    if known is not None and key in known:
        return key, None, None
    if match := _TAIL.match(key):
        return match[1], *_unit_in(match[2])
    if (match := _TAIL_PLAIN.match(key)) and is_unit(match[2]):
        return match[1], match[2], None
    for cut in range(len(key) - 1, 1, -1) if known else ():  # 营业收入 亿元: blanks are no part of a key
        head = known.get(key[:cut]) if known else None
        if head and head[0].type in _FIGURES and is_unit(key[cut:]):
            return key[:cut], key[cut:], None
    return key, None, None


def _unit_in(text: str) -> tuple[str | None, str | None]:
    """(The unit that a bracket holds, alone or beside remarks, a text that looks like a unit and is none).

    Examples
    --------
    >>> _unit_in("含税，亿元"), _unit_in("以万吨计"), _unit_in("万标箱"), _unit_in("不含税")
    (('亿元', None), ('万吨', None), (None, '万标箱'), (None, None))
    """
    if is_unit(text):
        return text, None
    parts = [_COUNTED_IN.sub(r"\1", part) for part in _BETWEEN.split(text) if part]
    units = [part for part in parts if is_unit(part)]
    unread = [part for part in parts if part not in units and _UNIT_LIKE.search(part) and not _REMARKS.search(part)]
    if len(units) == 1 and not unread:
        return units[0], None
    return None, text if unread or units else None


def unit_of_heading(text: str) -> tuple[str | None, str | None]:
    """(Unit in the tail of a heading, a tail that looks like a unit and is none)."""
    return _tail(_MARKS.sub("", name_key(text)))[1:] if len(text) <= LONGEST_NAME else (None, None)


@cache
def is_unit(text: str) -> bool:
    """Whether a text in a heading is a unit: 万吨, 元/吨, %, 吨/月, or a bare magnitude such as 亿."""
    if text in ("%", "‰") or is_magnitude(text) or parse_unit(text) is not None:
        return True
    above, slash, below = text.partition("/")
    return bool(slash and parse_unit(above) and parse_unit(below))


def is_magnitude(text: str) -> bool:
    """Whether a text is a magnitude without a unit: 万, 亿, 千万."""
    return text in MAGNITUDES


def nearest_heading(sheet: Sheet, text: str) -> str:
    """The printed heading nearest to an unknown one, "" where none is near."""
    if len(text) > LONGEST_NAME:
        return ""
    known = known_headings(sheet)
    found = known.get(nearest(name_key(text), known, at_least=LIKE))
    return found[0].heading if found else ""

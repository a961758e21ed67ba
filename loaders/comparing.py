"""Cells of two reports of one fact side by side: which are figures, which differ, what one lends the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import NamedTuple

from graphsvc.domain.dictionary import PROVENANCE, sheet_of, table_columns
from graphsvc.domain.identity import IDENTITIES
from loaders.raw_cells import Row, Value, is_number

DIFFERENCE = 0.2
"""Share of the figure that counts above which another report's figure is said to differ."""

_BESIDE = frozenset(name for name, _ in PROVENANCE)
_BELONGING = ("_lower", "_upper", "_flag", "_precision", "_zone", "_unit", "_period")
_NEVER_LENT = frozenset({"supplier_count", "evidence", "confidence", "source", "no", "quality"})
_ADDITIVE = frozenset({"design_capacity", "effective_capacity", "output"})


def is_other_figure(ours: float, theirs: float) -> bool:
    """Whether another report's figure differs: by more than a fifth of the one that counts."""
    return abs(ours - theirs) > DIFFERENCE * abs(ours) + 1e-12


class Difference(NamedTuple):
    """A field in which another report disagrees with the one that counts; figures only where by more than a fifth."""

    field: str
    ours: Value
    theirs: Value
    is_figure: bool


@cache
def fields_of(table: str) -> tuple[str, ...]:
    """Fields of a list that stand for themselves, in the dictionary's order."""
    names = {c.field for c in sheet_of(table).columns}
    return tuple(
        c.field for c in sheet_of(table).columns if not any(_is_beside(c.field, s, names) for s in ("_unit", "_period"))
    )


def _is_beside(name: str, suffix: str, names: set[str]) -> bool:
    return name.endswith(suffix) and name.removesuffix(suffix) in names


@cache
def belonging(table: str, field: str) -> tuple[str, ...]:
    """Columns that go wherever a field goes: its bounds, flag, precision, zone, unit."""
    names = {c.name for c in table_columns(table)}
    return tuple(field + suffix for suffix in _BELONGING if field + suffix in names)


@cache
def is_figure(table: str, field: str) -> bool:
    """Whether a field measures something: it has a unit and is no position on the globe."""
    return sheet_of(table).column(field).unit not in (None, "°")


@cache
def _content(table: str) -> Callable[[Mapping[str, Value]], tuple[Value, ...]]:
    return itemgetter(*(c.name for c in table_columns(table) if c.name not in _BESIDE))


def n_filled(table: str, row: Mapping[str, Value]) -> int:
    """Number of filled cells of a row."""
    values = _content(table)(row)
    return len(values) - values.count(None)


def content(table: str, row: Mapping[str, Value]) -> list[Value]:
    """What a row says, without where it stands."""
    return list(_content(table)(row))


def differences(table: str, ours: Sequence[Row], theirs: Sequence[Row]) -> Iterator[Difference]:
    """Fields filled on both sides that disagree. Rows of one side add up where their figures do; other cells are
    compared only where both sides are one row."""
    fields: Sequence[str] = _compared(table)
    if len(ours) == len(theirs) == 1:
        one, other = ours[0], theirs[0]
        fields = [name for name in fields if one[name] is not None and one[name] != other[name]]
    for field in fields:
        a, b = _value(ours, field), _value(theirs, field)
        if a is None or b is None or a == b or _units(table, ours, field) != _units(table, theirs, field):
            continue
        if is_figure(table, field):
            if is_number(a) and is_number(b) and is_other_figure(a, b):
                yield Difference(field, a, b, True)
        elif not isinstance(a, list) or not isinstance(b, list) or sorted(a) != sorted(b):
            yield Difference(field, a, b, False)


@cache
def _compared(table: str) -> tuple[str, ...]:
    identity = IDENTITIES[table]
    left_out = {*identity.key, identity.year, *_NEVER_LENT}
    return tuple(field for field in fields_of(table) if field not in left_out)


def _value(rows: Sequence[Row], field: str) -> Value:
    if len(rows) == 1:
        return rows[0][field]
    known = [value for row in rows if is_number(value := row[field])]
    return sum(known) if field in _ADDITIVE and len(known) == len(rows) else None


def _units(table: str, rows: Sequence[Row], field: str) -> set[tuple[Value, ...]]:
    names = _unit_fields(table, field)
    return {tuple(row[name] for name in names) for row in rows} if names else set()


@cache
def _unit_fields(table: str, field: str) -> tuple[str, ...]:
    """Unit and period beside a figure."""
    return tuple(name for name in belonging(table, field) if name.endswith(("_unit", "_period")))


@cache
def _lent(table: str) -> tuple[str, ...]:
    year = IDENTITIES[table].year
    return tuple(field for field in fields_of(table) if field not in _NEVER_LENT and field != year)


def lend(table: str, row: Row, other: Row, is_of_now: bool) -> list[str]:
    """Fill the blanks of ``row`` from another report, a figure with all that belongs to it; the fields it took.

    An earlier year lends words, never figures.
    """
    identity, used = IDENTITIES[table], []
    for field in _lent(table):
        if row[field] is not None or other[field] is None:
            continue
        leader = identity.follows.get(field)
        if (leader and row[leader] != other[leader]) or (is_figure(table, field) and not is_of_now):
            continue
        for name in (field, *belonging(table, field)):
            row[name] = other[name]
        used.append(field)
    return used

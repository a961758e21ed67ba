"""What stands in a cell of a file, and what a cell of a row may hold once it has been read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, TypeGuard


class Percent(NamedTuple):
    """A number under a percent format: 35 % is 0.35."""

    value: float


class IsoDay(NamedTuple):
    """A number under a date format, as ISO text."""

    iso: str


class Fault(NamedTuple):
    """An error value, or a formula of which the file keeps no result."""

    kind: Literal["error", "formula"]
    shown: str


Cell = str | int | float | bool | Percent | IsoDay | Fault | None
"""None, text, a number, a truth value, or what a format or a formula makes of one."""

Value = str | int | float | bool | list[str] | None
"""A typed value of a canonical column."""

Row = dict[str, Value]
"""A row of a list while it is read: values by field; a field that is absent is blank."""


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether a cell or value is a number; truth values are none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def cell_at(cells: Sequence[Cell], position: int) -> Cell:
    """The cell of a line at a position from 0, None behind its end."""
    return cells[position] if position < len(cells) else None


def text_in(row: Mapping[str, Value], field: str) -> str | None:
    """The text that a field of a row holds, None where it is blank or holds no text."""
    value = row.get(field)
    return value if isinstance(value, str) else None


def texts_in(row: Mapping[str, Value], field: str) -> list[str]:
    """The entries of a field that holds a list; empty where it is blank."""
    value = row.get(field)
    return value if isinstance(value, list) else []


def number_in(row: Mapping[str, Value], field: str) -> float | None:
    """The number that a field of a row holds, None where it is blank or holds none."""
    value = row.get(field)
    return value if is_number(value) else None

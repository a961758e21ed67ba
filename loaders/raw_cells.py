"""What stands in a cell of a file, and what a cell of a row may hold once it has been read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, TypeGuard


class Percent(NamedTuple):
    """A number under a percent format: 35 % is 0.35."""

    value: float


class IsoDay(NamedTuple):
    """A number under a date format, as ISO text; ``precision`` is ``month`` or ``year`` where no more is shown."""

    iso: str
    precision: Literal["", "month", "year"] = ""


class Shown(NamedTuple):
    """A number under a format that scales it, fills it up with zeros or sets words beside it: 12.3456万, 02071200."""

    text: str
    number: int | float


class Runs(NamedTuple):
    """A text of which parts are struck out or raised.

    ``figure`` is without both, ``text`` without the struck ones; ``struck`` and ``raised`` are what they are without.
    """

    figure: str
    text: str
    struck: str
    raised: str


class Fault(NamedTuple):
    """No value: an error, a formula of which the file keeps no result, a picture, a cell struck out whole."""

    kind: Literal["error", "formula", "picture", "struck"]
    shown: str


Cell = str | int | float | bool | Percent | IsoDay | Shown | Runs | Fault | None
"""None, text, a number, a truth value, or what a format, a style or a formula makes of one."""

Line = tuple[int, list[Cell]]
"""A row of a sheet: its number, and its cells from column 1 on."""

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

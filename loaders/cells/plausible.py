"""Figures that can be read and are hardly meant: a year among days, ten thousand days, more people than anyone employs.

They stay as they are written; a person is asked. What cannot be at all is no figure (``out_of_range``).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from graphsvc.domain.dictionary import Column
from graphsvc.domain.sentences import Figure
from loaders.cells.reading import Issue, Read, issue
from loaders.cells.spoken_numbers import Number

YEARS = (1949, 2101)
"""Bare figures from the first up to the second are years where nobody counts so far."""

LARGEST_MEANT: Mapping[str, float] = {
    "d": 3_650,
    "人": 3e6,
    "万元": 1e9,
    "万kWh": 1e8,
    "吨标煤": 1e9,
    "亩": 3e6,
}
"""By unit of the dictionary, what no firm, park or project comes near.

Ten years; the largest employer of the world has some 2.1 million people and the largest revenue of a Chinese firm is
3.6e8 万元 (Fortune Global 500 of 2023); all of China used 9.2e8 万kWh and 5.7e9 吨标煤 (communiqué of 2023);
3e6 亩 are 2,000 km², a whole national new area.
"""

_SHOWN: Mapping[str, str] = {"d": "天"}
_OF_YEARS = frozenset(("", "年", "年度"))


def asked_about(column: Column, found: Read, number: Number | None = None) -> Read:
    """What a cell came to, with a question beside it where its figure is hardly meant; the value stays.

    Parameters
    ----------
    number
        The figure as it is written, before units; None for shares.

    Examples
    --------
    >>> from graphsvc.domain.dictionary import sheet_of
    >>> from loaders.cells.spoken_numbers import parse_number
    >>> days = sheet_of("supplies").column("switch_days")
    >>> [asked_about(days, Read(float(n)), parse_number(n)).issues[0].code for n in ("2023", "45017")]
    ['year_as_figure', 'implausible']
    """
    said = _doubt(column, found, number)
    return found if said is None else found._replace(issues=(*found.issues, said))


def _doubt(column: Column, found: Read, number: Number | None) -> Issue | None:
    if not isinstance(found.value, int | float):
        return None
    if number is not None and _counts_days_or_things(column) and _is_year(number):
        return issue("year_as_figure", "asked")
    limit = float(column.rules.get("ask_above", LARGEST_MEANT.get(column.unit or "", inf)))
    beside = found.beside or {}
    ends = [each for end in ("_lower", "_upper") if isinstance(each := beside.get(column.field + end), float)]
    if max(map(abs, (found.value, *ends))) <= limit:
        return None
    high = f"{limit:.0%}" if column.type == "share" else Figure(limit, _SHOWN.get(column.unit or "", column.unit or ""))
    return issue("implausible", "asked", high=high)


def _counts_days_or_things(column: Column) -> bool:
    """Days, and plain counts that have bounds; ranks and running numbers have none and may be as high as a year."""
    return column.unit == "d" or (column.unit is None and column.type == "integer" and "_flag" in column.siblings)


def _is_year(number: Number) -> bool:
    """2023, 2023.4 and 2023年 without any other unit; 2023天 says what it is."""
    return number.unit in _OF_YEARS and not number.magnitude and looks_like_year(float(number.value))


def looks_like_year(value: float) -> bool:
    """Whether a figure may be a year, or a year and month behind a point."""
    return YEARS[0] <= value < YEARS[1]

"""Canonical rows as properties of nodes and relations: typed, dated, with provenance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import TypeVar

from graphsvc.domain.dictionary import table_columns
from graphsvc.domain.graph import Properties

R = TypeVar("R", bound=Mapping[str, object])


@cache
def _dates(table: str) -> frozenset[str]:
    return frozenset(column.name for column in table_columns(table) if column.type == "date")


def cells(table: str, row: Mapping[str, object], position: int) -> Properties:
    """A row of a canonical table as properties: dates as dates, blanks left out, ``row`` its position in the table."""
    dates = _dates(table)
    found = {k: _date(v) if k in dates else v for k, v in row.items() if v is not None}
    found["row"] = position
    return found


def _date(text: object) -> object:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else text
    except ValueError:
        return text


def placed_rows(table: str, rows: Iterable[R]) -> Iterator[tuple[Properties, R]]:
    """Every row of a table as (properties, row); ``rows`` are all of them in their order."""
    for position, row in enumerate(rows):
        yield cells(table, row, position), row

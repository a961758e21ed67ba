"""Canonical rows as properties of nodes and relations: typed, dated, with provenance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from graphsvc.domain.dictionary import table_columns
from graphsvc.domain.graph import Properties
from graphsvc.domain.tables import ChainTables


@cache
def _dates(table: str) -> frozenset[str]:
    return frozenset(column.name for column in table_columns(table) if column.type == "date")


def cells(table: str, row: Mapping[str, Any], position: int) -> Properties:
    """A row of a canonical table as properties: dates as dates, blanks left out, ``row`` its position in the table."""
    dates = _dates(table)
    found = {k: _date(v) if k in dates else v for k, v in row.items() if v is not None}
    found["row"] = position
    return found


def _date(text: Any) -> Any:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return text


def placed_rows(tables: ChainTables, table: str) -> Iterator[tuple[Properties, Properties]]:
    """Every row of a table as (properties, row)."""
    for position, row in enumerate(tables.rows(table)):
        yield cells(table, row, position), row

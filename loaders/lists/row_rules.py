"""Rules over one row that has been read: what is required, and what follows from other cells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from graphsvc.domain.dictionary import Column, Sheet, sheet_of
from loaders.raw_cells import Value, is_number

_GROUP = re.compile(r"one of (.+)")
_TEST = re.compile(r"(\w+) (=|>|in|is) (.+)")


def condition_of(column: Column) -> tuple[str, str, tuple[str, ...]] | None:
    """(field, relation, values) of a condition that can be computed, else None."""
    return _condition(column.condition) if column.condition else None


@cache
def _condition(text: str) -> tuple[str, str, tuple[str, ...]] | None:
    if match := _GROUP.fullmatch(text):
        return "", "one of", tuple(re.split(r",\s*", match[1]))
    if (match := _TEST.fullmatch(text)) and " and " not in match[3] and "not " not in match[3]:
        return match[1], match[2], tuple(re.split(r",\s*", match[3]))
    return None


def applies(column: Column, row: Mapping[str, Value]) -> bool:
    """Whether a conditional column is asked for in this row."""
    condition = condition_of(column)
    if condition is None:
        return False
    field, relation, values = condition
    if relation == "one of":
        return all(row.get(each) is None for each in values)
    value = row.get(field)
    if relation == "is":
        return values == ("given",) and value is not None
    if value is None:
        return False
    if relation == ">":
        return is_number(value) and value > float(values[0])
    return value in values or (value is True and "是" in values)


def missing_fields(sheet: Sheet, row: Mapping[str, Value]) -> list[Column]:
    """Required and asked-for columns that are blank; of a "one of" group only the first."""
    found: list[Column] = []
    groups: set[tuple[str, ...]] = set()
    for column in _asking(sheet.table):
        if row.get(column.field) is not None:
            continue
        if column.required == "R":
            found.append(column)
        elif applies(column, row):
            condition = condition_of(column)
            values = condition[2] if condition and condition[1] == "one of" else (column.field,)
            if values not in groups:
                groups.add(values)
                found.append(column)
    return found


@cache
def _asking(table: str) -> tuple[Column, ...]:
    columns = sheet_of(table).columns
    return tuple(c for c in columns if c.required == "R" or (c.required == "C" and condition_of(c)))

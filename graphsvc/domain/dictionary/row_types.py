"""Writes the types of canonical rows: ``python -m graphsvc.domain.dictionary.row_types`` writes ``domain/rows.py``.

One type per table; a column is read under its name, blanks are None unless the dictionary says that no row leaves it
blank, and a column with allowed values holds one of them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from graphsvc.domain.dictionary import (
    TableColumn,
    extra_columns,
    list_name,
    provenance,
    sheets,
    table_columns,
    table_names,
)

TARGET = Path(__file__).parents[1] / "rows.py"
_HEAD = '''"""Rows of the canonical tables with types: written by ``make rows`` from the column dictionary, not by hand.

Read ``row["field"]``; a blank is None. Rows are shared by all who read a version: nobody alters them.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NotRequired, overload

from typing_extensions import ReadOnly, TypedDict

AnyRow = Mapping[str, Any]
"""A row of a table that is not known by name."""
Positions = Sequence[int] | None
'''
_ROWS = '''
        """A table as rows by column name, null as None, lists as lists; made once for all who ask, never altered.

        Raises
        ------
        KeyError
            No such table.
        """
        return self._kept(name)

    @abstractmethod
    def _kept(self, name: str) -> tuple[AnyRow, ...]: ...
'''
_EACH = '''
        """The rows of ``rows`` one after the other, all or those at some positions; made anew and not kept."""
        return self._read(name, at)

    @abstractmethod
    def _read(self, name: str, at: Positions) -> Iterator[AnyRow]: ...'''
_TYPES = {
    "text": "str",
    "code": "str",
    "enum": "str",
    "date": "str",
    "json": "str",
    "number": "float",
    "share": "float",
    "integer": "int",
    "bool": "bool",
}
_BASE = "PlacedRow"
_WIDTH = 120


def row_types() -> str:
    """The text of ``domain/rows.py``."""
    parts = [_HEAD, *_unique(_values(table, column) for table in table_names() for column in _columns(table))]
    parts.append(_names())
    parts.append(_row(_BASE, "TypedDict", "Where a canonical row stands and how good it is.", provenance()))
    for table in table_names():
        parts.append(_row(row_name(table), _base(table), f"A row of {_printed(table)}.", _columns(table), table))
    return "\n".join((*parts, _reader()))


def row_name(table: str) -> str:
    """The name of a table's row type.

    Examples
    --------
    >>> [row_name(table) for table in ("products", "capacities", "aliases", "product_hierarchy")]
    ['ProductRow', 'CapacityRow', 'AliasRow', 'ProductHierarchyRow']
    """
    return f"{_stem(table)}Row"


def values_name(table: str, column: str) -> str:
    """The name of the type of a column's allowed values.

    Examples
    --------
    >>> values_name("capacities", "state")
    'CapacityState'
    """
    return _stem(table) + _capitals(column)


def _stem(table: str) -> str:
    for plural, singular in (("ies", "y"), ("ases", "as"), ("s", "")):
        if table.endswith(plural):
            return _capitals(table.removesuffix(plural) + singular)
    return _capitals(table)


def _capitals(words: str) -> str:
    return "".join(word.capitalize() for word in words.split("_"))


def _base(table: str) -> str:
    held = {column.name: column for column in table_columns(table)}
    return _BASE if all(held.get(column.name) == column for column in provenance()) else "TypedDict"


def _columns(table: str) -> tuple[TableColumn, ...]:
    """Columns of a table that its base has not."""
    beside = set(provenance()) if _base(table) == _BASE else set()
    return tuple(column for column in table_columns(table) if column not in beside)


def _printed(table: str) -> str:
    name = list_name(table)
    return f"the list {name}" if any(sheet.table == table for sheet in sheets()) else f"the table {name}"


def _unique(lines: Iterable[str | None]) -> Iterator[str]:
    yield from dict.fromkeys(line for line in lines if line is not None)


def _values(table: str, column: TableColumn) -> str | None:
    return _literal(values_name(table, column.name), column.allowed) if column.allowed else None


def _literal(name: str, values: Iterable[str]) -> str:
    """An alias of quoted values, broken as the formatter breaks it."""
    quoted = [f'"{value}"' for value in values]
    line = f"{name} = Literal[{', '.join(quoted)}]"
    if sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) <= _WIDTH:
        return line
    return "\n".join((f"{name} = Literal[", *(f"    {value}," for value in quoted), "]"))


def _row(name: str, base: str, told: str, columns: Iterable[TableColumn], table: str = "") -> str:
    lines = [f"    {column.name}: ReadOnly[{_type(table, column)}]" for column in columns]
    taken = {column.name for column in table_columns(table)} if table else set()
    brought = [column for column in extra_columns(table) if column.name not in taken]
    lines += [f"    {column.name}: NotRequired[ReadOnly[{_type(table, column)}]]" for column in brought]
    return "\n".join(("", f"class {name}({base}):", f'    """{told}"""', "", *lines, ""))


def _type(table: str, column: TableColumn) -> str:
    held = values_name(table, column.name) if column.allowed else _TYPES.get(column.type, "str")
    if column.type == "list":
        held = f"Sequence[{held}]"
    return held if column.is_filled else f"{held} | None"


def _names() -> str:
    return _literal("TableName", table_names()) + "\n"


def _reader() -> str:
    """A base class whose ``rows`` and ``each`` give each table's own row type."""
    rows = _method("rows", "", "tuple[{}, ...]", _ROWS)
    each = _method("each", ", at: Positions = None", "Iterator[{}]", _EACH)
    head = ("", "class TypedRows(ABC):", '    """Tables by name, each with its own row type."""', "")
    return "\n".join((*head, *rows, *each, ""))


def _method(name: str, more: str, result: str, told: str) -> Iterator[str]:
    for table in table_names():
        given = result.format(row_name(table))
        yield f'    @overload\n    def {name}(self, name: Literal["{table}"]{more}) -> {given}: ...'
    any_row = result.format("AnyRow")
    yield f"    @overload\n    def {name}(self, name: str{more}) -> {any_row}: ..."
    yield f"    def {name}(self, name: str{more}) -> {any_row}:{told}"


if __name__ == "__main__":
    TARGET.write_text(row_types(), encoding="utf-8")

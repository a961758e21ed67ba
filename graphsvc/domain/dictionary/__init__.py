"""The column dictionary: every column of the 25 lists as data, one CSV per list beside this file.

Loader, error messages, ``table`` and manual read this one source. A row of a CSV is one column: printed
heading, other headings read as the same column, public field name, type, units, whether it is required,
allowed values, what it refers to and what a blank means. ``D`` in ``required`` marks a derived field that
has no heading. ``rules`` are short checks: ``min=``, ``max=``, ``pattern=``, ``kind=``, ``unique`` and so on;
``ask_above=`` is a figure beyond which a person is asked.
``needed`` marks a field without which a row means nothing and is put aside, ``needed=a/b`` fields of which one must be
filled; ``open`` marks allowed values that are examples. ``graphsvc/domain/rows.py`` is written from all this.
``extra.csv`` names what stands beside the lists: tables of other formats and tables derived at load, which every
version has (mostly empty), and columns that formats other than the workbook give to the lists, which stand only
where a submission brought them.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

PROVENANCE: tuple[tuple[str, str], ...] = (
    ("slot_chain", "code"),
    ("slot_region", "code"),
    ("source_file", "text"),
    ("source_sheet", "text"),
    ("source_row", "integer"),
    ("submission_id", "code"),
    ("as_of", "date"),
    ("quality", "text"),
)
"""Columns beside every canonical row: where it stands and how good it is."""

_FILLED_BESIDE = frozenset({"slot_chain", "submission_id"})
_SIBLING_TYPES = {"_flag": "text", "_precision": "text", "_zone": "code"}


@dataclass(frozen=True)
class Column:
    """One column of one list, as the dictionary states it."""

    heading: str
    aliases: tuple[str, ...]
    field: str
    label_en: str
    type: str
    unit: str | None
    default_unit: str | None
    required: str
    condition: str | None
    allowed: tuple[str, ...]
    references: str | None
    blank_means: str
    siblings: tuple[str, ...]
    rules: Mapping[str, str]

    @property
    def is_derived(self) -> bool:
        """True where the column is computed at load and has no heading."""
        return self.required == "D"

    @property
    def needs(self) -> tuple[str, ...]:
        """Fields of which one must be filled, this one among them; none where the row stands without."""
        if "needed" not in self.rules or self.is_derived:
            return ()
        return tuple(self.rules["needed"].split("/")) if self.rules["needed"] else (self.field,)


@dataclass(frozen=True)
class TableColumn:
    """One column of a canonical table as people receive it.

    ``allowed`` are the only values it may hold, where they are known; ``is_filled`` is true where no row leaves it
    blank.
    """

    name: str
    type: str
    unit: str | None = None
    allowed: tuple[str, ...] = ()
    is_filled: bool = False


@dataclass(frozen=True)
class Sheet:
    """One list: its two-digit number, canonical table, printed name and columns."""

    number: str
    table: str
    name: str
    aliases: tuple[str, ...]
    name_en: str
    columns: tuple[Column, ...]

    def column(self, field: str) -> Column:
        """The column with this public field name; KeyError if there is none."""
        for column in self.columns:
            if column.field == field:
                return column
        raise KeyError(field)

    @property
    def needs(self) -> tuple[tuple[str, ...], ...]:
        """Fields without which a row means nothing: of each group one must be filled."""
        return tuple(dict.fromkeys(column.needs for column in self.columns if column.needs))


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


def _rules(cell: str) -> Mapping[str, str]:
    pairs = (part.partition("=") for part in _split(cell))
    return MappingProxyType({key: value for key, _, value in pairs})


def _read(name: str) -> list[dict[str, str]]:
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _column(row: Mapping[str, str]) -> Column:
    return Column(
        heading=row["heading"],
        aliases=_split(row["aliases"]),
        field=row["field"],
        label_en=row["label_en"],
        type=row["type"],
        unit=row["unit"] or None,
        default_unit=row["default_unit"] or None,
        required=row["required"],
        condition=row["condition"] or None,
        allowed=_split(row["allowed"]),
        references=row["references"] or None,
        blank_means=row["blank_means"],
        siblings=_split(row["siblings"]),
        rules=_rules(row["rules"]),
    )


@cache
def sheets() -> tuple[Sheet, ...]:
    """All 25 lists in the order of their numbers."""
    return tuple(
        Sheet(
            number=row["sheet"],
            table=row["table"],
            name=row["name"],
            aliases=_split(row["aliases"]),
            name_en=row["name_en"],
            columns=tuple(_column(c) for c in _read(f"{row['sheet']}_{row['table']}.csv")),
        )
        for row in _read("sheets.csv")
    )


@cache
def sheet_of(table: str) -> Sheet:
    """The list behind a canonical table; KeyError if the table has none."""
    for sheet in sheets():
        if sheet.table == table:
            return sheet
    raise KeyError(table)


@cache
def value_words(table: str, field: str) -> Mapping[str, str]:
    """Words that offices write for the values of a closed column, and the value each of them means."""
    text = resources.files(__package__).joinpath("value_words.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text).get(table, {}).get(field, {})
    return MappingProxyType({word: value for value, words in told.items() for word in words})


@dataclass(frozen=True)
class Annotations:
    """What offices set behind names and is no part of them (``annotations.toml``); columns are ``table.field``.

    ``columns``: those whose values and words are remarks behind any name; ``fills``: fields of the row that a remark
    behind a name fills where they are blank; ``names``: the field to which another name goes.
    """

    words: tuple[str, ...]
    firm_words: tuple[str, ...]
    columns: tuple[str, ...]
    name_columns: frozenset[str]
    firm_columns: frozenset[str]
    fills: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]


@cache
def known_annotations() -> Annotations:
    """The remarks behind names that are known."""
    told = tomllib.loads(resources.files(__package__).joinpath("annotations.toml").read_text(encoding="utf-8"))
    return Annotations(
        words=tuple(told["words"]),
        firm_words=tuple(told["firm_words"]),
        columns=tuple(told["columns"]),
        name_columns=frozenset(told["name_columns"]),
        firm_columns=frozenset(told["firm_columns"]),
        fills=MappingProxyType({key: tuple(fields) for key, fields in told["fills"].items()}),
        names=MappingProxyType(told["names"]),
    )


@cache
def list_name(table: str) -> str:
    """Printed name of a list with its number, as people see it: 05_企业名录; the table's own where it is no list."""
    return next((f"{sheet.number}_{sheet.name}" for sheet in sheets() if sheet.table == table), table)


@cache
def extra_tables() -> tuple[str, ...]:
    """Tables beside the lists: of formats other than the workbook, and derived at load."""
    lists = {sheet.table for sheet in sheets()}
    return tuple(dict.fromkeys(row["table"] for row in _read("extra.csv") if row["table"] not in lists))


@cache
def extra_columns(table: str) -> tuple[TableColumn, ...]:
    """Columns that other formats than the workbook give to a list; all columns of a table beside the lists."""
    return tuple(
        TableColumn(row["field"], row["type"], row["unit"] or None, is_filled="needed" in _rules(row["rules"]))
        for row in _read("extra.csv")
        if row["table"] == table
    )


@cache
def table_names() -> tuple[str, ...]:
    """Names of all canonical tables: one per list, those beside the lists, then ``parked`` and ``reports``."""
    return (*(sheet.table for sheet in sheets()), *extra_tables(), *_OWN_TABLES)


CONCERNS = ("products", "firms", "suppliers", "regions")
"""Columns of ``parked`` that say what a row may be about, by code or id; null where it may be anything.

``firms`` are the firm of list 05, the maker of 06, the buyer of 07; ``regions`` where that firm, that site or the
supplier of 07 may stand: six digits, or the two letters of a country.
"""

_PARKED = (
    TableColumn("table", "text", is_filled=True),
    TableColumn("code", "text", is_filled=True),
    TableColumn("file", "text"),
    TableColumn("sheet", "text"),
    TableColumn("row", "integer"),
    TableColumn("cells", "json", is_filled=True),
    *(TableColumn(name, "list") for name in CONCERNS),
    TableColumn("state", "text"),
    TableColumn("slot_chain", "code", is_filled=True),
    TableColumn("slot_region", "code"),
    TableColumn("submission_id", "code", is_filled=True),
)
_REPORTS = (
    TableColumn("table", "text", is_filled=True),
    TableColumn("key", "json", is_filled=True),
    TableColumn("slot_chain", "code", is_filled=True),
    TableColumn("slot_region", "code"),
    TableColumn("source_file", "text"),
    TableColumn("source_sheet", "text"),
    TableColumn("source_row", "integer"),
    TableColumn("fields", "json", is_filled=True),
    TableColumn("reason", "text", is_filled=True),
    TableColumn("used", "list"),
    TableColumn("differs", "list"),
    TableColumn("submission_id", "code", is_filled=True),
    TableColumn("as_of", "date"),
)
_OWN_TABLES = {"parked": _PARKED, "reports": _REPORTS}


@cache
def provenance() -> tuple[TableColumn, ...]:
    """``PROVENANCE`` as columns; a slot has a chain and a submission, what else there is may be blank."""
    return tuple(TableColumn(name, kind, is_filled=name in _FILLED_BESIDE) for name, kind in PROVENANCE)


@cache
def table_columns(table: str) -> tuple[TableColumn, ...]:
    """Columns every canonical table of this name has: fields with their siblings, then provenance.

    Columns of other formats are left out (see ``extra_columns``).

    Raises
    ------
    KeyError
        No such table.
    """
    if table in _OWN_TABLES:
        return _OWN_TABLES[table]
    columns: list[TableColumn] = list(extra_columns(table)) if table in extra_tables() else []
    for column in () if columns else sheet_of(table).columns:
        allowed = () if "open" in column.rules else column.allowed
        is_filled = column.rules.get("needed") == ""
        columns.append(TableColumn(column.field, column.type, column.unit, allowed, is_filled))
        for suffix in column.siblings:
            kind = _SIBLING_TYPES.get(suffix, "number" if column.type == "integer" else column.type)
            unit = column.unit if suffix in ("_lower", "_upper") else None
            columns.append(TableColumn(column.field + suffix, kind, unit))
    taken = {column.name for column in columns}
    columns += [c for c in provenance() if c.name not in taken]
    return tuple(columns)

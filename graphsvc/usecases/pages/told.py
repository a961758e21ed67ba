"""Values of answers as cells of pages: codes as words, numbers with unit and bounds, whatever the question."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from graphsvc.domain.columns import Column, Columns, RowOf, member_codes
from graphsvc.domain.labels import parameter_label
from graphsvc.domain.pages import Goto, Linked, Tile
from graphsvc.domain.reference import region_name
from graphsvc.domain.report import Amount, Cell, Coded
from graphsvc.domain.sentences import Both, Code, Figure, Joined, Wording
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.values import Values
from graphsvc.usecases.amounts import decimals

LONGEST = 12
"""Entries of a list that are written out."""
_BOUNDS = ("_lower", "_upper")
OF_PRODUCT = frozenset({"unit", "unit/yr", "unit/period"})
"""Units of columns that are those of the product of the row."""
INDEXES = {"hhi"}
"""Figures 0-1 that are no shares: nobody reads them in percent."""


def entity_cell(kind: str, ident: str, name: str) -> str | Coded:
    """What people call what fails: a country as every language calls it, else by ``name``."""
    return Coded("country", ident) if kind == "country" else name


def few_of(names: Sequence[str]) -> Cell:
    """Names as a sentence tells them: many of them are counted, not written out."""
    if len(names) <= LONGEST:
        return tuple(names)
    return (*names[:LONGEST], Both(f"等 {len(names)} 个", f"and {len(names) - LONGEST} more"))


def label(column: Column) -> Both:
    """What a column is called."""
    return Both(column.label.zh, column.label.en)


def value_tiles(row: RowOf, leads: Callable[[str, object], Goto | None]) -> tuple[Tile, ...]:
    """Every value of a row that is told, bounds beside their figure; ``leads`` says where a column's value leads."""
    found = []
    for column, exact in _cells(row.columns, row.values):
        cell = replace(exact, digits=decimals(exact.value, exact.unit)) if isinstance(exact, Amount) else exact
        to = leads(column.name, row.values[column.name])
        found.append(Tile(label(column), Linked(cell, to) if to else cell))
    return tuple(found)


def _cells(columns: Columns, values: Mapping[str, object]) -> Iterator[tuple[Column, Cell]]:
    known = set(columns.names)
    for column in columns:
        stem = column.name[: -len("_lower")]
        if column.name.endswith(_BOUNDS) and stem in known:
            continue
        cell = value_cell(column, values)
        if cell not in (None, ()):
            yield column, cell


def value_cell(column: Column, values: Values) -> Cell:
    """One value of a row."""
    value = values.get(column.name)
    if value is None:
        return None
    if column.codes is not None:
        parts = value.split("、") if isinstance(value, str) else [str(item) for item in value]
        return Joined(tuple(Code(column.codes, part) for part in parts), "、") if parts else None
    if isinstance(value, bool):
        return Coded("truth", "yes" if value else "no")
    if isinstance(value, int | float):
        low, high = (values.get(column.name + end) for end in _BOUNDS)
        unit = column.unit or str(values.get("unit") or "") if column.type == "number" else column.unit or ""
        plain = "share" if 0 <= value <= 1 and column.name not in INDEXES else "number"
        return Amount(float(value), plain if unit == "1" else unit, 4, low, high)
    if column.name.endswith("region") and isinstance(value, str):
        return f"{region_name(value)} {value}".strip()
    return plain_cell(value)


def plain_cell(value: object) -> Cell:
    """A value of no known column: texts and numbers as they are, lists shortened, objects by their members."""
    if value is None or isinstance(value, str | Wording):
        return value
    if isinstance(value, bool):
        return Coded("truth", "yes" if value else "no")
    if isinstance(value, int | float):
        return Figure(float(value))
    if isinstance(value, Mapping):
        told = tuple(plain_cell(member) for member in value.values() if member not in (None, "", [], {}))
        return Joined(told, " · ") if told else None
    if isinstance(value, Sequence):
        told = tuple(plain_cell(item) for item in value[:LONGEST])
        return (*told, "…") if len(value) > LONGEST else told
    return str(value)


def listed_cell(value: object, unit: str | None, of_product: str | None) -> Cell:
    """A value of a list as its column says it: with its unit, that of the product where the column counts in units of
    it; ``of_product`` None where no product is known."""
    said = (of_product or "") if unit in OF_PRODUCT else unit or ""
    if isinstance(value, bool) or not isinstance(value, int | float) or said in ("", "1") or "unit" in said:
        return plain_cell(value)
    return Amount(float(value), said, 6)


def leads_to(snapshot: GraphSnapshot, name: str, value: object) -> Goto | None:
    """Where a value of a column leads: a firm, a chain, a product on the map of its chain."""
    text = str(value)
    if text in snapshot.network.firm_index:
        return Goto(f"/firms/{text}")
    if name == "chain_code" and text in snapshot.chains:
        return Goto(f"/chains/{text}")
    row = snapshot.products.get(text) if name == "product_code" else None
    return Goto(f"/chains/{row['chains'][0]}/graph", {"focus": text}) if row and row["chains"] else None


def parameter_tiles(question: str, parameters: Mapping[str, object]) -> tuple[Tile, ...]:
    """What a question was asked with."""
    found = []
    for name, value in parameters.items():
        about = parameter_label(question, name)
        codes = member_codes(name)
        cell: Cell = Code(codes, value) if codes is not None and isinstance(value, str) else plain_cell(value)
        if cell not in (None, ()):
            found.append(Tile(Both(about.zh, about.en) if about else Both(name, name), cell))
    return tuple(found)

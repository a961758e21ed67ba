"""A list as lines of cells under headings: the rows of a submission, then those of it that wait."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graphsvc.domain.asides import is_aside, is_note, is_section
from graphsvc.domain.dictionary import Column, Sheet
from graphsvc.domain.name_keys import name_key
from graphsvc.domain.tables import ChainTables
from graphsvc.domain.template import EXAMPLE
from graphsvc.exports.workbook.cells import cell_of
from graphsvc.exports.workbook.figures import Row, UnitOf, bare_percent
from graphsvc.exports.workbook.parked_rows import parked_of
from graphsvc.exports.workbook.written import Written

KEY_VALUES = "00"
"""Number of the list that stands in lines of key and value."""

_LINE_NUMBER = "行号"

Line = Sequence[Written | None]


@dataclass(frozen=True)
class Page:
    """One worksheet: its name, headings with the column of each (None: it has none here), lines."""

    name: str
    headings: Sequence[tuple[str, Column | None]]
    lines: Sequence[Line]


def pages_of(sheet: Sheet, tables: ChainTables) -> Iterator[Page]:
    """The worksheets of one list; none where the submission has no row of it."""
    columns = [column for column in sheet.columns if not column.is_derived]
    rows = tables.rows(sheet.table)
    name = f"{sheet.number}_{sheet.name}"
    if sheet.number == KEY_VALUES:
        pairs = [(column.heading, cell_of(column, row, _no_unit)) for row in rows[:1] for column in columns]
        if pairs:
            yield Page(name, (), pairs)
        return
    parked = parked_of(sheet, tables.rows("parked"))
    unit_of = _product_units(tables)
    lines: list[list[Written | None]] = [[cell_of(column, row, unit_of) for column in columns] for row in rows]
    position_of = {column.field: position for position, column in enumerate(columns)}
    for row_number, field, text in _waiting_figures(tables, sheet.table):
        lines[row_number][position_of[field]] = text
    for position, column in enumerate(columns):
        if column.heading in parked.doubted:
            _keep_doubt(lines, position, [row[column.field] for row in rows])
    lines += [[cells.get(column.heading) for column in columns] for cells in parked.below]
    if lines:
        yield _numbered(Page(name, [(column.heading, column) for column in columns], lines))
    if parked.apart:
        apart = [[cells.get(heading) for heading in parked.headings] for cells in parked.apart]
        other = f"{sheet.number}_{(*sheet.aliases, sheet.table)[0]}"
        yield _numbered(Page(other, [(heading, None) for heading in parked.headings], apart))


def _waiting_figures(tables: ChainTables, table: str) -> Iterator[tuple[int, str, str]]:
    """(row, field, text with its unit) of figures that wait for the unit of a product of another file."""
    rows = tables["later_units"].to_pylist() if "later_units" in tables.names() else []
    yield from ((row["row"], row["field"], row["text"]) for row in rows if row["table"] == table)


def _keep_doubt(lines: list[list[Written | None]], position: int, shares: Sequence[float | None]) -> None:
    """Write one share as a bare percent, since a smaller bare figure waits because of such ones."""
    for line, share in zip(lines, shares, strict=True):
        bare = None if share is None or isinstance(line[position], str) else bare_percent(share)
        if bare is not None:
            line[position] = bare
            return


def _numbered(page: Page) -> Page:
    """The page with a number before each line where a line would else be read as a total, a footer or an example."""
    if not any(_is_no_row([cell for cell in line if cell is not None]) for line in page.lines):
        return page
    lines = [(number, *line) for number, line in enumerate(page.lines, start=1)]
    return Page(page.name, [(_LINE_NUMBER, None), *page.headings], lines)


def _is_no_row(filled: Sequence[Written]) -> bool:
    first = filled[0] if filled else None
    if not isinstance(first, str):
        return False
    return first.startswith(EXAMPLE) or is_aside(first) or (len(filled) == 1 and (is_section(first) or is_note(first)))


def _no_unit(row: Row) -> str | None:
    return None


def _product_units(tables: ChainTables) -> UnitOf:
    """Units of products by code, name and other name."""
    units: dict[str, str | None] = {}
    for row in tables.rows("products"):
        for name in (row["product_code"], row["product_name"], *(row["aliases"] or ())):
            units.setdefault(name_key(name or ""), row["unit"])

    def unit_of(row: Mapping[str, object]) -> str | None:
        product = row.get("product")
        return units.get(name_key(product)) if isinstance(product, str) else None

    return unit_of

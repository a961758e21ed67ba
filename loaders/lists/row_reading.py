"""One line of a sheet as one row of its list, or several."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from graphsvc.domain.notices import Notice
from loaders.cells.figures import NO_UNIT, with_unit
from loaders.cells.firms_in_cells import several_sources
from loaders.cells.reading import Issue, Read, issue
from loaders.later_units import PERIODS
from loaders.lists.aligned import aligned_figures, said_of, write_aligned
from loaders.lists.amounts import amount_in, knows_unit, read_amount, with_row_unit
from loaders.lists.decided_cells import with_decided_cells
from loaders.lists.doubts import settled
from loaders.lists.drafts import Draft, Told
from loaders.lists.fields import moved_entries, read_columns
from loaders.lists.keys import missing_key
from loaders.lists.learned import Learned
from loaders.lists.plans import SheetPlan
from loaders.lists.region_columns import region_of_address
from loaders.lists.row_rules import missing_fields
from loaders.lists.splitting import (
    OF_ALL_SUPPLIERS,
    SITE_FIELDS,
    SPLIT_TABLES,
    State,
    cells_of_other,
    figures_of,
    states_in,
    with_state,
)
from loaders.raw_cells import Cell, cell_at, text_in, texts_in
from loaders.text import cell_text


class LineRead(NamedTuple):
    """The rows that a line came to, and everything said of it."""

    rows: list[Draft]
    remarks: list[Notice]


def read_line(plan: SheetPlan, number: int, line: Sequence[Cell], learned: Learned) -> LineRead:
    """Read the line with this number; nothing outside of what is returned changes."""
    aligned = aligned_figures(plan, line, learned)
    row = Draft(plan, number, line)
    if aligned is not None:
        row.write(_note(row, "supplier", aligned.text, said_of(aligned)))
        line = aligned.line
    _write_words(row, with_decided_cells(row, line, learned.decided), learned)
    if plan.year is not None:
        row.values["year"] = plan.year
    row.values.update(moved_entries(plan, row.values, learned))
    if (told := region_of_address(row)) is not None:
        row.write(told)
    products, suppliers = _products(plan, row, learned), _suppliers(plan, row, learned)
    is_several = len(products) > 1 or len(suppliers) > 1
    states = states_in(plan, line)
    cells = row.cells = _with_states_now(line, states)
    planned = _of_other_states(row, states, learned)
    if not is_several:
        _write_amounts(row, cells, learned)
    row.write_all(settled(doubt, row.values) for doubt in row.doubts)
    is_told = aligned is not None
    rows = list(_one_for_each(row, products, suppliers, cells, is_told)) if is_several else [row, *planned]
    for each_row in rows:
        if aligned is not None:
            write_aligned(each_row, aligned, learned)
        _complete(each_row)
    return LineRead(rows, row.remarks)


def _write_words(row: Draft, line: Sequence[Cell], learned: Learned) -> None:
    for plan in row.plan.words:
        if plan.mode != "single":
            row.write_all(read_columns(plan, line, row.values, learned))
        elif (cell := cell_at(line, plan.headings[0].position)) is not None:
            found = plan.reader(cell)
            if found.issues or found.beside or found.doubt is not None:
                row.write(Told(plan.column, plan.headings[0], cell, found))
            elif found.value is not None:
                row.values[plan.column.field] = found.value


def _products(plan: SheetPlan, row: Draft, learned: Learned) -> list[str]:
    text = text_in(row.values, "product") if plan.sheet.table in SPLIT_TABLES else None
    return learned.products.split(text) if text is not None and "product" in plan.headings else []


def _suppliers(plan: SheetPlan, row: Draft, learned: Learned) -> list[str]:
    text = text_in(row.values, "supplier") if plan.sheet.table == "supplies" else None
    return several_sources(text, learned.firms.knows) if text is not None and "supplier" in plan.headings else []


def _write_amounts(row: Draft, cells: Sequence[Cell], learned: Learned) -> None:
    told_units = {at: _row_unit(row, cell_text(cell_at(cells, at)).strip(), learned) for at in row.plan.header.units_at}
    for plan in row.plan.amounts:
        at = row.plan.header.unit_column(plan.headings[0].position)
        unit = told_units.get(-1 if at is None else at)
        plan = with_row_unit(plan, unit) if unit else plan
        told = read_amount(row.plan.sheet, plan, cells, row.values, learned.products)
        if told is None:
            continue
        if _waits(row, told):
            row.said.add(told.column.field)
            row.later.append((told.column.field, with_unit(told.cell, plan.reading.heading_unit)))
        else:
            row.write(told)


def _row_unit(row: Draft, unit: str, learned: Learned) -> str:
    """The unit that a column of its own tells of a row; "" where it tells none, or none that is known."""
    if unit and not knows_unit(unit, row.values, learned.products):
        row.write(_note(row, "product", unit, issue("unit_not_understood", "kept")))
        return ""
    return unit


def _waits(row: Draft, told: Told) -> bool:
    """Whether a figure could not be read because its product, and with it the unit, stands in no list of the file."""
    if told.heading is None or text_in(row.values, "product") is None or told.column.unit not in PERIODS:
        return False
    return any(each.code == "unit_mismatch" and each.facts.get("expected") == NO_UNIT for each in told.found.issues)


def _with_states_now(line: Sequence[Cell], states: Sequence[State]) -> Sequence[Cell]:
    """The line with the figure that stands now in each cell that tells of another state."""
    if not states:
        return line
    cells = list(line)
    for each in states:
        cells[each.plan.headings[0].position] = each.now
    return cells


def _of_other_states(row: Draft, states: Sequence[State], learned: Learned) -> list[Draft]:
    """500(在建300): the row keeps 500, and a second one 在建 carries 300 as design capacity."""
    if not states:
        return []
    design = next((plan for plan in row.plan.amounts if plan.column.field == "design_capacity"), None)
    other: Draft | None = None
    if "state" not in row.values and row.parked is None:  # else its own cell could not be read
        row.values["state"] = states[0].own_state
        row.cells = with_state(row.plan, row.cells, states[0].own_state)
    stands = text_in(row.values, "state") or "—"
    for each in states:
        row.write(each.said(stands))
        if not each.figure:
            continue
        if other is None:
            other = row.beside({})
            other.cells = with_state(row.plan, cells_of_other(row.plan, row.cells, states), each.state)
        other.values |= {name: row.values[name] for name in SITE_FIELDS if name in row.values}
        other.values["state"] = each.state
        if design is not None and ("design_capacity" not in other.values or each.plan is design):
            sheet, heading = row.plan.sheet, design.headings[0]
            other.write(amount_in(sheet, design, heading, each.figure, other.values, learned.products))
    return [] if other is None else [other]


_SPLIT = (("product", "products_split"), ("supplier", "suppliers_split"))
"""Fields whose cell may name several, and what is then said."""


def _one_for_each(
    row: Draft, products: Sequence[str], suppliers: Sequence[str], cells: Sequence[Cell], is_aligned: bool
) -> Iterator[Draft]:
    """Several products or suppliers in one cell: as many rows, their figures left null and told in the warning."""
    figures = figures_of(row.plan.plans, cells, _of_all(row, suppliers))
    for field in figures.fields():
        row.values.pop(field, None)
    row.said.update(column.field for column in figures.columns)
    for (field, code), parts in zip(_SPLIT, (products, suppliers), strict=True):
        if len(parts) > 1 and not (is_aligned and field == "supplier" and not figures.columns):
            said = issue(code, "repaired", n=len(parts), figures=figures.shown)
            row.write(_note(row, field, text_in(row.values, field), said))
    for supplier in suppliers or ("",):
        for product in products or ("",):
            told = {"product": product, "supplier": supplier}
            each = row.beside({**row.values, **{field: text for field, text in told.items() if text}})
            each.said, each.parked = set(row.said), row.parked
            yield each


def _of_all(row: Draft, suppliers: Sequence[str]) -> Collection[str]:
    """Fields that cannot be told apart by supplier: several places, for one, belong to nobody knows whom."""
    places = texts_in(row.values, "supplier_region")
    if len(suppliers) < _SEVERAL:
        return ()
    return {*OF_ALL_SUPPLIERS, "supplier_region"} if len(places) >= _SEVERAL else OF_ALL_SUPPLIERS


_SEVERAL = 2


def _complete(row: Draft) -> None:
    """Write defaults and say what is missing; a row without its key waits."""
    table, values = row.plan.sheet.table, row.values
    key = missing_key(table, values) or ()
    if key and row.parked is None:
        heading = "/".join(row.plan.sheet.column(field).heading for field in key)
        row.write(_note(row, key[0], None, issue("missing_value", "parked", heading=heading)))
    for column in missing_fields(row.plan.sheet, values):
        default = column.blank_means.removeprefix("default:")
        if default in column.allowed:
            told = _note(row, column.field, None, issue("default_used", "defaulted", value=default))
            row.write(told._replace(found=told.found._replace(value=default)))
            continue
        row.is_short = True
        if column not in row.plan.absent and column.field not in row.said and column.field not in key:
            row.write(_note(row, column.field, None, issue("missing_value", "kept", heading=column.heading)))


def _note(row: Draft, field: str, cell: Cell, said: Issue) -> Told:
    """Something said of a field of the row."""
    return Told(row.plan.sheet.column(field), row.plan.headings.get(field), cell, Read(issues=(said,)))

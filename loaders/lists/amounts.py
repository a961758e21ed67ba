"""Quantities of a row into the unit of its product: capacities, deliveries, prices, coefficients, reserves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from loaders.cells.figures import number_of, read_number
from loaders.cells.quantities import Target
from loaders.cells.reading import Read, issue
from loaders.cells.units import Unit, parse_unit, period_of
from loaders.files.sheets import Cell
from loaders.text import cell_text, is_blank

if TYPE_CHECKING:
    from loaders.lists.headings import Heading
    from loaders.lists.plans import Plan
    from loaders.lists.staging import Stager, _RowState

_YUAN = parse_unit("元")
_PERIOD_NAMES = {"年": "年", "日": "天", None: ""}


def read_amounts(
    stager: Stager,
    state: _RowState,
    cells: list[Cell],
    with_figures: bool = True,
    only: str | None = None,
) -> None:
    """Read the quantity columns of a row into ``state``.

    ``with_figures`` False: the cell names several products and no figure can be told apart. ``only``: one field.
    """
    for plan in stager.amounts if with_figures else ():
        heading, cell = _first_filled(plan, cells)
        if cell is None or (only and plan.column.field != only):
            continue
        if isinstance(cell, list) and cell[0] in ("error", "formula"):
            found = plan.reader(cell)
        elif is_blank(cell_text(cell)):
            continue
        else:
            found = _read(stager, plan, state.values, cell)
        if found.issues:
            stager.say(state, plan.column, heading, cell, found)
        stager.take(state, plan.column.field, found)


def _first_filled(plan: Plan, cells: list[Cell]) -> tuple[Heading, Cell]:
    """The first heading of a plan with something in its cell."""
    for heading in plan.headings:
        cell = cells[heading.position] if heading.position < len(cells) else None
        if cell is not None and not is_blank(cell_text(cell)):
            return heading, cell
    return plan.headings[0], None


def _read(stager: Stager, plan: Plan, row: dict[str, Any], cell: Cell) -> Read:
    reading, column = plan.reading, plan.column
    unit = _product_unit(stager, row, column.field)
    shape = column.unit or ""
    if shape == "元/unit":
        return read_number(reading, cell, Target(_YUAN, unit, is_rate=True))
    if shape == "unit_up/unit_down":
        products = stager.context.products
        up, down = products.unit(row.get("from_product")), products.unit(row.get("to_product"))
        return read_number(reading, cell, Target(up, down, is_rate=True))
    unit_field = f"{column.field}_unit"
    if not any(each.field == unit_field for each in stager.plan.sheet.columns):
        period = {"unit/yr": "年", "unit/period": "any"}.get(shape)
        return read_number(reading, cell, Target(unit, period=period))
    return _with_unit_column(plan, row, cell, unit, unit_field, shape)


def _with_unit_column(
    plan: Plan, row: dict[str, Any], cell: Cell, unit: Unit | None, unit_field: str, shape: str
) -> Read:
    """A quantity whose unit has a column of its own; that column then tells the unit the number stands in."""
    number, _ = number_of(cell)
    written = row.get(unit_field)
    reading = plan.reading
    own = reading.heading_unit or written
    period_field = "quantity_period"
    kept: str | None = "年"
    told: str | None = None
    if shape == "unit or unit/day":
        kept = None if row.get("instrument") == "实物储备" else "日"
    elif row.get(period_field) is not None or plan.column.field == "quantity":
        told = row.get(period_field) or _period(number.unit if number else "") or _period(own or "")
        kept = None if told == "一次性" else "年" if told else "any"
        told = None if told == "一次性" else told
        if told and row.get(period_field) is None:
            row[period_field] = told
    parsed = parse_unit((number.unit if number and number.unit else own) or "")
    if unit is None and parsed is not None:  # several products or none: the number stays as it is written
        unit, kept = Unit(parsed.name, parsed.measure, parsed.factor, None, parsed.note), parsed.period
    before, reading.heading_unit = reading.heading_unit, own
    try:
        found = read_number(reading, cell, Target(unit, period=kept), told)
    finally:
        reading.heading_unit = before
    if found.value is None:
        return found
    if unit is None:
        return Read(None, None, (issue("unit_mismatch", "nulled", unit=cell_text(cell), expected="?"),))
    shown = f"{unit.name}({unit.note})" if unit.note else unit.name
    period = _PERIOD_NAMES.get(kept, kept or "") if kept != "any" else ""
    row[unit_field] = f"{shown}/{period}" if period else shown
    if written is None and not own and not (number and number.unit):
        said = issue("default_used", "defaulted", value=row[unit_field])
        return found._replace(issues=(*found.issues, said))
    return found


def _period(text: str) -> str | None:
    unit = parse_unit(text) if text else None
    return unit.period if unit else period_of(text) if text else None


def _product_unit(stager: Stager, row: dict[str, Any], field: str) -> Unit | None:
    """Unit of the product a figure of the row is about."""
    if stager.table == "products":
        return parse_unit(row["unit"]) if row.get("unit") else None
    if field == "material_price":
        return stager.context.products.unit(row.get("material"))
    several = row.get("products")
    name = row.get("product") or (several[0] if isinstance(several, list) and len(several) == 1 else None)
    return stager.context.products.unit(name)

"""A quantity of a row into the unit of its product: capacities, deliveries, prices, coefficients, reserves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graphsvc.domain.dictionary import Sheet
from loaders.cells.figures import NO_UNIT, number_of, read_number
from loaders.cells.products_in_cells import Products
from loaders.cells.quantities import Target
from loaders.cells.reading import Read, issue
from loaders.cells.seen import read_seen
from loaders.cells.units import Unit, own_name, parse_unit, period_of, unit_of_product
from loaders.later_units import PERIODS
from loaders.lists.drafts import Told
from loaders.lists.headings import Heading
from loaders.lists.plans import Plan
from loaders.raw_cells import Cell, Row, cell_at, text_in, texts_in
from loaders.text import cell_text, is_blank

ONCE = "一次性"
"""Period of a quantity that is not counted over any time."""

ANY_PERIOD = "any"
"""Period of a column in which each row has its own."""

_YUAN = parse_unit("元")
_PERIOD_NAMES = {"年": "年", "日": "天"}
_PERIOD = "quantity_period"


def read_amount(sheet: Sheet, plan: Plan, cells: Sequence[Cell], row: Row, products: Products) -> Told | None:
    """What the first filled cell of a quantity comes to, None where none is filled.

    Parameters
    ----------
    cells
        The line of the sheet.
    row
        What the other cells of the line came to: the product and what tells unit and period.
    """
    for heading in plan.headings:
        cell = cell_at(cells, heading.position)
        if cell is not None and not is_blank(cell_text(cell)):
            return amount_in(sheet, plan, heading, cell, row, products)
    return None


def knows_unit(unit: str, row: Row, products: Products) -> bool:
    """Whether a text is a unit for the product of a row: one of the table, or the product's own."""
    return parse_unit(unit, own_name(products.unit(text_in(row, "product")))) is not None


def with_row_unit(plan: Plan, unit: str) -> Plan:
    """The plan of a quantity in a row that names the unit of its figures in a column of its own."""
    shape = plan.column.unit or ""
    if not shape.startswith("unit") or shape == "unit_up/unit_down":
        return plan
    return replace(plan, reading=replace(plan.reading, heading_unit=unit, listed_units=()))


def amount_in(sheet: Sheet, plan: Plan, heading: Heading, cell: Cell, row: Row, products: Products) -> Told:
    """What one cell of a quantity comes to in its row."""
    told = Told(plan.column, heading, cell, Read())
    inner: list[Told] = []

    def of_plain(plain: Cell) -> Read:
        inner.append(amount_in(sheet, plan, heading, plain, row, products))
        return inner[0].found

    if (found := read_seen(cell, True, of_plain)) is not None:
        return (inner[0] if inner else told)._replace(cell=cell, found=found)
    column, reading = plan.column, plan.reading
    unit, shape = _product_unit(sheet.table, row, column.field, products), column.unit or ""
    if shape == "元/unit":
        return told._replace(found=read_number(reading, cell, Target(_YUAN, unit, is_rate=True)))
    if shape == "unit_up/unit_down":
        up, down = (products.unit(text_in(row, end)) for end in ("from_product", "to_product"))
        return told._replace(found=read_number(reading, cell, Target(up, down, is_rate=True)))
    unit_field = f"{column.field}_unit"
    if any(each.field == unit_field for each in sheet.columns):
        return _with_unit_column(plan, told, row, unit, unit_field)
    return told._replace(found=read_number(reading, cell, Target(unit, period=PERIODS.get(shape))))


def _with_unit_column(plan: Plan, told: Told, row: Row, unit: Unit | None, unit_field: str) -> Told:
    """A quantity whose unit has a column of its own; that column then tells the unit the number stands in."""
    number, _ = number_of(told.cell)
    in_cell, written = number.unit if number else "", text_in(row, unit_field)
    own = plan.reading.heading_unit or written
    kept, period = _periods(plan, row, in_cell, own)
    instead: Row = {_PERIOD: period} if period and row.get(_PERIOD) is None else {}
    parsed = parse_unit(in_cell or own or "")
    if unit is None and parsed is not None:  # several products or none: the number stays as it is written
        unit, kept = Unit(parsed.name, parsed.measure, parsed.factor, None, parsed.note), parsed.period
    reading = replace(plan.reading, heading_unit=own, listed_units=() if own else plan.reading.listed_units)
    found = read_number(reading, told.cell, Target(unit, period=kept), period)
    if found.value is not None and unit is None:
        found = Read(issues=(issue("unit_mismatch", "nulled", unit=cell_text(told.cell), expected=NO_UNIT),))
    elif found.value is not None and unit is not None:
        shown = _shown(unit, kept)
        instead[unit_field] = shown
        if written is None and not own and not in_cell:
            said = issue("default_used", "defaulted", value=shown)
            found = found._replace(issues=(*found.issues, said))
    return told._replace(found=found, instead=instead)


def _periods(plan: Plan, row: Row, in_cell: str, own: str | None) -> tuple[str | None, str | None]:
    """The period that a column is kept over, and the one that this row tells."""
    if plan.column.unit == "unit or unit/day":
        return None if row.get("instrument") == "实物储备" else "日", None
    if row.get(_PERIOD) is None and plan.column.field != "quantity":
        return "年", None
    told = text_in(row, _PERIOD) or _period(in_cell) or _period(own or "")
    if told == ONCE:
        return None, None
    return "年" if told else ANY_PERIOD, told


def _shown(unit: Unit, kept: str | None) -> str:
    """The unit a number stands in, with its remark and the period it is counted over."""
    shown = f"{unit.name}({unit.note})" if unit.note else unit.name
    period = "" if kept in (None, ANY_PERIOD) else _PERIOD_NAMES.get(kept or "", kept)
    return f"{shown}/{period}" if period else shown


def _period(text: str) -> str | None:
    unit = parse_unit(text) if text else None
    return unit.period if unit else period_of(text) if text else None


def _product_unit(table: str, row: Row, field: str, products: Products) -> Unit | None:
    """Unit of the product that a figure of the row is about."""
    if table == "products":
        unit = text_in(row, "unit")
        return unit_of_product(unit) if unit else None
    if field == "material_price":
        return products.unit(text_in(row, "material"))
    several = texts_in(row, "products")
    return products.unit(text_in(row, "product") or (several[0] if len(several) == 1 else None))

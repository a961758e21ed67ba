"""One product, one unit: slots that list a product in another unit than the version does are converted, or said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

import pyarrow as pa

from graphsvc.domain.tables import Row
from loaders.cells.units import parse_unit, ratio
from loaders.comparing import belonging
from loaders.overlap.ranking import Told

QUANTITIES: Mapping[str, Mapping[str, tuple[tuple[str, int], ...]]] = {
    "capacities": dict.fromkeys(("design_capacity", "effective_capacity", "output"), (("product", 1),)),
    "supplies": {"qty": (("product", 1),)},
    "observations": {
        **dict.fromkeys(("output", "sales", "closing_stock"), (("product", 1),)),
        "price": (("product", -1),),
        "material_price": (("material", -1),),
    },
    "product_inputs": {"coefficient": (("from_product", 1), ("to_product", -1))},
}
"""Figures counted in units of the products that other fields name, with the power of each unit."""


_ONE = Decimal(1)


class OtherUnit(NamedTuple):
    """A product that a slot lists in another unit. ``factor`` turns its figures, None where nothing can."""

    told: Told
    counting: Told
    factor: Decimal | None


def in_several_units(lists: Sequence[pa.Table]) -> list[str]:
    """Codes of products that the slots list in more than one unit."""
    seen: dict[str, str] = {}
    found: set[str] = set()
    for data in lists:
        for code, unit in zip(data["product_code"].to_pylist(), data["unit"].to_pylist(), strict=True):
            if unit is not None and seen.setdefault(code, unit) != unit:
                found.add(code)
    return sorted(found)


def other_units(listed: Sequence[Told], counting: Mapping[str, Told]) -> list[OtherUnit]:
    """Rows of list 03 whose unit is not the one that counts for their product."""
    found: list[OtherUnit] = []
    for told in listed:
        ours = counting.get(told.values["product_code"])
        own, unit = told.values["unit"], ours.values["unit"] if ours else None
        if ours is None or own is None or unit is None or own == unit:
            continue
        a, b = parse_unit(own), parse_unit(unit)
        factor = ratio(a, b) if a and b else None
        if factor != 1:
            found.append(OtherUnit(told, ours, factor))
    return found


def converted(table: str, data: pa.Table, factors: Mapping[str, Decimal | None]) -> pa.Table:
    """A slot's list with the figures of these products in the unit that counts; null where nothing converts them."""
    for field, powers in QUANTITIES.get(table, {}).items():
        named = [(data[of].to_pylist(), power) for of, power in powers]
        rows = [at for at in range(data.num_rows) if any(codes[at] in factors for codes, _ in named)]
        if not rows:
            continue
        names = [field, *(n for n in belonging(table, field) if n.endswith(("_lower", "_upper")))]
        for name in names:
            values = data[name].to_pylist()
            for at in rows:
                values[at] = _turned(values[at], [(factors.get(codes[at], _ONE), power) for codes, power in named])
            place = data.schema.get_field_index(name)
            kind = data.schema.field(place)
            data = data.set_column(place, kind, pa.array(values, type=kind.type))
    return data


def _turned(value: float | None, factors: Sequence[tuple[Decimal | None, int]]) -> float | None:
    """A figure times the factors, exact as people count; null where one of them is not known."""
    if value is None:
        return None
    turned = Decimal(repr(value))
    for factor, power in factors:
        if factor is None:
            return None
        turned = turned * factor if power > 0 else turned / factor
    return float(turned)


def product_in_unit(row: Row, other: OtherUnit) -> Row:
    """What stands in a row of list 03 of another chain once its product is counted in the unit that counts."""
    names = ("ref_price", "ref_price_lower", "ref_price_upper")
    price = {name: _turned(row[name], [(other.factor, -1)]) for name in names}
    return {"unit": other.counting.values["unit"], **price}

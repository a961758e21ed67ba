"""Units of ships and lengths, and the own units of products that no table has."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.dictionary import sheet_of
from loaders.cells.figures import read_number
from loaders.cells.quantities import Target
from loaders.cells.reading import Reading
from loaders.cells.units import parse_unit, ratio, unit_of_product
from tests.unit.loaders.books import CAPACITIES, PLAIN, make_book, read, said
from tests.unit.loaders.cells.test_values import codes


@pytest.mark.parametrize(
    ("one", "other", "factor"),
    [
        ("千米", "米", 1000),
        ("公里", "千米", 1),
        ("km", "公里", 1),
        ("KM", "千米", 1),
        ("海里", "米", 1852),
        ("万米", "千米", 10),
    ],
)
def test_lengths(one: str, other: str, factor: int) -> None:
    a, b = parse_unit(one), parse_unit(other)
    assert a is not None
    assert b is not None
    assert ratio(a, b) == Decimal(factor)


def of_product(cell: Any, unit: str) -> tuple[Any, list[str]]:
    reading = Reading("capacities", sheet_of("capacities").column("design_capacity"))
    found = read_number(reading, cell, Target(unit_of_product(unit), period="年"))
    return found.value, codes(found)


@pytest.mark.parametrize(
    ("cell", "unit", "value"),
    [
        ("18艘", "艘", 18),
        ("1080千米", "公里", 1080),
        ("18卷", "卷", 18),
        ("18 卷/年", "卷", 18),
        ("2万卷", "卷", 20_000),
        ("2万卷", "万卷", 2),
        ("5000卷", "万卷", 0.5),
        ("2万", "万卷", 2),
        (3, "万卷", 3),
        ("18载重吨", "载重吨", 18),
    ],
)
def test_the_own_unit_of_a_product_is_accepted(cell: Any, unit: str, value: float) -> None:
    assert of_product(cell, unit) == (value, [])


@pytest.mark.parametrize(("cell", "unit", "said"), [("18吨", "卷", "V11"), ("18筐", "卷", "unit_mismatch")])
def test_an_own_unit_converts_into_itself_alone(cell: str, unit: str, said: str) -> None:
    assert of_product(cell, unit) == (None, [said])


@pytest.mark.parametrize(
    ("cell", "up", "down", "value"),
    [
        ("8000吨/艘", "吨", "艘", 8000),
        ("8000吨/艘", "万吨", "艘", 0.8),
        ("1套/艘", "套", "艘", 1),
        ("2卷/艘", "卷", "艘", 2),
        ("0.5吨/卷", "吨", "卷", 0.5),
        ("0.5吨/卷", "吨", "万卷", 5000),
    ],
)
def test_use_per_unit_made(cell: str, up: str, down: str, value: float) -> None:
    reading = Reading("product_inputs", sheet_of("product_inputs").column("coefficient"))
    found = read_number(reading, cell, Target(unit_of_product(up), unit_of_product(down), is_rate=True))
    assert (found.value, codes(found)) == (value, [])


def test_a_price_per_ship() -> None:
    reading = Reading("products", sheet_of("products").column("ref_price"))
    found = read_number(reading, "2.6亿元/艘", Target(parse_unit("元"), unit_of_product("艘"), is_rate=True))
    assert (found.value, codes(found)) == (260_000_000, [])


def test_the_column_of_units_may_name_the_own_unit_of_a_product(tmp_path: Path) -> None:
    products = [PLAIN["03_环节产品"][0], *([*row[:3], "卷", *row[4:]] for row in PLAIN["03_环节产品"][1:])]
    rows = [[*CAPACITIES[0][:2], "设计产能", "计量单位", "状态"], ["示例轮胎一厂", "P2", 800, "万卷", "现状"]]
    staged = read(make_book(tmp_path / "a.xlsx", {**PLAIN, "03_环节产品": products, "06_生产能力": rows}))
    assert staged.tables.rows("capacities")[0]["design_capacity"] == 8_000_000
    assert {code for code, _, _ in said(staged)} == {"unknown_unit"}  # of list 03, where the unit is declared

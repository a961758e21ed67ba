"""A city's workbook counts in units of products that only the province's workbook lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.submission import LoadOptions
from graphsvc.usecases.load_submission import compose
from graphsvc.wiring import Loader
from loaders.bundle import read_submissions
from tests.unit.loaders.books import CAPACITIES, HEAD, PLAIN, make_book

CITY: list[list[Any]] = [*HEAD[:3], ["区划代码", "370500"], *HEAD[4:]]
ROWS: list[list[Any]] = [
    CAPACITIES[0],
    ["示例轮胎一厂", "全钢载重轮胎", "900万条", "现状"],
    ["示例轮胎一厂", "P2", "约120万条/年", "在建"],
    ["示例轮胎一厂", "P2", "5万吨", "规划"],
    ["示例轮胎一厂", "没有的产品", "5万吨", "规划"],
]


@pytest.mark.parametrize("city_first", [True, False])
def test_figures_are_read_once_the_product_is_known(tmp_path: Path, city_first: bool) -> None:
    province = make_book(tmp_path / "province.xlsx", PLAIN)
    city = make_book(tmp_path / "city.xlsx", {"00_填报说明": CITY, "06_生产能力": ROWS})
    books = [city, province] if city_first else [province, city]
    loader = Loader("敏感")
    staged = [read_submissions([book], LoadOptions(), lambda *_: None)[0] for book in books]
    parts = compose(staged, [], loader, lambda *_: None)
    part = next(each for each in parts if each.staged.slot.region == "370500")
    rows = [(r["design_capacity"], r["design_capacity_flag"]) for r in part.resolved.tables.rows("capacities")]
    assert rows == [(900.0, None), (120.0, "约"), (None, None), (None, None)]
    told = [(n.code, n.place.row, n.original) for n in part.resolved.notices if n.place.column == "设计产能"]
    assert told == [("approximate", 3, "约120万条/年"), ("V11", 4, "5万吨"), ("unit_mismatch", 5, "5万吨")]
    assert [n.code for n in part.staged.notices if n.place.column == "设计产能"] == []

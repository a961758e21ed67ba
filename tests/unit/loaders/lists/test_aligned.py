"""Figures told one for each of several suppliers in a cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.unit.loaders.books import make_book, read, with_list

HEADINGS = ["供方", "需方", "产品", "年供应量", "占需方采购比重", "年度", "数据来源"]
SEVERAL = "示例丙三有限公司、示例丁四有限公司"
CASES = [
    ((SEVERAL, "30、20", "60%、40%"), [(30.0, 0.6), (20.0, 0.4)], ["figures_in_order"]),
    ((SEVERAL, "3000吨/2万吨", None), [(0.3, None), (2.0, None)], ["figures_in_order"]),
    (
        ("示例丙三有限公司（六成）；示例丁四有限公司（40%）", None, None),
        [(None, 0.6), (None, 0.4)],
        ["figures_in_order"],
    ),
    (
        ("示例丙三有限公司（停产）、示例丁四有限公司", "30、20", None),
        [(30.0, None), (20.0, None)],
        ["figures_in_order"],
    ),
    (
        ("示例丙三有限公司（主供60%）、示例丁四有限公司（备供40%）", None, None),
        [(None, 0.6), (None, 0.4)],
        ["figures_in_order"],
    ),
    ((SEVERAL, "30、20", "60%"), [(30.0, None), (20.0, None)], ["figures_in_order", "suppliers_split"]),
    ((SEVERAL, "30、20、10", None), [(None, None), (None, None)], ["suppliers_split"]),
    (("示例丙三有限公司（60%）", 30, None), [(30.0, 0.6)], ["figures_in_order"]),
]


@pytest.mark.slow  # a workbook for each case
@pytest.mark.parametrize(("cells", "told", "said"), CASES)
def test_figures_in_the_order_of_the_suppliers(
    tmp_path: Path, cells: tuple[Any, Any, Any], told: list[tuple[Any, Any]], said: list[str]
) -> None:
    row = [cells[0], "示例轮胎一厂", "炭黑", cells[1], cells[2], 2023, "需方填报"]
    found = read(make_book(tmp_path / "a.xlsx", with_list("07_供应关系", [HEADINGS, row])))
    rows = found.tables.rows("supplies")
    assert [(each["qty"], each["share_buyer"]) for each in rows] == told
    assert [each["supplier"] for each in rows] == ["示例丙三有限公司", "示例丁四有限公司"][: len(told)]
    assert [n.code for n in found.notices if n.code in ("figures_in_order", "suppliers_split")] == said

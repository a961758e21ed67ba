"""Units of columns: money of other countries, unit lines in every wording."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.unit.loaders.books import FIRMS, make_book, read, with_list

LINES = [
    ("单位：人民币亿元", 155_000),
    ("金额单位为亿元", 155_000),
    ("制表单位：示例厅　　单位：亿元", 155_000),
    ("Unit: 亿元", 155_000),
    ("单位：万美元", None),
]


@pytest.mark.parametrize(("line", "revenue"), LINES)
def test_unit_lines(tmp_path: Path, line: str, revenue: float | None) -> None:
    rows: list[list[Any]] = [[*[None] * 5, line], [*FIRMS[0], "营业收入"], [*FIRMS[1], 15.5]]
    staged = read(make_book(tmp_path / "a.xlsx", with_list("05_企业名录", rows)))
    assert [row["revenue"] for row in staged.tables.rows("firms")] == [revenue]
    assert [n.code for n in staged.notices] == (["unit_mismatch"] if revenue is None else [])


def test_figures_in_dollars_are_no_yuan(tmp_path: Path) -> None:
    rows: list[list[Any]] = [[*FIRMS[0], "营业收入（万美元）"], [*FIRMS[1], 100], [*FIRMS[2], "200万元"]]
    staged = read(make_book(tmp_path / "a.xlsx", with_list("05_企业名录", rows)))
    assert [row["revenue"] for row in staged.tables.rows("firms")] == [None, 200]
    assert [(n.code, n.place.row) for n in staged.notices] == [("unit_mismatch", 2)]

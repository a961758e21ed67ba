"""Headings as offices print them: units in every kind of bracket, remarks beside them, numbers in front."""

from __future__ import annotations

import pytest

from graphsvc.domain.dictionary import sheet_of
from loaders.lists.headings import match_heading

REVENUE = [
    "营业收入（含税，亿元）",
    "营业收入（亿元，不含税）",
    "营业收入（亿元，保留2位小数）",
    "营业收入（亿元，必填）",
    "营业收入（人民币亿元）",
    "营业收入（以亿元计）",
    "营业收入（单位/亿元）",
    "营业收入 亿元",
    "营业收入(亿元)(2024年)",
    "营业收入（2024）亿元",
    "年营业收入（亿元）",
    "3.营业收入（亿元）",
    "（三）营业收入（亿元）",
    "④营业收入（亿元）",
]


@pytest.mark.parametrize("text", REVENUE)
def test_the_unit_of_a_heading(text: str) -> None:
    found = match_heading(sheet_of("firms"), text)
    assert found is not None
    assert (found.column.field, found.unread) == ("revenue", None)
    assert (found.unit or "").replace("人民币", "") == "亿元"


@pytest.mark.parametrize("text", ["去年营业收入", "营业收入增速", "年初营业收入", "营业收入目标"])
def test_other_figures_are_not_taken_for_it(text: str) -> None:
    assert match_heading(sheet_of("firms"), text) is None


def test_a_unit_that_is_none_beside_one_is_said() -> None:
    found = match_heading(sheet_of("capacities"), "设计产能（吨、万标箱）")
    assert found is not None
    assert (found.unit, found.unread) == (None, "吨、万标箱")


def test_a_group_that_tells_of_whom() -> None:
    found = match_heading(sheet_of("supplies"), "名称", "供方信息")
    assert found is not None
    assert found.column.field == "supplier"


@pytest.mark.parametrize("text", ["产能利用率", "利用率（%）", "开工率"])
def test_rates_of_a_capacity(text: str) -> None:
    found = match_heading(sheet_of("capacities"), text)
    assert found is not None
    assert found.column.field == "utilization"

"""Workbooks as offices send them, with the values that a person reads in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.submission import Staged
from tests.unit.loaders.books import read

CASES = Path(__file__).parents[2] / "data" / "cases"


def case(name: str) -> Staged:
    return read(CASES / f"{name}.xlsx")


def column(staged: Staged, table: str, field: str) -> list[Any]:
    return [row[field] for row in staged.tables.rows(table)]


def codes(staged: Staged) -> set[str]:
    return {notice.code for notice in staged.notices}


def test_number_formats_that_scale_or_name_a_unit() -> None:
    staged = case("format_scales_money")
    shown = [12.3456, 1234.567, 1_200_000, 120_000, 12_000, 5_000, 123.456, 12.3456, 300, 0, None, 1234.5]
    assert column(staged, "firms", "revenue") == pytest.approx(shown)
    applied = [n.place.row for n in staged.notices if n.code == "format_applied"]
    assert applied == [2, 3, 4, 5, 6, 7, 8, 9]


def test_number_format_names_the_unit_of_a_capacity() -> None:
    staged = case("format_names_unit")
    assert column(staged, "capacities", "design_capacity") == [30.0, 50.0, 70.0]


def test_placeholder_of_an_uncalculated_formula_is_no_zero() -> None:
    staged = case("formula_placeholder_zero")
    assert column(staged, "capacities", "output") == [None, None, None]
    assert column(staged, "supplies", "qty") == [None, None]
    assert sum(n.code == "formula_without_value" for n in staged.notices) == 5


def test_footnotes_and_struck_digits_are_no_part_of_a_number() -> None:
    staged = case("footnote_and_struck_digits")
    assert column(staged, "capacities", "design_capacity")[:2] == [800.0, 500.0]
    assert {"footnote_left_out", "struck_left_out"} <= codes(staged)


def test_spoken_numbers() -> None:
    staged = case("spoken_short_numbers")
    assert column(staged, "firms", "revenue")[:5] == [120.0, 12_000.0, 3_500.0, None, 12_000.0]
    assert column(staged, "firms", "employees")[3] == 250
    assert staged.notices == ()


def test_dates_shown_to_the_month_or_year() -> None:
    staged = case("month_only_dates")
    told = list(
        zip(column(staged, "capacities", "start"), column(staged, "capacities", "start_precision"), strict=True)
    )
    assert told[1] == ("2024-05-01", "month")
    assert told[6:9] == [("2024-04-01", "month"), ("2024-04-01", "month"), ("2024-01-01", "year")]
    assert told[10:] == [("2024-04-01", "month"), ("2024-05-01", None)]


def test_fractions_under_a_percent_heading_are_shares() -> None:
    staged = case("fractions_under_percent_heading")
    assert column(staged, "products", "localization")[:4] == [0.35, 0.5, 1.0, 0.8]
    assert codes(staged) == {"percent_heading"}


def test_pictures_are_no_text() -> None:
    staged = case("picture_in_cell")
    assert column(staged, "firms", "address")[:2] == [None, None]
    assert column(staged, "firms", "aliases")[1] is None
    assert column(staged, "capacities", "site")[2] is None
    assert sum(n.code == "picture_in_cell" for n in staged.notices) == 4


def test_readings_are_no_part_of_a_text() -> None:
    staged = case("phonetic_inline_text")
    assert column(staged, "firms", "name")[:4] == ["示例轮胎一厂", "示例轮胎二厂", "示例合成胶", "示例炭黑一"]
    assert column(staged, "firms", "address")[1:3] == ["示例路1号", "示例路"]
    assert staged.notices == ()


def test_truth_values_of_every_writer() -> None:
    assert True in column(case("boolean_true"), "supplies", "declared_sole")


def test_zeros_that_a_format_shows_belong_to_a_code() -> None:
    assert column(case("hs_leading_zero"), "products", "hs")[0] == ["02071200"]


def test_second_table_is_read_by_its_own_header() -> None:
    staged = case("second_table_on_sheet")
    supplies = staged.tables.rows("supplies")
    told = [(r["buyer"], r["supplier"], r["share_buyer"], r["qty"], r["source_row"]) for r in supplies]
    assert told[2:5] == [
        ("示例丁四有限公司", "示例戊五有限公司", 0.7, 800.0, 8),
        ("示例丁四有限公司", "示例己六有限公司", 0.3, 300.0, 9),
        ("示例甲一有限公司", "示例己六有限公司", 1.0, 3.0, 10),
    ]
    assert {"another_table", "section_row"} <= codes(staged)
    profit = column(staged, "firms", "profit")
    assert profit == [-1200.0, -1200.0, -300.0, -1200.0, -1200.0, 1200.0]
    assert column(staged, "firms", "employees") == [100, 100, 1200, 120, 100, 2300]
    capacities = [(r["design_capacity"], r["state"]) for r in staged.tables.rows("capacities")]
    assert capacities[1:3] == [(3.0, "现状"), (2.0, "在建")]
    assert column(staged, "capacities", "ttr_days")[4] == 75


def test_header_in_two_rows_without_merges() -> None:
    staged = case("two_row_header_unmerged")
    assert column(staged, "capacities", "output") == [24.0, 36.0, 60.0]
    assert column(staged, "capacities", "design_capacity") == [30.0, 50.0, 70.0]
    assert staged.notices == ()


def test_a_total_is_no_firm() -> None:
    staged = case("total_row_huizong")
    assert len(staged.tables.rows("firms")) == 12
    assert "footer_row" in codes(staged)


@pytest.mark.parametrize("name", ["unit_in_heading_short", "unit_line_after_office"])
def test_units_in_short_headings_and_behind_the_office(name: str) -> None:
    assert column(case(name), "firms", "revenue") == [468_000.0] * 3

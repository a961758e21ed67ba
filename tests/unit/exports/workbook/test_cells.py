"""What a person would write for a canonical value: worked out by hand, type by type."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from graphsvc.domain.dictionary import sheet_of
from graphsvc.domain.reference import reference_rows
from graphsvc.exports.workbook.cells import cell_of
from graphsvc.exports.workbook.figures import bare_percent
from graphsvc.exports.workbook.written import Share
from loaders.cells.industries import industry
from loaders.cells.several_places import places


def written(table: str, field: str, value: Any, unit: str | None = "万吨", **beside: Any) -> Any:
    row = {field: value, **{(field + name if name.startswith("_") else name): other for name, other in beside.items()}}
    return cell_of(sheet_of(table).column(field), row, lambda row: unit)


@pytest.mark.parametrize(
    ("field", "value", "beside", "cell"),
    [
        ("output", 12.5, {}, 12.5),
        ("output", 1 / 3, {}, "0.3333333333333333"),  # a number cell keeps 15 digits only
        ("output", 4.0, {"_lower": 3.0, "_upper": 5.0, "_flag": "区间"}, "3~5"),
        ("output", 500.0, {"_flag": "约"}, "约500"),
        ("output", 500.0, {"_lower": 500.0, "_flag": "下限"}, "≥500"),
        ("output", 20.0, {"_upper": 20.0, "_flag": "上限"}, "≤20"),
        ("output", 36.0, {"_flag": "按月折年"}, "3万吨/月"),
        ("output", 3.65, {"_flag": "按日折年"}, "0.01万吨/日"),
        ("utilization", 0.35, {}, Share(0.35)),
        ("utilization", 0.375, {"_lower": 0.35, "_upper": 0.4, "_flag": "区间"}, "35~40%"),
        ("utilization", 0.4, {"_flag": "约"}, "约40%"),
        ("ttr_days", 4, {"_lower": 2.0, "_upper": 5.0, "_flag": "区间"}, "2~5"),
        ("site_region", "371300", {"_zone": "371371"}, "371371"),
        ("site_region", None, {"_flag": "unread"}, "(原文未能识别)"),
        ("start", "2023-04-01", {}, dt.date(2023, 4, 1)),
        ("start", "2023-04-01", {"_precision": "month"}, "2023年4月"),
        ("start", "2023-07-01", {"_precision": "half-year"}, "2023年下半年"),
        ("start", "2023-04-01", {"_precision": "quarter"}, "2023年第2季度"),
        ("start", "2023-12-31", {"_precision": "year"}, "2023年底"),
        ("start", "2025-12-31", {"_precision": "plan-period"}, "十四五末"),
        ("start", "2016-01-01", {"_precision": "plan-period"}, "十三五初"),
        ("start", "1900-02-01", {}, "1900-02-01"),
        ("convertible_to", ["P1", "P2"], {}, "P1、P2"),
        ("convertible_to", [], {}, "无"),
        ("convertible_to", None, {}, None),
    ],
)
def test_cells_of_capacities(field: str, value: Any, beside: dict[str, Any], cell: Any) -> None:
    assert written("capacities", field, value, **beside) == cell


def test_figure_without_a_known_unit_names_its_period_alone() -> None:
    assert written("capacities", "output", 36.0, unit=None, _flag="按月折年") == "月均3"


def test_reserve_counted_by_the_year_is_kept_by_the_day() -> None:
    cell = written("reserves", "quantity", 1.0, instrument="闲置产能", quantity_unit="吨/日", _flag="按年折日")
    assert cell == "365吨/年"


def test_investment_is_written_in_its_usual_unit() -> None:
    assert written("projects", "invest", 125_000.0) == 12.5
    assert written("projects", "invest", 40_000.0, _lower=30_000.0, _upper=50_000.0, _flag="区间") == "30000~50000万元"


def test_places_and_truths_stand_in_words() -> None:
    assert written("supplies", "supplier_region", ["TH", "130000", "ZZ"]) == "泰国、130000、国外"
    assert written("supplies", "declared_sole", False) == "否"
    assert written("firms", "uscc", None, other_id="370100200012344") == "370100200012344"


def test_every_country_and_class_reads_back() -> None:
    for row in reference_rows("countries"):
        assert places(written("technologies", "foreign_sources", [row["alpha2"]]), False).codes == (row["alpha2"],)
    for row in reference_rows("industries"):
        if len(row["code"]) == 4:
            assert industry(written("firms", "gb4754", row["code"])).code == row["code"]


def test_bare_percent_is_above_one_and_the_same_share() -> None:
    assert [bare_percent(share) for share in (0.35, 0.01, 0.005, 1 / 3)] == [35.0, None, None, None]

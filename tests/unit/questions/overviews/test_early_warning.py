"""A monitored maker puts out less: who runs short on which day, on which stock, and what cannot be told; by hand.

The maker of 整机 loses the part of its gears that the gear maker no longer sends: with a quarter gone, ten days of
stock last forty.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.errors import ParameterError
from tests.integration.made_books import load_all
from tests.integration.watched_book import CHIP, FINAL, GEAR, GEARS, MAKER, OTHER, answer_of, column, watched


def told(period: str, output: float | None, who: str = GEARS, what: str = GEAR, **more: Any) -> dict[str, Any]:
    return {"企业": who, "产品": what, "期别": period, "产量": output, **more}


FALL = [told("2023-11", 8), told("2023-12", 6)]
WHO = ("firm_id", "product_code", "alert", "downstream_firm_id", "downstream_product_code")


def test_a_quarter_less_reaches_the_buyer_when_its_stock_is_eaten(tmp_path: Path) -> None:
    rows, summary = answer_of(watched(tmp_path, s22=FALL), "early-warning")
    assert column(rows, *WHO) == [(GEARS, GEAR, "output_drop", MAKER, FINAL)]
    (row,) = rows
    assert (row["period"], row["output"], row["reference"], row["unit"], row["drop"]) == ("2023-12", 6, 8, "万台", 0.25)
    assert (row["days_to_shortage"], row["short_on"], row["min_output"]) == (40, "2024-02-09", 0.75)
    assert row["days_to_shortage_lower"] == row["days_to_shortage_upper"] == 40
    assert (row["binding_input"], row["stock_source"], row["days_to_shortage_note"]) == (GEAR, "list_07", None)
    assert summary == {
        "period": "2023-12", "period_end": "2023-12-31", "n_monitored": 1, "n_observed": 1, "n_unknown": 0,
        "n_alerts": 1, "n_short": 1, "n_choke_points": 3, "n_choke_points_monitored": 1,
        **dict.fromkeys(("coverage", "coverage_lower", "coverage_upper"), pytest.approx(1 / 3)), "n_silent": 0,
        "horizon_days": 90,
    }  # fmt: skip
    rows, summary = answer_of(watched(tmp_path, s22=FALL), "early-warning", drop=0.3)
    assert (rows, summary["n_alerts"]) == ([], 0)
    rows, _ = answer_of(watched(tmp_path, s22=[told("2023-11", 8), told("2023-12", 6.4)]), "early-warning")
    assert rows[0]["days_to_shortage"] == 50, "a fifth is enough"


@pytest.mark.slow  # a workbook for each case
@pytest.mark.parametrize(
    ("before", "output", "drop"),
    [
        ([("2023-10", 9), ("2023-09", 7), ("2023-08", 8), ("2023-07", 100)], 6, 0.25),  # the mean of three
        ([("2023-11", None), ("2023-10", 8)], 4, None),  # the blank may be any output
        ([("2023-W44", 8)], 6, None),  # a week is no month
        ([], 6, None),
        ([("2023-11", 8)], None, None),
        ([("2023-11", 0)], 6, None),
        ([("2023-11", 5)], 6, 0),
    ],
)
def test_what_it_is_compared_with(
    tmp_path: Path, before: list[tuple[str, float | None]], output: float | None, drop: float | None
) -> None:
    book = watched(tmp_path, s22=[*(told(*entry) for entry in before), told("2023-12", output)])
    rows, summary = answer_of(book, "early-warning", period="2023-12")
    assert summary["n_unknown"] == int(drop is None)
    assert column(rows, "drop") == ([(drop,)] if drop else [])


@pytest.mark.slow  # several workbooks
def test_weeks_and_the_latest_period(tmp_path: Path) -> None:
    """The last week of 2023 ends with December: the week is asked. Half gone, ten days last twenty."""
    book = watched(tmp_path, s22=[*FALL, told("2023-W51", 2), told("2023年第52周", 1)])
    rows, summary = answer_of(book, "early-warning")
    assert (summary["period"], summary["period_end"]) == ("2023-W52", "2023-12-31")
    assert column(rows, "drop", "days_to_shortage") == [(0.5, 20)]
    rows, _ = answer_of(book, "early-warning", period="2023-12")
    assert column(rows, "drop", "days_to_shortage") == [(0.25, 40)]
    assert answer_of(book, "early-warning", period="2023-05")[1]["n_monitored"] == 0
    for wrong in ("2023-13", "2022-W53", "昨天"):
        with pytest.raises(ParameterError):
            load_all(book).ask("early-warning", {"period": wrong})


def test_stock_told_in_the_period_counts_and_a_blank_one_has_bounds(tmp_path: Path) -> None:
    """Five days told by the buyer itself last twenty. Unknown: fifteen last sixty, none are gone at once, thirty
    last longer than the ninety days looked at."""
    own = told("2023-12", 7, MAKER, FINAL, 主要原料=GEAR, 原料库存天数=5)
    other = told("2023-12", 7, MAKER, FINAL, 主要原料=CHIP, 原料库存天数=1)
    rows, _ = answer_of(watched(tmp_path, s22=[*FALL, own, other]), "early-warning")
    assert column(rows, "days_to_shortage", "stock_source") == [(20, "list_22")]
    rows, _ = answer_of(watched(tmp_path, gear_stock=None, s22=FALL), "early-warning")
    names = ("days_to_shortage_lower", "days_to_shortage", "days_to_shortage_upper", "stock_source")
    assert column(rows, *names) == [(0, 60, None, "default")]
    answer = load_all(watched(tmp_path, gear_stock=None, s22=FALL)).ask("early-warning", {})
    assert "stock_assumed" in [notice.code for notice in answer.notices]


def test_alerts_that_reach_nobody_stand_alone(tmp_path: Path) -> None:
    """The final maker sells to nobody here; the service firm makes no gears. Gears at 96 % with stock falling from
    20 days (4 of 6 sold in 30 days) to 15.5 (3 of 6 in 31) are a blockage, without any drop to pass on."""
    book = watched(
        tmp_path,
        s22=[
            told("2023-11", 8, MAKER, FINAL), told("2023-12", 4, MAKER, FINAL, 预警说明="检修"),
            told("2023-11", 8, OTHER, GEAR), told("2023-12", 2, OTHER, GEAR),
            told("2023-11", 6, 期末库存=4, 销量=6, 开工率=0.9), told("2023-12", 6, 期末库存=3, 销量=6, 开工率=0.96),
        ],
    )  # fmt: skip
    rows, summary = answer_of(book, "early-warning")
    assert column(rows, "firm_id", "alert", "drop", "downstream_firm_id", "days_to_shortage_note") == [
        (OTHER, "output_drop", 0.75, None, "not_in_network"),
        (MAKER, "output_drop", 0.5, None, "nobody_short"),
        (GEARS, "blockage", 0, None, "no_output_drop"),
    ]
    assert column(rows, "alert_note")[1] == ("检修",)
    assert (summary["n_alerts"], summary["n_short"], summary["n_monitored"]) == (3, 0, 3)
    assert summary["coverage"] == pytest.approx(2 / 3)


def test_nothing_observed_and_evidence(tmp_path: Path) -> None:
    answer = load_all(watched(tmp_path)).ask("early-warning", {})
    assert (answer.n_rows, answer.summary["note"]) == (0, "list_22_empty")
    analyst = load_all(watched(tmp_path, s22=FALL))
    answer = analyst.ask("early-warning", {})
    evidence = analyst.ask("evidence", {"id": answer.evidence_ids[0]})
    rows = [(f.values["table"], f.values["source_row"]) for f in evidence.findings]
    assert rows[:4] == [("capacities", 2), ("capacities", 3), ("observations", 2), ("observations", 3)]
    assert rows[4:] == [("supplies", 2)]

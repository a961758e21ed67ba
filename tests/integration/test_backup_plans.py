"""Plans of backups on the tyre chain: one failure, every single failure, budgets; figures worked out by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from graphsvc.cli import run
from tests.integration.door import Door, altered
from tests.integration.test_backup_plan import HEADINGS, NEED, TON
from tests.integration.test_tyre_acceptance import BLACK, BUTADIENE, C1, C2, M1, MIDDLE, RUBBER

RESERVES = (
    ("P-1", "促进剂中间体", "实物储备", "示例助剂甲", "371500", 2000, "吨", 5, None, 200, 0, None, None, None),
    ("P-2", "促进剂中间体", "备选供方", "示例盘条", "130200", 40, "吨/日", 30, None, 720, 0, None, None, None),
    ("P-3", "促进剂中间体", "实物储备", "示例炭黑一", "370800", 1000, "吨", 1, None, 900, 0, None, None, None),
    ("P-4", "橡胶助剂", "实物储备", "示例炭黑一", "370800", 100, "吨", 1, None, 1, 0, None, None, None),
)
"""Intermediate at 0.1, 0.3 (40 t over 60 days) and 0.9 万元 a ton in three cities, and chemicals, made of it half and
half, at 0.01: 0.5 t of intermediate make a ton of chemicals, so 100 t stand for 50 t."""


def with_reserves(book: Path, folder: Path, reserves: Sequence[tuple[Any, ...]], door: Door) -> Door:
    """The tyre chain with reserves, all of which are in time."""

    def add(book: Any) -> None:
        page = book.create_sheet("18_备份储备清单")
        page.append(HEADINGS)
        for row in reserves:
            page.append(row)

    assert run(["load", str(altered(book, folder / "plans.xlsx", add)), "--json"]) == 0
    return door


@pytest.fixture
def plan_door(tyre_book: Path, tmp_path: Path, empty_door: Door) -> Door:
    """With all four of them."""
    return with_reserves(tyre_book, tmp_path, RESERVES, empty_door)


def test_the_least_cost_of_m1(plan_door: Door) -> None:
    """2,245.479 t, half at most from a city: the chemicals stand alone in their city and count for nothing, so half
    comes from P-1 at 0.1 and half from P-2 at 0.3."""
    answer = plan_door.ask("backup-plan", entity_id=M1)
    plan = answer["summary"]["plan"]
    assert (plan["plan_status"], plan["gap"]) == ("optimal", 0)
    half = NEED / TON / 2
    assert plan["cost"] == pytest.approx(half * 0.1 + half * 0.3)
    rows = {r["reserve_no"]: r for r in answer["rows"] if r["reserve_no"]}
    assert {no: r["plan_quantity"] for no, r in rows.items()} == {
        "P-1": pytest.approx(half * TON),
        "P-2": pytest.approx(half * TON),
        "P-3": pytest.approx(0, abs=1e-9),
    }
    assert (rows["P-1"]["region_code"], rows["P-1"]["cost_assumed"], rows["P-1"]["cost"]) == ("371500", False, 200)
    assert (plan["loss_days"], plan["served_least"]) == (pytest.approx(0, abs=1e-4), pytest.approx(1))
    assert plan["loss_days_before"] == pytest.approx(48.785714)


def test_one_city_may_do_and_further_down(plan_door: Door) -> None:
    """Without the rule: 50 t for 1, 2,000 t for 200, and the last 195.479 t at 0.3. Then the plan takes chemicals too,
    and says so in a row of its own."""
    answer = plan_door.ask("backup-plan", entity_id=M1, region_share=1)
    assert answer["summary"]["plan"]["cost"] == pytest.approx(1 + 200 + (NEED / TON - 2050) * 0.3)
    rows = {r["reserve_no"]: r for r in answer["rows"]}
    assert rows["P-4"]["plan_quantity"] == pytest.approx(100 * TON)


def test_served_output_instead_of_need(plan_door: Door) -> None:
    """All output hangs on M1: 0.9 served is 0.9 of the need."""
    by_need = plan_door.ask("backup-plan", entity_id=M1, target=0.9)["summary"]["plan"]
    by_output = plan_door.ask("backup-plan", entity_id=M1, served=0.9)["summary"]["plan"]
    assert by_need["cost"] == by_output["cost"] == pytest.approx(0.9 * NEED / TON / 2 * 0.4)
    assert by_output["served_least"] == pytest.approx(0.9)


def test_budget_frontier_and_worth(plan_door: Door) -> None:
    """Every 0.4 万元 cover 2 t, 2 / 2,245.479 of 48.786 days; up to 2,400 t that is one straight line without a knee.
    A ton from anywhere saves half of its price at P-1 and half at P-2, 0.2 万元."""
    answer = plan_door.ask("backup-plan", entity_id=M1, budget=100)["summary"]
    assert answer["plan"]["cost"] == pytest.approx(100)
    assert answer["plan"]["loss_days"] == pytest.approx(48.785714 * (1 - 500 / (NEED / TON)))
    assert (answer["duals"][0]["value_unit"], answer["duals"][0]["unit"]) == ("d", "万吨")
    assert answer["duals"][0]["value"] == pytest.approx(48.785714 / NEED, rel=1e-6)
    whole = plan_door.ask("backup-plan", entity_id=M1)["summary"]
    first, last = whole["frontier"]
    assert (first["cost"], first["coverage"], first["loss_days"]) == (0, 0, pytest.approx(48.785714))
    assert (last["cost"], last["loss_days"]) == (pytest.approx(NEED / TON * 0.2), pytest.approx(0, abs=1e-6))
    assert whole["knee"] is None
    assert whole["frontier_is_complete"] is True
    (dual,) = [d for d in whole["duals"] if d["reserve_no"] is None and d["product_code"] == MIDDLE]
    assert (dual["value_unit"], dual["unit"], dual["value"]) == ("万元", "万吨", pytest.approx(0.2 / TON))


def test_every_single_failure(plan_door: Door) -> None:
    """Seven groups lose days; only the intermediate is backed up, so the others are told as uncovered, in units. The
    rubber that the loss of its maker calls for stands in for butadiene, of which it is made, as well."""
    answer = plan_door.ask("backup-plan")
    summary = answer["summary"]
    assert summary["entity_id"] is None
    assert summary["plan"]["n_failures"] == 7
    assert summary["plan"]["plan_status"] == "infeasible"
    needs = {n["product_code"]: n for n in summary["need"]}
    assert needs[MIDDLE]["need"] == pytest.approx(NEED)
    short = {u["product_code"]: u["quantity"] for u in summary["plan"]["uncovered"]}
    assert MIDDLE not in short
    alone = set(needs) - {MIDDLE, BUTADIENE}
    assert set(short) == alone
    for code in alone:
        assert short[code] == pytest.approx(needs[code]["need"], rel=1e-4)
    wider = plan_door.ask("backup-plan", also="park")["summary"]["plan"]
    assert wider["n_failures"] > 7


@pytest.mark.parametrize("page", ["backup.md", "backup.zh-CN.md"])
def test_the_example_of_the_manual(plan_door: Door, page: str) -> None:
    """The page leaves out the reserve of chemicals, which changes nothing as long as half may stand in a city."""
    text = (Path(__file__).parents[2] / "docs" / "howto" / page).read_text(encoding="utf-8")
    whole = plan_door.ask("backup-plan", entity_id=M1)["summary"]
    told = (
        f"**{whole['need'][0]['need'] / TON:,.1f} t**",
        f"**{whole['plan']['cost']:.1f}**",
        f"**{plan_door.ask('backup-plan', entity_id=M1, served=0.9)['summary']['plan']['cost']:.1f}**",
        f"**{plan_door.ask('backup-plan', entity_id=M1, budget=100)['summary']['plan']['loss_days']:.2f}**",
    )
    for figure in told:
        assert figure in text, figure


def test_frontier_and_worth_of_the_manual(tyre_book: Path, tmp_path: Path, empty_door: Door) -> None:
    """Three reserves, all of which may stand in one city: 2,000 t at 0.1, then the rest at 0.3."""
    door = with_reserves(tyre_book, tmp_path, RESERVES[:3], empty_door)
    summary = door.ask("backup-plan", entity_id=M1, region_share=1)["summary"]
    need = NEED / TON
    corners = [(0, 0), (200, 2000 / need), (200 + (need - 2000) * 0.3, 1)]
    assert [(p["cost"], p["coverage"]) for p in summary["frontier"]] == [pytest.approx(c, abs=1e-6) for c in corners]
    assert summary["knee"] == summary["frontier"][1]
    worth = {d["reserve_no"]: d["value"] for d in summary["duals"] if d["product_code"] == MIDDLE}
    assert worth == {None: pytest.approx(0.3 / TON), "P-1": pytest.approx(0.2 / TON)}
    figures = [f"**{corners[1][1]:.1%}**".replace("%", " %"), *(f"**{corners[k][0]:.1f}**" for k in (1, 2))]
    figures += [f"**{value:,.0f}**" for value in worth.values()]
    for page in ("backup.md", "backup.zh-CN.md"):
        text = (Path(__file__).parents[2] / "docs" / "howto" / page).read_text(encoding="utf-8")
        assert [figure for figure in figures if figure not in text] == []


def test_a_stock_to_be_laid_in(tyre_book: Path, tmp_path: Path, empty_door: Door) -> None:
    """Rubber at 10,000 元 a ton, 1e8 a 万吨; R1 is away for 60 days and 46.786 days are lost of 6.72 a year. A stock of
    all of it is bought, 1e4 万元 for each 万吨, and kept for a fifth of that a year; the ends are half and twice."""

    def price(book: Any) -> None:
        page = book[next(n for n in book.sheetnames if n.startswith("03"))]
        head = next(r for r in page.iter_rows() if any(c.value == "产品编码" for c in r))
        column = max(c.column for c in head if c.value is not None) + 1
        page.cell(head[0].row, column, "参考单价(元/万吨)")
        for row in page.iter_rows(min_row=head[0].row + 1):
            if any(c.value == RUBBER for c in row):
                page.cell(row[0].row, column, 1e8)

    assert run(["load", str(altered(tyre_book, tmp_path / "priced.xlsx", price)), "--json"]) == 0
    answer = empty_door.ask("backup-plan", entity_id="示例合成胶")
    (need,) = answer["summary"]["need"]
    stock, missing = answer["rows"]
    assert (stock["usable_reason"], missing["instrument"]) == ("to_be_laid_in", "still_missing")
    assert stock["plan_quantity"] == pytest.approx(need["need"])
    cost = need["need"] * 1e4 * (1 + 0.2 * 90 / 365)
    assert answer["summary"]["plan"]["cost"] == stock["cost"] == pytest.approx(cost)
    assert (stock["cost_lower"], stock["cost_upper"]) == (pytest.approx(cost / 2), pytest.approx(cost * 2))
    assert stock["cost_assumed"] is True
    bare = empty_door.ask("backup-plan", entity_id="示例合成胶", new_stocks=False)["summary"]["plan"]
    assert (bare["plan_status"], bare["uncovered"][0]["quantity"]) == ("infeasible", pytest.approx(need["need"]))


def test_refusals(plan_door: Door) -> None:
    assert plan_door.refused("ask", "backup-plan", "-p", "served=1.5")["code"] == "bad_parameter"
    assert plan_door.refused("ask", "backup-plan", "-p", "alpha=1")["code"] == "bad_parameter"
    assert plan_door.refused("ask", "backup-plan", "-p", "budget=-1")["code"] == "bad_parameter"


def test_a_listed_scenario_beside_the_single_failures(door: Door) -> None:
    """Both makers of carbon black stop: T2 after 7 days, T1 after 10, until day 30; all 13.44 of a year are needed."""
    both = {"shocks": [{"entity_type": "firm", "entity_id": code} for code in (C1, C2)]}
    days = (20 * 720 + 23 * 400) / 1120
    one, named = (
        door.ask("backup-plan", scenario=json.dumps(scenario))["summary"]
        for scenario in (both, {"scenarios": [{"name": "炭黑全停", **both}]})
    )
    (need,) = [need for need in named["need"] if need["product_code"] == BLACK]
    assert need["entity_id"] == "炭黑全停"
    assert need["need"] == pytest.approx(days * 13.44 / 365)
    assert named["plan"]["n_failures"] == door.ask("backup-plan")["summary"]["plan"]["n_failures"] + 1
    assert [n["need"] for n in one["need"]] == [n["need"] for n in named["need"]]

"""What a backup has to bring, and what listed reserves bring, on the tyre chain; every figure worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graphsvc.cli import run
from tests.integration.door import Door, altered
from tests.integration.test_tyre_acceptance import BLACK, C1, C2, M1, MIDDLE, RUBBER, S1, S2, T1, G

TON = 1e-4  # of 万吨
NEED = 2245.479452 * TON
HEADINGS = (
    "编号", "产品", "方式", "承担企业", "区划", "数量", "数量单位", "启动时间", "可持续时间", "一次性投入",
    "年维持费用", "轮换周期", "协议到期", "上次演练",
)  # fmt: skip
RESERVES = (
    ("B-1", "促进剂中间体", "实物储备", "示例助剂甲", "371500", 500, "吨", 5, None, 20, 73, None, None, None),
    ("B-2", "促进剂中间体", "备选供方", "示例盘条", "130200", 30, "吨/日", 30, None, 0, 36.5, None, None, None),
    ("B-3", "促进剂中间体", "可转产产能", "示例炭黑二", "370700", 100, "吨/日", 45, None, 5, None, None, None, None),
    ("B-4", "促进剂中间体", "闲置产能", "示例中间体", "370300", 10, "吨/日", 10, None, 1, 1, None, None, None),
    ("B-5", "促进剂中间体", "可转产产能", "示例助剂乙", "371700", 10, "吨/日", 10, None, 1, 1, None, None, None),
    ("B-6", "促进剂中间体", "实物储备", "示例炭黑一", "370800", 100, "吨", 1, None, 1, 1, None, "2023-06-30", None),
    ("B-7", "促进剂中间体", "可转产产能", "示例炭黑一", "370800", 50, "吨/日", 10, 20, 1, 1, None, "2025-06-30", None),
    ("B-8", "促进剂中间体", "技术储备", "示例炭黑一", "370800", 1, "吨/日", 10, None, 1, 1, None, None, None),
    ("B-9", "炭黑", "实物储备", "示例炭黑一", "370800", 1000, "吨", 1, None, 1, 1, None, None, None),
)


@pytest.fixture
def reserve_door(tyre_book: Path, tmp_path: Path, empty_door: Door) -> Door:
    """The tyre chain with nine reserves."""

    def add(book: Any) -> None:
        page = book.create_sheet("18_备份储备清单")
        page.append(HEADINGS)
        for row in RESERVES:
            page.append(row)

    book = altered(tyre_book, tmp_path / "reserves.xlsx", add)
    assert run(["load", str(book), "--json"]) == 0
    return empty_door


def test_the_need_of_m1(door: Door) -> None:
    """Gross 16,800 t / 365 x 90; stocks of 25 and 20 days at A1 (10,080 t a year) and A2 (6,720)."""
    answer = door.ask("backup-plan", entity_id=M1)
    (need,) = answer["summary"]["need"]
    assert (need["product_code"], need["unit"]) == (MIDDLE, "万吨")
    assert need["gross"] == pytest.approx(4142.465753 * TON)
    assert need["stock_upstream"] == pytest.approx((25 * 10080 + 20 * 6720) / 365 * TON)
    assert need["stock_downstream"] == pytest.approx(838.356164 * TON)
    assert need["need"] == need["need_lower"] == need["need_upper"] == pytest.approx(NEED)
    assert need["need"] == pytest.approx(48.785714 * 16800 / 365 * TON), "as many days as output is lost"
    assert answer["summary"]["coverage"] == 0
    assert answer["summary"]["note"] == "no_reserves_listed"
    (row,) = answer["rows"]
    assert (row["instrument"], row["product_code"], row["usable"]) == ("still_missing", MIDDLE, None)
    assert row["quantity"] == pytest.approx(NEED)
    half = door.ask("backup-plan", entity_id=M1, target=0.5)["summary"]["still_missing"]
    (told,) = half
    assert (told["product_code"], told["quantity"], told["unit"]) == (MIDDLE, pytest.approx(NEED / 2), "万吨")


def test_part_of_a_product_and_several_products(door: Door) -> None:
    """C1 brings 6.00 + 2.40 of carbon black a year; 9.8214 days are lost where 0.625 of output hangs on it. The park
    makes three products: rubber and the intermediate are needed each for its own days, butadiene only by the park."""
    (black,) = door.ask("backup-plan", entity_id=C1, entity="firm")["summary"]["need"]
    assert black["need"] == pytest.approx(9.821428571 / 0.625 * 8.4 / 365)
    assert black["gross"] == pytest.approx(30 * 8.4 / 365)
    assert black["gross"] - black["need"] == pytest.approx((10 * 8.64 + 7 * 4.8) / 365), "all the carbon black in stock"
    needs = {n["product_code"]: n for n in door.ask("backup-plan", entity_id="PK-01", entity="park")["summary"]["need"]}
    assert set(needs) == {RUBBER, MIDDLE}
    assert needs[MIDDLE]["need"] == pytest.approx(NEED), "as if M1 were away alone"
    assert needs[RUBBER]["need"] == pytest.approx((5 * 400 / 1120 + 75) * 6.72 / 365)


def test_a_member_or_the_group(door: Door) -> None:
    group = door.ask("backup-plan", entity_id=S1)
    assert group["summary"]["entity_id"] == G, "the entity is a group by default"
    one = door.ask("backup-plan", entity_id=S2, entity="firm")
    assert one["summary"]["entity_id"] == S2
    assert one["summary"]["need"][0]["need"] < group["summary"]["need"][0]["need"]
    assert door.refused("ask", "backup-plan", "-p", "entity_id=没有这个")["code"] == "unknown_object"


def test_nothing_is_needed_where_nothing_is_lost(door: Door) -> None:
    summary = door.ask("backup-plan", entity_id="示例助剂甲")["summary"]
    assert [n["need"] for n in summary["need"]] == [0], (
        "20 days of stock and more until the tyres notice, 30 to recover"
    )
    assert summary["coverage"] is None


def test_what_listed_reserves_bring(reserve_door: Door) -> None:
    """By day 90: 500 t in stock, 30 t x 60 days, 50 t for its 20 days: 3,300 of 2,245.479 t."""
    answer = reserve_door.ask("backup-plan", entity_id=M1)
    rows = {row["reserve_no"]: row for row in answer["rows"]}
    told = {no: (r["usable"], r["usable_reason"]) for no, r in rows.items() if no}
    assert told == {
        "B-1": ("yes", None),
        "B-2": ("yes", None),
        "B-3": ("no", "starts_late"),
        "B-4": ("no", "part_of_entity"),
        "B-5": ("no", "falls_with_entity"),
        "B-6": ("no", "agreement_expired"),
        "B-7": ("yes", None),
        "B-8": ("unknown", "shortens_recovery_only"),
    }
    quantities = {no: rows[no]["quantity"] for no in ("B-1", "B-2", "B-3", "B-7", "B-8")}
    assert quantities == {
        "B-1": pytest.approx(500 * TON),
        "B-2": pytest.approx(1800 * TON),
        "B-3": pytest.approx(4500 * TON),
        "B-7": pytest.approx(1000 * TON),
        "B-8": None,
    }
    assert [r["reserve_no"] for r in answer["rows"]][:4] == ["B-2", "B-7", "B-1", "B-8"]
    assert answer["rows"][-1]["instrument"] == "still_missing"
    assert rows["B-1"]["cost"] == pytest.approx(20 + 73 * 90 / 365)
    assert rows["B-3"]["cost"] is None, "its yearly cost is not known"
    summary = answer["summary"]
    assert summary["coverage"] == pytest.approx(3300 / 2245.479452)
    assert summary["coverage_by_product"][0]["coverage"] == pytest.approx(3300 / 2245.479452)
    assert summary["still_missing"][0]["quantity"] == 0
    doubled = reserve_door.ask("backup-plan", entity_id=M1, target=2)["summary"]
    assert doubled["still_missing"][0]["quantity"] == pytest.approx(2 * NEED - 3300 * TON)


def test_backup_in_the_resilience_of_a_chain(reserve_door: Door) -> None:
    """Groups that lose days, with their needs: M1 covered in full, C2's carbon black in part by C1's 1,000 t; C1's
    own stock is none to fall back on when C1 is away; nobody covers the others. No prices: all weigh alike."""
    losing = [r for r in reserve_door.ask("resilience")["rows"] if r["loss_days"] > 0]
    assert len(losing) == 7
    (black,) = reserve_door.ask("backup-plan", entity_id=C2)["summary"]["need"]
    assert black["product_code"] == BLACK
    covered = 1 + min(1, 1000 * TON / black["need"])
    summary = reserve_door.ask("resilience")["summary"]
    assert summary["score_backup"] == pytest.approx(100 * covered / len(losing))
    assert (summary["score_backup_weights"], summary["n_backup_scenarios"]) == ("equal", 7)


def test_without_reserves_the_backup_score_is_unknown(door: Door) -> None:
    summary = door.ask("resilience")["summary"]
    assert (summary["score_backup"], summary["score_backup_note"]) == (None, "no_reserves_listed")


def test_a_blank_output_leaves_the_least_need_open(tyre_book: Path, tmp_path: Path, empty_door: Door) -> None:
    """The tyre maker's output is blank: its capacity of 800 stands in for the 720 a year, and it may make none."""

    def blank(book: Any) -> None:
        page = book["06_生产能力"]
        (head,) = [row for row in page.iter_rows() if "产量" in [cell.value for cell in row]]
        column = next(cell.column for cell in head if cell.value == "产量")
        (row,) = [row for row in page.iter_rows() if "示例轮胎一厂" in [cell.value for cell in row]]
        page.cell(row[0].row, column).value = None

    assert run(["load", str(altered(tyre_book, tmp_path / "blank.xlsx", blank)), "--json"]) == 0
    (need,) = empty_door.ask("backup-plan", entity_id=T1)["summary"]["need"]
    assert need["daily"] == pytest.approx(800 / 365)
    assert need["need_lower"] == 0 < need["need"] <= need["need_upper"]

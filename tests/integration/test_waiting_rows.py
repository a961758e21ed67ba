"""Rows that wait: what was put aside, or is blank where it decides, leaves open what it may concern, and no more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graphsvc.judgements.statuses import product_statuses
from tests.integration.door import Door
from tests.integration.waiting_books import MOTOR_A, MOTOR_C, ROBOT, STEEL, Asked, Book, robots

CASES = Path(__file__).parents[1] / "data" / "cases"


def maker(book: Book, row: int, **cells: Any) -> Book:
    """The book with cells of one row of list 06 replaced, by heading."""
    return spoiled(book, "06_生产能力", row, **cells)


def spoiled(book: Book, sheet: str, row: int, **cells: Any) -> Book:
    """The book with cells of one row replaced, by heading."""
    for heading, value in cells.items():
        book[sheet][row][book[sheet][0].index(heading)] = value
    return book


def test_the_clean_book_has_its_steel(tmp_path: Path) -> None:
    asked = Asked(tmp_path, robots())
    row = asked.product("missing-links", "Q2")
    assert (row["is_missing"], row["n_pending"], asked.result.summary["n_pending"]) == ("no", 0, 0)
    assert not asked.snapshot.pending
    assert [n.code for n in asked.result.notices if n.code == "rows_pending"] == []


def test_without_the_maker_steel_is_missing(tmp_path: Path) -> None:
    book = robots()
    del book["06_生产能力"][4]
    row = Asked(tmp_path, book).product("missing-links", "Q2")
    assert (row["is_missing"], row["ladder"], row["n_pending"]) == ("yes", "province_has_none", 0)


@pytest.mark.parametrize(
    "cells",
    [
        {"产品": "钢才"},  # half of its two characters are those of 钢材
        {"产品": "Q2x"},
        {"产品": None},
        {"产品": "看不清"},  # resembles nothing: any product
        {"企业名称": "示例不明有限公司"},  # V02: who makes it may stand anywhere
        {"企业名称": None},
        {"状态": "开着"},
        {"状态": None},
        {"状态": "—"},
        {"产品": "钢才", "基地区划": "山东省济南市"},
    ],
)
def test_a_maker_that_waits_makes_its_product_unknown(tmp_path: Path, cells: dict[str, Any]) -> None:
    asked = Asked(tmp_path, maker(robots(), 4, **cells))
    row = asked.product("missing-links", "Q2")
    assert (row["is_missing"], row["ladder"], row["ladder_note"], row["exportable"]) == (
        "unknown", "unknown", "rows_pending", False,
    )  # fmt: skip
    assert row["n_pending"] == 1
    assert asked.result.summary["n_unknown"] >= 1
    assert [n.facts["n"] for n in asked.result.notices if n.code == "rows_pending"] == [1]
    assert asked.result.completeness is not None
    assert asked.result.completeness < 1.0
    assert asked.product("weak-links", "Q2")["is_weak"] == "unknown"
    assert asked.product("strong-links", "Q2")["is_strong"] == "unknown"
    assert product_statuses(asked.facts())["Q2"] == "unknown"


@pytest.mark.parametrize(
    ("cells", "n_motors"),
    [({"产品": "钢才"}, 0), ({"产品": "钢材", "企业名称": "示例不明有限公司"}, 0), ({"产品": None}, 1)],
)
def test_other_products_are_left_alone(tmp_path: Path, cells: dict[str, Any], n_motors: int) -> None:
    asked = Asked(tmp_path, maker(robots(), 4, **cells))
    row = asked.product("missing-links", "Q1")
    assert (row["is_missing"], row["n_pending"]) == ("no", n_motors)


def test_a_plan_that_waits_hides_no_maker(tmp_path: Path) -> None:
    row = Asked(tmp_path, maker(robots(), 4, 产品="钢才", 状态="规划")).product("missing-links", "Q2")
    assert (row["is_missing"], row["n_pending"]) == ("yes", 0)


def test_a_row_of_another_region_does_not_matter(tmp_path: Path) -> None:
    asked = Asked(tmp_path, maker(robots(), 4, 产品="钢才", 基地区划="河北省唐山市"))
    row = asked.product("missing-links", "Q2")
    assert (row["is_missing"], row["ladder"], row["n_pending"]) == ("yes", "province_has_none", 0)


def test_a_maker_that_waits_elsewhere_in_the_province_opens_the_ladder(tmp_path: Path) -> None:
    asked = Asked(tmp_path, maker(robots(), 4, 产品="钢才", 基地区划="山东省青岛市"))
    row = asked.product("missing-links", "Q2", "370100")
    assert (row["is_missing"], row["ladder"], row["ladder_note"], row["n_pending"]) == (
        "yes", "unknown", "rows_pending", 1,
    )  # fmt: skip


def test_a_place_that_was_not_read_is_no_place(tmp_path: Path) -> None:
    row = Asked(tmp_path, maker(robots(), 4, 基地区划="某某地方")).product("missing-links", "Q2")
    assert (row["is_missing"], row["ladder_note"]) == ("unknown", "place_of_a_maker_too_coarse")


def test_a_firm_whose_region_was_not_read(tmp_path: Path) -> None:
    asked = Asked(tmp_path, spoiled(robots(), "05_企业名录", 4, 注册地="某某地方"))
    assert asked.product("missing-links", "Q2")["is_missing"] == "unknown"
    covered = {row["code"]: row["covered"] for row in asked.rows("industry-coverage")}
    assert (covered["34"], covered["35"]) == ("yes", "no")


def test_a_seller_on_record_here_contradicts_missing(tmp_path: Path) -> None:
    book = robots()
    del book["06_生产能力"][4]
    book["07_供应关系"][3] = [STEEL, None, ROBOT, "Q2", 4500, "100%", 2025, "需方填报"]
    row = Asked(tmp_path, book).product("missing-links", "Q2")
    assert (row["is_missing"], row["ladder"], row["ladder_note"]) == ("unknown", "unknown", "seller_on_record_here")
    book["05_企业名录"][4][1] = "河北省唐山市"
    assert Asked(tmp_path, book).product("missing-links", "Q2")["is_missing"] == "yes"


def test_a_seller_that_waits_contradicts_missing_too(tmp_path: Path) -> None:
    book = robots()
    del book["06_生产能力"][4]
    book["07_供应关系"].append([STEEL, None, "示例不明有限公司", "Q2", 10, None, 2025, "需方填报"])
    row = Asked(tmp_path, book).product("missing-links", "Q2")
    assert (row["is_missing"], row["ladder_note"], row["n_pending"]) == ("unknown", "rows_pending", 1)


def test_demand_that_waits_is_not_no_demand(tmp_path: Path) -> None:
    """Nobody is left who needs steel, because the one who does waits."""
    book = maker(robots(), 2, 企业名称="示例不明有限公司")
    del book["06_生产能力"][4], book["07_供应关系"][1:]
    row = Asked(tmp_path, book).product("missing-links", "Q2")
    assert (row["is_missing"], row["ladder_note"], row["demand_upper"]) == ("unknown", "rows_pending", None)


def kinds(asked: Asked, **given: Any) -> dict[str, tuple[str, str | None]]:
    """Kind and note of the robot maker's purchases by product."""
    return {row["product_code"]: (row["kind"], row["kind_note"]) for row in asked.rows("single-sources", **given)}


def test_single_sources_of_the_clean_book(tmp_path: Path) -> None:
    assert kinds(Asked(tmp_path, robots())) == {"Q2": ("single_by_choice", None)}


def test_sole_hangs_on_no_maker_that_waits(tmp_path: Path) -> None:
    assert kinds(Asked(tmp_path, maker(robots(), 4, 产品="钢才"))) == {"Q2": ("unknown", "rows_pending")}


@pytest.mark.parametrize(("share", "kind"), [("100%", ("single_by_choice", None)), (None, ("unknown", "rows_pending"))])
def test_a_further_source_that_waits(tmp_path: Path, share: str | None, kind: tuple[str, str | None]) -> None:
    """The buyer states 100 %: that stands. By quantities alone it does not: the row may bring more."""
    book = spoiled(robots(), "07_供应关系", 3, 占需方采购比重=share)
    book["07_供应关系"].append([STEEL, None, ROBOT, "钢才", 900, None, 2025, "需方填报"])
    asked = Asked(tmp_path, book)
    assert kinds(asked)["Q2"] == kind
    assert asked.result.summary["n_pending"] == 1


def test_a_source_whose_own_row_waits_may_belong_to_another(tmp_path: Path) -> None:
    """Two motor makers, half each: fine as long as it is known who controls them."""
    book = spoiled(robots(), "05_企业名录", 3, 行业代码="9999")
    assert "Q1" not in kinds(Asked(tmp_path, robots()))
    assert kinds(Asked(tmp_path, book))["Q1"] == ("unknown", "rows_pending")


def test_hidden_sources_are_open_where_a_further_source_may_wait(tmp_path: Path) -> None:
    book = robots()
    book["03_环节产品"].append(["Q4", "磁钢", "A1", "吨", "原材料"])
    book["04_产品投入产出"].append(["Q1", "Q4", 1, "必需"])
    for name in (MOTOR_A, MOTOR_C):
        book["07_供应关系"].append(["示例外省磁厂有限公司", "河北省", name, "Q4", 4500, "100%", 2025, "需方填报"])

    def hidden(book: Book) -> list[str]:
        rows = Asked(tmp_path, book).rows("hidden-sources")
        return [row["is_hidden"] for row in rows if row["product_code"] == "Q1" and "磁厂" in row["entity_id"]]

    assert hidden(book) == ["yes"]
    more = ["示例另一磁厂有限公司", "河北省", MOTOR_A, "磁铁钢", 10, None, 2025, "需方填报"]
    assert hidden({**book, "07_供应关系": [*book["07_供应关系"], more]}) == ["unknown"]
    other = ["示例另一磁厂有限公司", "河北省", ROBOT, "钢才", 10, None, 2025, "需方填报"]
    assert hidden({**book, "07_供应关系": [*book["07_供应关系"], other]}) == ["yes"]


def test_coverage_is_open_where_a_firm_waits(tmp_path: Path) -> None:
    asked = Asked(tmp_path, spoiled(robots(), "05_企业名录", 4, 行业代码="9999"))
    covered = {row["code"]: row["covered"] for row in asked.rows("industry-coverage")}
    assert (covered["34"], covered["35"], asked.result.summary["n_missing"]) == ("yes", "unknown", 0)
    away = {row["code"]: row["covered"] for row in asked.rows("industry-coverage", "370200")}
    assert away["35"] == "no"


def test_evidence_opens_the_rows_that_wait(tmp_path: Path) -> None:
    asked = Asked(tmp_path, maker(robots(), 4, 产品="钢才"))
    asked.product("missing-links", "Q2")
    (finding,) = [f for f in asked.result.findings if f.values["product_code"] == "Q2"]
    assert ("parked", 0, ("table", "code", "cells")) in finding.trace().refs
    blank = Asked(tmp_path, maker(robots(), 4, 状态=None))
    blank.product("missing-links", "Q2")
    (finding,) = [f for f in blank.result.findings if f.values["product_code"] == "Q2"]
    assert ("capacities", 3) in [(table, row) for table, row, _ in finding.trace().refs]


@pytest.mark.parametrize(
    ("file", "steel", "n"),
    [("parked_maker_ratio", ("no", None), 0), ("parked_maker_typo", ("unknown", "rows_pending"), 1)],
)
def test_cases_of_parked_makers(empty_door: Door, file: str, steel: tuple[str, str | None], n: int) -> None:
    loaded = empty_door.json("load", str(CASES / f"{file}.xlsx"))
    assert loaded["verdict"]["parked"] == n
    answer = empty_door.json("ask", "missing-links")
    (row,) = [row for row in answer["rows"] if row["product_code"] == "Q2"]
    assert ((row["is_missing"], row["ladder_note"]), row["n_pending"]) == (steel, n)
    opened = empty_door.json("ask", "evidence", "-p", f"id={row['evidence_id']}")["rows"]
    found = [(r["source_sheet"], r["source_row"], r["cells"]["cells"]) for r in opened if r["table"] == "parked"]
    assert len(found) == n
    if n:
        assert found[0][:2] == ("06_生产能力", 5)
        assert found[0][2]["产品编码或名称"] == "钢才"
        assert {w["code"] for w in answer["warnings"]} == {"rows_pending"}


def test_own_production_is_no_source_of_risk_of_its_own(tmp_path: Path) -> None:
    book = spoiled(robots(), "07_供应关系", 3, 供方="自产", 供方所在地=None)
    assert "Q2" not in kinds(Asked(tmp_path, book))
    assert "Q2" not in kinds(Asked(tmp_path, spoiled(book, "07_供应关系", 3, 供方="集团内部")))
    assert "Q2" not in kinds(Asked(tmp_path, spoiled(book, "07_供应关系", 3, 供方=ROBOT, 占需方采购比重=None)))
    asked = Asked(tmp_path, book)
    asked.rows("single-sources")
    counts = asked.result.summary
    assert [counts[f"n_{kind}"] for kind in ("sole", "single_by_choice", "dominant", "unknown")] == [0, 0, 0, 0]
    assert product_statuses(asked.facts())["Q2"] != "single_source"


def test_what_is_bought_beside_own_production_is_judged_by_its_part(tmp_path: Path) -> None:
    def kind(own: str, bought: str) -> tuple[str, str | None] | None:
        book = spoiled(robots(), "07_供应关系", 3, 占需方采购比重=bought)
        book["07_供应关系"].append(["自产", None, ROBOT, "Q2", None, own, 2025, "需方填报"])
        return kinds(Asked(tmp_path, book)).get("Q2")

    assert kind("60%", "40%") is None
    assert kind("40%", "60%") == ("dominant", None)
    assert kind("3%", "97%") == ("single_by_choice", None)


def test_a_firm_that_waits_tells_where_its_plant_stands(tmp_path: Path) -> None:
    asked = Asked(tmp_path, spoiled(robots(), "05_企业名录", 4, 行业代码="9999"))
    by_table = {row["table"]: row for row in asked.snapshot.tables.rows("parked")}
    assert by_table["capacities"]["regions"] == by_table["firms"]["regions"] == ["370100"]
    assert by_table["capacities"]["firms"] == by_table["firms"]["firms"]
    assert asked.product("missing-links", "Q2")["is_missing"] == "unknown"


def test_a_further_plant_of_a_buyer_that_stands_here_does_not_matter(tmp_path: Path) -> None:
    """The robot maker is here and needs steel, whatever its second plant turns out to be."""
    book = robots()
    book["06_生产能力"][4] = [ROBOT, None, "看不清的电机", 10, 10, "现状"]
    row = Asked(tmp_path, book).product("missing-links", "Q2")
    assert (row["is_missing"], row["ladder"], row["n_pending"]) == ("yes", "province_has_none", 0)

"""Who minds which choke point: by product, by stage, from above; open, stopped, finished and untold; by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integration.made_books import load_all, made
from tests.integration.watched_book import (
    ABROAD,
    CHIP,
    FAR,
    FINAL,
    GEAR,
    GEARS,
    HERE,
    MAKER,
    answer_of,
    column,
    watched,
)  # fmt: skip


def task(code: str, products: str, status: str | None) -> dict[str, Any]:
    return {"技术编码": code, "技术名称": f"{code}攻关", "对应产品编码": products, "主要指标": "寿命", "状态": status}


def project(code: str, phase: str | None, stage: str | None = None, of: str | None = None) -> dict[str, Any]:
    capacity = {"新增产能": 10, "新增产能单位": "万台/年"} if of else {}
    return {
        "项目编码": code, "名称": f"{code}项目", "环节": stage, "产品": of, "总投资": 1, "建设地点区划": HERE,
        "阶段": phase, **capacity,
    }  # fmt: skip


def policy(number: str | None, name: str, stage: str | None, until: str | None = None) -> dict[str, Any]:
    return {"文号": number, "名称": name, "层级": "省", "适用环节": stage, "有效期": until}


LISTS: dict[str, Any] = {
    "s10": [task("JS-2", CHIP, "实施"), task("JS-1", f"{CHIP}、{GEAR}", "中止")],
    "s11": [
        {"平台编码": "PT-1", "名称": "零部件中心", "服务环节": "C95-01"},
        {"平台编码": "PT-2", "名称": "整机中心", "服务环节": "C95-02、C95-01-02"},
    ],
    "s13": [
        project("XM-1", "达效", stage="C95-01"), project("XM-2", "签约", stage="C95-01-02", of=CHIP),
        project("XM-3", "在建", stage="C95-01-01", of=FINAL),
    ],
    "s20": [
        policy("示例〔2023〕1号", "零部件办法", "C95-01"), policy("示例〔2020〕1号", "旧办法", "C95-01", "2022-12-31"),
        policy(None, "年底到期办法", "C95-01-01", "2023年12月"), policy("示例〔2023〕2号", "普惠办法", None),
    ],
    "s21": [
        {"姓名": "甲", "方向": "C95-01-02", "类型": "技术专家"}, {"姓名": "乙", "方向": "C95-01", "类型": "院士"},
        {"姓名": "丙", "方向": "C95-02、C95-01", "类型": "院士"},
    ],
}  # fmt: skip
DECLARED = "05、06、07、10、13"


def test_who_answers_what(tmp_path: Path) -> None:
    """Chips lose 40 days, gears and the maker 20. The finished project stands for both parts but covers neither; the
    gear project XM-3 makes something else; what names 零部件 speaks of gears and chips, not of the whole machine."""
    rows, summary = answer_of(watched(tmp_path, DECLARED, **LISTS), "challenge-matrix")
    told = {row["product_code"]: row for row in rows}
    assert column(rows, "entity_id", "product_code", "loss_days") == [
        (ABROAD, CHIP, 40), *sorted([(GEARS, GEAR, 20), (MAKER, FINAL, 20)])
    ]  # fmt: skip
    chip, gear, whole = told[CHIP], told[GEAR], told[FINAL]
    assert column(rows, "stage_code", "stage_name")[0] == ("C95-01-02", "电子")
    assert [r["technologies"] for r in (chip, gear, whole)] == [["JS-1", "JS-2"], ["JS-1"], []]
    assert [r["platforms"] for r in (chip, gear, whole)] == [["PT-1", "PT-2"], ["PT-1"], ["PT-2"]]
    assert [r["projects"] for r in (chip, gear, whole)] == [["XM-1", "XM-2"], ["XM-1"], ["XM-3"]]
    assert [r["policies"] for r in (chip, gear, whole)] == [
        ["示例〔2023〕1号"], ["年底到期办法", "示例〔2023〕1号"], [],
    ]  # fmt: skip
    assert [r["n_talents"] for r in (chip, gear, whole)] == [3, 2, 1]
    assert [r["n_open"] for r in (chip, gear, whole)] == [2, 0, 1], "JS-2 and XM-2; XM-3"
    assert [r["covered"] for r in (chip, gear, whole)] == ["yes", "no", "yes"]
    assert [r["candidate"] for r in (chip, gear, whole)] == [True, False, False], "nobody in the nation makes chips"
    assert [r["risk_grade"] for r in (chip, gear, whole)] == ["red", "orange", "orange"], "gaps 40, 20 and 20 days"
    expected = {
        "n_choke_points": 3, "n_rows": 3, "n_covered": 2, "n_uncovered": 1, "n_unknown": 0, "n_with_technologies": 2,
        "n_with_platforms": 3, "n_with_projects": 3, "n_with_policies": 2, "n_with_talents": 3, "n_candidates": 1,
        "n_candidates_not_covered": 0, "n_policies_for_any_stage": 1, "horizon_days": 90,
    }  # fmt: skip
    assert summary == expected


@pytest.mark.parametrize(
    ("complete", "status", "covered"),
    [("05、06、07、10", "中止", "unknown"), (DECLARED, None, "unknown"), (DECLARED, "中止", "no"), ("", "征集", "yes")],
)
def test_nobody_needs_whole_lists_and_told_states(
    tmp_path: Path, complete: str, status: str | None, covered: str
) -> None:
    book = watched(tmp_path, complete, s10=[task("JS-1", GEAR, status)])
    rows, _ = answer_of(book, "challenge-matrix")
    assert {row["product_code"]: row["covered"] for row in rows}[GEAR] == covered


@pytest.mark.parametrize(("makers", "is_candidate"), [([made(FAR, CHIP, 5, 5)], False), ([], True)])
def test_a_maker_anywhere_in_the_nation_is_no_public_challenge(
    tmp_path: Path, makers: list[dict[str, Any]], is_candidate: bool
) -> None:
    rows, summary = answer_of(watched(tmp_path, s06=makers), "challenge-matrix")
    assert rows[0]["entity_id"] == ABROAD
    assert rows[0]["candidate"] is is_candidate
    assert summary["n_candidates"] == summary["n_candidates_not_covered"] == int(is_candidate)


def test_evidence_names_the_rows(tmp_path: Path) -> None:
    analyst = load_all(watched(tmp_path, **LISTS))
    answer = analyst.ask("challenge-matrix", {})
    evidence = analyst.ask("evidence", {"id": answer.evidence_ids[0]})
    tables = [f.values["table"] for f in evidence.findings]
    assert {"technologies", "platforms", "projects", "policies", "experts", "products"} <= set(tables)

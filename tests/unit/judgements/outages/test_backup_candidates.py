"""Backups that list 18 does not have, as instruments of the plan; every figure by hand."""

from __future__ import annotations

from typing import Any

import pytest

from graphsvc.usecases.ask import Analyst
from tests.benchmarks.made_chain import made_code
from tests.integration.made_books import chain_row, firm, load_all, made, product, sold, write_book

CHAIN = "SD-C97"
FINAL, VALVE, PUMP = "P970101", "P970201", "P970301"
L, A, B, C, D, K = (made_code(8600 + i, "371302") for i in range(6))
NAMES = dict(zip((L, A, B, C, D, K), "LABCDK", strict=True))
YEARLY = 90 / 365
"""Part of a year in the horizon."""


@pytest.fixture(scope="module")
def analyst(tmp_path_factory: pytest.TempPathFactory) -> Analyst:
    """L uses a valve a day, all from A, with ten days in stock; A needs 30 days to recover, so 20 days are short.

    B is qualified in 5 days and offers 2 a day; C is qualified and converts in 8, with 3 a day free; D makes valves
    and nobody says how long it takes to qualify; a project of K brings 0.1 a day from the eighth day.
    """
    lists: dict[str, Any] = {
        "01_产业链信息": chain_row(CHAIN, [FINAL]),
        "02_产业链环节": [{"环节编码": "C97-01", "环节名称": "整机", "层级": 1, "链位": "下游"}],
        "03_环节产品": [
            product(FINAL, "整机", "C97-01", 产品性质="终端产品", 参考单价=50_000),
            product(VALVE, "阀体", "C97-01", 参考单价=10_000), product(PUMP, "泵", "C97-01"),
        ],
        "04_产品投入产出": [{"下游产品编码": FINAL, "上游产品编码": VALVE, "单耗": 1, "必需性": "必需"}],
        "05_企业名录": [firm(code, f"示例厂{name}", "371302") for code, name in NAMES.items()],
        "06_生产能力": [
            made(L, FINAL, 365, 365), made(A, VALVE, 365, 365), made(D, VALVE, 500, 135),
            made(C, PUMP, 1095, 0, 可转产产品=VALVE, 转产时间=8),
        ],
        "07_供应关系": [sold(A, L, VALVE, 年供应量=365, 占需方采购比重=1, 需方库存天数=10)],
        "13_重点项目清单": [
            {
                "项目编码": "X1", "名称": "示例阀体项目", "建设单位": K, "产品": VALVE, "新增产能": 36.5,
                "新增产能单位": "万台", "总投资": 1, "建设地点区划": "371302", "阶段": "在建", "投产日期": "2024-01-08",
            }
        ],
        "15_外部资源清单": [
            {"资源类型": "备选供方", "名称": f"示例厂{n}", "国别/省份": "山东", "产品": VALVE, "可供量": q,
             "可供量单位": "万台", "认证状态": "已认证", "认证周期": d}
            for n, q, d in (("B", 730, 5), ("C", None, None))
        ],
    }  # fmt: skip
    return load_all(write_book(tmp_path_factory.mktemp("candidates") / "book.xlsx", CHAIN, lists))


def rows_of(analyst: Analyst, **given: Any) -> dict[str | None, dict[str, Any]]:
    answer = analyst.ask("backup-plan", {"entity_id": A, "new_stocks": False, **given})
    return {f.values["holder_id"]: dict(f.values) for f in answer.findings}


def test_each_as_an_instrument(analyst: Analyst) -> None:
    assert list(rows_of(analyst)) == [None], "only what is missing, unless candidates are asked for"
    rows = rows_of(analyst, candidates=True)
    told = {h: (r["instrument"], r["activation_days"], r["quantity"], r["usable"]) for h, r in rows.items()}
    assert told == {
        B: ("备选供方", 5, pytest.approx(2 * 25), "yes"),
        C: ("可转产产能", 8, pytest.approx(3 * 22), "yes"),
        D: ("闲置产能", None, None, "unknown"),
        K: ("备选供方", 8, pytest.approx(0.1 * 22), "yes"),
        None: ("still_missing", None, pytest.approx(20), None),
    }
    assert rows[D]["usable_reason"] == "activation_unknown"
    assert rows[B]["usable_reason"] == rows[C]["usable_reason"] == "not_in_list_18"


def test_costs_are_defaults_and_the_cheapest_is_taken(analyst: Analyst) -> None:
    """50 valves are worth 50 万元: a second source costs 5 % once and 5 % a year, a conversion 10 % once."""
    rows = rows_of(analyst, candidates=True, region_share=1.0)
    assert rows[B]["cost"] == pytest.approx(50 * (0.05 + 0.05 * YEARLY))
    assert rows[C]["cost"] == pytest.approx(66 * (0.1 + 0.05 * YEARLY))
    assert rows[B]["cost_assumed"]
    assert rows[B]["cost_upper"] == pytest.approx(2 * rows[B]["cost"])
    assert rows[B]["plan_quantity"] + rows[K]["plan_quantity"] == pytest.approx(20)
    assert rows[C]["plan_quantity"] == 0
    summary = analyst.ask("backup-plan", {"entity_id": A, "new_stocks": False, "candidates": True, "region_share": 1.0})
    assert summary.summary["plan"]["covered"] == pytest.approx(1.0)
    assert summary.summary["coverage"] == 0, "BCR counts list 18 alone"


def test_evidence_is_of_their_own_lists(analyst: Analyst) -> None:
    answer = analyst.ask("backup-plan", {"entity_id": A, "new_stocks": False, "candidates": True})
    tables = {}
    for finding, evidence in zip(answer.findings, answer.evidence_ids, strict=True):
        rows = analyst.ask("evidence", {"id": evidence}).findings
        tables[finding.values["holder_id"]] = {row.values["table"] for row in rows}
    assert (tables[B], tables[C], tables[K]) == ({"outside_resources"}, {"capacities"}, {"projects"})

"""Inferred links of a made workbook: who is proposed, for which product, and what is said of it."""

from __future__ import annotations

from typing import Any

import pytest

from graphsvc.usecases.ask import Analyst
from tests.benchmarks.made_chain import made_code
from tests.integration.made_books import chain_row, firm, load_all, made, product, sold, write_book

CHAIN, HERE = "SD-C99", "371302"
FINAL, PART, OTHER = "P990101", "P990201", "P990202"
L, M = (made_code(8500 + i, HERE) for i in range(2))
S, T = (made_code(8510 + i, HERE) for i in range(2))
SISTER, CLOSED = (made_code(8520 + i, HERE) for i in range(2))


@pytest.fixture(scope="module")
def analyst(tmp_path_factory: pytest.TempPathFactory) -> Analyst:
    """S and T sell parts to L, T alone to M; a sister of M and a closed firm make the part too."""
    lists: dict[str, Any] = {
        "01_产业链信息": chain_row(CHAIN, [FINAL]),
        "02_产业链环节": [{"环节编码": "C99-01", "环节名称": "整机", "层级": 1, "链位": "下游"}],
        "03_环节产品": [
            product(FINAL, "整机", "C99-01", 产品性质="终端产品"), product(PART, "阀体", "C99-01"),
            product(OTHER, "机壳", "C99-01"),
        ],
        "04_产品投入产出": [
            {"下游产品编码": FINAL, "上游产品编码": c, "必需性": "必需"} for c in (PART, OTHER)
        ],
        "05_企业名录": [
            firm(L, "示例整机一厂", HERE, 经度=118.0, 纬度=36.0), firm(M, "示例整机二厂", HERE, 经度=118.0, 纬度=37.0),
            firm(S, "示例阀体一厂", HERE, 经度=118.0, 纬度=36.0), firm(T, "示例阀体二厂", HERE),
            firm(SISTER, "示例姊妹厂", HERE, 实际控制人信用代码=M), firm(CLOSED, "示例注销厂", HERE, 存续状态="注销"),
        ],
        "06_生产能力": [
            made(L, FINAL, 10, 9), made(M, FINAL, 10, 9), made(S, PART, 50, 40), made(T, PART, 50, 50),
            made(SISTER, PART, 5, 5), made(CLOSED, PART, 5, 5),
        ],
        "07_供应关系": [sold(S, L, PART), sold(T, L, PART), sold(T, M, PART)],
    }  # fmt: skip
    return load_all(write_book(tmp_path_factory.mktemp("inferred") / "book.xlsx", CHAIN, lists, "05、06"))


def test_the_one_that_is_likely(analyst: Analyst) -> None:
    answer = analyst.ask("inferred-links", {"region": HERE})
    (row,) = [finding.values for finding in answer.findings]
    assert (row["supplier_id"], row["buyer_id"], row["product_code"]) == (S, M, PART)
    assert (row["score"], row["n_ways"], row["spare"], row["origin"]) == (1.0, 1, 10.0, "inferred")
    assert row["distance_km"] == pytest.approx(111.195, abs=0.01)  # a degree of latitude
    assert answer.summary["precision"] is None  # three relations are too few to hide any
    assert answer.summary["is_better_than_chance"] == "unknown"


def test_of_one_product_and_of_another_region(analyst: Analyst) -> None:
    assert [
        f.values["buyer_id"] for f in analyst.ask("inferred-links", {"region": HERE, "product": "阀体"}).findings
    ] == [M]
    assert not analyst.ask("inferred-links", {"region": HERE, "product": OTHER}).findings
    assert not analyst.ask("inferred-links", {"region": "110000"}).findings


def test_evidence_names_maker_buyer_and_trade(analyst: Analyst) -> None:
    answer = analyst.ask("inferred-links", {"region": HERE})
    told = {f.values["table"] for f in analyst.ask("evidence", {"id": answer.evidence_ids[0]}).findings}
    assert told >= {"capacities", "supplies", "firms", "product_inputs"}

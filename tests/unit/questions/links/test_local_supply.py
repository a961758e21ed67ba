"""Local supply where amounts are reported, priced, mixed or unknown, and where part of the origin is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.errors import NotFound
from graphsvc.usecases.ask import Analyst
from tests.benchmarks.made_chain import made_code
from tests.integration.made_books import by_product, chain_row, firm, load_all, made, product, sold, write_book

CHAIN, HERE = "SD-C99", "371302"
FINAL, PRICED, PARTLY, BARE, MIXED = "P990101", "P990201", "P990202", "P990203", "P990204"
L, M, N, FAR = (made_code(8400 + i, p) for i, p in enumerate((HERE, HERE, HERE, "320500")))


def book(folder: Path, role: str | None, complete: str) -> Path:
    names = {PRICED: "阀体", PARTLY: "转子", BARE: "机壳", MIXED: "垫片"}
    prices = {PRICED: 20_000, MIXED: 4_000}
    lists: dict[str, Any] = {
        "01_产业链信息": chain_row(CHAIN, [FINAL]),
        "02_产业链环节": [{"环节编码": "C99-01", "环节名称": "整机", "层级": 1, "链位": "下游"}],
        "03_环节产品": [
            product(FINAL, "整机", "C99-01", 产品性质="终端产品"),
            *(product(c, n, "C99-01", 参考单价=prices.get(c)) for c, n in names.items()),
        ],
        "04_产品投入产出": [
            {"下游产品编码": FINAL, "上游产品编码": c, "必需性": "必需"} for c in names
        ],
        "05_企业名录": [
            firm(L, "示例链主", HERE, 链上角色=role), firm(M, "示例另一整机厂", HERE),
            firm(N, "示例本地厂", HERE), firm(FAR, "示例外地厂", "320500"),
        ],
        "06_生产能力": [
            made(L, FINAL, 10, 9), made(M, FINAL, 10, 9), made(L, BARE, 1, 1), *(made(N, c, 50, 40) for c in names),
            made(FAR, BARE, 50, 40), made(FAR, MIXED, 50, 40),
        ],
        "07_供应关系": [
            sold(N, L, PRICED, 年供应量=10, 占需方采购比重=1),
            sold(N, L, PARTLY, 年供应额=30, 占需方采购比重=0.6), sold("其他", L, PARTLY, 占需方采购比重=0.4),
            sold(FAR, L, BARE, 占需方采购比重=1),
            sold(N, L, MIXED, 年供应量=5, 占需方采购比重=0.2), sold(FAR, L, MIXED, 年供应额=10, 占需方采购比重=0.8),
        ],
    }  # fmt: skip
    return write_book(folder / "book.xlsx", CHAIN, lists, complete)


@pytest.fixture(scope="module", params=["05、06", "05、06、07"])
def analyst(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Analyst:
    return load_all(book(tmp_path_factory.mktemp("local"), "链主", request.param))


def test_amounts(analyst: Analyst) -> None:
    rows = by_product(analyst, "local-supply", region=HERE)
    told = {c: (row["amount"], row["amount_source"], row["amount_outside"], row["local_share"])
            for c, row in rows.items()}  # fmt: skip
    assert told == {
        PRICED: (20, "priced", 0, 1),  # 10 at 20,000 元
        PARTLY: (50, "reported", 0, 1),  # 30 is 60 %
        BARE: (None, None, None, 0),
        MIXED: (12, "mixed", 10, pytest.approx(2 / 12)),  # 5 at 4,000 元 beside 10
    }
    assert rows[PARTLY]["amount_unknown"] == 20
    assert all(row["made_here"] and row["local_makers"] == [N] for row in rows.values()), "not the firm itself"
    assert [c for c, row in rows.items() if row["bought_outside"]] == [MIXED, BARE]
    assert list(rows) == [PARTLY, PRICED, MIXED, BARE], "the largest purchase first, unknown last"


def test_rate_and_its_ends(analyst: Analyst) -> None:
    """52 of 62 known; 20 of unknown origin; a casing bought outside for nobody knows how much."""
    summary = analyst.ask("local-supply", {"region": HERE}).summary
    (rate,) = summary["rates"]
    assert (rate["firm_id"], rate["rate"]) == (L, pytest.approx(52 / 62))
    assert (rate["rate_lower"], rate["rate_upper"]) == (0, pytest.approx(72 / 82))
    assert summary["n_made_here_bought_outside"] == 2


def test_lead_firms_without_a_role(tmp_path: Path) -> None:
    """Nobody is named a lead firm: the makers of the final product stand in."""
    summary = load_all(book(tmp_path, None, "05、06")).ask("local-supply", {}).summary
    assert {rate["firm_id"]: rate["n_products"] for rate in summary["rates"]} == {L: 4, M: 0}
    assert next(rate for rate in summary["rates"] if rate["firm_id"] == M)["rate"] is None


def test_unknown_firm(analyst: Analyst) -> None:
    with pytest.raises(NotFound) as refused:
        analyst.ask("local-supply", {"firm": "没有这家"})
    assert refused.value.code == "unknown_object"


@pytest.mark.parametrize(("told", "amount", "unknown"), [(1, 11, 1), (None, None, None)])
def test_a_remainder_beside_a_share_of_all(
    tmp_path: Path, told: float | None, amount: float | None, unknown: float | None
) -> None:
    """One supplier tells that it brings all, and others bring something too: without their amount nobody knows all."""
    lists: dict[str, Any] = {
        "01_产业链信息": chain_row(CHAIN, [FINAL]),
        "02_产业链环节": [{"环节编码": "C99-01", "环节名称": "整机", "层级": 1, "链位": "下游"}],
        "03_环节产品": [product(FINAL, "整机", "C99-01", 产品性质="终端产品"), product(BARE, "机壳", "C99-01")],
        "04_产品投入产出": [{"下游产品编码": FINAL, "上游产品编码": BARE, "必需性": "必需"}],
        "05_企业名录": [firm(L, "示例链主", HERE, 链上角色="链主"), firm(N, "示例本地厂", HERE)],
        "06_生产能力": [made(L, FINAL, 10, 9), made(N, BARE, 50, 40)],
        "07_供应关系": [sold(N, L, BARE, 年供应额=10, 占需方采购比重=1), sold("其他", L, BARE, 年供应额=told)],
    }
    analyst = load_all(write_book(tmp_path / "book.xlsx", CHAIN, lists, "05、06"))
    row = by_product(analyst, "local-supply", region=HERE)[BARE]
    assert (row["amount"], row["amount_unknown"]) == (amount, unknown)

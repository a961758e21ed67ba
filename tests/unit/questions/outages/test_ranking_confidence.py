"""How sure the ranking is, on made workbooks where the share of worlds can be worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.errors import ParameterError
from graphsvc.domain.sentences import Said
from graphsvc.questions.outages import ranking_confidence
from graphsvc.usecases.ask import Analyst
from tests.benchmarks.made_chain import made_code
from tests.integration.made_books import chain_row, firm, load_all, made, product, sold, write_book

CHAIN, HERE = "SD-C99", "371302"
FINAL, PART, OTHER = "P990101", "P990201", "P990202"
F, S, T = (made_code(8700 + i, HERE) for i in range(3))


def book(path: Path, stock: float | None, other_stock: float | None) -> Analyst:
    """F, back after a day, needs a part of S and another of T, each back after 30 d, with a stock of each."""
    lists: dict[str, Any] = {
        "01_产业链信息": chain_row(CHAIN, [FINAL]),
        "02_产业链环节": [{"环节编码": "C99-01", "环节名称": "整机", "层级": 1, "链位": "下游"}],
        "03_环节产品": [
            product(FINAL, "整机", "C99-01", 产品性质="终端产品"), product(PART, "阀体", "C99-01"),
            product(OTHER, "阀杆", "C99-01"),
        ],
        "04_产品投入产出": [
            {"下游产品编码": FINAL, "上游产品编码": code, "必需性": "必需"} for code in (PART, OTHER)
        ],
        "05_企业名录": [firm(F, "示例整机厂", HERE), firm(S, "示例阀体厂", HERE), firm(T, "示例阀杆厂", HERE)],
        "06_生产能力": [made(F, FINAL, 9, 9, 停产恢复时间=1), made(S, PART, 9, 9), made(T, OTHER, 9, 9)],
        "07_供应关系": [sold(S, F, PART, 需方库存天数=stock), sold(T, F, OTHER, 需方库存天数=other_stock)],
    }  # fmt: skip
    return load_all(write_book(path / "book.xlsx", CHAIN, lists))


@pytest.fixture(scope="module")
def analyst(tmp_path_factory: pytest.TempPathFactory) -> Analyst:
    """Nobody tells the stock of the part of S; that of T lasts 20 d."""
    return book(tmp_path_factory.mktemp("confidence"), None, 20)


def by_id(analyst: Analyst, **given: object) -> dict[str, dict[str, Any]]:
    rows = [dict(f.values) for f in analyst.ask("ranking-confidence", given).findings]
    return {row["entity_id"]: row for row in rows}


@pytest.mark.slow  # many worlds
def test_share_of_worlds(analyst: Analyst) -> None:
    """T costs 10 d. S costs 30 d less its stock, which is anything to 30 d alike: more than 10 d in two worlds of
    three, which the sampling error must hold; at the median 15 d, at the quantiles 1.5 d and 28.5 d."""
    rows = by_id(analyst, top=1, worlds=1000)
    assert set(rows) == {S, T}
    s, t = rows[S], rows[T]
    assert s["in_top_share_lower"] < 2 / 3 < s["in_top_share_upper"]
    assert s["in_top_share_upper"] - s["in_top_share_lower"] < 0.07
    assert s["in_top_share"] + t["in_top_share"] == pytest.approx(1.0)
    assert (s["first_share"], t["first_share"]) == (s["in_top_share"], t["in_top_share"])
    assert (t["loss_days_p05"], t["loss_days_p50"], t["loss_days_p95"]) == (10, 10, 10)
    assert s["loss_days_p50"] == pytest.approx(15, abs=1.5)
    assert (s["loss_days_p05"], s["loss_days_p95"]) == (pytest.approx(1.5, abs=0.75), pytest.approx(28.5, abs=0.75))
    assert (s["rank"], t["rank"], s["loss_days"], s["loss_days_lower"], s["loss_days_upper"]) == (1, 2, 15, 0, 30)


def test_the_first_worlds_are_the_same_however_many_are_asked_for(analyst: Analyst) -> None:
    """One more world moves the share by no more than that world."""
    ten, eleven = (by_id(analyst, top=1, worlds=n)[S]["in_top_share"] * n for n in (10, 11))
    assert 0 <= round(eleven - ten, 6) <= 1
    assert by_id(analyst, seed=3) == by_id(analyst, seed=3)
    assert by_id(analyst, seed=3) != by_id(analyst, seed=4)


def test_where_nothing_is_blank_there_is_one_world(tmp_path: Path) -> None:
    answer = book(tmp_path, 10, 20).ask("ranking-confidence", {"top": 1})
    assert [(f.values["entity_id"], f.values["in_top_share"]) for f in answer.findings] == [(S, 1.0)]
    told = answer.summary
    assert (told["n_worlds"], told["n_always"], told["n_candidates"], told["n_entities"]) == (1, 1, 1, 3)
    assert (told["n_stocks"], told["n_shares"], told["n_recoveries"]) == (0, 0, 0)


def test_fewer_worlds_are_said(analyst: Analyst, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking_confidence, "MOST_RUNS", 9)
    answer = analyst.ask("ranking-confidence", {"worlds": 50, "horizon_days": 91})
    assert answer.summary["n_worlds"] == 3
    assert answer.truncated == Said("worlds_cut", {"n": 3, "worlds": 3, "asked": 50})


def test_what_a_row_rests_on(analyst: Analyst) -> None:
    answer = analyst.ask("ranking-confidence", {})
    rows = [f.values for f in analyst.ask("evidence", {"id": answer.evidence_ids[0]}).findings]
    assert {"capacities", "supplies", "firms"} <= {row["table"] for row in rows}


def test_nothing_is_final_elsewhere(analyst: Analyst) -> None:
    answer = analyst.ask("ranking-confidence", {"region": "110000"})
    assert (answer.findings, answer.summary["n_worlds"]) == ((), 0)


def test_out_of_range(analyst: Analyst) -> None:
    for wrong in ({"worlds": 0}, {"worlds": 2001}, {"top": 0}, {"seed": -1}, {"entity": "planet"}):
        with pytest.raises(ParameterError):
            analyst.ask("ranking-confidence", wrong)

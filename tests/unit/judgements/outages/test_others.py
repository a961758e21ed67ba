"""Who else makes what fails: seven makers of one part, two of them under one controller."""

from __future__ import annotations

from typing import Any

import pytest

from graphsvc.usecases.ask import Analyst
from tests.benchmarks.made_chain import made_code
from tests.integration.made_books import chain_row, firm, load_all, made, product, sold, write_book

CHAIN = "XX-C01"
F = [made_code(i, "370100") for i in range(8)]
SPARE = {1: 10, 2: 70, 3: 50, 4: 60, 5: 20, 6: 40, 7: 30}
"""Maker of the part and what it could make on top [万台/yr]; makers 6 and 7 belong to the same controller."""


@pytest.fixture(scope="module")
def made_twice(tmp_path_factory: pytest.TempPathFactory) -> Analyst:
    """Firm 0 makes the car from a part that seven firms make; maker 1 makes a second one, as maker 2 does."""
    plants = [made(F[0], "C1", 100, 90), made(F[1], "P2", 100, 90), made(F[2], "P2", 100, 95)]
    plants += [made(F[i], "P1", 100 + spare, 100) for i, spare in SPARE.items()]
    owner = {i: {"实际控制人": "示例控股"} for i in (6, 7)}
    book = write_book(
        tmp_path_factory.mktemp("others") / "book.xlsx",
        CHAIN,
        {
            "01_产业链信息": chain_row(CHAIN, ["C1"]),
            "02_产业链环节": [{"环节编码": "S1", "环节名称": "零部件", "层级": 1, "链位": "上游"}],
            "03_环节产品": [product("C1", "整车", "S1"), product("P1", "总成", "S1"), product("P2", "线束", "S1")],
            "04_产品投入产出": [
                {"下游产品编码": "C1", "上游产品编码": code, "单耗": 1.0, "必需性": "必需"} for code in ("P1", "P2")
            ],
            "05_企业名录": [firm(code, f"示例企业{i}", "370100", **owner.get(i, {})) for i, code in enumerate(F)],
            "06_生产能力": plants,
            "07_供应关系": [
                sold(F[1], F[0], "P1", 占需方采购比重=1.0),
                sold(F[1], F[0], "P2", 占需方采购比重=1.0),
            ],
        },
    )
    return load_all(book)


def rows_of(analyst: Analyst, **given: Any) -> dict[str, dict[str, Any]]:
    return {f.values["entity_id"]: dict(f.values) for f in analyst.ask("choke-points", given).findings}


def test_the_best_are_listed_and_all_are_counted(made_twice: Analyst) -> None:
    """Most spare first; whoever makes both parts is one firm; the first five of six where there are too many."""
    row = rows_of(made_twice)[F[1]]
    assert row["alternatives"] == [F[i] for i in (2, 4, 3, 6, 7, 5)]
    assert row["n_alternatives"] == 6
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("graphsvc.questions.outages.choke_points.ALL_LISTED", 5)
        answer = made_twice.ask("choke-points", {})
        row = next(dict(f.values) for f in answer.findings if f.values["entity_id"] == F[1])
        assert (row["alternatives"], row["n_alternatives"]) == ([F[i] for i in (2, 4, 3, 6, 7)], 6)
        assert [notice.code for notice in answer.notices].count("alternatives_shortened") == 1


def test_as_many_are_listed_as_are_asked_for(made_twice: Analyst) -> None:
    whole = rows_of(made_twice, most_alternatives=100)[F[1]]
    assert whole["alternatives"] == [F[i] for i in (2, 4, 3, 6, 7, 5)]
    none = rows_of(made_twice, most_alternatives=0)[F[1]]
    assert (none["alternatives"], none["n_alternatives"]) == ([], 6)


def test_firms_of_the_same_controller_are_no_others(made_twice: Analyst) -> None:
    row = rows_of(made_twice, entity="firm", most_alternatives=9)[F[6]]
    assert row["alternatives"] == [F[i] for i in (2, 4, 3, 5, 1)]
    assert rows_of(made_twice)[F[0]]["n_alternatives"] == 0

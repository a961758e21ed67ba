"""What to ask next on made workbooks: which cells, how many days they narrow, and who is asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.sentences import tell
from graphsvc.questions.outages import ask_next
from graphsvc.usecases.ask import Analyst
from tests.benchmarks.made_chain import made_code
from tests.integration.made_books import chain_row, firm, load_all, made, product, sold, write_book

CHAIN, HERE = "SD-C99", "371302"
FINAL, PART = "P990101", "P990201"
F, G, S, T = (made_code(8600 + i, HERE) for i in range(4))


def book(path: Path, capacities: list[dict[str, Any]], supplies: list[dict[str, Any]]) -> Analyst:
    """F and G make the final product of a part that S and T make."""
    lists: dict[str, Any] = {
        "01_产业链信息": chain_row(CHAIN, [FINAL]),
        "02_产业链环节": [{"环节编码": "C99-01", "环节名称": "整机", "层级": 1, "链位": "下游"}],
        "03_环节产品": [
            product(FINAL, "整机", "C99-01", 产品性质="终端产品"), product(PART, "阀体", "C99-01"),
        ],
        "04_产品投入产出": [{"下游产品编码": FINAL, "上游产品编码": PART, "必需性": "必需"}],
        "05_企业名录": [
            firm(F, "示例整机一厂", HERE), firm(G, "示例整机二厂", HERE), firm(S, "示例阀体一厂", HERE),
            firm(T, "示例阀体二厂", HERE),
        ],
        "06_生产能力": capacities,
        "07_供应关系": supplies,
    }  # fmt: skip
    return load_all(write_book(path / "book.xlsx", CHAIN, lists))


@pytest.fixture(scope="module")
def analyst(tmp_path_factory: pytest.TempPathFactory) -> Analyst:
    """F makes three quarters of the final product and tells no stock, G a quarter and tells no recovery time."""
    return book(
        tmp_path_factory.mktemp("ask"),
        [made(F, FINAL, 9, 9), made(G, FINAL, 3, 3, 停产恢复时间=None), made(S, PART, 9, 9), made(T, PART, 3, 3)],
        [sold(S, F, PART, 需方库存天数=None), sold(T, G, PART)],
    )


def test_stock_and_recovery(analyst: Analyst) -> None:
    """S is away for 30 d: stocks of 30 d lose nothing, none loses 30 d of three quarters: 22.5 d apart. G is away for
    30 d to 120 d, of which 90 d count: 60 d of a quarter, 15 d apart. F and T lose what is told."""
    answer = analyst.ask("ask-next", {})
    stock, recovery = [finding.values for finding in answer.findings]
    assert (stock["table"], stock["field"], stock["firm_id"], stock["product_code"]) == ("supplies", "stock", F, PART)
    assert stock["effect"] == pytest.approx(22.5)
    assert (recovery["table"], recovery["field"], recovery["firm_id"]) == ("capacities", "ttr_days", G)
    assert recovery["effect"] == pytest.approx(15.0)
    assert stock["row_key"] == "book.xlsx · 07_供应关系 · 2"
    assert recovery["row_key"] == "book.xlsx · 06_生产能力 · 3"
    assert {row["office"] for row in (stock, recovery)} == {"示例处 · SD-C99 · 山东省"}
    assert answer.summary["loss_width"] == pytest.approx(37.5)
    assert (answer.summary["n_cells"], answer.summary["n_tried"], answer.summary["n_narrowing"]) == (2, 2, 2)
    assert answer.summary["truncated"] is False


def test_days_that_do_not_count_narrow_nothing(analyst: Analyst) -> None:
    """Within 30 d G loses a quarter of them whenever it is back."""
    fields = [f.values["field"] for f in analyst.ask("ask-next", {"horizon_days": 30}).findings]
    assert fields == ["stock"]


def test_a_cell_is_asked_for_in_either_language(analyst: Analyst) -> None:
    said = analyst.ask("ask-next", {}).findings[0].values["question"]
    assert tell(said, "zh") == "示例整机一厂平时备的阀体，按正常用量够用几天？"
    assert tell(said, "en") == "For how many days of ordinary use does the stock of 阀体 at 示例整机一厂 last?"


def test_evidence_names_the_row_and_the_cell(analyst: Analyst) -> None:
    answer = analyst.ask("ask-next", {})
    rows = [f.values for f in analyst.ask("evidence", {"id": answer.evidence_ids[0]}).findings]
    assert {row["table"] for row in rows} == {"supplies", "firms", "products"}
    assert [row["field"] for row in rows[0]["missing"]] == ["stock"]


def test_few_are_tried_and_few_are_given(analyst: Analyst, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(analyst.ask("ask-next", {"top": 1}).findings) == 1
    assert not analyst.ask("ask-next", {"region": "110000"}).findings
    monkeypatch.setattr(ask_next, "MOST_CELLS", 1)
    answer = analyst.ask("ask-next", {"horizon_days": 91})
    assert (answer.summary["n_cells"], answer.summary["n_tried"], answer.summary["truncated"]) == (2, 1, True)
    assert [finding.values["field"] for finding in answer.findings] == ["stock"]


def test_share_of_the_rest(tmp_path: Path) -> None:
    """Of what F buys S brings 60 %, T the rest or less. S away for 30 d: 18 d to 30 d; T: none to 12 d. Told that T
    brings 40 % both are known."""
    answer = book(
        tmp_path,
        [made(F, FINAL, 9, 9), made(S, PART, 9, 9), made(T, PART, 3, 3)],
        [sold(S, F, PART, 占需方采购比重=0.6, 需方库存天数=0), sold(T, F, PART, 需方库存天数=0)],
    ).ask("ask-next", {})
    (row,) = [finding.values for finding in answer.findings]
    assert (row["table"], row["field"], row["firm_id"]) == ("supplies", "share_buyer", F)
    assert row["question"].facts["supplier"] == "示例阀体二厂"
    assert row["effect"] == pytest.approx(24.0)
    assert answer.summary["loss_width"] == pytest.approx(24.0)


def test_nothing_is_asked_where_all_is_told(tmp_path: Path) -> None:
    answer = book(tmp_path, [made(F, FINAL, 9, 9), made(S, PART, 9, 9)], [sold(S, F, PART)]).ask("ask-next", {})
    assert not answer.findings
    assert answer.summary["loss_width"] == 0.0

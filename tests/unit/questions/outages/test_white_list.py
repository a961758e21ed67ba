"""White lists of the worked example: two tyre makers, 720 and 400, with their upstream."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.errors import NotFound
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.documents import answer_document
from tests.benchmarks.made_chain import made_code
from tests.integration.made_books import chain_row, firm, load_all, made, product, sold, write_book
from tests.oracles.tyre import A1, A2, B1, C1, C2, M1, R1, S1, S2, T1, T2, W1

SHARE = 720 / 1120
"""Of final output that the first tyre maker makes."""


@pytest.fixture(scope="module")
def tyres(tyre_book: Path) -> Analyst:
    return load_all(tyre_book)


def rows_of(analyst: Analyst, kind: str, **given: Any) -> dict[str, Any]:
    rows = [f.values for f in analyst.ask("white-list", given).findings if f.values["list"] == kind]
    return {row["firm_id"]: row for row in rows}


def test_the_smallest_list_has_one_of_each_pair(tyres: Analyst) -> None:
    """80 % needs both tyre makers; of two makers of an input the larger one; whoever is alone; rubber from abroad."""
    answer = tyres.ask("white-list", {})
    found = rows_of(tyres, "smallest")
    assert set(found) == {T1, T2, R1, B1, M1, W1, C1, S1, A1}
    summary = answer.summary
    assert (summary["n_smallest"], summary["bound"], summary["gap"], summary["method"]) == (9, 9, 0, "exact")
    assert summary["covered_output"] == pytest.approx(1)
    assert summary["outside_sources"] == ["ext:CI:P020201", "ext:TH:P020201"]
    assert summary["note"] == "outside_sources_kept"


def test_at_present_shares_less_is_kept(tyres: Analyst) -> None:
    """S1 brings 5.80 of 9.36 of T1's cord and half of T2's, and nothing binds more."""
    lower = tyres.ask("white-list", {}).summary["covered_output_lower"]
    assert lower == pytest.approx(SHARE * 5.80 / 9.36 + (1 - SHARE) / 2)
    summary = tyres.ask("white-list", {"level": "L1"}).summary
    assert summary["n_smallest"] == 12, "without any one of them less than 80 % is left"
    assert summary["covered_output_lower"] == pytest.approx(1)


def test_one_tyre_maker_suffices_for_less(tyres: Analyst) -> None:
    found = rows_of(tyres, "smallest", target=0.6)
    assert set(found) == {T1, R1, B1, M1, W1, C1, S1, A1}
    assert found[T1]["role"] == "final_maker"
    assert {f for f, row in found.items() if row["role"] == "only_source"} == {R1, B1, M1, W1}
    assert {f for f, row in found.items() if row["role"] == "essential_upstream"} == {C1, S1, A1}
    assert all(row["covered_output"] == pytest.approx(SHARE) for row in found.values())
    assert all(row["output_at_stake"] == pytest.approx(SHARE) for row in found.values())
    assert rows_of(tyres, "smallest", target=0) == {}


def test_what_a_given_list_leaves_out(tyres: Analyst) -> None:
    """T1 with its rubber and butadiene: nothing runs for want of cord, black and chemicals, and of what these need."""
    given = {"list": [T1, R1, B1, "示例炭黑二"]}
    listed, added = rows_of(tyres, "existing", **given), rows_of(tyres, "to_add", **given)
    assert rows_of(tyres, "smallest", **given) == {}
    assert set(listed) == {T1, R1, B1, C2}
    assert set(added) == {S1, W1, A1, M1}
    assert set(listed[T1]["missing_upstream"]) == {S1, W1, A1, M1}
    assert [listed[f]["missing_upstream"] for f in (R1, B1, C2)] == [[], [], []]
    begins = {each["product_name"]: each["supplier_ids"] for each in listed[T1]["missing_inputs"]}
    assert begins == {"钢帘线": sorted([S1, S2]), "橡胶助剂": sorted([A1, A2])}
    assert listed[T1]["covered_output"] == 0
    assert added[M1]["role"] == "only_source"
    checked = tyres.ask("white-list", given).summary["existing"]
    assert (checked["n_listed"], checked["n_lacking"], checked["n_to_add"]) == (4, 1, 4)
    assert (checked["covered_output"], checked["reaches_target"]) == (0, "no")
    assert checked["completed"]["covered_output"] == pytest.approx(SHARE)


def test_nobody_by_that_name(tyres: Analyst) -> None:
    with pytest.raises(NotFound):
        tyres.ask("white-list", {"list": "没有这家"})
    assert tyres.ask("white-list", {}).summary["existing"] == {"n_listed": 0, "note": "no_white_list"}


CHAIN, FINAL, PART, BARE = "SD-C97", "P970101", "P970201", "P970202"
L, N, IDLE = (made_code(8900 + i, "371302") for i in range(3))


@pytest.fixture(scope="module")
def flagged(tmp_path_factory: pytest.TempPathFactory) -> Analyst:
    """A maker on the white list without its part, with an input that nobody is recorded to sell it, and a firm on the
    list that nobody needs."""
    lists: dict[str, Any] = {
        "01_产业链信息": chain_row(CHAIN, [FINAL]),
        "02_产业链环节": [{"环节编码": "C97-01", "环节名称": "整机", "层级": 1, "链位": "下游"}],
        "03_环节产品": [
            product(FINAL, "整机", "C97-01", 产品性质="终端产品"), product(PART, "转子", "C97-01"),
            product(BARE, "机壳", "C97-01"),
        ],
        "04_产品投入产出": [
            {"下游产品编码": FINAL, "上游产品编码": code, "必需性": "必需"} for code in (PART, BARE)
        ],
        "05_企业名录": [
            firm(L, "示例整机厂", "371302", 白名单="是"), firm(N, "示例转子厂", "371302", 白名单="否"),
            firm(IDLE, "示例备用转子厂", "371302", 白名单="是"),
        ],
        "06_生产能力": [made(L, FINAL, 10, 9), made(N, PART, 10, 9), made(IDLE, PART, 10, 0)],
        "07_供应关系": [sold(N, L, PART, 占需方采购比重=1)],
    }  # fmt: skip
    return load_all(write_book(tmp_path_factory.mktemp("flagged") / "book.xlsx", CHAIN, lists))


def test_the_flags_of_list_05(flagged: Analyst) -> None:
    """The idle plant sells nothing to anybody: it is no firm of the chain's network and has no row."""
    listed = rows_of(flagged, "existing")
    assert set(listed) == {L}
    assert listed[L]["missing_upstream"] == [N]
    assert listed[L]["is_listed"]
    assert not rows_of(flagged, "to_add")[N]["is_listed"]
    assert set(rows_of(flagged, "smallest")) == {L, N}
    given = rows_of(flagged, "existing", list=[IDLE, N])
    assert (given[IDLE]["role"], given[N]["role"]) == ("not_in_chain", "not_needed")


def test_an_input_without_a_source_on_record(flagged: Analyst) -> None:
    """Whether the maker runs hangs on it: all of its output, or none."""
    row = rows_of(flagged, "smallest")[L]
    assert row["unknown_inputs"] == [BARE]
    assert (row["covered_output_lower"], row["covered_output"], row["covered_output_upper"]) == (0, 1, 1)
    shown = answer_document(flagged.ask("white-list", {}), "zh")["rows"]
    (told,) = [each for each in shown if (each["list"], each["firm_id"]) == ("existing", L)]
    opened = [f.values for f in flagged.ask("evidence", {"id": told["evidence_id"]}).findings]
    assert {"firms", "capacities", "supplies"} <= {each["table"] for each in opened}
    assert BARE in str([each["missing"] for each in opened])

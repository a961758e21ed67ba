"""Cut sets of the worked example and of a chain whose makers supply each other, worked out by hand."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.errors import ParameterError
from graphsvc.usecases.ask import Analyst
from tests.benchmarks.made_chain import made_code
from tests.integration.made_books import chain_row, firm, load_all, made, product, sold, write_book
from tests.oracles.tyre import A1, A2, B1, C1, C2, M1, R1, T1, T2, W1, G

TYRE = "P020801"
N1, N2 = "ext:TH:P020201", "ext:CI:P020201"
SINGLES = [{W1}, {R1}, {M1}, {B1}, {G}]
PAIRS = [{T1, T2}, {C1, C2}, {A1, A2}, {N1, N2}]


@pytest.fixture(scope="module")
def tyres(tyre_book: Path) -> Analyst:
    return load_all(tyre_book)


def rows_of(analyst: Analyst, **given: Any) -> list[dict[str, Any]]:
    return [dict(f.values) for f in analyst.ask("cut-sets", given).findings]


def same(found: Iterable[Iterable[str]], wanted: Iterable[Iterable[str]]) -> bool:
    return sorted(map(sorted, found)) == sorted(map(sorted, wanted))


def test_single_sources_cut_alone(tyres: Analyst) -> None:
    rows = rows_of(tyres)
    assert same([row["members"] for row in rows if row["order"] == 1], SINGLES)
    assert same([row["members"] for row in rows if row["order"] == 2], PAIRS)
    assert len(rows) == 9
    assert {row["product_code"] for row in rows} == {TYRE}
    assert [row["order"] for row in rows] == sorted(row["order"] for row in rows)


def test_probability_by_hand(tyres: Analyst) -> None:
    """It works if five singles and one of each of four pairs do: 0.9^5 x 0.99^4 = 0.56722234."""
    (told,) = tyres.ask("cut-sets", {}).summary["by_product"]
    works = 0.9**5 * 0.99**4
    assert told["probability"] == told["probability_lower"] == told["probability_upper"]
    assert told["probability"] == pytest.approx(1 - works, abs=1e-12)
    assert (told["is_exact"], told["truncated"], told["n_cut_sets"], told["smallest_order"]) == (True, False, 9, 1)
    by_order = {row["order"]: row for row in rows_of(tyres)}
    single, pair = by_order[1], by_order[2]
    assert single["birnbaum"] == pytest.approx(works / 0.9)
    assert single["raw"] == pytest.approx(1 / (1 - works))
    assert single["rrw"] == pytest.approx((1 - works) / (1 - works / 0.9))
    assert single["fussell_vesely"] == pytest.approx(1 - (1 - works / 0.9) / (1 - works))
    assert pair["birnbaum"] == pytest.approx(works / 0.99 * 0.1)
    assert pair["set_probability"] == pytest.approx(0.01)
    assert [m["birnbaum"] for m in pair["member_measures"]] == pytest.approx([pair["birnbaum"]] * 2)


def test_order_one_says_that_there_is_more(tyres: Analyst) -> None:
    answer = tyres.ask("cut-sets", {"max_order": 1})
    assert same([f.values["members"] for f in answer.findings], SINGLES)
    assert answer.truncated is not None
    (told,) = answer.summary["by_product"]
    assert (answer.summary["truncated"], told["truncated"], told["complete_to"]) == (True, True, 1)
    assert told["probability_lower"] == pytest.approx(1 - 0.9**5)
    none_or_one = 0.9**8 + 8 * 0.1 * 0.9**7
    assert told["probability_upper"] == pytest.approx(1 - 0.9**5 * none_or_one), "of the eight others two or more"


def test_ends_of_the_probability(tyres: Analyst) -> None:
    assert {row["birnbaum"] for row in rows_of(tyres, probability=0) if row["order"] == 1} == {1}
    assert {row["raw"] for row in rows_of(tyres, probability=1)} == {1}
    for wrong in ({"probability": 1.5}, {"max_order": 0}, {"entity": "planet"}):
        with pytest.raises(ParameterError):
            tyres.ask("cut-sets", wrong)


def test_of_other_things(tyres: Analyst) -> None:
    """A city or country with all of an input; two countries send the rubber."""
    countries = rows_of(tyres, entity="country")
    assert same([row["members"] for row in countries], [{"CN"}, {"CI", "TH"}])
    firms = [set(row["members"]) for row in rows_of(tyres, entity="firm")]
    assert {G} not in firms
    assert len(firms) == 9


def test_each_row_names_the_rows_behind_it(tyres: Analyst) -> None:
    answer = tyres.ask("cut-sets", {})
    row = next(f for f in answer.findings if set(f.values["members"]) == {C1, C2})
    tables = {table for table, _, _ in row.trace().refs}
    assert tables == {"capacities", "supplies", "firms"}


CHAIN, HERE, FAR_OFF = "SD-C98", "370200", "320500"
FINAL, CELL, TOOL, SALT = "P980101", "P980201", "P980202", "P980203"
L, K, W, V, S, FAR = (made_code(8600 + i, p) for i, p in enumerate((HERE,) * 5 + (FAR_OFF,)))


def ring_book(folder: Path) -> Path:
    """Cells need tools, tools need cells: each of two makers of both lives on the other's and on one salt."""
    needs = [(FINAL, CELL), (CELL, TOOL), (TOOL, CELL), (CELL, SALT)]
    lists: dict[str, Any] = {
        "01_产业链信息": chain_row(CHAIN, [FINAL]),
        "02_产业链环节": [{"环节编码": "C98-01", "环节名称": "整机", "层级": 1, "链位": "下游"}],
        "03_环节产品": [
            product(FINAL, "整机", "C98-01", 产品性质="终端产品"), product(CELL, "电芯", "C98-01"),
            product(TOOL, "刀具", "C98-01"), product(SALT, "盐", "C98-01"),
        ],
        "04_产品投入产出": [{"下游产品编码": q, "上游产品编码": p, "必需性": "必需"} for q, p in needs],
        "05_企业名录": [
            firm(L, "示例整机一", HERE), firm(K, "示例整机二", HERE), firm(W, "示例电芯厂", HERE),
            firm(V, "示例刀具厂", HERE), firm(S, "示例盐厂", HERE), firm(FAR, "示例外地整机", FAR_OFF),
        ],
        "06_生产能力": [
            made(L, FINAL, 10, 9), made(K, FINAL, 10, 9), made(FAR, FINAL, 10, 9), made(W, CELL, 50, 40),
            made(V, TOOL, 50, 40), made(S, SALT, 50, 40),
        ],
        "07_供应关系": [
            sold(W, L, CELL, 占需方采购比重=1), sold(W, K, CELL, 占需方采购比重=0.5),
            sold("其他", K, CELL, 占需方采购比重=0.5),
            sold(V, W, TOOL, 占需方采购比重=1), sold(W, V, CELL, 占需方采购比重=1), sold(S, W, SALT, 占需方采购比重=1),
        ],
    }  # fmt: skip
    return write_book(folder / "ring.xlsx", CHAIN, lists, "05、06、07")


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Analyst:
    return load_all(ring_book(tmp_path_factory.mktemp("ring")))


def test_a_ring_runs_until_one_of_it_fails(ring: Analyst) -> None:
    """L falls with any of the ring and its salt; K also buys from others, so it falls with itself alone."""
    rows = rows_of(ring, region="370000")
    assert same([row["members"] for row in rows], [{K, each} for each in (L, W, V, S)])


def test_whose_product_counts_is_told_by_the_region(ring: Analyst) -> None:
    """The maker elsewhere has no inputs on record: only its own failure stops it, and that is said."""
    answer = ring.ask("cut-sets", {"region": FAR_OFF})
    assert [f.values["members"] for f in answer.findings] == [[FAR]]
    (told,) = answer.summary["by_product"]
    assert (told["probability"], told["n_sources_unknown"]) == (pytest.approx(0.1), 1)
    (row,) = (f.values for f in answer.findings)
    assert (row["rrw"], row["rrw_note"], row["raw"]) == (None, "without_limit", pytest.approx(10))
    assert ring.ask("cut-sets", {"region": "330000"}).findings == ()

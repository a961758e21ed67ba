"""Systemic risk of seven firms, by hand: values stated, priced and unknown, revenue told of one firm alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.errors import ParameterError
from graphsvc.usecases.ask import Analyst
from tests.benchmarks.made_chain import made_code
from tests.integration.made_books import chain_row, firm, load_all, made, product, sold, write_book

CHAIN, HERE = "SD-C98", "371302"
FINAL, MODULE, PART, SOFT, STEEL, BOLT = "P980101", "P980201", "P980301", "P980302", "P980401", "P980303"
NAMES = ("steel", "big", "small", "soft", "module", "final", "bolt")
CODES = {name: made_code(8700 + i, HERE) for i, name in enumerate(NAMES)}
SOLD = 330
"""All sales of known value [万元/yr]: steel 30, big 60, small 20, soft 20, module 200."""


def book(folder: Path) -> Path:
    industry = {"soft": "6513", "steel": "3120", "module": "3611", "final": "3611"}
    names = {FINAL: "整机", MODULE: "模块", PART: "零件", SOFT: "软件", STEEL: "钢材", BOLT: "螺栓"}
    inputs = {FINAL: (MODULE,), MODULE: (PART, SOFT, BOLT), PART: (STEEL,)}
    makes = {
        "steel": STEEL, "big": PART, "small": PART, "soft": SOFT, "module": MODULE, "final": FINAL, "bolt": BOLT,
    }  # fmt: skip
    c = CODES
    lists: dict[str, Any] = {
        "01_产业链信息": chain_row(CHAIN, [FINAL]),
        "02_产业链环节": [{"环节编码": "C98-01", "环节名称": "整机", "层级": 1, "链位": "下游"}],
        "03_环节产品": [
            product(code, name, "C98-01", 参考单价=20_000 if code == PART else None) for code, name in names.items()
        ],
        "04_产品投入产出": [
            {"下游产品编码": to, "上游产品编码": one, "必需性": "必需"} for to, many in inputs.items() for one in many
        ],
        "05_企业名录": [
            firm(
                c[n], f"示例{n}", HERE, 行业小类代码=industry.get(n, "3670"), 营业收入=120 if n == "big" else None,
            ) for n in NAMES
        ],
        "06_生产能力": [made(c[n], what, 50, 40) for n, what in makes.items()],
        "07_供应关系": [
            sold(c["steel"], c["big"], STEEL, 年供应额=30),
            sold(c["big"], c["module"], PART, 年供应额=60),
            sold(c["small"], c["module"], PART, 年供应量=10),  # at 20,000 元
            sold(c["soft"], c["module"], SOFT, 年供应额=20),
            sold(c["bolt"], c["module"], BOLT, 占需方采购比重=1),
            sold(c["module"], c["final"], MODULE, 年供应额=200),
        ],
    }  # fmt: skip
    return write_book(folder / "book.xlsx", CHAIN, lists)


@pytest.fixture(scope="module")
def analyst(tmp_path_factory: pytest.TempPathFactory) -> Analyst:
    return load_all(book(tmp_path_factory.mktemp("systemic")))


def rows(analyst: Analyst, **given: Any) -> dict[str, Mapping[str, Any]]:
    by_code = {f.values["firm_id"]: f.values for f in analyst.ask("systemic-risk", given).findings}
    return {name: by_code[code] for name, code in CODES.items()}


def index(analyst: Analyst, column: str = "esri", **given: Any) -> dict[str, float | None]:
    found = {name: row[column] for name, row in rows(analyst, **given).items()}
    return {name: None if value is None else round(value * SOLD, 6) for name, value in found.items()}


def test_downstream(analyst: Analyst) -> None:
    """The big maker brings 3/4 of the parts, more than the small one sells in all, which cannot step in; the big one
    can step in for the small one, by two thirds. Software dilutes by a fifth, without steel the big maker stops."""
    assert index(analyst, "esri_downstream") == {
        "steel": 30 + 60 + 150, "big": 60 + 150, "small": round(20 + 200 / 12, 6), "soft": 20 + 40, "module": 200,
        "final": 0, "bolt": None,
    }  # fmt: skip
    assert index(analyst, "esri_downstream", substitution=False)["small"] == 20 + 50


def test_upstream(analyst: Analyst) -> None:
    """Half of what the big maker sells goes elsewhere; of the others nobody knows, so they lose all."""
    lost = 200 + 30 + 20 + 20 + 15
    assert index(analyst, "esri_upstream") == {
        "steel": 30, "big": 60 + 30, "small": 20, "soft": 20, "module": lost, "final": lost, "bolt": None,
    }  # fmt: skip
    assert index(analyst, "esri_upstream", peer_compatible=True)["final"] == SOLD, "revenue is not read"


def test_both_and_their_order(analyst: Analyst) -> None:
    found = index(analyst)
    assert found == {
        "steel": 240, "big": 240, "small": round(20 + 200 / 12, 6), "soft": 60, "module": 285, "final": 285,
        "bolt": None,
    }  # fmt: skip
    order = [f.values["firm_id"] for f in analyst.ask("systemic-risk", {}).findings]
    assert order[-1] == CODES["bolt"], "unknown last"
    assert [found[name] for code in order[:-1] for name in NAMES if CODES[name] == code] == sorted(
        (v for v in found.values() if v is not None), reverse=True
    )


def test_only_the_most_damaging_ones(analyst: Analyst) -> None:
    whole = [f.values for f in analyst.ask("systemic-risk", {}).findings]
    answer = analyst.ask("systemic-risk", {"top": 2})
    assert [f.values for f in answer.findings] == whole[:2]
    assert 2 <= answer.summary["n_closed"] <= answer.summary["n_firms"] == 7


def test_what_is_said(analyst: Analyst) -> None:
    answer = analyst.ask("systemic-risk", {})
    told = {"n_firms": 7, "n_relations": 5, "n_unvalued": 1, "n_without_industry": 0, "n_without_revenue": 6,
            "sales_value": SOLD, "residual": 0, "spectral_radius": 0, "n_on_tolerance": 0}  # fmt: skip
    assert {name: answer.summary[name] for name in told} == told
    assert answer.completeness == pytest.approx((5 + 7 + 1) / (6 + 7 + 7))
    assert [n.code for n in answer.notices] == ["trade_without_value", "revenue_from_trade"]
    assert answer.truncated is None
    assert {name: row["n_unvalued"] for name, row in rows(analyst).items() if row["n_unvalued"]} == {
        "module": 1, "bolt": 1,
    }  # fmt: skip


def test_the_rows_behind_it(analyst: Analyst) -> None:
    answer = analyst.ask("systemic-risk", {})
    (at,) = (i for i, f in enumerate(answer.findings) if f.values["firm_id"] == CODES["big"])
    evidence = analyst.ask("evidence", {"id": answer.evidence_ids[at]}).findings
    assert sorted(f.values["table"] for f in evidence) == ["firms", *["supplies"] * 3]


def test_a_tolerance_out_of_range_is_refused(analyst: Analyst) -> None:
    with pytest.raises(ParameterError):
        analyst.ask("systemic-risk", {"tolerance": -1})

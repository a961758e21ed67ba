"""The compiled loops made ready before anyone waits: a chain of three firms is asked what needs them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.tables import ChainTables, arrow_table
from graphsvc.judgements.workspace import Workspace
from graphsvc.questions.catalogue import find_question
from graphsvc.usecases.ask import run

MAKER, BUYER, OUTSIDE = "maker", "buyer", "outside"
"""The first sells what the second needs; the third sells it from elsewhere what nobody makes here, and not all of it:
who sells the rest is open, which is read at its worst too."""
ROWS: Mapping[str, list[dict[str, object]]] = {
    "submissions": [
        {"chain_code": "ZZ-C01", "region_code": "370000", "data_year": 2024, "complete_lists": ["05", "06", "07"]}
    ],
    "chains": [{"chain_code": "ZZ-C01", "region_code": "370000", "final_products": ["P1"]}],
    "stages": [{"stage_code": "S1", "level": 1}],
    "products": [
        {"product_code": code, "stage_code": "S1", "unit": "吨", "nature": "中间产品", "price": 1.0}
        for code in ("P1", "P2", "P3")
    ],
    "product_inputs": [
        {"to_product": "P1", "from_product": code, "coefficient": 1.0, "necessity": "必需"} for code in ("P2", "P3")
    ],
    "firms": [{"firm_id": f, "reg_region": r} for f, r in ((BUYER, "370000"), (MAKER, "370000"), (OUTSIDE, "110000"))],
    "capacities": [
        {"firm": firm, "product": code, "design_capacity": 1.0, "effective_capacity": 1.0, "output": 1.0,
         "ttr_days": 30.0, "state": "现状"}
        for firm, code in ((BUYER, "P1"), (MAKER, "P2"))
    ],
    "supplies": [
        {"supplier": firm, "buyer": BUYER, "product": code, "share_buyer": share, "qty": 1.0, "amount": 1.0,
         "stock": 0.01, "year": 2024}
        for firm, code, share in ((MAKER, "P2", 1.0), (OUTSIDE, "P3", 0.6))
    ],
}  # fmt: skip
ASKED: Mapping[str, Mapping[str, object]] = {
    "choke-points": {"l1plus": "all"},
    "worst-pairs": {"entity": "firm"},
    "stress-test": {
        "scenario": {"shocks": [{"entity_type": "firm", "entity_id": MAKER, "duration": 5}]},
        "substitution": "all",
    },
    "screening": {},
    "hidden-sources": {},
    "gap-list": {},
    "systemic-risk": {},
}
"""What uses every compiled loop at least once."""


@cache
def compile_engine() -> None:
    """Compile what no earlier process left in the cache of compiled code; once in a process.

    A quarter of a minute on a fresh machine, a second later on.
    """
    slot = {"slot_chain": "ZZ-C01", "slot_region": "370000"}
    tables = {name: arrow_table(name, [slot | row for row in rows]) for name, rows in ROWS.items()}
    space = Workspace(GraphSnapshot("warming", "sha256:warming", ChainTables(tables)))
    for name, given in ASKED.items():
        question = find_question(name)
        run(question, space, question.read(given))

"""The compiled loops made ready before anyone waits: a chain of two firms is asked what needs them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.tables import ChainTables, arrow_table
from graphsvc.judgements.workspace import Workspace
from graphsvc.questions.catalogue import find_question
from graphsvc.usecases.ask import run

MAKER, BUYER = "maker", "buyer"
"""The one sells what the other needs."""
ROWS: Mapping[str, list[dict[str, object]]] = {
    "submissions": [{"chain_code": "ZZ-C01", "region_code": "370000", "data_year": 2024}],
    "chains": [{"chain_code": "ZZ-C01", "region_code": "370000", "final_products": ["P1"]}],
    "stages": [{"stage_code": "S1", "level": 1}],
    "products": [{"product_code": code, "stage_code": "S1", "unit": "吨"} for code in ("P1", "P2")],
    "product_inputs": [{"to_product": "P1", "from_product": "P2", "coefficient": 1.0, "necessity": "必需"}],
    "firms": [{"firm_id": firm, "reg_region": "370000"} for firm in (BUYER, MAKER)],
    "capacities": [
        {"firm": firm, "product": code, "design_capacity": 1.0, "state": "现状"}
        for firm, code in ((BUYER, "P1"), (MAKER, "P2"))
    ],
    "supplies": [
        {"supplier": MAKER, "buyer": BUYER, "product": "P2", "qty": 1.0, "amount": 1.0, "stock": 0.01, "year": 2024}
    ],
}
ASKED: Mapping[str, Mapping[str, object]] = {
    "choke-points": {"l1plus": "all"},
    "stress-test": {
        "scenario": {"shocks": [{"entity_type": "firm", "entity_id": MAKER, "duration": 5}]},
        "substitution": "all",
    },
    "screening": {},
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

"""inferred-links: supply relations that the lists do not hold but that the shape of trade suggests. Hints only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from graphsvc.analysis.links.gap_fillers import great_circle_km
from graphsvc.analysis.links.inferred import (
    Relations,
    held_out_precision,
    known_relations,
    possible_relations,
    scores,
    trade_matrix,
)
from graphsvc.domain.columns import columns
from graphsvc.domain.labels import Label
from graphsvc.domain.results import Finding, Result, Trace
from graphsvc.domain.rounding import known
from graphsvc.judgements.figures import truth
from graphsvc.judgements.objects import find_product_here, firm_coordinates
from graphsvc.judgements.trace import capacity_refs, firm_refs, input_refs, not_declared, supply_refs, unique
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import Asked, parameter
from graphsvc.questions.question import PerChain, Question

NOTE = "hints_only"
ORIGIN = "inferred"
TOP = Label("最多几行", "at most this many rows", None)


@dataclass(frozen=True, kw_only=True)
class Parameters(Asked):
    """What ``inferred-links`` is asked with."""

    top: int = parameter("integer", 100, "rows", minimum=1, label=TOP)
    product: str | None = parameter("text")


COLUMNS = columns(
    "inferred-links",
    "chain_code", "supplier_id", "supplier_name", "buyer_id", "buyer_name", "product_code", "product_name", "score",
    "n_ways", "spare", "unit", "distance_km", "origin",
)  # fmt: skip


def run(facts: Facts, asked: Parameters) -> Result:
    """Makers that might serve buyers of the region which the lists do not name for them, likeliest first.

    The score is relative, 1 for the likeliest of the chain; ``precision``: of as many best guesses as known relations
    were hidden, the part that was right.
    """
    n, purchases = facts.network, facts.members.purchases_here
    told, possible = known_relations(n, np.arange(n.n_purchases)), possible_relations(n, purchases)
    score, ways = scores(n, trade_matrix(n, told), possible)
    measured = held_out_precision(n, known_relations(n, purchases), possible)
    likeliest = float(score.max(initial=0.0))
    chosen = score > 0
    if asked.product is not None:
        code = find_product_here(facts, asked.product, asked.chain)
        chosen &= n.purchase_product[possible.purchase] == (-1 if code is None else n.product_index[code])
    at = np.flatnonzero(chosen)
    order = at[np.lexsort((possible.node[at], possible.purchase[at], -ways[at], -np.round(score[at], 12)))]
    findings = [
        _finding(facts, possible, i, float(score[i]) / likeliest, int(ways[i])) for i in order[: asked.top].tolist()
    ]
    completeness = facts.data.completeness(("share",))
    summary = {
        "note": NOTE,
        "precision": None if measured is None else known(measured.found),
        "precision_by_chance": None if measured is None else known(measured.by_chance),
        "is_better_than_chance": "unknown" if measured is None else truth(measured.is_better_than_chance),
        "n_hidden": 0 if measured is None else measured.n_hidden,
        "n_candidates": len(possible),
        "n_scored": len(order),
    }
    return Result(findings, summary, (), completeness, facts.data.grade(completeness))


def _finding(facts: Facts, pairs: Relations, i: int, score: float, ways: int) -> Finding:
    n = facts.network
    node, purchase = int(pairs.node[i]), int(pairs.purchase[i])
    supplier, buyer = int(n.node_firm[node]), int(n.purchase_buyer[purchase])
    code = n.product_codes[n.node_product[node]]
    values = {
        "chain_code": facts.chain.code,
        "supplier_id": n.firm_ids[supplier],
        "supplier_name": n.firm_names[supplier],
        "buyer_id": n.firm_ids[buyer],
        "buyer_name": n.firm_names[buyer],
        "product_code": code,
        "product_name": facts.names.product(code),
        "score": known(score),
        "n_ways": ways,
        "spare": known(float(np.maximum(0.0, n.node_capacity[node] - n.node_output[node]))),
        "unit": facts.names.row(code)["unit"],
        "distance_km": _distance(facts, supplier, buyer),
        "origin": ORIGIN,
    }
    key = (facts.chain.code, n.firm_ids[supplier], n.firm_ids[buyer], code)
    return COLUMNS.finding(values, key, partial(_trace, facts, node, purchase))


def _distance(facts: Facts, supplier: int, buyer: int) -> float | None:
    """Great-circle distance of two firms [km], None where list 05 has not both places."""
    place, other = (firm_coordinates(facts.snapshot, firm) for firm in (supplier, buyer))
    if place is None or other is None:
        return None
    return known(float(great_circle_km(*np.array([*place, *other]).reshape(4, 1))[0, 0]))


def _trace(facts: Facts, node: int, purchase: int) -> Trace:
    n = facts.network
    refs = capacity_refs(n, [node]) + supply_refs(n, [purchase]) + input_refs(facts, int(n.node_product[node]))
    firms = [n.firm_ids[n.node_firm[node]], n.firm_ids[n.purchase_buyer[purchase]]]
    missing = [] if n.purchase_declared[purchase] else [not_declared("07", n.product_codes[n.node_product[node]])]
    return unique(refs + firm_refs(facts.snapshot, firms), missing)


QUESTION = Question(
    name="inferred-links",
    asks="哪些供应关系清单里没有、但从贸易结构看很可能存在？（推断，只作线索）",
    asks_en="Which supply relations that the lists do not hold does the shape of trade suggest? (inferred, hints only)",
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(run),
    brief=("supplier_name", "buyer_name", "product_name", "score", "n_ways", "origin"),
)

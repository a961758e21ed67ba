"""screening: where many paths meet. Hints for where to look, never verdicts on what would stop."""

from __future__ import annotations

from functools import partial

import numpy as np

from graphsvc.analysis.screens.screening import SEED, Graph, product_graph, screen
from graphsvc.domain.arrays import Longs, encode
from graphsvc.domain.columns import columns
from graphsvc.domain.results import Result, Trace
from graphsvc.domain.rounding import known
from graphsvc.judgements.figures import truth
from graphsvc.judgements.outages.trade_graph import trade_graph
from graphsvc.judgements.trace import Ref, firm_refs, input_refs, product_refs, supply_refs, unique
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import Asked
from graphsvc.questions.question import PerChain, Question

NOTE = "hints_only"
ROUND = 9


COLUMNS = columns(
    "screening",
    "chain_code", "node_type", "node_id", "name", "betweenness", "betweenness_normalized", "is_articulation",
    "is_bridge_end", "is_strong_articulation", "dominated_output", "in_smallest_cut", "core", "community",
)  # fmt: skip


def run(facts: Facts, asked: Asked) -> Result:
    """Firms of the chain's upstream, or its products where no trade is recorded, most dominated output first."""
    graph, kind = trade_graph(facts), "firm"
    if not (graph.edges[:, 1] < len(graph.node)).any():
        graph, kind = _input_graph(facts), "product"
    if not len(graph.node):
        return Result([], {"note": NOTE, "graph": kind, "n_nodes": 0, "n_edges": 0}, (), None, "D")
    found = screen(graph)
    n = facts.network
    ids = n.firm_ids if kind == "firm" else n.product_codes
    names = n.firm_names if kind == "firm" else [facts.names.product(code) for code in n.product_codes]
    order = np.lexsort((graph.node, -np.round(found.betweenness, ROUND), -np.round(found.dominated_output, ROUND)))
    findings = []
    for i in order.tolist():
        position = int(graph.node[i])
        values = {
            "chain_code": facts.chain.code,
            "node_type": kind,
            "node_id": ids[position],
            "name": names[position],
            "betweenness": known(found.betweenness[i]),
            "betweenness_normalized": known(found.normalized[i]),
            "is_articulation": truth(bool(found.is_articulation[i])),
            "is_bridge_end": truth(bool(found.is_bridge_end[i])),
            "is_strong_articulation": truth(bool(found.is_strong_articulation[i])),
            "dominated_output": known(found.dominated_output[i]),
            "in_smallest_cut": truth(bool(found.in_smallest_cut[i])),
            "core": int(found.core[i]),
            "community": int(found.community[i]),
        }
        key = (facts.chain.code, kind, ids[position])
        findings.append(COLUMNS.finding(values, key, partial(_trace, facts, kind, position)))
    summary = {
        "note": NOTE,
        "graph": kind,
        "n_nodes": len(graph.node),
        "n_edges": len(graph.edges),
        "n_articulation": int(found.is_articulation.sum()),
        "n_strong_articulation": int(found.is_strong_articulation.sum()),
        "n_smallest_cut": int(found.in_smallest_cut.sum()),
        "n_communities": int(found.community.max()) + 1,
        "sampled": found.n_sources,
        "seed": SEED,
    }
    completeness = facts.data.completeness(("share",)) if kind == "firm" else None
    return Result(findings, summary, facts.members.final_notices, completeness, facts.data.grade(completeness))


def _input_graph(facts: Facts) -> Graph:
    """Input to product over the chain's map; final products weigh by value here, equally where that is unknown."""
    n = facts.network
    frame = facts.snapshot.tables["product_inputs"]
    pairs = np.stack([encode(frame[name], n.product_index) for name in ("from_product", "to_product")], axis=1)
    index = n.product_index
    products = np.array(sorted(index[c] for c in facts.members.product_codes if c in index), np.int64)
    made = np.unique(n.node_product[facts.members.finals.node]).astype(np.int64)
    if len(made) and np.isfinite(n.node_base[facts.members.finals.node]).all():
        at = np.searchsorted(made, n.node_product[facts.members.finals.node])
        weight = np.bincount(at, weights=facts.members.finals.weight).astype(np.float64)
    else:
        made = np.intersect1d(np.array(facts.members.final_codes, np.int64), products)
        weight = np.full(len(made), 1.0 / max(1, len(made)))
    return product_graph(products, pairs.astype(np.int64), made, weight)


def _trace(facts: Facts, kind: str, position: int) -> Trace:
    n = facts.network
    if kind == "product":
        code = n.product_codes[position]
        return unique(product_refs(facts.snapshot, [code]) + input_refs(facts, position))
    sold = n.source_purchase[n.node_firm[n.source_node] == position].astype(np.int64)
    bought = np.flatnonzero(n.purchase_buyer == position)
    purchases: Longs = np.unique(np.concatenate([sold, bought]))
    refs: list[Ref] = firm_refs(facts.snapshot, [n.firm_ids[position]])
    return unique(refs + supply_refs(n, purchases.tolist()))


QUESTION = Question(
    name="screening",
    asks="从图的结构看，哪些节点值得先查？（仅作筛查，不作结论）",
    asks_en="Which nodes does the shape of the graph single out for a closer look? (hints only, never verdicts)",
    asked=Asked,
    columns=COLUMNS,
    way=PerChain(run),
    brief=("name", "dominated_output", "betweenness", "is_articulation", "is_strong_articulation", "community"),
)

"""The picture around an outage: what fails, who buys from it, step by step down to the makers of final products."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from graphsvc.domain.report import LaneBox, LaneLink
from graphsvc.judgements.workspace import Facts

MAX_IN_COLUMN = 5
MAX_STEPS = 2
"""Trade steps drawn before the makers of final products, which always stand in the last column."""


def outage_lanes(
    facts: Facts, kind: str, entity_id: str, hit: Mapping[str, tuple[float, float]]
) -> tuple[tuple[LaneBox, ...], tuple[LaneLink, ...], int]:
    """Boxes, links and how many firms are left out. ``hit``: first short day [d] and lowest output (0–1) by firm id.

    Firms that are hit come first, worst first; a firm stands as many columns to the right as it is trade steps away.
    """
    n = facts.network
    entities, _ = facts.outages.entities(kind)
    own = entities.nodes_of(entities.ids.index(entity_id))
    step = _steps(facts, own)
    firms: dict[int, int] = {}
    for v in np.flatnonzero(step >= 0).tolist():
        firm = int(n.node_firm[v])
        firms[firm] = min(firms.get(firm, MAX_STEPS + 1), int(step[v]))
    failed = {int(f) for f in n.node_firm[own]}
    finals = {int(f) for f in n.node_firm[facts.members.finals.node]} & set(firms)
    near = {f: s for f, s in firms.items() if s <= MAX_STEPS and f not in finals and f not in failed}
    last = max(near.values(), default=0) + 1
    columns = {**near, **dict.fromkeys(finals - failed, last), **dict.fromkeys(failed & set(firms), 0)}
    drawn: list[LaneBox] = []
    for column in range(last + 1):
        here = [f for f, c in columns.items() if c == column]
        here.sort(key=lambda f: (*_badness(n.firm_ids[f], hit), n.firm_ids[f]))
        drawn += [_box(facts, f, column, step, failed, finals, hit) for f in here[:MAX_IN_COLUMN]]
    links = _links(facts, drawn, step)
    return tuple(drawn), links, len(firms) - len(drawn)


def _steps(facts: Facts, own: np.ndarray) -> np.ndarray:
    """(N,) trade steps from the failed nodes on ways that lead to the chain's final products, -1 where none."""
    n = facts.network
    tail, head = n.edges
    inside = facts.members.upstream[tail] & facts.members.upstream[head]
    tail, head = tail[inside], head[inside]
    step = np.full(n.n_nodes, -1, np.int64)
    step[own] = 0
    distance = 0
    frontier = own
    while len(frontier):
        distance += 1
        reached = np.unique(head[np.isin(tail, frontier)])
        frontier = reached[step[reached] < 0]
        step[frontier] = distance
    return step


def _badness(firm_id: str, hit: Mapping[str, tuple[float, float]]) -> tuple[float, float]:
    return (hit[firm_id][1], hit[firm_id][0]) if firm_id in hit else (1.0, np.inf)


def _box(
    facts: Facts,
    firm: int,
    column: int,
    step: np.ndarray,
    failed: set[int],
    finals: set[int],
    hit: Mapping[str, tuple[float, float]],
) -> LaneBox:
    n = facts.network
    nodes = np.flatnonzero((n.node_firm == firm) & (step >= 0))
    names = sorted({facts.names.product(n.product_codes[p]) for p in n.node_product[nodes].tolist()})
    first, lowest = hit.get(n.firm_ids[firm], (None, None))
    role = "failed" if firm in failed else "final" if firm in finals else "between"
    return LaneBox(n.firm_ids[firm], n.firm_names[firm], tuple(names), column, role, first, lowest)


def _links(facts: Facts, drawn: list[LaneBox], step: np.ndarray) -> tuple[LaneLink, ...]:
    n = facts.network
    column = {n.firm_index[box.firm_id]: box.column for box in drawn}
    tails, heads = n.node_firm[n.source_node], n.purchase_buyer[n.source_purchase]
    shown = np.array(sorted(column), np.int64)
    rows = np.flatnonzero(np.isin(tails, shown) & np.isin(heads, shown) & (step[n.source_node] >= 0))
    found = []
    for k in rows.tolist():
        tail, head = int(tails[k]), int(heads[k])
        if column[tail] < column[head]:
            product = facts.names.product(n.product_codes[n.purchase_product[n.source_purchase[k]]])
            share = float(n.source_share[k]) if n.source_share_known[k] else None
            found.append(LaneLink(n.firm_ids[tail], n.firm_ids[head], product, share))
    return tuple(found)

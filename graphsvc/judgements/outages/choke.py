"""Grades of what can fail, and spare capacity outside the lists of makers."""

from __future__ import annotations

import numpy as np

from graphsvc.analysis.outages.entities import Entities
from graphsvc.analysis.outages.outage import Outages, risk_grade
from graphsvc.domain.arrays import Floats
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.judgements.workspace import Facts

FIELDS = ("output", "recovery", "stock", "share")


def outside_spare(facts: Facts) -> Floats:
    """(N,) spare quantity [unit/yr] that list 15 states for sources without a capacity row."""
    n = facts.network
    extra = np.zeros(n.n_nodes)
    for row in facts.snapshot.tables.rows("outside_resources"):
        if not row["spare_qty"] or row["type"] != "备选供方":
            continue
        for code in row["products"] or ():
            ids = [f"ext:{row['origin']}:{code}", f"~{row['name']}"]
            for v in facts.ground.other_makers.get(n.product_index.get(code, -1), []):
                firm = int(n.node_firm[v])
                if n.firm_ids[firm] in ids or n.firm_names[firm] == row["name"]:
                    extra[v] = max(extra[v], row["spare_qty"])
    return extra


def risk_grades(facts: Facts, entities: Entities, figures: Outages, data_grade: str) -> list[str]:
    """Grade of every entity (E,): red, orange, yellow or green by impact and gap, one step up where list 17 marks what
    it makes; all grey where the data grade is D."""
    if data_grade == "D":
        return ["grey"] * len(entities)
    marks = _marked_products(facts.snapshot)
    raised = [_is_raised(facts, entities.nodes_of(e).tolist(), *marks) for e in range(len(entities))]
    return list(map(risk_grade, figures.impact.value, figures.gap.value, raised))


def _marked_products(snapshot: GraphSnapshot) -> tuple[set[str], set[str]]:
    """Products that list 17 marks: (under export control or sanction, without any alternative)."""
    controlled, limited = set(), set()
    for row in snapshot.tables.rows("risks"):
        if row["product"] and row["trigger"] in ("出口管制", "制裁"):
            controlled.add(row["product"])
        if row["product"] and row["alternative"] == "无":
            limited.add(row["product"])
    return controlled, limited


def _is_raised(facts: Facts, nodes: list[int], controlled: set[str], limited: set[str]) -> bool:
    """One step up: a foreign source of a controlled product of the chain, or a product without alternative."""
    n = facts.network
    for v in nodes:
        if not facts.members.makers[v]:
            continue
        code = n.product_codes[n.node_product[v]]
        if code in limited or (n.firm_abroad[n.node_firm[v]] and code in controlled):
            return True
    return False

"""Grades of what can fail, and spare capacity outside the lists of makers."""

from __future__ import annotations

import numpy as np

from graphsvc.analysis.outages.entities import Entities
from graphsvc.analysis.outages.outage import Outages, risk_grade
from graphsvc.domain.arrays import Floats
from graphsvc.judgements.scope import Scope

FIELDS = ("output", "recovery", "stock", "share")


def outside_spare(scope: Scope) -> Floats:
    """(N,) spare quantity [unit/yr] that list 15 states for sources without a capacity row."""
    n = scope.network
    extra = np.zeros(n.n_nodes)
    for row in scope.snapshot.tables.rows("outside_resources"):
        if not row["spare_qty"] or row["type"] != "备选供方":
            continue
        for code in row["products"] or ():
            ids = [f"ext:{row['origin']}:{code}", f"~{row['name']}"]
            for v in scope.other_makers.get(n.product_index.get(code, -1), []):
                firm = int(n.node_firm[v])
                if n.firm_ids[firm] in ids or n.firm_names[firm] == row["name"]:
                    extra[v] = max(extra[v], row["spare_qty"])
    return extra


def risk_grades(scope: Scope, entities: Entities, figures: Outages, data_grade: str) -> list[str]:
    """Grade of every entity (E,): red, orange, yellow or green by impact and gap, one step up where list 17 marks what
    it makes; all grey where the data grade is D."""
    if data_grade == "D":
        return ["grey"] * len(entities)
    marks = _marked_products(scope)
    raised = [_is_raised(scope, entities.nodes_of(e).tolist(), *marks) for e in range(len(entities))]
    return list(map(risk_grade, figures.impact.value, figures.gap.value, raised))


def _marked_products(scope: Scope) -> tuple[set[str], set[str]]:
    """Products that list 17 marks: (under export control or sanction, without any alternative)."""
    controlled, limited = set(), set()
    for row in scope.snapshot.tables.rows("risks"):
        if row["product"] and row["trigger"] in ("出口管制", "制裁"):
            controlled.add(row["product"])
        if row["product"] and row["alternative"] == "无":
            limited.add(row["product"])
    return controlled, limited


def _is_raised(scope: Scope, nodes: list[int], controlled: set[str], limited: set[str]) -> bool:
    """One step up: a foreign source of a controlled product of the chain, or a product without alternative."""
    n = scope.network
    for v in nodes:
        if not scope.makers[v]:
            continue
        code = n.product_codes[n.node_product[v]]
        if code in limited or (n.firm_abroad[n.node_firm[v]] and code in controlled):
            return True
    return False

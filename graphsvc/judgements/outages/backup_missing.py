"""Rows of a backup plan that say what the listed reserves leave missing."""

from __future__ import annotations

from functools import partial

import numpy as np

from graphsvc.analysis.outages.entities import Entities
from graphsvc.domain.results import Trace
from graphsvc.domain.rounding import known
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.judgements.outages.backup_case import Case
from graphsvc.judgements.outages.backup_choice import unit_of
from graphsvc.judgements.outages.backup_rows import BackupRow
from graphsvc.judgements.outages.reserves import Coverage
from graphsvc.judgements.trace import capacity_refs, product_refs, supply_refs, unique
from graphsvc.judgements.workspace import Facts

STILL_MISSING = "still_missing"
BLANK = (
    "activation_days", "cost", "cost_lower", "cost_upper", "cost_assumed", "plan_quantity", "plan_cost", "reserve_no",
    "holder_id", "name", "region_code", "usable", "usable_reason",
)  # fmt: skip
"""Columns that only a reserve fills."""


def missing_row(facts: Facts, case: Case, covered: Coverage, target: float) -> BackupRow:
    """What of ``target`` times a need the listed reserves leave missing."""
    need, entity = covered.need, case.failing[covered.need.product]
    code = facts.network.product_codes[need.product]
    values = {
        "chain_code": facts.chain.code,
        "instrument": STILL_MISSING,
        "product_code": code,
        "product_name": facts.names.product(code),
        "quantity": known(float(np.maximum(0.0, target * need.need - covered.certain))),
        "quantity_lower": known(float(np.maximum(0.0, target * need.lower - covered.possible))),
        "quantity_upper": known(float(np.maximum(0.0, target * need.upper - covered.certain))),
        "unit": unit_of(facts, code),
        **dict.fromkeys(BLANK),
    }
    key = (facts.chain.code, *case.key, code, STILL_MISSING)
    return BackupRow(values, key, partial(_need_trace, facts.snapshot, entity, need.product))


def _need_trace(snapshot: GraphSnapshot, entity: Entities, product: int) -> Trace:
    n = snapshot.network
    nodes = entity.node[n.node_product[entity.node] == product].tolist()
    sources = np.flatnonzero(np.isin(n.source_node, nodes))
    cut = entity.cut_source[n.purchase_product[n.source_purchase[entity.cut_source]] == product]
    purchases = np.unique(n.source_purchase[np.concatenate([sources, cut])]).tolist()
    code = n.product_codes[product]
    return unique(capacity_refs(n, nodes) + supply_refs(n, purchases) + product_refs(snapshot, [code]))

"""backup-plan: what a backup would have to bring while something is away, and what the listed reserves bring."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from graphsvc.analysis.outages.backup import Need
from graphsvc.analysis.outages.entities import Entities
from graphsvc.domain.columns import columns
from graphsvc.domain.entity_types import ENTITY_TYPES
from graphsvc.domain.network import Network
from graphsvc.domain.results import Finding, Result, Trace
from graphsvc.domain.rounding import known
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.judgements.objects import find_entity
from graphsvc.judgements.outages.backup_score import weighted
from graphsvc.judgements.outages.choke import FIELDS
from graphsvc.judgements.outages.reserves import Coverage, Reserve, coverages
from graphsvc.judgements.trace import capacity_refs, product_refs, supply_refs, unique
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import Asked, parameter
from graphsvc.questions.question import PerChain, Question, horizon

STILL_MISSING = "still_missing"
QUANTITY = ("quantity", "quantity_lower", "quantity_upper")
_USEFUL_FIRST = ("yes", "unknown", "no")


@dataclass(frozen=True, kw_only=True)
class Parameters(Asked):
    """What ``backup-plan`` is asked with."""

    entity_id: str = parameter("text", required=True)
    entity: str = parameter("enum", "group", allowed=ENTITY_TYPES)
    horizon_days: float = horizon()
    target: float = parameter("number", 1.0, "1", minimum=0.0, maximum=10.0)


COLUMNS = columns(
    "backup-plan",
    "chain_code", "instrument", "product_code", "product_name", *QUANTITY, "unit", "activation_days", "cost",
    "reserve_no", "holder_id", "usable", "usable_reason",
)  # fmt: skip


def run(facts: Facts, asked: Parameters) -> Result:
    """Reserves of the entity's products, the useful ones first, then what is still missing of each product."""
    horizon, target = asked.horizon_days, asked.target
    entity = find_entity(facts.snapshot, asked.entity, asked.entity_id)
    completeness = facts.data.completeness(FIELDS)
    grade = facts.data.grade(completeness)
    needs: list[Need] = []
    if len(facts.members.finals.node):
        needs = facts.outages.needs(entity, horizon)
    covered = coverages(facts, entity, needs, horizon)
    found = [_reserve(facts, entity, c, r) for c in covered for r in sorted(c.reserves, key=_usefulness)]
    found.sort(key=lambda f: _USEFUL_FIRST.index(f.values["usable"]))
    missing = [_missing(facts, entity, c, target) for c in covered]
    summary = {
        "entity_type": entity.kind,
        "entity_id": entity.ids[0],
        "name": facts.names.entity(entity.kind, entity.ids[0]),
        "need": [_need_document(facts, c.need) for c in covered],
        **_coverage(facts.network, covered),
        "still_missing": [{k: f.values[k] for k in ("product_code", "quantity", "unit")} for f in missing],
        "horizon_days": horizon,
        "target": target,
        "note": None if facts.snapshot.tables.rows("reserves") else "no_reserves_listed",
    }
    return Result([*found, *missing], summary, facts.members.final_notices, completeness, grade)


def _usefulness(reserve: Reserve) -> tuple[float, float, str]:
    start = reserve.values["activation_days"]
    return (-(reserve.quantity or 0.0), float("inf") if start is None else start, str(reserve.values["reserve_no"]))


def _need_document(facts: Facts, need: Need) -> dict[str, object]:
    code = facts.network.product_codes[need.product]
    return {
        "product_code": code,
        "product_name": facts.names.product(code),
        "gross": known(need.gross),
        "stock_upstream": known(need.stock_upstream),
        "stock_downstream": known(need.stock_downstream),
        "need": known(need.need),
        "need_lower": known(need.lower),
        "need_upper": known(need.upper),
        "unit": _unit(facts.snapshot, code),
        "daily": known(need.daily),
        "tts_days": known(need.tts_days),
        "window_days": known(need.window_days),
        "loss_days": known(need.loss_days),
    }


def _unit(snapshot: GraphSnapshot, code: str) -> str | None:
    row = snapshot.products.get(code)
    return row["unit"] if row else None


def _coverage(network: Network, covered: Sequence[Coverage]) -> dict[str, object]:
    asked = [c for c in covered if c.ratio is not None]
    weights, basis = weighted(network, asked)
    codes = network.product_codes
    value = float(np.average([c.ratio or 0.0 for c in asked], weights=weights)) if asked else None
    is_sized = basis == "value" and all(c.need.lower == c.need.upper for c in covered)
    lowest = [c.ratio_lower for c in covered if c.need.upper != 0]
    highest = [c.ratio_upper for c in covered if c.need.upper != 0]
    return {
        "coverage": None if any(np.isnan(c.need.need) for c in covered) else known(value),
        "coverage_lower": _mean(lowest, weights if is_sized and len(lowest) == len(asked) else None, min),
        "coverage_upper": _mean(highest, weights if is_sized and len(highest) == len(asked) else None, max),
        "coverage_by_product": [
            {
                "product_code": codes[c.need.product],
                "coverage": known(c.ratio),
                "coverage_lower": known(c.ratio_lower),
                "coverage_upper": known(c.ratio_upper),
            }
            for c in covered
        ],
        "coverage_weights": basis,
    }


def _mean(
    ends: Sequence[float | None], weights: Sequence[float] | None, extreme: Callable[[list[float]], float]
) -> float | None:
    """Weighted mean of ends, their extreme without weights; None where one has no end, or there is none."""
    told = [end for end in ends if end is not None]
    if not told or len(told) < len(ends):
        return None
    return known(extreme(told) if weights is None else float(np.average(told, weights=weights)))


def _reserve(facts: Facts, entity: Entities, covered: Coverage, reserve: Reserve) -> Finding:
    row = reserve.values
    code = facts.network.product_codes[covered.need.product]
    values = {
        "chain_code": facts.chain.code,
        "instrument": row["instrument"],
        "product_code": code,
        "product_name": facts.names.product(code),
        **dict.fromkeys(QUANTITY, known(reserve.quantity)),
        "unit": _unit(facts.snapshot, code),
        "activation_days": known(row["activation_days"]),
        "cost": known(reserve.cost),
        "reserve_no": row["reserve_no"],
        "holder_id": row["holder"],
        "usable": reserve.usable,
        "usable_reason": reserve.reason,
    }
    key = (facts.chain.code, entity.kind, entity.ids[0], code, str(row["reserve_no"]), str(reserve.row))
    return COLUMNS.finding(values, key, partial(_reserve_trace, reserve))


def _missing(facts: Facts, entity: Entities, covered: Coverage, target: float) -> Finding:
    need = covered.need
    code = facts.network.product_codes[need.product]
    values = {
        "chain_code": facts.chain.code,
        "instrument": STILL_MISSING,
        "product_code": code,
        "product_name": facts.names.product(code),
        "quantity": known(float(np.maximum(0.0, target * need.need - covered.certain))),
        "quantity_lower": known(float(np.maximum(0.0, target * need.lower - covered.possible))),
        "quantity_upper": known(float(np.maximum(0.0, target * need.upper - covered.certain))),
        "unit": _unit(facts.snapshot, code),
        **dict.fromkeys(("activation_days", "cost", "reserve_no", "holder_id", "usable", "usable_reason")),
    }
    key = (facts.chain.code, entity.kind, entity.ids[0], code, STILL_MISSING)
    return COLUMNS.finding(values, key, partial(_need_trace, facts.snapshot, entity, need.product))


def _reserve_trace(reserve: Reserve) -> Trace:
    columns, row = ("quantity", "activation_days", "holder", "agreement_end"), reserve.values
    needed = (("quantity", row["quantity"]), ("activation_days", row["activation_days"]))
    missing = [{"table": "reserves", "field": name} for name, told in needed if told is None]
    return unique([("reserves", reserve.row, columns)], missing)


def _need_trace(snapshot: GraphSnapshot, entity: Entities, product: int) -> Trace:
    n = snapshot.network
    nodes = entity.node[n.node_product[entity.node] == product].tolist()
    sources = np.flatnonzero(np.isin(n.source_node, nodes))
    cut = entity.cut_source[n.purchase_product[n.source_purchase[entity.cut_source]] == product]
    purchases = np.unique(n.source_purchase[np.concatenate([sources, cut])]).tolist()
    code = n.product_codes[product]
    return unique(capacity_refs(n, nodes) + supply_refs(n, purchases) + product_refs(snapshot, [code]))


QUESTION = Question(
    name="backup-plan",
    asks="某对象断供要备多少？现有储备够不够，还缺多少？",
    asks_en="If something fails, how much backup is needed, do the listed reserves suffice, and what is still missing?",
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(run),
    brief=("instrument", "product_name", "quantity", "unit", "activation_days", "usable", "usable_reason"),
)

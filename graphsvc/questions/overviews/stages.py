"""stages: the chain map as a list, with firms, capacity and status per stage; product statuses for the maps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from graphsvc.analysis.links.local_figures import nodes_in
from graphsvc.domain.chain_map import Status
from graphsvc.domain.results import Finding, Parameter, Result, Trace
from graphsvc.questions.declared import stage_notices
from graphsvc.questions.links.missing_links import missing_link
from graphsvc.questions.links.strong_links import strong_link
from graphsvc.questions.links.weak_links import DEFAULT_THETAS, SOFT_REASONS, weak_link
from graphsvc.questions.question import Question, known
from graphsvc.questions.scope import Scope
from graphsvc.questions.sources.single_sources import find_single_sources
from graphsvc.questions.trace import product_trace, unique

SINGLE = ("disguised", "sole", "single_by_choice")
STATUS_FIELDS = ("output", "capacity")
ORDER: tuple[Status, ...] = ("missing", "single_source", "weak", "strong", "normal", "unknown")


def product_statuses(scope: Scope, codes: Sequence[str] | None = None) -> dict[str, Status]:
    """Status of the products named, or of all of the map: the first that applies of missing, single_source, weak,
    strong, normal, unknown.

    A product that is not made here is ``unknown`` unless it is proven missing. ``normal`` does not wait for grades and
    market shares, which most lists leave blank. All are ``unknown``, hence grey, where the data grade is D.
    """
    if scope.grade(scope.completeness(STATUS_FIELDS)) == "D":
        return dict.fromkeys(scope.product_codes if codes is None else codes, "unknown")
    n = scope.network
    single = {n.product_codes[n.purchase_product[f.purchase]] for f in find_single_sources(scope) if f.kind in SINGLE}
    statuses: dict[str, Status] = {}
    for code in scope.product_codes if codes is None else codes:
        link = missing_link(scope, code)
        made = bool(scope.figures.made_here[n.product_index[code]])
        weak = weak_link(scope, code, DEFAULT_THETAS)
        if link.is_missing == "yes":
            statuses[code] = "missing"
        elif code in single:
            statuses[code] = "single_source"
        elif weak.is_weak == "yes":
            statuses[code] = "weak"
        elif made and strong_link(scope, code).is_strong == "yes":
            statuses[code] = "strong"
        elif made and SOFT_REASONS.issuperset(weak.possible):
            statuses[code] = "normal"
        else:
            statuses[code] = "unknown"
    return statuses


def stage_path(scope: Scope, chain: str, stage_code: str | None) -> list[str]:
    """Names of a stage and its parents, top first."""
    names: list[str] = []
    seen: set[str] = set()
    while stage_code and stage_code not in seen:
        seen.add(stage_code)
        stage = scope.snapshot.stages.get((chain, stage_code))
        if stage is None:
            break
        names.append(stage["stage_name"])
        stage_code = stage["parent_code"]
    return names[::-1]


def _run(scope: Scope, parameters: Mapping[str, Any]) -> Result:
    state, level = parameters["state"], parameters["level"]
    stages = [row for (chain, _), row in scope.snapshot.stages.items() if chain == scope.chain.code]
    parents = {row["parent_code"] for row in stages}
    wanted = [r for r in stages if (r["stage_code"] not in parents if level == "leaf" else str(r["level"]) == level)]
    completeness = scope.completeness(STATUS_FIELDS)
    statuses = product_statuses(scope)
    by_stage: dict[str, list[str]] = {}
    for code in scope.product_codes:
        row = scope.product_row(code)
        for stage in _with_parents(scope, row["slot_chain"], row["stage_code"]):
            by_stage.setdefault(stage, []).append(code)
    findings = []
    for row in sorted(wanted, key=lambda r: (r["order"] is None, r["order"] or 0, r["stage_code"])):
        codes = by_stage.get(row["stage_code"], [])
        findings.append(_finding(scope, row, codes, statuses, state))
    summary = {
        "n_stages": len(findings),
        "by_status": {s: c for s in ORDER if (c := sum(f.values["status"] == s for f in findings))},
    }
    notices = tuple(stage_notices(scope, statuses))
    return Result(findings, summary, notices, completeness, scope.grade(completeness))


def _with_parents(scope: Scope, chain: str, stage_code: str | None) -> list[str]:
    found: list[str] = []
    while stage_code and stage_code not in found:
        found.append(stage_code)
        stage = scope.snapshot.stages.get((chain, stage_code))
        stage_code = stage["parent_code"] if stage else None
    return found


def _finding(
    scope: Scope, row: Mapping[str, Any], codes: list[str], statuses: Mapping[str, Status], state: str
) -> Finding:
    by_product, firms = [], set()
    for code in codes:
        makers, capacity, output = _made(scope, code, state)
        firms |= makers
        by_product.append(
            {
                "product_code": code,
                "product_name": scope.product_name(code),
                "n_firms": len(makers),
                "capacity": known(capacity),
                "output": known(output),
                "unit": scope.product_row(code)["unit"],
                "status": statuses[code],
            }
        )
    units = {p["unit"] for p in by_product}
    shared = len(units) == 1 and bool(codes)
    values = {
        "chain_code": scope.chain.code,
        "stage_code": row["stage_code"],
        "stage_name": row["stage_name"],
        "parent_code": row["parent_code"],
        "level": row["level"],
        "position": row["position"],
        "n_firms": len(firms),
        "capacity": _total([p["capacity"] for p in by_product if p["n_firms"]]) if shared else None,
        "output": _total([p["output"] for p in by_product if p["n_firms"]]) if shared else None,
        "unit": units.pop() if shared else None,
        "by_product": by_product,
        "status": next((s for s in ORDER if any(statuses[c] == s for c in codes)), "unknown"),
    }
    return Finding(values, (scope.chain.code, row["stage_code"]), partial(_trace, scope, row, codes))


def _total(values: list[float | None]) -> float | None:
    told = [v for v in values if v is not None]
    return known(sum(told)) if told and len(told) == len(values) else None


def _made(scope: Scope, code: str, state: str) -> tuple[set[str], float, float]:
    """Makers of a product in the region in one state, with capacity and output [unit/yr]."""
    if state == "现状":
        n, p = scope.network, scope.network.product_index[code]
        here, _ = nodes_in(n, scope.region)
        nodes = np.flatnonzero(here & (n.node_product == p))
        return (
            {n.firm_ids[n.node_firm[v]] for v in nodes},
            float(scope.figures.capacity[p]),
            float(scope.figures.output[p]),
        )
    rows = [r for r in scope.snapshot.tables.rows("capacities") if r["product"] == code and r["state"] == state]
    sizes = [r["effective_capacity"] or r["design_capacity"] for r in rows]
    outputs = [r["output"] for r in rows]
    return (
        {r["firm"] for r in rows},
        float("nan") if None in sizes or not sizes else sum(sizes),
        float("nan") if None in outputs or not outputs else sum(outputs),
    )


def _trace(scope: Scope, row: Mapping[str, Any], codes: list[str]) -> Trace:
    refs: list[tuple[str, int, tuple[str, ...]]] = [
        ("stages", int(row["row"]), ("stage_name", "position", "may_be_absent"))
    ]
    missing: list[dict[str, object]] = []
    for code in codes:
        trace = product_trace(scope, code)
        refs += list(trace.refs)
        missing += [dict(m) for m in trace.missing]
    return unique(refs, missing)


QUESTION = Question(
    name="stages",
    asks="这条链在本地有哪些环节，各有几家企业、多少产能，状态如何？",
    asks_en="Which stages does the chain have here, with how many firms, what capacity and which status?",
    parameters=(
        Parameter("level", "enum", "leaf", allowed=("leaf", "1", "2", "3", "4", "5")),
        Parameter("state", "enum", "现状", allowed=("现状", "在建", "规划", "停产", "已退出")),
    ),
    columns=(
        "chain_code", "stage_code", "stage_name", "parent_code", "level", "position", "n_firms", "capacity", "output",
        "unit", "by_product", "status",
    ),
    run=_run,
    brief=("stage_code", "stage_name", "position", "n_firms", "capacity", "output", "unit", "status"),
)  # fmt: skip

"""stages: the chain map as a list, with firms, capacity and status per stage; product statuses for the maps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from graphsvc.domain.chain_map import Status
from graphsvc.domain.results import Finding, Parameter, Result, Trace
from graphsvc.questions.declared import stage_notices
from graphsvc.questions.links.missing_links import PENDING_LISTS, missing_link
from graphsvc.questions.links.strong_links import strong_link
from graphsvc.questions.links.weak_links import DEFAULT_THETAS, SOFT_REASONS, weak_link
from graphsvc.questions.question import Question, Row, Twin, known
from graphsvc.questions.scope import Scope
from graphsvc.questions.sources.single_sources import find_single_sources
from graphsvc.questions.trace import product_trace, unique

SINGLE = ("disguised", "sole", "single_by_choice")
STATUS_FIELDS = ("output", "capacity")
PRESENT = "现状"
Made = tuple[set[str], float, float]
"""Firms that make a product, their capacity and output [unit/yr], NaN where unknown."""
NOBODY: Made = (set(), float("nan"), float("nan"))
ORDER: tuple[Status, ...] = ("missing", "single_source", "weak", "strong", "normal", "unknown")


def product_statuses(scope: Scope, codes: Sequence[str] | None = None) -> dict[str, Status]:
    """Status of the products named, or of all of the map: the first that applies of missing, single_source, weak,
    strong, normal, unknown.

    A product that is not made here is ``unknown`` unless it is proven missing. ``normal`` does not wait for grades and
    market shares, which most lists leave blank, but for the shares of its sources. All are ``unknown``, hence grey,
    where the data grade is D.
    """
    if scope.grade(scope.completeness(STATUS_FIELDS)) == "D":
        return dict.fromkeys(scope.product_codes if codes is None else codes, "unknown")
    n = scope.network
    judged = [(n.product_codes[n.purchase_product[f.purchase]], f.kind) for f in find_single_sources(scope)]
    single = {code for code, kind in judged if kind in SINGLE}
    open_ = {code for code, kind in judged if kind == "unknown"}
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
        elif made and code not in open_ and SOFT_REASONS.issuperset(weak.possible):
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
        names.append(stage["stage_name"] or stage_code)
        stage_code = stage["parent_code"]
    return names[::-1]


def rows(scope: Scope, parameters: Mapping[str, Any], statuses: Mapping[str, Status]) -> list[Row]:
    """One row per stage asked, in the order of the map, as the query of the graph database returns them."""
    state, level = parameters["state"], parameters["level"]
    stages = [row for (chain, _), row in scope.snapshot.stages.items() if chain == scope.chain.code]
    parents = {row["parent_code"] for row in stages}
    wanted = [r for r in stages if (r["stage_code"] not in parents if level == "leaf" else str(r["level"]) == level)]
    by_stage: dict[str, list[str]] = {}
    for code in scope.product_codes:
        row = scope.product_row(code)
        for stage in _with_parents(scope, row["slot_chain"], row["stage_code"]):
            by_stage.setdefault(stage, []).append(code)
    wanted.sort(key=lambda r: (r["order"] is None, r["order"] or 0, r["stage_code"]))
    others = {} if state == PRESENT else _made_in(scope, state)

    def made(code: str) -> Made:
        return _made_now(scope, code) if state == PRESENT else others.get(code, NOBODY)

    return [_row(scope, row, by_stage.get(row["stage_code"], []), statuses, made) for row in wanted]


def _result(
    scope: Scope, parameters: Mapping[str, Any], found: Sequence[Row], statuses: Mapping[str, Status] | None = None
) -> Result:
    completeness = scope.completeness(STATUS_FIELDS)
    findings = [_finding(scope, row) for row in found]
    summary = {
        "n_stages": len(findings),
        "by_status": {s: c for s in ORDER if (c := sum(f.values["status"] == s for f in findings))},
    }
    summary["n_pending"] = scope.waiting.count(scope.product_codes)
    told = stage_notices(scope, product_statuses(scope) if statuses is None else statuses)
    notices = (*told, *scope.waiting_notices(*PENDING_LISTS))
    return Result(findings, summary, notices, completeness, scope.grade(completeness))


def _run(scope: Scope, parameters: Mapping[str, Any]) -> Result:
    statuses = product_statuses(scope)
    return _result(scope, parameters, rows(scope, parameters, statuses), statuses)


def _judged(scope: Scope, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the query takes from the analysis: the status of every product, and which of them a stage shows first."""
    verdicts = [
        {"product_code": code, "status": status, "n_pending": len(scope.waiting.about(code))}
        for code, status in product_statuses(scope).items()
    ]
    return {"verdicts": verdicts, "order": list(ORDER)}


def _with_parents(scope: Scope, chain: str, stage_code: str | None) -> list[str]:
    found: list[str] = []
    while stage_code and stage_code not in found:
        found.append(stage_code)
        stage = scope.snapshot.stages.get((chain, stage_code))
        stage_code = stage["parent_code"] if stage else None
    return found


def _row(
    scope: Scope, row: Mapping[str, Any], codes: list[str], statuses: Mapping[str, Status], made: Callable[[str], Made]
) -> Row:
    by_product: list[Row] = []
    firms: set[str] = set()
    for code in codes:
        makers, capacity, output = made(code)
        firms |= makers
        by_product.append(
            {
                "product_code": code,
                "product_name": scope.product_name(code),
                "n_firms": len(makers),
                "capacity": capacity,
                "output": output,
                "unit": scope.product_row(code)["unit"],
                "status": statuses[code],
                "n_pending": len(scope.waiting.about(code)),
            }
        )
    units = {p["unit"] for p in by_product}
    shared = len(units) == 1
    return {
        "chain_code": scope.chain.code,
        "stage_code": row["stage_code"],
        "stage_name": row["stage_name"],
        "parent_code": row["parent_code"],
        "level": row["level"],
        "position": row["position"],
        "n_firms": len(firms),
        "capacity": _sum([p["capacity"] for p in by_product if p["n_firms"]]) if shared else None,
        "output": _sum([p["output"] for p in by_product if p["n_firms"]]) if shared else None,
        "unit": units.pop() if shared else None,
        "by_product": by_product,
        "status": next((s for s in ORDER if any(statuses[c] == s for c in codes)), "unknown"),
    }


def _finding(scope: Scope, row: Row) -> Finding:
    by_product = [
        {**{name: p[name] for name in BY_PRODUCT}, "capacity": known(p["capacity"]), "output": known(p["output"])}
        for p in row["by_product"]
    ]
    figures = {"capacity": known(row["capacity"]), "output": known(row["output"]), "by_product": by_product}
    codes = [p["product_code"] for p in by_product]
    stage = scope.snapshot.stages[scope.chain.code, row["stage_code"]]
    values = {name: figures.get(name, row[name]) for name in COLUMNS}
    return Finding(values, (scope.chain.code, row["stage_code"]), partial(_trace, scope, stage, codes))


def _made_now(scope: Scope, code: str) -> Made:
    """Makers of a product with a present site in the region, with capacity and output of the sites there."""
    n, figures, p = scope.network, scope.figures, scope.network.product_index[code]
    nodes = np.flatnonzero(scope.makers_here & (n.node_product == p))
    return {n.firm_ids[n.node_firm[v]] for v in nodes}, float(figures.capacity[p]), float(figures.output[p])


def _made_in(scope: Scope, state: str) -> dict[str, Made]:
    """The same of the rows of list 06 in another state, by product, wherever they stand."""
    plants: dict[str, list[Mapping[str, Any]]] = {}
    for row in scope.snapshot.tables.rows("capacities"):
        if row["state"] == state:
            plants.setdefault(row["product"], []).append(row)
    return {
        code: (
            {row["firm"] for row in found},
            _sum([row["effective_capacity"] or row["design_capacity"] for row in found]),
            _sum([row["output"] for row in found]),
        )
        for code, found in plants.items()
    }


def _sum(values: list[float | None]) -> float:
    """Sum of what all tell [unit/yr]; NaN where one does not, or there is none."""
    told = [v for v in values if v is not None]
    return sum(told) if told and len(told) == len(values) else float("nan")


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


COLUMNS = (
    "chain_code", "stage_code", "stage_name", "parent_code", "level", "position", "n_firms", "capacity", "output",
    "unit", "by_product", "status",
)  # fmt: skip
BY_PRODUCT = ("product_code", "product_name", "n_firms", "capacity", "output", "unit", "status", "n_pending")

QUESTION = Question(
    name="stages",
    asks="这条链在本地有哪些环节，各有几家企业、多少产能，状态如何？",
    asks_en="Which stages does the chain have here, with how many firms, what capacity and which status?",
    parameters=(
        Parameter("level", "enum", "leaf", allowed=("leaf", "1", "2", "3", "4", "5")),
        Parameter("state", "enum", PRESENT, allowed=(PRESENT, "在建", "规划", "停产", "已退出")),
    ),
    columns=COLUMNS,
    run=_run,
    brief=("stage_code", "stage_name", "position", "n_firms", "capacity", "output", "unit", "status"),
    twin=Twin(_judged, _result),
)

"""stages: the chain map as a list, with firms, capacity and status per stage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from graphsvc.domain.chain_map import Status
from graphsvc.domain.columns import columns
from graphsvc.domain.outlook import OUTLOOK, PRESENT
from graphsvc.domain.results import Finding, Result, Trace
from graphsvc.domain.rounding import known
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.values import Values
from graphsvc.judgements.declared import stage_notices
from graphsvc.judgements.figures import Row
from graphsvc.judgements.links.missing import PENDING_LISTS
from graphsvc.judgements.statuses import ORDER, STATUS_FIELDS, product_statuses
from graphsvc.judgements.trace import product_trace, unique
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import parameter
from graphsvc.questions.question import Outlooked, PerChain, Question, Twin

Made = tuple[set[str], float, float]
"""Firms that make a product, their capacity and output [unit/yr], NaN where unknown."""
NOBODY: Made = (set(), float("nan"), float("nan"))


@dataclass(frozen=True, kw_only=True)
class Parameters(Outlooked):
    """What ``stages`` is asked with."""

    level: str = parameter("enum", "leaf", allowed=("leaf", "1", "2", "3", "4", "5"))
    state: str = parameter("enum", PRESENT, allowed=(PRESENT, OUTLOOK, "在建", "规划", "停产", "已退出"))


COLUMNS = columns(
    "stages",
    "chain_code", "stage_code", "stage_name", "parent_code", "level", "position", "n_firms", "capacity", "output",
    "unit", "by_product", "status",
)  # fmt: skip


def rows(facts: Facts, asked: Parameters, statuses: Mapping[str, Status]) -> list[Row]:
    """One row per stage asked, in the order of the map, as the query of the graph database returns them."""
    state, level = asked.state, asked.level
    stages = [row for (chain, _), row in facts.snapshot.stages.items() if chain == facts.chain.code]
    parents = {row["parent_code"] for row in stages}
    wanted = [r for r in stages if (r["stage_code"] not in parents if level == "leaf" else str(r["level"]) == level)]
    by_stage: dict[str, list[str]] = {}
    for code in facts.members.product_codes:
        row = facts.names.row(code)
        for stage in _with_parents(facts.snapshot, row["slot_chain"], row["stage_code"]):
            by_stage.setdefault(stage, []).append(code)
    wanted.sort(key=lambda r: (r["order"] is None, r["order"] or 0, r["stage_code"]))
    is_whole = state in (PRESENT, OUTLOOK)
    others = {} if is_whole else _made_in(facts.snapshot, state)

    def made(code: str) -> Made:
        return _made_now(facts, code) if is_whole else others.get(code, NOBODY)

    return [_row(facts, row, by_stage.get(row["stage_code"], []), statuses, made) for row in wanted]


def _result(
    facts: Facts, asked: Parameters, found: Sequence[Row], statuses: Mapping[str, Status] | None = None
) -> Result:
    completeness = facts.data.completeness(STATUS_FIELDS)
    findings = [_finding(facts, row) for row in found]
    summary = {
        "n_stages": len(findings),
        "by_status": {s: c for s in ORDER if (c := sum(f.values["status"] == s for f in findings))},
    }
    summary["n_pending"] = facts.data.waiting.count(facts.members.product_codes)
    told = stage_notices(facts, product_statuses(facts) if statuses is None else statuses)
    notices = (*told, *facts.data.waiting_notices(*PENDING_LISTS))
    return Result(findings, summary, notices, completeness, facts.data.grade(completeness))


def _run(facts: Facts, asked: Parameters) -> Result:
    statuses = product_statuses(facts)
    return _result(facts, asked, rows(facts, asked, statuses), statuses)


def _judged(facts: Facts, asked: Parameters) -> Values:
    """What the query takes from the analysis: the status of every product, and which of them a stage shows first."""
    verdicts = [
        {"product_code": code, "status": status, "n_pending": len(facts.data.waiting.about(code))}
        for code, status in product_statuses(facts).items()
    ]
    return {"verdicts": verdicts, "order": list(ORDER)}


def _with_parents(snapshot: GraphSnapshot, chain: str, stage_code: str | None) -> list[str]:
    found: list[str] = []
    while stage_code and stage_code not in found:
        found.append(stage_code)
        stage = snapshot.stages.get((chain, stage_code))
        stage_code = stage["parent_code"] if stage else None
    return found


def _row(
    facts: Facts,
    row: Mapping[str, object],
    codes: list[str],
    statuses: Mapping[str, Status],
    made: Callable[[str], Made],
) -> Row:
    by_product: list[Row] = []
    firms: set[str] = set()
    for code in codes:
        makers, capacity, output = made(code)
        firms |= makers
        by_product.append(
            {
                "product_code": code,
                "product_name": facts.names.product(code),
                "n_firms": len(makers),
                "capacity": capacity,
                "output": output,
                "unit": facts.names.row(code)["unit"],
                "status": statuses[code],
                "n_pending": len(facts.data.waiting.about(code)),
            }
        )
    units = {p["unit"] for p in by_product}
    shared = len(units) == 1
    return {
        "chain_code": facts.chain.code,
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


def _finding(facts: Facts, row: Row) -> Finding:
    by_product = [
        {**{name: p[name] for name in BY_PRODUCT}, "capacity": known(p["capacity"]), "output": known(p["output"])}
        for p in row["by_product"]
    ]
    figures = {"capacity": known(row["capacity"]), "output": known(row["output"]), "by_product": by_product}
    codes = [p["product_code"] for p in by_product]
    stage = facts.snapshot.stages[facts.chain.code, row["stage_code"]]
    values = {name: figures.get(name, row[name]) for name in COLUMNS.names}
    return COLUMNS.finding(values, (facts.chain.code, row["stage_code"]), partial(_trace, facts, stage, codes))


def _made_now(facts: Facts, code: str) -> Made:
    """Makers of a product with a present site in the region, with capacity and output of the sites there."""
    n, figures, p = facts.network, facts.local.figures, facts.network.product_index[code]
    nodes = np.flatnonzero(facts.members.makers_here & (n.node_product == p))
    return {n.firm_ids[n.node_firm[v]] for v in nodes}, float(figures.capacity[p]), float(figures.output[p])


def _made_in(snapshot: GraphSnapshot, state: str) -> dict[str, Made]:
    """The same of the rows of list 06 in another state, by product, wherever they stand."""
    plants: dict[str, list[Values]] = {}
    for row in snapshot.tables.rows("capacities"):
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


def _trace(facts: Facts, row: Values, codes: list[str]) -> Trace:
    refs: list[tuple[str, int, tuple[str, ...]]] = [
        ("stages", int(row["row"]), ("stage_name", "position", "may_be_absent"))
    ]
    missing: list[dict[str, object]] = []
    for code in codes:
        trace = product_trace(facts, code)
        refs += list(trace.refs)
        missing += [dict(m) for m in trace.missing]
    return unique(refs, missing)


BY_PRODUCT = ("product_code", "product_name", "n_firms", "capacity", "output", "unit", "status", "n_pending")

QUESTION = Question(
    name="stages",
    asks="这条链在本地有哪些环节，各有几家企业、多少产能，状态如何？",
    asks_en="Which stages does the chain have here, with how many firms, what capacity and which status?",
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(_run, Twin(_judged, _result)),
    brief=("stage_code", "stage_name", "position", "n_firms", "capacity", "output", "unit", "status"),
)

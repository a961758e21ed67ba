"""A scenario played on the joined network of all chains: who stops on which day, and how final output runs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Protocol

import numpy as np

from graphsvc.analysis.outages.entities import Entities
from graphsvc.analysis.outages.failure import ALIVE, NO_SUBSTITUTES, STEP_DAYS, Finals, Shock, has_bit
from graphsvc.analysis.outages.outage import stock_days
from graphsvc.analysis.outages.reallocation import Reallocation
from graphsvc.analysis.outages.scenario_kernels import Substitutes
from graphsvc.analysis.outages.substitution import substitutes_of, switch_days
from graphsvc.domain.arrays import Floats
from graphsvc.domain.columns import Columns
from graphsvc.domain.results import Result, Trace
from graphsvc.domain.rounding import known
from graphsvc.judgements.outages.choke import FIELDS, outside_spare
from graphsvc.judgements.outages.stocks import stock_notices
from graphsvc.judgements.scope import Scope, Workspace
from graphsvc.judgements.trace import capacity_refs, supply_refs, unique

PLAYED = ("firm_id", "name", "product_code", "product_name", "first_day", "min_output", "binding_input")
"""Columns of what a scenario does to makers."""

BRIEF = ("name", "product_name", "first_day", "min_output", "binding_input")


class Where(Protocol):
    """The chain and region a scenario is asked about; None for all chains, each in its own region."""

    @property
    def chain(self) -> str | None: ...

    @property
    def region(self) -> str | None: ...


def together(shocks: Sequence[Shock]) -> Entities:
    """All shocks as one entity, losses times severity."""
    node = np.concatenate([s.entity.node for s in shocks])
    loss = np.concatenate([s.entity.loss * s.severity for s in shocks])
    cut = np.concatenate([s.entity.cut_source for s in shocks])
    cut_loss = np.concatenate([s.entity.cut_loss * s.severity for s in shocks])
    ends = np.array([0, len(node)]), np.array([0, len(cut)])
    return Entities("scenario", ("scenario",), ends[0], node, loss, ends[1], cut, cut_loss)


def play(
    space: Workspace,
    shocks: list[Shock],
    level: str,
    horizon: float,
    where: Where,
    columns: Columns,
    mode: str = "off",
) -> Result:
    """The scenario at one level of fidelity, with a curve per chain. What fails wholly has no row of its own; a maker
    that loses only some of its sites has."""
    chain, region = where.chain, where.region
    every = [space.scope(c, region) for c in ([chain] if chain else space.snapshot.chains)]
    scopes = [s for s in every if len(s.finals.node)]
    codes = [s.chain.code for s in scopes]
    if not scopes:
        notices = [note for s in every for note in s.final_notices]
        return Result([], {}, notices, None, "D")
    finals, weights = _joined(scopes)
    entity = together(shocks)
    own = {int(v) for shock in shocks for v in shock.entity.node[shock.entity.loss >= 1.0]}
    model = space.model
    rows: list[tuple[int, float | None, float, int]] = []
    per_chain: dict[str, dict[str, object]] = {c: {} for c in codes}
    if level == "L2":
        stocks = stock_days(space.snapshot.network)
        found = model.play(shocks, stocks, horizon, finals, weights, stand_ins(scopes[0], shocks, mode))
        for i, code in enumerate(codes):
            per_chain[code] = _curve_summary(found.curve[i])
        for v in np.flatnonzero(found.first_step >= 0).tolist():
            rows.append((v, found.first_step[v] * STEP_DAYS, float(found.lowest[v]), int(found.binding[v])))
    elif level == "L0":
        down = has_bit(model.fallen(entity), 0)
        for i, code in enumerate(codes):
            kept = float(weights[i][~down[finals.node]].sum())
            per_chain[code] = {"kept_output": known(kept)}
        rows = [(int(v), None, 0.0, -1) for v in np.flatnonzero(down)]
    elif level == "L1":
        x = model.levels(entity)
        for i, code in enumerate(codes):
            per_chain[code] = {"kept_output": known(float((weights[i] * x[finals.node]).sum()))}
        rows = [(int(v), None, float(x[v]), -1) for v in np.flatnonzero(x < ALIVE)]
    else:
        for scope in scopes:
            best = Reallocation(model, scope.finals, outside_spare(scope)).kept(entity, 0)
            floor = float(model.kept(entity, scope.finals)[0])
            per_chain[scope.chain.code] = {"kept_output": known(None if best is None else max(best, floor))}
    n = space.snapshot.network
    findings = [
        columns.finding(
            {
                "firm_id": n.firm_ids[n.node_firm[v]],
                "name": n.firm_names[n.node_firm[v]],
                "product_code": n.product_codes[n.node_product[v]],
                "product_name": scopes[0].names.product(n.product_codes[n.node_product[v]]),
                "first_day": known(first),
                "min_output": known(low),
                "binding_input": n.product_codes[n.purchase_product[q]] if q >= 0 else None,
            },
            (n.firm_ids[n.node_firm[v]], n.product_codes[n.node_product[v]]),
            partial(_trace, scopes[0], v, q),
        )
        for v, first, low, q in sorted(rows, key=lambda r: (r[1] or 0.0, r[2], r[0]))
        if v not in own
    ]
    completeness = (
        scopes[0].completeness(FIELDS) if len(scopes) == 1 else _mean([s.completeness(FIELDS) for s in scopes])
    )
    notices = [note for s in scopes for note in s.final_notices]
    if level == "L2":
        notices += stock_notices(int(np.isnan(n.purchase_stock[n.purchase_has_sources]).sum()))
    grade = scopes[0].grade(completeness)
    return Result(findings, {}, notices, completeness, grade, summaries=per_chain)


def stand_ins(scope: Scope, shocks: list[Shock], mode: str) -> Substitutes:
    """Who may step in: nobody (off), listed and present suppliers (qualified), every maker (all)."""
    if mode == "off":
        return NO_SUBSTITUTES
    n = scope.network
    spare = np.nan_to_num(np.maximum(0.0, n.node_capacity - n.node_output)) + outside_spare(scope)
    frame = scope.snapshot.tables.frame("supplies")
    days = switch_days(n, frame["difficulty"].to_numpy(np.float64))
    if mode == "all":
        pairs = [(q, v) for q in range(n.n_purchases) for v in scope.other_makers.get(int(n.purchase_product[q]), [])]
    else:
        named = frame["alternates"].tolist()
        pairs = [
            (int(q), v)
            for q, row in zip(n.source_purchase, n.source_row, strict=True)
            for firm in (named[row] if named[row] is not None else ())
            if (v := n.node_index.get((n.firm_index.get(firm, -1), int(n.purchase_product[q])), -1)) >= 0
        ]
    return substitutes_of(n, min(s.start_day for s in shocks), days, spare, pairs)


def _mean(values: Sequence[float | None]) -> float | None:
    told = [v for v in values if v is not None]
    return sum(told) / len(told) if told else None


def _joined(scopes: Sequence[Scope]) -> tuple[Finals, Floats]:
    node = np.unique(np.concatenate([s.finals.node for s in scopes]))
    weights = np.zeros((len(scopes), len(node)))
    for i, scope in enumerate(scopes):
        weights[i, np.searchsorted(node, scope.finals.node)] = scope.finals.weight
    return Finals(node, weights.sum(axis=0)), weights


def _curve_summary(curve: Floats) -> dict[str, object]:
    """Curve as points where it changes, full-output days lost, first day below 99 %."""
    turns = np.flatnonzero(np.concatenate([[True], np.abs(np.diff(curve)) > 1e-12]))
    below = np.flatnonzero(curve < ALIVE)
    return {
        "curve": [{"day": float(t) * STEP_DAYS, "output": known(float(curve[t]))} for t in turns],
        "loss_days": known(float((1.0 - curve).sum() * STEP_DAYS)),
        "tts_days": known(float(below[0]) * STEP_DAYS) if len(below) else None,
        "tts_days_note": None if len(below) else "beyond_horizon",
        "min_output": known(float(curve.min())),
    }


def _trace(scope: Scope, v: int, q: int) -> Trace:
    n = scope.network
    needs = n.alternative_purchase[n.alternative_node == v].tolist()
    return unique(capacity_refs(scope, [v]) + supply_refs(scope, [q] if q >= 0 else needs))

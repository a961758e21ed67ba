"""stress-test and firm-outage: a scenario played on the joined network of all chains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import partial
from typing import Any

import numpy as np

from graphsvc.analysis.entities import ENTITY_TYPES, Entities, one_entity
from graphsvc.analysis.failure import ALIVE, NO_SUBSTITUTES, STEP_DAYS, Finals, Shock, has_bit
from graphsvc.analysis.outage import recovery_days, stock_days
from graphsvc.analysis.reallocation import Reallocation
from graphsvc.analysis.scenario_kernels import Substitutes
from graphsvc.analysis.substitution import substitutes_of, switch_days
from graphsvc.domain.arrays import Floats
from graphsvc.domain.errors import NotFound, ParameterError
from graphsvc.domain.notices import Notice
from graphsvc.domain.results import Finding, Parameter, Result
from graphsvc.questions.outages.choke_points import FIELDS, outside_spare
from graphsvc.questions.question import HORIZON, Question, known
from graphsvc.questions.scope import Scope, Workspace
from graphsvc.questions.trace import capacity_refs, supply_refs, unique

LEVELS = ("L0", "L1", "L1+", "L2")
MODES = ("off", "qualified", "all")
FOREVER = 1e9
_KEYS = {"entity_type", "entity_id", "product", "start_day", "duration", "severity"}


def _refuse(zh: str, en: str) -> ParameterError:
    return ParameterError("bad_scenario", why_zh=zh, why_en=en)


def _number(shock: Mapping[str, Any], name: str, default: float, low: float, high: float) -> float:
    value = shock.get(name, default)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        raise _refuse(f"{name} 应为 {low:g} 到 {high:g} 的数", f"{name} must be a number from {low:g} to {high:g}")
    return float(value)


def resolve_entity(space: Workspace, kind: str, text: str, product: str | None = None) -> Entities:
    """An entity by id, or a firm or group by name; NotFound with the nearest id otherwise."""
    n = space.snapshot.network
    supplies = space.snapshot.tables["supplies"]
    found = one_entity(n, kind, text, supplies, product)
    if found is None and kind in ("firm", "group"):
        firms = [i for i, name in enumerate(n.firm_names) if name == text]
        ids = {n.firm_ids[i] if kind == "firm" else n.group_ids[n.firm_group[i]] for i in firms}
        if len(ids) == 1:
            found = one_entity(n, kind, ids.pop(), supplies, product)
    if found is None:
        near = get_close_matches(text, [*n.firm_ids, *n.firm_names], n=1, cutoff=0.0) or ["-"]
        raise NotFound("unknown_object", kind=kind, value=text, nearest=near[0])
    return found


def read_shocks(space: Workspace, scenario: Any, horizon: float) -> list[Shock]:
    """Shocks of a scenario object; refused with a sentence where it is not one."""
    if not isinstance(scenario, Mapping) or not isinstance(scenario.get("shocks"), Sequence):
        raise _refuse("缺少 shocks 列表", "it has no list of shocks")
    if not scenario["shocks"]:
        raise _refuse("shocks 是空的", "shocks is empty")
    shocks = []
    for shock in scenario["shocks"]:
        if not isinstance(shock, Mapping):
            raise _refuse("shocks 的每一项应是对象", "every shock must be an object")
        unknown = sorted(set(shock) - _KEYS)
        if unknown:
            raise _refuse(f"不认识的字段 {'、'.join(unknown)}", f"unknown member {', '.join(unknown)}")
        kind, entity = shock.get("entity_type"), shock.get("entity_id")
        if kind not in ENTITY_TYPES or not isinstance(entity, str):
            names = ", ".join(ENTITY_TYPES)
            raise _refuse(
                f"entity_type 应为 {names}，并给出 entity_id", f"entity_type must be one of {names}, with entity_id"
            )
        product = shock.get("product")
        if product is not None and product not in space.snapshot.products:
            raise NotFound("unknown_object", kind="product", value=str(product), nearest="-")
        start = _number(shock, "start_day", 0.0, 0.0, 3650.0)
        duration = _number(shock, "duration", FOREVER, 0.0, FOREVER)
        severity = _number(shock, "severity", 1.0, 0.0, 1.0)
        shocks.append(Shock(resolve_entity(space, kind, entity, product), start, duration, severity))
    return shocks


def together(shocks: Sequence[Shock]) -> Entities:
    """All shocks as one entity, losses times severity."""
    node = np.concatenate([s.entity.node for s in shocks])
    loss = np.concatenate([s.entity.loss * s.severity for s in shocks])
    cut = np.concatenate([s.entity.cut_source for s in shocks])
    cut_loss = np.concatenate([s.entity.cut_loss * s.severity for s in shocks])
    ends = np.array([0, len(node)]), np.array([0, len(cut)])
    return Entities("scenario", ("scenario",), ends[0], node, loss, ends[1], cut, cut_loss)


def play(
    space: Workspace, shocks: list[Shock], level: str, horizon: float, where: Mapping[str, Any], mode: str = "off"
) -> Result:
    """The scenario at one level of fidelity, with a curve per chain."""
    chain, region = where["chain"], where["region"]
    every = [space.scope(c, region) for c in ([chain] if chain else space.snapshot.chains)]
    scopes = [s for s in every if len(s.finals.node)]
    codes = [s.chain.code for s in scopes]
    if not scopes:
        notices = [note for s in every for note in s.final_notices]
        return Result([], {}, notices, None, "D")
    finals, weights = _joined(scopes)
    entity = together(shocks)
    own = {int(v) for v in entity.node}
    model = space.model
    rows: list[tuple[int, float | None, float, int]] = []
    per_chain: dict[str, dict[str, Any]] = {c: {} for c in codes}
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
        Finding(
            {
                "firm_id": n.firm_ids[n.node_firm[v]],
                "name": n.firm_names[n.node_firm[v]],
                "product_code": n.product_codes[n.node_product[v]],
                "product_name": scopes[0].product_name(n.product_codes[n.node_product[v]]),
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
    summary = per_chain[codes[0]] if len(codes) == 1 else per_chain
    notices = [note for s in scopes for note in s.final_notices]
    if np.isnan(n.purchase_stock[n.purchase_has_sources]).any() and level == "L2":
        blank = int(np.isnan(n.purchase_stock[n.purchase_has_sources]).sum())
        notices.append(Notice("stock_assumed", action="defaulted", facts={"n": blank, "days": 15}))
    return Result(findings, summary, notices, completeness, scopes[0].grade(completeness))


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


def _curve_summary(curve: Floats) -> dict[str, Any]:
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


def _trace(scope: Scope, v: int, q: int) -> Any:
    n = scope.network
    needs = n.alternative_purchase[n.alternative_node == v].tolist()
    return unique(capacity_refs(scope, [v]) + supply_refs(scope, [q] if q >= 0 else needs))


def _stress(space: Workspace, parameters: Mapping[str, Any]) -> Result:
    scenario = parameters["scenario"]
    horizon = parameters["horizon_days"]
    if isinstance(scenario, Mapping) and scenario.get("horizon") is not None:
        horizon = _number(scenario, "horizon", horizon, 1.0, 1095.0)
    mode = parameters["substitution"]
    if isinstance(scenario, Mapping) and scenario.get("substitution") is not None:
        mode = scenario["substitution"]
    level = parameters["level"]
    if mode not in MODES or (mode != "off" and level != "L2"):
        raise _refuse(
            "substitution 应为 off；qualified 与 all 只用于 L2", "substitution is off; qualified and all go with L2"
        )
    return play(space, read_shocks(space, scenario, horizon), level, horizon, parameters, mode)


COLUMNS = ("firm_id", "name", "product_code", "product_name", "first_day", "min_output", "binding_input")

BRIEF = ("name", "product_name", "first_day", "min_output", "binding_input")

STRESS_TEST = Question(
    name="stress-test",
    asks="极端情况下（一个或多个对象同时断供）谁在第几天停、链上产出怎么走？",
    asks_en="In an extreme case (one or several failures at once), who stops on which day and how does output run?",
    parameters=(
        Parameter("scenario", "object", required=True),
        Parameter("level", "enum", "L2", allowed=LEVELS),
        Parameter("substitution", "enum", "off", allowed=MODES),
        HORIZON,
    ),
    columns=COLUMNS,
    run_all=_stress,
    brief=BRIEF,
)


def _firm_outage(space: Workspace, parameters: Mapping[str, Any]) -> Result:
    firm = resolve_entity(space, "firm", parameters["firm"])
    days = parameters["days"]
    if days is None:
        scope = space.scope(parameters["chain"] or next(iter(space.snapshot.chains)))
        found, _ = recovery_days(space.snapshot.network, firm, space.model.fallen(firm), scope.natures)
        days = float(found.value[0])
    result = play(space, [Shock(firm, 0.0, days, 1.0)], "L2", parameters["horizon_days"], parameters)
    extra = {"outage_days": days, "firm_id": firm.ids[0]}
    return Result(result.findings, {**result.summary, **extra}, result.notices, result.completeness, result.grade)


FIRM_OUTAGE = Question(
    name="firm-outage",
    asks="某企业停产若干天，谁在第几天受影响？",
    asks_en="If a firm stops for some days, who is hit and on which day?",
    parameters=(
        Parameter("firm", "text", required=True),
        Parameter("days", "number", None, "d", minimum=0.0, maximum=3650.0),
        HORIZON,
    ),
    columns=COLUMNS,
    run_all=_firm_outage,
    brief=BRIEF,
)

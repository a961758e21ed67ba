"""Rows of a backup plan: reserves, candidates beside them, and stocks to be laid in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from graphsvc.analysis.outages.backup import Need
from graphsvc.domain.results import Trace
from graphsvc.domain.rounding import known
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.values import Values
from graphsvc.judgements.outages.backup_candidates import Candidate
from graphsvc.judgements.outages.backup_case import Case
from graphsvc.judgements.outages.backup_choice import Choice, unit_of
from graphsvc.judgements.outages.backup_costs import Cost
from graphsvc.judgements.outages.reserves import Reserve
from graphsvc.judgements.trace import Ref, product_refs, unique
from graphsvc.judgements.workspace import Facts

QUANTITY = ("quantity", "quantity_lower", "quantity_upper")
_USEFUL_FIRST = ("yes", "unknown", "no")
TAKEN = 1e-7
"""A part of an option below this is none."""


class BackupRow(NamedTuple):
    """One row of the answer: values by column, the key that names it, and what it rests on."""

    values: Values
    key: tuple[str, ...]
    trace: Callable[[], Trace]


def plan_rows(facts: Facts, case: Case, choice: Choice, candidates: Sequence[Candidate]) -> list[BackupRow]:
    """Listed reserves and candidates by use, quantity and start, then stocks to be laid in.

    Of one entity those further down only where the plan takes them."""
    n_listed = facts.snapshot.tables["reserves"].num_rows
    refs = {n_listed + i: candidate.refs for i, candidate in enumerate(candidates)}
    planned = choice.planned
    taken = dict(zip((o.reserve_row for o in planned.options), range(len(planned.options)), strict=True))
    listed = [(c.need, r) for c in case.covered for r in sorted(c.reserves, key=_usefulness)]
    if case.entity is None:
        listed = [(need, reserve) for reserve, need, _ in planned.reserves.values()]
        listed.sort(key=lambda told: (told[0].product, _usefulness(told[1])))
    else:
        own = {r.row for _, r in listed}
        listed += [
            (need, reserve)
            for i, (reserve, need, _) in sorted(planned.reserves.items())
            if i not in own and ((i in refs and need.product in case.failing) or _is_taken(choice, taken.get(i)))
        ]
    found = [_reserve(facts, case, need, r, choice, taken.get(r.row), refs.get(r.row)) for need, r in listed]
    found.sort(key=lambda row: _USEFUL_FIRST.index(row.values["usable"]))
    stocks = [
        _new_stock(facts, case, choice, k)
        for k, option in enumerate(planned.options)
        if option.reserve_row is None and choice.plan.taken[k] > TAKEN
    ]
    return [*found, *stocks]


def _is_taken(choice: Choice, position: int | None) -> bool:
    return position is not None and bool(choice.plan.taken[position] > TAKEN)


def _usefulness(reserve: Reserve) -> tuple[float, float, str]:
    start = reserve.values["activation_days"]
    return (-(reserve.quantity or 0.0), float("inf") if start is None else start, str(reserve.values["reserve_no"]))


def _planned(choice: Choice, position: int | None) -> dict[str, float | None]:
    """What the plan takes of an option, and what that costs; None where it is none of the plan's options."""
    if position is None:
        return {"plan_quantity": None, "plan_cost": None}
    option, part = choice.planned.options[position], float(choice.plan.taken[position])
    part = part if part > TAKEN else 0.0
    return {"plan_quantity": known(part * option.amount), "plan_cost": known(part * option.cost.value)}


def _reserve(
    facts: Facts,
    case: Case,
    need: Need,
    reserve: Reserve,
    choice: Choice,
    position: int | None,
    refs: Sequence[Ref] | None,
) -> BackupRow:
    """One reserve, or a candidate, which rests on other rows (``refs``) than one of list 18."""
    row, cost = reserve.values, reserve.cost
    code = facts.network.product_codes[need.product]
    values = {
        "chain_code": facts.chain.code,
        "instrument": row["instrument"],
        "product_code": code,
        "product_name": facts.names.product(code),
        **dict.fromkeys(QUANTITY, known(reserve.quantity)),
        "unit": unit_of(facts, code),
        "activation_days": known(row["activation_days"]),
        **_cost(cost),
        **_planned(choice, position),
        "reserve_no": row["reserve_no"],
        "holder_id": row["holder"],
        "name": facts.names.entity("firm", row["holder"]) if row["holder"] else None,
        "region_code": row["reserve_region"],
        "usable": reserve.usable,
        "usable_reason": reserve.reason or (None if refs is None else "not_in_list_18"),
    }
    key = (facts.chain.code, *case.key, code, str(row["reserve_no"]), str(reserve.row))
    return BackupRow(values, key, partial(_reserve_trace, reserve, refs))


def _cost(cost: Cost | None) -> dict[str, object]:
    if cost is None:
        return dict.fromkeys(("cost", "cost_lower", "cost_upper", "cost_assumed"))
    return {
        "cost": known(cost.value),
        "cost_lower": known(cost.lower),
        "cost_upper": known(cost.upper),
        "cost_assumed": cost.is_default,
    }


def _new_stock(facts: Facts, case: Case, choice: Choice, position: int) -> BackupRow:
    """A stock the plan lays in; it may lie anywhere, so in two cities at least."""
    option = choice.planned.options[position]
    code = facts.network.product_codes[option.product]
    told = _planned(choice, position)
    part = float(choice.plan.taken[position])
    ends = {"cost_lower": option.cost.lower * part, "cost_upper": option.cost.upper * part}
    values = {
        "chain_code": facts.chain.code,
        "instrument": option.instrument,
        "product_code": code,
        "product_name": facts.names.product(code),
        **dict.fromkeys(QUANTITY, told["plan_quantity"]),
        "unit": unit_of(facts, code),
        "activation_days": 0.0,
        "cost": told["plan_cost"],
        **{name: known(value) for name, value in ends.items()},
        "cost_assumed": True,
        **told,
        **dict.fromkeys(("reserve_no", "holder_id", "name", "region_code")),
        "usable": "yes",
        "usable_reason": "to_be_laid_in",
    }
    key = (facts.chain.code, *case.key, code, "new_stock")
    return BackupRow(values, key, partial(_product_trace, facts.snapshot, code))


def _reserve_trace(reserve: Reserve, refs: Sequence[Ref] | None) -> Trace:
    row = reserve.values
    if refs is not None:
        return unique(refs)
    columns = ("quantity", "activation_days", "holder", "agreement_end", "cost_init", "cost_year")
    needed = (("quantity", row["quantity"]), ("activation_days", row["activation_days"]))
    missing = [{"table": "reserves", "field": name} for name, told in needed if told is None]
    return unique([("reserves", reserve.row, columns)], missing)


def _product_trace(snapshot: GraphSnapshot, code: str) -> Trace:
    return unique(product_refs(snapshot, [code]))

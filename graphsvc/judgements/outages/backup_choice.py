"""Which backups to take: the plan that is asked for, its frontier, and what one more unit is worth, as documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.backup.frontier import Frontier, frontier
from graphsvc.analysis.backup.plans import Plan, Rules, allowed, least_cost_leaving, least_loss
from graphsvc.domain.rounding import known
from graphsvc.domain.values import Values
from graphsvc.judgements.outages.backup_cover import Planned
from graphsvc.judgements.outages.failures_to_cover import NOTICED
from graphsvc.judgements.workspace import Facts

SECONDS = 20.0
"""Time for the plan, and as much for its frontier."""
CORNERS = 25
WORTH = 1e-9


@dataclass(frozen=True)
class Wanted:
    """``target``: part of every need to cover; ``served``: instead, part of final output that stays; ``budget`` [万元]:
    instead, the least loss for it, expected or CVaR at ``alpha``; ``region_share``: of a backup in one city at most."""

    target: float
    served: float | None
    budget: float | None
    alpha: float | None
    region_share: float


@dataclass(frozen=True)
class Choice:
    """The plan, and the frontier that it lies on or above."""

    planned: Planned
    plan: Plan
    frontier: Frontier
    wanted: Wanted


def choose(planned: Planned, wanted: Wanted) -> Choice:
    """Plan and frontier of a cover."""
    cover = planned.cover
    rules = Rules(wanted.region_share, SECONDS, wanted.alpha)
    if wanted.budget is not None:
        plan = least_loss(cover, wanted.budget, rules)
    else:
        covered = np.full(len(cover.failures), 1.0 - min(1.0, wanted.target))
        may = covered if wanted.served is None else allowed(cover, wanted.served)
        plan = least_cost_leaving(cover, may, rules)
    return Choice(planned, plan, frontier(cover, rules, CORNERS), wanted)


def plan_document(facts: Facts, choice: Choice, untold: Sequence[str]) -> Values:
    """What the plan costs and leaves, whether it is proven best, and what no plan can cover."""
    plan, failures = choice.plan, choice.planned.cover.failures
    names, n = facts.names, facts.network
    left = plan.uncovered * failures.loss
    worst = int(np.argmax(left)) if len(left) else -1
    short = [
        {
            "product_code": n.product_codes[p],
            "product_name": names.product(n.product_codes[p]),
            "quantity": known(float(plan.short[p])),
            "unit": unit_of(facts, n.product_codes[p]),
        }
        for p in np.flatnonzero(plan.short > 0).tolist()
    ]
    mean, before = float(failures.weight @ left), float(failures.weight @ failures.loss)
    return {
        "plan_status": plan.status,
        "cost": known(plan.cost),
        "gap": known(plan.gap),
        "bound": known(plan.bound),
        "loss_days": known(mean),
        "loss_days_before": known(before),
        "covered": known(1.0 - mean / before if before > 0 else None),
        "served_least": known(float(np.min(1.0 - plan.uncovered * failures.impact, initial=1.0))),
        "worst_entity_id": choice.planned.failures[worst].entity.ids[0]
        if worst >= 0 and left[worst] > NOTICED
        else None,
        "uncovered": short,
        "n_failures": len(failures),
        "entities_without_figures": list(untold),
        "reserves_without_cost": [
            values["reserve_no"] or values["holder"]
            for values in (choice.planned.reserves[i][0].values for i in choice.planned.without_cost)
        ],
    }


def frontier_document(choice: Choice) -> tuple[list[Values], Values | None]:
    """Corners of the frontier by rising cost, and the knee."""
    failures = choice.planned.cover.failures
    before = float(failures.weight @ failures.loss)
    points: list[Values] = []
    for corner in choice.frontier.corners:
        mean = float(failures.weight @ (corner.plan.uncovered * failures.loss))
        points.append(
            {
                "cost": known(corner.cost),
                "coverage": known(1.0 - mean / before if before > 0 else None),
                "loss_days": known(corner.loss),
            }
        )
    knee = choice.frontier.knee
    return points, None if knee is None else points[knee]


def duals_document(facts: Facts, choice: Choice) -> list[Values]:
    """What one more unit is worth, dearest first: of a product from anywhere, and at the site of a reserve.

    In 万元 of cost saved per unit, or in full-output days of loss avoided per unit where a budget was asked with.
    """
    plan, n = choice.plan, facts.network
    if plan.worth_of_option is None or plan.worth_of_product is None:
        return []
    by = "d" if choice.wanted.budget is not None else "万元"
    found: list[Values] = []
    for p in np.flatnonzero(plan.worth_of_product > WORTH).tolist():
        found.append(_dual(facts, n.product_codes[p], None, None, float(plan.worth_of_product[p]), by))
    for k in np.flatnonzero(plan.worth_of_option > WORTH).tolist():
        option = choice.planned.options[k]
        if option.values is not None:
            row = option.values
            code = n.product_codes[option.product]
            found.append(_dual(facts, code, row["reserve_no"], row["holder"], float(plan.worth_of_option[k]), by))
    return sorted(found, key=lambda d: (-d["value"], d["product_code"], d["reserve_no"] or ""))


def _dual(facts: Facts, code: str, reserve_no: str | None, holder: str | None, value: float, by: str) -> Values:
    return {
        "product_code": code,
        "product_name": facts.names.product(code),
        "reserve_no": reserve_no,
        "holder_id": holder,
        "value": known(value),
        "value_unit": by,
        "unit": unit_of(facts, code),
    }


def unit_of(facts: Facts, code: str) -> str | None:
    """Unit of a product as list 03 has it."""
    row = facts.snapshot.products.get(code)
    return row["unit"] if row else None

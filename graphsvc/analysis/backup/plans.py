"""Plans of backups: least cost for what must stay served, least loss for a budget, what one more unit is worth."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from graphsvc.analysis.backup.cover import ANYWHERE, Cover
from graphsvc.analysis.backup.two_stage import (
    INFEASIBLE,
    INFINITY,
    OPTIMAL,
    FirstStage,
    Rows,
    Scenarios,
    Solved,
    TwoStage,
)
from graphsvc.domain.arrays import Floats

MISSING = 1e-6
"""Parts of a need below this count as none."""


@dataclass(frozen=True)
class Plan:
    """``taken`` (K,) part of each option, 0-1; ``uncovered`` (X,) part of each failure left, 0-1.

    ``status`` optimal, time_limit or infeasible. ``bound``: no plan has a lower value; ``gap`` between ``value`` and
    ``bound``, 0 where optimal, inf where no plan that does what is asked was found in time.
    ``short`` (P,) [unit] of each product that failed: what no plan can bring, so that the rest of the plan can be told.
    ``worth_of_option`` (K,), ``worth_of_product`` (P,): fall of the objective per further unit at that site, and of
    that product from anywhere; None where not optimal.
    """

    status: str
    taken: Floats
    uncovered: Floats
    cost: float
    value: float
    bound: float
    gap: float
    short: Floats
    worth_of_option: Floats | None
    worth_of_product: Floats | None
    n_rounds: int


@dataclass(frozen=True)
class Rules:
    """``region_share``: at most this part of a product's backup in one region; ``time_limit`` [s]; ``alpha``: CVaR."""

    region_share: float = 0.5
    time_limit: float = INFINITY
    alpha: float | None = None


def allowed(cover: Cover, target: float) -> Floats:
    """(X,) part of each failure that may stay uncovered so that ``target`` of final output is served meanwhile."""
    lost = cover.failures.impact
    spare = np.divide(1.0 - target, lost, out=np.full(len(lost), np.inf), where=lost > 0)
    part: Floats = np.clip(spare, 0.0, 1.0)
    return part


def least_cost(cover: Cover, target: float, rules: Rules) -> Plan:
    """Cheapest plan with which every failure alone leaves at least ``target`` (0-1) of final output served."""
    return least_cost_leaving(cover, allowed(cover, target), rules)


def least_cost_leaving(cover: Cover, may: Floats, rules: Rules) -> Plan:
    """Cheapest plan that leaves at most the part ``may`` (X,) of each failure uncovered.

    Where no plan does, the shortest fall (sum of parts of the largest needs) is found first and stands in ``short``;
    the plan is the cheapest of those with that fall.
    """
    began = time.perf_counter()
    program = _program(cover, rules, may, np.zeros(_n_products(cover)), np.zeros(_n_products(cover)))
    found = program.solve(1.0, 0.0, time_limit=rules.time_limit)
    nothing = np.zeros(_n_products(cover))
    if found.status != INFEASIBLE:
        if found.x is None or not np.isfinite(found.value):
            found = _repaired(cover, rules.region_share, found, may)
        return _plan(cover, found, found.status, nothing)
    roots = np.zeros(_n_products(cover))
    roots[cover.failures.stage_product[cover.failures.is_root]] = INFINITY
    elastic = _program(cover, rules, may, nothing, roots, is_elastic=True)
    elastic.adopt(program.cuts)
    fall = elastic.solve(1.0, 0.0, time_limit=_left(rules, began))
    if fall.x is None or fall.status != OPTIMAL:
        return _plan(cover, replace(fall, status=INFEASIBLE), INFEASIBLE, nothing)
    least = np.where(fall.x[len(cover.options) :] > MISSING, fall.x[len(cover.options) :], 0.0)
    rest = _program(cover, rules, may, least, np.where(least > 0, least, MISSING))
    rest.adopt(elastic.cuts)
    found = rest.solve(1.0, 0.0, time_limit=_left(rules, began))
    return _plan(cover, found, INFEASIBLE, least * cover.largest_need)


def least_loss(cover: Cover, budget: float, rules: Rules) -> Plan:
    """Plan of at most ``budget`` [万元] with the least expected loss, or CVaR, in full-output days."""
    found = loss_program(cover, rules).solve(0.0, 1.0, most_cost=budget, time_limit=rules.time_limit)
    return _plan(cover, found, found.status, np.zeros(_n_products(cover)))


def loss_program(cover: Cover, rules: Rules) -> TwoStage:
    """The program whose loss is the days lost, expected or CVaR; any failure may stay uncovered."""
    nothing = np.zeros(_n_products(cover))
    return _program(cover, rules, None, nothing, nothing)


def plan_of(cover: Cover, found: Solved) -> Plan:
    """What was solved, as a plan."""
    return _plan(cover, found, found.status, np.zeros(_n_products(cover)))


def _n_products(cover: Cover) -> int:
    return len(cover.flow.is_final)


def _left(rules: Rules, began: float) -> float:
    return max(0.1, rules.time_limit - (time.perf_counter() - began))


def _program(
    cover: Cover,
    rules: Rules,
    may: Floats | None,
    added: Floats,
    most_added: Floats,
    is_elastic: bool = False,
) -> TwoStage:
    """Decisions: parts of the options, then what is added to products; ``may`` None: any part may stay uncovered."""
    k, x = len(cover.options), len(cover.failures)
    p = _n_products(cover)
    cost = np.concatenate([np.zeros(k), np.ones(p)] if is_elastic else [cover.options.cost, np.zeros(p)])
    first = FirstStage(
        cost,
        np.concatenate([np.zeros(k), added]),
        np.concatenate([np.ones(k), most_added]),
        _region_rows(cover, rules.region_share),
    )
    ends = (np.zeros(x), np.ones(x)) if may is None else (may, may)
    scenarios = Scenarios(cover.failures.weight, cover.failures.loss, *ends)
    return TwoStage(first, scenarios, cover.oracle, rules.alpha if may is None else None)


def _region_rows(cover: Cover, share: float) -> Rows:
    """Per product and region: what is brought from there <= share of all that is brought of the product."""
    o = cover.options
    bound = np.flatnonzero((o.region != ANYWHERE) & (o.amount > 0))
    pair = np.unique(np.stack([o.product[bound], o.region[bound]]), axis=1)
    if share >= 1.0 or not pair.shape[1]:
        return Rows(np.empty(0), np.empty(0), np.zeros(1, np.int64), np.empty(0, np.int64), np.empty(0))
    order = np.argsort(o.product, kind="stable")
    start = np.searchsorted(o.product[order], pair[0], "left")
    count = np.searchsorted(o.product[order], pair[0], "right") - start
    ptr = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    index = order[np.repeat(start - ptr[:-1], count) + np.arange(ptr[-1])]
    own = o.region[index] == np.repeat(pair[1], count)
    scale = cover.largest_need[o.product[index]]
    value = (own - share) * o.amount[index] / scale
    n = pair.shape[1]
    return Rows(np.full(n, -INFINITY), np.zeros(n), ptr, index.astype(np.int64), value)


def _repaired(cover: Cover, region_share: float, found: Solved, may: Floats) -> Solved:
    """A plan found too early, drawn towards all that the rules allow until it does what is asked; else none."""
    k = len(cover.options)
    everything = np.concatenate([most_taken(cover, region_share), np.zeros(_n_products(cover))])
    if (cover.oracle(everything)[0] > may + MISSING).any():
        return found
    near, far = (np.zeros(len(everything)) if found.x is None else found.x), everything
    low, high = 0.0, 1.0
    for _ in range(40):
        part = 0.5 * (low + high)
        is_enough = bool((cover.oracle(near + part * (far - near))[0] <= may).all())
        low, high = (low, part) if is_enough else (part, high)
    x = near + high * (far - near)
    value, bound = float(cover.options.cost @ x[:k]), max(0.0, found.bound)
    return replace(found, x=x, theta=may, value=value, gap=max(0.0, value - bound) / max(1e-9, value))


def most_taken(cover: Cover, region_share: float) -> Floats:
    """(K,) the most that may be taken of every option at once, regions cut evenly to their share of the product."""
    o, n = cover.options, _n_products(cover)
    settled = o.region != ANYWHERE
    place = np.stack([o.product, o.region])[:, settled]
    pair, at = np.unique(place, axis=1, return_inverse=True)
    whole = np.bincount(at, o.amount[settled], minlength=pair.shape[1])
    free = np.bincount(o.product[~settled], o.amount[~settled], minlength=n)
    cap = np.full(n, np.inf)
    for _ in range(200):  # falls towards the largest cap that keeps the rule
        kept = np.minimum(whole, cap[pair[0]])
        cap = region_share * (free + np.bincount(pair[0], kept, minlength=n)) if region_share < 1.0 else cap
    taken = np.ones(len(o))
    part = np.divide(np.minimum(whole, cap[pair[0]]), whole, out=np.zeros(len(whole)), where=whole > 0)
    taken[settled] = part[at]
    return taken


def _plan(cover: Cover, found: Solved, status: str, short: Floats) -> Plan:
    k = len(cover.options)
    if found.x is None:
        taken, uncovered, value = np.zeros(k), np.ones(len(cover.failures)), INFINITY
    else:
        taken, value = found.x[:k], found.value
        uncovered = cover.uncovered(taken)
    worth = None
    by_product = None
    if len(found.decision_dual):
        fall = np.maximum(0.0, -found.decision_dual)
        amount = cover.options.amount
        worth = np.divide(fall[:k], amount, out=np.zeros(k), where=amount > 0)
        by_product = fall[k:] / cover.largest_need
    cost = float(cover.options.cost @ taken)
    return Plan(status, taken, uncovered, cost, value, found.bound, found.gap, short, worth, by_product, found.n_rounds)

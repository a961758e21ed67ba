"""Weak links: which of W1 to W7 holds of a product made here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from graphsvc.judgements.facts.local_links import LocalLinks
from graphsvc.judgements.figures import truth, zero_if_blank
from graphsvc.judgements.three_valued import all_of, any_of, at_least, below, if_listed
from graphsvc.judgements.workspace import Facts

WEAK_FIELDS = ("coefficient", "output", "capacity", "share")
DEFAULT_THETAS = {"theta1": 0.7, "theta2": 0.4, "theta3": 0.5, "theta4": 0.3}
NO_LEADER = 0.03
"""W5: national share below which the largest maker is no strong one."""
NO_SPARE = 0.95
"""W6: utilization from which there is no room left."""
DECLINE, EXIT = 0.2, 0.3
"""W7: part of output lost within twelve months; part of capacity with an exit date."""
SOFT_REASONS = frozenset({"W4", "W5"})
"""Reasons that ask for grades and market shares, which most lists leave blank: a status does not wait for them."""


@dataclass(frozen=True, slots=True)
class WeakLink:
    """One product made here: verdict, proven reasons, reasons that unknown data leave open, and the figures."""

    code: str
    is_weak: str
    reasons: tuple[str, ...]
    possible: tuple[str, ...]
    ssr: float
    utilization: float


def weak_links(facts: Facts, thetas: Mapping[str, float] = DEFAULT_THETAS) -> Mapping[str, WeakLink]:
    """All products of the chain's map by code."""
    return facts.kept(_by_default) if thetas == DEFAULT_THETAS else _of_map(facts, thetas)


def _by_default(facts: Facts) -> Mapping[str, WeakLink]:
    return _of_map(facts, DEFAULT_THETAS)


def _of_map(facts: Facts, thetas: Mapping[str, float]) -> Mapping[str, WeakLink]:
    return {code: weak_link(facts, code, thetas) for code in facts.members.product_codes}


def weak_link(facts: Facts, code: str, thetas: Mapping[str, float]) -> WeakLink:
    """Verdict on one product: each of W1 to W7 is proven, open, or does not hold."""
    figures = facts.local.figures
    p = facts.network.product_index[code]
    demand, capacity, output = float(figures.demand[p]), float(figures.capacity[p]), float(figures.output[p])
    ssr = capacity / demand if demand > 0 else np.nan
    utilization = output / capacity if capacity > 0 else np.nan
    if not figures.made_here[p]:
        complete = facts.data.list_is_complete("06", code) and not figures.maybe_here[p]
        return WeakLink(code, "no" if complete else "unknown", (), (), ssr, utilization)
    verdicts = _reasons(facts, code, p, thetas)
    proven = tuple(name for name, holds in verdicts.items() if holds)
    possible = tuple(name for name, holds in verdicts.items() if holds is None)
    return WeakLink(code, truth(any_of(verdicts.values())), proven, possible, ssr, utilization)


def _reasons(facts: Facts, code: str, p: int, thetas: Mapping[str, float]) -> dict[str, bool | None]:
    """Verdict per reason; a reason that is not asked of the product is left out."""
    figures, bounds = facts.local.figures, facts.local.bounds
    complete = facts.data.list_is_complete("06", code)
    found: dict[str, bool | None] = {}
    if not figures.needed[p] and facts.data.waiting.needs(code):
        found["W1"] = None
    if figures.asked[p]:
        found["W1"] = if_listed(below(bounds.ssr_lower[p], bounds.ssr_upper[p], thetas["theta1"]), complete)
    if code not in facts.members.final_set:
        crowded = at_least(bounds.hhi_lower[p], bounds.hhi_upper[p], thetas["theta2"])
        found["W2"] = if_listed(any_of([bool(figures.n_groups[p] <= 2), crowded]), complete)
        if figures.purchased[p]:
            found["W3"] = at_least(bounds.import_lower[p], bounds.import_upper[p], thetas["theta3"])
    short = at_least(facts.local.grades.lower[p], facts.local.grades.upper[p], thetas["theta4"])
    found["W4"] = if_listed(short, complete)
    found["W5"] = if_listed(_no_leader(facts.local, p), complete)
    found["W6"] = at_least(bounds.utilization_lower[p], bounds.utilization_upper[p], NO_SPARE)
    found["W7"] = None if facts.data.waiting.makers(code) else _declines(facts.local, p)
    return found


def _no_leader(local: LocalLinks, p: int) -> bool | None:
    """Nobody with a title, and the largest national share under 3 %; a blank share leaves it open."""
    standing = local.standing
    largest = zero_if_blank(standing.national_share[p])
    upper = largest if standing.shares_known[p] else 1.0
    return all_of([not standing.is_cultivated[p], below(largest, upper, NO_LEADER)])


def _declines(local: LocalLinks, p: int) -> bool | None:
    """Output a fifth lower than a year before, or three tenths of capacity leaving; without a series the exits alone
    tell, a blank in it leaves the reason open."""
    change, leaving = float(local.standing.output_change[p]), float(local.standing.exiting_share[p])
    fell = None if local.standing.change_open[p] else bool(change <= -DECLINE + 1e-9)
    return any_of([fell, at_least(leaving, leaving, EXIT) if np.isfinite(leaving) else None])

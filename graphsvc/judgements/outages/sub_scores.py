"""Diagnostic sub-scores of a chain, 0-100: what its resilience rests on. Never averaged into the headline."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.links.link_bounds import purchase_ends
from graphsvc.analysis.outages.outage import stock_days
from graphsvc.analysis.outages.recovery import OwnRecovery, own_recovery
from graphsvc.analysis.sources import Diversity, diversity, effective_sources
from graphsvc.domain.arrays import Bools, Floats
from graphsvc.domain.network import Network
from graphsvc.domain.rounding import known
from graphsvc.judgements.links.completeness import chain_completeness
from graphsvc.judgements.links.imports import import_dependence
from graphsvc.judgements.workspace import Facts

RECOVERY_TARGET_DAYS = 30.0
Score = tuple[float | None, float | None, float | None]
"""Value, lower and upper end; None where nothing tells."""
NOTHING: Score = (None, None, None)


def sub_scores(facts: Facts) -> dict[str, float | str | None]:
    """Every score with its ends: what a blank leaves open may be good or bad; None where nothing tells."""
    cp = chain_completeness(facts)
    held = _purchases(facts)
    scores: dict[str, Score] = {
        "score_completeness": _percent(cp["completeness_cp"], cp["completeness_cp_lower"], cp["completeness_cp_upper"]),
        "score_diversity": NOTHING,
        "score_autonomy": _autonomy(facts),
        "score_buffer": NOTHING,
        "score_recovery": NOTHING,
    }
    if len(held.recovery):
        is_priced = held.weight is not None
        weight = np.ones(len(held.recovery)) if held.weight is None else held.weight
        scores["score_diversity"] = _percent(
            np.average(held.is_many, weights=weight),
            *(_average(held.surely_many, held.maybe_many, weight, is_priced)),
        )
        scores["score_buffer"] = _percent(
            held.is_buffered.mean(), held.surely_buffered.mean(), held.maybe_buffered.mean()
        )
        scores["score_recovery"] = _percent(
            *(_recovery_score(days) for days in (held.recovery, held.recovery_most, held.recovery_least))
        )
    found: dict[str, float | str | None] = {}
    is_open = bool(facts.undated.plants)
    for name, (value, lower, upper) in scores.items():
        if is_open and name != "score_completeness" and value is not None:
            lower, upper = 0.0, 100.0  # who buys and sells what may hang on a date nobody tells
        found |= {name: value, f"{name}_lower": lower, f"{name}_upper": upper}
    return {**found, "score_weights": "equal" if held.weight is None else "value"}


def _percent(value: float | None, lower: float | None, upper: float | None) -> Score:
    told = [known(100.0 * float(x)) if x is not None else None for x in (value, lower, upper)]
    return told[0], told[1], told[2]


def _average(surely: Bools, maybe: Bools, weight: Floats, is_weighted: bool) -> tuple[float, float]:
    """Ends of a weighted share; where the weights are not known, all of it may hang on any one."""
    if is_weighted:
        return float(np.average(surely, weights=weight)), float(np.average(maybe, weights=weight))
    return float(surely.all()), float(maybe.any())


def _recovery_score(days: Floats) -> float:
    return min(1.0, RECOVERY_TARGET_DAYS / max(1.0, float(np.median(days))))


@dataclass(frozen=True)
class _Held:
    """Per purchase of the region's buyers (n,): ``weight`` by value, None where one is not known; whether it has two
    effective sources or more, whether its stock outlasts the recovery of its largest source, and that recovery [d];
    each as it is printed, for sure, and possibly."""

    weight: Floats | None
    is_many: Bools
    surely_many: Bools
    maybe_many: Bools
    is_buffered: Bools
    surely_buffered: Bools
    maybe_buffered: Bools
    recovery: Floats
    recovery_least: Floats
    recovery_most: Floats


def _purchases(facts: Facts) -> _Held:
    n, own, stocks = facts.network, own_recovery(facts.network, facts.ground.natures), stock_days(facts.network)
    purchases = facts.members.purchases_here
    value = n.purchase_quantity[purchases] * n.product_price[n.purchase_product[purchases]]
    sized = np.isfinite(value) & ~purchase_ends(n).unsized[purchases]
    is_priced = bool(len(value)) and bool(sized.all()) and bool(value.sum() > 0)
    spread = [diversity(n, q) for q in purchases.tolist()]
    rows = [_buffer(n, q, own, float(stocks[q])) for q in purchases.tolist()]
    days = np.array([row[3:] for row in rows], np.float64).reshape(len(rows), 3)
    flags = np.array([row[:3] for row in rows], np.bool_).reshape(len(rows), 3)
    many, surely, maybe = (
        np.array([_is_many(d, end) for d in spread], np.bool_) for end in ("value", "lower", "upper")
    )
    return _Held(
        value if is_priced else None, many, surely, maybe,
        flags[:, 0], flags[:, 1], flags[:, 2], days[:, 0], days[:, 1], days[:, 2],
    )  # fmt: skip


def _is_many(spread: Diversity, end: str) -> bool:
    told = spread.lower if spread.value is None else spread.value  # where too little is known, what is sure counts
    n_eff = {"value": told, "lower": spread.lower, "upper": spread.upper}[end]
    return end == "upper" if n_eff is None else n_eff >= 2.0 - 1e-9


def _buffer(n: Network, q: int, own: OwnRecovery, stock: float) -> tuple[bool, bool, bool, float, float, float]:
    """Whether the stock outlasts the largest source (as printed, surely, possibly) and its recovery (value, ends) [d].

    What is not known of the shares may belong to any source: then all of them are asked.
    """
    shares, _ = effective_sources(n, q)
    top = max(shares, key=lambda g: (shares[g], -g), default=None)
    sources = [int(v) for v in n.source_node[n.source_ptr[q] : n.source_ptr[q + 1]]]
    largest = [v for v in sources if top is None or n.firm_group[n.node_firm[v]] == top]
    part = shares[top] if top is not None and shares[top] > 0 else 1.0
    is_open = n.purchase_known[q] < 1.0 - 1e-9
    asked = sources if is_open else largest
    days = float(own.value[largest].max())
    least, most = float(own.least[asked].min() if is_open else own.least[asked].max()), float(own.most[asked].max())
    blank = bool(np.isnan(n.purchase_stock[q]))
    shortest, longest = (0.0, np.inf) if blank else (stock, stock)
    surely = shortest / (1.0 if is_open else part) >= most - 1e-9
    maybe = blank or is_open or longest / part >= least - 1e-9
    return stock / part >= days - 1e-9, surely, maybe, days, least, most


def _autonomy(facts: Facts) -> Score:
    """1 - imports over purchases."""
    value, least, most = import_dependence(facts)
    return _percent(*(None if x is None else 1.0 - x for x in (value, most, least)))

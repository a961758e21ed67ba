"""How far the headline figures of missing, weak and strong links could move once blanks are filled in.

Every bound holds whatever the blank cells turn out to be; ``inf`` means that nothing limits the figure from above.
A list that was not declared complete is another matter: the questions say of it that the verdict stays open.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.links.local_figures import (
    LocalFigures,
    buyers_in,
    known_rate,
    nodes_in,
    part_in,
    source_amounts,
    unsourced,
)
from graphsvc.domain.arrays import Bools, Floats, totals
from graphsvc.domain.network import Network

TOLERANCE = 1e-9


@dataclass(frozen=True)
class LinkBounds:
    """Per product (P,) in one region: lower and upper ends; NaN where the figure has no meaning there.

    ``capacity`` [unit/yr] of makers here: a blank one counts as 0 below and has no upper end. ``demand`` [unit/yr]:
    from the lesser to the greater of derived demand (a blank output is at most the capacity, an unknown mix all of one
    alternative) and of purchases. ``ssr`` capacity over demand.
    ``hhi`` 0-1 over groups by capacity. ``imports`` 0-1 of purchases: unknown origin all domestic, all imported.
    ``utilization`` output over capacity; a blank output lies between 0 and the capacity.
    """

    capacity_lower: Floats
    capacity_upper: Floats
    demand_lower: Floats
    demand_upper: Floats
    ssr_lower: Floats
    ssr_upper: Floats
    hhi_lower: Floats
    hhi_upper: Floats
    import_lower: Floats
    import_upper: Floats
    utilization_lower: Floats
    utilization_upper: Floats


def link_bounds(network: Network, region: str, figures: LocalFigures) -> LinkBounds:
    """Bounds of all local figures of a region at once; array work over nodes, alternatives and sources."""
    here, part = nodes_in(network, region)[0], part_in(network, region)
    capacity = _capacity(network, here, part, figures.made_here)
    bought = _bought(network, region)
    demand = _demand(network, here, part, figures, bought)
    ssr = _ratio(capacity[0], demand[1]), _ratio(capacity[1], demand[0])
    return LinkBounds(
        *capacity,
        *demand,
        *ssr,
        *_concentration(network, here, part, figures),
        bought.import_lower,
        bought.import_upper,
        *_utilization(network, here, part, figures.made_here),
    )


def _ratio(capacity: Floats, demand: Floats) -> Floats:
    """Capacity over demand; ``inf`` where nothing is demanded, NaN where either has no meaning."""
    both = np.isfinite(capacity) & np.isinf(demand)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.where(both, 0.0, capacity / demand)
    return np.where((demand == 0) & ~np.isnan(capacity), np.inf, found)


def share_bounds(part: Floats, rest: Floats, unknown: Floats, raises: Bools, lowers: Bools) -> tuple[Floats, Floats]:
    """Ends of part / (part + rest) when ``unknown`` may belong to either and some amounts are not known at all.

    Parameters
    ----------
    part, rest : (n,)
        Amounts that belong to the part and to the rest, in one unit.
    unknown : (n,)
        Amounts that may belong to either.
    raises, lowers : (n,)
        Whether an amount of unknown size might belong to the part, to the rest.

    Returns
    -------
    lower, upper : (n,)
        0-1; NaN where nothing is there.

    Examples
    --------
    >>> no = np.array([False])
    >>> lower, upper = share_bounds(np.array([2.0]), np.array([6.0]), np.array([2.0]), no, no)
    >>> float(lower[0]), float(upper[0])
    (0.2, 0.4)
    """
    total = part + rest + unknown
    with np.errstate(divide="ignore", invalid="ignore"):
        lower, upper = part / total, (part + unknown) / total
    return np.where(lowers, 0.0, np.where(raises & (total <= 0), 1.0, lower)), np.where(
        raises, 1.0, np.where(lowers & (total <= 0), 0.0, upper)
    )


def _capacity(network: Network, here: Bools, part: Floats, made: Bools) -> tuple[Floats, Floats]:
    of = network.node_product[here]
    held = (network.node_capacity * part)[here]
    known = totals(of, np.nan_to_num(held), len(made))
    blank = totals(of, np.isnan(held), len(made)) > 0
    return np.where(made, known, np.nan), np.where(made, np.where(blank, np.inf, known), np.nan)


def _utilization(network: Network, here: Bools, part: Floats, made: Bools) -> tuple[Floats, Floats]:
    of, n = network.node_product[here], len(made)
    output, capacity = ((values * part)[here] for values in (network.node_output, network.node_capacity))
    no_output, no_capacity = np.isnan(output), np.isnan(capacity)

    def total(values: Floats) -> Floats:
        return totals(of, np.nan_to_num(values), n)

    open_end = totals(of, no_capacity, n) > 0
    both = totals(of, no_capacity & no_output, n) > 0
    held = total(capacity) + total(np.where(no_capacity, output, 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        lower = total(output) / total(capacity)
        upper = (total(output) + total(np.where(no_output, capacity, 0.0))) / held
    upper = np.where(both, np.fmax(upper, 1.0), upper)
    lower = np.where(open_end, 0.0, lower)
    return np.where(made & ~np.isnan(upper), lower, np.nan), np.where(made, upper, np.nan)


def _concentration(network: Network, here: Bools, part: Floats, figures: LocalFigures) -> tuple[Floats, Floats]:
    """With m groups of unknown size beside known ones of index h: at least h / (1 + m h), where all of them hold
    sum(k^2) / sum(k); at most 1, where one of them outgrows all."""
    n, n_groups = len(figures.made_here), max(len(network.group_ids), 1)
    group = network.firm_group[network.node_firm[here]].astype(np.int64)
    key, at = np.unique(network.node_product[here].astype(np.int64) * n_groups + group, return_inverse=True)
    of = key // n_groups
    held = totals(at, (network.node_capacity * part)[here], len(key))
    blank = np.isnan(held)
    total = totals(of, np.nan_to_num(held), n)
    with np.errstate(divide="ignore", invalid="ignore"):
        index = totals(of, np.nan_to_num(held) ** 2, n) / total**2
    m = totals(of, blank, n)
    lower = np.where(np.isnan(index), 1.0 / np.maximum(m, 1.0), index / (1.0 + m * index))
    alone = figures.n_groups == 1
    lower, upper = np.where(alone, 1.0, lower), np.where(alone | (m > 0), 1.0, index)
    return np.where(figures.made_here, lower, np.nan), np.where(figures.made_here, upper, np.nan)


@dataclass(frozen=True)
class _Bought:
    """Purchases of the region's buyers per product (P,): ends of the part imported, 0-1, NaN where none is recorded,
    and of what they amount to in all [unit/yr]."""

    import_lower: Floats
    import_upper: Floats
    lower: Floats
    upper: Floats


@dataclass(frozen=True)
class PurchaseEnds:
    """Per purchase (Q,) [unit/yr]: ``imported``, ``domestic``, ``total`` of what is known or follows from it.

    ``least``, ``most`` it can amount to, ``inf`` without an upper end (``unsized``); ``import_least``, ``import_most``
    0-1, the part imported whatever the amount.
    """

    imported: Floats
    domestic: Floats
    total: Floats
    least: Floats
    most: Floats
    unsized: Bools
    import_least: Floats
    import_most: Floats


def purchase_ends(network: Network) -> PurchaseEnds:
    """What every purchase may amount to, wherever its buyer stands."""
    q = network.source_purchase
    amount, supplier = source_amounts(network), network.node_firm[network.source_node]
    country = np.array(network.firm_country, dtype="U2")[supplier]
    told = network.firm_identified[supplier] & (country != "")
    abroad = told & network.firm_abroad[supplier]

    def of(mask: Bools) -> Floats:
        return totals(q[mask], np.nan_to_num(amount)[mask], network.n_purchases)

    def share_of(mask: Bools) -> Floats:
        return totals(q[mask], network.source_share[mask], network.n_purchases)

    imported, domestic, identified = of(abroad), of(told & ~abroad), of(network.firm_identified[supplier])
    recorded = np.isfinite(network.purchase_quantity)
    sized = totals(q, np.isnan(amount), network.n_purchases) == 0
    share = network.purchase_known
    whole = np.nan_to_num(network.purchase_quantity)
    scaled = np.divide(identified, share, out=np.zeros_like(whole), where=share > 0)
    total = np.where(network.purchase_declared, whole, np.fmax(whole, scaled))
    unsized = ~(recorded & sized) | ~(network.purchase_declared | (share > 0))
    all_abroad = network.purchase_declared & (np.bincount(q[~abroad], minlength=network.n_purchases) == 0)
    all_here = network.purchase_declared & (np.bincount(q[abroad | ~told], minlength=network.n_purchases) == 0)
    return PurchaseEnds(
        imported=imported,
        domestic=domestic,
        total=total,
        least=of(np.ones(len(q), np.bool_)),
        most=np.where(unsized, np.inf, np.fmax(total, identified)),
        unsized=unsized,
        import_least=np.where(all_abroad, 1.0, share_of(abroad)),
        import_most=np.where(all_here, 0.0, 1.0 - share_of(told & ~abroad)),
    )


def _bought(network: Network, region: str) -> _Bought:
    """A purchase of unknown size may weigh anything: it moves the part imported towards its own, as far as it likes."""
    n, ends = len(network.product_codes), purchase_ends(network)
    mine = buyers_in(network, region)[network.purchase_buyer] & network.purchase_has_sources
    product, loose, sized = network.purchase_product, mine & ends.unsized, mine & ~ends.unsized
    rest = ends.total - ends.imported - ends.domestic
    unknown = np.where(rest > TOLERANCE * ends.total, rest, 0.0)  # what is left of equal sums is noise

    def total(values: Floats, which: Bools) -> Floats:
        return totals(product[which], values[which], n)

    imported, open_ = total(ends.imported, sized), total(unknown, sized)
    whole = imported + total(ends.domestic, sized) + open_
    with np.errstate(divide="ignore", invalid="ignore"):
        lower, upper = imported / whole, (imported + open_) / whole  # NaN where nothing is sized
    np.fmin.at(lower, product[loose], ends.import_least[loose])
    np.fmax.at(upper, product[loose], ends.import_most[loose])
    return _Bought(lower, upper, total(ends.least, mine), total(ends.most, mine))


def _demand(
    network: Network, here: Bools, part: Floats, figures: LocalFigures, bought: _Bought
) -> tuple[Floats, Floats]:
    n, node = len(figures.made_here), network.alternative_node
    technical = here[node] & (network.alternative_input >= 0)
    of = network.purchase_product[network.alternative_purchase[technical]]
    rate = np.where(network.alternative_mix_known, known_rate(network), network.alternative_coefficient)
    output, most = network.node_output * part, network.node_capacity * part
    most_need = (rate * np.where(np.isnan(output), most, output)[node])[technical]
    highest = totals(of, np.where(np.isnan(most_need), np.inf, most_need), n)
    settled = np.isfinite(figures.demand_derived) & ((figures.demand_derived > 0) | ~figures.purchased)
    needed, purchased = figures.needed, figures.purchased
    lower = np.fmin(np.where(needed, figures.demand_known, np.inf), np.where(purchased, bought.lower, np.inf))
    upper = np.fmax(np.where(needed, highest, 0.0), np.where(purchased, bought.upper, 0.0))
    upper = np.where(unsourced(network, here, n) & ~needed, np.inf, upper)
    lower = np.where(settled, figures.demand_derived, np.where(figures.asked, lower, np.nan))
    return lower, np.where(settled, figures.demand_derived, np.where(figures.asked, upper, np.nan))

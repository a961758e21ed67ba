"""Where a firm's purchases come from: value per purchase from makers of a region, from elsewhere, from nobody knows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.links.link_bounds import TOLERANCE, share_bounds
from graphsvc.analysis.links.local_figures import nodes_in, places_in
from graphsvc.domain.arrays import Bools, Floats, Longs, numbers, totals
from graphsvc.domain.network import Network
from graphsvc.domain.tables import ChainTables

NEAR, FAR, UNKNOWN = 0, 1, 2


@dataclass(frozen=True)
class PurchaseValues:
    """Per purchase (Q,) [万元/yr], one year: ``near`` from makers in the region, ``far`` from outside it.

    ``total`` the firm's whole purchase of the product, NaN where it is not known; ``unknown`` the part of it whose
    origin nobody states; ``near_told``, ``far_told`` whether every source of a side has a value.
    ``near_share`` 0-1 of what is of known origin, by value or else by share; NaN where neither
    tells. ``is_whole`` whether the named sources are all of it; ``has_far`` any source outside the region.
    ``reported``, ``priced``: whether any amount is a reported one, a quantity times the reference price.
    """

    near: Floats
    far: Floats
    unknown: Floats
    total: Floats
    near_share: Floats
    near_told: Bools
    far_told: Bools
    is_whole: Bools
    has_far: Bools
    reported: Bools
    priced: Bools


@dataclass(frozen=True)
class SourceValues:
    """Wherever the makers stand: ``filled`` value of each source (K,) [万元/yr], NaN where nothing tells it.

    Per purchase (Q,): ``whole`` value of all of it [万元/yr] or NaN; ``is_blank`` some source has no value;
    ``is_whole``, ``reported``, ``priced`` as in ``PurchaseValues``.
    """

    filled: Floats
    whole: Floats
    is_blank: Bools
    is_whole: Bools
    reported: Bools
    priced: Bools


def source_values(network: Network, tables: ChainTables) -> SourceValues:
    """All sources and purchases at once; array work over sources.

    The value of a source is its 年供应额, else quantity x 参考单价 / 1e4. Without a complete list 07 the named
    sources of known value stand for their known share of the whole; with it they are the whole.
    """
    n, q, share = network.n_purchases, network.source_purchase, network.source_share
    amount, reported = _amounts(network, tables)
    supplier = network.node_firm[network.source_node]

    def total(values: Floats | Bools) -> Floats:
        return totals(q, np.asarray(values, np.float64), n)

    valued = network.source_share_known & np.isfinite(amount)
    stood_for = total(share * valued)
    scaled = np.divide(total(np.where(valued, amount, 0.0)), stood_for, out=np.full(n, np.nan), where=stood_for > 0)
    priced = np.isfinite(amount) & ~reported
    filled = np.where(np.isnan(amount) & network.source_share_known, share * scaled[q], amount)
    blank = total(np.isnan(filled)) > 0
    loose = total(np.isnan(filled) & ~network.source_share_known & network.firm_identified[supplier]) > 0
    recorded = total(np.nan_to_num(filled))
    whole = np.where(network.purchase_declared & ~blank, recorded, np.fmax(scaled, recorded))
    open_end = ~(network.purchase_declared | (network.purchase_known > 0))
    left = total(np.isnan(filled) & ~network.source_share_known) > 0
    crowded = left & (network.purchase_known >= 1.0 - TOLERANCE)  # the rest seems to be all only as one is blank
    return SourceValues(
        filled=filled,
        whole=np.where(open_end | crowded | ~network.purchase_has_sources | (blank & np.isnan(scaled)), np.nan, whole),
        is_blank=blank,
        is_whole=~loose & (network.purchase_declared | (network.purchase_known >= 0.9 - TOLERANCE)),
        reported=total(reported) > 0,
        priced=total(priced) > 0,
    )


def purchase_values(network: Network, tables: ChainTables, region: str) -> PurchaseValues:
    """All purchases at once, by where the makers stand; array work over sources."""
    n, q, values = network.n_purchases, network.source_purchase, source_values(network, tables)
    origin, told = source_origin(network, region), np.nan_to_num(values.filled)

    def total(amounts: Floats | Bools) -> Floats:
        return totals(q, np.asarray(amounts, np.float64), n)

    near, far = total(told * (origin == NEAR)), total(told * (origin == FAR))
    near_by_share = total(network.source_share * (origin == NEAR))
    by_share = near_by_share + total(network.source_share * (origin == FAR))
    rest = values.whole - near - far  # what is left of equal sums in another order is noise
    with np.errstate(divide="ignore", invalid="ignore"):
        by_share = np.where(_mixed(network, origin), np.nan, near_by_share / by_share)
        near_share = np.where(values.is_blank | (near + far <= 0), by_share, near / (near + far))
    return PurchaseValues(
        near=near,
        far=far,
        unknown=np.where(rest <= TOLERANCE * values.whole, 0.0, rest),
        total=values.whole,
        near_share=near_share,
        near_told=total(np.isnan(values.filled) & (origin == NEAR)) == 0,
        far_told=total(np.isnan(values.filled) & (origin == FAR)) == 0,
        is_whole=values.is_whole,
        has_far=total(origin == FAR) > 0,
        reported=values.reported,
        priced=values.priced,
    )


def _mixed(network: Network, origin: Floats) -> Bools:
    """(Q,) whether a purchase comes from both sides and one of these sources does not tell its share."""
    n, q = network.n_purchases, network.source_purchase
    near, far = (np.bincount(q[origin == side], minlength=n) > 0 for side in (NEAR, FAR))
    blank = np.bincount(q[(origin != UNKNOWN) & ~network.source_share_known], minlength=n) > 0
    found: Bools = near & far & blank
    return found


def source_origin(network: Network, region: str) -> Floats:
    """(K,) ``NEAR``, ``FAR`` or ``UNKNOWN`` per source: by the maker's present sites of the product, else by those of
    its other products, else by its registration.

    Unknown: remainders and traders, and domestic sources whose place is blank or only known to a wider region.
    """
    here, _ = nodes_in(network, region)
    node = network.source_node
    firm = network.node_firm[node]
    registered, vague = places_in(network.firm_region, region)
    abroad = network.firm_abroad
    sited = network.node_has_capacity[node]
    vague_sites = np.zeros(network.n_nodes, np.bool_)
    vague_sites[network.site_node[places_in(network.site_region, region)[1]]] = True
    has_site = _any_node(network, network.node_has_capacity)
    near_firm = np.where(has_site, _any_node(network, here), registered)
    vague_firm = np.where(has_site, _any_node(network, network.node_has_capacity & vague_sites), vague)
    near = np.where(sited, here[node], near_firm[firm])
    unclear = np.where(sited, vague_sites[node], vague_firm[firm]) & ~abroad[firm]
    kind = np.where(near, NEAR, np.where(unclear, UNKNOWN, FAR))
    return np.where(network.firm_identified[firm], kind, UNKNOWN)


def _any_node(network: Network, mask: Bools) -> Bools:
    """(F,) whether any node of each firm is marked."""
    found: Bools = np.bincount(network.node_firm[mask], minlength=network.n_firms) > 0
    return found


def _amounts(network: Network, tables: ChainTables) -> tuple[Floats, Bools]:
    """(K,) value of each source [万元/yr], NaN where unknown, and whether it was reported."""
    reported = numbers(tables["supplies"]["amount"])[network.source_row]
    q = network.source_purchase
    by_share = network.purchase_quantity[q] * np.where(network.source_share_known, network.source_share, np.nan)
    quantity = np.where(np.isfinite(network.source_quantity), network.source_quantity, by_share)
    priced = quantity * network.product_price[network.purchase_product[q]] / 1e4
    return np.where(np.isfinite(reported), reported, priced), np.isfinite(reported)


@dataclass(frozen=True)
class LocalRate:
    """Share of a firm's purchases by value that come from the region, 0-1, with its ends; NaN where nothing tells."""

    value: float
    lower: float
    upper: float


def local_rate(values: PurchaseValues, purchases: Longs) -> LocalRate:
    """Rate over some purchases (positions). The headline leaves out what is of unknown origin or value; the ends give
    it all to one side."""
    near, far = float(values.near[purchases].sum()), float(values.far[purchases].sum())
    unsized = np.isnan(values.total[purchases])
    share, sure = values.near_share[purchases], values.is_whole[purchases]
    raises = bool((unsized & ~(sure & (share == 0.0))).any())
    lowers = bool((unsized & ~(sure & (share == 1.0))).any())
    unknown = float(np.nan_to_num(values.unknown[purchases]).sum())
    sides = np.array([raises]), np.array([lowers])
    lower, upper = share_bounds(np.array([near]), np.array([far]), np.array([unknown]), *sides)
    return LocalRate(near / (near + far) if near + far > 0 else np.nan, float(lower[0]), float(upper[0]))

"""Missing and weak links of one chain in one region, product by product.

Everything is three-valued: a negative fact (nobody makes it) is only said of a list that was declared complete.
Derived demand D_R(p) = sum over products q made in the region of a_pq Q_q; where that is unknown, the purchases of
the region's firms, or what is known of the sum where that is more. A recorded purchase is demand whatever its quantity:
where none can be derived the figure stays unknown, it is never 0. HHI is over control groups by capacity.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphsvc.domain.arrays import Bools, Floats, Longs, totals
from graphsvc.domain.control import lies_in, region_prefix
from graphsvc.domain.network import Network
from graphsvc.domain.once import once


@dataclass(frozen=True)
class LocalFigures:
    """Per product (P,) in one region; NaN is unknown, units are the product's own per year.

    ``made_here`` any active maker with a present site here; ``maybe_here`` one whose site is only known to a wider
    region, or not at all; ``n_makers``, ``n_groups`` counts of firms and groups;
    ``capacity``, ``output`` of the sites here; ``demand`` derived (or bought, see ``demand_is_bought``), NaN where
    neither is told in full; ``needed`` by what is made here, ``purchased`` by the region's firms, in whatever
    quantity; ``demand_known`` what is told of derived demand; ``hhi`` 0-1 over groups by capacity;
    ``import_share`` of identified purchases by the region's firms, NaN where it hangs on a blank quantity;
    ``bought_here`` whether the region's buyers buy any from makers here (NaN: no purchase recorded).
    """

    made_here: Bools
    maybe_here: Bools
    n_makers: Floats
    n_groups: Floats
    capacity: Floats
    output: Floats
    demand: Floats
    demand_is_bought: Bools
    demand_derived: Floats
    demand_known: Floats
    demand_bought: Floats
    hhi: Floats
    import_share: Floats
    bought_here: Floats
    needed: Bools
    purchased: Bools

    @once
    def asked(self) -> Bools:
        """(P,) whether the region needs or buys the product."""
        return self.needed | self.purchased


def places_in(codes: Sequence[str], region: str) -> tuple[Bools, Bools]:
    """Which places lie under a region, and which may: blank ones and those known only to a region around it.

    Examples
    --------
    >>> inside, maybe = places_in(["371302", "371300", "370102", ""], "371302")
    >>> inside.tolist(), maybe.tolist()
    ([True, False, False, False], [False, True, False, True])
    """
    names, at = np.unique(np.array(codes, dtype="U6"), return_inverse=True)
    prefix = region_prefix(region) if region else ""
    inside = [not region or lies_in(str(name), region) for name in names]
    maybe = [not (known := region_prefix(str(name))) or prefix.startswith(known) for name in names]
    within = np.array(inside, np.bool_)[at]
    return within, np.array(maybe, np.bool_)[at] & ~within


def nodes_in(network: Network, region: str) -> tuple[Bools, Floats]:
    """(N,) makers with a present site in the region, and the part of each node's capacity that stands there."""
    inside, _ = places_in(network.site_region, region)
    part = totals(network.site_node[inside], network.site_share[inside], network.n_nodes)
    return (part > 0) & network.node_has_capacity, np.minimum(part, 1.0)


def part_in(network: Network, region: str) -> Floats:
    """(N,) part of each node's capacity that stands in the region; NaN where it has sites on both sides and their
    capacities do not tell."""
    _, part = nodes_in(network, region)
    split = np.zeros(network.n_nodes, np.bool_)
    split[network.site_node[~network.site_share_known]] = True
    return np.where(split & (part > 0) & (part < 1.0 - 1e-12), np.nan, part)


def stand_in(network: Network, region: str) -> Bools:
    """(F,) firms of the region: with a present site there, or registered there where no site is known."""
    inside, _ = places_in(network.site_region, region)
    site_firm = network.node_firm[network.site_node]
    present = network.node_has_capacity[network.site_node]
    has_site = np.bincount(site_firm[present], minlength=network.n_firms) > 0
    stands_here = np.bincount(site_firm[present & inside], minlength=network.n_firms) > 0
    registered, _ = places_in(network.firm_region, region)
    return np.where(has_site, stands_here, registered)


def buyers_in(network: Network, region: str) -> Bools:
    """(F,) active listed firms of the region."""
    return stand_in(network, region) & network.firm_listed & network.firm_active


def buyers_maybe_in(network: Network, region: str) -> Bools:
    """(F,) active listed firms that may stand in the region: their place is blank or only known to a wider one."""
    present = network.node_has_capacity[network.site_node]
    firm = network.node_firm[network.site_node[present]]
    vague = places_in(network.site_region, region)[1][present]
    sited = np.bincount(firm, minlength=network.n_firms) > 0
    maybe = np.where(
        sited, np.bincount(firm[vague], minlength=network.n_firms) > 0, places_in(network.firm_region, region)[1]
    )
    return maybe & network.firm_listed & network.firm_active & ~buyers_in(network, region)


def local_figures(network: Network, region: str) -> LocalFigures:
    """All local figures of a region at once; array work over nodes, alternatives and sources."""
    n_products = len(network.product_codes)
    here, part = nodes_in(network, region)[0], part_in(network, region)
    product = network.node_product
    made = np.bincount(product[here], minlength=n_products)

    def total(values: Floats) -> Floats:
        found = totals(product[here], (values * part)[here], n_products)
        return np.where(made > 0, found, np.nan)

    capacity, output = total(network.node_capacity), total(network.node_output)
    hhi, n_groups = _concentration(network, here, part, n_products)
    derived, told, needed = _derived_demand(network, here, part, n_products)
    bought = _purchases(network, region, here, n_products)
    maybe = network.site_node[places_in(network.site_region, region)[1]]
    maybe = maybe[network.node_has_capacity[maybe]]
    settled = np.isfinite(derived) & ((derived > 0) | ~bought.any)
    whole = bought.amount > 0
    return LocalFigures(
        made_here=made > 0,
        maybe_here=np.bincount(product[maybe], minlength=n_products) > 0,
        n_makers=made.astype(np.float64),
        n_groups=n_groups,
        capacity=capacity,
        output=output,
        demand=np.where(settled, derived, np.where(whole, np.fmax(bought.amount, told), np.nan)),
        demand_is_bought=~settled & whole,
        demand_derived=derived,
        demand_known=told,
        demand_bought=np.where(bought.amount > 0, bought.amount, np.nan),
        hhi=hhi,
        import_share=bought.import_share,
        bought_here=np.where(bought.any, bought.any_local, np.nan),
        needed=needed,
        purchased=bought.any,
    )


def _concentration(network: Network, here: Bools, part: Floats, n_products: int) -> tuple[Floats, Floats]:
    group = network.firm_group[network.node_firm[here]].astype(np.int64)
    key, at = np.unique(
        network.node_product[here].astype(np.int64) * len(network.group_ids) + group, return_inverse=True
    )
    of = key // max(len(network.group_ids), 1)
    n_groups = np.bincount(of, minlength=n_products).astype(np.float64)
    held = totals(at, (network.node_capacity * part)[here], len(key))
    total = totals(of, held, n_products)
    share = held / np.where(total > 0, total, np.nan)[of]
    hhi = totals(of, share**2, n_products)
    hhi = np.where(n_groups == 1, 1.0, np.where(n_groups > 0, hhi, np.nan))
    return hhi, n_groups


def known_rate(network: Network) -> Floats:
    """(A,) what each alternative takes for one unit of its node [unit_up/unit_down]; NaN where the mix is unknown."""
    return network.alternative_coefficient * np.where(network.alternative_mix_known, network.alternative_mix, np.nan)


def _derived_demand(network: Network, here: Bools, part: Floats, n_products: int) -> tuple[Floats, Floats, Bools]:
    """Derived demand (NaN where any part of it is unknown), the part of it that is known, and whether it is needed."""
    node = network.alternative_node
    technical = here[node] & (network.alternative_input >= 0)
    of = network.purchase_product[network.alternative_purchase[technical]]
    need = (known_rate(network) * (network.node_output * part)[node])[technical]
    needed = np.bincount(of, minlength=n_products) > 0
    known = totals(of, np.nan_to_num(need), n_products)
    return np.where(needed, totals(of, need, n_products), np.nan), known, needed


def unsourced(network: Network, here: Bools, n_products: int) -> Bools:
    """(P,) whether some maker here needs the product and no purchase of it is recorded."""
    bare = here[network.alternative_node] & ~network.purchase_has_sources[network.alternative_purchase]
    of = network.purchase_product[network.alternative_purchase[bare]]
    found: Bools = np.bincount(of, minlength=n_products) > 0
    return found


def source_amounts(network: Network) -> Floats:
    """(K,) quantity of each source [unit/yr]: as recorded, else its share of the purchase's base use; NaN where neither
    tells."""
    by_share = np.where(network.source_share_known, network.source_share, np.nan)
    return np.where(
        np.isfinite(network.source_quantity),
        network.source_quantity,
        network.purchase_quantity[network.source_purchase] * by_share,
    )


@dataclass(frozen=True)
class _Purchases:
    """Purchases of the region's firms per product (P,): ``any``, ``any_local`` from makers here; ``amount`` of all of
    them [unit/yr], NaN where one is blank; ``import_share`` 0-1 of identified sources."""

    any: Bools
    any_local: Bools
    amount: Floats
    import_share: Floats


def _purchases(network: Network, region: str, here: Bools, n_products: int) -> _Purchases:
    q = network.source_purchase
    mine = buyers_in(network, region)[network.purchase_buyer[q]]
    supplier = network.node_firm[network.source_node]
    abroad = network.firm_abroad[supplier]
    amount = source_amounts(network)
    of = network.purchase_product[q]
    named = mine & network.firm_identified[supplier]

    def count(mask: Bools) -> Longs:
        return np.bincount(of[mask], minlength=n_products)

    def total(mask: Bools) -> Floats:
        return totals(of[mask], amount[mask], n_products)

    n_named, n_abroad = count(named), count(named & abroad)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = total(named & abroad) / total(named)
    share = np.where(n_abroad == 0, 0.0, np.where(n_abroad == n_named, 1.0, share))
    return _Purchases(
        any=count(mine) > 0,
        any_local=count(named & here[network.source_node]) > 0,
        amount=np.where(count(mine) > 0, total(mine), np.nan),
        import_share=np.where(n_named > 0, share, np.nan),
    )

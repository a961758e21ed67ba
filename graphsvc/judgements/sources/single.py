"""Single sources: purchases with one independent supplier, counted by who controls it."""

from __future__ import annotations

import numpy as np

from graphsvc.analysis.links.waiting import unique as unique_rows
from graphsvc.analysis.sources import SingleSource, SureShares, single_sources
from graphsvc.domain.arrays import Bools, numbers, totals
from graphsvc.domain.network import Network
from graphsvc.domain.pending import Waiting
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.judgements.workspace import Facts

KINDS = ("disguised", "sole", "single_by_choice", "dominant", "unknown")


def find_single_sources(facts: Facts, epsilon: float = 0.05, merge_groups: bool = True) -> list[SingleSource]:
    """Single-source findings over the purchases of the region's buyers."""
    n, here = facts.network, facts.members.makers_here

    def has_other_maker(product: int, owner: int) -> bool | None:
        makers = facts.ground.other_makers.get(product, [])
        if any(here[v] and owner_of(n, int(n.node_firm[v]), merge_groups) != owner for v in makers):
            return True
        waiting = facts.data.waiting.makers(n.product_codes[product]) if facts.data.waiting else ()
        return None if any(_may_be_another(n, row, owner, merge_groups) for row in waiting) else False

    return single_sources(n, facts.members.purchases_here, has_other_maker, epsilon, merge_groups, sure_shares(facts))


def _may_be_another(network: Network, row: Waiting, owner: int, merge_groups: bool) -> bool:
    """Whether a maker that waits may be somebody else than the owner."""
    index = network.firm_index
    firms = row.firms
    return firms is None or any(f not in index or owner_of(network, index[f], merge_groups) != owner for f in firms)


def sure_shares(facts: Facts) -> SureShares | None:
    """Where rows of list 07 wait, shares that the buyer states count alone; None where nothing waits."""
    if not facts.data.waiting:
        return None
    n, snapshot = facts.network, facts.snapshot
    more = snapshot.purchases_waiting(n.purchase_buyer, n.purchase_product, n.firm_index) | _use_waits(facts)
    stated = np.isfinite(numbers(snapshot.tables["supplies"]["share_buyer"])[n.source_row])
    counted = n.source_share_known & (stated | ~more[n.source_purchase])
    held = np.minimum(totals(n.source_purchase, np.where(counted, n.source_share, 0.0), n.n_purchases), 1.0)
    return SureShares(counted, np.where(more, held, n.purchase_known), more, _control_waits(facts.snapshot))


def _use_waits(facts: Facts) -> Bools:
    """(Q,) purchases whose base use is not all read: a plant of the buyer waits, or what it buys of an alternative."""
    n, snapshot = facts.network, facts.snapshot
    plants = {firm for row in snapshot.pending.rows("capacities") for firm in row.firms or ()}
    found: Bools = np.isin(n.purchase_buyer, [n.firm_index[firm] for firm in plants if firm in n.firm_index])
    for code in n.product_codes if snapshot.pending.rows("supplies") else ():
        for mate in facts.data.waiting.mates(code):
            own = np.flatnonzero(n.purchase_product == n.product_index[code])
            other = np.full(len(own), n.product_index[mate], np.int32)
            found[own] |= snapshot.purchases_waiting(n.purchase_buyer[own], other, n.firm_index)
    return found


def _control_waits(snapshot: GraphSnapshot) -> Bools:
    """(Q,) purchases one of whose sources has its own row in list 05 waiting: who controls it is not known."""
    n = snapshot.network
    named = {firm for row in snapshot.pending.rows("firms") for firm in row.firms or ()}
    strange = np.array([firm in named for firm in n.firm_ids], np.bool_)[n.node_firm[n.source_node]]
    return np.bincount(n.source_purchase[strange], minlength=n.n_purchases) > 0


def waiting_of(facts: Facts, q: int) -> tuple[Waiting, ...]:
    """Rows that wait and may change what is said of one purchase: further sources, their control, makers here."""
    if not facts.data.waiting:
        return ()
    n = facts.network
    code, buyer = n.product_codes[n.purchase_product[q]], n.firm_ids[n.purchase_buyer[q]]
    sources = {n.firm_ids[n.node_firm[v]] for v in n.source_node[n.source_ptr[q] : n.source_ptr[q + 1]]}
    control = facts.snapshot.pending.naming("firms", sorted(sources))
    plants = facts.snapshot.pending.naming("capacities", [buyer])
    mates = (row for mate in facts.data.waiting.mates(code) for row in facts.data.waiting.bought_by(mate, buyer))
    bought = facts.data.waiting.bought_by(code, buyer)
    return unique_rows((*bought, *control, *plants, *mates, *facts.data.waiting.makers(code)))


def owner_of(network: Network, firm: int, merge_groups: bool) -> int:
    """Who a supplier counts as: its control group where firms of one controller are merged, else the firm itself."""
    return int(network.firm_group[firm]) if merge_groups else firm

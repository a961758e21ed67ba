"""What a person may mean while typing: ids and names of a chain's products, or of whatever can fail."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from graphsvc.domain.entity_types import ENTITY_TYPES
from graphsvc.judgements.objects import entity_names
from graphsvc.judgements.workspace import Facts

MOST = 20
Pairs = list[tuple[str, str]]


def suggest(facts: Facts, kind: str, text: str) -> Pairs:
    """(id, name) of things of the chain of a kind whose id or name holds ``text``, those that begin with it first; no
    more than ``MOST``. Nothing where there is no such kind."""
    if kind not in ENTITY_TYPES:
        return []
    names, own = facts.names, things_of_chain(facts, kind)
    pairs: Iterable[tuple[str, str]] = (
        ((code, names.product(code)) for code in facts.members.product_codes)
        if kind == "product"
        else ((ident, name) for ident, name in entity_names(facts.snapshot, kind) if ident in own)
    )
    wanted = text.casefold().strip()
    held = {pair for pair in pairs if wanted in pair[0].casefold() or wanted in pair[1].casefold()}
    return sorted(held, key=lambda p: (not p[1].casefold().startswith(wanted), len(p[1]), p[1], p[0]))[:MOST]


def things_of_chain(facts: Facts, kind: str) -> frozenset[str]:
    """Ids of what can fail and takes a maker of the chain's products along; of corridors those of its purchases."""
    n, makers = facts.network, facts.members.makers
    firms = np.unique(n.node_firm[makers])
    sites = np.flatnonzero(makers[n.site_node])
    if kind == "firm":
        return frozenset(n.firm_ids[f] for f in firms)
    if kind == "group":
        return frozenset(n.group_ids[g] for g in n.firm_group[firms])
    if kind == "country":
        return frozenset(n.firm_country[f] for f in firms)
    if kind == "site":
        return frozenset(n.site_ids[s] for s in sites)
    if kind == "park":
        return frozenset(n.site_park[s] for s in sites)
    if kind == "region":
        placed = {n.site_region[s] for s in sites}
        return frozenset(code[:k].ljust(6, "0") for code in placed if code for k in (2, 4, 6))
    supplies, own = facts.snapshot.tables["supplies"], set(facts.members.product_codes)
    rows = zip(supplies["corridor"].to_pylist(), supplies["product"].to_pylist(), strict=True)
    return frozenset(corridor for corridor, product in rows if corridor and product in own)

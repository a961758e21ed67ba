"""Hidden sources: what all sources of an input hang on."""

from __future__ import annotations

from graphsvc.analysis.sources import HiddenSource, hidden_sources, smallest_only
from graphsvc.domain.arrays import Bools
from graphsvc.domain.entity_types import ENTITY_TYPES
from graphsvc.judgements.workspace import Facts

HIDDEN_TYPES = ENTITY_TYPES


def find_hidden_sources(facts: Facts, kinds: tuple[str, ...], max_depth: int = 6) -> dict[str, list[HiddenSource]]:
    """Hidden-source findings by entity kind, the smallest entity only among firms and groups."""
    found: dict[str, list[HiddenSource]] = {}
    here, waits = facts.members.purchases_here, purchases_waiting(facts)
    wanted = ("firm", *kinds) if "group" in kinds and "firm" not in kinds else kinds
    for kind in wanted:
        entities, fallen = facts.outages.entities(kind)
        found[kind] = hidden_sources(facts.ground.model, entities, fallen.words, here, max_depth, waits)
    if "group" in wanted:
        n = facts.network
        firms, groups = facts.outages.entities("firm")[0], facts.outages.entities("group")[0]

        def group_of(position: int, kind: str) -> str:
            if kind == "group":
                return str(groups.ids[position])
            return str(n.group_ids[n.firm_group[n.firm_index[firms.ids[position]]]])

        smallest_only(found, group_of)
    return {kind: found[kind] for kind in kinds}


def purchases_waiting(facts: Facts) -> Bools | None:
    """(Q,) purchases to which a row of list 07 that waits may add a source; None where none waits."""
    n, snapshot = facts.network, facts.snapshot
    if not snapshot.pending.rows("supplies"):
        return None
    return snapshot.purchases_waiting(n.purchase_buyer, n.purchase_product, n.firm_index)

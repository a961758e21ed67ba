"""The fixed failure set of a chain: whose single outages its resilience is the mean over."""

from __future__ import annotations

import numpy as np

from graphsvc.judgements.workspace import Facts


def failure_set(facts: Facts, kind: str) -> list[int]:
    """Positions of the entities of a kind that make a non-final product of the chain, external sources included."""
    entities, _ = facts.outages.entities(kind)
    upstream = facts.members.makers & ~np.isin(facts.network.node_product, facts.members.final_codes)
    owner = np.repeat(np.arange(len(entities)), np.diff(entities.ptr))
    found: list[int] = np.unique(owner[upstream[entities.node]]).tolist()
    return found

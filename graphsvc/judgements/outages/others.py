"""Who else makes what fails: firms outside its control group that make the same products."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graphsvc.domain.arrays import Longs
from graphsvc.judgements.workspace import Facts

_NOBODY = np.empty(0, np.int64)


def other_firms(facts: Facts, nodes: Sequence[int], own: Sequence[int]) -> Longs:
    """Positions of firms that make what ``nodes`` make of the chain and share no controller with the firms ``own``.

    Product by product in the order of their positions, and for each most spare capacity first; every firm once.
    """
    n = facts.network
    products = np.unique(n.node_product[[v for v in nodes if facts.members.makers[v]]]) if len(nodes) else _NOBODY
    makers = [facts.ground.firms_making[p] for p in products.tolist() if p in facts.ground.firms_making]
    if not makers:
        return _NOBODY
    firms = makers[0] if len(makers) == 1 else _each_once(np.concatenate(makers))
    others: Longs = firms[~np.isin(n.firm_group[firms], np.unique(n.firm_group[list(own)]))]
    return others


def _each_once(firms: Longs) -> Longs:
    """Without repetitions, each where it stands first."""
    kept: Longs = firms[np.sort(np.unique(firms, return_index=True)[1])]
    return kept

"""Compiled look at a running failure: which further suppliers would let somebody make more.

A further supplier of a purchase can change nothing as long as no node would make more with that purchase in full: until
the first such step all levels are the same with it and without, whatever it brings. So who is never marked is never
stepped again.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from graphsvc.analysis.outages.all_cores import in_place
from graphsvc.analysis.outages.failure_kernels import Flow, Needs, State, node_level
from graphsvc.domain.arrays import Bools, Floats, Longs


class Watch(NamedTuple):
    """Who is looked for: ``filled_by`` (Q,) the further supplier of each purchase (-1: none), ``helped`` (E, G) marks
    of those who would help when an entity fails, ``total`` (needs,) a working array."""

    filled_by: Longs
    helped: Bools
    total: Floats


NOBODY = Watch(np.empty(0, np.int64), np.empty((0, 0), np.bool_), np.empty(0))


@in_place
def mark_helped(e: int, part: Longs, flow: Flow, needs: Needs, state: State, watch: Watch) -> None:
    """Mark in row e of ``watch`` the suppliers of purchases that hold a node back at this step.

    A purchase that shares its need with others is marked as soon as it is short: what it brings spares their stocks.

    Parameters
    ----------
    e : int
        The row.
    part : (k,)
        Elements in flow order.
    flow, needs : tuples of arrays
        As their classes say.
    state : State
        As the step left it; not changed.
    watch : Watch
        Receives the marks.
    """
    supply = state.supply
    for element in part:
        v = element - flow.n_purchases
        if v < 0:
            continue
        for m in range(needs.ptr[v], needs.ptr[v + 1]):
            is_shared = needs.alt_ptr[m + 1] - needs.alt_ptr[m] > 1
            if state.y[v] >= 1.0 and not is_shared:
                continue
            for a in range(needs.alt_ptr[m], needs.alt_ptr[m + 1]):
                q = needs.purchase[a]
                g = watch.filled_by[q]
                if g < 0 or watch.helped[e, g] or supply[q] >= 1.0:
                    continue
                short = supply[q]
                supply[q] = 1.0
                level = (1.0 - state.node_loss[v]) * node_level(v, needs, needs.mix, supply, watch.total)
                supply[q] = short
                watch.helped[e, g] = is_shared or level > state.y[v]

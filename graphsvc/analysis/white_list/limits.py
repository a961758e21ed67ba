"""What holds each maker back when only some firms run: rows ``level <= constant + sum of parts of source levels``.

At ``L0`` (boolean) an essential input is there as long as one of its identified sources runs. At ``L1`` (proportional)
it is there in the shares bought today, and other inputs dilute by their part of the cost; the unidentified remainder of
a purchase flows on. Levels are the largest that all rows allow (greatest fixpoint, so cycles are legal). Sources abroad
and sources of which no firm is named are outside any list: they run.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from graphsvc.analysis.outages.failure import FailureModel
from graphsvc.domain.arrays import Bools, Floats, Longs, pointers, spans, totals
from graphsvc.domain.network import Network

LEVELS = ("L0", "L1")
SETTLED = 1e-12
MAX_ROUNDS = 100_000


@dataclass(frozen=True)
class Limits:
    """Rows (R), sorted by the node they hold: ``ptr`` (N + 1) into rows, ``constant`` (R,), and their terms by
    ``term_ptr`` (R + 1): ``source`` node and ``part`` 0-1.

    ``outside`` (N,): runs whatever is listed. ``is_open`` (N,): an essential input has no identified source on record.
    ``order``: all nodes, upstream first.
    """

    ptr: Longs
    constant: Floats
    term_ptr: Longs
    source: Longs
    part: Floats
    outside: Bools
    is_open: Bools
    order: Longs

    def levels(self, kept: Bools) -> Floats:
        """(N,) levels 0-1 when of the nodes at home only those ``kept`` (N,) run."""
        y = (kept | self.outside).astype(np.float64)
        settle(self.order, self.ptr, self.constant, self.term_ptr, self.source, self.part, self.outside, y)
        return y

    def hangs(self, nodes: Longs) -> Bools:
        """(n,) whether each of ``nodes`` hangs on another maker."""
        found: Bools = self.term_ptr[self.ptr[nodes + 1]] > self.term_ptr[self.ptr[nodes]]
        return found

    def upstream_of(self, nodes: Longs, among: Bools | None = None) -> Bools:
        """(N,) nodes that hold any of ``nodes`` back, directly or further up, those included; ``among`` (N,) alone."""
        found = np.zeros(len(self.outside), np.bool_)
        queue = np.unique(nodes)
        while len(queue):
            found[queue] = True
            queue = queue[~self.outside[queue]]
            first, last = self.term_ptr[self.ptr[queue]], self.term_ptr[self.ptr[queue + 1]]
            more = np.unique(self.source[spans(first, last - first)])
            queue = more[~found[more] & (True if among is None else among[more])]
        return found


@njit(cache=True, nogil=True)
def settle(
    order: Longs, ptr: Longs, constant: Floats, term_ptr: Longs, source: Longs, part: Floats, outside: Bools, y: Floats
) -> None:
    """Lower ``y`` to the greatest levels that every row allows.

    Parameters
    ----------
    order, ptr, constant, term_ptr, source, part, outside : arrays
        As in ``Limits``.
    y : (N,)
        Levels 0-1 that are no lower than the answer; receives it.
    """
    for _ in range(MAX_ROUNDS):
        change = 0.0
        for v in order:
            if outside[v] or y[v] == 0.0:
                continue
            level = y[v]
            for r in range(ptr[v], ptr[v + 1]):
                allowed = constant[r]
                for i in range(term_ptr[r], term_ptr[r + 1]):
                    allowed += part[i] * y[source[i]]
                level = min(level, allowed)
            level = max(0.0, level)
            change = max(change, y[v] - level)
            y[v] = level
        if change <= SETTLED:
            break


def limits_of(model: FailureModel, level: str = "L0", *, is_worst: bool = False) -> Limits:
    """The rows of every node at level ``L0`` or ``L1``; ``is_worst``: at L1 what is not known to come does not come."""
    n = model.network
    named = np.array([not firm.startswith("ext:") for firm in n.firm_ids], np.bool_) & n.firm_identified
    outside = (n.firm_abroad | ~named)[n.node_firm]
    order = model.order[model.order >= n.n_purchases] - n.n_purchases
    need_node = np.repeat(np.arange(n.n_nodes), np.diff(n.need_ptr))
    terms = _terms(n, model.alternative_need)
    has_source = np.bincount(terms.need[terms.identified], minlength=len(need_node)) > 0
    is_open = totals(need_node, n.need_essential & ~has_source, n.n_nodes) > 0
    rest = np.zeros(n.n_purchases) if is_worst else model.rest
    rows = _boolean(n, need_node, terms, has_source) if level == "L0" else _proportional(model, need_node, terms, rest)
    held, row, source, part, constant = rows
    by_node = np.lexsort((np.arange(len(held)), held))
    place = np.empty(len(held), np.int64)
    place[by_node] = np.arange(len(held))
    by_row = np.lexsort((source, place[row]))
    return Limits(
        pointers(held[by_node], n.n_nodes),
        constant[by_node],
        pointers(place[row][by_row], len(held)),
        source[by_row],
        part[by_row],
        outside,
        is_open,
        order,
    )


@dataclass(frozen=True)
class _Terms:
    """Sources of alternatives, one line each: which need, which alternative, which source (row of the trade layer)."""

    need: Longs
    alternative: Longs
    source: Longs
    identified: Bools


def _terms(n: Network, alternative_need: Longs) -> _Terms:
    start = n.source_ptr[n.alternative_purchase]
    count = n.source_ptr[n.alternative_purchase + 1] - start
    alternative = np.repeat(np.arange(len(count)), count)
    source = spans(start, count)
    return _Terms(
        alternative_need[alternative], alternative, source, n.firm_identified[n.node_firm[n.source_node[source]]]
    )


_Rows = tuple[Longs, Longs, Longs, Floats, Floats]
"""Node held by each row; row, source node and part of each term; constant of each row."""


def _boolean(n: Network, need_node: Longs, terms: _Terms, has_source: Bools) -> _Rows:
    """One row per essential need with an identified source: one running source suffices."""
    binds = n.need_essential & has_source
    row_of = np.cumsum(binds) - 1
    used = terms.identified & binds[terms.need]
    pairs = np.unique(np.stack([row_of[terms.need[used]], n.source_node[terms.source[used]]]), axis=1).astype(np.int64)
    return need_node[binds], pairs[0], pairs[1], np.ones(pairs.shape[1]), np.zeros(int(binds.sum()))


def _proportional(model: FailureModel, need_node: Longs, terms: _Terms, rest: Floats) -> _Rows:
    """One row per essential need, one per node for all that only dilute; ``rest`` (Q,) flows on in any case."""
    n = model.network
    flows = totals(model.alternative_need, n.alternative_mix * rest[n.alternative_purchase], len(need_node))
    essential = n.need_essential
    diluting = np.unique(need_node[~essential])
    row_of = np.where(essential, np.cumsum(essential) - 1, essential.sum() + np.searchsorted(diluting, need_node))
    weight = np.where(essential, 1.0, n.need_weight)
    constant = totals(row_of, weight * flows, int(essential.sum()) + len(diluting))
    constant[essential.sum() :] += 1.0 - totals(
        np.searchsorted(diluting, need_node[~essential]), n.need_weight[~essential], len(diluting)
    )
    share = weight[terms.need] * n.alternative_mix[terms.alternative] * n.source_share[terms.source]
    used = share > 0.0
    held = np.concatenate([need_node[essential], diluting])
    return held, row_of[terms.need[used]], n.source_node[terms.source[used]].astype(np.int64), share[used], constant

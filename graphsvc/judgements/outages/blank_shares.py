"""Purchases of which some row of list 07 leaves its share blank: what no row tells, and who may bring it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from graphsvc.analysis.outages.worlds import OpenShares
from graphsvc.domain.arrays import Bools
from graphsvc.domain.network import Network
from graphsvc.domain.snapshot import GraphSnapshot


class BlankShares(NamedTuple):
    """A purchase: ``rest`` 0-1 that no row tells, ``n_blank`` rows without a share, and those of them (``sources``)
    whose supplier is one firm that is known."""

    purchase: int
    rest: float
    n_blank: int
    sources: tuple[int, ...]


def blank_shares(snapshot: GraphSnapshot, which: Bools) -> Iterator[BlankShares]:
    """Those among the purchases ``which`` (Q,) of which something is left to tell."""
    n = snapshot.network
    for q in np.flatnonzero(which & _has_blank_share(n)).tolist():
        sources = range(int(n.source_ptr[q]), int(n.source_ptr[q + 1]))
        rows = list(snapshot.tables.each("supplies", n.source_row[sources.start : sources.stop].tolist()))
        apart = [k for k in sources if not n.source_share_known[k]]
        cells = {k: rows[k - sources.start] for k in apart}
        blank = [k for k in apart if cells[k]["share_buyer"] is None]
        rest = 1.0 - float(n.source_share[sources.start : sources.stop].sum())
        rest -= sum(cells[k]["share_buyer"] or 0.0 for k in apart)
        if rest <= 1e-9 or not blank:
            continue
        firms = {k: int(n.node_firm[n.source_node[k]]) for k in blank}
        one = [
            k
            for k, firm in firms.items()
            if n.firm_identified[firm] and (n.firm_listed[firm] or cells[k]["supplier_count"] is not None)
        ]
        yield BlankShares(q, rest, len(blank), tuple(one))


def open_shares(found: list[BlankShares]) -> OpenShares:
    """The ways to split each: one part for each blank row and one for somebody unnamed."""
    owner, source = [], []
    for i, blank in enumerate(found):
        unnamed = blank.n_blank - len(blank.sources) + 1
        owner += [i] * (blank.n_blank + 1)
        source += [*blank.sources, *[-1] * unnamed]
    return OpenShares(
        np.array([blank.purchase for blank in found], np.int64), np.array([blank.rest for blank in found], np.float64),
        np.array(owner, np.int64), np.array(source, np.int64),
    )  # fmt: skip


def _has_blank_share(n: Network) -> Bools:
    """(Q,) purchases with a source of unknown share."""
    found: Bools = np.zeros(n.n_purchases, np.bool_)
    found[n.source_purchase[~n.source_share_known]] = True
    return found

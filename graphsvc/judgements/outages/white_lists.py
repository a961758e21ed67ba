"""White lists of a chain: the fewest firms that keep its output, and what the upstream of an existing list lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.outages.failure import Finals
from graphsvc.analysis.white_list.figures import (
    Ends,
    Output,
    fed_output,
    lacking,
    list_output,
    output_at_stake,
    uncovered,
)
from graphsvc.analysis.white_list.limits import Limits, limits_of
from graphsvc.analysis.white_list.program import Goal
from graphsvc.analysis.white_list.smallest import SmallestList, smallest_list
from graphsvc.domain.arrays import Bools, Longs, spans, totals
from graphsvc.judgements.workspace import Facts

SMALLEST, EXISTING, TO_ADD = "smallest", "existing", "to_add"


@dataclass(frozen=True)
class Missing:
    """An input of a firm that nothing on the list serves: product (position), and who could (firms), any of them."""

    product: int
    firms: tuple[int, ...]


@dataclass(frozen=True)
class OnList:
    """One firm (position) on a list: its role and the products (positions) it makes for the chain.

    ``output`` (value, least, most) is the part of final output that it makes or feeds, ``at_stake`` what is lost
    without it alone. ``missing_upstream``: firms its own upstream lacks; ``missing_inputs``: inputs this begins with;
    ``unknown_inputs``: inputs (products) of which no source is on record.
    """

    firm: int
    kind: str
    role: str
    products: tuple[int, ...]
    output: tuple[float, float, float]
    at_stake: tuple[float, float, float]
    missing_upstream: tuple[int, ...] = ()
    missing_inputs: tuple[Missing, ...] = ()
    unknown_inputs: tuple[int, ...] = ()


class WhiteLists:
    """Lists of one chain at a level of the failure model (``L0`` or ``L1``)."""

    def __init__(self, facts: Facts, level: str, is_thorough: bool = False) -> None:
        self.is_thorough = is_thorough
        self.network = facts.network
        self.finals: Finals = facts.members.finals
        self.limits: Limits = limits_of(facts.ground.model, level)
        self.needs: Limits = self.limits if level == "L0" else limits_of(facts.ground.model)
        self.ends = Ends(self.limits, limits_of(facts.ground.model, "L1", is_worst=True))
        self.upstream: Bools = self.limits.upstream_of(self.finals.node)
        n = self.network
        self.size = totals(n.node_firm, np.where(self.upstream, n.node_sold_share, 0.0), n.n_firms)

    def smallest(self, target: float) -> SmallestList:
        """The fewest firms that keep ``target`` 0-1 of final output."""
        goal = Goal(self.finals.node, self.finals.weight, target)
        return self._smallest(goal, self._mask(()))

    def completing(self, listed: Sequence[int]) -> SmallestList:
        """The fewest firms to add so that all that the listed ones make for the chain can be made."""
        node = self._own(listed)
        goal = Goal(node, np.full(len(node), 1.0 / max(1, len(node))), 1.0)
        return self._smallest(goal, self._mask(listed))

    def _smallest(self, goal: Goal, held: Bools) -> SmallestList:
        return smallest_list(self.limits, self.network, goal, held, self.size, is_thorough=self.is_thorough)

    def output(self, firms: Sequence[int]) -> Output:
        """Final output that a list keeps (one figure each)."""
        return list_output(self.ends, self.network, self.finals, self._mask(firms))

    def outside_sources(self, firms: Sequence[int]) -> list[int]:
        """Sources outside any list (positions of firms) that the listed firms buy from for the chain."""
        limits, own = self.limits, self._own(firms)
        row = spans(limits.ptr[own], limits.ptr[own + 1] - limits.ptr[own])
        source = limits.source[spans(limits.term_ptr[row], limits.term_ptr[row + 1] - limits.term_ptr[row])]
        return [int(f) for f in np.unique(self.network.node_firm[source[limits.outside[source]]])]

    def rows(
        self, kind: str, firms: Sequence[int], listed: Sequence[int] | None = None, added: Sequence[int] = ()
    ) -> list[OnList]:
        """The firms of one list, those that most output hangs on first.

        Parameters
        ----------
        kind : str
            ``smallest``, ``existing`` or ``to_add``.
        firms : positions
            Who gets a row.
        listed : positions
            The whole list, where it holds others too.
        added : positions
            Who would complete the list.
        """
        kept = self._mask(firms if listed is None else listed)
        fed = fed_output(self.ends, self.network, self.finals, kept)
        stake = output_at_stake(self.limits, self.network, self.finals, kept)
        found = []
        for f in firms:
            own = self._own([f])
            row = OnList(
                f,
                kind,
                self._role(f, own, kept),
                tuple(sorted({int(self.network.node_product[v]) for v in own})),
                (float(fed.value[f]), float(fed.lower[f]), float(fed.upper[f])),
                (float(stake.value[f]), float(stake.lower[f]), float(stake.upper[f])),
                self._lacking(own, kept, self._mask(added)),
                self._missing(own, kept),
                self._unknown(own),
            )
            found.append(row)
        return sorted(found, key=lambda row: (-row.output[0], -row.at_stake[0], row.firm))

    def _lacking(self, own: Longs, kept: Bools, added: Bools) -> tuple[int, ...]:
        """Firms added that ``own`` nodes need, directly or further up; in present shares each source is needed."""
        if self.limits is self.needs:
            return tuple(lacking(self.limits, self.network, own, kept, added).tolist())
        feeding = np.unique(self.network.node_firm[self.limits.upstream_of(own)])
        return tuple(feeding[added[feeding]].tolist())

    def is_in_chain(self, firm: int) -> bool:
        """Whether a firm makes anything that reaches the chain's final output."""
        return bool(len(self._own([firm])))

    def made_by(self, firm: int) -> list[int]:
        """What a firm makes for the chain (nodes)."""
        return [int(v) for v in self._own([firm])]

    def _mask(self, firms: Sequence[int]) -> Bools:
        kept = np.zeros(self.network.n_firms, np.bool_)
        kept[list(firms)] = True
        return kept

    def _own(self, firms: Sequence[int]) -> Longs:
        """What firms make for the chain (nodes)."""
        own: Longs = np.flatnonzero(self.upstream & self._mask(firms)[self.network.node_firm])
        return own

    def _role(self, firm: int, own: Longs, kept: Bools) -> str:
        """The first that applies: final maker, only source of a listed firm's input, source of one, neither."""
        if not len(own):
            return "not_in_chain"
        if np.isin(own, self.finals.node).any():
            return "final_maker"
        needs, node_firm = self.needs, self.network.node_firm
        term = np.flatnonzero(np.isin(needs.source, own))
        row = np.unique(np.searchsorted(needs.term_ptr, term, "right") - 1)
        holder = np.searchsorted(needs.ptr, row, "right") - 1
        row = row[kept[node_firm[holder]] & self.upstream[holder] & (node_firm[holder] != firm)]
        if not len(row):
            return "not_needed"
        sources = (needs.source[needs.term_ptr[r] : needs.term_ptr[r + 1]] for r in row.tolist())
        return "only_source" if any((node_firm[s] == firm).all() for s in sources) else "essential_upstream"

    def _missing(self, own: Longs, kept: Bools) -> tuple[Missing, ...]:
        n, available = self.network, kept[self.network.node_firm]
        found = {
            (int(n.node_product[sources].min()), tuple(sorted({int(f) for f in n.node_firm[sources]})))
            for v in own.tolist()
            for sources in uncovered(self.needs, v, available)
        }
        return tuple(Missing(product, firms) for product, firms in sorted(found))

    def _unknown(self, own: Longs) -> tuple[int, ...]:
        """Essential inputs of nodes (products) of which no identified source is on record."""
        n, found = self.network, set()
        for v in own[self.needs.is_open[own]].tolist():
            for m in range(n.need_ptr[v], n.need_ptr[v + 1]):
                purchases = n.alternative_purchase[n.alternative_ptr[m] : n.alternative_ptr[m + 1]]
                sources = [n.source_node[n.source_ptr[q] : n.source_ptr[q + 1]] for q in purchases.tolist()]
                if n.need_essential[m] and not any(n.firm_identified[n.node_firm[s]].any() for s in sources):
                    found |= {int(p) for p in n.purchase_product[purchases]}
        return tuple(sorted(found))


def flagged_firms(facts: Facts) -> list[int]:
    """Firms on the white list by list 05 (白名单) that make or sell anything, by position."""
    n = facts.network
    makers = {int(f) for f in n.node_firm}
    flagged = {n.firm_index[i] for i, row in facts.snapshot.firms.items() if row["whitelist"] and i in n.firm_index}
    return sorted(flagged & makers)

"""What a list keeps: final output, the part of it that each firm makes or feeds, and what its makers still lack."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.outages.failure import Finals
from graphsvc.analysis.white_list.limits import Limits
from graphsvc.domain.arrays import Bools, Floats, Longs
from graphsvc.domain.network import Network


@dataclass(frozen=True)
class Ends:
    """How a list is read: at the level asked (``best``), and at worst: in present shares, of which what is not known to
    come does not (``least``, L1)."""

    best: Limits
    least: Limits

    def levels(self, network: Network, kept: Bools) -> tuple[Floats, Floats]:
        """(N,) levels when of the firms at home only those ``kept`` (F,) run; at worst whoever has an essential input
        without a source on record stands still."""
        nodes = kept[network.node_firm]
        best = self.best.levels(nodes)
        return best, np.minimum(best, self.least.levels(nodes & ~self.least.is_open))


@dataclass(frozen=True)
class Output:
    """Final output 0-1, as one figure (1,) or per firm (F,): headline, least and most.

    Where the weights of the final makers are not known, it may all be made by any of them.
    """

    value: Floats
    lower: Floats
    upper: Floats


def list_output(ends: Ends, network: Network, finals: Finals, kept: Bools) -> Output:
    """Final output when of the firms at home only those ``kept`` (F,) run."""
    everyone = np.ones((len(finals.node), 1), np.bool_)
    best, least = ends.levels(network, kept)
    return _output(finals, best[finals.node], least[finals.node], everyone, everyone)


def fed_output(ends: Ends, network: Network, finals: Finals, kept: Bools) -> Output:
    """Per firm: the final output kept that it makes, or feeds through makers that run."""
    best, least = ends.levels(network, kept)
    fed, surely = _feeders(ends.best, network, finals, best), _feeders(ends.least, network, finals, least)
    return _output(finals, best[finals.node], least[finals.node], fed, fed & surely)


def output_at_stake(limits: Limits, network: Network, finals: Finals, kept: Bools) -> Output:
    """Per firm: final output that is lost when it alone leaves the list; 0 for firms that are not on it.

    Its ends are those of unknown weights alone.
    """
    nodes = kept[network.node_firm]
    whole = limits.levels(nodes)[finals.node]
    lost = np.zeros((len(finals.node), network.n_firms))
    for firm in np.flatnonzero(kept).tolist():
        lost[:, firm] = whole - limits.levels(nodes & (network.node_firm != firm))[finals.node]
    value = finals.weight @ lost
    if not finals.is_open or not len(whole):
        return Output(value, value, value)
    return Output(value, lost.min(axis=0), lost.max(axis=0))


def _output(finals: Finals, best: Floats, least: Floats, fed: Bools, fed_least: Bools) -> Output:
    value = _fed_sum(finals.weight * best, fed)
    if not finals.is_open:
        return Output(value, _fed_sum(finals.weight * least, fed_least), value)
    if not len(best):
        return Output(value, value, value)
    return Output(value, np.where(fed_least, least[:, None], 0.0).min(axis=0), _fed_most(best, fed))


def _fed_sum(amount: Floats, fed: Bools) -> Floats:
    """(F,) sum of amounts (finals,) over what each firm feeds (finals, F)."""
    final, firm = np.nonzero(fed)
    found: Floats = np.bincount(firm, amount[final], minlength=fed.shape[1]).astype(np.float64)
    return found


def _fed_most(amount: Floats, fed: Bools) -> Floats:
    """(F,) largest of amounts (finals,) over what each firm feeds (finals, F), 0 where it feeds nothing."""
    final, firm = np.nonzero(fed)
    found = np.zeros(fed.shape[1])
    np.maximum.at(found, firm, amount[final])
    return found


def _feeders(limits: Limits, network: Network, finals: Finals, levels: Floats) -> Bools:
    """(finals, F) whether a firm makes or feeds the final maker, through makers that run."""
    running = levels > 0.0
    found = np.zeros((len(finals.node), network.n_firms), np.bool_)
    alone = running[finals.node] & ~limits.hangs(finals.node)
    found[alone, network.node_firm[finals.node[alone]]] = True
    for i, v in enumerate(finals.node.tolist()):
        if running[v] and not alone[i]:
            found[i, network.node_firm[limits.upstream_of(np.array([v]), running)]] = True
    return found


def uncovered(limits: Limits, v: int, available: Bools) -> list[Longs]:
    """For each input of node v that no ``available`` (N,) source serves: its sources, any of which would do."""
    found = []
    for r in range(limits.ptr[v], limits.ptr[v + 1]):
        sources = limits.source[limits.term_ptr[r] : limits.term_ptr[r + 1]]
        if len(sources) and not (available | limits.outside)[sources].any():
            found.append(sources)
    return found


def lacking(limits: Limits, network: Network, nodes: Longs, listed: Bools, added: Bools) -> Longs:
    """Firms that nodes need, directly or further up, beside those listed; by the rows of ``L0``.

    An input that an outside source serves is there; one that a listed source serves is looked for at those alone.

    Parameters
    ----------
    limits : Limits
        What holds each maker back.
    network : Network
        The version's network.
    nodes : (n,)
        Nodes that are to run.
    listed, added : (F,)
        Firms on the list, and those that would complete it, among which it is chosen.

    Returns
    -------
    firms : (m,)
        Positions, sorted.
    """
    have, more = (listed[network.node_firm] & ~limits.outside), added[network.node_firm] & ~limits.outside
    seen = np.zeros(network.n_nodes, np.bool_)
    queue = nodes[~limits.outside[nodes]].tolist()
    found: set[int] = set()
    while queue:
        v = queue.pop()
        if seen[v]:
            continue
        seen[v] = True
        if more[v]:
            found.add(int(network.node_firm[v]))
        for r in range(limits.ptr[v], limits.ptr[v + 1]):
            sources = limits.source[limits.term_ptr[r] : limits.term_ptr[r + 1]]
            if limits.outside[sources].any():
                continue
            own = sources[have[sources]]
            queue += (own if len(own) else sources[more[sources]]).tolist()
    return np.array(sorted(found), np.int64)

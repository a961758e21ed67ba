"""Supply relations that no list holds, as scored candidates: hints, never sources.

Who supplies whom is read by ways of three steps: a firm supplies buyers that also buy from suppliers of this one
(Kovács et al. 2019, doi:10.1038/s41467-019-09177-y, in the bipartite form). Two suppliers of one buyer compete, so
closing triangles would be the wrong guess. How good the guesses are is measured by taking known relations away.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, diags_array

from graphsvc.domain.arrays import Bools, Floats, Longs
from graphsvc.domain.network import Network

FOLDS = 5
LEAST_RELATIONS = 20
"""With fewer relations known, none is taken away to measure by."""
SEED = 20210


@dataclass(frozen=True)
class Relations:
    """Makers and purchases of one product each, by position: node (k,), purchase (k,)."""

    node: Longs
    purchase: Longs

    def __len__(self) -> int:
        return len(self.node)

    def take(self, chosen: Longs | Bools) -> Relations:
        """Some of them, in the order given."""
        return Relations(self.node[chosen], self.purchase[chosen])


@dataclass(frozen=True)
class Precision:
    """Share of the best guesses that were relations taken away (0-1), beside that of guesses by chance."""

    found: float
    by_chance: float
    n_hidden: int

    @property
    def is_better_than_chance(self) -> bool:
        """Whether it lies more than two standard errors of a share above chance."""
        error = np.sqrt(self.by_chance * (1.0 - self.by_chance) / self.n_hidden)
        return bool(self.found - self.by_chance > 2.0 * error)


def known_relations(network: Network, purchases: Longs) -> Relations:
    """Recorded sources with a name of ``purchases`` (positions); a firm's deliveries to itself left out."""
    owner = np.repeat(np.arange(network.n_purchases), np.diff(network.source_ptr))
    node = network.source_node.astype(np.int64)
    firm = network.node_firm[node]
    wanted = np.zeros(network.n_purchases, np.bool_)
    wanted[purchases] = True
    kept = wanted[owner] & network.firm_identified[firm] & (firm != network.purchase_buyer[owner])
    return Relations(node[kept], owner[kept])


def possible_relations(network: Network, purchases: Longs) -> Relations:
    """Every present maker of what ``purchases`` are of, with each of them that it does not serve, by the lists.

    Makers of the buyer's own group, buyers and makers that have closed and unnamed sources are left out.
    """
    n = network
    makers = np.flatnonzero(n.node_has_capacity & n.firm_identified[n.node_firm] & n.firm_active[n.node_firm])
    makers = makers[np.argsort(n.node_product[makers], kind="stable")]
    made = n.node_product[makers]
    wanted = purchases[n.firm_active[n.purchase_buyer[purchases]]]
    first, last = (np.searchsorted(made, n.purchase_product[wanted], side) for side in ("left", "right"))
    owner = np.repeat(np.arange(len(wanted)), last - first)
    step = np.arange(len(owner)) - np.repeat(np.cumsum(last - first) - (last - first), last - first)
    pairs = Relations(makers[first[owner] + step], wanted[owner])
    other = n.firm_group[n.node_firm[pairs.node]] != n.firm_group[n.purchase_buyer[pairs.purchase]]
    key = pairs.purchase.astype(np.int64) * n.n_nodes + pairs.node
    sources = np.repeat(np.arange(n.n_purchases), np.diff(n.source_ptr)) * n.n_nodes + n.source_node
    return pairs.take(other & ~np.isin(key, sources))


def trade_matrix(network: Network, known: Relations) -> csr_array:
    """(F, F) 1 where a firm supplies another, whatever the product."""
    supplier, buyer = _ends(network, known)
    ones = np.ones(len(known))
    found = csr_array((ones, (supplier, buyer)), shape=(network.n_firms, network.n_firms))
    found.data[:] = 1.0
    return found


def scores(network: Network, trade: csr_array, pairs: Relations) -> tuple[Floats, Longs]:
    """Score and number of ways of three steps of each pair.

    Parameters
    ----------
    network : Network
        The version's network.
    trade : (F, F) sparse
        As ``trade_matrix``.
    pairs : Relations
        k pairs that do not trade with each other in ``trade``.

    Returns
    -------
    score : (k,)
        Sum over the ways of 1 / sqrt(product of how many suppliers or buyers each of the four firms has), so that large
        firms are not likelier for their size.
    ways : (k,)
        How many there are.
    """
    if not len(pairs):
        return np.empty(0), np.empty(0, np.int64)
    supplier, buyer = _ends(network, pairs)
    n_sold, n_bought = (np.maximum(1.0, np.asarray(trade.sum(axis=axis)).ravel()) for axis in (1, 0))
    rows, at = np.unique(supplier, return_inverse=True)
    own = trade[rows]
    shared = own @ diags_array(1.0 / np.sqrt(n_bought)) @ trade.T @ diags_array(1.0 / np.sqrt(n_sold)) @ trade
    counted = own @ trade.T @ trade
    score = np.asarray(csr_array(shared)[at, buyer]).ravel() / np.sqrt(n_sold[supplier] * n_bought[buyer])
    ways = np.asarray(csr_array(counted)[at, buyer]).ravel().round().astype(np.int64)
    return score, ways


def held_out_precision(network: Network, known: Relations, possible: Relations, seed: int = SEED) -> Precision | None:
    """How many of the best guesses are right, when every fifth known relation is hidden in turn.

    As many guesses count as relations are hidden, among these and ``possible``; equal scores count by their mean.
    None where fewer than ``LEAST_RELATIONS`` are known.
    """
    if len(known) < LEAST_RELATIONS:
        return None
    fold = np.random.default_rng(seed).permutation(len(known)) % FOLDS
    right = chance = 0.0
    for number in range(FOLDS):
        hidden = known.take(fold == number)
        pairs = Relations(
            np.concatenate([hidden.node, possible.node]), np.concatenate([hidden.purchase, possible.purchase])
        )
        rest = trade_matrix(network, known.take(fold != number))
        score, _ = scores(network, _without(network, rest, hidden), pairs)
        right += _expected_hits(score, len(hidden))
        chance += len(hidden) * len(hidden) / len(pairs)
    return Precision(right / len(known), chance / len(known), len(known))


def _without(network: Network, trade: csr_array, hidden: Relations) -> csr_array:
    """The same without the trade of firms whose relation is hidden, in whatever other product it is known too."""
    supplier, buyer = _ends(network, hidden)
    gone = csr_array((np.ones(len(hidden)), (supplier, buyer)), shape=trade.shape)
    gone.data[:] = 1.0
    left = csr_array(trade - trade.multiply(gone))
    left.eliminate_zeros()
    return left


def _expected_hits(score: Floats, n_hidden: int) -> float:
    """Hidden pairs (the first ones) among as many best guesses, ties broken by lot."""
    least = np.sort(score)[-n_hidden]
    above, equal = score > least, score == least
    room = n_hidden - int(above.sum())
    return float(above[:n_hidden].sum() + room * equal[:n_hidden].sum() / equal.sum())


def _ends(network: Network, pairs: Relations) -> tuple[Longs, Longs]:
    return (
        network.node_firm[pairs.node].astype(np.int64),
        network.purchase_buyer[pairs.purchase].astype(np.int64),
    )

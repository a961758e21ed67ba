"""Single sources, disguised and hidden ones, counted by who controls them.

A purchase (buyer, product) is single-sourced when its identified share is at least 0.9 and one group holds all
but ``epsilon`` of it. A hidden source is an entity that sells nothing of the product to the buyer and yet stops
all of its recorded sources (boolean fixpoint, see ``failure.py``).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from graphsvc.analysis.outages.entities import Entities
from graphsvc.analysis.outages.failure import FailureModel, has_bit
from graphsvc.domain.arrays import Bools, Floats, Longs, Words
from graphsvc.domain.network import Network

KNOWN_ENOUGH = 0.9
ROWS_PENDING = "rows_pending"
TOLERANCE = 1e-9
DISCLOSURE_LINE = 0.5
"""More than half from one supplier: the line of China's disclosure rule for listed companies."""


@dataclass(frozen=True)
class Diversity:
    """Effective number of sources of a purchase, and its ends: what is not known of the shares may all be of the
    largest source, or of many small ones (``upper`` None: no end). ``value`` None where too little is known."""

    value: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True)
class SingleSource:
    """Finding about one purchase. ``group`` indexes group_ids (-1: a park binds them); shares 0-1, None unknown.

    ``note`` says why a kind is unknown where that is more than a share nobody told.
    """

    purchase: int
    kind: str
    group: int
    park: str | None
    suppliers: tuple[int, ...]
    share: float | None
    n_groups: int
    n_eff: Diversity
    known_share: float
    note: str | None = None


@dataclass(frozen=True)
class SureShares:
    """Shares that stand whatever the rows that wait may tell: ``counted`` (K,) of them, ``known`` (Q,) their sum, 0-1.

    ``more`` (Q,): a row waits that may be a further source; ``control`` (Q,): one that says who controls a source.
    """

    counted: Bools
    known: Floats
    more: Bools
    control: Bools


@dataclass(frozen=True)
class HiddenSource:
    """Entity ``entity`` (position) stops every source of ``purchase`` without selling to it.

    ``path`` are nodes from a node of the entity to a direct source; ``depth`` trade steps to the buyer;
    ``missing`` firms (indices) whose own supplier lists are missing.
    """

    purchase: int
    entity: int
    is_hidden: str
    depth: int
    path: tuple[int, ...]
    n_groups: int
    missing: tuple[int, ...]


def effective_sources(
    network: Network, q: int, merge_groups: bool = True, counted: Bools | None = None
) -> tuple[dict[int, float], float | None]:
    """(share per group or firm, N_eff) of purchase q over identified sources with known shares (those ``counted``).

    N_eff = 1 / sum of squared shares; None where no share is known.
    """
    known = network.source_share_known if counted is None else counted
    rows = [k for k in range(network.source_ptr[q], network.source_ptr[q + 1]) if known[k]]
    shares = _by_owner(network, rows, merge_groups)
    squares = sum(s**2 for s in shares.values())
    return shares, 1.0 / squares if squares > 0 else None


def diversity(network: Network, q: int, merge_groups: bool = True, counted: Bools | None = None) -> Diversity:
    """N_eff of purchase q as far as its shares tell."""
    shares, n_eff = effective_sources(network, q, merge_groups, counted)
    rest = max(0.0, 1.0 - sum(shares.values()))
    if rest <= 1e-9:
        return Diversity(n_eff, n_eff, n_eff)
    top = max(shares.values(), default=0.0)
    worst = sum(s**2 for s in shares.values()) - top**2 + (top + rest) ** 2
    return Diversity(n_eff if rest <= 1.0 - KNOWN_ENOUGH + TOLERANCE else None, 1.0 / worst, n_eff)


def single_sources(
    network: Network,
    purchases: Longs,
    has_other_maker: Callable[[int, int], bool | None],
    epsilon: float = 0.05,
    merge_groups: bool = True,
    sure: SureShares | None = None,
) -> list[SingleSource]:
    """Findings over ``purchases``, at most one each, by kind: disguised, sole, single_by_choice, dominant, unknown.

    What a buyer makes itself is no source of risk of its own: it is part of the whole, never the one source.

    Parameters
    ----------
    network : Network
        The version's network.
    purchases : (n,)
        Purchases to look at.
    has_other_maker : callable
        Of a product and an owner (a group, or a firm where groups are not merged): whether anyone else in the asked
        region makes the product; None: a row that waits may be such a maker.
    epsilon : float
        Share 0-1 that others may have beside a dominant source.
    merge_groups : bool
        Whether firms of one group are one source.
    sure : SureShares
        Which shares count where rows of list 07 wait; all that are known by default.
    """
    if sure is None:
        nothing = np.zeros(network.n_purchases, np.bool_)
        sure = SureShares(network.source_share_known, network.purchase_known, nothing, nothing)
    found = []
    for q in purchases.tolist():
        if network.source_ptr[q] < network.source_ptr[q + 1]:
            finding = _single_source(network, q, has_other_maker, epsilon, merge_groups, sure)
            if finding is not None:
                found.append(finding)
    return found


def _single_source(
    network: Network,
    q: int,
    has_other_maker: Callable[[int, int], bool | None],
    epsilon: float,
    merge_groups: bool,
    sure: SureShares,
) -> SingleSource | None:
    rows = range(network.source_ptr[q], network.source_ptr[q + 1])
    buyer = int(network.purchase_buyer[q])
    firms = [
        int(network.node_firm[network.source_node[k]])
        for k in rows
        if network.source_share[k] > 0 or not sure.counted[k]
    ]
    firms = [f for f in firms if network.firm_identified[f]]
    owner = {f: int(network.firm_group[f]) if merge_groups else f for f in firms}
    own, shares = _held(network, q, merge_groups, sure.counted)
    enough = own is not None and own >= 1.0 - DISCLOSURE_LINE
    is_own = all(network.node_firm[network.source_node[k]] == buyer for k in rows)
    if is_own and (enough or (own is None and not sure.more[q])):
        return None
    known = float(sure.known[q])
    top = max(shares, key=lambda g: (shares[g], -g), default=None)
    share = shares[top] if top is not None else None
    members = tuple(f for f in firms if owner[f] == top and f != buyer)
    line, is_known = 1.0 - epsilon - TOLERANCE, known >= KNOWN_ENOUGH - TOLERANCE
    park, park_share, in_park = _common_park(network, q, sure.counted)
    kind = None
    if is_known and share is not None and share >= line and len(members) >= 2:
        kind, park = "disguised", None
    elif is_known and park_share >= line and len(in_park) >= 2:
        kind, share, members, top = "disguised", park_share, in_park, None
    elif is_known and share is not None and share >= line:
        other = has_other_maker(int(network.purchase_product[q]), owner[members[0]])
        kind, park = ("single_by_choice" if other else "sole"), None
        if other is None:
            kind, members = "unknown", tuple(firms)
    elif share is not None and share > DISCLOSURE_LINE + TOLERANCE:
        kind, park = "dominant", None
    elif (not is_known and not enough) or sure.control[q]:
        kind, park, members = "unknown", None, tuple(firms)
    if kind is None:
        return None
    waits = kind == "unknown" and (is_known or bool(sure.more[q] or sure.control[q]))
    known_group = kind != "unknown" and top is not None
    return SingleSource(
        purchase=q,
        kind=kind,
        group=int(network.firm_group[members[0]]) if known_group else -1,
        park=park,
        suppliers=members,
        share=share,
        n_groups=len(set(owner.values())),
        n_eff=diversity(network, q, merge_groups, sure.counted),
        known_share=known,
        note=ROWS_PENDING if waits else None,
    )


def _held(network: Network, q: int, merge_groups: bool, counted: Bools) -> tuple[float | None, dict[int, float]]:
    """What the buyer makes itself (None: untold), and the share per owner of everybody else."""
    buyer = int(network.purchase_buyer[q])
    rows = [k for k in range(network.source_ptr[q], network.source_ptr[q + 1]) if counted[k]]
    own = [float(network.source_share[k]) for k in rows if network.node_firm[network.source_node[k]] == buyer]
    shares = _by_owner(network, [k for k in rows if network.node_firm[network.source_node[k]] != buyer], merge_groups)
    return sum(own) if own else None, shares


def _by_owner(network: Network, rows: list[int], merge_groups: bool) -> dict[int, float]:
    shares: dict[int, float] = {}
    for k in rows:
        firm = int(network.node_firm[network.source_node[k]])
        key = int(network.firm_group[firm]) if merge_groups else firm
        shares[key] = shares.get(key, 0.0) + float(network.source_share[k])
    return shares


def _common_park(network: Network, q: int, counted: Bools) -> tuple[str | None, float, tuple[int, ...]]:
    """The park that holds the largest part of purchase q, that part, and the firms in it that supply the buyer."""
    parts: dict[str, float] = {}
    members: dict[str, list[int]] = {}
    for k in range(network.source_ptr[q], network.source_ptr[q + 1]):
        v = int(network.source_node[k])
        if network.node_firm[v] == network.purchase_buyer[q]:
            continue
        first, last = np.searchsorted(network.site_node, [v, v + 1])
        parks = {network.site_park[i] for i in range(first, last)}
        if len(parks) == 1 and (park := parks.pop()):
            parts[park] = parts.get(park, 0.0) + (float(network.source_share[k]) if counted[k] else 0.0)
            members.setdefault(park, []).append(int(network.node_firm[v]))
    best = max(parts, key=lambda p: (parts[p], p), default=None)
    return (best, parts[best], tuple(members[best])) if best is not None else (None, 0.0, ())


def hidden_sources(
    model: FailureModel,
    entities: Entities,
    fallen: Words,
    purchases: Longs,
    max_depth: int = 6,
    waits: Bools | None = None,
) -> list[HiddenSource]:
    """Findings of ``entities`` over ``purchases``: certain (yes), or hanging on missing lists (unknown).

    Parameters
    ----------
    model : FailureModel
        The failure logic of the version.
    entities : Entities
        E entities.
    fallen : (N, W) uint64
        What ``model.fallen`` says of them.
    purchases : (n,)
        Purchases to look at.
    max_depth : int
        Steps up from the purchase at most.
    waits : (Q,)
        Purchases to which a row that waits may add a source. They never lose all their sources for certain, and a maker
        that buys them may need what nobody has read yet.
    """
    found = []
    network = model.network
    ways = Upstream(network)
    unknown_need = network.node_unknown_need
    certain = fallen
    if waits is not None and waits.any():
        certain = model.fallen(entities, spared=waits)
        unknown_need = unknown_need | np.isin(network.node_firm, network.purchase_buyer[waits])
    for e in range(len(entities)):
        down, surely = has_bit(fallen, e), has_bit(certain, e)
        own = np.zeros(network.n_nodes, np.bool_)
        own[entities.nodes_of(e)] = True
        hit = down & ~own
        if not hit.any():
            continue
        cut = np.zeros(len(network.source_node), np.bool_)
        cut[entities.sources_of(e)] = True
        touched = np.unique(network.source_purchase[hit[network.source_node]])
        for q in np.intersect1d(touched, purchases).tolist():
            finding = _hidden_source(ways, entities, e, down, own, cut, q, unknown_need, max_depth)
            if finding is None:
                continue
            named = [v for v in ways.of_purchase(q) if network.firm_identified[network.node_firm[v]]]
            is_open = waits is not None and (waits[q] or not surely[named].all())
            found.append(replace(finding, is_hidden="unknown") if is_open else finding)
    return found


class Upstream:
    """Sources of purchases and of firms, each worked out once: a search asks for the same ones again and again."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self._of_firm: dict[int, tuple[int, int, tuple[int, ...]]] = {}

    def of_purchase(self, q: int) -> list[int]:
        """Nodes that a purchase comes from, sorted."""
        n = self.network
        return sorted(set(n.source_node[n.source_ptr[q] : n.source_ptr[q + 1]].tolist()))

    def of_firm(self, firm: int) -> tuple[int, int, tuple[int, ...]]:
        """(first, last) rows of the trade layer in which a firm buys, and the nodes it buys from, sorted."""
        if firm not in self._of_firm:
            n = self.network
            begin, end = np.searchsorted(n.purchase_buyer, [firm, firm + 1])
            first, last = int(n.source_ptr[begin]), int(n.source_ptr[end])
            self._of_firm[firm] = (first, last, tuple(sorted(set(n.source_node[first:last].tolist()))))
        return self._of_firm[firm]


def _hidden_source(
    ways: Upstream,
    entities: Entities,
    e: int,
    down: Bools,
    own: Bools,
    cut: Bools,
    q: int,
    unknown_need: Bools,
    max_depth: int,
) -> HiddenSource | None:
    network = ways.network
    recorded = network.source_node[network.source_ptr[q] : network.source_ptr[q + 1]]
    sources = recorded[network.firm_identified[network.node_firm[recorded]]]
    firms = {int(network.node_firm[v]) for v in sources}
    own_firms = {int(f) for f in network.node_firm[own]}
    if len(firms) < 2 or own[sources].any() or int(network.purchase_buyer[q]) in own_firms:
        return None
    if cut[network.source_ptr[q] : network.source_ptr[q + 1]].any():
        return None
    if entities.kind in ("firm", "group"):
        groups = {int(network.firm_group[f]) for f in own_firms}
        if any(int(network.firm_group[f]) in groups for f in firms):
            return None
    standing = [int(v) for v in sources if not down[v]]
    missing: tuple[int, ...] = ()
    if standing:
        if len(standing) == len(sources) or not all(unknown_need[v] for v in standing):
            return None
        missing = tuple(sorted({int(network.node_firm[v]) for v in standing}))
        verdict = "unknown"
    else:
        listed_all = network.purchase_declared[q] and len(sources) == len(recorded)
        known = network.purchase_known[q] >= KNOWN_ENOUGH - TOLERANCE or listed_all
        verdict = "yes" if known else "unknown"
    path = shortest_path(ways, own, cut, ways.of_purchase(q), max_depth)
    if path is None:
        return None
    n_groups = len({int(network.firm_group[f]) for f in firms})
    return HiddenSource(q, e, verdict, len(path), path, n_groups, missing)


def shortest_path(
    ways: Upstream, own: Bools, cut: Bools, begin: Sequence[int], max_depth: int
) -> tuple[int, ...] | None:
    """Nodes from an entity to the first of ``begin`` that it reaches, breadth first upstream over trade steps.

    The entity is met at a firm of its own, or at a delivery that it cuts: there the path begins with the supplier.

    Parameters
    ----------
    ways : Upstream
        Sources of purchases and firms.
    own, cut : (N,), (K,)
        Nodes and sources that the entity takes.
    begin : nodes
        Where the search begins.
    max_depth : int
        Firms along the path at most.

    Returns
    -------
    path : tuple of nodes, or None
        None where it is further away.
    """
    network = ways.network
    own_firms = set(network.node_firm[own].tolist())
    has_cut = bool(cut.any())
    parent: dict[int, int | None] = dict.fromkeys(begin)
    queue = deque((v, 1) for v in parent)
    seen_firms = {int(network.node_firm[v]) for v in parent}
    while queue:
        v, depth = queue.popleft()
        firm = int(network.node_firm[v])
        if firm in own_firms:
            return _way(parent, v)
        if depth >= max_depth:
            continue
        first, last, sources = ways.of_firm(firm)
        lost = np.flatnonzero(cut[first:last]) + first if has_cut else ()
        if len(lost):
            return (int(network.source_node[lost].min()), *_way(parent, v))
        for source in sources:
            upstream = int(network.node_firm[source])
            if upstream not in seen_firms:
                seen_firms.add(upstream)
                parent[source] = v
                queue.append((source, depth + 1))
    return None


def _way(parent: dict[int, int | None], v: int) -> tuple[int, ...]:
    """Nodes from v down to where the search began."""
    path = [v]
    while (after := parent[path[-1]]) is not None:
        path.append(after)
    return tuple(path)


def smallest_only(found: dict[str, list[HiddenSource]], firm_group_of: Callable[[int, str], str]) -> None:
    """Drop group findings where one member firm already does it. ``found`` by kind; ids through ``firm_group_of``."""
    done = {(f.purchase, firm_group_of(f.entity, "firm"), f.is_hidden) for f in found.get("firm", [])}
    certain = {(q, g) for q, g, verdict in done if verdict == "yes"}
    either = {(q, g) for q, g, _ in done}
    found["group"] = [
        f
        for f in found.get("group", [])
        if (f.purchase, firm_group_of(f.entity, "group")) not in (certain if f.is_hidden == "yes" else either)
    ]

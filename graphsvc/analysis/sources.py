"""Single sources, disguised and hidden ones, counted by who controls them.

A purchase (buyer, product) is single-sourced when its identified share is at least 0.9 and one group holds all
but ``epsilon`` of it. A hidden source is an entity that sells nothing of the product to the buyer and yet stops
all of its recorded sources (boolean fixpoint, see ``failure.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.hidden_kernels import YES, Bought, Found, Search, Upward, hidden_each, way_up
from graphsvc.analysis.outages.all_cores import Work, in_chunks
from graphsvc.analysis.outages.entities import Entities
from graphsvc.analysis.outages.failure import CHUNK, FailureModel
from graphsvc.analysis.outages.failure_kernels import rows_of_bits
from graphsvc.domain.arrays import Bools, Floats, Longs, Words, pointers
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

    What a buyer makes itself is no source of risk of its own: it is part of the whole, never the one source. How large
    a part has to be told: what else there may be is unknown where it is not.

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
    if is_own and enough:
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
    network = model.network
    ways = Upstream(network)
    unknown_need, certain, waiting = network.node_unknown_need, fallen, np.zeros(network.n_purchases, np.bool_)
    if waits is not None and waits.any():
        certain, waiting = model.fallen(entities, spared=waits), waits
        unknown_need = unknown_need | np.isin(network.node_firm, network.purchase_buyer[waits])
    wanted = np.zeros(network.n_purchases, np.bool_)
    wanted[purchases] = True
    known = network.purchase_known >= KNOWN_ENOUGH - TOLERANCE
    bought = Bought(network.purchase_buyer, wanted, known, network.purchase_declared, waiting)
    hit_ptr, hit_node = rows_of_bits(fallen, len(entities))
    out_ptr, row = network.rows_sold
    out_purchase = network.source_purchase[row].astype(np.int64)
    e = entities

    run = Work(
        _hidden, e.kind in ("firm", "group"), e.ptr, e.node, e.cut_ptr, e.cut_source, hit_ptr, hit_node, fallen,
        certain, unknown_need, out_ptr, out_purchase, bought, ways.arrays, (len(network.firm_ids), network.n_nodes),
        max_depth,
    )  # fmt: skip
    return [finding for part in in_chunks(run, len(entities), CHUNK, "hidden") for finding in _read(Found(*part))]


def _hidden(
    is_owner: bool, ptr: Longs, node: Longs, cut_ptr: Longs, cut_source: Longs, hit_ptr: Longs, hit_node: Longs,
    fallen: Words, certain: Words, unknown_need: Bools, out_ptr: Longs, out_purchase: Longs, bought: Bought,
    upward: Upward, sizes: tuple[int, int], max_depth: int, first: int, last: int,
) -> Found:  # fmt: skip
    """Findings of the entities first..last-1."""
    return hidden_each(
        first, last, is_owner, ptr, node, cut_ptr, cut_source, hit_ptr, hit_node, fallen, certain, unknown_need,
        out_ptr, out_purchase, bought, upward, _fresh_search(*sizes), max_depth,
    )  # fmt: skip


def _read(found: Found) -> Iterator[HiddenSource]:
    path_ptr, missing_ptr = found.path_ptr.tolist(), found.missing_ptr.tolist()
    path, missing = found.path.tolist(), found.missing.tolist()
    rows = zip(
        found.purchase.tolist(), found.entity.tolist(), found.verdict.tolist(), found.n_groups.tolist(), strict=True
    )
    for i, (purchase, entity, verdict, n_groups) in enumerate(rows):
        way = tuple(path[path_ptr[i] : path_ptr[i + 1]])
        open_ends = tuple(sorted(set(missing[missing_ptr[i] : missing_ptr[i + 1]])))
        told = "yes" if verdict == YES else "unknown"
        yield HiddenSource(purchase, entity, told, len(way), way, n_groups, open_ends)


class Upstream:
    """Sources of purchases and of firms, as the searches go through them."""

    def __init__(self, network: Network) -> None:
        self.network = n = network
        edges = np.arange(len(n.firm_ids) + 1)
        begin = n.source_ptr[np.searchsorted(n.purchase_buyer, edges)].astype(np.int64)
        buyer = np.repeat(np.arange(len(n.firm_ids)), np.diff(begin))
        pairs = np.unique(buyer * max(1, n.n_nodes) + n.source_node[begin[0] : begin[-1]])
        firm = pairs // max(1, n.n_nodes)
        self.arrays = Upward(
            n.source_ptr, n.source_node, begin[:-1], begin[1:], pointers(firm, len(n.firm_ids)),
            pairs % max(1, n.n_nodes), n.node_firm, n.firm_group, n.firm_identified,
        )  # fmt: skip

    def fresh_search(self) -> Search:
        """Working arrays of one thread."""
        return _fresh_search(len(self.network.firm_ids), self.network.n_nodes)


def _fresh_search(n_firms: int, n_nodes: int) -> Search:
    return Search(np.full(n_firms, -1), *(np.empty(n_firms + n_nodes, np.int64) for _ in range(3)))


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
    own_firm = np.full(len(ways.network.firm_ids), -1)
    own_firm[ways.network.node_firm[own]] = 0
    start = np.array(list(dict.fromkeys(begin)), np.int64)
    taken = np.where(cut, 0, -1)
    path = way_up(start, 0, own_firm, taken, 0, max_depth, ways.arrays, ways.fresh_search())
    return tuple(path.tolist()) or None


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

"""What a backup has in common with what it backs up: entities whose failure takes both.

Boolean failure (see ``outages/failure.py``): an entity takes a maker that it holds, or that falls with it; a corridor
also takes one all of whose deliveries it carries. A stock is taken by what holds the place where it lies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.outages.entities import Entities
from graphsvc.analysis.sources import Upstream, shortest_path
from graphsvc.domain.arrays import Bools, Words
from graphsvc.domain.network import Network

SMALLER_FIRST = ("firm", "site", "group", "park", "region", "country", "product", "corridor")
"""Kinds in the order in which one explains the next: a park that holds a listed firm is no further cause."""


@dataclass(frozen=True)
class Backup:
    """Makers (nodes) that would step in, all of them where it is not known with which; without any, a stock or a firm
    that makes nothing yet, taken by its ``places``: ids of entities by kind."""

    nodes: tuple[int, ...]
    places: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class CommonCause:
    """Entity ``entity`` (position among those of ``kind``) takes the backup and the makers ``sources`` (nodes).

    ``is_direct``: it holds both itself. ``path`` to the backup and ``source_path`` to one source are nodes from the
    entity on; empty for a stock that it holds.
    """

    kind: str
    entity: int
    sources: tuple[int, ...]
    is_direct: bool
    path: tuple[int, ...]
    source_path: tuple[int, ...]


def takes(network: Network, entities: Entities, fallen: Words, nodes: Iterable[int]) -> Bools:
    """(E,) whether an entity takes all of the nodes; False for none."""
    found, some = np.ones(len(entities), np.bool_), False
    for v in nodes:
        bits = np.unpackbits(fallen[v].view(np.uint8), bitorder="little")[: len(entities)].astype(np.bool_)
        found &= bits | _carries(network, entities, v)
        some = True
    return found if some else np.zeros(len(entities), np.bool_)


def _carries(network: Network, entities: Entities, v: int) -> Bools:
    """(E,) whether all deliveries of a node go through an entity."""
    out = np.flatnonzero(network.source_node == v)
    if not len(entities.cut_source) or not len(out):
        return np.zeros(len(entities), np.bool_)
    owner = np.repeat(np.arange(len(entities)), np.diff(entities.cut_ptr))
    cut = np.bincount(owner[np.isin(entities.cut_source, out)], minlength=len(entities))
    return np.asarray(cut == len(out), np.bool_)


def takes_backup(network: Network, entities: Entities, fallen: Words, backup: Backup) -> Bools:
    """(E,) whether an entity takes a backup: its makers, else the place where it lies."""
    if backup.nodes:
        return takes(network, entities, fallen, backup.nodes)
    places = backup.places.get(entities.kind, frozenset())
    return np.array([name in places for name in entities.ids], np.bool_)


def common_causes(
    ways: Upstream,
    entities: Entities,
    fallen: Words,
    backup: Backup,
    sources: Sequence[int],
    max_depth: int = 6,
) -> list[CommonCause]:
    """Entities of one kind that take a backup and any of the sources it stands in for.

    Parameters
    ----------
    ways : Upstream
        Sources of purchases and firms.
    entities : Entities
        E entities.
    fallen : (N, W) uint64
        What falls with them.
    backup : Backup
        The backup.
    sources : nodes
        Makers that it stands in for.
    max_depth : int
        Firms along a path at most; what lies further up is left out.
    """
    n = ways.network
    taken = takes_backup(n, entities, fallen, backup)
    lost = {s: takes(n, entities, fallen, [s]) & taken for s in sources}
    found = []
    for e in np.flatnonzero(np.any(list(lost.values()), axis=0) if lost else []).tolist():
        own, cut = np.zeros(n.n_nodes, np.bool_), np.zeros(len(n.source_node), np.bool_)
        own[entities.nodes_of(e)] = True
        cut[entities.sources_of(e)] = True
        both = tuple(s for s in sources if lost[s][e])
        path = _path(ways, own, cut, backup.nodes, max_depth)
        source_path = _path(ways, own, cut, both, max_depth)
        if path is None or source_path is None:
            continue
        is_direct = len(path) <= 1 and len(source_path) == 1
        found.append(CommonCause(entities.kind, e, both, is_direct, path, source_path))
    return found


def _path(ways: Upstream, own: Bools, cut: Bools, nodes: Sequence[int], max_depth: int) -> tuple[int, ...] | None:
    """Nodes from an entity to one of ``nodes``; just that one where the entity carries what it delivers."""
    if not nodes:
        return ()
    n = ways.network
    delivers = [v for v in nodes if cut.any() and cut[n.source_node == v].any()]
    return (delivers[0],) if delivers else shortest_path(ways, own, cut, list(nodes), max_depth)


def smallest_causes(found: Sequence[CommonCause], entities: Mapping[str, Entities]) -> list[CommonCause]:
    """Without entities that wholly hold a smaller one of the list, which explains them."""
    kept: list[tuple[CommonCause, frozenset[int]]] = []
    for cause in sorted(found, key=lambda c: (SMALLER_FIRST.index(c.kind), c.entity)):
        of = entities[cause.kind]
        nodes, loss, _ = of.lost_by(cause.entity)
        held = frozenset(nodes[loss >= 1.0].tolist())
        if not any(smaller and smaller <= held for _, smaller in kept):
            kept.append((cause, held))
    return [cause for cause, _ in kept]

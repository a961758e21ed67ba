"""The failure logic L0 of a network as an AND-OR structure whose basic events are entities.

A node falls when an entity that holds all of it fails, when all that hold parts of it do, or when an essential need has
lost all its sources. A need without recorded sources never fails, as in ``outages.failure``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.cut_sets.expansion import Found, find
from graphsvc.analysis.cut_sets.structure import Structure, part_below
from graphsvc.analysis.outages.entities import Entities
from graphsvc.analysis.outages.failure import FailureModel
from graphsvc.analysis.outages.failure_kernels import rows_of_bits
from graphsvc.domain.arrays import Longs, Words
from graphsvc.domain.network import Network

WHOLE = 1.0 - 1e-9


@dataclass(frozen=True)
class ProductCuts:
    """Minimal cut sets of a product's makers: positions of entities. ``events``: entities that may take part."""

    found: Found
    events: Sequence[int]


def product_cuts(
    model: FailureModel, entities: Entities, fallen: Words, makers: Mapping[str, Longs], max_order: int, limit: int
) -> dict[str, ProductCuts]:
    """Sets of entities after whose failure no maker of a product is left.

    Parameters
    ----------
    model : FailureModel
        The failure logic over the version's network.
    entities : Entities
        E entities that may fail.
    fallen : (N, W) uint64
        What falls with each, as ``FailureModel.fallen`` gives it.
    makers : mapping of str to (k,) int, k > 0
        Nodes that make each product.
    max_order : int
        Largest number of entities in a set.
    limit : int
        Most sets to give for a product; bounds the work too.

    Returns
    -------
    cuts : dict of str to ProductCuts
        By product. Each set is a minimal cut set, whatever bound was met.
    """
    if not makers:
        return {}
    builder = _Builder(model.network, entities)
    builder.add_nodes(model.upstream_of(np.concatenate(list(makers.values()))).nonzero()[0])
    found = {}
    for product, nodes in makers.items():
        part = part_below(*builder.topped(nodes))
        alone = np.bitwise_and.reduce(fallen[nodes], axis=0)
        singles = np.flatnonzero(np.diff(rows_of_bits(alone[None, :], len(entities))[0]))
        found[product] = ProductCuts(find(part, set(singles.tolist()), max_order, limit), part.events)
    return found


class _Builder:
    """Events are entities; the first N gates are the nodes, further gates follow as they are needed."""

    def __init__(self, network: Network, entities: Entities) -> None:
        self.network, self.n_events = network, len(entities)
        self.is_and: list[bool] = [False] * network.n_nodes
        self.inputs: list[tuple[int, ...]] = [()] * network.n_nodes
        whole = entities.loss >= 1.0
        owner = np.repeat(np.arange(len(entities)), np.diff(entities.ptr))
        self.whole = _grouped(entities.node[whole], owner[whole])
        self.parts = _grouped(entities.node[~whole], owner[~whole])
        held = np.bincount(entities.node[~whole], weights=entities.loss[~whole], minlength=network.n_nodes)
        self.parts_are_all = held >= WHOLE
        cutters = np.repeat(np.arange(len(entities)), np.diff(entities.cut_ptr))
        self.cutters = _grouped(entities.cut_source, cutters)

    def add_nodes(self, nodes: Longs) -> None:
        """What makes each of the nodes fall."""
        for v in nodes.tolist():
            self.inputs[v] = tuple(self._node(v))

    def topped(self, makers: Longs) -> tuple[Structure, int]:
        """The structure, and the gate that fails when all makers have fallen."""
        top = self._gate([self.n_events + v for v in makers.tolist()], all_must_fail=True)
        return Structure(self.n_events, self.is_and, self.inputs), top

    def _gate(self, below: Sequence[int], all_must_fail: bool) -> int:
        self.is_and.append(all_must_fail)
        self.inputs.append(tuple(dict.fromkeys(below)))
        return self.n_events + len(self.is_and) - 1

    def _node(self, v: int) -> list[int]:
        n, below = self.network, list(self.whole.get(v, ()))
        if self.parts_are_all[v]:
            below.append(self._gate(self.parts[v], all_must_fail=True))
        for m in range(int(n.need_ptr[v]), int(n.need_ptr[v + 1])):
            purchases = n.alternative_purchase[n.alternative_ptr[m] : n.alternative_ptr[m + 1]]
            if n.need_essential[m] and len(purchases) and n.purchase_has_sources[purchases].all():
                lost = [source for q in purchases.tolist() for source in self._sources(q)]
                below.append(self._gate(lost, all_must_fail=True))
        return below

    def _sources(self, q: int) -> list[int]:
        rows = range(int(self.network.source_ptr[q]), int(self.network.source_ptr[q + 1]))
        found = []
        for k in rows:
            node = self.n_events + int(self.network.source_node[k])
            cut = self.cutters.get(k)
            found.append(self._gate([node, *cut], all_must_fail=False) if cut else node)
        return found


def _grouped(key: Longs, value: Longs) -> dict[int, list[int]]:
    """Values by key, in their order."""
    found: dict[int, list[int]] = {}
    for k, v in zip(key.tolist(), value.tolist(), strict=True):
        found.setdefault(k, []).append(v)
    return found

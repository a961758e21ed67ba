"""What can fail: firms, control groups, sites, parks, regions, countries, corridors, products, as losses of nodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from graphsvc.domain.arrays import Bools, Floats, Ints, Longs, totals
from graphsvc.domain.control import lies_in
from graphsvc.domain.network import Network

Lost = tuple[npt.NDArray[np.int64], Floats, Bools]
"""Nodes, the part of each that is lost, whether that part is open."""


@dataclass(frozen=True)
class Entities:
    """Failing things, rows of two sparse tables: nodes lost (``ptr, node, loss`` 0-1) and sources cut.

    ``loss_open``: parts of nodes that are not known, where the sites' capacities are blank; None for none.
    """

    kind: str
    ids: tuple[str, ...]
    ptr: Longs
    node: Longs
    loss: Floats
    cut_ptr: Longs
    cut_source: Longs
    cut_loss: Floats
    loss_open: Bools | None = None

    @property
    def open(self) -> Bools:
        """Of the rows ``node``: whether the part lost may be anything from none to all."""
        return np.zeros(len(self.node), np.bool_) if self.loss_open is None else self.loss_open

    def __len__(self) -> int:
        return len(self.ids)

    def nodes_of(self, position: int) -> Longs:
        """Nodes that entity ``position`` takes wholly or partly."""
        return self.node[self.ptr[position] : self.ptr[position + 1]]

    def sources_of(self, position: int) -> Longs:
        """Sources (rows of the trade layer) that entity ``position`` cuts."""
        return self.cut_source[self.cut_ptr[position] : self.cut_ptr[position + 1]]

    def lost_by(self, position: int) -> Lost:
        """Nodes that entity ``position`` takes, with the parts and whether these are open."""
        own = slice(self.ptr[position], self.ptr[position + 1])
        return self.node[own], self.loss[own], self.open[own]

    def cut_by(self, position: int) -> tuple[Longs, Floats]:
        """Sources that entity ``position`` cuts, with the parts."""
        own = slice(self.cut_ptr[position], self.cut_ptr[position + 1])
        return self.cut_source[own], self.cut_loss[own]

    def take(self, positions: Sequence[int] | npt.NDArray[np.int64]) -> Entities:
        """Only some of the entities, in the order given."""
        chosen = [int(i) for i in positions]
        return _assemble(
            self.kind,
            [self.ids[i] for i in chosen],
            [self.lost_by(i) for i in chosen],
            [self.cut_by(i) for i in chosen],
        )


_NOTHING = (np.empty(0, np.int64), np.empty(0, np.float64))
_NO_NODES: Lost = (*_NOTHING, np.empty(0, np.bool_))


def _assemble(
    kind: str,
    ids: Sequence[str],
    nodes: Sequence[Lost],
    cuts: Sequence[tuple[npt.NDArray[np.int64], Floats]],
) -> Entities:
    def starts(parts: Sequence[tuple[npt.NDArray[np.generic], ...]]) -> Longs:
        return np.concatenate([[0], np.cumsum([len(p[0]) for p in parts])]).astype(np.int64)

    lost, cut = [_NO_NODES, *nodes], [_NOTHING, *cuts]
    return Entities(
        kind,
        tuple(ids),
        starts(nodes),
        np.concatenate([p[0] for p in lost]).astype(np.int64),
        np.concatenate([p[1] for p in lost]),
        starts(cuts),
        np.concatenate([p[0] for p in cut]).astype(np.int64),
        np.concatenate([p[1] for p in cut]),
        np.concatenate([p[2] for p in lost]),
    )


def _by_label(network: Network, kind: str, labels: Ints, names: Sequence[str], present: Bools) -> Entities:
    """Entities from one integer label per site; ``present`` marks sites that count."""
    keep = np.flatnonzero(present & (labels >= 0))
    key = labels[keep].astype(np.int64) * network.n_nodes + network.site_node[keep]
    found, at = np.unique(key, return_inverse=True)
    loss = np.minimum(totals(at, network.site_share[keep], len(found)), 1.0)
    loss = np.where(loss > 1.0 - 1e-12, 1.0, loss)
    vague = totals(at, ~network.site_share_known[keep], len(found)) > 0
    label, node = found // network.n_nodes, found % network.n_nodes
    used = np.unique(label)
    ptr = np.concatenate([np.searchsorted(label, used), [len(label)]]).astype(np.int64)
    empty = np.zeros(len(used) + 1, np.int64)
    ids = tuple(names[i] for i in used)
    return Entities(kind, ids, ptr, node, loss, empty, _NOTHING[0], _NOTHING[1], vague & (loss < 1.0))


def _codes(values: Sequence[str]) -> tuple[Ints, list[str]]:
    names = sorted({v for v in values if v})
    index = {v: i for i, v in enumerate(names)}
    return np.array([index.get(v, -1) for v in values], np.int32), names


def all_entities(network: Network, kind: str, within: Bools, supplies: pa.Table | None = None) -> Entities:
    """Every entity of a kind with a node in ``within`` (N,), sorted by id; unidentified sources are none.

    ``region`` means cities (four digits and 00); where a maker's place is known to the province alone, that province,
    all of it. ``province`` and ``county`` are regions too; who is not known to be in a county is in none.
    ``corridor`` needs the table ``supplies``.

    Raises
    ------
    ValueError
        There is no such kind.
    """
    node_firm = network.node_firm
    usable = within & network.firm_identified[node_firm]
    present = usable[network.site_node]
    site_firm = node_firm[network.site_node]
    if kind == "firm":
        return _by_label(network, kind, site_firm, network.firm_ids, present)
    if kind == "group":
        return _by_label(network, kind, network.firm_group[site_firm], network.group_ids, present)
    if kind == "product":
        return _by_label(network, kind, network.node_product[network.site_node], network.product_codes, present)
    if kind == "site":
        labels, names = _codes(network.site_ids)
    elif kind == "park":
        labels, names = _codes(network.site_park)
    elif kind == "country":
        labels, names = _codes([network.firm_country[f] for f in site_firm])
    elif kind == "region":
        return _regions(network, present)
    elif kind in ("province", "county"):
        digits = 2 if kind == "province" else 6
        labels, names = _codes(
            [f"{r[:digits]:0<6}" if r and (digits == 2 or r[4:] != "00") else "" for r in network.site_region]
        )
        return _by_label(network, "region", labels, names, present)
    elif kind == "corridor":
        return _corridors(network, supplies)
    else:
        raise ValueError(kind)
    return _by_label(network, kind, labels, names, present)


def _regions(network: Network, present: Bools) -> Entities:
    labels, names = _codes([f"{r[:4]}00" if r else "" for r in network.site_region])
    found = _by_label(network, "region", labels, names, present)
    parts = []
    for i, name in enumerate(found.ids):
        if name.endswith("0000"):
            inside = np.array([r.startswith(name[:2]) for r in network.site_region], np.bool_) & present
            whole = _by_label(network, "region", np.zeros(len(inside), np.int32), [name], inside)
            parts.append((whole.node, whole.loss, whole.open))
        else:
            parts.append(found.lost_by(i))
    return _assemble("region", found.ids, parts, [_NOTHING] * len(parts))


def _corridors(network: Network, supplies: pa.Table | None) -> Entities:
    names = supplies["corridor"].to_pylist() if supplies is not None else []
    labels, found = _codes([names[row] or "" for row in network.source_row] if names else [])
    sources = [np.flatnonzero(labels == i) for i in range(len(found))]
    return _assemble("corridor", found, [_NO_NODES] * len(found), [(s, np.ones(len(s))) for s in sources])


def split_by_product(network: Network, entity: Entities) -> Entities:
    """One entity as several, one per product that its nodes make or its cut deliveries carry; ids are their codes."""
    made = network.node_product[entity.node]
    carried = network.purchase_product[network.source_purchase[entity.cut_source]]
    products = np.unique(np.concatenate([made, carried])).tolist()
    return _assemble(
        entity.kind,
        [network.product_codes[p] for p in products],
        [(entity.node[made == p], entity.loss[made == p], entity.open[made == p]) for p in products],
        [(entity.cut_source[carried == p], entity.cut_loss[carried == p]) for p in products],
    )


def joined(several: Sequence[Entities]) -> Entities:
    """Entities of one kind from several tables, one or more of each, in their order."""
    return _assemble(
        several[0].kind,
        [one.ids[i] for one in several for i in range(len(one))],
        [one.lost_by(i) for one in several for i in range(len(one))],
        [one.cut_by(i) for one in several for i in range(len(one))],
    )


def entity_of_sites(network: Network, kind: str, entity_id: str, sites: Bools) -> Entities:
    """The sites marked, (S,), as one thing that fails."""
    return _by_label(network, kind, np.zeros(len(sites), np.int32), [entity_id], sites)


def one_entity(
    network: Network, kind: str, entity_id: str, supplies: pa.Table | None = None, product: str | None = None
) -> Entities | None:
    """One entity by id, optionally its makers of ``product`` only.

    Parameters
    ----------
    network : Network
        The version's network.
    kind, entity_id : str
        What kind of thing, and its id; a region code takes everything under it: province, city or county.
    supplies : pyarrow.Table
        Table ``supplies``, needed for a corridor.
    product : str
        Code of the only product that is lost.

    Returns
    -------
    entity : Entities or None
        None where the version holds no such thing.

    Raises
    ------
    ValueError
        There is no such kind.
    """
    everywhere = np.ones(network.n_nodes, np.bool_)
    if kind == "region":
        inside = np.array([bool(r) and lies_in(r, entity_id) for r in network.site_region], np.bool_)
        found = entity_of_sites(network, kind, entity_id, inside)
    else:
        found = all_entities(network, kind, everywhere, supplies)
        if entity_id not in found.ids:
            return None
        found = found.take([found.ids.index(entity_id)])
    if product is not None:
        wanted = network.product_index.get(product, -1)
        keep = network.node_product[found.node] == wanted
        own = network.purchase_product[network.source_purchase[found.cut_source]] == wanted
        found = _assemble(
            kind,
            [entity_id],
            [(found.node[keep], found.loss[keep], found.open[keep])],
            [(found.cut_source[own], found.cut_loss[own])],
        )
    return found if len(found.node) or len(found.cut_source) else None

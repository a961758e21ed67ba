"""Several entities that fail at once, as one entity."""

from __future__ import annotations

import numpy as np

from graphsvc.analysis.outages.entities import Entities
from graphsvc.domain.arrays import Bools, Floats, Longs, spans, totals
from graphsvc.domain.control import lies_in


def together(entities: Entities, members: Longs, n_nodes: int) -> Entities:
    """Each row of ``members`` (P, k), positions of entities, as one entity that loses all that they lose.

    Parts of a node that several take are parts of different sites and add up, but for a region inside another one of
    the same row, and who is named in it twice: these add nothing. Ids are the members' with a line break between them.
    """
    n_rows, k = members.shape
    owner = np.repeat(np.arange(n_rows), k)
    member = members.ravel()
    kept = ~(_inside_another(entities, members) | _named_before(members)).ravel()
    row, member = owner[kept], member[kept]
    lost = entities.node, entities.loss, entities.open
    ptr, node, loss, vague = _gathered(row, member, n_rows, n_nodes, entities.ptr, lost)
    cuts = entities.cut_source, entities.cut_loss, np.zeros(len(entities.cut_source), np.bool_)
    size = int(entities.cut_source.max(initial=0)) + 1
    cut = _gathered(row, member, n_rows, size, entities.cut_ptr, cuts)
    ids = tuple("\n".join(entities.ids[e] for e in each) for each in members.tolist())
    return Entities(entities.kind, ids, ptr, node, loss, *cut[:3], vague & (loss < 1.0))


def _gathered(
    row: Longs, member: Longs, n_rows: int, size: int, ptr: Longs, lost: tuple[Longs, Floats, Bools]
) -> tuple[Longs, Longs, Floats, Bools]:
    """Rows of members added up by what they take: pointers (n_rows + 1,), index, part lost, whether that is open.

    Parameters
    ----------
    row, member : (m,)
        Row of the result, and the entity that belongs to it.
    n_rows, size : int
        Rows of the result; indices are below ``size``.
    ptr : (E+1,)
        Rows of ``lost`` by entity.
    lost : (n,), (n,), (n,)
        Index of what is taken, the part 0-1, whether it is open.
    """
    index, loss, vague = lost
    counts = ptr[member + 1] - ptr[member]
    at = spans(ptr[member], counts)
    key, where = np.unique(np.repeat(row, counts) * size + index[at], return_inverse=True)
    total = np.minimum(totals(where, loss[at], len(key)), 1.0)
    total = np.where(total > 1.0 - 1e-12, 1.0, total)
    starts = np.searchsorted(key, np.arange(n_rows + 1) * size).astype(np.int64)
    return starts, key % size, total, totals(where, vague[at], len(key)) > 0


def _inside_another(entities: Entities, members: Longs) -> Bools:
    """(P, k) whether a member is a region that lies in another one of its row."""
    whole = [i for i, name in enumerate(entities.ids) if entities.kind == "region" and name.endswith("0000")]
    around = np.full(len(entities), -1)
    for province in whole:
        for e, name in enumerate(entities.ids):
            if e != province and lies_in(name, entities.ids[province]):
                around[e] = province
    found: Bools = (around[members][:, :, None] == members[:, None, :]).any(axis=2)
    return found


def _named_before(members: Longs) -> Bools:
    """(P, k) whether the same member stands further to the left in its row."""
    same = members[:, :, None] == members[:, None, :]
    found: Bools = np.tril(same, -1).any(axis=2)
    return found

"""The picture of the trade around one firm: suppliers and theirs to the left, buyers and theirs to the right."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from graphsvc.domain.arrays import Ints
from graphsvc.domain.reference import country_name, region_name
from graphsvc.domain.report import LaneBox, LaneLink, LanePicture
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.judgements.names import Names

MAX_IN_COLUMN = 6
HOPS = 2


def trade_lanes(snapshot: GraphSnapshot, names: Names, firm: int) -> LanePicture:
    """Two trade steps around a firm, the partners with the largest shares of each step; how many more there are."""
    n = snapshot.network
    seller, buyer = n.node_firm[n.source_node], n.purchase_buyer[n.source_purchase]
    share = np.where(n.source_share_known, n.source_share, 0.0)
    columns: dict[int, int] = {firm: 0}
    n_more = 0
    for sign, of, partner in ((-1, buyer, seller), (1, seller, buyer)):
        front = [firm]
        for hop in range(1, HOPS + 1):
            found = _partners(of, partner, share, front)
            new = [f for f in found if f not in columns]
            n_more += max(0, len(new) - MAX_IN_COLUMN)
            front = new[:MAX_IN_COLUMN]
            columns.update(dict.fromkeys(front, sign * hop))
    first = min(columns.values())
    order = sorted(columns, key=lambda f: columns[f])
    box = _box_of(snapshot, names, firm)
    boxes = tuple(box(f, columns[f] - first) for f in order)
    return LanePicture(n.firm_names[firm], boxes, _links(snapshot, names, columns), n_more, centre=-first)


def _partners(of: Ints, partner: Ints, share: np.ndarray, front: list[int]) -> list[int]:
    """Partners of the firms in front, the largest share first, then in the order of the lists."""
    rows = np.flatnonzero(np.isin(of, front))
    ranked = rows[np.lexsort((partner[rows], -share[rows]))]
    return list(dict.fromkeys(int(f) for f in partner[ranked]))


def _box_of(snapshot: GraphSnapshot, names: Names, centre: int) -> Callable[[int, int], LaneBox]:
    n = snapshot.network

    def box(firm: int, column: int) -> LaneBox:
        products = n.node_product[n.node_firm == firm].tolist()
        region, country = n.firm_region[firm], n.firm_country[firm]
        place = region_name(region) or (country_name(country) if country else "") if region or country else ""
        told = tuple(sorted({names.product(n.product_codes[p]) for p in products}))
        return LaneBox(n.firm_ids[firm], n.firm_names[firm], told, column,
                       "centre" if firm == centre else "partner", place=place)  # fmt: skip

    return box


def _links(snapshot: GraphSnapshot, names: Names, columns: dict[int, int]) -> tuple[LaneLink, ...]:
    """Trades between neighbouring columns, several products of one pair as one link with the largest share."""
    n = snapshot.network
    seller, buyer = n.node_firm[n.source_node], n.purchase_buyer[n.source_purchase]
    shown = np.array(sorted(columns), np.int64)
    found: dict[tuple[int, int], LaneLink] = {}
    for k in np.flatnonzero(np.isin(seller, shown) & np.isin(buyer, shown)).tolist():
        pair = (int(seller[k]), int(buyer[k]))
        if columns[pair[1]] - columns[pair[0]] != 1:
            continue
        share = float(n.source_share[k]) if n.source_share_known[k] else None
        held = found.get(pair)
        if held is None or (share or 0.0) > (held.share or 0.0):
            product = names.product(n.product_codes[n.purchase_product[n.source_purchase[k]]])
            found[pair] = LaneLink(n.firm_ids[pair[0]], n.firm_ids[pair[1]], product, share)
    return tuple(found.values())

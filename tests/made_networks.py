"""Networks made from others: with one firm more that sells to given purchases."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from graphsvc.domain.arrays import Longs
from graphsvc.domain.network import Network


def with_supplier(n: Network, purchases: Longs, share: float, product: int) -> Network:
    """The network with a further firm, of a group of its own, that sells ``share`` of their base use to ``purchases``.

    Its share stands beside those of the others, which stay as they are.
    """
    at = np.sort(purchases)
    rows = n.source_ptr[at + 1]
    k = len(n.source_node) + len(rows)

    def one_more(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.append(values, np.nan)

    return replace(
        n,
        firm_ids=(*n.firm_ids, "~~further"),
        firm_names=(*n.firm_names, "示例新供方"),
        firm_group=np.append(n.firm_group, len(n.group_ids)).astype(np.int32),
        group_ids=(*n.group_ids, "~~further"),
        firm_region=(*n.firm_region, ""),
        firm_country=(*n.firm_country, "CN"),
        firm_listed=np.append(n.firm_listed, True),
        firm_active=np.append(n.firm_active, True),
        firm_identified=np.append(n.firm_identified, True),
        node_firm=np.append(n.node_firm, n.n_firms).astype(np.int32),
        node_product=np.append(n.node_product, product).astype(np.int32),
        node_output=one_more(n.node_output),
        node_capacity=one_more(n.node_capacity),
        node_design=one_more(n.node_design),
        node_base=one_more(n.node_base),
        node_recovery=one_more(n.node_recovery),
        node_recovery_blank=np.append(n.node_recovery_blank, True),
        node_has_capacity=np.append(n.node_has_capacity, True),
        source_ptr=n.source_ptr + np.searchsorted(at, np.arange(n.n_purchases + 1)),
        source_node=np.insert(n.source_node, rows, n.n_nodes).astype(np.int32),
        source_share=np.insert(n.source_share, rows, share),
        source_share_known=np.ones(k, np.bool_),
        source_quantity=np.insert(n.source_quantity, rows, np.nan),
        source_switch=np.insert(n.source_switch, rows, np.nan),
        source_row=np.insert(n.source_row, rows, 0).astype(np.int32),
        need_ptr=np.append(n.need_ptr, n.need_ptr[-1]),
    )

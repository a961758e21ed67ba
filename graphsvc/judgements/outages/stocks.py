"""What is said of purchases whose buyer tells no stock."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from graphsvc.analysis.outages.outage import DEFAULT_STOCK_DAYS
from graphsvc.domain.network import Network
from graphsvc.domain.notices import Notice


def stock_notices(n_blank: int) -> tuple[Notice, ...]:
    """That so many purchases take the default stock; nothing where none does."""
    facts = {"n": n_blank, "days": int(DEFAULT_STOCK_DAYS)}
    return (Notice("stock_assumed", action="defaulted", facts=facts),) if n_blank else ()


def blank_stocks(network: Network, purchases: Iterable[int]) -> list[dict[str, object]]:
    """What is missing of purchases (positions) whose buyer tells no stock, one entry each."""
    return [
        {
            "table": "supplies",
            "firm_id": network.firm_ids[network.purchase_buyer[q]],
            "product_code": network.product_codes[network.purchase_product[q]],
            "field": "stock",
        }
        for q in purchases
        if np.isnan(network.purchase_stock[q])
    ]

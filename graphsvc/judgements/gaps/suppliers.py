"""One qualified supplier more for each gap: how much it brings, to whom, and what an investment in it would be.

Its capacity is the gap quantity, or all of the demand where nothing is missing in quantity (a second source). It
stands ready from the first day for every purchase of the product by buyers here, each by the same part of its base
use, over and above the present sources.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.outages.fills import Fills
from graphsvc.domain.arrays import Bools, Longs
from graphsvc.domain.rounding import known
from graphsvc.judgements.gaps.fields import CLOSED
from graphsvc.judgements.workspace import Facts

WHOLE = (1.0, 1.0, 1.0)
UNTOLD = 1e-9


@dataclass(frozen=True)
class Supplier:
    """One more maker of ``code``: ``share`` of the demand it can bring (None unknown) with its ends, its ``capacity``
    [unit/yr] and the ``investment`` [万元] of projects for as much (None unknown), and the purchases it serves.

    It stands ready from the first day and for good; a reserve ``opens`` on a day, ``lasts`` for some days, and what is
    in store lengthens stocks by ``stock`` [d of base use]. ``away`` (E,): failures that take it along.
    """

    code: str
    share: float | None
    lower: float
    upper: float
    capacity: float | None
    investment: float | None
    purchases: Longs
    opens: float = 0.0
    lasts: float = np.inf
    stock: float = 0.0
    away: Bools | None = None

    @property
    def is_timed(self) -> bool:
        """Whether it brings anything else than its share at all times."""
        return self.opens > 0 or bool(np.isfinite(self.lasts)) or self.stock > 0

    @property
    def is_open(self) -> bool:
        """Whether its share is not known for sure."""
        return self.share is None or self.upper - self.lower > UNTOLD


def supplier_of(facts: Facts, code: str) -> Supplier:
    """The supplier that would fill a gap."""
    n, figures = facts.network, facts.local.figures
    p = n.product_index[code]
    demand, supply = known(figures.demand[p]), known(figures.capacity[p]) if figures.made_here[p] else 0.0
    share, lower, upper = _share(facts, p)
    gap = max(0.0, demand - supply) if demand is not None and supply is not None else None
    capacity = None if share is None or demand is None else (gap or demand)
    here = facts.members.purchases_here
    return Supplier(
        code, share, lower, upper, capacity, _investment(facts, code, capacity), here[n.purchase_product[here] == p]
    )


def _share(facts: Facts, p: int) -> tuple[float | None, float, float]:
    """Part of the demand that is missing, 1 where none is; all of it where nobody makes the product here."""
    figures, bounds = facts.local.figures, facts.local.bounds
    if not figures.made_here[p]:
        return WHOLE
    demand = float(figures.demand[p])
    ssr = known(float(figures.capacity[p]) / demand) if demand > 0 else None
    least, most = float(bounds.ssr_lower[p]), float(bounds.ssr_upper[p])
    if np.isnan(least) or np.isnan(most):
        least, most = (0.0, np.inf) if ssr is None else (ssr, ssr)
    value = None if ssr is None else _missing(ssr)
    ends = [_missing(least), _missing(most), *([] if value is None else [value])]
    if least < 1.0 - UNTOLD <= most:  # anything from a little to all
        ends += [0.0, 1.0]
    return value, min(ends), max(ends)


def _missing(ssr: float) -> float:
    return 1.0 - ssr if ssr < 1.0 - UNTOLD else 1.0


def _investment(facts: Facts, code: str, capacity: float | None) -> float | None:
    """What projects of list 13 under way say a capacity costs [万元]; None where none says both size and money."""
    unit = facts.names.row(code)["unit"]
    works = [
        (row["invest"], row["added_capacity"])
        for row in facts.snapshot.tables.rows("projects")
        if row["product"] == code and row["phase"] not in CLOSED
        if row["added_capacity_unit"] in (None, unit, f"{unit}/年")
        if row["invest"] and row["added_capacity"]
    ]
    added = sum(size for _, size in works)
    return capacity * sum(money for money, _ in works) / added if capacity is not None and added > 0 else None


def fills_of(suppliers: Sequence[Supplier], shares: Sequence[float]) -> Fills:
    """Suppliers as the failure model takes them, each with its share."""
    counts = [len(s.purchases) for s in suppliers]
    purchase = np.concatenate([np.empty(0, np.int64), *(s.purchases for s in suppliers)]).astype(np.int64)
    opens, lasts, stock = (np.array([getattr(s, name) for s in suppliers]) for name in ("opens", "lasts", "stock"))
    share = np.repeat(np.array(shares, np.float64), counts)
    return Fills(np.cumsum([0, *counts]), purchase, share, opens, lasts, stock)

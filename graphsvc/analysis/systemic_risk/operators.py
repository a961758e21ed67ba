"""How closures travel: what buyers lack of a supplier, what suppliers lose of a buyer, and who could step in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt
from scipy import sparse

from graphsvc.analysis.systemic_risk.cascade_state import Down, Market, Up
from graphsvc.domain.arrays import Floats, Longs, pointers
from graphsvc.domain.errors import ParameterError
from graphsvc.domain.essentiality import ESSENTIAL, IRRELEVANT, NON_ESSENTIAL

Trade = sparse.sparray | sparse.spmatrix
"""Sales of row to column."""


@dataclass(frozen=True)
class Operators:
    """Both operators of one network of ``n`` firms, as the compiled loop reads them."""

    down: Down
    up: Up
    market: Market

    @property
    def n(self) -> int:
        """Number of firms."""
        return len(self.market.industry)

    def upstream_matrix(self) -> sparse.csr_array:
        """(n, n) part of the revenue of firm i that comes from firm j."""
        found = sparse.csc_array(
            (self.up.value, self.up.supplier.astype(np.int64), self.up.ptr), shape=(self.n, self.n)
        )
        return found.tocsr()


def operators(
    weights: Trade,
    industry: npt.ArrayLike,
    essentiality: npt.ArrayLike,
    revenue: npt.ArrayLike | None = None,
) -> Operators:
    """The operators of a trade network.

    Parameters
    ----------
    weights : sparse (n, n) [money/yr]
        Sales of firm i to firm j.
    industry : (n,)
        Industry of each firm, 0..k-1.
    essentiality : (k, k)
        2 essential, 1 non-essential, 0 irrelevant; supplier industry x customer industry.
    revenue : (n,) [money/yr], optional
        All sales of each firm, to firms outside of ``weights`` and to consumers too; row sums where None.

    Returns
    -------
    Operators
        Relations without value are left out.

    Raises
    ------
    ParameterError
        Shapes do not fit, or a value is negative, not finite or not among those allowed.

    Notes
    -----
    Of what buyer j has from its essential industry k, supplier i brings W_ij / sum of W over k; of what it has from
    all that it buys non-essentially, W_ij / all purchases, essential ones included. Diem et al. 2022, section Methods,
    doi:10.1038/s41598-022-11522-z.
    """
    trade = _as_pairs(weights)
    n = trade.shape[0]
    group, needs = np.asarray(industry), np.asarray(essentiality)
    _check(trade, group, needs)
    sold, bought = _whole(trade.coords[0]), _whole(trade.coords[1])
    value = trade.data.astype(np.float64)
    known = value > 0
    sold, bought, value = sold[known], bought[known], value[known]
    sales = np.bincount(sold, weights=value, minlength=n).astype(np.float64)
    total = sales.sum()
    market = Market(
        group.astype(np.int32),
        sales,
        sales / total if total > 0 else sales,
        np.bincount(group, weights=sales, minlength=len(needs)).astype(np.float64),
        np.concatenate([[0], np.cumsum(np.bincount(group, minlength=len(needs)))]).astype(np.int64),
        np.argsort(group, kind="stable").astype(np.int32),
    )
    kind = needs[group[sold], group[bought]]
    down = _down(n, sold, bought, value, np.where(kind == ESSENTIAL, group[sold], -1), kind != IRRELEVANT)
    return Operators(down, _up(n, sold, bought, value, _revenue(revenue, sales)), market)


def _as_pairs(weights: Any) -> sparse.coo_array:
    return sparse.coo_array(sparse.csr_array(weights))


def _whole(values: npt.NDArray[np.integer]) -> Longs:
    return values.astype(np.int64)


def _down(n: int, sold: Longs, bought: Longs, value: Floats, class_of: Longs, felt: npt.NDArray[np.bool_]) -> Down:
    """``class_of`` (m,) essential supplier industry or -1."""
    purchases = np.bincount(bought, weights=value, minlength=n)
    order = np.lexsort((sold, class_of, bought))
    order = order[felt[order]]
    sold, bought, value, class_of = sold[order], bought[order], value[order], class_of[order]
    begins = np.ones(len(order), np.bool_)
    begins[1:] = (bought[1:] != bought[:-1]) | (class_of[1:] != class_of[:-1])
    slot = np.cumsum(begins) - 1
    owner = bought[begins]
    of_class = np.bincount(slot, weights=value, minlength=len(owner))
    part = value / np.where(class_of >= 0, of_class[slot], purchases[bought])
    by_supplier = np.lexsort((slot, sold))
    return Down(
        pointers(sold[by_supplier], n),
        bought[by_supplier].astype(np.uint32),
        slot[by_supplier].astype(np.uint32),
        part[by_supplier],
        pointers(owner, n),
    )


def _up(n: int, sold: Longs, bought: Longs, value: Floats, revenue: Floats) -> Up:
    order = np.lexsort((sold, bought))
    return Up(pointers(bought[order], n), sold[order].astype(np.uint32), (value / revenue[sold])[order])


def refuse(name: str, zh: str, en: str, value: object = "") -> NoReturn:
    """Refuse an argument, with what was expected of it.

    Raises
    ------
    ParameterError
        Always.
    """
    raise ParameterError("bad_parameter", name=name, value=str(value), expected_zh=zh, expected_en=en)


def _revenue(given: npt.ArrayLike | None, sales: Floats) -> Floats:
    """Known revenue of firms that sell something, 1 for others: nobody divides by it."""
    if given is None:
        return np.where(sales > 0, sales, 1.0)
    revenue = np.asarray(given, np.float64)
    if revenue.shape != sales.shape:
        refuse("revenue", f"应有 {len(sales)} 个数", f"must have {len(sales)} numbers", revenue.shape)
    if not (np.isfinite(revenue).all() and (revenue[sales > 0] > 0).all() and (revenue >= 0).all()):
        refuse("revenue", "有销售的企业应大于零", "must be above 0 where a firm sells")
    return np.where(sales > 0, revenue, 1.0)


def _check(trade: sparse.coo_array, industry: npt.NDArray[np.generic], needs: npt.NDArray[np.generic]) -> None:
    n = trade.shape[0]
    if trade.shape != (n, n):
        refuse("weights", "应为方阵", "must be square", trade.shape)
    if not np.isfinite(trade.data).all() or (trade.data < 0).any():
        refuse("weights", "应为不小于零的数", "must be numbers of 0 or more")
    if (
        needs.ndim != 2
        or needs.shape[0] != needs.shape[1]
        or not np.isin(needs, (IRRELEVANT, NON_ESSENTIAL, ESSENTIAL)).all()
    ):
        refuse("essentiality", "应为由 0、1、2 组成的方阵", "must be square, of 0, 1 and 2", needs.shape)
    if industry.shape != (n,) or not np.issubdtype(industry.dtype, np.integer):
        refuse("industry", f"应有 {n} 个整数", f"must have {n} whole numbers", industry.shape)
    if n and (industry.min() < 0 or industry.max() >= len(needs)):
        refuse("industry", f"应在 0 … {len(needs) - 1} 之间", f"must lie within 0 … {len(needs) - 1}")

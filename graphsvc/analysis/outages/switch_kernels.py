"""Compiled: how long buyers of a failed entity take to switch to others, where spare capacity covers what is lost."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from graphsvc.domain.arrays import Floats, Ints, Longs


class Selling(NamedTuple):
    """Rows of the trade layer by the node that sells (``ptr`` (N+1,), ``row``), with purchase, buyer, time to switch
    [d, NaN: blank] and quantity [unit/yr, NaN: blank] of each row; ``n_purchases``."""

    ptr: Longs
    row: Longs
    purchase: Ints
    buyer: Ints
    days: Floats
    quantity: Floats
    n_purchases: int


class Making(NamedTuple):
    """Product, firm and group of each node (N,), and the nodes by product (``ptr`` (P+1,), ``node``)."""

    product: Ints
    firm: Ints
    group: Ints
    ptr: Longs
    node: Longs
    n_firms: int


@njit(cache=True, nogil=True)
def switch_each(
    ptr: Longs,
    node: Longs,
    fallen_ptr: Longs,
    fallen: Longs,
    selling: Selling,
    making: Making,
    spare: Floats,
    most_spare: Floats,
) -> tuple[Floats, Floats]:
    """Days until the buyers of each entity have switched.

    Parameters
    ----------
    ptr, node : (E+1,), (n,)
        Nodes of each entity.
    fallen_ptr, fallen : (E+1,), (m,)
        Nodes that fall with each entity, and cannot step in.
    selling, making : tuples of arrays
        As their classes say.
    spare, most_spare : (N,)
        Spare capacity that is sure, and the most it can be [unit/yr].

    Returns
    -------
    proven : (E,)
        The largest time of its rows, where every buyer states one and others surely cover every product; else NaN.
    possible : (E,)
        The least it can be, where no blank rules it out that others cover every product it sells; else NaN.
    """
    n_entities = len(ptr) - 1
    proven, possible = np.full(n_entities, np.nan), np.full(n_entities, np.nan)
    n_products = len(making.ptr) - 1
    own_firm = np.full(making.n_firms, -1)
    own_group = np.full(making.n_firms, -1)
    bought, told = np.full(selling.n_purchases, -1), np.full(selling.n_purchases, -1)
    seen = np.full(n_products, -1)
    lost, is_open, is_sold = np.zeros(n_products), np.zeros(n_products, np.bool_), np.zeros(n_products, np.bool_)
    products = np.empty(n_products, np.int64)
    is_down = np.zeros(len(spare), np.bool_)
    for e in range(n_entities):
        own = node[ptr[e] : ptr[e + 1]]
        for v in own:
            own_firm[making.firm[v]] = e
            own_group[making.group[v]] = e
        n_rows = n_bought = n_told = n_seen = 0
        longest = -1.0
        any_blank = False
        for v in own:
            p = making.product[v]
            if seen[p] != e:
                seen[p] = e
                lost[p], is_open[p], is_sold[p] = 0.0, False, False
                products[n_seen] = p
                n_seen += 1
            for i in range(selling.ptr[v], selling.ptr[v + 1]):
                k = selling.row[i]
                q = selling.purchase[k]
                if own_firm[selling.buyer[q]] == e:
                    continue
                n_rows += 1
                is_sold[p] = True
                if np.isnan(selling.quantity[k]):
                    is_open[p] = True
                else:
                    lost[p] += selling.quantity[k]
                if bought[q] != e:
                    bought[q] = e
                    n_bought += 1
                if np.isnan(selling.days[k]):
                    any_blank = True
                else:
                    longest = max(longest, selling.days[k])
                    if told[q] != e:
                        told[q] = e
                        n_told += 1
        if n_rows == 0:
            continue
        down = fallen[fallen_ptr[e] : fallen_ptr[e + 1]]
        for v in down:
            is_down[v] = True
        surely, maybe = n_told == n_bought, True
        for p in products[:n_seen]:
            if not is_sold[p]:
                continue
            held = most = 0.0
            for v in making.node[making.ptr[p] : making.ptr[p + 1]]:
                if own_group[making.group[v]] != e and not is_down[v]:
                    held += spare[v]
                    most += most_spare[v]
            surely = surely and not is_open[p] and held >= lost[p] - 1e-9
            maybe = maybe and most > 0.0 and most >= lost[p] - 1e-9
        for v in down:
            is_down[v] = False
        if surely:
            proven[e] = longest
        if maybe:
            possible[e] = 0.0 if any_blank else longest
    return proven, possible

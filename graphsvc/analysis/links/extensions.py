"""Extend links: what else could be made from what a region makes well or too much of, and out of what it has.

Per candidate product q: the part of the value leaving the region that q could absorb, the part of its essential inputs
(by value) that the region makes, and what is left of its price after its inputs. The score is their product.
Ends are NaN where they have none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphsvc.domain.arrays import Bools, Floats, Longs, totals


@dataclass(frozen=True)
class Inputs:
    """Rows (E,) of list 04: ``tail`` is an input of ``head`` (product positions); ``cost`` [元 per unit of the head]
    its coefficient times its price, NaN unknown; ``needed`` no non-essential one; ``option`` numbers from 0 the
    requirements of all heads: rows of one substitution group share one, and are ``grouped``: none is needed alone."""

    tail: Longs
    head: Longs
    cost: Floats
    needed: Bools
    grouped: Bools
    option: Longs

    @property
    def essential(self) -> Bools:
        """(E,) rows without which the head cannot be made."""
        return self.needed & ~self.grouped


@dataclass(frozen=True)
class Ends:
    """A figure (K,) per candidate with its ends; NaN is unknown, as an end: there is none."""

    value: Floats
    lower: Floats
    upper: Floats


def surplus_shares(inputs: Inputs, leaving: Floats, n_products: int) -> Ends:
    """(P,) share 0-1 of the value leaving the region that each product could absorb: that of its essential inputs.

    ``leaving`` (P,) value [元/yr] of each product that leaves, 0 for what is not made here, NaN unknown. Where nothing
    leaves, nothing can be absorbed: 0.
    """
    known, blank = np.nan_to_num(leaving), np.isnan(leaving)
    tail, head = _distinct(inputs.tail[inputs.essential], inputs.head[inputs.essential], n_products)
    taken, total = totals(head, known[tail], n_products), known.sum()
    blank_own = totals(head, blank[tail].astype(np.float64), n_products)
    blank_else = blank.sum() - blank_own
    with np.errstate(invalid="ignore", divide="ignore"):
        told = np.where(total > 0, taken / total, 0.0)
    lower, upper = np.where(blank_else > 0, 0.0, told), np.where(blank_own > 0, 1.0, told)
    return Ends(np.where(lower == upper, lower, np.nan), lower, upper)


def _distinct(tail: Longs, head: Longs, n_products: int) -> tuple[Longs, Longs]:
    """Pairs, each once, whatever number of rows says so."""
    key = np.unique(tail.astype(np.int64) * n_products + head)
    return key // n_products, key % n_products


def requirements(inputs: Inputs) -> tuple[Longs, Floats, Bools]:
    """Per requirement (O,): the product that has it, its cost [元/unit] as the mean over the group's rows (NaN where
    one is unknown), whether any of its rows is essential."""
    n = int(inputs.option.max()) + 1 if len(inputs.option) else 0
    size = np.bincount(inputs.option, minlength=n)
    head = np.zeros(n, np.int64)
    head[inputs.option] = inputs.head
    essential = np.bincount(inputs.option[inputs.needed], minlength=n) > 0
    return head, totals(inputs.option, inputs.cost, n) / np.maximum(size, 1), essential


def feasibilities(inputs: Inputs, made: Bools, maybe: Bools, n_products: int) -> Ends:
    """(P,) value share 0-1 of a product's essential inputs that are made here; NaN for one without any.

    ``made`` (P,) surely made here; ``maybe`` (P,) possibly.
    """
    head, cost, essential = requirements(inputs)
    here = _any(inputs, made[inputs.tail], len(head))
    perhaps = _any(inputs, (made | maybe)[inputs.tail], len(head))
    lower, told = _share(head, cost, essential, here, n_products)
    upper, _ = _share(head, cost, essential, perhaps, n_products)
    sure = told & (lower == upper)
    return Ends(np.where(sure, lower, np.nan), lower, upper)


def _any(inputs: Inputs, holds: Bools, n: int) -> Bools:
    return np.bincount(inputs.option[holds], minlength=n) > 0


def _share(head: Longs, cost: Floats, essential: Bools, here: Bools, n: int) -> tuple[Floats, Bools]:
    """Share of cost that is here, and whether it is told: with blank costs only where all or none is here."""
    count = np.bincount(head[essential], minlength=n)
    n_here = np.bincount(head[essential & here], minlength=n)
    blank = np.bincount(head[essential & np.isnan(cost)], minlength=n) > 0
    whole = totals(head[essential], np.nan_to_num(cost[essential]), n)
    part = totals(head[essential & here], np.nan_to_num(cost[essential & here]), n)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(n_here == count, 1.0, np.where(n_here == 0, 0.0, np.where(blank, np.nan, part / whole)))
    return np.where(count > 0, share, np.nan), (count > 0) & np.isfinite(share)


def uplifts(inputs: Inputs, price: Floats, n_products: int) -> Ends:
    """(P,) what is left of a price after its inputs, as a share of the price (below 0 where they cost more).

    With a blank cost it has an upper end only: what the known inputs leave.
    """
    head, cost, _ = requirements(inputs)
    blank = np.bincount(head[np.isnan(cost)], minlength=n_products) > 0
    known = totals(head, np.nan_to_num(cost), n_products)
    with np.errstate(invalid="ignore", divide="ignore"):
        left = np.where(price > 0, (price - known) / price, np.nan)
    left[np.bincount(head, minlength=n_products) == 0] = np.nan
    sure = np.where(blank, np.nan, left)
    return Ends(sure, sure, left)


def scores(*factors: Ends) -> Ends:
    """Product of the factors, whose ends multiply by interval arithmetic; NaN where one factor has none."""
    value = np.prod([f.value for f in factors], axis=0)
    lower, upper = factors[0].lower, factors[0].upper
    for f in factors[1:]:
        corners = np.stack([lower * f.lower, lower * f.upper, upper * f.lower, upper * f.upper])
        lower, upper = corners.min(axis=0), corners.max(axis=0)
    return Ends(value, lower, upper)

"""Systemic risk of all firms against a plain loop over sparse matrices per firm, equal figures asserted.

Networks are random, with heavy-tailed numbers of customers and suppliers and values that grow with both: as in the
network of Diem et al. 2022 well under one firm in fifty takes more than 1 % of all sales along.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numba import njit
from scipy import sparse

from graphsvc.analysis.outages.all_cores import in_chunks
from graphsvc.analysis.systemic_risk import systemic_risk
from graphsvc.analysis.systemic_risk.cascade_state import Up
from graphsvc.analysis.systemic_risk.closures import CHUNK, Closures
from graphsvc.analysis.systemic_risk.operators import operators
from graphsvc.domain.arrays import Floats, Longs
from tests.benchmarks.ratio import Ratio

SIZES = ((10_000, 40_000), (33_810, 170_000), (91_595, 236_000))
N_INDUSTRIES = 600
TAIL = 1.2
"""Exponent of the Pareto law of degrees."""
TOLERANCE = 1e-2
SAMPLE = 60
"""Firms that the plain loop closes, drawn at random."""
ROUNDS, SHORT = 5, 10.0
"""Rounds of which the best counts, while they take no longer than so many seconds together."""
GOAL = 100.0
MOST_MB = 512.0


@dataclass(frozen=True)
class Made:
    """A made network: ``trade`` (n, n), ``industry`` (n,), ``essentiality`` (k, k), ``revenue`` (n,)."""

    trade: sparse.csr_array
    industry: Longs
    essentiality: Longs
    revenue: Floats


def make_network(n: int, n_links: int, seed: int = 1) -> Made:
    """``n_links`` different relations among ``n`` firms; inputs of goods are essential to makers of goods."""
    rng = np.random.default_rng(seed)
    sells, buys = rng.pareto(TAIL, n) + 1, rng.pareto(TAIL, n) + 1
    pairs = np.empty(0, np.int64)
    while len(pairs) < n_links:
        sold = rng.choice(n, n_links, p=sells / sells.sum())
        bought = rng.choice(n, n_links, p=buys / buys.sum())
        pairs = np.unique(np.concatenate([pairs, (sold * n + bought)[sold != bought]]))
    sold, bought = np.divmod(rng.choice(pairs, n_links, replace=False), n)
    value = rng.lognormal(0, 1.5, n_links) * np.sqrt(sells[sold] * buys[bought])
    size = (np.arange(N_INDUSTRIES) + 1.0) ** -0.8
    makes_goods = rng.random(N_INDUSTRIES) < 0.5
    trade = sparse.csr_array((value, (sold, bought)), shape=(n, n))
    return Made(
        trade,
        rng.choice(N_INDUSTRIES, n, p=size / size.sum()),
        np.where(makes_goods[:, None] & makes_goods, 2, 1),
        np.asarray(trade.sum(axis=1)).reshape(-1) * (1 + rng.random(n)),
    )


class PlainLoop:
    """The formulas as they are printed, over sparse matrices, one firm after another."""

    def __init__(self, made: Made, revenue: Floats | None) -> None:
        trade = sparse.coo_array(made.trade)
        n, self.n_industries = trade.shape[0], len(made.essentiality)
        sold, bought = (end.astype(np.int64) for end in trade.coords)
        self.industry = made.industry
        self.sales = np.bincount(sold, trade.data, n)
        kind = made.essentiality[made.industry[sold], made.industry[bought]]
        of_kind = bought * self.n_industries + made.industry[sold]
        kinds, at = np.unique(of_kind, return_inverse=True)
        needed = np.bincount(at, trade.data, len(kinds))[at]
        purchases = np.bincount(bought, trade.data, n)[bought]

        def matrix(value: Floats, kept: np.ndarray, ends: tuple[Longs, Longs]) -> sparse.csr_array:
            return sparse.csr_array((value[kept], (ends[0][kept], ends[1][kept])), shape=(n, n))

        self.essential = matrix(trade.data / needed, kind == 2, (sold, bought))
        self.other = matrix(trade.data / purchases, kind == 1, (bought, sold))
        self.orders = matrix(trade.data / (self.sales if revenue is None else revenue)[sold], kind >= 0, (sold, bought))
        self.members = sparse.csr_array(
            (np.ones(n), (made.industry, np.arange(n))), shape=(self.n_industries, n)
        )  # fmt: skip

    def close(self, firm: int) -> tuple[float, float, float]:
        """Both sides, upstream, downstream."""
        n = len(self.sales)
        down, up = np.ones(n), np.ones(n)
        down[firm] = up[firm] = 0.0
        growth = np.inf
        while growth > TOLERANCE:
            offered = np.asarray(self.members @ (self.sales * down))[self.industry]
            sigma = np.minimum(1.0, self.sales / np.where(offered > 1e-10, offered, self.sales + 1e-300))
            missing = sigma * (1 - down)
            by_industry = (self.members @ sparse.diags_array(missing)) @ self.essential
            worst = by_industry.max(axis=0).toarray().reshape(-1)
            next_down = np.maximum(0.0, 1 - np.maximum(worst, self.other @ missing))
            next_up = np.maximum(0.0, 1 - self.orders @ (1 - up))
            next_down[firm] = next_up[firm] = 0.0
            growth = max(np.abs(next_down - down).max(), np.abs(next_up - up).max())
            down, up = next_down, next_up
        weight = self.sales / self.sales.sum()
        both, upstream, downstream = (float(weight @ (1 - h)) for h in (np.minimum(down, up), up, down))
        return both, upstream, downstream


@njit(nogil=True)
def _bare(up: Up, x: Floats, rounds: int) -> None:
    for _ in range(rounds):
        for j in range(len(up.ptr) - 1):
            for e in range(up.ptr[j], up.ptr[j + 1]):
                x[up.supplier[e]] += up.value[e] * 1e-9


def _bare_seconds(made: Made, visits: int) -> float:
    """Seconds that so many bare visits take on all cores: read a place and a part, add it up there."""
    up = operators(made.trade, made.industry, made.essentiality).up
    rounds = max(1, visits // len(up.value) // 16)

    def run(first: int, last: int) -> None:
        _bare(up, np.zeros(len(up.ptr)), rounds * (last - first))

    _bare(up, np.zeros(len(up.ptr)), 1)
    began = time.perf_counter()
    in_chunks(run, 16, 1)
    return (time.perf_counter() - began) * visits / (16 * rounds * len(up.value))


def systemic_ratios() -> Iterator[Ratio]:
    """All firms at three sizes, revenue taken from the trade as peers do and told: seconds against the plain loop (from
    a sample) and against bare visits, and memory."""
    for n, n_links in SIZES:
        made = make_network(n, n_links)
        systemic_risk(made.trade, made.industry, made.essentiality, firms=np.arange(2 * CHUNK))  # compiled, threads up
        for revenue, how in ((None, "closed trade"), (made.revenue, "revenue told")):
            found, took = _all_firms(made, revenue)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            assert not found.truncated
            what = f"systemic risk, {n:,} firms, {n_links:,} links, {how}"
            slow = _plain_seconds(made, revenue, found) * n
            goal = f">= {GOAL:g} x" if n == SIZES[0][0] else ""
            yield Ratio(f"{what}; plain loop ({SAMPLE})", took, slow, "s", slow / took, goal)
            bare = _bare_seconds(made, int(found.visits.sum()))
            yield Ratio(f"{what}; bare visits", took, bare, "s", bare / took)
            limit = f"< {MOST_MB:g} MB" if n == SIZES[-1][0] else ""
            yield Ratio(f"{what}; peak", peak, MOST_MB, "MB", peak / MOST_MB, limit)
            more = float((found.esri > 0.01).mean())
            yield Ratio(f"{what}; above 1 % of sales", more, 0.002, "part of firms", more / 0.002)


def _all_firms(made: Made, revenue: Floats | None) -> tuple[Closures, float]:
    """The closures and their seconds, the best of a few rounds where they are short."""
    rounds: list[float] = []
    while not rounds or (len(rounds) < ROUNDS and sum(rounds) < SHORT):
        began = time.perf_counter()
        found = systemic_risk(made.trade, made.industry, made.essentiality, revenue=revenue, tolerance=TOLERANCE)
        rounds.append(time.perf_counter() - began)
    return found, min(rounds)


def _plain_seconds(made: Made, revenue: Floats | None, found: Closures) -> float:
    """Seconds for one firm, from a sample drawn at random; its figures are those of the service."""
    plain = PlainLoop(made, revenue)
    sample = np.random.default_rng(2).choice(len(found.esri), SAMPLE, replace=False)
    began = time.perf_counter()
    told = np.array([plain.close(int(f)) for f in sample])
    seconds = (time.perf_counter() - began) / SAMPLE
    mine = np.stack([found.esri, found.esri_upstream, found.esri_downstream], axis=1)[sample]
    assert np.abs(told - mine).max() <= 1e-12
    return seconds

"""The fewest firms that keep a share of output: exact where the chain is small, else thinned out with its gap."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from numba import njit

from graphsvc.analysis.white_list.limits import Limits, settle
from graphsvc.analysis.white_list.program import REACHED, TIES, Goal, Program, program_of
from graphsvc.domain.arrays import Bools, Floats, Longs
from graphsvc.domain.network import Network

EXACT_UP_TO = 150
"""Firms to choose among up to which the program is solved, not only bounded."""
MAX_NODES = 2_000
"""Branches the search may look at; a number, not a time, so that every machine gives the same list."""
ROOT_ALONE = 1
"""The same for a large chain searched thoroughly: cuts and heuristics at the root do most of what can be done."""
TRIES = 8
"""Orders in which a large chain is thinned out."""


@dataclass(frozen=True)
class SmallestList:
    """Firms to keep, beside those held anyhow (positions, sorted), and how sure it is that fewer do not suffice.

    ``bound``: no list is shorter. ``method``: ``exact`` (the bound is met), ``stopped`` (the search came to its limit)
    or ``greedy`` (thinned out firm by firm). ``is_reached``: whether all firms together reach the goal.
    """

    firms: Longs
    bound: int
    method: str
    is_reached: bool

    @property
    def gap(self) -> float:
        """Part of the list by which it may be too long, 0-1."""
        return 0.0 if not len(self.firms) else max(0.0, 1.0 - self.bound / len(self.firms))


def smallest_list(
    limits: Limits,
    network: Network,
    goal: Goal,
    held: Bools,
    size: Floats,
    exact_up_to: int = EXACT_UP_TO,
    is_thorough: bool = False,
) -> SmallestList:
    """The fewest firms that reach a goal.

    Parameters
    ----------
    limits : Limits
        What holds each maker back.
    network : Network
        The version's network.
    goal : Goal
        What has to run.
    held : (F,)
        Firms that are kept anyhow and are not counted.
    size : (F,)
        Of lists of one length the one of larger firms is preferred.
    exact_up_to : int
        Firms to choose among up to which the program is solved.
    is_thorough : bool
        Beyond, the program is still searched at its root, from the thinned list on, which may take a minute.
    """
    everything = np.ones(network.n_nodes, np.bool_)
    if not len(goal.node) or not goal.reached(limits.levels(everything)):
        return SmallestList(np.empty(0, np.int64), 0, "exact", False)
    if network.n_firms > exact_up_to and not limits.hangs(goal.node).any():
        return _each_by_itself(limits, network, goal, held, size)
    program = program_of(limits, network, goal, held, size)
    if not len(program.firm):
        return SmallestList(np.empty(0, np.int64), 0, "exact", True)
    solver = program.solver(integer=False)
    solver.run()
    is_optimal = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    bound = _whole(solver.getInfo().objective_function_value) if is_optimal else int(program.least.sum())
    guess = np.array(solver.getSolution().col_value)[: len(program.firm)] if is_optimal else program.least
    best = _thinned(limits, network, goal, held, program, guess)
    is_small = np.count_nonzero(~held[program.firm]) <= exact_up_to
    if len(best) > bound and (is_small or is_thorough):
        return _solved(limits, network, goal, held, program, best, bound, MAX_NODES if is_small else ROOT_ALONE)
    return SmallestList(best, min(bound, len(best)), "exact" if len(best) <= bound else "greedy", True)


def _each_by_itself(limits: Limits, network: Network, goal: Goal, held: Bools, size: Floats) -> SmallestList:
    """Where no maker of the goal hangs on another, a firm brings what it makes: those that bring most are fewest."""
    level = limits.levels(np.ones(network.n_nodes, np.bool_))[goal.node]
    firm = network.node_firm[goal.node]
    is_free = ~limits.outside[goal.node] & ~held[firm]
    brings = np.bincount(firm[is_free], (goal.weight * level)[is_free], minlength=network.n_firms)
    lacks = goal.target - REACHED - float((goal.weight * level)[~is_free].sum())
    ranked = np.lexsort((-size, -brings))
    n = 0 if lacks <= 0.0 else min(int(np.searchsorted(np.cumsum(brings[ranked]), lacks)) + 1, network.n_firms)
    return SmallestList(np.sort(ranked[:n]).astype(np.int64), n, "exact", True)


def _whole(value: float) -> int:
    """Firms that a relaxed cost proves: what ties may add is taken off."""
    return max(0, int(np.ceil(value - TIES - 1e-6)))


def _solved(
    limits: Limits, network: Network, goal: Goal, held: Bools, program: Program, best: Longs, bound: int, branches: int
) -> SmallestList:
    solver = program.solver(integer=True, max_nodes=branches)
    solver.setSolution(_start(limits, network, held, program, best))
    solver.run()
    info = solver.getInfo()
    found = np.array(solver.getSolution().col_value)[: len(program.firm)] > 0.5
    chosen = program.firm[found & ~held[program.firm]]
    kept = held.copy()
    kept[chosen] = True
    if len(chosen) <= len(best) and goal.reached(limits.levels(kept[network.node_firm])):
        best = chosen
    if solver.getModelStatus() == highspy.HighsModelStatus.kOptimal:
        bound = max(bound, _whole(info.objective_function_value))
    elif np.isfinite(info.mip_dual_bound):
        bound = max(bound, _whole(info.mip_dual_bound))
    return SmallestList(best, min(bound, len(best)), "exact" if len(best) <= bound else "stopped", True)


def _start(limits: Limits, network: Network, held: Bools, program: Program, best: Longs) -> highspy.HighsSolution:
    """A list as a point of the program: its firms, and the levels they allow."""
    kept = held.copy()
    kept[best] = True
    found = highspy.HighsSolution()
    levels = limits.levels(kept[network.node_firm])[program.node]
    found.col_value = [*kept[program.firm].astype(np.float64).tolist(), *levels.tolist()]
    return found


def _thinned(limits: Limits, network: Network, goal: Goal, held: Bools, program: Program, guess: Floats) -> Longs:
    """The best of several lists got by dropping firms as long as the goal is reached, the least wanted first."""
    free = program.firm[~held[program.firm]]
    value, cost = guess[~held[program.firm]], program.cost[: len(program.firm)][~held[program.firm]]
    rng = np.random.default_rng(0)
    best = free
    for attempt in range(TRIES):
        shaken = value + (0.3 * rng.random(len(value)) if attempt else 0.0)
        order = free[np.lexsort((-cost, shaken))]
        kept = held.copy()
        kept[free] = True
        _thin(
            order, kept, network.node_firm.astype(np.int64), limits.order, limits.ptr, limits.constant, limits.term_ptr,
            limits.source, limits.part, limits.outside, goal.node, goal.weight, goal.target - REACHED,
        )  # fmt: skip
        found = np.sort(free[kept[free]])
        best = found if len(found) < len(best) else best
    return best


@njit(cache=True, nogil=True)
def _thin(
    firms: Longs, kept: Bools, node_firm: Longs, order: Longs, ptr: Longs, constant: Floats, term_ptr: Longs,
    source: Longs, part: Floats, outside: Bools, goal_node: Longs, goal_weight: Floats, least: float,
) -> None:  # fmt: skip
    """Clear ``kept`` (F,) firm by firm in the order given, unless the goal would be missed."""
    y = np.zeros(len(node_firm))
    for v in range(len(node_firm)):
        if outside[v] or kept[node_firm[v]]:
            y[v] = 1.0
    settle(order, ptr, constant, term_ptr, source, part, outside, y)
    for f in firms:
        tried = y.copy()
        for v in range(len(node_firm)):
            if node_firm[v] == f and not outside[v]:
                tried[v] = 0.0
        settle(order, ptr, constant, term_ptr, source, part, outside, tried)
        reached = 0.0
        for i in range(len(goal_node)):
            reached += goal_weight[i] * tried[goal_node[i]]
        if reached >= least:
            kept[f] = False
            y = tried

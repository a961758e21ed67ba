"""Cost against loss: every corner of the frontier, and its knee.

With options that can be taken in parts the least loss is a convex, piecewise linear function of the cost. Its corners
are found between the two ends by weighing cost and loss by the slope of their chord (dichotomic search: Aneja & Nair
1979, doi:10.1287/mnsc.25.1.73). The knee is the corner farthest below the chord of the ends (Satopää et al. 2011,
doi:10.1109/ICDCSW.2011.20).
"""

from __future__ import annotations

import heapq
import time
from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.backup.cover import Cover
from graphsvc.analysis.backup.plans import Plan, Rules, loss_program, plan_of
from graphsvc.analysis.backup.two_stage import INFINITY, OPTIMAL, Solved, TwoStage

SAME = 1e-6
"""Corners nearer to the chord than this part of the whole fall are none."""


@dataclass(frozen=True)
class Corner:
    """``cost`` [万元], ``loss`` [full-output days], expected or CVaR, and the plan there."""

    cost: float
    loss: float
    plan: Plan


@dataclass(frozen=True)
class Frontier:
    """Corners by rising cost; ``knee`` position of the corner with the best bargain, None where there is no bend.

    ``is_complete`` False where ``most`` corners or the time ran out: the ends and those found are right, more may lie
    between.
    """

    corners: tuple[Corner, ...]
    knee: int | None
    is_complete: bool


def frontier(cover: Cover, rules: Rules, most: int = 25) -> Frontier:
    """Corners from no cost to least loss; those that bend most come first where ``most`` is too few."""
    began = time.perf_counter()
    program = loss_program(cover, rules)
    ends = _ends(cover, program, rules, began)
    if ends is None:
        return Frontier((), None, False)
    first, last = ends
    corners = [first]
    if last.cost - first.cost <= SAME * max(1.0, last.cost) or first.loss - last.loss <= SAME * max(1.0, first.loss):
        return Frontier((first,), None, True)
    corners.append(last)
    fall, rise = first.loss - last.loss, last.cost - first.cost
    waiting = [(-fall * rise, 0, first, last)]
    counter, is_complete = 1, True
    while waiting:
        left = rules.time_limit - (time.perf_counter() - began)
        if len(corners) >= most or left <= 0:
            is_complete = False
            break
        _, _, a, b = heapq.heappop(waiting)
        by_cost, by_loss = (a.loss - b.loss) / fall, (b.cost - a.cost) / rise
        found = program.solve(by_cost / rise, by_loss / fall, time_limit=left)
        if found.status != OPTIMAL:
            is_complete = False
            continue
        c = _corner(cover, program, found)
        chord = by_cost / rise * a.cost + by_loss / fall * a.loss
        if chord - found.value <= SAME:
            continue
        corners.append(c)
        for pair in ((a, c), (c, b)):
            size = (pair[0].loss - pair[1].loss) * (pair[1].cost - pair[0].cost)
            if size > (SAME * fall) * (SAME * rise):
                heapq.heappush(waiting, (-size, counter, *pair))
                counter += 1
    corners.sort(key=lambda c: c.cost)
    return Frontier(tuple(corners), knee_of([c.cost for c in corners], [c.loss for c in corners]), is_complete)


def knee_of(cost: list[float], loss: list[float]) -> int | None:
    """Position of the corner farthest below the chord from first to last, each axis by its own span; None: no bend."""
    x, y = np.array(cost), np.array(loss)
    if len(x) < 3 or x[-1] <= x[0] or y[0] <= y[-1]:
        return None
    below = (y[0] - y) / (y[0] - y[-1]) - (x - x[0]) / (x[-1] - x[0])
    at = int(np.argmax(below))
    return at if below[at] > SAME else None


def _corner(cover: Cover, program: TwoStage, found: Solved) -> Corner:
    plan = plan_of(cover, found)
    return Corner(plan.cost, program.loss(plan.uncovered), plan)


def _ends(cover: Cover, program: TwoStage, rules: Rules, began: float) -> tuple[Corner, Corner] | None:
    """Least loss for nothing, and least cost of the least loss; None where the time ran out."""
    asked = ((0.0, 1.0, 0.0, None), (0.0, 1.0, INFINITY, None), (1.0, 0.0, INFINITY, 1))
    found: list[Corner] = []
    for by_cost, by_loss, most_cost, of in asked:
        left = max(0.1, rules.time_limit - (time.perf_counter() - began))
        most_loss = INFINITY if of is None else found[of].loss + 1e-9 * max(1.0, found[0].loss)
        solved = program.solve(by_cost, by_loss, most_cost, most_loss, left)
        if solved.status != OPTIMAL:
            return None
        found.append(_corner(cover, program, solved))
    return found[0], found[2]

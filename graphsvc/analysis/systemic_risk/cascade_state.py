"""What closures run over and what a thread writes meanwhile, as plain arrays for the compiled loop."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from graphsvc.domain.arrays import Bools, Floats, Ints, Longs

Places = npt.NDArray[np.uint32]
"""Positions that a compiled loop need not look at the sign of."""


class Down(NamedTuple):
    """Rows by supplier ``ptr`` (n+1): ``value`` (m,) part of what the ``buyer`` needs in its ``slot``.

    A slot is one essential supplier industry of one buyer, or all its non-essential inputs; ``slots`` (n+1) are those
    of each buyer.
    """

    ptr: Longs
    buyer: Places
    slot: Places
    value: Floats
    slots: Longs


class Up(NamedTuple):
    """Rows by buyer ``ptr`` (n+1): ``value`` (m,) part of the ``supplier``'s revenue that comes from the buyer."""

    ptr: Longs
    supplier: Places
    value: Floats


class Market(NamedTuple):
    """``industry`` (n,), ``sales`` (n,), ``weight`` (n,) parts of all sales, ``supply`` (k,) sales of each industry,
    ``place`` (k+1,) where its firms begin in ``firm`` (n,), all in order of their industry."""

    industry: Ints
    sales: Floats
    weight: Floats
    supply: Floats
    place: Longs
    firm: Ints


class Limits(NamedTuple):
    """When a closure ends: damage grew by no more than ``tolerance``, or ``steps`` or ``visits`` are used up."""

    tolerance: float
    steps: int
    visits: int
    substitution: bool


class Side(NamedTuple):
    """Damage on one side (n,): ``now`` so far in this step, ``before`` it, ``handed`` on already; ``hit`` all with
    damage, in order; ``front`` and ``grown`` whose damage grew in the last step and in this one."""

    now: Floats
    before: Floats
    handed: Floats
    hit: Ints
    front: Ints
    grown: Ints


class State(NamedTuple):
    """What one thread writes: two sides, ``missing`` by slot, sales ``lost`` (k,) by industry, its damaged firms as the
    first ``n_members`` (k,) of its part of ``member`` (n,), industries that ``moved``, ``is_moved`` (k,)."""

    down: Side
    up: Side
    missing: Floats
    lost: Floats
    member: Ints
    n_members: Ints
    moved: Ints
    is_moved: Bools


class Outcome(NamedTuple):
    """Per closed firm (f,): the three indices, ``steps``, ``visits`` to relations, ``growth`` the largest of the last
    step, and ``still`` (f, 2, 2) the sales lost, down and up, in the last steps and in as many before them."""

    esri: Floats
    upstream: Floats
    downstream: Floats
    steps: Ints
    visits: Longs
    growth: Floats
    still: Floats


@njit(cache=True, nogil=True)
def fresh_side(n: int) -> Side:
    """A side without damage."""
    lists = np.empty(n, np.int32), np.empty(n + 1, np.int32), np.empty(n + 1, np.int32)
    return Side(np.zeros(n), np.zeros(n), np.zeros(n), lists[0], lists[1], lists[2])


@njit(cache=True, nogil=True)
def fresh_state(n: int, k: int, n_slots: int) -> State:
    """A state in which nothing is damaged."""
    return State(
        fresh_side(n), fresh_side(n), np.zeros(n_slots), np.zeros(k), np.empty(n, np.int32), np.zeros(k, np.int32),
        np.empty(k, np.int32), np.zeros(k, np.bool_),
    )  # fmt: skip


@njit(cache=True, nogil=True)
def clear(state: State, n_hit: tuple[int, int], down: Down, market: Market) -> None:
    """Nothing is damaged any more of what was, ``n_hit`` firms down and up."""
    for g in range(n_hit[0]):
        i = state.down.hit[g]
        p = market.industry[i]
        state.down.now[i] = 0.0
        state.down.before[i] = 0.0
        state.down.handed[i] = 0.0
        for s in range(down.slots[i], down.slots[i + 1]):
            state.missing[s] = 0.0
        state.lost[p] = 0.0
        state.n_members[p] = 0
        state.is_moved[p] = False
    for g in range(n_hit[1]):
        i = state.up.hit[g]
        state.up.now[i] = 0.0
        state.up.before[i] = 0.0
        state.up.handed[i] = 0.0

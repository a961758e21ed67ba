"""The compiled loop of single failures where nothing else moves: a front that steps only what it touches.

Everything is at its base level before; an element is computed once something it reads has changed, so the time it takes
grows with what fails, not with what lies downstream. Levels that differ by no more than ``SAME`` count as equal.
"""

from __future__ import annotations

import numpy as np

from graphsvc.analysis.outages.all_cores import in_place
from graphsvc.analysis.outages.course_kernels import FOR_GOOD
from graphsvc.analysis.outages.failure_kernels import (
    ALIVE,
    Flow,
    Needs,
    State,
    Trade,
    final_output,
    node_level,
)
from graphsvc.analysis.outages.front_lists import (
    ASLEEP,
    DRAWN,
    LATER,
    NOW,
    TOUCHED,
    Front,
    bring_back,
    due_next,
    put,
    sleep,
    take,
    wake_up,
)
from graphsvc.analysis.outages.helped_kernels import Watch, mark_helped
from graphsvc.domain.arrays import Floats, Longs

SAME = 1e-13
NOTHING = 1e-12
"""Final output that is none: what rounding leaves of it."""


@in_place
def level_moves(
    t: int, front: Front, flow: Flow, needs: Needs, trade: Trade, granted: Floats, state: State, dt: float
) -> tuple[bool, bool, float]:
    """The first half of a step: levels, in flow order. What stands before its cause in the order, inside a cycle, waits
    for the next step.

    Parameters
    ----------
    t : int
        The step.
    front : Front
        Its heap is emptied; whom the levels concern is noted in its lists.
    flow, needs, trade : tuples of arrays
        As their classes say.
    granted : (Q,)
        Inflow that further suppliers add, 1 is base use.
    state : State
        Levels, inflows and supplies are written.
    dt : float
        Length of a step [d].

    Returns
    -------
    moved, final_moved : bool
        Whether any level moved, and that of a final node.
    change : float
        Change of weighted final output.
    """
    n, order, position, out_ptr, out_element = (
        flow.n_purchases,
        flow.order,
        flow.position,
        flow.out_ptr,
        flow.out_element,
    )
    in_ptr, in_element, ptr, node, share, rest = (
        flow.in_ptr,
        flow.in_element,
        trade.ptr,
        trade.node,
        trade.share,
        trade.rest,
    )
    y, supply, inflow, stock, drain, initial = (
        state.y,
        state.supply,
        state.inflow,
        state.stock,
        state.drain,
        state.initial,
    )
    due, use_due, node_loss, src_loss, total = state.due, state.use_due, state.node_loss, state.src_loss, state.total
    counts, now, later, touched, drawn, since = front.n, front.now, front.later, front.touched, front.drawn, front.since
    is_touched, is_drawn, is_final, weight, mix = (
        front.is_touched,
        front.is_drawn,
        front.is_final,
        front.weight,
        needs.mix,
    )
    moved = False
    final_moved = False
    change = 0.0
    while counts[NOW] > 0:
        at = take(now, counts[NOW])
        counts[NOW] -= 1
        e = order[at]
        due[e] = False
        if not is_touched[e]:
            is_touched[e] = True
            touched[counts[TOUCHED]] = e
            counts[TOUCHED] += 1
        if e < n:
            brought = rest[e] + granted[e]
            for k in range(ptr[e], ptr[e + 1]):
                brought += share[k] * (1.0 - src_loss[k]) * y[node[k]]
            served = min(1.0, supply[e])
            inflow[e] = min(1.0, brought)
            held = min(initial[e], max(0.0, stock[e] - (t - since[e]) * drain[e] * dt))
            supply[e] = inflow[e] + held / dt
            use_due[e] = True
            if not is_drawn[e]:
                is_drawn[e] = True
                drawn[counts[DRAWN]] = e
                counts[DRAWN] += 1
            if abs(min(1.0, supply[e]) - served) <= SAME:
                continue
        else:
            v = e - n
            level = (1.0 - node_loss[v]) * node_level(v, needs, mix, supply, total)
            for i in range(in_ptr[e], in_ptr[e + 1]):
                q = in_element[i]
                use_due[q] = True
                if not is_touched[q]:
                    is_touched[q] = True
                    touched[counts[TOUCHED]] = q
                    counts[TOUCHED] += 1
                if not is_drawn[q]:
                    is_drawn[q] = True
                    drawn[counts[DRAWN]] = q
                    counts[DRAWN] += 1
            if abs(level - y[v]) <= SAME:
                continue
            moved = True
            if is_final[v]:
                final_moved = True
                change += weight[v] * (level - y[v])
            y[v] = level
        for i in range(out_ptr[e], out_ptr[e + 1]):
            after = out_element[i]
            if due[after]:
                continue
            due[after] = True
            if position[after] > at:
                put(now, counts[NOW], position[after])
                counts[NOW] += 1
            else:
                later[counts[LATER]] = after
                counts[LATER] += 1
    return moved, final_moved, change


@in_place
def drained(e: int, needs: Needs, state: State) -> float:
    """What purchase e takes from its stock, in parts of its base use (below 0: its stock fills up)."""
    use_alt, need, node, part = needs.use_alt, needs.need, needs.node, needs.use
    y, total, served = state.y, state.total, min(1.0, state.supply[e])
    use = 0.0
    least = 1.0
    most = 0.0
    for i in range(needs.use_ptr[e], needs.use_ptr[e + 1]):
        a = use_alt[i]
        whole = total[need[a]]
        drawn = 0.0
        if whole > 0.0:
            drawn = served * min(1.0, y[node[a]] / whole)
        use += part[a] * drawn
        least = min(least, drawn)
        most = max(most, drawn)
    if needs.side != 0 and needs.use_open[e]:
        use = most if needs.side < 0 else least
    drain: float = use - state.inflow[e]
    return drain if abs(drain) > SAME else 0.0


@in_place
def stocks_move(t: int, front: Front, needs: Needs, state: State, dt: float) -> int:
    """The second half of step t: stocks. Who feels it is computed in the next step.

    A stock that stays is let go until its use changes; one whose purchase is served in full whatever it holds sleeps
    until that ends.

    Parameters
    ----------
    t : int
        The step.
    front, needs, state : tuples of arrays
        As their classes say; stocks and lists are moved on.
    dt : float
        Length of a step [d].

    Returns
    -------
    ahead : int
        The next step in which anything can happen, or FOR_GOOD.
    """
    drawn, is_drawn, use_due, since, wake = front.drawn, front.is_drawn, state.use_due, front.since, front.wake
    drain, stock, initial, inflow, supply = state.drain, state.stock, state.initial, state.inflow, state.supply
    counts, later, due, asleep = front.n, front.later, state.due, front.asleep
    wake_up(t, front)
    kept = 0
    for i in range(counts[DRAWN]):
        e = drawn[i]
        held = min(initial[e], max(0.0, stock[e] - (t - since[e]) * drain[e] * dt))
        if use_due[e]:
            use_due[e] = False
            drain[e] = drained(e, needs, state)
        out = drain[e]
        left = min(initial[e], max(0.0, held - out * dt))
        stock[e] = left
        since[e] = t + 1
        wake[e] = -1
        served = inflow[e] + left / dt
        if left != held and (served < 1.0 or supply[e] < 1.0):
            if not due[e] and abs(min(1.0, served) - min(1.0, supply[e])) > SAME:
                due[e] = True
                later[counts[LATER]] = e
                counts[LATER] += 1
            drawn[kept] = e
            kept += 1
            continue
        is_drawn[e] = False
        if left != held and out > 0.0:
            calm = (left - (1.0 - inflow[e]) * dt) / (out * dt)
            until = t + 1 + int(min(max(0.0, calm - 1e-9), 1e9))
            counts[ASLEEP] = sleep(e, until, counts[ASLEEP], asleep, wake)
    counts[DRAWN] = kept
    return t + 1 if kept > 0 or counts[LATER] > 0 else wake_up(t, front)


@in_place
def follow_from_rest(
    e: int, seeds: Longs, flow: Flow, needs: Needs, trade: Trade, granted: Floats, dt: float, final_node: Longs,
    final_weight: Floats, side: int, counted: float, searched: float, state: State, front: Front, watch: Watch,
) -> tuple[float, float]:  # fmt: skip
    """Survival and loss when what ``seeds`` can move departs from rest; ``state`` and ``front`` are as new before and
    after, losses stay in ``state``.

    Parameters
    ----------
    e : int
        Row of ``watch``.
    seeds : (n,)
        Elements from which the change starts.
    flow, needs, trade : tuples of arrays
        As their classes say.
    granted : (Q,)
        Inflow that further suppliers add, 1 is base use.
    dt : float
        Length of a step [d].
    final_node, final_weight : (F,)
        Final nodes and their value weights, which sum to 1.
    side : int
        As in ``final_output``.
    counted, searched : float
        Loss counts steps that start before the one, survival is searched for in those before the other [d].
    state, front : State, Front
        Working arrays.
    watch : Watch
        Marked while loss counts; nothing where it has no columns.

    Returns
    -------
    survive : float
        Days until final output falls below 99 %, NaN where it does not.
    lost : float
        Full-output days lost.
    """
    survive = np.nan
    lost = 0.0
    due_next(seeds, flow, state, front)
    out = final_output(final_node, final_weight, state.y, side)
    t = 0
    alive = True
    while True:
        day = t * dt
        counting = day < counted - 1e-9
        if not counting and (not alive or day >= searched - 1e-9):
            break
        moved, final_moved, change = level_moves(t, front, flow, needs, trade, granted, state, dt)
        ahead = stocks_move(t, front, needs, state, dt)
        if counting and watch.helped.shape[1] > 0:
            mark_helped(e, front.touched[: front.n[TOUCHED]], flow, needs, state, watch)
        if final_moved and side != 0:
            out = final_output(final_node, final_weight, state.y, side)
        elif final_moved:
            out += change
        if alive and out < ALIVE:
            alive = False
            survive = day
        over = out <= NOTHING  # what has stopped stays so
        n = FOR_GOOD if over or ahead == FOR_GOOD else 1 if moved else ahead - t
        if counting:
            left = int(np.ceil((counted - 1e-9) / dt)) - t
            lost += (1.0 - out) * dt * min(n, left)
        if over or n >= FOR_GOOD:
            break
        waiting, front.n[LATER] = front.n[LATER], 0
        due_next(front.later[:waiting], flow, state, front)
        t += n
    bring_back(front, flow, needs, state, dt)
    return survive, lost

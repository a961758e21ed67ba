"""Compiled loops of the failure logic. Plain arrays in and out; the meaning stands in ``failure.py``.

Elements are purchases (0..Q-1) and nodes (Q..Q+N-1), sorted so that goods flow forward: ``order`` lists them
component by component, inside a cyclic component purchases before nodes. ``component`` numbers them in that order.
"""

from __future__ import annotations

import numpy as np
from numba import njit

CONVERGED = 1e-15
MAX_ROUNDS = 500_000
ALIVE = 0.99 - 1e-9
MOVED, CALM, STILL = 0, 1, 2


@njit(cache=True, nogil=True)
def fall(order, n_purchases, need_ptr, need_essential, alt_ptr, alt_purchase, src_ptr, src_node, down, cut):
    """Boolean fixpoint for all entities at once: bit e of ``down[v]`` says that node v falls when e fails.

    ``down`` (N, W) uint64 holds the seeds and receives the result; ``cut`` (K, W) or (0, W) marks failed sources.
    """
    n_words = down.shape[1]
    lost = np.zeros(n_words, np.uint64)
    gone = np.zeros(n_words, np.uint64)
    has_cut = cut.shape[0] > 0
    changed = True
    while changed:
        changed = False
        for element in order:
            if element < n_purchases:
                continue
            v = element - n_purchases
            for m in range(need_ptr[v], need_ptr[v + 1]):
                if not need_essential[m] or alt_ptr[m] == alt_ptr[m + 1]:
                    continue
                lost[:] = ~np.uint64(0)
                for a in range(alt_ptr[m], alt_ptr[m + 1]):
                    q = alt_purchase[a]
                    if src_ptr[q] == src_ptr[q + 1]:
                        lost[:] = np.uint64(0)
                        break
                    gone[:] = ~np.uint64(0)
                    for k in range(src_ptr[q], src_ptr[q + 1]):
                        source = src_node[k]
                        for w in range(n_words):
                            if has_cut:
                                gone[w] &= down[source, w] | cut[k, w]
                            else:
                                gone[w] &= down[source, w]
                    for w in range(n_words):
                        lost[w] &= gone[w]
                for w in range(n_words):
                    grown = down[v, w] | lost[w]
                    if grown != down[v, w]:
                        down[v, w] = grown
                        changed = True
    return down


@njit(cache=True, nogil=True)
def reach(seeds, out_ptr, out_element, position, mark):
    """Elements downstream of ``seeds`` (themselves included), in flow order. ``mark`` is all False, and again after."""
    stack = np.empty(len(mark), np.int64)
    found = np.empty(len(mark), np.int64)
    n_stack = 0
    n_found = 0
    for s in seeds:
        if not mark[s]:
            mark[s] = True
            stack[n_stack] = s
            n_stack += 1
    while n_stack > 0:
        n_stack -= 1
        e = stack[n_stack]
        found[n_found] = position[e]
        n_found += 1
        for i in range(out_ptr[e], out_ptr[e + 1]):
            t = out_element[i]
            if not mark[t]:
                mark[t] = True
                stack[n_stack] = t
                n_stack += 1
    return np.sort(found[:n_found])


@njit(cache=True, nogil=True)
def node_level(v, need_ptr, need_essential, need_weight, alt_ptr, alt_purchase, alt_mix, supply, total):
    """Level of node v (0-1) that its inputs allow; ``supply`` per purchase, ``total`` per need is filled in."""
    essential = 1.0
    diluted = 0.0
    for m in range(need_ptr[v], need_ptr[v + 1]):
        r = 0.0
        for a in range(alt_ptr[m], alt_ptr[m + 1]):
            r += alt_mix[a] * min(1.0, supply[alt_purchase[a]])
        total[m] = r
        if need_essential[m]:
            essential = min(essential, r)
        else:
            diluted += need_weight[m] * (1.0 - r)
    return max(0.0, min(1.0, essential, 1.0 - diluted))


@njit(cache=True, nogil=True)
def settle(
    order,
    component,
    n_purchases,
    need_ptr,
    need_essential,
    need_weight,
    alt_ptr,
    alt_purchase,
    alt_mix,
    src_ptr,
    src_node,
    src_share,
    rest,
    node_loss,
    src_loss,
    x,
    r,
    total,
):
    """Proportional greatest fixpoint over the elements of ``order``; ``x`` and ``r`` start at their upper values.

    ``rest`` is the part of each purchase that no identified source brings; ``node_loss`` and ``src_loss`` 0-1.
    """
    start = 0
    while start < len(order):
        stop = start
        c = component[order[start]]
        while stop < len(order) and component[order[stop]] == c:
            stop += 1
        rounds = 0
        while True:
            change = 0.0
            for i in range(start, stop):
                e = order[i]
                if e < n_purchases:
                    inflow = rest[e]
                    for k in range(src_ptr[e], src_ptr[e + 1]):
                        inflow += src_share[k] * (1.0 - src_loss[k]) * x[src_node[k]]
                    r[e] = min(1.0, inflow)
                else:
                    v = e - n_purchases
                    level = (1.0 - node_loss[v]) * node_level(
                        v, need_ptr, need_essential, need_weight, alt_ptr, alt_purchase, alt_mix, r, total
                    )
                    change = max(change, abs(x[v] - level))
                    x[v] = level
            rounds += 1
            if stop - start == 1 or change <= CONVERGED or rounds >= MAX_ROUNDS:
                break
        start = stop


@njit(cache=True, nogil=True)
def kept_each(
    order,
    position,
    component,
    out_ptr,
    out_element,
    n_purchases,
    n_nodes,
    need_ptr,
    need_essential,
    need_weight,
    alt_ptr,
    alt_purchase,
    alt_mix,
    src_ptr,
    src_node,
    src_share,
    rest,
    everywhere,
    entity_ptr,
    entity_node,
    entity_loss,
    cut_ptr,
    cut_source,
    cut_loss,
    src_purchase,
    final_node,
    final_weight,
    first,
    last,
):
    """Kept final output (0-1) after each entity first..last-1 fails, in the proportional model."""
    n_elements = n_purchases + n_nodes
    kept = np.ones(last - first)
    x = np.ones(n_nodes)
    r = np.ones(n_purchases)
    total = np.zeros(len(need_essential))
    node_loss = np.zeros(n_nodes)
    src_loss = np.zeros(len(src_node))
    mark = np.zeros(n_elements, np.bool_)
    for e in range(first, last):
        n_own = entity_ptr[e + 1] - entity_ptr[e]
        n_cut = cut_ptr[e + 1] - cut_ptr[e]
        seeds = np.empty(n_own + n_cut, np.int64)
        for i in range(n_own):
            v = entity_node[entity_ptr[e] + i]
            node_loss[v] = entity_loss[entity_ptr[e] + i]
            seeds[i] = n_purchases + v
        for i in range(n_cut):
            k = cut_source[cut_ptr[e] + i]
            src_loss[k] = cut_loss[cut_ptr[e] + i]
            seeds[n_own + i] = src_purchase[k]
        if everywhere:
            part = order
        else:
            part = order[reach(seeds, out_ptr, out_element, position, mark)]
        settle(
            part,
            component,
            n_purchases,
            need_ptr,
            need_essential,
            need_weight,
            alt_ptr,
            alt_purchase,
            alt_mix,
            src_ptr,
            src_node,
            src_share,
            rest,
            node_loss,
            src_loss,
            x,
            r,
            total,
        )
        y = 0.0
        for i in range(len(final_node)):
            y += final_weight[i] * x[final_node[i]]
        kept[e - first] = y
        for element in part:
            mark[element] = False
            if element < n_purchases:
                r[element] = 1.0
            else:
                x[element - n_purchases] = 1.0
        for i in range(entity_ptr[e], entity_ptr[e + 1]):
            node_loss[entity_node[i]] = 0.0
        for i in range(cut_ptr[e], cut_ptr[e + 1]):
            src_loss[cut_source[i]] = 0.0
    return kept


@njit(cache=True, nogil=True)
def step(
    part,
    component,
    n_purchases,
    need_ptr,
    need_essential,
    need_weight,
    alt_ptr,
    alt_purchase,
    alt_mix,
    alt_use,
    use_ptr,
    use_alt,
    alt_node,
    alt_need,
    src_ptr,
    src_node,
    src_share,
    rest,
    node_loss,
    src_loss,
    stock,
    initial,
    dt,
    y,
    before,
    inflow,
    supply,
    total,
    drain,
):
    """One time step over ``part``: levels ``y``, then stocks. MOVED, CALM (stocks only) or STILL."""
    for e in part:
        if e >= n_purchases:
            before[e - n_purchases] = y[e - n_purchases]
    for e in part:
        if e < n_purchases:
            flow = rest[e]
            for k in range(src_ptr[e], src_ptr[e + 1]):
                s = src_node[k]
                level = before[s] if component[n_purchases + s] == component[e] else y[s]
                flow += src_share[k] * (1.0 - src_loss[k]) * level
            inflow[e] = min(1.0, flow)
            supply[e] = inflow[e] + stock[e] / dt
        else:
            v = e - n_purchases
            y[v] = (1.0 - node_loss[v]) * node_level(
                v, need_ptr, need_essential, need_weight, alt_ptr, alt_purchase, alt_mix, supply, total
            )
    calm = True
    still = True
    for e in part:
        if e < n_purchases:
            use = 0.0
            for i in range(use_ptr[e], use_ptr[e + 1]):
                a = use_alt[i]
                whole = total[alt_need[a]]
                if whole > 0.0:
                    use += alt_use[a] * min(1.0, supply[e]) * min(1.0, y[alt_node[a]] / whole)
            left = min(initial[e], max(0.0, stock[e] + (inflow[e] - use) * dt))
            drain[e] = use - inflow[e]
            if left != stock[e]:
                still = False
                stock[e] = left
        elif y[e - n_purchases] != before[e - n_purchases]:
            calm = False
    return MOVED if not calm else STILL if still else CALM


@njit(cache=True, nogil=True)
def calm_steps(part, n_purchases, inflow, supply, stock, drain, dt):
    """Further steps for which no level can change: supplies stay as they were, draining stocks still fill the rest."""
    most = np.inf
    for e in part:
        if e < n_purchases:
            full = min(1.0, inflow[e] + stock[e] / dt)
            if full != min(1.0, supply[e]):
                return 0
            if full < 1.0 and drain[e] != 0.0 and (stock[e] > 0.0 or drain[e] < 0.0):
                return 0
            if drain[e] > 0.0 and stock[e] > 0.0:
                most = min(most, (stock[e] - (1.0 - inflow[e]) * dt) / (drain[e] * dt))
    return 0 if most < 1.0 else int(min(most - 1e-9, 1e9))


@njit(cache=True, nogil=True)
def let_pass(part, n_purchases, stock, initial, drain, dt, n):
    """Move stocks by ``n`` calm steps at once."""
    for e in part:
        if e < n_purchases:
            stock[e] = min(initial[e], max(0.0, stock[e] - n * drain[e] * dt))


@njit(cache=True, nogil=True)
def outlast_each(
    order,
    position,
    component,
    out_ptr,
    out_element,
    n_purchases,
    n_nodes,
    need_ptr,
    need_essential,
    need_weight,
    alt_ptr,
    alt_purchase,
    alt_mix,
    alt_use,
    use_ptr,
    use_alt,
    alt_node,
    alt_need,
    src_ptr,
    src_node,
    src_share,
    rest,
    everywhere,
    entity_ptr,
    entity_node,
    entity_loss,
    cut_ptr,
    cut_source,
    cut_loss,
    src_purchase,
    initial,
    dt,
    final_node,
    final_weight,
    loss_days,
    search_days,
    first,
    last,
):
    """Per entity first..last-1: (days until final output falls below 99 %, or NaN; full-output days lost).

    The entity fails at day 0 and stays away; loss counts steps that start before ``loss_days[e]``, survival is
    searched for steps that start before ``search_days[e]``.
    """
    n_elements = n_purchases + n_nodes
    survive = np.full(last - first, np.nan)
    lost = np.zeros(last - first)
    y = np.ones(n_nodes)
    before = np.ones(n_nodes)
    inflow = np.ones(n_purchases)
    supply = 1.0 + initial / dt
    stock = initial.copy()
    drain = np.zeros(n_purchases)
    total = np.zeros(len(need_essential))
    node_loss = np.zeros(n_nodes)
    src_loss = np.zeros(len(src_node))
    mark = np.zeros(n_elements, np.bool_)
    for e in range(first, last):
        n_own = entity_ptr[e + 1] - entity_ptr[e]
        n_cut = cut_ptr[e + 1] - cut_ptr[e]
        seeds = np.empty(n_own + n_cut, np.int64)
        for i in range(n_own):
            v = entity_node[entity_ptr[e] + i]
            node_loss[v] = entity_loss[entity_ptr[e] + i]
            seeds[i] = n_purchases + v
        for i in range(n_cut):
            k = cut_source[cut_ptr[e] + i]
            src_loss[k] = cut_loss[cut_ptr[e] + i]
            seeds[n_own + i] = src_purchase[k]
        part = order if everywhere else order[reach(seeds, out_ptr, out_element, position, mark)]
        t = 0
        alive = True
        while True:
            day = t * dt
            counting = day < loss_days[e] - 1e-9
            if not counting and (not alive or day >= search_days[e] - 1e-9):
                break
            moved = step(
                part,
                component,
                n_purchases,
                need_ptr,
                need_essential,
                need_weight,
                alt_ptr,
                alt_purchase,
                alt_mix,
                alt_use,
                use_ptr,
                use_alt,
                alt_node,
                alt_need,
                src_ptr,
                src_node,
                src_share,
                rest,
                node_loss,
                src_loss,
                stock,
                initial,
                dt,
                y,
                before,
                inflow,
                supply,
                total,
                drain,
            )
            out = 0.0
            for i in range(len(final_node)):
                out += final_weight[i] * y[final_node[i]]
            if alive and out < ALIVE:
                alive = False
                survive[e - first] = day
            n = 1
            if moved == STILL and t > 0:
                n = 1_000_000_000
            elif moved == CALM:
                n = 1 + calm_steps(part, n_purchases, inflow, supply, stock, drain, dt)
            if counting:
                left = int(np.ceil((loss_days[e] - 1e-9) / dt)) - t
                lost[e - first] += (1.0 - out) * dt * min(n, left)
            if moved == STILL and t > 0:
                break
            if n > 1:
                let_pass(part, n_purchases, stock, initial, drain, dt, n - 1)
            t += n
        for element in part:
            mark[element] = False
            if element < n_purchases:
                inflow[element] = 1.0
                stock[element] = initial[element]
                supply[element] = 1.0 + initial[element] / dt
            else:
                y[element - n_purchases] = 1.0
                before[element - n_purchases] = 1.0
        for i in range(entity_ptr[e], entity_ptr[e + 1]):
            node_loss[entity_node[i]] = 0.0
        for i in range(cut_ptr[e], cut_ptr[e + 1]):
            src_loss[cut_source[i]] = 0.0
    return survive, lost


@njit(cache=True, nogil=True)
def tightest(v, need_ptr, need_essential, alt_ptr, alt_purchase, supply, total):
    """Purchase that binds node v now: the scarcest alternative of its scarcest essential need, -1 if none is short."""
    best, level = -1, 1.0 - 1e-9
    for m in range(need_ptr[v], need_ptr[v + 1]):
        if need_essential[m] and total[m] < level:
            level = total[m]
            scarcest = np.inf
            for a in range(alt_ptr[m], alt_ptr[m + 1]):
                if supply[alt_purchase[a]] < scarcest:
                    scarcest = supply[alt_purchase[a]]
                    best = alt_purchase[a]
    return best


@njit(cache=True, nogil=True)
def play(
    part,
    component,
    n_purchases,
    n_nodes,
    need_ptr,
    need_essential,
    need_weight,
    alt_ptr,
    alt_purchase,
    alt_mix,
    alt_use,
    use_ptr,
    use_alt,
    alt_node,
    alt_need,
    src_ptr,
    src_node,
    src_share,
    rest,
    initial,
    dt,
    n_steps,
    shock_node,
    shock_node_loss,
    shock_node_from,
    shock_node_to,
    shock_source,
    shock_source_loss,
    shock_source_from,
    shock_source_to,
    final_node,
    final_weight,
):
    """A whole scenario: curves (C, n_steps); per node first step below 99 %, lowest level, binding purchase."""
    y = np.ones(n_nodes)
    before = np.ones(n_nodes)
    inflow = np.ones(n_purchases)
    supply = 1.0 + initial / dt
    stock = initial.copy()
    drain = np.zeros(n_purchases)
    total = np.zeros(len(need_essential))
    node_loss = np.zeros(n_nodes)
    src_loss = np.zeros(len(src_node))
    first = np.full(n_nodes, -1, np.int64)
    lowest = np.ones(n_nodes)
    binding = np.full(n_nodes, -1, np.int64)
    curve = np.ones((final_weight.shape[0], n_steps))
    for t in range(n_steps):
        node_loss[:] = 0.0
        src_loss[:] = 0.0
        for i in range(len(shock_node)):
            if shock_node_from[i] <= t < shock_node_to[i]:
                v = shock_node[i]
                node_loss[v] = 1.0 - (1.0 - node_loss[v]) * (1.0 - shock_node_loss[i])
        for i in range(len(shock_source)):
            if shock_source_from[i] <= t < shock_source_to[i]:
                k = shock_source[i]
                src_loss[k] = 1.0 - (1.0 - src_loss[k]) * (1.0 - shock_source_loss[i])
        step(
            part,
            component,
            n_purchases,
            need_ptr,
            need_essential,
            need_weight,
            alt_ptr,
            alt_purchase,
            alt_mix,
            alt_use,
            use_ptr,
            use_alt,
            alt_node,
            alt_need,
            src_ptr,
            src_node,
            src_share,
            rest,
            node_loss,
            src_loss,
            stock,
            initial,
            dt,
            y,
            before,
            inflow,
            supply,
            total,
            drain,
        )
        for e in part:
            if e >= n_purchases:
                v = e - n_purchases
                if y[v] < lowest[v]:
                    lowest[v] = y[v]
                if first[v] < 0 and y[v] < ALIVE:
                    first[v] = t
                    binding[v] = tightest(v, need_ptr, need_essential, alt_ptr, alt_purchase, supply, total)
        for c in range(final_weight.shape[0]):
            out = 0.0
            for i in range(len(final_node)):
                out += final_weight[c, i] * y[final_node[i]]
            curve[c, t] = out
    return curve, first, lowest, binding


@njit(cache=True, nogil=True)
def fast_bounds(
    order, n_purchases, need_ptr, need_essential, alt_ptr, alt_purchase, src_ptr, src_node, stock, failed, down, latest
):
    """Full-stop day of each fallen node without simulation: stock plus the latest (or earliest) source to stop.

    ``failed`` seeds stop at day 0; ``down`` are the nodes that fall. inf for nodes that never stop. Iterated to the
    fixpoint, which settles cycles.
    """
    stop = np.full(len(down), np.inf)
    for v in range(len(down)):
        if failed[v]:
            stop[v] = 0.0
    changed = True
    while changed:
        changed = False
        for e in order:
            if e < n_purchases:
                continue
            v = e - n_purchases
            if failed[v] or not down[v]:
                continue
            best = np.inf
            for m in range(need_ptr[v], need_ptr[v + 1]):
                if not need_essential[m]:
                    continue
                need_stop = 0.0
                for a in range(alt_ptr[m], alt_ptr[m + 1]):
                    q = alt_purchase[a]
                    if src_ptr[q] == src_ptr[q + 1]:
                        need_stop = np.inf
                        break
                    source_stop = 0.0 if latest else np.inf
                    for k in range(src_ptr[q], src_ptr[q + 1]):
                        s = stop[src_node[k]]
                        source_stop = max(source_stop, s) if latest else min(source_stop, s)
                    need_stop = max(need_stop, stock[q] + source_stop)
                best = min(best, need_stop)
            if best < stop[v]:
                stop[v] = best
                changed = True
    return stop

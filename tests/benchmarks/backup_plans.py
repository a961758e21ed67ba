"""N-1 plans of backups: cuts of the projected program against one linear program with all recourse variables.

Both are solved by HiGHS, on the same options and failures, to the same objective (asserted). The direct model has a
level for everything that is short after each failure and a use of each option in each failure; the lean one, told
beside it without a goal, has levels only.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import highspy
import numpy as np
from scipy.sparse import csr_array, vstack

from graphsvc.analysis.backup.cover import ANYWHERE, Cover, Failures, Flow, Options, Uses
from graphsvc.analysis.backup.plans import Rules, allowed, least_cost
from graphsvc.domain.arrays import Floats, Longs, spans
from tests.benchmarks.ratio import Ratio

TARGET, LAYERS, NEAR, OF_A_PRODUCT, CITIES = 0.9, 6, 4, 4, 8
SIZES = ((1_000, 10, True), (3_000, 20, False))
ALONE = 10_000
PATIENCE = 1.5
"""A peer that has not ended after this many times the goal is stopped: its ratio is at least what it had by then."""


def plan_ratios() -> Iterator[str | Ratio]:
    """Ratios at 1,000 and 3,000 critical products, and 10,000 to optimality."""
    least_cost(made_cover(60), TARGET, Rules())  # compiled before it is timed
    for n, goal, with_lean in SIZES:
        cover = made_cover(n)
        seconds, cost = _by_cuts(cover)
        for is_lean in (False, True) if with_lean else (False,):
            peer, peer_cost = _direct(cover, is_lean, max(60.0, PATIENCE * goal * seconds))
            assert peer_cost is None or np.isclose(cost, peer_cost, rtol=1e-6), (cost, peer_cost)
            told = "equal cost" if peer_cost is not None else "peer stopped before its end"
            what = f"N-1 backup plan of {n} critical products, {told}: cuts, " + (
                "levels alone" if is_lean else "all recourse variables"
            )
            yield Ratio(what, seconds, peer, "s", peer / seconds, "" if is_lean else f"≥ {goal} x")
    cover = made_cover(ALONE)
    seconds, cost = _by_cuts(cover)
    yield f"N-1 backup plan of {ALONE} critical products, solved to optimality: {seconds:.1f} s, cost {cost:.1f}"


def _by_cuts(cover: Cover) -> tuple[float, float]:
    began = time.perf_counter()
    plan = least_cost(cover, TARGET, Rules())
    assert plan.status == "optimal"
    return time.perf_counter() - began, plan.cost


def made_cover(n: int, seed: int = 7) -> Cover:
    """``n`` products in layers, each made of two or three near ones of the layer before; each fails once. Four options
    a product in eight cities, one of five of no use in a given failure, and a dear stock that may lie anywhere."""
    rng = np.random.default_rng(seed)
    layer = np.minimum(np.arange(n) * LAYERS // n, LAYERS - 1)
    needed_by: list[list[int]] = [[] for _ in range(n)]
    for v in np.flatnonzero(layer > 0).tolist():
        before, own = np.flatnonzero(layer == layer[v] - 1), np.flatnonzero(layer == layer[v])
        at = (v - int(own[0])) * len(before) // len(own)
        near = before[max(0, at - NEAR) : at + NEAR + 1]
        for u in rng.choice(near, min(len(near), int(rng.integers(2, 4))), replace=False).tolist():
            needed_by[u].append(v)
    further = [_further(needed_by, x) for x in range(n)]
    product = np.concatenate(further)
    base, k = rng.uniform(50, 500, n), n * OF_A_PRODUCT
    of = np.repeat(np.arange(n), OF_A_PRODUCT)
    amount = rng.uniform(0.3, 2.0, k) * 40 * base[of]
    cost = amount / base[of] * rng.uniform(0.5, 2, k) * rng.uniform(0.5, 2, n)[of]
    root = product == np.repeat(np.arange(n), [len(f) for f in further])
    need = rng.uniform(5, 60, n)[np.repeat(np.arange(n), [len(f) for f in further])] * base[product]
    need *= np.where(root, 1.0, rng.uniform(0.2, 1, len(product)))
    stage = np.repeat(np.arange(len(product)), OF_A_PRODUCT + 1)
    option = (product[:, None] * OF_A_PRODUCT + np.arange(OF_A_PRODUCT)).astype(np.int64)
    option = np.concatenate([option, k + product[:, None]], axis=1).ravel()
    helps = (option >= k) | (rng.random(len(option)) < 0.8)
    options = Options(
        np.concatenate([of, np.arange(n)]).astype(np.int32),
        np.concatenate([rng.integers(0, CITIES, k), np.full(n, ANYWHERE)]).astype(np.int32),
        np.concatenate([amount, 80 * base]),
        np.concatenate([cost, np.full(n, 400.0)]),
    )
    failures = Failures(
        rng.uniform(5, 60, n),
        rng.uniform(0.2, 1, n),
        np.full(n, 1 / n),
        np.concatenate([[0], np.cumsum([len(f) for f in further])]).astype(np.int64),
        product.astype(np.int32),
        root,
        need,
    )
    uses = Uses(stage[helps], option[helps], options.amount[option[helps]])
    ptr = np.concatenate([[0], np.cumsum([len(s) for s in needed_by])]).astype(np.int64)
    is_final = np.array([not s for s in needed_by], np.bool_)
    flow = Flow(ptr, np.array([v for s in needed_by for v in sorted(s)], np.int32), is_final)
    return Cover(options, failures, uses, flow)


def _further(needed_by: list[list[int]], x: int) -> Longs:
    """The product and all that needs it, in the order of flow."""
    found, todo = {x}, [x]
    while todo:
        for v in needed_by[todo.pop()]:
            if v not in found:
                found.add(v)
                todo.append(v)
    return np.array(sorted(found), np.int64)


def _direct(cover: Cover, is_lean: bool, most_seconds: float) -> tuple[float, float | None]:
    """Seconds and cost of one program: parts of options, uncovered levels, and (not lean) what is used of each. No cost
    where it was stopped after ``most_seconds``."""
    f, u, k = cover.failures, cover.uses, len(cover.options)
    r, n_uses = len(f.stage_product), 0 if is_lean else len(u.stage)
    n = k + r + n_uses
    a, b = _links(cover)
    roots = np.flatnonzero(f.is_root)

    def cells(row: Longs, column: Longs, value: Floats, height: int) -> csr_array:
        return csr_array((value, (row, column)), shape=(height, n))

    def cover_at(stages: Longs) -> csr_array:
        count = np.diff(cover.use_ptr)[stages]
        use = spans(cover.use_ptr[stages], count)
        column = u.option[use] if is_lean else k + r + use
        return cells(np.repeat(np.arange(len(stages)), count), column, cover.share[use], len(stages))

    def level(stages: Longs) -> csr_array:
        return cells(np.arange(len(stages)), k + stages, np.ones(len(stages)), len(stages))

    parts = [cover_at(b) + level(b) - level(a), cover_at(roots) + level(roots)]
    lower = [np.zeros(len(a)), np.ones(len(roots))]
    if not is_lean:
        use = np.arange(n_uses)
        parts.append(cells(use, u.option, np.ones(n_uses), n_uses) - cells(use, k + r + use, np.ones(n_uses), n_uses))
        lower.append(np.zeros(n_uses))
    parts.append(_regions(cover, n))
    lower.append(np.zeros(parts[-1].shape[0]))
    upper = np.concatenate([np.ones(k + r), np.full(n_uses, highspy.kHighsInf)])
    ends = np.flatnonzero(cover.flow.is_final[f.stage_product])
    upper[k + ends] = np.repeat(allowed(cover, TARGET), np.diff(f.stage_ptr))[ends]
    return _solved(vstack(parts).tocsr(), np.concatenate(lower), upper, cover.options.cost, most_seconds)


def _links(cover: Cover) -> tuple[Longs, Longs]:
    """Stages of one failure of which the second needs the first."""
    f, g = cover.failures, cover.flow
    pairs: list[tuple[int, int]] = []
    for x in range(len(f)):
        at = {int(f.stage_product[s]): s for s in range(f.stage_ptr[x], f.stage_ptr[x + 1])}
        for p, s in at.items():
            pairs += [(s, at[v]) for v in g.next_product[g.next_ptr[p] : g.next_ptr[p + 1]].tolist() if v in at]
    both = np.array(pairs, np.int64)
    return both[:, 0], both[:, 1]


def _regions(cover: Cover, n: int) -> csr_array:
    """Half of what is brought of a product less what one city brings of it."""
    o = cover.options
    rows, columns, values = [], [], []
    for i, (p, g) in enumerate(sorted({(int(p), int(g)) for p, g in zip(o.product, o.region, strict=True) if g >= 0})):
        own = range(p * OF_A_PRODUCT, (p + 1) * OF_A_PRODUCT)
        for k in (*own, len(o) - len(cover.flow.is_final) + p):
            rows.append(i)
            columns.append(k)
            values.append((0.5 - (o.region[k] == g)) * o.amount[k] / cover.largest_need[p])
    return csr_array((values, (rows, columns)), shape=(rows[-1] + 1, n))


def _solved(
    matrix: csr_array, lower: Floats, upper: Floats, cost: Floats, most_seconds: float
) -> tuple[float, float | None]:
    lp = highspy.HighsLp()
    height, n = matrix.shape
    lp.num_col_, lp.num_row_ = n, height
    lp.col_cost_ = np.concatenate([cost, np.zeros(n - len(cost))])
    lp.col_lower_, lp.col_upper_ = np.zeros(n), upper
    lp.row_lower_, lp.row_upper_ = lower, np.full(height, highspy.kHighsInf)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32)
    lp.a_matrix_.value_ = matrix.data
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("time_limit", most_seconds)
    began = time.perf_counter()
    solver.passModel(lp)
    solver.run()
    seconds = time.perf_counter() - began
    if solver.getModelStatus() == highspy.HighsModelStatus.kTimeLimit:
        return seconds, None
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return seconds, float(solver.getInfo().objective_function_value)

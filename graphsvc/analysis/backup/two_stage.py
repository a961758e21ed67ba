"""Two-stage linear programs solved by cuts: decide first, learn which failure it is, pay for what it does.

    minimise  a cost(x) + b loss(theta)   over the first stage x, with theta_s >= every cut of scenario s

``theta_s`` stands for what scenario s costs once x is fixed: a convex, piecewise linear function of x. The second
stage is projected out: whoever knows it (the oracle) is asked for its value and slope at the present x, and each
answer is one row (multi-cut L-shaped method: Van Slyke & Wets 1969, doi:10.1137/0117061; Birge & Louveaux 1988,
doi:10.1016/0377-2217(88)90159-2). ``loss`` is the expected value, or CVaR at ``alpha`` in the form of Rockafellar &
Uryasev 2000, doi:10.21314/JOR.2000.038: eta + sum_s w_s max(0, l_s - eta) / (1 - alpha).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import highspy
import numpy as np

from graphsvc.domain.arrays import Floats, Ints, Longs

INFINITY = highspy.kHighsInf
TOLERANCE = 1e-7
"""A cut counts as violated by more than this part of its scenario's scale."""
OPTIMAL, TIME_LIMIT, INFEASIBLE = "optimal", "time_limit", "infeasible"


@dataclass(frozen=True)
class Rows:
    """Linear rows ``lower <= a x <= upper``, compressed by row."""

    lower: Floats
    upper: Floats
    ptr: Longs
    index: Longs
    value: Floats

    def __len__(self) -> int:
        return len(self.lower)


@dataclass(frozen=True)
class Cuts:
    """Rows ``theta[scenario] >= constant + a x`` that hold for every x, compressed by row."""

    scenario: Longs
    constant: Floats
    ptr: Longs
    index: Longs
    value: Floats


Oracle = Callable[[Floats], tuple[Floats, Cuts]]
"""From x (n,) to what each scenario costs there (S,), and one cut or more for each that may be dearer than told."""


@dataclass(frozen=True)
class FirstStage:
    """The n decisions taken before anything fails: cost of a unit, bounds, and rows that tie them."""

    cost: Floats
    lower: Floats
    upper: Floats
    rows: Rows


@dataclass(frozen=True)
class Scenarios:
    """S scenarios: ``weight`` (probabilities), ``scale`` that turns theta into loss, bounds of theta."""

    weight: Floats
    scale: Floats
    lower: Floats
    upper: Floats


@dataclass(frozen=True)
class Solved:
    """``status`` optimal, time_limit or infeasible; x (None where none is known), theta as the oracle tells it.

    ``bound`` no plan is better than this; ``value`` of x, ``gap`` between them over max(1e-9, |value|).
    ``decision_dual`` (n,) and ``cut_dual`` (C,): change of the objective per unit of a bound of x, or of a cut's
    constant; ``cuts`` in the same order.
    """

    status: str
    x: Floats | None
    theta: Floats | None
    value: float
    bound: float
    gap: float
    decision_dual: Floats
    cut_dual: Floats
    n_rounds: int


@dataclass
class TwoStage:
    """One two-stage program; cuts found for one objective serve the next, for they hold for every x.

    Parameters
    ----------
    first : FirstStage
        n decisions.
    scenarios : Scenarios
        S scenarios.
    oracle : Oracle
        What the scenarios cost at x.
    alpha : float or None
        Level of CVaR, None for the expected value.
    """

    first: FirstStage
    scenarios: Scenarios
    oracle: Oracle
    alpha: float | None = None
    cuts: list[Cuts] = field(default_factory=list)

    def __post_init__(self) -> None:
        n, s = len(self.first.cost), len(self.scenarios.weight)
        self.n, self.n_scenarios = n, s
        extra = 0 if self.alpha is None else 1 + s
        self.n_columns = n + s + extra
        self._loss = np.zeros(self.n_columns)
        self._cost = np.zeros(self.n_columns)
        self._cost[:n] = self.first.cost
        lower = np.concatenate([self.first.lower, self.scenarios.lower, np.zeros(extra)])
        upper = np.concatenate([self.first.upper, self.scenarios.upper, np.full(extra, INFINITY)])
        if self.alpha is None:
            self._loss[n : n + s] = self.scenarios.weight * self.scenarios.scale
        else:
            lower[n + s] = -INFINITY
            self._loss[n + s] = 1.0
            self._loss[n + s + 1 :] = self.scenarios.weight / (1.0 - self.alpha)
        self._solver = self._start(lower, upper)

    def _start(self, lower: Floats, upper: Floats) -> highspy.Highs:
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.n_columns, 0
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.zeros(self.n_columns), lower, upper
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.passModel(lp)
        every = np.arange(self.n_columns)
        for terms in (self._cost, self._loss):  # rows 0 and 1: cost and loss, free until they are bounded
            used = np.flatnonzero(terms)
            _add(solver, Rows(*_free(1), np.array([0, len(used)]), every[used], terms[used]))
        _add(solver, self.first.rows)
        self._first_cut = 2 + len(self.first.rows)
        if self.alpha is not None:
            n, s = self.n, self.n_scenarios
            at = np.arange(s)
            index = np.stack([n + s + 1 + at, np.full(s, n + s), n + at], axis=1).ravel()
            value = np.stack([np.ones(s), np.ones(s), -self.scenarios.scale], axis=1).ravel()
            _add(solver, Rows(np.zeros(s), np.full(s, INFINITY), np.arange(s + 1) * 3, index, value))
            self._first_cut += s
        return solver

    def solve(
        self,
        by_cost: float,
        by_loss: float,
        most_cost: float = INFINITY,
        most_loss: float = INFINITY,
        time_limit: float = INFINITY,
    ) -> Solved:
        """Minimise ``by_cost`` cost + ``by_loss`` loss within the caps.

        Parameters
        ----------
        by_cost, by_loss : float
            Weights of the two in the objective.
        most_cost, most_loss : float
            Caps of the two.
        time_limit : float
            Seconds, wall clock.
        """
        began = time.perf_counter()
        solver = self._solver
        objective = by_cost * self._cost + by_loss * self._loss
        solver.changeColsCost(self.n_columns, np.arange(self.n_columns, dtype=np.int32), objective)
        solver.changeRowBounds(0, -INFINITY, most_cost)
        solver.changeRowBounds(1, -INFINITY, most_loss)
        bound, rounds, last = -INFINITY, 0, None
        while True:
            left = time_limit - (time.perf_counter() - began)
            if left <= 0:
                return self._result(TIME_LIMIT, last, by_cost, by_loss, bound, rounds)
            solver.setOptionValue("time_limit", solver.getRunTime() + left)
            solver.run()
            rounds += 1
            status = solver.getModelStatus()
            if status == highspy.HighsModelStatus.kInfeasible:
                return self._result(INFEASIBLE, None, by_cost, by_loss, INFINITY, rounds)
            if status != highspy.HighsModelStatus.kOptimal:
                return self._result(TIME_LIMIT, last, by_cost, by_loss, bound, rounds)
            bound = max(bound, float(solver.getInfo().objective_function_value))
            columns = np.asarray(solver.getSolution().col_value)
            x = np.clip(columns[: self.n], self.first.lower, self.first.upper)
            told = columns[self.n : self.n + self.n_scenarios]
            value, cuts = self.oracle(x)
            last = (x, value)
            if not self._add_violated(cuts, x, told):
                return self._result(OPTIMAL, last, by_cost, by_loss, bound, rounds)

    def adopt(self, cuts: list[Cuts]) -> None:
        """Take over cuts of a program with the same oracle: they hold here too."""
        for some in cuts:
            self._add_cuts(some)

    def _add_violated(self, cuts: Cuts, x: Floats, told: Floats) -> bool:
        """Whether any cut is violated; those are added."""
        row = np.repeat(np.arange(len(cuts.constant)), np.diff(cuts.ptr))
        height = cuts.constant + np.bincount(row, cuts.value * x[cuts.index], minlength=len(cuts.constant))
        scale = np.maximum(1.0, np.abs(height))
        keep = np.flatnonzero(height - told[cuts.scenario] > TOLERANCE * scale)
        if not len(keep):
            return False
        self._add_cuts(take_cuts(cuts, keep))
        return True

    def _add_cuts(self, chosen: Cuts) -> None:
        self.cuts.append(chosen)
        count = np.diff(chosen.ptr) + 1
        ptr = np.concatenate([[0], np.cumsum(count)])
        index, value = np.empty(ptr[-1], np.int64), np.empty(ptr[-1])
        head = np.zeros(ptr[-1], np.bool_)
        head[ptr[:-1]] = True
        index[head], value[head] = self.n + chosen.scenario, 1.0
        index[~head], value[~head] = chosen.index, -chosen.value
        _add(self._solver, Rows(chosen.constant, np.full(len(chosen.constant), INFINITY), ptr, index, value))

    def loss(self, theta: Floats) -> float:
        """Expected value, or CVaR, of the scenarios' losses."""
        losses, weight = theta * self.scenarios.scale, self.scenarios.weight
        if self.alpha is None:
            return float(weight @ losses)
        return conditional_value_at_risk(losses, weight, self.alpha)

    def _result(
        self, status: str, last: tuple[Floats, Floats] | None, by_cost: float, by_loss: float, bound: float, rounds: int
    ) -> Solved:
        nothing = np.empty(0)
        if last is None:
            return Solved(status, None, None, INFINITY, bound, INFINITY, nothing, nothing, rounds)
        x, theta = last
        value = by_cost * float(self.first.cost @ x) + (by_loss * self.loss(theta) if by_loss else 0.0)
        feasible = bool((theta <= self.scenarios.upper + 10 * TOLERANCE * np.maximum(1.0, np.abs(theta))).all())
        if status == TIME_LIMIT and not feasible:
            value = INFINITY
        gap = INFINITY if not np.isfinite(value) else max(0.0, value - bound) / max(1e-9, abs(value))
        duals = self._solver.getSolution()
        row, column = np.asarray(duals.row_dual), np.asarray(duals.col_dual)
        settled = status == OPTIMAL
        return Solved(
            status,
            x,
            theta,
            value,
            bound,
            0.0 if settled else gap,
            column[: self.n] if settled else nothing,
            row[self._first_cut :] if settled else nothing,
            rounds,
        )


def conditional_value_at_risk(losses: Floats, weight: Floats, alpha: float) -> float:
    """Mean of the worst ``1 - alpha`` of losses (S,) with probabilities ``weight`` (S,) that sum to 1."""
    order = np.argsort(-losses, kind="stable")
    left = 1.0 - alpha
    before = np.concatenate([[0.0], np.cumsum(weight[order])[:-1]])
    part = np.clip(left - before, 0.0, weight[order])
    return float(part @ losses[order] / left)


def take_cuts(cuts: Cuts, rows: Longs) -> Cuts:
    """Some of the cuts, in the order given."""
    count = np.diff(cuts.ptr)[rows]
    ptr = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    at = np.repeat(cuts.ptr[rows] - ptr[:-1], count) + np.arange(ptr[-1])
    return Cuts(cuts.scenario[rows], cuts.constant[rows], ptr, cuts.index[at], cuts.value[at])


def _free(n: int) -> tuple[Floats, Floats]:
    return np.full(n, -INFINITY), np.full(n, INFINITY)


def _add(solver: highspy.Highs, rows: Rows) -> None:
    """Add rows.

    Raises
    ------
    ArithmeticError
        Coefficients that differ by too many powers of ten.
    """
    if not len(rows):
        return
    starts: Ints = rows.ptr[:-1].astype(np.int32)
    index = rows.index.astype(np.int32)
    status = solver.addRows(len(rows), rows.lower, rows.upper, len(index), starts, index, rows.value)
    if status == highspy.HighsStatus.kError:
        raise ArithmeticError("a row of the program has coefficients that no solver can take")

"""L1+: the best that perfect coordination could keep, as a linear program solved by HiGHS.

Every maker may serve every buyer, within its capacity: maximise the value of final output subject to capacity,
material balance per product and needs per unit. Final output is capped at its base; a source without a capacity
row (foreign ones above all) has no spare beyond ``extra``. Where a quantity is unknown the present shares stay
fixed for that purchase, as in L1. The proportional level is a lower bound by definition and is kept as one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import highspy
import numpy as np

from graphsvc.analysis.outages.entities import Entities
from graphsvc.analysis.outages.failure import FailureModel, Finals
from graphsvc.domain.arrays import Floats, Longs

INFINITY = highspy.kHighsInf


@dataclass
class _Rows:
    """A linear program under construction, row by row: ``lower <= a x <= upper``."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    start: list[int] = field(default_factory=lambda: [0])
    index: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)

    def add(self, lower: float, upper: float, terms: dict[int, float]) -> None:
        self.lower.append(lower)
        self.upper.append(upper)
        self.index.extend(terms)
        self.value.extend(terms.values())
        self.start.append(len(self.index))


class Reallocation:
    """The linear program of one chain, built once and re-solved per failing entity.

    Parameters
    ----------
    model : FailureModel
        The failure logic of the version.
    finals : Finals
        Final nodes and value weights of the chain.
    extra : (N,)
        Qualified spare quantity of sources without a capacity row, 0 where none is listed [unit/yr].
    """

    def __init__(self, model: FailureModel, finals: Finals, extra: Floats | None = None) -> None:
        self.model, self.finals = model, finals
        n = model.network
        inside = model.upstream_of(finals.node)
        while True:  # every maker of a product in the program, and all that feeds it in turn
            made = model.upstream_of(np.flatnonzero(np.isin(n.node_product, n.node_product[inside])))
            if (made <= inside).all():
                break
            inside = inside | made
        self.nodes: Longs = np.flatnonzero(inside)
        self.column = np.full(n.n_nodes, -1, np.int64)
        self.column[self.nodes] = np.arange(len(self.nodes))
        self.n_variables = len(self.nodes)
        self._extra_limits: list[float] = []
        self.limit = self._limits(np.zeros(n.n_nodes) if extra is None else extra)
        self._solver = self._build()

    def _limits(self, extra: Floats) -> Floats:
        n = self.model.network
        base = np.where(np.isfinite(n.node_base) & (n.node_base > 0), n.node_base, 1.0)
        room = np.where(n.node_has_capacity, np.where(np.isnan(n.node_capacity), base, n.node_capacity), base + extra)
        return np.maximum(1.0, room / base)[self.nodes]

    def _build(self) -> highspy.Highs:
        n, rows = self.model.network, _Rows()
        pools: dict[int, dict[int, float]] = {}
        base = n.node_base
        unpooled = np.zeros(len(n.product_codes), np.bool_)
        unpooled[n.node_product[self.nodes[~(base[self.nodes] > 0)]]] = True
        for v in self.nodes.tolist():
            product = int(n.node_product[v])
            if not unpooled[product]:
                pools.setdefault(product, {})[int(self.column[v])] = float(base[v])
        for v in self.nodes.tolist():
            self._add_node(v, rows, pools, unpooled)
        for terms in pools.values():
            rows.add(0.0, INFINITY, terms)
        for product in np.unique(n.node_product[self.finals.node]).tolist():
            own = self.finals.node[n.node_product[self.finals.node] == product]
            weight = np.where(np.isfinite(base[own]), base[own], 1.0)
            rows.add(
                -INFINITY,
                float(weight.sum()),
                dict(zip(self.column[own].tolist(), weight.tolist(), strict=True)),
            )
        return self._solver_of(rows)

    def _add_node(self, v: int, rows: _Rows, pools: dict[int, dict[int, float]], unpooled: np.ndarray) -> None:
        """Needs of node v: essential ones bind its level, others dilute its scale; uses are drawn from the pools."""
        n = self.model.network
        y = int(self.column[v])
        diluted: dict[int, float] = {}
        weight_sum = 0.0
        for m in range(n.need_ptr[v], n.need_ptr[v + 1]):
            served = self._served(v, m, pools, unpooled)
            if served is None:
                continue
            if n.need_essential[m]:
                terms = dict(served[0])
                terms[y] = terms.get(y, 0.0) - 1.0
                rows.add(-served[1], INFINITY, terms)
            else:
                r = self._variable()
                terms = dict(served[0])
                terms[r] = -1.0
                rows.add(-served[1], INFINITY, terms)
                diluted[r] = float(n.need_weight[m])
                weight_sum += float(n.need_weight[m])
        if diluted:
            scale = self._variable(y)
            rows.add(-INFINITY, 0.0, {y: 1.0, scale: -(1.0 - weight_sum), **{r: -w for r, w in diluted.items()}})
            for r in diluted:
                rows.add(-INFINITY, 0.0, {r: 1.0, scale: -1.0})
            rows.add(-INFINITY, 0.0, {y: 1.0, scale: -1.0})

    def _variable(self, of: int | None = None) -> int:
        """A new variable, bounded by the limit of node column ``of`` where given."""
        self._extra_limits.append(INFINITY if of is None else float(self.limit[of]))
        self.n_variables += 1
        return self.n_variables - 1

    def _served(
        self, v: int, m: int, pools: dict[int, dict[int, float]], unpooled: np.ndarray
    ) -> tuple[dict[int, float], float] | None:
        """Level that need m allows, as (terms, constant); None where an unknown source means it never binds."""
        n = self.model.network
        terms: dict[int, float] = {}
        constant = 0.0
        for a in range(n.alternative_ptr[m], n.alternative_ptr[m + 1]):
            q = int(n.alternative_purchase[a])
            if n.source_ptr[q] == n.source_ptr[q + 1]:
                return None
            product, rest = int(n.purchase_product[q]), float(self.model.rest[q])
            mix = float(n.alternative_mix[a])
            amount = self._amount(v, a, q)
            if unpooled[product] or product not in pools or not amount > 0:
                constant += mix * rest
                for k in range(n.source_ptr[q], n.source_ptr[q + 1]):
                    column = int(self.column[n.source_node[k]])
                    terms[column] = terms.get(column, 0.0) + mix * float(n.source_share[k])
                continue
            drawn = self._variable()
            pools[product][drawn] = -1.0
            terms[drawn] = terms.get(drawn, 0.0) + 1.0 / amount
            constant += mix * rest
        return terms, constant

    def _amount(self, v: int, a: int, q: int) -> float:
        """Base use [unit/yr] of alternative a by node v if it served alone; NaN where unknown."""
        n = self.model.network
        amount = float(n.alternative_coefficient[a] * n.node_base[v])
        if np.isfinite(amount):
            return amount
        mix = float(n.alternative_mix[a])
        return float(n.purchase_quantity[q] * n.alternative_use[a] / mix) if mix > 0 else np.nan

    def _solver_of(self, rows: _Rows) -> highspy.Highs:
        lp = highspy.HighsLp()
        cost = np.zeros(self.n_variables)
        np.add.at(cost, self.column[self.finals.node], self.finals.weight)
        self._upper = np.concatenate([self.limit, np.array(self._extra_limits)])
        lp.num_col_, lp.num_row_ = self.n_variables, len(rows.lower)
        lp.col_cost_ = -cost
        lp.col_lower_, lp.col_upper_ = np.zeros(self.n_variables), self._upper
        lp.row_lower_, lp.row_upper_ = np.array(rows.lower), np.array(rows.upper)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.array(rows.start, np.int32)
        lp.a_matrix_.index_ = np.array(rows.index, np.int32)
        lp.a_matrix_.value_ = np.array(rows.value)
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.passModel(lp)
        return solver

    def kept(self, entities: Entities, position: int) -> float | None:
        """Final output kept (0-1) after entity ``position`` fails; None where the solver found no optimum."""
        nodes = entities.nodes_of(position)
        loss = entities.loss[entities.ptr[position] : entities.ptr[position + 1]]
        column = self.column[nodes]
        inside = column >= 0
        column, loss = column[inside].astype(np.int32), loss[inside]
        limit = self._upper[column]
        lower = np.zeros(len(column))
        if len(column):  # the solver must not be handed empty arrays
            self._solver.changeColsBounds(len(column), column, lower, limit * (1.0 - loss))
        self._solver.run()
        solved = self._solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        value = -self._solver.getInfo().objective_function_value
        if len(column):
            self._solver.changeColsBounds(len(column), column, lower, limit)
        return float(min(1.0, max(0.0, value))) if solved else None

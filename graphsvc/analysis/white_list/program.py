"""The mixed-integer program of the smallest list: firms to keep (0 or 1), levels of their makers, what must be reached.

Levels are continuous: once the firms are chosen, the largest levels the rows allow are those of ``Limits.levels``.
Two kinds of rows sharpen its relaxation and cut off no list: a firm without which the goal is out of reach is kept, and
of all makers of a product without which it is out of reach, one.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import coo_array, csr_array, vstack

from graphsvc.analysis.white_list.limits import Limits
from graphsvc.domain.arrays import Bools, Floats, Longs, spans
from graphsvc.domain.network import Network

REACHED = 1e-9
"""How far below a share of output still counts as that share."""
TIES = 0.25
"""All that ties may add to the number of firms: less than one firm."""


@dataclass(frozen=True)
class Goal:
    """Nodes with weights that sum to 1, and how much of them has to run, 0-1."""

    node: Longs
    weight: Floats
    target: float

    def reached(self, levels: Floats) -> bool:
        """Whether levels (N,) reach the target."""
        return self.output(levels) >= self.target - REACHED

    def output(self, levels: Floats) -> float:
        """Weighted level of the goal's nodes, 0-1."""
        return float(self.weight @ levels[self.node])


@dataclass(frozen=True)
class Program:
    """The program over the candidates: ``firm`` (C,) positions of firms at home that may matter, ``node`` (M,) theirs.

    Columns: firms, then levels. ``matrix`` x within ``lower``, ``upper``; ``cost`` one per firm not held, and a little
    more for one that sells less.
    """

    firm: Longs
    node: Longs
    cost: Floats
    least: Floats
    matrix: csr_array
    lower: Floats
    upper: Floats

    def solver(self, integer: bool, max_nodes: int = 0) -> highspy.Highs:
        """HiGHS with the program, or with its relaxation."""
        lp = highspy.HighsLp()
        lp.num_row_, lp.num_col_ = self.matrix.shape
        lp.col_cost_ = self.cost
        lp.col_lower_, lp.col_upper_ = self.least, np.ones(len(self.cost))
        lp.row_lower_, lp.row_upper_ = self.lower, self.upper
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = self.matrix.indptr.astype(np.int32)
        lp.a_matrix_.index_ = self.matrix.indices.astype(np.int32)
        lp.a_matrix_.value_ = self.matrix.data
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in (("output_flag", False), ("threads", 1), ("mip_rel_gap", 0.0), ("mip_abs_gap", 1e-9)):
            solver.setOptionValue(option, value)
        if integer:
            whole, part = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
            lp.integrality_ = [whole] * len(self.firm) + [part] * len(self.node)
            for option in ("mip_feasibility_tolerance", "primal_feasibility_tolerance"):
                solver.setOptionValue(option, 1e-9)
            solver.setOptionValue("mip_max_nodes", max_nodes)
        solver.passModel(lp)
        return solver


def program_of(limits: Limits, network: Network, goal: Goal, held: Bools, size: Floats) -> Program:
    """The program of one goal.

    Parameters
    ----------
    limits : Limits
        What holds each maker back.
    network : Network
        The version's network.
    goal : Goal
        What has to run.
    held : (F,)
        Firms that are kept anyhow and cost nothing.
    size : (F,)
        Of lists of one length the one of larger firms is taken.
    """
    node = np.flatnonzero(limits.upstream_of(goal.node) & ~limits.outside)
    firm = np.unique(network.node_firm[node]).astype(np.int64)
    place = np.full(network.n_nodes, -1, np.int64)
    place[node] = len(firm) + np.arange(len(node))
    owner = np.searchsorted(firm, network.node_firm[node])
    n_columns = len(firm) + len(node)
    owned = _matrix(
        np.tile(np.arange(len(node)), 2),
        np.concatenate([place[node], owner]),
        np.repeat([1.0, -1.0], len(node)),
        len(node),
        n_columns,
    )
    needed, room = _needs(limits, node, place, n_columns)
    wanted, least_wanted = _wanted(limits, goal, place, n_columns)
    least, cuts = _indispensable(limits, network, goal, held, firm, node)
    least = np.where(held[firm], 1.0, least)
    cut_rows = _matrix(
        np.repeat(np.arange(len(cuts)), [len(c) for c in cuts]),
        np.concatenate([np.empty(0, np.int64), *cuts]),
        np.ones(sum(len(c) for c in cuts)),
        len(cuts),
        n_columns,
    )
    rank = np.empty(len(firm))
    rank[np.lexsort((firm, -size[firm]))] = np.arange(len(firm))
    cost = np.where(held[firm], 0.0, 1.0 + 2.0 * TIES * rank / max(1, len(firm)) ** 2)
    free, one = np.full(len(node), -np.inf), np.ones(len(cuts))
    return Program(
        firm,
        node,
        np.concatenate([cost, np.zeros(len(node))]),
        np.concatenate([least, np.zeros(len(node))]),
        csr_array(vstack([owned, needed, wanted, cut_rows], format="csr")),
        np.concatenate([free, np.full(len(room), -np.inf), [least_wanted], one]),
        np.concatenate([np.zeros(len(node)), room, [np.inf], np.full(len(cuts), np.inf)]),
    )


def _matrix(row: Longs, column: Longs, value: Floats, n_rows: int, n_columns: int) -> csr_array:
    return csr_array(coo_array((value, (row, column)), shape=(n_rows, n_columns)))


def _needs(limits: Limits, node: Longs, place: Longs, n_columns: int) -> tuple[csr_array, Floats]:
    """Rows ``level - parts of the sources at home <= constant + parts of those outside``, where they can bind."""
    count = limits.ptr[node + 1] - limits.ptr[node]
    row = spans(limits.ptr[node], count)
    held = np.repeat(node, count)
    terms = limits.term_ptr[row + 1] - limits.term_ptr[row]
    term = spans(limits.term_ptr[row], terms)
    at = np.repeat(np.arange(len(row)), terms)
    source, part = limits.source[term], limits.part[term]
    outside = limits.outside[source]
    room = limits.constant[row] + np.bincount(at[outside], weights=part[outside], minlength=len(row))
    binds = room < 1.0 - REACHED
    new = np.cumsum(binds) - 1
    used = ~outside & binds[at]
    rows = np.concatenate([new[binds], new[at[used]]])
    columns = np.concatenate([place[held[binds]], place[source[used]]])
    values = np.concatenate([np.ones(int(binds.sum())), -part[used]])
    return _matrix(rows, columns, values, int(binds.sum()), n_columns), room[binds]


def _wanted(limits: Limits, goal: Goal, place: Longs, n_columns: int) -> tuple[csr_array, float]:
    outside = limits.outside[goal.node]
    at = place[goal.node[~outside]]
    row = _matrix(np.zeros(len(at), np.int64), at, goal.weight[~outside], 1, n_columns)
    return row, goal.target - REACHED - float(goal.weight[outside].sum())


def _loss_alone(limits: Limits, goal: Goal, inside: Bools) -> tuple[float, Floats]:
    """Output that may be lost before the goal is out of reach, and (N,) what a node that holds nobody back costs when
    it stops; infinite for those that do, which have to be tried."""
    loss = np.zeros(len(inside))
    np.add.at(loss, goal.node, goal.weight)
    loss[limits.source] = np.inf
    return goal.output(limits.levels(inside)) - goal.target, loss


def _indispensable(
    limits: Limits, network: Network, goal: Goal, held: Bools, firm: Longs, node: Longs
) -> tuple[Floats, list[Longs]]:
    """(C,) 1 for firms without which the goal is out of reach; and columns of firms of which one has to be kept."""
    inside = np.zeros(network.n_nodes, np.bool_)
    inside[node] = True
    spare, loss = _loss_alone(limits, goal, inside)
    least = np.zeros(len(firm))
    lost = np.bincount(network.node_firm[node], loss[node], network.n_firms)
    for c, f in enumerate(firm.tolist()):
        if held[f] or lost[f] <= spare:
            continue
        if not goal.reached(limits.levels(inside & (network.node_firm != f))):
            least[c] = 1.0
    cuts = []
    lost = np.bincount(network.node_product[node], loss[node], len(network.product_codes))
    for p in np.unique(network.node_product[node]).tolist():
        if lost[p] <= spare:
            continue
        own = network.node_product == p
        makers = np.unique(np.searchsorted(firm, network.node_firm[inside & own]))
        is_met = held[firm[makers]].any() or least[makers].any()
        if not is_met and not goal.reached(limits.levels(inside & ~own)):
            cuts.append(makers.astype(np.int64))
    return least, cuts

"""What backups do after each failure, with the flow of goods projected out.

After failure x the stages (products) V(x) are short. Option k, taken to the part q_k, covers g_kx q_k of what its
product lacks. Every input is needed, so a day is served where no way from what failed to a final product is short
all along; what covers different days adds up along a way. The uncovered part of the failure is therefore

    u_x(q) = max(0, 1 - min over ways w of sum_{k on w} g_kx q_k),

the convex value of the linear program over all flows. It loses ``u_x L_x`` full-output days and, while the shortage
lasts, serves ``1 - u_x I_x`` of final output. The shortest way is its cut, found by one walk through V(x).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graphsvc.analysis.backup.cover_kernels import worst_paths
from graphsvc.analysis.backup.two_stage import Cuts
from graphsvc.domain.arrays import Bools, Floats, Ints, Longs, pointers, spans

ANYWHERE = -2


@dataclass(frozen=True)
class Options:
    """K options: ``product`` position, ``region`` (-1 unknown, taken as one place; ``ANYWHERE`` free to choose),
    ``amount`` [unit] the whole of it brings over the horizon, ``cost`` [万元] of the whole of it."""

    product: Ints
    region: Ints
    amount: Floats
    cost: Floats

    def __len__(self) -> int:
        return len(self.product)


@dataclass(frozen=True)
class Failures:
    """X failures: ``loss`` [full-output days] and ``impact`` (0-1) without backup, ``weight`` (probabilities).

    ``stage_ptr`` (X+1): products that are short, in the order of flow; ``is_root`` what failed itself; ``need`` [unit]
    that its cover is measured by.
    """

    loss: Floats
    impact: Floats
    weight: Floats
    stage_ptr: Longs
    stage_product: Ints
    is_root: Bools
    need: Floats

    def __len__(self) -> int:
        return len(self.loss)


@dataclass(frozen=True)
class Uses:
    """Which option brings how much [unit] in time at which stage (row of ``Failures.stage_product``); sorted by
    stage. What comes too late, falls with the failure or belongs to it is left out."""

    stage: Longs
    option: Longs
    amount: Floats


@dataclass(frozen=True)
class Flow:
    """Products (P) as a graph: ``next_product`` needs this product; ``is_final`` leaves the chain."""

    next_ptr: Longs
    next_product: Ints
    is_final: Bools


@dataclass(frozen=True, eq=False)
class Cover:
    """Options against failures."""

    options: Options
    failures: Failures
    uses: Uses
    flow: Flow

    @cached_property
    def share(self) -> Floats:
        """(U,) part of the stage's need that each use covers."""
        need = self.failures.need[self.uses.stage]
        return np.divide(self.uses.amount, need, out=np.zeros(len(need)), where=need > 0)

    @cached_property
    def use_ptr(self) -> Longs:
        """Rows of ``uses`` by stage."""
        return pointers(self.uses.stage, len(self.failures.stage_product))

    def covered(self, taken: Floats) -> Floats:
        """Part of each stage's need that the options cover, taken to the parts (K,)."""
        covered = self.share * taken[self.uses.option]
        return np.bincount(self.uses.stage, covered, minlength=len(self.failures.stage_product)).astype(np.float64)

    def uncovered(self, taken: Floats) -> Floats:
        """(X,) part of each failure that stays uncovered, 0-1."""
        return self.oracle(np.concatenate([taken, np.zeros(len(self.flow.is_final))]))[0]

    def oracle(self, decisions: Floats) -> tuple[Floats, Cuts]:
        """Uncovered part of each failure, and its least covered way as a cut.

        ``decisions`` (K + P,): part of each option taken, then what is added to each product from nowhere, in parts of
        ``largest_need``.
        """
        k, added = len(self.options), decisions[len(self.options) :]
        f, g = self.failures, self.flow
        covered = self.covered(decisions[:k]) + self._added_share * added[f.stage_product]
        least, ptr, stage = worst_paths(
            f.stage_ptr, f.stage_product, f.is_root, g.is_final, g.next_ptr, g.next_product, covered
        )
        found = np.flatnonzero(np.diff(ptr) > 0)
        count = np.diff(self.use_ptr)[stage] + 1
        before = np.concatenate([[0], np.cumsum(count)])
        index, value = np.empty(before[-1], np.int64), np.empty(before[-1])
        head = np.zeros(before[-1], np.bool_)
        head[before[:-1]] = True
        index[head], value[head] = k + f.stage_product[stage], -self._added_share[stage]
        use = spans(self.use_ptr[stage], count - 1)
        index[~head], value[~head] = self.uses.option[use], -self.share[use]
        cut_ptr = before[ptr[np.concatenate([found, [len(least)]])]]
        return np.clip(1.0 - least, 0.0, 1.0), Cuts(found, np.ones(len(found)), cut_ptr, index, value)

    @cached_property
    def largest_need(self) -> Floats:
        """(P,) largest need of each product over all failures, 1 where it is never short [unit]."""
        found = np.zeros(len(self.flow.is_final))
        np.maximum.at(found, self.failures.stage_product, self.failures.need)
        return np.where(found > 0, found, 1.0)

    @cached_property
    def _added_share(self) -> Floats:
        need, largest = self.failures.need, self.largest_need[self.failures.stage_product]
        return np.divide(largest, need, out=np.zeros(len(need)), where=need > 0)

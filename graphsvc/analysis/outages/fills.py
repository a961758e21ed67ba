"""What one further supplier of a product saves: losses of all single failures with it, against those without.

A supplier stands ready to bring a part of the base use of some purchases, over and above their present sources, from
the first day and whatever fails: inflow = min(1, present inflow + share). In the run without it every purchase is
watched (``helped_kernels``); pairs of failure and supplier that cannot differ keep their loss, the others alone are
stepped again. All is exact: the figures are those of the model run anew with the supplier in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.outages import outlast_kernels
from graphsvc.analysis.outages.all_cores import in_chunks
from graphsvc.analysis.outages.entities import Entities
from graphsvc.analysis.outages.failure import CHUNK, STEP_DAYS, FailureModel, Finals, failing_arrays
from graphsvc.analysis.outages.fill_kernels import Filled, refill_each
from graphsvc.analysis.outages.helped_kernels import NOBODY, Watch
from graphsvc.analysis.outages.outage import Reading
from graphsvc.domain.arrays import Bools, Floats, Longs


@dataclass(frozen=True)
class Fills:
    """Further suppliers (G): ``purchase`` by ``ptr`` (G + 1,), ``share`` 0-1 of its base use. No two serve the same."""

    ptr: Longs
    purchase: Longs
    share: Floats

    def __len__(self) -> int:
        return len(self.ptr) - 1

    def granted(self, n_purchases: int, chosen: Sequence[int]) -> Floats:
        """(Q,) what the ``chosen`` suppliers bring together, 1 is base use."""
        found = np.zeros(n_purchases)
        for g in chosen:
            own = slice(self.ptr[g], self.ptr[g + 1])
            found[self.purchase[own]] = self.share[own]
        return found


@dataclass(frozen=True)
class Refilled:
    """Losses [full-output days]: ``without`` (E,); with supplier ``fill`` when ``entity`` fails ``with_fill`` (n,),
    sorted by both, for the pairs that may differ alone."""

    without: Floats
    fill: Longs
    entity: Longs
    with_fill: Floats


def refilled(model: FailureModel, entities: Entities, finals: Finals, reading: Reading, fills: Fills) -> Refilled:
    """Losses of every entity without any of the suppliers, and with each of them alone.

    Parameters
    ----------
    model : FailureModel
        The failure logic of the version.
    entities : Entities
        E entities.
    finals : Finals
        What the chain is for.
    reading : Reading
        Stocks, days counted, and how blanks are read.
    fills : Fills
        G suppliers.
    """
    run = _Run(model, entities, finals, reading)
    filled_by = np.full(model.network.n_purchases, -1, np.int64)
    filled_by[fills.purchase] = np.repeat(np.arange(len(fills)), np.diff(fills.ptr))
    calm = run.course(run.nothing, filled_by, len(fills))
    without, helped = run.losses(calm, run.nothing, filled_by, len(fills))
    open_course = np.flatnonzero(calm.helped)
    helped[:, open_course] = False
    fill, entity = (found.astype(np.int64) for found in np.nonzero(helped.T))
    parts = [(fill, entity, run.pairs(calm, fills, fill, entity))]
    for g in open_course.tolist():  # it is missed even when nothing fails, so every failure differs
        granted = fills.granted(len(filled_by), [g])
        with_fill, _ = run.losses(run.course(granted), granted)
        parts.append((np.full(len(entities), g), np.arange(len(entities)), with_fill))
    fill, entity, with_fill = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((entity, fill))
    return Refilled(without, fill[order], entity[order], with_fill[order])


def losses_with(model: FailureModel, entities: Entities, finals: Finals, reading: Reading, granted: Floats) -> Floats:
    """(E,) losses [full-output days] when ``granted`` (Q,) stands ready, 1 is base use."""
    run = _Run(model, entities, finals, reading)
    return run.losses(run.course(granted), granted)[0]


@dataclass(frozen=True)
class _Course:
    """The course when nothing fails, and (G,) which suppliers would change it."""

    levels: Floats
    moves: Longs
    draining: Bools
    helped: Bools


class _Run:
    """The single failures of one reading, ready to be run with whatever stands ready."""

    def __init__(self, model: FailureModel, entities: Entities, finals: Finals, reading: Reading) -> None:
        self.model, self.finals, self.reading, self.n = model, finals, reading, len(entities)
        self.arrays = model.arrays(reading.worst, reading.side)
        self.failing = failing_arrays(entities, reading.side)
        self.side = reading.side if finals.is_open else 0
        self.nothing = np.zeros(model.network.n_purchases)

    def _watch(self, filled_by: Longs | None, n_rows: int, n_fills: int) -> Watch:
        if filled_by is None or not n_fills:
            return NOBODY
        return Watch(filled_by, np.zeros((n_rows, n_fills), np.bool_), np.zeros(len(self.arrays[1].essential)))

    def course(self, granted: Floats, filled_by: Longs | None = None, n_fills: int = 0) -> _Course:
        """Everything at rest but for what the worst reading takes away."""
        n_nodes, watch = self.model.network.n_nodes, self._watch(filled_by, 1, n_fills)
        levels = np.ones((1, n_nodes))
        if self.reading.worst:
            n_steps = int(np.ceil(np.max(self.reading.counted, initial=0.0) / STEP_DAYS))
            levels = outlast_kernels.course(
                *self.arrays, n_nodes, granted, self.reading.stock, STEP_DAYS, n_steps, watch
            )
        draining = outlast_kernels.short_of(levels, self.arrays[2])
        helped = watch.helped[0] if len(watch.helped) else np.zeros(n_fills, np.bool_)
        return _Course(levels, outlast_kernels.last_moves(levels), draining, helped)

    def losses(
        self, calm: _Course, granted: Floats, filled_by: Longs | None = None, n_fills: int = 0
    ) -> tuple[Floats, Bools]:
        """(E,) losses, and (E, G) which suppliers might change them."""
        n_nodes, counted = self.model.network.n_nodes, self.reading.counted
        helped = np.zeros((self.n, n_fills), np.bool_)

        def run(first: int, last: int) -> Floats:
            watch = self._watch(filled_by, 0, n_fills)
            watch = watch._replace(helped=helped) if n_fills else watch
            return outlast_kernels.outlast_each(
                *self.arrays, self.failing, calm.levels, calm.moves, calm.draining, n_nodes, granted,
                self.reading.stock, STEP_DAYS, self.finals.node, self.finals.weight, self.side, counted, self._never,
                first, last, watch,
            )[1]  # fmt: skip

        return np.concatenate(in_chunks(run, self.n, CHUNK) or [np.empty(0)]), helped

    @property
    def _never(self) -> Floats:
        return np.zeros(self.n)

    def pairs(self, calm: _Course, fills: Fills, fill: Longs, entity: Longs) -> Floats:
        """(n,) losses of pairs of supplier and entity that leave the course as it is."""
        filled = Filled(fills.ptr, fills.purchase, fills.share)

        def run(first: int, last: int) -> Floats:
            return refill_each(
                *self.arrays, self.failing, calm.levels, calm.moves, calm.draining, self.model.network.n_nodes, filled,
                fill, entity, self.reading.stock, STEP_DAYS, self.finals.node, self.finals.weight, self.side,
                self.reading.counted, NOBODY, first, last,
            )  # fmt: skip

        return np.concatenate(in_chunks(run, len(fill), CHUNK) or [np.empty(0)])

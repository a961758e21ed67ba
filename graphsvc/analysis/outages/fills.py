"""What one further supplier of a product saves: losses of all single failures with it, against those without.

A supplier stands ready to bring a part of the base use of some purchases, over and above their present sources, from
the first day and whatever fails, or from a day on and for a time: inflow = min(1, present inflow + share); a reserve
in store lengthens the buyers' stocks from the day it is there. In the run without it every purchase is
watched (``helped_kernels``); pairs of failure and supplier that cannot differ keep their loss. Of the others the
failure is taken down once, and only what lies downstream of the supplier's purchases is stepped again. All is exact:
the figures are those of the model run anew with the supplier in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.outages import outlast_kernels
from graphsvc.analysis.outages.all_cores import Work, in_chunks
from graphsvc.analysis.outages.calm_courses import Calm
from graphsvc.analysis.outages.course_kernels import FOR_GOOD, NO_RECORD, Course
from graphsvc.analysis.outages.entities import Entities
from graphsvc.analysis.outages.failure import CHUNK, STEP_DAYS, FailureModel, Finals, failing_arrays
from graphsvc.analysis.outages.failure_kernels import Failing, Flow, Needs, Trade
from graphsvc.analysis.outages.fill_kernels import Filled, refill_each, step_all_with
from graphsvc.analysis.outages.helped_kernels import NOBODY, Watch
from graphsvc.analysis.outages.outage import Reading
from graphsvc.domain.arrays import Bools, Floats, Longs, pointers

FOREVER = 1e6
"""More days than anything is counted in."""


@dataclass(frozen=True)
class Fills:
    """Further suppliers (G): ``purchase`` by ``ptr`` (G + 1,), ``share`` of its base use.

    Each stands ready from the first day and for good, unless told: ``opens`` (G,) [d] from which, ``lasts`` (G,) [d]
    for how long; ``stock`` (G,) [d of base use] is laid in when it opens, and drawn on as the buyer's own.
    """

    ptr: Longs
    purchase: Longs
    share: Floats
    opens: Floats | None = None
    lasts: Floats | None = None
    stock: Floats | None = None

    def filled(self) -> Filled:
        """As the compiled loop takes them: in steps."""
        n = len(self)
        opens = np.zeros(n) if self.opens is None else self.opens
        lasts = np.full(n, np.inf) if self.lasts is None else self.lasts
        first = np.ceil(opens / STEP_DAYS - 1e-9).astype(np.int64)
        closes = np.ceil((opens + np.minimum(lasts, FOREVER)) / STEP_DAYS - 1e-9)
        closes = np.where(np.isinf(lasts), FOR_GOOD, np.maximum(closes, first)).astype(np.int64)
        empty = closes <= first
        stock = np.zeros(n) if self.stock is None else np.where(empty, 0.0, self.stock)
        return Filled(self.ptr, self.purchase, self.share, np.where(empty, FOR_GOOD, first), closes, stock)

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
    """Losses [full-output days]: ``without`` (E,); with supplier ``fill`` when ``entity`` fails ``with_fill`` (n,), for
    the pairs that may differ alone."""

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
        Stocks, days counted, and how blanks are read; not the worst, in which nothing is at rest.
    fills : Fills
        G suppliers.

    Raises
    ------
    ValueError
        The reading is the worst one, or entities cut deliveries.
    """
    if reading.worst or len(entities.cut_source):
        raise ValueError(reading)
    run = _Run(model, entities, finals, reading)
    without, helped = run.watched(fills)
    entity, fill = (found.astype(np.int64) for found in np.nonzero(helped))
    return Refilled(without, fill, entity, run.pairs(fills, entity, fill))


def losses_with(
    model: FailureModel,
    entities: Entities,
    finals: Finals,
    reading: Reading,
    granted: Floats,
    chosen: Longs | None = None,
) -> Floats:
    """(n,) losses [full-output days] while further suppliers stand ready.

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
    granted : (Q,)
        What the suppliers bring, 1 is base use.
    chosen : (n,)
        Positions of entities; None for all.
    """
    run = _Run(model, entities, finals, reading)
    return run.losses(granted, np.arange(len(entities)) if chosen is None else chosen)


def losses_of_pairs(
    model: FailureModel, entities: Entities, finals: Finals, reading: Reading, fills: Fills, entity: Longs, fill: Longs
) -> Floats:
    """(n,) losses [full-output days] of pairs of entity and supplier, in any reading; all of the network is stepped.

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
    entity, fill : (n,)
        Who fails, and what is brought.
    """
    run = _Run(model, entities, finals, reading)

    part = Work(
        step_all_with, *run.arrays, run.failing, run.n_nodes, fills.filled(), entity, fill, reading.stock, STEP_DAYS,
        finals.node, finals.weight, run.side, reading.counted, NOBODY, NO_RECORD,
    )  # fmt: skip
    return np.concatenate(in_chunks(part, len(entity), CHUNK) or [np.empty(0)])


class _Run:
    """The single failures of one reading, ready to be run with whatever stands ready."""

    def __init__(self, model: FailureModel, entities: Entities, finals: Finals, reading: Reading) -> None:
        self.model, self.finals, self.reading = model, finals, reading
        self.arrays = model.arrays(reading.worst, reading.side)
        self.failing = failing_arrays(entities, reading.side)
        self.side = reading.side if finals.is_open else 0
        self.never = np.zeros(len(entities))
        self.n_purchases, self.n_nodes = model.network.n_purchases, model.network.n_nodes

    def _calm(self, granted: Floats | None = None) -> Calm:
        r = self.reading
        return self.model.calm(r.stock, float(np.max(r.counted, initial=0.0)), r.worst, r.side, granted)

    def losses(self, granted: Floats, chosen: Longs) -> Floats:
        """(n,) losses of the ``chosen`` entities."""
        return self._losses(granted, chosen, np.empty(0, np.int64), 0)[0]

    def _losses(self, granted: Floats, chosen: Longs, filled_by: Longs, n_filled: int) -> tuple[Floats, Bools]:
        """(n,) losses of the ``chosen`` entities, and (n, G) which of ``n_filled`` suppliers would help; ``filled_by``
        as in ``Watch``."""
        course, _, draining = self._calm(granted if granted.any() else None)
        run = Work(
            _lose, *self.arrays, self.failing, course, draining, self.n_nodes, granted, self.reading.stock,
            self.finals.node, self.finals.weight, self.side, self.reading.counted, self.never, chosen, filled_by,
            n_filled,
        )  # fmt: skip
        parts = in_chunks(run, len(chosen), CHUNK) or [(np.empty(0), np.empty((0, n_filled), np.bool_))]
        losses, helped = (np.concatenate(part) for part in zip(*parts, strict=True))
        return losses, helped

    def watched(self, fills: Fills) -> tuple[Floats, Bools]:
        """(E,) losses without any supplier, and (E, G) which of them might change them."""
        made = self.model.network.purchase_product[fills.purchase]
        products, of = np.unique(made, return_inverse=True)
        filled_by = np.full(self.n_purchases, -1, np.int64)
        filled_by[fills.purchase] = of
        nothing, everyone = np.zeros(self.n_purchases), np.arange(len(self.never))
        losses, helped = self._losses(nothing, everyone, filled_by, len(products))
        owner = np.repeat(np.arange(len(fills)), np.diff(fills.ptr))
        serves = np.zeros((len(products), len(fills)), np.int64)
        serves[of, owner] = 1
        return losses, helped.astype(np.int64) @ serves > 0

    def pairs(self, fills: Fills, entity: Longs, fill: Longs) -> Floats:
        """(n,) losses of pairs of entity and supplier, sorted by entity."""
        who, at = np.unique(entity, return_inverse=True)
        ptr, filled, rest = pointers(at, len(who)), fills.filled(), self._calm().course

        run = Work(
            refill_each, *self.arrays, self.failing, rest, self.n_nodes, filled, ptr, who, fill, self.reading.stock,
            STEP_DAYS, self.finals.node, self.finals.weight, self.side, self.reading.counted, NOBODY, NO_RECORD,
        )  # fmt: skip
        return np.concatenate(in_chunks(run, len(who), CHUNK) or [np.empty(0)])


def _lose(
    flow: Flow, needs: Needs, trade: Trade, failing: Failing, course: Course, draining: Bools, n_nodes: int,
    granted: Floats, stock: Floats, final_node: Longs, final_weight: Floats, side: int, counted: Floats, never: Floats,
    chosen: Longs, filled_by: Longs, n_filled: int, first: int, last: int,
) -> tuple[Floats, Bools]:  # fmt: skip
    """Losses of the entities ``chosen[first:last]``, and which suppliers would help each."""
    own = chosen[first:last]
    helped = np.zeros((len(never) if n_filled else 0, n_filled), np.bool_)  # taken up where it is written to
    losses = outlast_kernels.outlast_each(
        flow, needs, trade, failing, course, draining, n_nodes, granted, stock, STEP_DAYS, final_node, final_weight,
        side, counted, never, own, Watch(filled_by, helped, np.zeros(len(needs.essential))), NO_RECORD,
    )[1]  # fmt: skip
    return losses, helped[own] if n_filled else np.empty((len(own), 0), np.bool_)

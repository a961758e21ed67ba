"""A scenario day by day (L2): shocks that come, grow and go, and the rules by which goods are shared meanwhile.

Steps are those of ``failure.py``. On top of them, each where it is asked for:

* A maker that cannot deliver all serves some buyers first (``first``): these share its output in proportion until
  they have all they buy of it, the others get what is left. So it is with spare capacity of substitutes.
* Goods on their way arrive (``transit_days``): a delivery brings at step t what its maker had at t - d. A delivery that
  is cut (a corridor) brings nothing from the first day on, whatever is on its way.
* Others step in (``Substitutes``) with what their capacity leaves, from the day they may, as far as their own essential
  inputs go: what these bring and hold in stock beyond base use. For what they need beyond base use they ask their own
  sources, at once, and whoever may step in there; what no identified source brings grows with it. Each tier learns
  of it a step later.
* Something is brought besides (``Help``): an inflow from a day on and for a time, a stock from a day on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.outages import scenario_kernels
from graphsvc.analysis.outages.course_kernels import FOR_GOOD
from graphsvc.analysis.outages.entities import Entities
from graphsvc.analysis.outages.failure import STEP_DAYS, FailureModel, Finals, failing_arrays
from graphsvc.analysis.outages.failure_kernels import reach
from graphsvc.analysis.outages.ration_kernels import Ration, Substitutes
from graphsvc.domain.arrays import Bools, Floats, Longs, spans

FOREVER = 1e9
_NONE = np.empty(0, np.int64)
NO_SUBSTITUTES = Substitutes(
    np.zeros(1, np.int64), _NONE, _NONE, np.empty(0, np.bool_), _NONE, np.empty(0), np.empty(0), np.empty(0), _NONE,
    np.empty(0),
)  # fmt: skip


@dataclass(frozen=True)
class Shock:
    """Entities (one) that fail from ``start_day`` for ``duration`` days with ``severity`` 0-1.

    ``course``: points (day since the start, severity) between which severity runs straight, the last one held; then
    ``severity`` is the most of it.
    """

    entity: Entities
    start_day: float
    duration: float
    severity: float
    course: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Help:
    """``share`` (n,) of base use brought to ``purchase`` (n,) from day ``opens`` for ``lasts`` days, and ``stock`` (n,)
    [d of base use] laid in on that day."""

    purchase: Longs
    share: Floats
    opens: float = 0.0
    lasts: float = FOREVER
    stock: Floats | None = None


@dataclass(frozen=True)
class Rules:
    """By what a scenario is played. ``first`` (Q,) purchases served first, None for none; ``transit_days`` (K,) that
    deliveries are on their way, None for no time; ``help`` that stands ready."""

    substitutes: Substitutes = NO_SUBSTITUTES
    first: Bools | None = None
    transit_days: Floats | None = None
    help: Sequence[Help] = ()


@dataclass(frozen=True)
class Play:
    """A scenario day by day: ``curve`` (C, steps) kept output; per node first short step (-1: none), lowest level,
    and the purchase that bound first (-1: none)."""

    curve: Floats
    first_step: Longs
    lowest: Floats
    binding: Longs


AS_IT_IS = Rules()
"""Nobody steps in, all in proportion, nothing on its way."""


def play_shocks(
    model: FailureModel,
    shocks: Sequence[Shock],
    stock: Floats,
    horizon_days: float,
    finals: Finals,
    weights: Floats,
    rules: Rules = AS_IT_IS,
    worst: bool = False,
    side: int = 0,
) -> Play:
    """L2 of one scenario: a curve for each weighting of the final nodes.

    Parameters
    ----------
    model : FailureModel
        The failure logic of the version.
    shocks : sequence of Shock
        What fails, from when, for how long; what several take of one node they take independently of each other.
    stock : (Q,)
        Stock [d of base use].
    horizon_days : float
        Length of the scenario [d].
    finals : Finals
        What the chain is for.
    weights : (C, F)
        Weightings of the final nodes, each of sum 1.
    rules : Rules
        Who is served first, who steps in, what is on its way, what is brought.
    worst, side : bool, int
        As in ``FailureModel.outlast``: what no identified source brings is missing from the first day on; parts that
        nobody told are read at worst (-1) or at best (1).
    """
    n = model.network
    flow, needs, trade = model.arrays(worst, side)
    nodes = _windows([(s.entity.node, failing_arrays(s.entity, side).loss) for s in shocks])
    cuts = _windows([(s.entity.cut_source, s.entity.cut_loss) for s in shocks])
    missing = np.flatnonzero(model.rest > trade.rest)
    seeds = np.concatenate([n.n_purchases + nodes.where, n.source_purchase[cuts.where].astype(np.int64), missing])
    curve, first, lowest, binding = scenario_kernels.play(
        _moved(model, seeds, rules.substitutes), flow, needs, trade, n.n_nodes, stock, STEP_DAYS,
        severities(shocks, round(horizon_days / STEP_DAYS)), nodes, cuts, ration_of(model, rules), rules.substitutes,
        _helps(rules.help), finals.node, weights, side if finals.is_open else 0,
    )  # fmt: skip
    return Play(curve, first, lowest, binding)


def severities(shocks: Sequence[Shock], n_steps: int) -> Floats:
    """(shocks, n_steps) severity of each shock at the start of each step, 0-1."""
    found = np.zeros((len(shocks), n_steps))
    for row, shock in zip(found, shocks, strict=True):
        begin = min(round(shock.start_day / STEP_DAYS), n_steps)
        end = min(round(min((shock.start_day + shock.duration) / STEP_DAYS, 2.0**62)), n_steps)
        days, height = np.array(shock.course or ((0.0, shock.severity),)).T
        row[begin:end] = np.interp(np.arange(max(0, end - begin)) * STEP_DAYS, days, height)
    return found


def reserved_parts(model: FailureModel, first: Bools) -> tuple[Floats, Bools]:
    """(N,) part of each maker's deliveries that goes to purchases served ``first`` (Q,); (N,) makers with buyers of
    both kinds of whom not all tell how much they buy: nobody knows that part, so all are served in proportion."""
    n = model.network
    own = first[n.source_purchase]
    told = n.source_share * n.purchase_quantity[n.source_purchase]
    size = np.where(np.isfinite(told), told, n.source_quantity)
    size = np.where(n.source_share > 0, size, 0.0)  # a source of unknown share brings nothing in the model
    whole = np.bincount(n.source_node, size, minlength=n.n_nodes)
    ahead = np.bincount(n.source_node, np.where(own, size, 0.0), minlength=n.n_nodes)
    counted = n.source_share > 0
    n_first = np.bincount(n.source_node, own & counted, minlength=n.n_nodes)
    mixed = (n_first > 0) & (n_first < np.bincount(n.source_node, counted, minlength=n.n_nodes))
    known = mixed & np.isfinite(whole) & (whole > 0)
    part = np.zeros(n.n_nodes)
    part[known] = ahead[known] / whole[known]
    return np.where((part > 0) & (part < 1), part, 0.0), mixed & ~known


def ration_of(model: FailureModel, rules: Rules) -> Ration:
    """The rules of sharing as the compiled loop takes them."""
    n = model.network
    delay = np.zeros(len(n.source_node), np.int64)
    if rules.transit_days is not None:
        delay = np.round(np.nan_to_num(rules.transit_days) / STEP_DAYS).astype(np.int64)
    first = np.zeros(n.n_purchases, np.bool_) if rules.first is None else rules.first
    reserved = np.zeros(n.n_nodes) if rules.first is None else reserved_parts(model, first)[0]
    return Ration(first, reserved, delay)


def _windows(parts: Sequence[tuple[Longs, Floats]]) -> scenario_kernels.Windows:
    where = np.concatenate([_NONE, *(p[0] for p in parts)]).astype(np.int64)
    loss = np.concatenate([np.empty(0), *(p[1] for p in parts)])
    return scenario_kernels.Windows(where, loss, np.repeat(np.arange(len(parts)), [len(p[0]) for p in parts]))


def _helps(several: Sequence[Help]) -> scenario_kernels.Helps:
    counts = [len(one.purchase) for one in several]
    opens = np.array([np.ceil(one.opens / STEP_DAYS - 1e-9) for one in several], np.int64)
    ends = (min(one.opens + one.lasts, FOREVER) for one in several)
    closes = np.array([min(np.ceil(end / STEP_DAYS - 1e-9), FOR_GOOD) for end in ends], np.int64)
    stock = [np.zeros(len(one.purchase)) if one.stock is None else one.stock for one in several]
    return scenario_kernels.Helps(
        np.concatenate([_NONE, *(one.purchase for one in several)]).astype(np.int64),
        np.concatenate([np.empty(0), *(one.share for one in several)]),
        np.repeat(opens, counts),
        np.repeat(closes, counts),
        np.concatenate([np.empty(0), *stock]),
    )


def _moved(model: FailureModel, seeds: Longs, substitutes: Substitutes) -> Longs:
    """Elements that ``seeds`` can move, in flow order: all downstream, and where others step in, these, what they buy
    and what hangs on that."""
    nq = model.network.n_purchases
    mark = np.zeros(model.n_elements, np.bool_)
    found = [reach(seeds, model.out_ptr, model.out_element, model.position, mark)]
    while len(found[-1]) and len(substitutes.ptr) > 1:
        new = model.order[found[-1]]
        bought = new[new < nq]
        makers = np.unique(substitutes.node[spans(substitutes.ptr[bought], np.diff(substitutes.ptr)[bought])])
        makers = nq + makers[substitutes.base[makers] > 0]
        inputs = model.in_element[spans(model.in_ptr[makers], np.diff(model.in_ptr)[makers])]
        more = np.concatenate([makers[np.diff(model.in_ptr)[makers] > 0], inputs])
        found.append(reach(more, model.out_ptr, model.out_element, model.position, mark))
    part: Longs = model.order[np.sort(np.concatenate(found))]
    return part

"""Firms closed one at a time, on all cores: what part of all sales each takes along."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graphsvc.analysis.outages.all_cores import Work, in_chunks
from graphsvc.analysis.systemic_risk.cascade_kernels import close_each
from graphsvc.analysis.systemic_risk.cascade_state import Down, Limits, Market, Outcome, Up
from graphsvc.analysis.systemic_risk.operators import Operators
from graphsvc.analysis.systemic_risk.spectrum import Spectrum, spectrum
from graphsvc.domain.arrays import Bools, Floats, Ints, Longs

CHUNK = 256
MAX_STEPS = 100_000
MAX_VISITS = 20_000_000_000
"""Relations visited by all closures of one call: half of it in equal parts, then what is left in equal parts by those
that did not get through, so that the answer does not hang on the machine. A minute or two on two cores."""
MATTERS = 0.01
"""A closure hangs on the tolerance where what is still to come is estimated at more than this part of it."""


@dataclass(frozen=True)
class Closures:
    """What closing each of ``firms`` (f,) alone does.

    ``esri``, ``esri_upstream``, ``esri_downstream`` (f,) 0-1, parts of all sales; ``steps`` (f,) until nothing grew by
    more than ``tolerance``; ``growth`` (f,) what the last step still changed; ``visits`` (f,) relations looked at;
    ``remaining`` (f,) estimate of what further steps would add; ``is_complete`` (f,) False where a limit came first.
    """

    firms: Longs
    esri: Floats
    esri_upstream: Floats
    esri_downstream: Floats
    steps: Ints
    growth: Floats
    visits: Longs
    remaining: Floats
    is_complete: Bools
    tolerance: float
    spectrum: Spectrum

    @cached_property
    def n_iterations(self) -> int:
        """Steps of the longest closure."""
        return int(self.steps.max(initial=0))

    @cached_property
    def residual(self) -> float:
        """Largest change of any firm in the last step of any closure: how far the answer is from a fixpoint."""
        return float(self.growth.max(initial=0.0))

    @property
    def spectral_radius(self) -> float:
        """Of the upstream operator; at 1 the only fixpoint is that everybody stops, whoever was closed."""
        return self.spectrum.radius

    @property
    def truncated(self) -> bool:
        """Whether a limit came before the tolerance for any of them."""
        return not bool(self.is_complete.all())

    @cached_property
    def hangs_on_tolerance(self) -> Bools:
        """(f,) where a smaller tolerance would move the answer by more than ``MATTERS`` of it."""
        return self.remaining > MATTERS * self.esri


def close_firms(
    network: Operators,
    firms: Longs,
    *,
    substitution: bool,
    tolerance: float,
    max_visits: int = MAX_VISITS,
    max_steps: int = MAX_STEPS,
) -> Closures:
    """Close each of ``firms`` (f,) alone.

    Parameters
    ----------
    network : Operators
        Who sells to whom.
    firms : (f,)
        Positions of the firms to close.
    substitution : bool
        Whether others of an industry step in as far as their part of its sales allows.
    tolerance : float
        Steps end when no firm's level moved by more.
    max_visits, max_steps : int
        Limits of all closures together, and of each.

    Returns
    -------
    Closures
        The same bit for bit whatever the number of threads.
    """
    first = max_visits // 2 // max(1, len(firms))
    found = _close(network, firms, Limits(tolerance, max_steps, max(1, first), substitution))
    cut = np.flatnonzero((found.growth > tolerance) & (found.steps < max_steps))
    if len(cut):
        more = max(first, (max_visits - int(found.visits.sum())) // len(cut))
        again = _close(network, firms[cut], Limits(tolerance, max_steps, max(1, more), substitution))
        for name in Outcome._fields:
            getattr(found, name)[cut] = getattr(again, name)
    remaining = remaining_damage(found, float(network.market.sales.sum()))
    return Closures(
        firms, found.esri, found.upstream, found.downstream, found.steps, found.growth, found.visits, remaining,
        found.growth <= tolerance, tolerance, spectrum(network.upstream_matrix()),
    )  # fmt: skip


def _close(network: Operators, firms: Longs, limits: Limits) -> Outcome:
    """Close each of ``firms`` on all cores."""
    run = Work(_close_some, firms, network.down, network.up, network.market, limits)
    parts = in_chunks(run, len(firms), CHUNK, "closures") or [blank_outcome(0)]
    return Outcome(*(np.concatenate(each) for each in zip(*parts, strict=True)))


def _close_some(firms: Longs, down: Down, up: Up, market: Market, limits: Limits, first: int, last: int) -> Outcome:
    """Close each of ``firms[first:last]``."""
    out = blank_outcome(last - first)
    close_each(firms[first:last], down, up, market, limits, out)
    return out


def blank_outcome(n: int) -> Outcome:
    """Room for ``n`` closures."""
    return Outcome(
        np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n, np.int32), np.zeros(n, np.int64), np.zeros(n),
        np.zeros((n, 2, 2)),
    )  # fmt: skip


def remaining_damage(out: Outcome, total: float) -> Floats:
    """(f,) 0-1 what would still come if growth went on shrinking as it last did; ``total`` are all sales."""
    last, before = out.still[:, :, 0], out.still[:, :, 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(before > 0, last / before, np.inf)
        coming = np.where(ratio < 1, last * ratio / (1 - ratio), np.inf)
    coming[(last == 0) | (out.growth == 0)[:, None]] = 0.0  # by side
    found: Floats = np.minimum(coming.sum(axis=1) / max(total, 1e-300), 1.0 - out.esri)
    return found

"""What a backup brings in time: stock, idle or converted capacity, second source, technology.

A stock is there at once and finite; it cannot be larger than what is used up within its shelf life, for it has to be
turned over in ordinary use. Capacity brings its rate from the day it is ready, qualification included, for as long as
it can be sustained. A technology shortens the outage itself: from the day it is ready all that failed is made again.
Nothing counts that is ready only after the chain stands still.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphsvc.domain.arrays import Bools, Floats, Ints

STOCK, CAPACITY, TECHNOLOGY = 0, 1, 2
LATE = 1e-9


@dataclass(frozen=True)
class Instruments:
    """K of them: ``kind``; ``size`` [unit] of a stock, [unit/d] of capacity; days to start and to qualify; days it can
    be sustained and shelf life or rotation period (NaN: no end known)."""

    kind: Ints
    size: Floats
    start_days: Floats
    qualify_days: Floats
    sustain_days: Floats
    shelf_days: Floats

    @property
    def ready_days(self) -> Floats:
        """(K,) days until it brings anything."""
        return self.start_days + self.qualify_days


def brought(instruments: Instruments, window_days: Floats, daily: Floats, daily_use: Floats) -> Floats:
    """(K,) [unit] brought by the end of the window, NaN where the size or the start that decides is unknown.

    Parameters
    ----------
    instruments : Instruments
        K instruments.
    window_days : (K,)
        Days until what failed is back, or until the horizon.
    daily : (K,)
        What is drawn from what failed [unit/d].
    daily_use : (K,)
        All ordinary use of the product, in which a stock is turned over [unit/d].
    """
    i = instruments
    lasts = np.fmin(np.maximum(0.0, window_days - i.ready_days), i.sustain_days)
    held = np.fmin(i.size, daily_use * i.shelf_days)
    found = np.where(i.kind == TECHNOLOGY, daily * lasts, i.size * lasts)
    found = np.where(np.isnan(i.ready_days), np.nan, found)
    stock = np.where(np.isnan(i.size), np.nan, held)
    amount: Floats = np.where(i.kind == STOCK, stock, found)
    return amount


def in_time(instruments: Instruments, survive_days: Floats) -> Bools:
    """(K,) whether each is ready by the day to which the chain lasts without it (inf: it lasts)."""
    return instruments.ready_days <= survive_days + LATE

"""What each kind of backup brings within a window, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from graphsvc.analysis.backup.instruments import CAPACITY, STOCK, TECHNOLOGY, Instruments, brought, in_time

NAN = np.nan


def of(*rows: tuple[int, float, float, float, float, float]) -> Instruments:
    """Rows of kind, size, start, qualification, sustained days, shelf life."""
    kind, *others = zip(*rows, strict=True)
    return Instruments(np.array(kind, np.int32), *(np.array(values, np.float64) for values in others))


def test_what_each_brings_within_ninety_days() -> None:
    """46.03 t are drawn a day, 60 used in all. Stock 500 as it is, at most 5 days' use where it keeps 5 days; 30 t a
    day from day 30, or from day 45 with 15 days to qualify; for 20 days only; a technology from day 70 makes all."""
    kept = of(
        (STOCK, 500, 5, 0, NAN, NAN),
        (STOCK, 500, 5, 0, NAN, 5),
        (CAPACITY, 30, 30, 0, NAN, NAN),
        (CAPACITY, 30, 30, 15, NAN, NAN),
        (CAPACITY, 30, 30, 0, 20, NAN),
        (CAPACITY, 30, 95, 0, NAN, NAN),
        (TECHNOLOGY, NAN, 70, 0, NAN, NAN),
        (CAPACITY, NAN, 30, 0, NAN, NAN),
        (CAPACITY, 30, NAN, 0, NAN, NAN),
        (STOCK, NAN, 5, 0, NAN, 5),
    )
    n = len(kept.kind)
    found = brought(kept, np.full(n, 90.0), np.full(n, 46.03), np.full(n, 60.0))
    assert found == pytest.approx([500, 300, 1800, 1350, 600, 0, 920.6, NAN, NAN, NAN], nan_ok=True)


def test_in_time_by_the_day_the_chain_stops() -> None:
    """M1: the chain lasts 37.5 days; qualification counts."""
    kept = of(*((CAPACITY, 30, start, wait, NAN, NAN) for start, wait in ((30, 0), (37.5, 0), (30, 8), (45, 0))))
    assert in_time(kept, np.full(4, 37.5)).tolist() == [True, True, False, False]
    assert in_time(kept, np.full(4, np.inf)).all()

"""What a curve of final output says."""

from __future__ import annotations

import numpy as np

from graphsvc.analysis.outages.failure import ALIVE, STEP_DAYS
from graphsvc.domain.arrays import Floats
from graphsvc.domain.rounding import known


def curve_summary(curve: Floats) -> dict[str, object]:
    """Curve as points where it changes, full-output days lost, first day below 99 %."""
    turns = np.flatnonzero(np.concatenate([[True], np.abs(np.diff(curve)) > 1e-12]))
    below = np.flatnonzero(curve < ALIVE)
    return {
        "curve": [{"day": float(t) * STEP_DAYS, "output": known(float(curve[t]))} for t in turns],
        "loss_days": known(float((1.0 - curve).sum() * STEP_DAYS)),
        "tts_days": known(float(below[0]) * STEP_DAYS) if len(below) else None,
        "tts_days_note": None if len(below) else "beyond_horizon",
        "min_output": known(float(curve.min())),
    }

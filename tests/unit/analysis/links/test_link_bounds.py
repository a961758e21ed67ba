"""Ends of a share whose whole is not known."""

from __future__ import annotations

import numpy as np
import pytest

from graphsvc.analysis.links.link_bounds import share_bounds


@pytest.mark.parametrize(
    ("part", "rest", "unknown", "raises", "lowers", "wanted"),
    [
        (3.0, 5.0, 2.0, False, False, (0.3, 0.5)),
        (3.0, 5.0, 0.0, False, False, (0.375, 0.375)),
        (3.0, 5.0, 2.0, True, False, (0.3, 1.0)),
        (3.0, 5.0, 2.0, False, True, (0.0, 0.5)),
        (0.0, 0.0, 0.0, True, True, (0.0, 1.0)),
        (0.0, 0.0, 0.0, True, False, (1.0, 1.0)),
        (0.0, 0.0, 0.0, False, True, (0.0, 0.0)),
    ],
)
def test_ends_of_a_share(
    part: float, rest: float, unknown: float, raises: bool, lowers: bool, wanted: tuple[float, float]
) -> None:
    sides = np.array([raises]), np.array([lowers])
    ends = share_bounds(np.array([part]), np.array([rest]), np.array([unknown]), *sides)
    assert (ends[0][0], ends[1][0]) == pytest.approx(wanted)


def test_nothing_has_no_share() -> None:
    nothing, no = np.zeros(1), np.zeros(1, np.bool_)
    assert np.isnan(np.concatenate(share_bounds(nothing, nothing, nothing, no, no))).all()

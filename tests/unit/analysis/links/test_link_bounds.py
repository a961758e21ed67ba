"""Places known too coarsely, ends of shares, and three-valued verdicts."""

from __future__ import annotations

import numpy as np
import pytest

from graphsvc.analysis.links.link_bounds import share_bounds
from graphsvc.analysis.links.local_figures import places_in
from graphsvc.judgements.three_valued import all_of, any_of, at_least, below, if_listed, negated

NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("region", "inside", "maybe"),
    [
        ("371302", [True, False, False, False, False, False], [False, False, True, True, False, True]),
        ("371300", [True, True, True, False, False, False], [False, False, False, True, False, True]),
        ("370000", [True, True, True, True, True, False], [False, False, False, False, False, True]),
        ("", [True] * 6, [False] * 6),
    ],
)
def test_places(region: str, inside: list[bool], maybe: list[bool]) -> None:
    places = ["371302", "371311", "371300", "370000", "370102", ""]
    found = places_in(places, region)
    assert (found[0].tolist(), found[1].tolist()) == (inside, maybe)


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


def test_verdicts() -> None:
    assert [at_least(*ends, 0.5) for ends in ((0.5, 0.9), (0.1, 0.4), (0.4, 0.6), (NAN, NAN), (0.0, INF))] == [
        True, False, None, None, None,
    ]  # fmt: skip
    assert [below(*ends, 0.5) for ends in ((0.5, 0.9), (0.1, 0.4), (0.4, 0.6))] == [False, True, None]
    assert [negated(v) for v in (True, False, None)] == [False, True, None]
    assert [all_of(v) for v in ([True, True], [True, None], [None, False], [])] == [True, None, False, True]
    assert [any_of(v) for v in ([False, False], [False, None], [None, True], [])] == [False, None, True, False]
    assert [if_listed(v, False) for v in (True, False, None)] == [None, False, None]
    assert if_listed(True, True) is True

"""Places known too coarsely: surely here, or perhaps."""

from __future__ import annotations

import pytest

from graphsvc.analysis.links.local_figures import places_in


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

"""Probability of the top event and importance of the basic ones, printed and by trying every state."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.analysis.cut_sets import minimal_cut_sets, probability
from graphsvc.analysis.cut_sets.importance import Figure, Importances, importances
from tests.unit.analysis.cut_sets import made_structures
from tests.unit.analysis.cut_sets.made_structures import CELLS, Gates, basic, structures

CHANCES = st.lists(st.floats(0.01, 0.99), min_size=7, max_size=7)


def measured(gates: Gates, top: str, chance: dict[str, float], **bounds: int) -> tuple[list[str], Importances]:
    found = minimal_cut_sets(gates, top, **bounds)
    events = sorted(basic(gates, top))
    number = {e: i for i, e in enumerate(events)}
    cuts = [frozenset(number[e] for e in cut) for cut in found.sets]
    return events, importances(cuts, found.complete_to, {number[e]: p for e, p in chance.items()}, range(len(events)))


def test_cells() -> None:
    events, found = measured(CELLS, "no cells", dict.fromkeys(basic(CELLS, "no cells"), 0.1))
    assert found.top.value == pytest.approx(0.149753449, abs=5e-10)
    assert found.top.lower == found.top.value == found.top.upper
    birnbaum = {events[i]: m.birnbaum.value for i, m in found.events.items()}
    wanted = {"E": 0.944718, **dict.fromkeys("ABCD", 0.150837), **dict.fromkeys("FGHI", 0.085883)}
    assert birnbaum == pytest.approx(wanted, abs=5e-7)


def test_the_measures_hang_together() -> None:
    """Of E: with it P = 1, without it P = (0.149753449 - 0.1) / 0.9 = 0.05528161."""
    events, found = measured(CELLS, "no cells", dict.fromkeys(basic(CELLS, "no cells"), 0.1))
    anode = found.events[events.index("E")]
    assert anode.raw.value == pytest.approx(1 / 0.149753449, abs=1e-6)
    assert anode.rrw.value == pytest.approx(0.149753449 / 0.05528161, abs=1e-6)
    assert anode.fussell_vesely.value == pytest.approx(1 - 0.05528161 / 0.149753449, abs=1e-6)


def test_alone_there_is_no_limit_to_what_protection_is_worth() -> None:
    _, found = measured({}, "alone", {"alone": 0.2})
    assert found.events[0].rrw.value == float("inf")
    assert (found.top.value, found.events[0].birnbaum.value) == (0.2, 1.0)
    assert found.events[0].fussell_vesely.value == 1.0
    assert found.events[0].raw.value == pytest.approx(5)


def test_nothing_can_fail_and_all_has_failed() -> None:
    assert measured({"never": ("or", [])}, "never", {})[1] == Importances(Figure(0, 0, 0), {})
    assert measured({"always": ("and", [])}, "always", {})[1] == Importances(Figure(1, 1, 1), {})


def holds(figure: Figure, value: float) -> bool:
    """Within the bounds, but for the noise of floating point."""
    return figure.lower - 1e-9 <= value <= figure.upper * (1 + 1e-9) + 1e-9


@pytest.mark.slow  # random structures
@given(structures(), CHANCES, st.integers(1, 7), st.sampled_from([0, 2, 2_000]))
def test_against_every_state(gates: Gates, chances: list[float], max_order: int, expansions: int) -> None:
    """Exact where all sets are there and expanded; else the bounds hold what every state tried gives."""
    chance = dict(zip(sorted(basic(gates, "g0")), chances, strict=False))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(probability, "EXPANSIONS", expansions)
        events, found = measured(gates, "g0", chance, max_order=max_order)
    true = made_structures.probability(gates, "g0", chance)
    assert holds(found.top, true)
    if max_order == 7 and expansions == 2_000:
        assert found.top.lower == found.top.upper == pytest.approx(true)
    for i, each in found.events.items():
        failed, sound = (made_structures.probability(gates, "g0", chance | {events[i]: p}) for p in (1.0, 0.0))
        pairs = [(each.birnbaum, failed - sound), (each.fussell_vesely, 1 - sound / true), (each.raw, failed / true)]
        if sound > 1e-12:
            pairs.append((each.rrw, true / sound))
        assert all(holds(figure, value) for figure, value in pairs)
        assert all(holds(figure, figure.value) for figure, _ in pairs)


@given(st.lists(st.floats(0, 1), max_size=6), st.integers(-1, 7))
def test_more_than_so_many(chances: list[float], k: int) -> None:
    events = {f"e{i}": p for i, p in enumerate(chances)}
    total = 0.0
    for failed in made_structures.subsets(events):
        p = 1.0
        for event, each in events.items():
            p *= each if event in failed else 1 - each
        total += p * (len(failed) > k)
    assert probability.more_than(k, chances) == pytest.approx(total, abs=1e-12)

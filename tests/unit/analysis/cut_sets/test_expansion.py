"""Minimal cut sets against every set of events tried, and against printed ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.analysis.cut_sets import expansion, minimal_cut_sets
from graphsvc.analysis.cut_sets.expansion import find
from graphsvc.analysis.cut_sets.structure import numbered, part_below
from tests.unit.analysis.cut_sets.made_structures import CELL_CUTS, CELLS, Gates, all_minimal, basic, fails, structures


def test_cells() -> None:
    found = minimal_cut_sets(CELLS, "no cells")
    assert found.sets == [frozenset(cut) for cut in CELL_CUTS]
    assert not found.truncated


def test_order_and_limit_are_said() -> None:
    one = minimal_cut_sets(CELLS, "no cells", max_order=1)
    assert (one.sets, one.truncated, one.complete_to) == ([frozenset("E")], True, 1)
    three = minimal_cut_sets(CELLS, "no cells", limit=3)
    assert (three.sets, three.truncated, three.complete_to) == ([frozenset(c) for c in CELL_CUTS[:3]], True, 1)
    assert not minimal_cut_sets(CELLS, "no cells", limit=7).truncated


def test_larger_sets_that_hold_smaller_ones_truncate_nothing() -> None:
    gates: Gates = {"top": ("or", ["a", "all"]), "all": ("and", ["a", "b", "c", "d"])}
    found = minimal_cut_sets(gates, "top", max_order=2)
    assert (found.sets, found.truncated) == ([frozenset("a")], False)
    pairs: Gates = {
        "top": ("or", ["ab", "cd", "all"]), "ab": ("and", ["a", "b"]), "cd": ("and", ["c", "d"]),
        "all": ("and", ["a", "b", "c"]),
    }  # fmt: skip
    assert not minimal_cut_sets(pairs, "top", max_order=2).truncated


def test_a_cycle_does_not_fail_by_itself() -> None:
    """x waits for y or a, y for x and b: without a and b both go on; a alone does not stop y."""
    gates: Gates = {"x": ("or", ["y", "a"]), "y": ("and", ["x", "b"])}
    assert minimal_cut_sets(gates, "x").sets == [frozenset("a")]
    assert minimal_cut_sets(gates, "y").sets == [frozenset("ab")]


def test_ends() -> None:
    assert minimal_cut_sets({}, "alone").sets == [frozenset({"alone"})]
    assert minimal_cut_sets({"never": ("or", [])}, "never").sets == []
    assert minimal_cut_sets({"always": ("and", [])}, "always").sets == [frozenset()]
    for wrong in ({"max_order": 0}, {"limit": -1}):
        with pytest.raises(ValueError, match="or more"):
            minimal_cut_sets(CELLS, "no cells", **wrong)
    with pytest.raises(ValueError, match="neither"):
        minimal_cut_sets({"top": ("xor", ["a"])}, "top")


@pytest.mark.slow  # random structures
@given(structures(), st.integers(1, 4))
def test_against_every_set(gates: Gates, max_order: int) -> None:
    wanted = all_minimal(gates, "g0")
    found = minimal_cut_sets(gates, "g0", max_order=max_order)
    assert set(found.sets) == {cut for cut in wanted if len(cut) <= max_order}
    assert found.sets == sorted(found.sets, key=lambda cut: (len(cut), sorted(cut)))
    assert found.truncated == any(len(cut) > max_order for cut in wanted)


@given(structures(), st.integers(1, 4), st.integers(0, 4), st.integers(1, 3))
def test_bounded_work_gives_minimal_sets_only(gates: Gates, max_order: int, limit: int, fewest: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(expansion, "FEWEST", fewest)
        patch.setattr(expansion, "STEPS_EACH", 2)
        found = minimal_cut_sets(gates, "g0", max_order=max_order, limit=limit)
    wanted = all_minimal(gates, "g0")
    assert set(found.sets) <= set(wanted)
    assert len(found.sets) == len(set(found.sets)) <= limit
    assert found.truncated or len(found.sets) == len(wanted)
    whole = 9 if found.complete_to is None else found.complete_to
    assert {cut for cut in wanted if len(cut) <= whole} <= set(found.sets)


@given(structures())
def test_what_fails(gates: Gates) -> None:
    structure, events, top = numbered(gates, "g0")
    part = part_below(structure, top)
    assert set(events) == basic(gates, "g0")
    for failed in (events[:0], events[:1], events[::2], events[1:], events):
        assert part.fails({events.index(e) for e in failed}) == fails(gates, "g0", failed)


def test_many_large_sets_are_met_with_bounds() -> None:
    """Four of four hundred: a hundred million sets of four, none smaller."""
    gates: Gates = {"top": ("and", [f"o{i}" for i in range(4)])}
    gates |= {f"o{i}": ("or", [f"e{i}.{j}" for j in range(100)]) for i in range(4)}
    assert minimal_cut_sets(gates, "top").sets == []
    structure, _, top = numbered(gates, "top")
    found = find(part_below(structure, top), set(), 4, 50)
    assert (len(found.cuts), {len(cut) for cut in found.cuts}, found.complete_to) == (50, {4}, 3)


def test_pressure_tank() -> None:
    """The tank of the Fault Tree Handbook (NUREG-0492, chapter VIII): rupture T, relay K2, or pressure switch S with
    switch S1, relay K1 or timer R."""
    tank: Gates = {
        "rupture": ("or", ["T", "pump on"]), "pump on": ("or", ["K2", "switch closed"]),
        "switch closed": ("and", ["S", "relay closed"]), "relay closed": ("or", ["S1", "circuit"]),
        "circuit": ("or", ["K1", "R"]),
    }  # fmt: skip
    found = minimal_cut_sets(tank, "rupture")
    assert set(found.sets) == {frozenset(cut) for cut in (["T"], ["K2"], ["S", "S1"], ["S", "K1"], ["S", "R"])}
    assert not found.truncated

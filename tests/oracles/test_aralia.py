"""Public fault trees: as many minimal cut sets as were published, and the probability of the top event."""

from __future__ import annotations

import pytest

from graphsvc.analysis.cut_sets import minimal_cut_sets
from graphsvc.analysis.cut_sets.expansion import find, single_cuts
from graphsvc.analysis.cut_sets.probability import Expansion
from graphsvc.analysis.cut_sets.structure import numbered, part_below
from tests.oracles.aralia import PUBLISHED, TOP, read_tree


@pytest.mark.parametrize("name", PUBLISHED)
def test_events_and_gates(name: str) -> None:
    tree = read_tree(name)
    assert (tree.n_events, tree.n_gates) == (PUBLISHED[name].n_events, PUBLISHED[name].n_gates)


@pytest.mark.slow
@pytest.mark.parametrize("name", PUBLISHED)
def test_published_count(name: str) -> None:
    tree = read_tree(name)
    found = minimal_cut_sets(tree.gates, TOP, max_order=tree.n_events)
    assert (len(set(found.sets)), found.truncated) == (PUBLISHED[name].n_cut_sets, False)


@pytest.mark.slow
def test_published_probability() -> None:
    """By the decision diagram of all 392 sets, exact."""
    tree = read_tree("chinese")
    structure, events, top = numbered(tree.gates, TOP)
    part = part_below(structure, top)
    assert single_cuts(part) == 0
    found = find(part, set(), tree.n_events, None)
    ends = Expansion({e: tree.chance[events[e]] for e in part.events}).ends(found.cuts)
    assert ends.lower == ends.upper == pytest.approx(PUBLISHED["chinese"].probability, rel=5e-6)

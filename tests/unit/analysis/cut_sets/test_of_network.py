"""The failure logic of the tyre chain as a structure: what falls with each thing alone, and with two."""

from __future__ import annotations

import numpy as np

from graphsvc.analysis.cut_sets.of_network import product_cuts
from tests.oracles.tyre import A1, A2, B1, C1, C2, M1, N1, N2, R1, ROD, S1, S2, T1, T2, TYRE, W1, tyre_chain
from tests.properties.engine import Engine

ENGINE = Engine(tyre_chain())


def cuts_of(kind: str, max_order: int) -> tuple[list[set[str]], int | None]:
    facts = ENGINE.facts
    entities, fallen = facts.outages.entities(kind)
    makers = {TYRE: facts.members.finals.node}
    found = product_cuts(facts.ground.model, entities, fallen.words, makers, max_order, 100)[TYRE].found
    return [{entities.ids[e] for e in cut} for cut in found.cuts], found.complete_to


def test_firms() -> None:
    """The two cord makers of one group are two firms."""
    found, complete_to = cuts_of("firm", 3)
    singles, pairs = [{B1}, {M1}, {R1}, {W1}], [{A1, A2}, {C1, C2}, {N1, N2}, {S1, S2}, {T1, T2}]
    assert sorted(map(sorted, found)) == sorted(map(sorted, singles + pairs))
    assert complete_to is None
    assert cuts_of("firm", 1)[1] == 1


def test_what_never_takes_part_is_no_event() -> None:
    facts = ENGINE.facts
    entities, fallen = facts.outages.entities("firm")
    n = facts.network
    rod = n.node_index[n.firm_index[W1], n.product_index[ROD]]
    cuts = product_cuts(facts.ground.model, entities, fallen.words, {ROD: np.array([rod])}, 3, 100)[ROD]
    assert [entities.ids[e] for e in cuts.events] == [W1]
    assert cuts.found.complete_to is None

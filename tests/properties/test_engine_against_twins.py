"""The compiled engine against its slow twins on random chains: shares, who falls, what is kept, day by day."""

from __future__ import annotations

from itertools import pairwise
from unittest.mock import patch

import numpy as np
from hypothesis import given

from graphsvc.analysis.outages import failure
from graphsvc.analysis.outages.reallocation import Reallocation
from graphsvc.questions.outages.choke_points import fallen_firms
from tests.oracles import twins
from tests.oracles.plain_chain import PlainChain
from tests.properties.engine import HORIZON, Engine, close, examples
from tests.properties.strategies import chains, known_chains

KINDS = ("firm", "group")
MESSY = chains(unidentified=True, self_supply=True)
SMALL = chains(unidentified=True, self_supply=True, max_products=6, max_firms=8)


@examples(100)
@given(MESSY)
def test_shares_and_known_fractions(chain: PlainChain) -> None:
    engine = Engine(chain)
    n = engine.facts.network
    expected = twins.shares(chain)
    for q in np.flatnonzero(n.purchase_has_sources).tolist():
        purchase = engine.purchase(q)
        assert close(float(n.purchase_known[q]), twins.known_fraction(chain, purchase))
        found = {}
        for k in range(n.source_ptr[q], n.source_ptr[q + 1]):
            found[engine.node(n.source_node[k])[0]] = float(n.source_share[k]) if n.source_share_known[k] else None
        told = {i: share for i, share in expected[purchase].items() if not i.startswith(("ext:other", "ext:unknown"))}
        assert {i for i in found if i in told} == set(told)
        for supplier, share in told.items():
            assert close(found[supplier], share), (purchase, supplier)
    assert {engine.purchase(q) for q in np.flatnonzero(n.purchase_has_sources).tolist()} == set(expected)


@examples(100)
@given(MESSY)
def test_nodes_groups_and_weights(chain: PlainChain) -> None:
    engine = Engine(chain)
    n = engine.facts.network
    assert [engine.node(v) for v in range(n.n_nodes)] == list(twins.nodes(chain))
    for kind in KINDS:
        assert set(engine.entity_ids(kind)) == set(twins.entities(chain, kind))
    finals = engine.facts.members.finals
    found = {engine.node(v): float(w) for v, w in zip(finals.node.tolist(), finals.weight, strict=True)}
    expected = twins.final_weights(chain)
    assert set(found) == set(expected)
    assert all(close(found[node], expected[node]) for node in expected)


@examples(100)
@given(MESSY)
def test_who_falls(chain: PlainChain) -> None:
    engine = Engine(chain)
    n = engine.facts.network
    for kind in KINDS:
        members = twins.entities(chain, kind)
        for name in engine.entity_ids(kind):
            assert engine.fallen(kind, name) == twins.fallen_l0(chain, members[name]), (kind, name)
            down = np.array([v for v in range(n.n_nodes) if engine.node(v) in engine.fallen(kind, name)], np.int64)
            own = {n.firm_index[firm] for firm in members[name]}
            assert fallen_firms(engine.facts.network, down, own) == twins.fallen_firms(chain, members[name])


@examples(100)
@given(MESSY)
def test_who_falls_entity_by_entity_and_all_at_once(chain: PlainChain) -> None:
    """Sites, regions, countries and products too: they cut sources or take parts of nodes."""
    engine = Engine(chain)
    model, n = engine.facts.ground.model, engine.facts.network
    spared = np.arange(n.n_purchases) % 3 == 0
    for kind in (*KINDS, "site", "region", "country", "product"):
        entities, falls = engine.facts.outages.entities(kind)
        assert all(np.all(np.diff(falls.node[a:b]) > 0) for a, b in pairwise(falls.ptr))
        one_by_one = falls.words, model.fallen(entities, spared)
        with patch.object(failure, "FALLS", -(2**62)):  # gives up at the first row
            at_once = model.falls(entities), model.fallen(entities, spared)
        assert np.array_equal(at_once[0].ptr, falls.ptr)
        assert np.array_equal(at_once[0].node, falls.node)
        assert np.array_equal(at_once[0].words, one_by_one[0])
        assert np.array_equal(at_once[1], one_by_one[1])


@examples(100)
@given(MESSY)
def test_what_is_kept_in_proportion(chain: PlainChain) -> None:
    engine = Engine(chain)
    for kind in KINDS:
        members = twins.entities(chain, kind)
        kept, worst = engine.kept(kind), engine.kept(kind, worst=True)
        for name in engine.entity_ids(kind):
            assert close(kept[name], twins.kept_l1(chain, members[name])), (kind, name)
            assert close(worst[name], twins.kept_l1(chain, members[name], worst=True)), (kind, name, "worst")


@examples(60)
@given(SMALL)
def test_levels_of_every_node(chain: PlainChain) -> None:
    engine = Engine(chain)
    for name, firms in twins.entities(chain, "group").items():
        found, expected = engine.levels("group", name), twins.levels_l1(chain, firms)
        assert all(close(found[node], expected[node]) for node in expected), name


@examples(80)
@given(known_chains())
def test_what_a_perfect_planner_keeps(chain: PlainChain) -> None:
    engine = Engine(chain)
    assert twins.is_plannable(chain)
    program = Reallocation(engine.facts.ground.model, engine.facts.members.finals)
    for kind in KINDS:
        entities, _ = engine.facts.outages.entities(kind)
        for position, name in enumerate(entities.ids):
            found = program.kept(entities, position)
            expected = twins.kept_l1plus(chain, twins.entities(chain, kind)[name])
            assert close(found, expected, 1e-7), (kind, name)


@examples(60)
@given(SMALL)
def test_day_by_day(chain: PlainChain) -> None:
    engine = Engine(chain)
    for kind in KINDS:
        members = twins.entities(chain, kind)
        for name, at, figures in engine.outages(kind):
            expected = twins.curve_l2(chain, members[name], HORIZON)
            assert close(float(figures.recovery.value[at]), expected.ttr), (kind, name, "ttr")
            survive = float(figures.survive.value[at])
            assert close(None if np.isnan(survive) else survive, expected.tts), (kind, name, "tts")
            assert close(float(figures.loss.value[at]), expected.loss), (kind, name, "loss")
            assert close(float(figures.gap.value[at]), expected.gap), (kind, name, "gap")


@examples(60)
@given(SMALL)
def test_the_whole_curve(chain: PlainChain) -> None:
    engine = Engine(chain)
    for name, firms in twins.entities(chain, "firm").items():
        expected = twins.curve_l2(chain, firms, HORIZON, ttr_days=HORIZON)
        curve, first, least = engine.play("firm", name, HORIZON)
        assert len(curve) == len(expected.points)
        assert all(close(y, value) for y, (_, value) in zip(curve, expected.points, strict=True)), name
        assert first == expected.first_below, name
        assert all(close(least[node], expected.least[node]) for node in expected.least), name


@examples(100)
@given(MESSY)
def test_recovery(chain: PlainChain) -> None:
    engine = Engine(chain)
    for kind in KINDS:
        members = twins.entities(chain, kind)
        for name, at, figures in engine.outages(kind, 1.0):
            for found, factor in zip((figures.recovery.lower, figures.recovery.upper), (0.5, 2.0), strict=True):
                assert close(float(found[at]), twins.ttr(chain, members[name], default_factor=factor)), (kind, name)


@examples(40)
@given(SMALL)
def test_resilience(chain: PlainChain) -> None:
    for kind in KINDS:
        expected = twins.resilience(chain, kind)
        rows, summary = Engine(chain).ask("resilience", entity=kind)
        if expected is None:
            assert summary["rs"] is None
            continue
        assert summary["n_scenarios"] == len(expected.losses)
        assert {row["entity_id"] for row in rows} == set(expected.losses)
        assert all(close(row["loss_days"], expected.losses[row["entity_id"]]) for row in rows)
        assert close(summary["rs"], expected.rs, 1e-7)
        assert close(summary["rs_min"], expected.rs_min, 1e-7)
        assert close(expected.losses[summary["worst"]], max(expected.losses.values()))

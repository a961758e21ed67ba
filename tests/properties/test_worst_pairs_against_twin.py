"""The worst pairs against every pair stepped day by day by the slow twin."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.analysis.outages.failure import STEP_DAYS
from graphsvc.analysis.outages.outage import stock_days
from graphsvc.analysis.outages.pair_kernels import sets_between
from graphsvc.analysis.outages.worst_pairs import Case, bounds_alone
from tests.oracles import twins, twins_hits
from tests.oracles.plain_chain import PlainChain
from tests.oracles.twins_structure import final_output, final_weights
from tests.oracles.twins_time import curve_l2, ttr
from tests.properties.engine import Engine, close, examples
from tests.properties.strategies import known_chains
from tests.properties.strategies_lists import with_corridors

HORIZON = 40.0
LEAST = 1e-6


def held_against_all_pairs(chain: PlainChain, kind: str, top: int) -> None:
    """Losses of all pairs of the twin, most first, are those given; none that loses more is left out."""
    engine = Engine(chain)
    rows, summary = engine.ask("worst-pairs", entity=kind, horizon_days=HORIZON, top=top)
    if not final_weights(chain):
        assert rows == []
        return
    members = twins.entities(chain, kind)
    expected: dict[tuple[str, ...], float] = {}
    for pair in combinations(sorted(engine.entity_ids(kind)), 2):
        firms = members[pair[0]] | members[pair[1]]
        back = ttr(chain, firms)
        assert back is not None
        days = min(HORIZON, back)
        expected[pair] = curve_l2(chain, firms, days, ttr_days=days).loss
    assert summary["n_pairs"] == len(expected)
    assert summary["n_stepped"] <= summary["n_pairs"]
    worst = sorted((loss for loss in expected.values() if loss > LEAST), reverse=True)[:top]
    assert len(rows) == len(worst), kind
    for row, loss in zip(rows, worst, strict=True):
        assert close(row["loss_days"], loss, 1e-6), (kind, row["entity_ids"])
        assert close(row["loss_days"], expected[tuple(sorted(row["entity_ids"]))], 1e-6), row["entity_ids"]
        assert row["loss_days_lower"] - 1e-9 <= row["loss_days"] <= row["loss_days_upper"] + 1e-9
        alone = sum(each["loss_days"] for each in row["losses_alone"])
        assert close(row["superadditive_days"], row["loss_days"] - alone)
        assert row["superadditive_days_lower"] - 1e-9 <= row["superadditive_days"]
        assert row["superadditive_days"] <= row["superadditive_days_upper"] + 1e-9
        assert row["joint_days_lower"] - 1e-9 <= row["joint_days"] <= row["joint_days_upper"] + 1e-9
        apart = sum(curve_l2(chain, members[each], row["ttr_days"], ttr_days=min(HORIZON, row["ttr_days"])).loss
                    for each in row["entity_ids"])  # fmt: skip
        assert close(row["joint_days"], row["loss_days"] - apart, 1e-6), row["entity_ids"]


@pytest.mark.parametrize(("kind", "top"), [("firm", 3), ("firm", 200), ("group", 5)])
def test_every_pair(kind: str, top: int) -> None:
    @examples(25)
    @given(with_corridors(max_products=5, max_firms=7))
    def check(chain: PlainChain) -> None:
        held_against_all_pairs(chain, kind, top)

    check()


def losses_of_sets(chain: PlainChain, kind: str, ids: Sequence[str], size: int) -> dict[tuple[str, ...], float]:
    """What every set of so many loses, by the twin [full-output days]."""
    members, found = twins.entities(chain, kind), {}
    for each in combinations(sorted(ids), size):
        firms = frozenset[str]().union(*(members[name] for name in each))
        back = ttr(chain, firms)
        assert back is not None
        days = min(HORIZON, back)
        found[each] = curve_l2(chain, firms, days, ttr_days=days).loss
    return found


@examples(150, 3000)
@given(st.one_of(with_corridors(max_products=6, max_firms=9), known_chains(max_products=6, max_firms=9)))
def test_bounds_hold_every_set(chain: PlainChain) -> None:
    """No pair and no three that is stepped loses more than its bound from what each does alone says."""
    engine = Engine(chain)
    facts = engine.facts
    if not len(facts.members.finals.node):
        return
    entities, _ = facts.outages.entities("firm")
    model, stock = facts.ground.model, stock_days(facts.network)
    case = Case(model, entities, facts.members.finals, facts.ground.natures, stock, HORIZON)
    alone = bounds_alone(case)
    for size in (2, 3):
        sets, bounds = sets_between(alone, size, STEP_DAYS, 0.0, np.inf, 1 << 40, 0, len(entities))
        assert len(sets) == comb(len(entities), size)
        if len(sets):
            assert (case.losses(sets) <= bounds + LEAST).all()


@examples(60, 2000)
@given(st.one_of(with_corridors(max_products=6, max_firms=9), known_chains(max_products=6, max_firms=9)), st.data())
def test_what_fails_beside_others_costs_no_less(chain: PlainChain, data: st.DataObject) -> None:
    """The harshest course of several is no better than that of any two of them, which is no better than the truth."""
    engine = Engine(chain)
    facts = engine.facts
    entities, _ = facts.outages.entities("firm")
    if not len(facts.members.finals.node) or len(entities) < 3:
        return
    model, stock = facts.ground.model, stock_days(facts.network)
    case = Case(model, entities, facts.members.finals, facts.ground.natures, stock, HORIZON)
    several = data.draw(st.lists(st.integers(0, len(entities) - 1), min_size=3, max_size=5))
    pairs = np.array([pair for pair in combinations(several, 2) if pair[0] != pair[1]], np.int64).reshape(-1, 2)
    most = case.most(np.array([several], np.int64))[0]
    if len(pairs):
        assert (case.most(pairs) <= most + LEAST).all()
        assert (case.losses(pairs) <= case.most(pairs) + LEAST).all()


@examples(15, 400)
@given(with_corridors(max_products=5, max_firms=6), st.integers(1, 12))
def test_every_three(chain: PlainChain, top: int) -> None:
    engine = Engine(chain)
    rows, summary = engine.ask("worst-pairs", entity="firm", horizon_days=HORIZON, top=top, k=3)
    if not final_weights(chain):
        assert rows == []
        return
    expected = losses_of_sets(chain, "firm", engine.entity_ids("firm"), 3)
    assert summary["n_pairs"] == len(expected)
    worst = sorted((loss for loss in expected.values() if loss > LEAST), reverse=True)[:top]
    assert [row["loss_days"] for row in rows] == pytest.approx(worst, abs=1e-6)
    for row in rows:
        assert close(row["loss_days"], expected[tuple(sorted(row["entity_ids"]))], 1e-6), row["entity_ids"]
        alone = sum(each["loss_days"] for each in row["losses_alone"])
        assert len(row["losses_alone"]) == 3
        assert close(row["superadditive_days"], row["loss_days"] - alone)


@examples(20, 400)
@given(with_corridors(max_products=5, max_firms=6), st.sampled_from([2, 3]), st.integers(1, 3), st.integers(1, 20))
def test_every_protection(chain: PlainChain, size: int, protect: int, top: int) -> None:
    """Every choice of so many to protect, and every set of the others: none leaves less to lose."""
    engine = Engine(chain)
    _, summary = engine.ask("worst-pairs", entity="group", horizon_days=HORIZON, top=top, k=size, protect=protect)
    if not final_weights(chain):
        assert "protect" not in summary
        return
    ids = engine.entity_ids("group")
    known = {n: losses_of_sets(chain, "group", ids, n) for n in range(1, size + 1)}

    def left(protected: Sequence[str]) -> float:
        rest = [name for name in ids if name not in protected]
        sets = known[min(size, len(rest))] if rest else {}
        return max((loss for each, loss in sets.items() if set(each) <= set(rest)), default=0.0)

    chosen = [each["entity_id"] for each in summary["protect"]]
    assert len(chosen) <= protect
    assert summary["protect_proven"] is True
    assert close(summary["protected_loss_days"], left(chosen), 1e-6)
    best = min(left(each) for each in combinations(ids, min(protect, len(ids))))
    assert close(summary["protected_loss_days"], best, 1e-6)


def both(one: twins_hits.Hit, other: twins_hits.Hit) -> twins_hits.Hit:
    """Parts of a node add up: they stand in different places."""
    losses = {node: one.losses.get(node, 0) + other.losses.get(node, 0) for node in {*one.losses, *other.losses}}
    return twins_hits.Hit({node: min(1.0, loss) for node, loss in losses.items()}, one.cuts | other.cuts)


@pytest.mark.parametrize("kind", ["site", "park", "region", "country", "product", "corridor"])
def test_every_pair_of_other_kinds(kind: str) -> None:
    """What both take is put together here and played by the twin, until the day the engine says they are back."""

    @examples(15)
    @given(with_corridors(max_products=5, max_firms=6))
    def check(chain: PlainChain) -> None:
        engine = Engine(chain)
        rows, _ = engine.ask("worst-pairs", entity=kind, horizon_days=HORIZON, top=200)
        for row in rows:
            pair = row["entity_ids"]
            if kind == "region" and any(each.endswith("0000") for each in pair):
                continue  # one may lie in the other
            days = min(HORIZON, row["ttr_days"])
            steps = twins_hits.outage(chain, both(*(twins_hits.hit_of(chain, kind, each) for each in pair)), days, days)
            lost = sum(1 - final_output(chain, step.__getitem__) for step in steps) / 4
            assert close(row["loss_days"], lost, 1e-6), (kind, pair)

    check()

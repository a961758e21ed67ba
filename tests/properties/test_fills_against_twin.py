"""A further supplier: the pruned engine against networks in which it stands as a firm with sales."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.analysis.outages.failure import STEP_DAYS, FailureModel
from graphsvc.analysis.outages.fills import Fills, losses_of_pairs, losses_with, refilled
from graphsvc.analysis.outages.outage import Reading, readings, stock_days
from graphsvc.domain.arrays import Floats
from graphsvc.domain.network import Network
from tests.made_networks import with_supplier
from tests.oracles.plain_chain import PlainChain
from tests.oracles.twins_time import Help, simulate
from tests.properties.engine import Engine, examples
from tests.properties.strategies_lists import with_corridors

HORIZON = 40.0
CHAINS = with_corridors(max_products=5, max_firms=7)


def model_with(model: FailureModel, purchases: list[int], share: float, product: int) -> FailureModel:
    """The plain model over it; what nobody is known to bring stays what it was."""
    found = FailureModel(with_supplier(model.network, np.array(purchases, np.int64), share, product))
    found.__dict__["rest"] = model.rest
    return found


def plain(model: FailureModel, engine: Engine, reading: Reading) -> Floats:
    """Losses of every group by the plain model."""
    entities, _ = engine.facts.outages.entities("group")
    nothing = np.zeros(len(entities))
    finals = engine.facts.members.finals
    found = model.outlast(entities, finals, reading.stock, reading.counted, nothing, reading.worst, reading.side)
    return found.loss_days


def suppliers(n: Network, drawn: list[float]) -> tuple[list[tuple[int, list[int], float]], Fills]:
    """One for every product that anybody buys."""
    products = np.unique(n.purchase_product[n.purchase_has_sources]).tolist()
    found = []
    for i, p in enumerate(products):
        own = np.flatnonzero((n.purchase_product == p) & n.purchase_has_sources).tolist()
        found.append((p, own, drawn[i % len(drawn)]))
    ptr = np.cumsum([0, *(len(own) for _, own, _ in found)])
    purchase = np.array([q for _, own, _ in found for q in own], np.int64)
    return found, Fills(ptr, purchase, np.array([share for _, own, share in found for _ in own]))


@examples(60)
@given(CHAINS, st.lists(st.sampled_from([0.2, 0.5, 1.0]), min_size=1, max_size=3))
def test_every_supplier_alone_and_all_together(chain: PlainChain, drawn: list[float]) -> None:
    engine = Engine(chain)
    facts, n = engine.facts, engine.facts.network
    entities, _ = facts.outages.entities("group")
    finals = facts.members.finals
    if not len(entities) or not len(finals.node):
        return
    figures = facts.outages.figures("group", HORIZON)
    model = facts.ground.model
    read = readings(model, entities, finals, figures.recovery, figures.assumed, facts.members.upstream, HORIZON)
    told, fills = suppliers(n, drawn)
    for reading in filter(None, (read.value, read.worst, read.best)):
        base = plain(model, engine, reading)
        found = None if reading.worst else refilled(model, entities, finals, reading, fills)
        for g, (p, own, share) in enumerate(told):
            expected = plain(model_with(model, own, share, p), engine, reading)
            alone = losses_with(model, entities, finals, reading, fills.granted(n.n_purchases, [g]))
            np.testing.assert_allclose(alone, expected, rtol=0, atol=1e-9)
            if found is not None:
                np.testing.assert_allclose(found.without, base, rtol=0, atol=1e-12)
                losses = base.copy()
                losses[found.entity[found.fill == g]] = found.with_fill[found.fill == g]
                np.testing.assert_allclose(losses, expected, rtol=0, atol=1e-9, err_msg=n.product_codes[p])


@examples(60)
@given(
    with_corridors(max_products=4, max_firms=6),
    st.sampled_from([0.0, 0.3, 1.5]),
    st.integers(0, 60),
    st.sampled_from([0, 7, 40, 10**9]),
    st.sampled_from([0.0, 3.0]),
)
def test_what_comes_later_and_for_a_time(chain: PlainChain, share: float, opens: int, lasts: int, stock: float) -> None:
    """Against plain steps: every group fails, and one thing for each product that anybody buys comes in its time."""
    engine = Engine(chain)
    facts, n = engine.facts, engine.facts.network
    entities, _ = facts.outages.entities("group")
    finals, model = facts.members.finals, facts.ground.model
    if not len(entities) or not len(finals.node):
        return
    told, _ = suppliers(n, [share])
    counted = np.full(len(entities), HORIZON)
    reading = Reading(stock_days(n), counted, False, 0)
    ptr = np.cumsum([0, *(len(own) for _, own, _ in told)])
    purchase = np.array([q for _, own, _ in told for q in own], np.int64)
    several = np.ones(len(told))
    fills = Fills(
        ptr, purchase, np.full(len(purchase), share), several * opens * STEP_DAYS,
        np.where(lasts < 10**9, several * lasts * STEP_DAYS, np.inf), several * stock,
    )  # fmt: skip
    found = refilled(model, entities, finals, reading, fills)
    worst = Reading(np.where(n.purchase_has_sources, stock_days(n), 0.0), counted, True, 0)
    every = np.indices((len(entities), len(told))).reshape(2, -1)
    whole = losses_of_pairs(model, entities, finals, worst, fills, every[0], every[1]).reshape(len(entities), -1)
    weight = {engine.node(v): w for v, w in zip(finals.node.tolist(), finals.weight.tolist(), strict=True)}
    n_steps = int(HORIZON / STEP_DAYS)
    for e, group in enumerate(entities.ids):
        nodes, parts, _ = entities.lost_by(e)
        lost = {engine.node(v): part for v, part in zip(nodes.tolist(), parts.tolist(), strict=True)}
        for g, (p, own, _) in enumerate(told):
            buyers = frozenset(engine.purchase(q)[0] for q in own)
            help_ = Help(n.product_codes[p], buyers, share, opens, opens + lasts, stock if lasts else 0.0)
            steps = simulate(chain, lost, n_steps, help=help_)
            expected = sum(1.0 - sum(w * level[v] for v, w in weight.items()) for level in steps) * STEP_DAYS
            pair = (found.entity == e) & (found.fill == g)
            value = float(found.with_fill[pair][0]) if pair.any() else float(found.without[e])
            assert abs(value - expected) < 1e-7, (group, n.product_codes[p], value, expected)
            steps = simulate(chain, lost, n_steps, worst=True, help=help_)
            expected = sum(1.0 - sum(w * level[v] for v, w in weight.items()) for level in steps) * STEP_DAYS
            assert abs(whole[e, g] - expected) < 1e-7, (group, n.product_codes[p], whole[e, g], expected)

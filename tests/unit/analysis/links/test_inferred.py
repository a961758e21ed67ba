"""Supply relations read from the shape of trade: by hand, against plain loops, and where there is something to find."""

from __future__ import annotations

from itertools import product
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.analysis.links.inferred import (
    Relations,
    held_out_precision,
    known_relations,
    possible_relations,
    scores,
    trade_matrix,
)
from tests.oracles.plain_chain import (
    PlainCapacity,
    PlainChain,
    PlainFirm,
    PlainInput,
    PlainProduct,
    PlainSupply,
    fake_code,
)
from tests.properties.engine import Engine, examples


def chain_of(n_suppliers: int, n_buyers: int, trades: set[tuple[int, int]]) -> PlainChain:
    """Suppliers of P1 and makers of P0 who buy it, by number; each trade is one unit."""
    suppliers = [fake_code(i) for i in range(n_suppliers)]
    buyers = [fake_code(1000 + i) for i in range(n_buyers)]
    return PlainChain(
        products=(PlainProduct("P0"), PlainProduct("P1")),
        inputs=(PlainInput("P0", "P1", 1.0, "必需"),),
        firms=tuple(PlainFirm(code, "370100") for code in (*suppliers, *buyers)),
        capacities=(
            *(PlainCapacity(code, "P1", 10.0, 10.0, 10.0, 30) for code in suppliers),
            *(PlainCapacity(code, "P0", 10.0, 10.0, 10.0, 30) for code in buyers),
        ),
        supplies=tuple(PlainSupply(suppliers[s], buyers[b], "P1", 1.0, None, None) for s, b in sorted(trades)),
        finals=("P0",),
    )


def asked(chain: PlainChain) -> tuple[Engine, Relations, Relations]:
    """The engine with its known and its possible relations."""
    engine = Engine(chain)
    network = engine.facts.network
    every = np.arange(network.n_purchases)
    return engine, known_relations(network, every), possible_relations(network, every)


def scored(chain: PlainChain) -> dict[tuple[int, int], tuple[float, int]]:
    """Score and ways of each possible pair, by the numbers of supplier and buyer."""
    engine, known, possible = asked(chain)
    network = engine.facts.network
    score, ways = scores(network, trade_matrix(network, known), possible)
    number = {fake_code(i % 1000 + 1000 * (i // 1000)): i for i in (*range(50), *range(1000, 1050))}
    return {
        (
            number[network.firm_ids[network.node_firm[v]]],
            number[network.firm_ids[network.purchase_buyer[q]]] - 1000,
        ): (float(score[i]), int(ways[i]))
        for i, (v, q) in enumerate(zip(possible.node, possible.purchase, strict=True))
    }


def test_one_way_of_three_steps() -> None:
    """0 supplies 0, which buys from 1 too, and 1 supplies 1: 0 may supply 1. 0 sells to one, 1 to two, 0 buys from
    two, 1 from one."""
    found = scored(chain_of(2, 2, {(0, 0), (1, 0), (1, 1)}))
    assert found.keys() == {(0, 1)}
    assert found[0, 1] == pytest.approx((1 / sqrt(1 * 2 * 2 * 1), 1))


@pytest.mark.slow  # random trade
@examples(40)
@given(st.sets(st.tuples(st.integers(0, 4), st.integers(0, 3)), min_size=1))
def test_against_plain_loops(trades: set[tuple[int, int]]) -> None:
    sold = {s: {b for a, b in trades if a == s} for s in range(5)}
    bought = {b: {s for s, c in trades if c == b} for b in range(4)}
    expected = {}
    for s, b in product(range(5), range(4)):
        if (s, b) not in trades:
            ways = [(u, v) for u in sold[s] for v in bought[u] if b in sold[v]]
            own = max(1, len(sold[s])) * max(1, len(bought[b]))
            score = sum(1 / sqrt(len(bought[u]) * len(sold[v]) * own) for u, v in ways)
            expected[s, b] = (score, len(ways))
    found = scored(chain_of(5, 4, trades))
    assert found.keys() == expected.keys()
    assert all(found[pair] == pytest.approx(expected[pair]) for pair in expected)


def test_circles_of_trade_are_found_again() -> None:
    """Two circles of ten suppliers and eight buyers, two in three pairs of a circle known, none between them."""
    trades = {(s, b) for s, b in product(range(20), range(16)) if s // 10 == b // 8 and (s + 2 * b) % 3}
    engine, known, possible = asked(chain_of(20, 16, trades))
    measured = held_out_precision(engine.facts.network, known, possible)
    assert measured is not None
    assert measured.n_hidden == len(trades)
    assert measured.is_better_than_chance
    assert measured.found > 2 * measured.by_chance
    network = engine.facts.network
    score, _ = scores(network, trade_matrix(network, known), possible)
    inside = np.array(
        [
            (int(network.node_firm[v]) // 10 == (int(network.purchase_buyer[q]) - 20) // 8)
            for v, q in zip(possible.node, possible.purchase, strict=True)
        ]
    )
    assert (score[inside] > 0).all()
    assert (score[~inside] == 0).all()


def test_trade_by_lot_is_no_better_than_chance() -> None:
    lot = np.random.default_rng(5).random((20, 16)) < 0.5
    engine, known, possible = asked(chain_of(20, 16, {(int(s), int(b)) for s, b in np.argwhere(lot)}))
    measured = held_out_precision(engine.facts.network, known, possible)
    assert measured is not None
    assert not measured.is_better_than_chance


def test_few_relations_measure_nothing() -> None:
    engine, known, possible = asked(chain_of(3, 3, {(0, 0), (1, 1)}))
    assert held_out_precision(engine.facts.network, known, possible) is None

"""The local supply rate holds: blank some quantities of a chain where all is known, and the true rate stays inside."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.analysis.links.local_supply import LocalRate, local_rate, purchase_values
from tests.oracles.plain_chain import PlainChain
from tests.properties.engine import TOLERANCE, Engine, examples
from tests.properties.strategies import known_chains

REGION = "370100"


def rates(chain: PlainChain) -> dict[str, LocalRate]:
    """Rate of every buyer, all products worth the same per unit."""
    priced = replace(chain, products=tuple(replace(p, price=10_000.0) for p in chain.products))
    facts = Engine(priced).facts
    network = facts.network
    values = purchase_values(network, facts.snapshot.tables, REGION)
    recorded = network.purchase_has_sources
    buyers = np.unique(network.purchase_buyer[recorded]).tolist()
    return {
        network.firm_ids[b]: local_rate(values, np.flatnonzero(recorded & (network.purchase_buyer == b)))
        for b in buyers
    }


@examples(60)
@given(known_chains(), st.randoms(use_true_random=False))
def test_true_rate_lies_between_the_ends(chain: PlainChain, rng: Random) -> None:
    supplies = (s if s.share is not None or rng.random() > 1 / 3 else replace(s, qty=None) for s in chain.supplies)
    capacities = (c if rng.random() > 1 / 3 else replace(c, output=None) for c in chain.capacities)
    thinned = rates(replace(chain, supplies=tuple(supplies), capacities=tuple(capacities)))
    for buyer, true in rates(chain).items():
        found = thinned[buyer]
        assert found.lower - TOLERANCE <= true.value <= found.upper + TOLERANCE
        assert abs(true.upper - true.lower) <= TOLERANCE


@examples(60)
@given(known_chains())
def test_nothing_is_left_over_where_all_is_known(chain: PlainChain) -> None:
    """Equal amounts added up in another order leave no crumbs of unknown origin."""
    priced = replace(chain, products=tuple(replace(p, price=33.3) for p in chain.products))
    facts = Engine(priced).facts
    values = purchase_values(facts.network, facts.snapshot.tables, REGION)
    assert not values.unknown[facts.network.purchase_has_sources].any()

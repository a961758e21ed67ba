"""Why a planted fact holds: what was planted is a minimal cut set of what it stops, on two sample chains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from graphsvc.analysis.cut_sets.of_network import product_cuts
from graphsvc.domain.arrays import Longs
from graphsvc.judgements.workspace import Facts
from graphsvc.usecases.ask import Analyst
from tests.integration.planted import facts as planted_facts

STOPS = ("sole", "single_by_choice", "disguised")
LIMIT = 10_000
Why = tuple[str, frozenset[str], str, str | None]
"""Kind of entity, the set that was planted, the firm (or product) it stops, the input it is short of."""


def whys(fact: Mapping[str, Any]) -> Iterator[Why]:
    """What a fact says stops what."""
    told, asked = fact.get("expect", {}), fact["parameters"]
    if fact["question"] == "single-sources" and told.get("kind") in STOPS and "buyer_id" in told:
        if "supplier_ids" in told:
            yield "firm", frozenset(told["supplier_ids"]), told["buyer_id"], told["product_code"]
        if "group_id" in told:
            yield "group", frozenset([told["group_id"]]), told["buyer_id"], told["product_code"]
    if fact["question"] == "hidden-sources" and told.get("is_hidden") == "yes" and "buyer_id" in told:
        yield told["entity_type"], frozenset([told["entity_id"]]), told["buyer_id"], told["product_code"]
    if fact["question"] == "choke-points" and told.get("is_choke_point") == "yes":
        kind = asked.get("entity", told.get("entity_type", "group"))
        for firm in told.get("fallen", ()):
            yield kind, frozenset([told["entity_id"]]), firm, None
        if told.get("impact") == 1.0:
            yield kind, frozenset([told["entity_id"]]), "", None


EXPRESSIBLE = [(fact, why) for fact in planted_facts() for why in whys(fact)]


def stopped_nodes(facts: Facts, firm: str, product: str | None) -> list[Longs]:
    """Each node of a firm that needs the product, alone; all final nodes at once where no firm is named."""
    n = facts.network
    if not firm:
        return [facts.members.finals.node]
    own = np.flatnonzero(n.node_firm == n.firm_index[firm])
    if product is None:
        return [own[i : i + 1] for i in range(len(own))]
    user = n.alternative_node[
        (n.purchase_product == n.product_index[product])[n.alternative_purchase]
        & (n.purchase_buyer == n.firm_index[firm])[n.alternative_purchase]
    ]
    return [np.array([v], np.int64) for v in np.unique(user).tolist()]


def cuts_of(facts: Facts, kind: str, nodes: Sequence[Longs], order: int) -> list[set[frozenset[str]]]:
    """Minimal cut sets of each, by ids."""
    entities, fallen = facts.outages.entities(kind)
    tops = {str(i): each for i, each in enumerate(nodes)}
    found = product_cuts(facts.ground.model, entities, fallen.words, tops, order, LIMIT)
    return [{frozenset(entities.ids[e] for e in cut) for cut in found[name].found.cuts} for name in tops]


def test_there_is_enough_to_ask_why() -> None:
    """Singles, pairs of one control group, hidden ones and whole chains, in each of the three chains."""
    assert {fact["chain"] for fact, _ in EXPRESSIBLE} == {"SD-C01", "SD-C02", "SD-C03"}
    assert {len(members) for _, (_, members, _, _) in EXPRESSIBLE} >= {1, 2}
    assert len(EXPRESSIBLE) >= 40


@pytest.mark.parametrize("chain", ["SD-C01", "SD-C02"])
def test_what_was_planted_is_a_minimal_cut_set(samples: Analyst, chain: str) -> None:
    space = samples.workspace()
    facts = space.facts(space.scope(chain))
    asked = [(fact["id"], why) for fact, why in EXPRESSIBLE if fact["chain"] == chain]
    missed = []
    for kind, order in sorted({(why[0], len(why[1])) for _, why in asked}):
        own = [(name, why) for name, why in asked if (why[0], len(why[1])) == (kind, order)]
        tops = [stopped_nodes(facts, firm, product) for _, (_, _, firm, product) in own]
        cuts = iter(cuts_of(facts, kind, [node for several in tops for node in several], order))
        for (name, why), several in zip(own, tops, strict=True):
            found = [next(cuts) for _ in several]
            if not any(why[1] in each for each in found):
                missed.append((name, why))
    assert not missed

"""Minimal cut sets of random chains against every set of things that may fail together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain as joined
from itertools import combinations

import pytest
from hypothesis import given

from tests.oracles.plain_chain import PlainChain
from tests.oracles.twins_hits import Hit, fallen_nodes, hit_of
from tests.oracles.twins_structure import Node, final_weights
from tests.properties.engine import Engine, examples
from tests.properties.strategies import chains

MOST = 9
"""Entities whose sets are all tried."""
SMALL = chains(unidentified=True, self_supply=True, max_products=5, max_firms=6)


def together(hits: tuple[Hit, ...]) -> Hit:
    """Several hits as one: parts of a node add up, cut deliveries join."""
    losses: dict[Node, float] = {}
    for node, loss in joined.from_iterable(hit.losses.items() for hit in hits):
        losses[node] = losses.get(node, 0.0) + loss + 1e-12
    return Hit(losses, frozenset().union(*(hit.cuts for hit in hits)))


def minimal_sets(chain: PlainChain, hits: dict[str, Hit], product: str) -> Iterator[frozenset[str]]:
    makers = {node for node in final_weights(chain) if node[1] == product}
    found: list[frozenset[str]] = []
    for n in range(1, len(hits) + 1):
        for names in combinations(sorted(hits), n):
            failed = frozenset(names)
            if any(cut <= failed for cut in found):
                continue
            if makers <= fallen_nodes(chain, together(tuple(hits[name] for name in names))):
                found.append(failed)
                yield failed


@pytest.mark.parametrize("kind", ["firm", "group", "site", "park", "country", "corridor", "product"])
@examples(40)
@given(SMALL)
def test_against_every_set(kind: str, chain: PlainChain) -> None:
    engine = Engine(chain)
    names = engine.entity_ids(kind)
    if len(names) > MOST:
        names = ()
    hits = {name: hit_of(chain, kind, name) for name in names}
    rows, summary = engine.ask("cut-sets", entity=kind, max_order=3)
    for product in {node[1] for node in final_weights(chain)} if names else ():
        wanted = list(minimal_sets(chain, hits, product))
        found = [frozenset(row["members"]) for row in rows if row["product_code"] == product]
        assert set(found) == {cut for cut in wanted if len(cut) <= 3}
        assert len(found) == len(set(found))
        (top,) = [each for each in summary["by_product"] if each["product_code"] == product]
        assert top["truncated"] == any(len(cut) > 3 for cut in wanted)

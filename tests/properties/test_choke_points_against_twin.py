"""Impact and fallen of every type of entity against the slow twins: who is hit, who stops, how much is lost."""

from __future__ import annotations

from hypothesis import given

from tests.oracles import twins_hits
from tests.oracles.plain_chain import PlainChain
from tests.properties.engine import close, examples
from tests.properties.rich_engine import RichEngine
from tests.properties.strategies_lists import with_corridors

KINDS = ("site", "park", "region", "country", "corridor", "product")


@examples(60)
@given(with_corridors())
def test_every_type_of_entity(chain: PlainChain) -> None:
    engine = RichEngine(chain)
    for kind in KINDS:
        kept = engine.kept(kind)
        for entity in engine.entity_ids(kind):
            hit = twins_hits.hit_of(chain, kind, entity)
            assert hit.losses or hit.cuts, (kind, entity)
            assert engine.fallen(kind, entity) == twins_hits.fallen_nodes(chain, hit), (kind, entity)
            assert close(1 - kept[entity], twins_hits.impact_of(chain, hit)), (kind, entity)

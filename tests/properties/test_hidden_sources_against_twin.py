"""Hidden single sources of sites and corridors against the slow twin."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.oracles import twins_hidden
from tests.oracles.plain_chain import PlainChain
from tests.properties.engine import examples
from tests.properties.rich_engine import RichEngine
from tests.properties.strategies_lists import with_corridors


@pytest.mark.parametrize("kind", ["site", "corridor"])
def test_hidden_sources(kind: str) -> None:
    @examples(50)
    @given(with_corridors(max_products=8, max_firms=12))
    def check(chain: PlainChain) -> None:
        engine = RichEngine(chain)
        rows, _ = engine.ask("hidden-sources", entity=kind, max_depth=12)
        found = {(row["entity_id"], row["buyer_id"], row["product_code"]): row["is_hidden"] for row in rows}
        expected = {
            (entity, *purchase): verdict
            for entity in engine.entity_ids(kind)
            for purchase, verdict in twins_hidden.hidden_of(chain, kind, entity).items()
        }
        assert found == expected

    check()

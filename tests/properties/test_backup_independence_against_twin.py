"""Common causes of a candidate and the suppliers it would stand in for, against the slow twin."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracles import twins_independence as twin
from tests.oracles.plain_chain import PlainChain
from tests.properties.engine import examples
from tests.properties.rich_engine import RichEngine
from tests.properties.strategies_lists import with_corridors

KINDS = ("firm", "group", "site", "park", "region", "country", "corridor", "product")


@pytest.mark.parametrize("kind", KINDS)
def test_common_causes(kind: str) -> None:
    @examples(25)
    @given(with_corridors(max_products=6, max_firms=9), st.data())
    def check(chain: PlainChain, data: st.DataObject) -> None:
        engine = RichEngine(chain)
        firm = data.draw(st.sampled_from([each.id for each in chain.firms]))
        product = data.draw(st.sampled_from([each.code for each in chain.products]))
        rows, summary = engine.ask("backup-independence", firm=firm, product=product, entity=kind, max_depth=12)
        expected = twin.shared(chain, kind, engine.entity_ids(kind), firm, product)
        found = {row["shared_entity"]: set(row["shared_with"]) for row in rows if row["shared_entity"] is not None}
        assert found == expected
        sources, is_known = twin.backed_up(chain, firm, product)
        is_open = not sources or not is_known or twin.is_new(chain, firm, product)
        is_open = is_open or twin.may_share(chain, kind, engine.entity_ids(kind), firm, product)
        verdict = "no" if expected else "unknown" if is_open else "yes"
        assert {row["is_independent"] for row in rows} == {verdict}
        assert summary["n_backups"] == 1

    check()


@examples(30)
@given(with_corridors(max_products=6, max_firms=9), st.data())
def test_paths_lead_from_what_is_shared(chain: PlainChain, data: st.DataObject) -> None:
    """Each step of a path is a recorded trade, the last one is the candidate, or a supplier it takes as well."""
    engine = RichEngine(chain)
    firm = data.draw(st.sampled_from([each.id for each in chain.firms]))
    product = data.draw(st.sampled_from([each.code for each in chain.products]))
    trades = {(row.supplier, row.product, row.buyer) for row in chain.supplies}
    for row in engine.ask("backup-independence", firm=firm, product=product)[0]:
        if row["is_independent"] == "no":
            assert row["path"][-1] == {"firm_id": firm, "product_code": product}
            assert row["source_path"][-1]["firm_id"] in row["shared_with"]
            for path in (row["path"], row["source_path"]):
                for step, after in pairwise(path):
                    assert (step["firm_id"], step["product_code"], after["firm_id"]) in trades
            assert row["depth"] == len(row["path"]) - 1
            assert (row["common_cause"] == "disguised") <= (row["depth"] == 0)

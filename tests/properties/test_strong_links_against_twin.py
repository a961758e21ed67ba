"""Strong links in three-valued logic, against the slow twin."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.oracles import twins_strong, twins_weak
from tests.oracles.twins_structure import product_of
from tests.properties.engine import close, examples
from tests.properties.rich_engine import RichEngine
from tests.properties.strategies_lists import Rich, rich_chains

WORDS = {True: "yes", False: "no", None: "unknown"}


@examples(60)
@given(rich_chains(), st.sampled_from([None, 0.01, 0.05, 0.3]))
def test_strong_links(rich: Rich, location_share: float | None) -> None:
    chain, lists = rich
    given_share = {} if location_share is None else {"location_share": location_share}
    rows, _ = RichEngine(chain, lists).ask("strong-links", **given_share)
    for row in rows:
        product = product_of(chain, row["product_code"]).code
        twin = twins_strong.strong_link(chain, lists, product, location_share)
        told = (row, twin)
        if not row["n_groups"]:
            assert row["is_strong"] != "yes", told
            continue
        if twin.ssr is not None:
            assert close(row["ssr"], twin.ssr, 1e-7), told
        if twin.location_quotient is not None:
            assert close(row["location_quotient"], twin.location_quotient, 1e-7), told
        if location_share is None:
            assert row["location_quotient"] is None, told
        if twin.share is not None:
            assert close(row["national_share"], twin.share), told
        is_open = twins_weak.import_dependence(chain, product) == twins_weak.NO_OPINION
        demand = twins_weak.demand_here(chain, product)
        if demand is None or (is_open and False not in twin.tests):
            continue  # demand by purchases, or imports by shares: this twin says nothing
        assert row["is_strong"] == WORDS[twin.is_strong], told

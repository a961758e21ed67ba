"""Days a maker survives without an input, against the slow twin."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import given

from tests.oracles import twins_firms
from tests.oracles.plain_chain import PlainChain
from tests.oracles.twins_structure import purchases
from tests.properties.engine import close, examples
from tests.properties.rich_engine import RichEngine
from tests.properties.strategies_lists import with_corridors

CHAINS = with_corridors(max_products=9, max_firms=14)


def compare(chain: PlainChain, rows: list[dict[str, Any]], expected: list[twins_firms.Survival]) -> None:
    twin = {(row.firm, row.product): row for row in expected}
    listed = {(row["firm_id"], row["product_code"]) for row in rows}
    assert listed == set(twin), (listed - set(twin), set(twin) - listed)
    assert all(one["tts_days"] <= other["tts_days"] for one, other in pairwise(rows))
    for row in rows:
        other = twin[row["firm_id"], row["product_code"]]
        assert close(row["tts_days"], other.days), other
        assert close(row["tts_days_lower"], other.lower), other
        assert close(row["tts_days_upper"], other.upper), other
        assert row["breaks_on"] == other.breaks_on, other
        if other.is_tied:
            continue
        assert row["binding_input"] in other.binding, other
        back = twins_firms.recovery_of_sources(chain, other.firm, row["binding_input"])
        assert close(row["ttr_days"], back), other
        assert close(row["gap_days"], max(0.0, back - other.days)), other
        if len(other.binding) == 1:
            told = [held.stock for held in purchases(chain)[other.firm, other.binding[0]] if held.stock is not None]
            assert row["stock_source"] == ("list_07" if told else "default"), other
            assert close(row["stock_days"], max(told, default=15.0)), other


@examples(60)
@given(CHAINS)
def test_survival(chain: PlainChain) -> None:
    compare(chain, RichEngine(chain).ask("survival")[0], twins_firms.survivals(chain))


@examples(12)
@given(CHAINS)
def test_survival_of_one_product_or_input(chain: PlainChain) -> None:
    for product in chain.products:
        rows, _ = RichEngine(chain).ask("survival", product=product.code)
        compare(chain, rows, twins_firms.survivals(chain, product=product.code))


@examples(15)
@given(CHAINS)
def test_survival_of_one_firm(chain: PlainChain) -> None:
    engine = RichEngine(chain)
    for firm in {row.firm for row in twins_firms.survivals(chain)}:
        own = {row.product: row for row in twins_firms.survivals(chain) if row.firm == firm}
        rows, _ = engine.ask("survival", firm=firm)
        here = [row for row in rows if row["product_code"] in own]  # of a named firm, what it makes elsewhere too
        assert {row["firm_id"] for row in rows} == {firm}
        compare(chain, here, list(own.values()))

"""What lead firms buy here and elsewhere, against the slow twin."""

from __future__ import annotations

from hypothesis import given

from tests.oracles import twins_firms
from tests.properties.engine import close, examples
from tests.properties.rich_engine import RichEngine
from tests.properties.strategies_lists import Rich, rich_chains


@examples(60)
@given(rich_chains())
def test_local_supply(rich: Rich) -> None:
    chain, lists = rich
    rows, summary = RichEngine(chain, lists).ask("local-supply")
    firms = twins_firms.lead_firms(chain, lists)
    expected = {(row.firm, row.product): row for firm in firms for row in twins_firms.bought_by(chain, lists, firm)}
    listed = {(row["firm_id"], row["product_code"]) for row in rows}
    assert listed == set(expected), (listed - set(expected), set(expected) - listed)
    for row in rows:
        twin = expected[row["firm_id"], row["product_code"]]
        told = (row, twin)
        if twin.amount is not None:
            assert close(row["amount"], twin.amount, 1e-7), told
        assert row["made_here"] == twin.made_here, told
        assert set(row["local_makers"]) == set(twin.local_makers), told
        if twin.outside is not None:
            assert close(row["amount_outside"], twin.outside, 1e-7), told
            if twin.amount:
                assert close(row["local_share"], 1 - twin.outside / twin.amount, 1e-7), told
    n_odd = sum(row.made_here and row.has_outsider for row in expected.values())
    assert summary["n_made_here_bought_outside"] == n_odd
    for held in summary["rates"]:
        rate = twins_firms.local_rate(chain, lists, held["firm_id"])
        both = (held, rate)
        assert held["rate_lower"] is None or held["rate_lower"] >= rate.lower - 1e-7, both
        assert held["rate_upper"] is None or held["rate_upper"] <= rate.upper + 1e-7, both
        if rate.value is not None:
            assert close(held["rate"], rate.value, 1e-7), both

"""Missing links against the slow twin: who is needed or bought here, and made by nobody."""

from __future__ import annotations

from hypothesis import given

from tests.oracles.plain_chain import PlainChain
from tests.oracles.twins_missing import missing_link
from tests.properties.engine import Engine, close, examples
from tests.properties.strategies import chains


@examples(80)
@given(chains(unidentified=True, self_supply=True))
def test_missing_links(chain: PlainChain) -> None:
    rows, _ = Engine(chain).ask("missing-links")
    for row in rows:
        code = row["product_code"]
        twin = missing_link(chain, code)
        assert row["is_missing"] == twin.is_missing, (code, row, twin)
        assert close(row["demand_derived"], twin.derived), (code, row, twin)
        if twin.derived:
            assert close(row["demand"], twin.derived), (code, row, twin)
        elif twin.is_blank and "07" not in chain.complete:  # with it a lone source brings all that is needed
            assert (row["demand"], row["demand_bought"]) == (None, None), (code, row, twin)
        if twin.is_bought:
            assert row["demand"] != 0, (code, row, twin)

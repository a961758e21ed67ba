"""How long the chain lasts at least and at most, whatever its blanks are, against the slow twin."""

from __future__ import annotations

from math import inf

from hypothesis import given

from tests.oracles import twins, twins_backup
from tests.oracles.plain_chain import PlainChain
from tests.properties.engine import HORIZON, Engine, examples
from tests.properties.strategies_lists import with_corridors


def within(days: float | None) -> float:
    """Beyond the horizon is never: how far the two look beyond it is not the same."""
    return inf if days is None or days >= HORIZON else days


@examples(40)
@given(with_corridors(max_products=5, max_firms=7))
def test_survival_at_least_and_at_most(chain: PlainChain) -> None:
    engine = Engine(chain)
    members = twins.entities(chain, "firm")
    for name, at, figures in engine.outages("firm"):
        expected = twins_backup.firm_outage(chain, members[name], HORIZON)
        assert within(float(figures.survive_least[at])) == within(expected.tts_least), (name, "least")
        assert within(float(figures.survive_most[at])) == within(expected.tts_most), (name, "most")

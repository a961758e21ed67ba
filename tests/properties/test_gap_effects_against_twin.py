"""What each gap is worth by the list, against plain steps: every group fails without and with one supplier more."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.oracles import twins
from tests.oracles.plain_chain import PlainChain
from tests.oracles.twins_structure import entities, final_output, is_buyer_here, is_made_here, network_products, nodes
from tests.oracles.twins_time import STEP, Help, simulate, ttr
from tests.oracles.twins_weak import capacity_here, demand_here
from tests.properties.engine import Engine, examples
from tests.properties.strategies import known_chains

HORIZON = 30.0


def missing_share(chain: PlainChain, product: str) -> float | None:
    """Part of the demand that is missing here: all of it where nobody makes any, or where nothing is missing (a second
    source of all); None unknown."""
    if not any(made == product and is_made_here(chain, (firm, made)) for firm, made in nodes(chain)):
        return 1.0
    demand, held = demand_here(chain, product), capacity_here(chain, product).value
    if demand is None or held is None or demand <= 0:
        return None
    return 1.0 - held / demand if held / demand < 1.0 - 1e-9 else 1.0


def failing(chain: PlainChain) -> dict[str, frozenset[str]]:
    """Groups that make a product of the chain that is not final."""
    upstream = {firm for firm, product in nodes(chain) if product in network_products(chain) - set(chain.finals)}
    return {name: firms for name, firms in entities(chain, "group").items() if firms & upstream}


def lost(chain: PlainChain, firms: frozenset[str], supplier: Help | None) -> float:
    """Full-output days lost until the group is back, within the horizon."""
    back = ttr(chain, firms)
    assert back is not None
    steps = simulate(chain, twins.losses_of(chain, firms), int(min(HORIZON, back) / STEP), help=supplier)
    return sum(1.0 - final_output(chain, level.__getitem__) for level in steps) * STEP


@examples(25)
@given(known_chains(max_products=5, max_firms=7))
def test_days_avoided_and_resilience_gained(chain: PlainChain) -> None:
    rows, _ = Engine(chain).ask("gap-list", horizon_days=HORIZON)
    groups = failing(chain)
    without = {name: lost(chain, firms, None) for name, firms in groups.items()}
    for row in rows:
        product = row["product_code"]
        buyers = frozenset(b for b, p in twins.purchases(chain) if p == product and is_buyer_here(chain, b))
        share = missing_share(chain, product)
        if not buyers or share is None:
            continue
        one_more = Help(product, buyers, share, 0, 10**9)
        saved = sum(without[name] - lost(chain, firms, one_more) for name, firms in groups.items())
        assert row["effect_loss_days"] == pytest.approx(saved, abs=1e-7), (product, row["effect_loss_days"], saved)
        assert row["effect_rs"] == pytest.approx(100.0 * saved / (len(groups) * HORIZON), abs=1e-7)

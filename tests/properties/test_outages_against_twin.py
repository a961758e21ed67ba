"""Outages of every type of entity, for a while, day by day: the engine against its slow twin."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracles import twins_hits
from tests.oracles.plain_chain import PlainChain
from tests.oracles.twins_structure import Node, final_output, final_weights
from tests.oracles.twins_time import SURVIVES, TOLERANCE
from tests.properties.engine import close, examples
from tests.properties.rich_engine import RichEngine
from tests.properties.strategies_lists import with_corridors

HORIZON = 40.0
SMALL = with_corridors(max_products=5, max_firms=7)
QUESTIONS = {
    "firm": ("firm-outage", "firm"),
    "group": ("group-outage", "group"),
    "site": ("site-outage", "site"),
    "park": ("park-outage", "park"),
    "region": ("region-outage", "outage_region"),
    "country": ("country-cutoff", "country"),
    "corridor": ("corridor-outage", "corridor"),
    "product": ("product-outage", "product"),
}


def ask(chain: PlainChain, kind: str, entity: str, days: float, **more: Any) -> tuple[dict[Node, Any], dict[str, Any]]:
    name, parameter = QUESTIONS[kind]
    rows, summary = RichEngine(chain).ask(name, **{parameter: entity}, days=days, horizon_days=HORIZON, **more)
    return {(row["firm_id"], row["product_code"]): row for row in rows}, summary


def compare(
    chain: PlainChain, hit: twins_hits.Hit, days: float, rows: dict[Node, Any], summary: Any, what: Any
) -> None:
    steps = twins_hits.outage(chain, hit, days, HORIZON)
    output = [final_output(chain, step.__getitem__) for step in steps]
    if final_weights(chain):
        curve = {point["day"]: point["output"] for point in summary["curve"]}
        held = None
        for at, value in enumerate(output):
            held = curve.get(at / 4, held)
            assert close(held, value, 1e-7), (what, at / 4)
        tts = next((at / 4 for at, value in enumerate(output) if value < SURVIVES - TOLERANCE), None)
        assert close(summary["tts_days"], tts), what
        assert close(summary["loss_days"], sum(1 - value for value in output) / 4, 1e-6), what
    least = {node: min(step[node] for step in steps) for node in steps[0]}
    for node, row in rows.items():
        assert close(row["min_output"], least[node], 1e-7), (what, node)
        first = next((at / 4 for at, step in enumerate(steps) if step[node] < SURVIVES - TOLERANCE), None)
        assert close(row["first_day"], first), (what, node)
    short = {node for node, value in least.items() if value < SURVIVES - TOLERANCE and node not in hit.losses}
    assert short <= set(rows), what


@pytest.mark.parametrize("kind", QUESTIONS)
def test_outages(kind: str) -> None:
    @examples(10)
    @given(SMALL, st.sampled_from([10.0, 25.0, 60.0]))
    def check(chain: PlainChain, days: float) -> None:
        for entity in RichEngine(chain).entity_ids(kind):
            hit = twins_hits.hit_of(chain, kind, entity)
            compare(chain, hit, days, *ask(chain, kind, entity, days), (kind, entity))

    check()


@examples(20)
@given(SMALL, st.sampled_from(["370000", "130000", "370100", "370200"]))
def test_a_region_takes_what_lies_inside(chain: PlainChain, region: str) -> None:
    hit = twins_hits.hit_of(chain, "region", region)
    if hit.losses:
        compare(chain, hit, 20.0, *ask(chain, "region", region, 20.0), region)


@examples(20)
@given(SMALL)
def test_a_country_cuts_one_product(chain: PlainChain) -> None:
    for product in chain.products:
        hit = twins_hits.hit_of(chain, "country", "TH", product.code)
        if hit.losses:
            compare(chain, hit, 30.0, *ask(chain, "country", "TH", 30.0, product=product.code), product.code)

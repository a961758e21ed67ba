"""Scenarios with every rule there is, against the brute-force twin."""

from __future__ import annotations

from typing import Any

from hypothesis import given

from tests.oracles import twins_scenarios as twin
from tests.oracles.twins_structure import final_weights
from tests.oracles.twins_time import STEP
from tests.properties.engine import Engine, close, examples
from tests.properties.strategies_scenarios import DAYS, Told, told_scenarios

N_STEPS = int(DAYS / STEP)


def curve_of(summary: dict[str, Any], n_steps: int = N_STEPS) -> list[float]:
    """Output at every step, from the points where it changes."""
    points = {round(point["day"] / STEP): point["output"] for point in summary["curve"]}
    found: list[float] = []
    for step in range(n_steps):
        found.append(points[step] if step in points else found[-1])
    return found


@examples(60, 2000)
@given(told_scenarios())
def test_every_rule(told: Told) -> None:
    if not final_weights(told.chain):
        return
    expected = twin.play(told.chain, told.hits, N_STEPS, told.rules)
    rows, summary = Engine(told.chain).ask("stress-test", scenario=told.scenario)
    mine = curve_of(summary)
    assert all(close(y, value, 1e-8) for y, value in zip(mine, expected.curve, strict=True))
    assert close(summary["loss_days"], expected.loss, 1e-7)
    found = {(row["firm_id"], row["product_code"]): row for row in rows}
    gone = {node for hit in told.hits for node in hit.losses}
    assert {node: row["first_day"] for node, row in found.items()} == {
        node: day for node, day in expected.first_day.items() if node not in gone
    }
    for node, row in found.items():
        assert close(row["min_output"], expected.least[node], 1e-8)
        bound = {product for _, product in expected.short_of[node]}
        assert row["binding_input"] in bound if bound else row["binding_input"] is None

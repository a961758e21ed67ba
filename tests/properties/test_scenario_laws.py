"""Laws of scenarios: a later start shifts the curve, a ramp hurts no more than its worst, all first is nobody first."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.properties.engine import TOLERANCE, Engine, close, examples
from tests.properties.strategies_scenarios import DAYS, Told, told_scenarios
from tests.properties.test_scenarios_against_twin import curve_of


def curve(told: Told, **changed: Any) -> list[float]:
    scenario = {**told.scenario, **changed}
    _, summary = Engine(told.chain).ask("stress-test", scenario=scenario)
    return curve_of(summary, int(scenario["horizon"] * 4)) if summary.get("curve") else []


@examples(20)
@given(told_scenarios(), st.sampled_from((0.25, 1.0, 4.5)))
def test_a_later_start_shifts_the_curve(told: Told, later: float) -> None:
    shocks = [{**shock, "start_day": round(shock["start_day"] * 4) / 4} for shock in told.scenario["shocks"]]
    moved = [{**shock, "start_day": shock["start_day"] + later} for shock in shocks]
    soon, late = curve(told, shocks=shocks), curve(told, shocks=moved, horizon=DAYS + later)
    steps = int(later * 4)
    assert all(close(y, 1.0) for y in late[:steps])
    assert all(close(x, y, 1e-8) for x, y in zip(soon, late[steps:], strict=True))


@examples(20)
@given(told_scenarios())
def test_a_ramp_hurts_no_more_than_its_worst(told: Told) -> None:
    worst = [
        {**shock, "severity": max(part for _, part in hit.points)}
        for shock, hit in zip(told.scenario["shocks"], told.hits, strict=True)
    ]
    ramp, whole = curve(told, substitution="off"), curve(told, substitution="off", shocks=worst)
    assert all(y >= x - TOLERANCE for x, y in zip(whole, ramp, strict=True))


@examples(20)
@given(told_scenarios())
def test_all_served_first_is_nobody_served_first(told: Told) -> None:
    everyone = sorted(firm.id for firm in told.chain.firms)
    alike = {name: value for name, value in told.scenario.items() if name not in ("ration", "priority")}
    everybody = Told(told.chain, {**alike, "ration": "priority", "priority": everyone}, told.hits, told.rules)
    nobody = Told(told.chain, alike, told.hits, told.rules)
    assert curve(everybody) == curve(nobody)


@examples(20)
@given(told_scenarios())
def test_fewer_stocks_never_help(told: Told) -> None:
    listed, told_only, none = (curve(told, substitution="off", stock_policy=p) for p in ("listed", "told", "none"))
    assert all(x >= y - TOLERANCE and y >= z - TOLERANCE for x, y, z in zip(listed, told_only, none, strict=True))

"""Ends of a scenario, and worlds drawn in it, against the brute-force twin with the blanks filled in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.analysis.outages.worlds import Worlds
from graphsvc.judgements.outages.blanks_drawn import drawn_shares
from tests.oracles import twins_scenarios as twin
from tests.oracles.plain_chain import PlainChain
from tests.oracles.twins_structure import final_weights
from tests.properties.engine import Engine, close, examples
from tests.properties.strategies_scenarios import DAYS, Told, told_scenarios
from tests.properties.test_scenarios_against_twin import N_STEPS

LEAST = 1e-7
N_WORLDS = 4


def without_substitutes(told: Told) -> Told:
    """The same with nobody stepping in, and stocks as they are listed."""
    plain = {"substitution": "off", "stock_policy": "listed"}
    return replace(
        told, scenario={**told.scenario, **plain}, rules=replace(told.rules, mode="off", stock_policy="listed")
    )


def drawn_stocks(chain: PlainChain, days: list[float]) -> PlainChain:
    """Every blank stock of a purchase filled in with one of ``days``."""
    bought = sorted({(row.buyer, row.product) for row in chain.supplies})
    value = {purchase: days[i % len(days)] for i, purchase in enumerate(bought)}
    told = {(row.buyer, row.product) for row in chain.supplies if row.stock is not None}
    rows = [
        row if (row.buyer, row.product) in told else replace(row, stock=value[row.buyer, row.product])
        for row in chain.supplies
    ]
    return replace(chain, supplies=tuple(rows))


def within(value: float | None, lower: float | None, upper: float | None) -> bool:
    """Days that never come are later than any."""
    low, mid, high = (np.inf if each is None else each for each in (lower, value, upper))
    return bool(low - LEAST <= mid <= high + LEAST)


@examples(80, 2000)
@given(told_scenarios(), st.lists(st.sampled_from((0.0, 1.0, 7.5, 15.0, 30.0)), min_size=1, max_size=6))
def test_whatever_the_stocks_are(told: Told, days: list[float]) -> None:
    """No way to fill the blank stocks costs less than the lower end, or more than the upper one."""
    told = without_substitutes(told)
    if not final_weights(told.chain):
        return
    _, summary = Engine(told.chain).ask("stress-test", scenario=told.scenario)
    found = twin.play(drawn_stocks(told.chain, days), told.hits, N_STEPS, told.rules)
    low, high = (summary.get(f"loss_days_{end}", summary["loss_days"]) for end in ("lower", "upper"))
    assert low - LEAST <= found.loss <= high + LEAST
    short = next((i for i, y in enumerate(found.curve) if y < 0.99 - 1e-9), None)
    tts = None if short is None else short / 4
    ends = [summary.get(f"tts_days_{end}", summary["tts_days"]) for end in ("lower", "upper")]
    assert within(tts, *ends)
    least = min(found.curve)
    low, high = (summary.get(f"min_output_{end}", summary["min_output"]) for end in ("lower", "upper"))
    assert low - LEAST <= least <= high + LEAST


def world_written(engine: Engine, number: int, seed: int) -> PlainChain:
    """The chain with stocks and shares of a world of a seed in its lists."""
    facts, chain, n = engine.facts, engine.chain, engine.facts.network
    shares = drawn_shares(facts)
    group = facts.outages.entities("group")[0].take([0])
    worlds = Worlds(facts.ground.model, group, facts.members.finals, facts.ground.natures, DAYS, shares, seed)
    world = worlds.draw(number)
    stocks = {engine.purchase(q): float(world.stock[q]) for q in np.flatnonzero(np.isnan(n.purchase_stock)).tolist()}
    parts = {int(n.source_row[k]): float(world.share[k]) for k in shares.source.tolist() if k >= 0}
    rows = [
        replace(row, stock=stocks.get((row.buyer, row.product), row.stock), share=parts.get(at, row.share))
        for at, row in enumerate(chain.supplies)
    ]
    return replace(chain, supplies=tuple(rows))


@examples(30, 800)
@given(told_scenarios())
def test_worlds_are_those_written_down(told: Told) -> None:
    """The quantiles are those of the twin, played with each world in its lists; the same seed tells the same."""
    told = without_substitutes(told)
    told = replace(told, scenario={name: v for name, v in told.scenario.items() if name not in ("ration", "priority")})
    told = replace(told, rules=replace(told.rules, first=None))
    if not final_weights(told.chain):
        return
    engine = Engine(told.chain)
    _, summary = engine.ask("stress-test", scenario=told.scenario, worlds=N_WORLDS)
    played: list[Any] = [
        twin.play(world_written(engine, i, 7), told.hits, N_STEPS, told.rules) for i in range(N_WORLDS)
    ]
    losses = [one.loss for one in played]
    for name, at in (("p05", 0.05), ("p50", 0.5), ("p95", 0.95)):
        assert close(summary[f"loss_days_{name}"], float(np.quantile(losses, at)), 1e-6)
    held = [min(one.curve) >= 0.99 - 1e-9 for one in played]
    assert close(summary["holds_share"], sum(held) / N_WORLDS)
    assert (summary["n_worlds"], summary["seed"]) == (N_WORLDS, 7)
    _, again = Engine(told.chain).ask("stress-test", scenario=told.scenario, worlds=N_WORLDS)
    assert again == summary

"""Every world against the slow twin: what was drawn is written into the plain lists and played there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.analysis.outages.worlds import World, Worlds
from graphsvc.judgements.outages.blanks_drawn import worlds_of
from graphsvc.judgements.outages.failure_set import failure_set
from tests.oracles import twins
from tests.oracles.plain_chain import PlainChain
from tests.oracles.twins_structure import final_weights, nodes_of, product_of, sites
from tests.oracles.twins_time import RECOVERY, curve_l2, switch_time
from tests.properties.engine import Engine, close, examples
from tests.properties.strategies import chains, known_chains

HORIZON, N_WORLDS = 40.0, 3


def told(engine: Engine, worlds: Worlds, world: World) -> PlainChain:
    """The chain with the stocks and shares of a world in its lists."""
    chain, n = engine.chain, engine.facts.network
    stocks = {engine.purchase(q): float(world.stock[q]) for q in np.flatnonzero(np.isnan(n.purchase_stock)).tolist()}
    shares = {int(n.source_row[k]): float(world.share[k]) for k in worlds.shares.source.tolist() if k >= 0}
    rows = [
        replace(row, stock=stocks.get((row.buyer, row.product), row.stock), share=shares.get(at, row.share))
        for at, row in enumerate(chain.supplies)
    ]
    return replace(chain, supplies=tuple(rows))


def back(engine: Engine, world: World, firms: frozenset[str]) -> float:
    """Days until they are back: blanks take so many times the default as were drawn."""
    chain, n = engine.chain, engine.facts.network
    factor = {engine.node(v): float(world.recovery[v]) for v in range(n.n_nodes)}
    days = []
    for node in nodes_of(chain, firms):
        default = RECOVERY[product_of(chain, node[1]).nature] * factor[node]
        rows: Any = sites(chain, node)
        told = [r.ttr for r in rows] or [
            r.switch_days for r in chain.supplies if (r.supplier, r.product) == node
        ]  # fmt: skip
        days += [default if each is None else each for each in told]
    switched = switch_time(chain, firms)
    return max(days) if switched is None else min(max(days), switched)


def losses_of_twin(engine: Engine, worlds: Worlds) -> np.ndarray:
    """(W, E) full-output days that each control group loses in each of the first worlds."""
    members, found = twins.entities(engine.chain, "group"), []
    for number in range(N_WORLDS):
        world = worlds.draw(number)
        chain = told(engine, worlds, world)
        row = []
        for name in worlds.entities.ids:
            days = min(HORIZON, back(engine, world, members[name]))
            row.append(curve_l2(chain, members[name], days, ttr_days=days).loss)
        found.append(row)
    return np.array(found)


def hollow(chain: PlainChain) -> PlainChain:
    """The chain without a stock and a recovery time; whoever buys from others can switch soon."""
    return replace(
        chain,
        supplies=tuple(replace(row, stock=None, switch_days=5) for row in chain.supplies),
        capacities=tuple(replace(row, ttr=None) for row in chain.capacities),
    )


MESSY = chains(unidentified=True, max_products=5, max_firms=7)
TIDY = known_chains(max_products=5, max_firms=7)


@examples(40, 400)
@given(st.one_of(MESSY, TIDY.map(hollow)), st.integers(1, 4), st.integers(0, 99))
def test_every_world(chain: PlainChain, top: int, seed: int) -> None:
    engine = Engine(chain)
    rows, summary = engine.ask("ranking-confidence", top=top, worlds=N_WORLDS, seed=seed, horizon_days=HORIZON)
    if not final_weights(chain):
        assert rows == []
        return
    n = len(engine.entity_ids("group"))
    worlds = worlds_of(engine.facts, "group", np.arange(n), HORIZON, seed)
    losses = losses_of_twin(engine, worlds)
    assert worlds.play(N_WORLDS) == pytest.approx(losses, abs=1e-6)
    ends = engine.facts.outages.figures("group", HORIZON).loss
    assert (losses >= ends.lower - 1e-6).all()
    assert (losses <= ends.upper + 1e-6).all()
    hurts = losses > 1e-6
    above = (losses[:, None, :] > losses[:, :, None] + 1e-6).sum(axis=2)
    level = (losses[:, None, :] >= losses[:, :, None] - 1e-6).sum(axis=2)
    surely, maybe = ((level <= top) & hurts).mean(axis=0), ((above < top) & (losses > 1e-12)).mean(axis=0)
    shares = dict.fromkeys(engine.entity_ids("group"), 0.0) | {r["entity_id"]: r["in_top_share"] for r in rows}
    for e, name in enumerate(worlds.entities.ids):
        assert surely[e] - 1e-9 <= shares[name] <= maybe[e] + 1e-9, name
    for row in rows:
        own = losses[: summary["n_worlds"], worlds.entities.ids.index(row["entity_id"])]
        for column, level_asked in (("loss_days_p05", 0.05), ("loss_days_p50", 0.5), ("loss_days_p95", 0.95)):
            assert close(row[column], float(np.quantile(own, level_asked)), 1e-6), row["entity_id"]
        assert row["in_top_share_lower"] <= row["in_top_share"] <= row["in_top_share_upper"]


@examples(30)
@given(TIDY, st.integers(1, 4))
def test_where_nothing_is_blank_the_ranking_is_sure(chain: PlainChain, top: int) -> None:
    """One world, the one that ``choke-points`` plays: shares are 1 for the top that lose anything, and 0 for others."""
    full = replace(
        chain,
        supplies=tuple(
            replace(row, stock=row.stock or 0.0, switch_days=row.switch_days or 30) for row in chain.supplies
        ),
        capacities=tuple(replace(row, ttr=row.ttr or 30) for row in chain.capacities),
    )
    engine = Engine(full)
    rows, summary = engine.ask("ranking-confidence", top=top, worlds=7, horizon_days=HORIZON)
    if not final_weights(full):
        assert rows == []
        return
    assert summary["n_worlds"] == 1
    singles, _ = engine.ask("choke-points", l1plus="none", horizon_days=HORIZON)
    worst = [row["entity_id"] for row in singles if row["loss_days"] > 1e-9][:top]
    assert {row["entity_id"] for row in rows if row["in_top_share"] == 1.0} == set(worst)
    assert {row["in_top_share"] for row in rows} <= {0.0, 1.0}
    for row in rows:
        assert row["loss_days_p05"] == row["loss_days_p95"] == row["loss_days"]
        assert row["in_top_share_lower"] == row["in_top_share"] == row["in_top_share_upper"]


@examples(15)
@given(MESSY, st.integers(0, 99))
def test_a_seed_gives_one_answer(chain: PlainChain, seed: int) -> None:
    """Asked twice of facts worked out anew: the same; another seed draws other worlds."""
    given = {"worlds": 5, "seed": seed, "horizon_days": HORIZON}
    assert Engine(chain).ask("ranking-confidence", **given) == Engine(chain).ask("ranking-confidence", **given)
    facts = Engine(chain).facts
    one, other = (worlds_of(facts, "group", np.arange(0), HORIZON, s).draw(0) for s in (seed, seed + 1))
    assert (one.recovery != other.recovery).all()


@examples(10, 200)
@given(st.one_of(MESSY, MESSY.map(hollow)))
def test_resilience_over_worlds(chain: PlainChain) -> None:
    """RS, its worst and how often the same group is the worst, from the twin's losses in the same worlds."""
    engine = Engine(chain)
    _, summary = engine.ask("resilience", entity="group", horizon_days=HORIZON, worlds=N_WORLDS, seed=3)
    if not final_weights(chain) or not summary["n_scenarios"]:
        assert "n_worlds" not in summary
        return
    counted = failure_set(engine.facts, "group")
    worlds = worlds_of(engine.facts, "group", np.array(counted, np.int64), HORIZON, 3)
    left = 100 * (1 - losses_of_twin(engine, worlds) / HORIZON)
    for name, values in (("rs", left.mean(axis=1)), ("rs_min", left.min(axis=1))):
        for end, at in (("p05", 0.05), ("p50", 0.5), ("p95", 0.95)):
            assert close(summary[f"{name}_{end}"], float(np.quantile(values, at)), 1e-6)
    own = left[:, worlds.entities.ids.index(summary["worst"])]
    assert close(summary["worst_share"], float((own <= left.min(axis=1) + 1e-7).mean()), 1e-9)
    assert summary["rs_lower"] - 1e-6 <= summary["rs_p05"] <= summary["rs_p95"] <= summary["rs_upper"] + 1e-6

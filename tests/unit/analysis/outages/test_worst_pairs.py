"""Pairs of failures by hand: parallel sources, the tyre chain, regions inside one another."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from graphsvc.analysis.outages.outage import stock_days
from graphsvc.analysis.outages.together import together
from graphsvc.analysis.outages.worst_pairs import Case, worst_sets
from graphsvc.judgements.workspace import Facts
from tests.oracles.plain_chain import PlainCapacity, PlainChain, PlainFirm, PlainInput, PlainProduct, PlainSupply
from tests.oracles.tyre import A1, B1, C1, C2, M1, R1, T1, T2, G, tyre_chain
from tests.properties.engine import Engine

ARCS = (0.3, 0.25, 0.2, 0.15, 0.1)
HORIZON = 90.0


def parallel() -> PlainChain:
    """One buyer without stock, and as many sources as there are arcs; each is back after 90 days."""
    sources = [f"s{i}" for i in range(len(ARCS))]
    return PlainChain(
        products=(PlainProduct("P1"), PlainProduct("P2")),
        inputs=(PlainInput("P1", "P2", 1.0),),
        firms=tuple(PlainFirm(code, "370000") for code in ("buyer", *sources)),
        capacities=(
            PlainCapacity("buyer", "P1", effective=1.0, output=1.0, ttr=90),
            *(PlainCapacity(s, "P2", effective=c, output=c, ttr=90) for s, c in zip(sources, ARCS, strict=True)),
        ),
        supplies=tuple(PlainSupply(s, "buyer", "P2", qty=c, stock=0) for s, c in zip(sources, ARCS, strict=True)),
        finals=("P1",),
        region="370000",
    )


def case_of(facts: Facts, kind: str = "firm") -> Case:
    entities, _ = facts.outages.entities(kind)
    natures = facts.ground.natures
    return Case(facts.ground.model, entities, facts.members.finals, natures, stock_days(facts.network), HORIZON)


def test_parallel_arcs_leave_the_sum_of_the_rest() -> None:
    """Interdiction: with two of m parallel arcs gone, what the others carry remains."""
    facts = Engine(parallel()).facts
    case = case_of(facts)
    alone = facts.outages.figures("firm", HORIZON).loss.value
    found = worst_sets(case, alone, 200)
    kept = {
        frozenset(case.entities.ids[e] for e in pair): 1 - loss / HORIZON
        for pair, loss in zip(found.pairs.tolist(), found.loss_days.tolist(), strict=True)
    }
    for i, j in combinations(range(len(ARCS)), 2):
        rest = sum(c for k, c in enumerate(ARCS) if k not in (i, j))
        assert kept[frozenset((f"s{i}", f"s{j}"))] == pytest.approx(rest)
    best = worst_sets(case_of_sources(facts), alone[case_positions(facts)], 1)
    assert best.loss_days[0] == pytest.approx(HORIZON * (1 - sum(ARCS[2:])))


def case_positions(facts: Facts) -> list[int]:
    entities, _ = facts.outages.entities("firm")
    return [i for i, name in enumerate(entities.ids) if name != "buyer"]


def case_of_sources(facts: Facts) -> Case:
    """Without the buyer, who takes everything with him."""
    case = case_of(facts)
    chosen = case.entities.take(case_positions(facts))
    return Case(case.model, chosen, case.finals, case.natures, case.stock, HORIZON)


def rows_of_tyres(**given: Any) -> dict[frozenset[str], dict[str, Any]]:
    rows, _ = Engine(tyre_chain()).ask("worst-pairs", **given)
    return {frozenset(row["entity_ids"]): row for row in rows}


def test_tyres_by_hand() -> None:
    """T2 makes 400 of 1,120, T1 the rest. Both makers of carbon black gone: T2 stops on day 7, T1 on day 10, both are
    back on day 30. Cord and the intermediate gone: T2 stops on day 10, T1 on day 12, and M1 takes 90 days."""
    small, large = 400 / 1120, 720 / 1120
    rows = rows_of_tyres(top=200)
    black = rows[frozenset((C1, C2))]
    assert black["loss_days"] == pytest.approx(23 * small + 20 * large)
    assert black["superadditive_days"] == pytest.approx(23 * small + 20 * large - 9.821429 - 2.857143, abs=1e-5)
    assert black["joint_days"] == pytest.approx(black["superadditive_days"]), "all are back on day 30"
    cord = rows[frozenset((M1, G))]
    assert cord["loss_days"] == pytest.approx(80 * small + 78 * large)
    assert cord["superadditive_days"] == pytest.approx(80 * small + 78 * large - 48.785714 - 33.714286, abs=1e-5)
    assert cord["joint_days"] == pytest.approx(-48.785714, abs=1e-5), "what M1 would stop is stopped already"
    assert (cord["tts_days"], cord["ttr_days"]) == (10, 90)
    makers = rows[frozenset((T1, T2))]
    assert (makers["loss_days"], makers["superadditive_days"]) == (pytest.approx(60), pytest.approx(0, abs=1e-9))
    worst = max(rows.values(), key=lambda row: row["loss_days"])
    assert set(worst["entity_ids"]) == {M1, G}
    assert all(row["loss_days_lower"] == row["loss_days"] == row["loss_days_upper"] for row in rows.values()
               if not {T1, T2} & set(row["entity_ids"]))  # fmt: skip
    assert {M1, A1, R1, B1} <= set().union(*rows)


def test_top_and_order() -> None:
    everything = list(rows_of_tyres(top=200).values())
    losses = [row["loss_days"] for row in everything]
    assert losses == sorted(losses, reverse=True)
    assert list(rows_of_tyres(top=3).values()) == everything[:3]


def test_one_entity_has_no_pair() -> None:
    facts = Engine(parallel()).facts
    case = case_of(facts)
    one = Case(case.model, case.entities.take([0]), case.finals, case.natures, case.stock, HORIZON)
    found = worst_sets(one, np.zeros(1), 5)
    assert (len(found.pairs), found.n_pairs, found.n_stepped) == (0, 0, 0)


def split_plant() -> PlainChain:
    """The first source has a third of its plant in one province and two thirds in another."""
    chain = parallel()
    kept = tuple(c for c in chain.capacities if c.firm != "s0")
    own = (("east", 0.1, "370100"), ("west", 0.2, "130100"))
    sites = tuple(
        PlainCapacity("s0", "P2", effective=c, output=c, ttr=90, site=name, site_region=region)
        for name, c, region in own
    )
    return replace(chain, capacities=(*kept, *sites))


def test_what_two_take_of_one_plant_adds_up() -> None:
    facts = Engine(split_plant()).facts
    entities, _ = facts.outages.entities("site")
    pair = [i for i, name in enumerate(entities.ids) if name.startswith("s0#")]
    assert sorted(entities.loss[entities.ptr[e]] for e in pair) == pytest.approx([1 / 3, 2 / 3])
    both = together(entities, np.array([pair]), facts.network.n_nodes)
    assert both.loss.tolist() == [1.0]
    assert both.ids == ("\n".join(entities.ids[e] for e in pair),)


def test_a_city_adds_nothing_to_its_province() -> None:
    """Makers whose place is known to the province alone make the province an entity beside its cities."""
    facts = Engine(split_plant()).facts
    entities, _ = facts.outages.entities("region")
    assert {"130100", "370000", "370100"} == set(entities.ids)
    province, city, other = (entities.ids.index(code) for code in ("370000", "370100", "130100"))
    members = np.array([[province, city], [province, other]])
    both = together(entities, members, facts.network.n_nodes)
    whole = slice(entities.ptr[province], entities.ptr[province + 1])
    first = slice(both.ptr[0], both.ptr[1])
    assert both.node[first].tolist() == entities.node[whole].tolist()
    assert both.loss[first].tolist() == entities.loss[whole].tolist()
    assert both.loss[both.ptr[1] : both.ptr[2]].min() == 1.0

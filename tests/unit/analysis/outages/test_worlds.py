"""Worlds by hand: what is drawn and what is not, who is among the top, ends of a share."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binomtest

from graphsvc.analysis.outages.worlds import among_top, may_be_among, share_ends
from graphsvc.judgements.outages.blanks_drawn import worlds_of
from tests.oracles.plain_chain import PlainCapacity, PlainChain, PlainFirm, PlainInput, PlainProduct, PlainSupply
from tests.properties.engine import Engine

HORIZON = 90.0


def two_sources() -> PlainChain:
    """A buyer takes half of its input from each of two firms, both of which could make all of it; no stock is told."""
    return PlainChain(
        products=(PlainProduct("P1"), PlainProduct("P2")),
        inputs=(PlainInput("P1", "P2", 1.0),),
        firms=tuple(PlainFirm(code, "370000") for code in ("buyer", "one", "two")),
        capacities=(
            PlainCapacity("buyer", "P1", effective=2.0, output=2.0, ttr=40),
            *(PlainCapacity(s, "P2", effective=2.0, output=1.0) for s in ("one", "two")),
        ),
        supplies=tuple(PlainSupply(s, "buyer", "P2", qty=1.0, stock=0) for s in ("one", "two")),
        finals=("P1",),
        region="370000",
    )


def losses(chain: PlainChain, n_worlds: int) -> dict[str, np.ndarray]:
    facts = Engine(chain).facts
    worlds = worlds_of(facts, "firm", np.arange(3), HORIZON, 0)
    return dict(zip(worlds.entities.ids, worlds.play(n_worlds).T, strict=True))


def test_recovery_is_drawn_between_half_and_twice_the_default() -> None:
    """60 d by nature: half of all output is lost for 30 d to 90 d (the horizon): 15 to 45 full-output days."""
    found = losses(two_sources(), 300)["one"]
    assert found.min() == pytest.approx(15, abs=0.5)
    assert found.max() == pytest.approx(45)
    assert (found == 45).mean() == pytest.approx(1 / 3, abs=0.1)  # 30 d of the 90 d there are lie beyond the horizon
    assert set(losses(two_sources(), 20)["buyer"]) == {40.0}


def test_recovery_is_drawn_between_half_and_twice_the_default_for_each_by_itself() -> None:
    found = losses(two_sources(), 20)
    assert (found["one"] != found["two"]).any()


def test_who_can_switch_sooner_does_in_every_world() -> None:
    """Others could make it all after 6 d: 3 full-output days, however long recovery takes."""
    chain = two_sources()
    chain = replace(chain, supplies=tuple(replace(row, switch_days=6) for row in chain.supplies))
    found = losses(chain, 20)
    assert found["one"] == pytest.approx(3.0)
    assert found["two"] == pytest.approx(3.0)


def test_stock_is_drawn_between_none_and_twice_the_default() -> None:
    """15 d of ordinary use: where one source of two is gone it lasts twice as long, up to 60 d of the 60 d."""
    chain = two_sources()
    chain = replace(
        chain,
        supplies=tuple(replace(row, stock=None) for row in chain.supplies),
        capacities=tuple(replace(row, ttr=60) for row in chain.capacities),
    )
    found = losses(chain, 400)["one"]
    assert (found.min(), found.max()) == (pytest.approx(0, abs=0.5), pytest.approx(30, abs=0.5))
    assert found.mean() == pytest.approx(15, abs=1.8)  # four standard errors


def test_a_blank_share_is_drawn_from_none_to_all_that_is_left() -> None:
    """One brings 40 %, of two the row is blank: none to 60 % of 20 d, evenly, is lost with it; one loses 8 d."""
    chain = two_sources()
    rows = (replace(chain.supplies[0], qty=None, share=0.4), replace(chain.supplies[1], qty=None))
    chain = replace(chain, supplies=rows, capacities=tuple(replace(row, ttr=20) for row in chain.capacities))
    found = losses(chain, 400)
    assert found["one"] == pytest.approx(8.0)
    assert (found["two"].min(), found["two"].max()) == (pytest.approx(0, abs=0.3), pytest.approx(12, abs=0.3))
    assert found["two"].mean() == pytest.approx(6, abs=0.6)


def test_among_the_top() -> None:
    """Of equals the one with more impact is first, then the one that stands first; who loses nothing is none."""
    told = np.array([[5.0, 7.0, 7.0, 0.0], [0.0, 0.0, 1.0, 0.0]])
    in_top, first = among_top(told, np.array([0.1, 0.2, 0.3, 0.4]), 2)
    assert in_top.tolist() == [[False, True, True, False], [False, False, True, False]]
    assert first.tolist() == [[False, False, True, False], [False, False, True, False]]


def test_who_may_be_among_the_top() -> None:
    """Two surely lose more than the third at most; the fourth loses nothing in any case."""
    lower, upper = np.array([5.0, 4.0, 0.0, 0.0]), np.array([6.0, 9.0, 3.9, 0.0])
    assert may_be_among(lower, upper, 2).tolist() == [0, 1]
    assert may_be_among(lower, upper, 3).tolist() == [0, 1, 2]
    assert may_be_among(lower, upper, 9).tolist() == [0, 1, 2]


@pytest.mark.parametrize("n", [1, 7, 200])
def test_ends_of_a_share(n: int) -> None:
    counts = np.arange(n + 1)
    least, most = share_ends(counts, n)
    for k in counts.tolist():
        ends = binomtest(k, n).proportion_ci(0.95, method="exact")
        assert (least[k], most[k]) == (pytest.approx(ends.low), pytest.approx(ends.high))

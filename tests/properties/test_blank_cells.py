"""Blank is not zero, case by case: small chains and what they say once a number is missing, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.oracles.plain_chain import (
    PlainCapacity,
    PlainChain,
    PlainFirm,
    PlainInput,
    PlainProduct,
    PlainSupply,
    fake_code,
)
from tests.oracles.plain_lists import PlainLists, PlainObservation
from tests.properties.engine import Engine
from tests.properties.rich_engine import RichEngine

FINAL, LEFT, RIGHT = fake_code(1, "370100"), fake_code(2, "370200"), fake_code(3, "370500")
MAKER = PlainCapacity(FINAL, "P0", effective=100.0, output=100.0, ttr=30)
CHAIN = PlainChain(
    products=(PlainProduct("P0", nature="终端产品", price=100.0), PlainProduct("P1", price=10.0)),
    inputs=(PlainInput("P0", "P1", coefficient=1.0),),
    firms=(PlainFirm(FINAL, "370100"), PlainFirm(LEFT, "370200"), PlainFirm(RIGHT, "370500")),
    capacities=(MAKER, *(PlainCapacity(f, "P1", effective=60.0, output=50.0, ttr=60) for f in (LEFT, RIGHT))),
    supplies=(
        PlainSupply(LEFT, FINAL, "P1", qty=90.0, stock=10.0),
        PlainSupply(RIGHT, FINAL, "P1", qty=10.0, stock=10.0),
    ),
    finals=("P0",),
    complete=frozenset({"06"}),
)
"""One maker of the final product needs 100 of P1 and buys 90 and 10 of it."""
BOUGHT = replace(
    CHAIN,
    capacities=(MAKER,),
    inputs=(),
    supplies=(PlainSupply("~示例外部供方", FINAL, "P1", share=1.0, origin="DE"),),
)
"""The same firm buys P1 abroad; no technique says what for, no quantity is told, and nobody here makes it."""


def row_of(chain: PlainChain, question: str, product: str = "P1", **given: Any) -> dict[str, Any]:
    rows, _ = Engine(chain).ask(question, **given)
    return next(row for row in rows if row["product_code"] == product)


def sources_of(chain: PlainChain) -> dict[str, Any]:
    rows, _ = Engine(chain).ask("single-sources")
    return next((row for row in rows if (row["buyer_id"], row["product_code"]) == (FINAL, "P1")), {})


def choke(chain: PlainChain, entity: str) -> dict[str, Any]:
    rows, _ = Engine(chain).ask("choke-points")
    return next(row for row in rows if row["entity_id"] == entity)


def test_a_purchase_without_quantity_is_demand() -> None:
    row = row_of(BOUGHT, "missing-links")
    assert (row["is_missing"], row["demand"], row["demand_lower"], row["demand_upper"]) == ("yes", None, None, None)
    assert (row["ladder"], row["verb"], row["exportable"]) == ("province_has_none", "fill", True)


@pytest.mark.parametrize("quantity", [None, 0.0, 5.0])
def test_whatever_its_quantity(quantity: float | None) -> None:
    chain = replace(BOUGHT, supplies=tuple(replace(row, qty=quantity) for row in BOUGHT.supplies))
    row = row_of(chain, "missing-links")
    assert (row["is_missing"], row["demand"]) == ("yes", quantity or None)


def test_more_than_a_least_demand_is_not_known_of_a_blank_one() -> None:
    row = row_of(BOUGHT, "missing-links", min_demand=3.0)
    assert (row["is_missing"], row["ladder_note"]) == ("unknown", "demand_unknown")
    told = replace(BOUGHT, supplies=tuple(replace(row, qty=2.0) for row in BOUGHT.supplies))
    assert row_of(told, "missing-links", min_demand=3.0)["is_missing"] == "no"
    assert row_of(told, "missing-links", min_demand=1.0)["is_missing"] == "yes"


def test_one_blank_among_several_purchases_leaves_their_sum_open() -> None:
    """5 are told, the other purchase may be any: at least 5, no upper end, and more than 3 for sure."""
    other = PlainSupply("~示例外部供方", LEFT, "P1", share=1.0)
    chain = replace(BOUGHT, supplies=(*(replace(row, qty=5.0) for row in BOUGHT.supplies), other))
    row = row_of(chain, "missing-links", min_demand=3.0)
    assert (row["is_missing"], row["demand"], row["demand_lower"], row["demand_upper"]) == ("yes", None, 5.0, None)
    assert row_of(chain, "missing-links", min_demand=7.0)["is_missing"] == "unknown"


def test_the_nearest_foreign_maker_is_the_largest_by_share_then_by_id() -> None:
    shares = {"~示例外部甲": 0.2, "~示例外部乙": 0.5, "~示例外部丙": 0.3}
    supplies = tuple(PlainSupply(s, FINAL, "P1", share=x, origin="DE") for s, x in shares.items())
    assert row_of(replace(BOUGHT, supplies=supplies), "missing-links")["nearest"] == "~示例外部乙"
    equal = tuple(replace(row, share=0.25) for row in supplies)
    assert row_of(replace(BOUGHT, supplies=equal), "missing-links")["nearest"] == min(shares)


def test_a_blank_quantity_leaves_the_other_shares_unknown() -> None:
    """90 of 100 is 0.9 of the whole only while nothing is blank: the other row may bring any amount."""
    assert (sources_of(CHAIN)["kind"], sources_of(CHAIN)["share"]) == ("dominant", 0.9)
    blank = replace(CHAIN, supplies=(CHAIN.supplies[0], replace(CHAIN.supplies[1], qty=None)))
    row = sources_of(blank)
    assert (row["kind"], row["known_share"], row["share"]) == ("unknown", 0.0, None)


def test_effective_sources_of_a_purchase_half_of_which_is_unknown() -> None:
    """Of 0.5 and nothing else known: at worst all from one (1), at best from very many (below 1 / 0.25 = 4)."""
    halves = tuple(replace(row, qty=None, share=0.5) for row in CHAIN.supplies)
    row = sources_of(replace(CHAIN, supplies=(halves[0], replace(halves[1], share=None))))
    assert (row["kind"], row["n_eff"], row["n_eff_lower"], row["n_eff_upper"]) == ("unknown", None, 1.0, 4.0)


def test_derived_demand_of_alternatives_hangs_on_their_mix() -> None:
    """Of 100 needed 80 and 20 are bought of either; without one of the amounts each may be any part of the 100."""
    chain = replace(
        CHAIN,
        products=(*CHAIN.products, PlainProduct("P2")),
        inputs=tuple(PlainInput("P0", p, coefficient=1.0, alt_group="甲") for p in ("P1", "P2")),
        supplies=(PlainSupply(LEFT, FINAL, "P1", qty=80.0), PlainSupply(RIGHT, FINAL, "P2", qty=20.0)),
    )
    assert row_of(chain, "weak-links")["demand"] == 80.0
    blank = replace(chain, supplies=(chain.supplies[0], replace(chain.supplies[1], qty=None)))
    row = row_of(blank, "missing-links", "P2")
    assert (row["is_missing"], row["ladder_note"]) == ("unknown", "seller_on_record_here")
    assert (row["demand_derived"], row["demand"], row["demand_upper"]) == (None, None, None)
    assert row_of(blank, "weak-links")["demand_lower"] == 0.0


@pytest.mark.parametrize(
    ("stock", "ttr", "verdict", "gap"),
    [
        (10.0, 60, "yes", 50.0),
        (10.0, None, "unknown", 50.0),
        (None, 60, "unknown", 45.0),
        (None, None, "unknown", 45.0),
    ],
)
def test_a_choke_point_is_not_proven_by_a_default(
    stock: float | None, ttr: int | None, verdict: str, gap: float
) -> None:
    """One source of an input, nobody else to make it: stock 10 against 60 days. The headline takes the defaults
    (15 and 60 days); whether the chain outlasts it is not known."""
    chain = replace(
        CHAIN,
        capacities=(MAKER, PlainCapacity(LEFT, "P1", effective=100.0, output=100.0, ttr=ttr)),
        supplies=(PlainSupply(LEFT, FINAL, "P1", qty=100.0, stock=stock),),
    )
    row = choke(chain, LEFT)
    assert (row["is_choke_point"], row["gap_days"], row["impact"]) == (verdict, gap, 1.0)


def test_a_blank_switch_time_proves_nothing_while_others_could_step_in() -> None:
    """RIGHT has 100 to spare: whether the buyer can switch before its stock ends is not told; told, it takes 5 days."""
    chain = replace(
        CHAIN,
        capacities=(
            MAKER,
            PlainCapacity(LEFT, "P1", effective=100.0, output=100.0, ttr=60),
            PlainCapacity(RIGHT, "P1", effective=150.0, output=50.0, ttr=60),
        ),
        supplies=(PlainSupply(LEFT, FINAL, "P1", qty=100.0, stock=10.0),),
    )
    assert choke(chain, LEFT)["is_choke_point"] == "unknown"
    told = replace(chain, supplies=tuple(replace(row, switch_days=5.0) for row in chain.supplies))
    assert choke(told, LEFT)["is_choke_point"] == "no"


def test_the_weight_of_final_makers_may_be_any_where_an_output_is_blank() -> None:
    """LEFT feeds one of two equal final makers: half of the output, or with a blank output anything up to all."""
    second = fake_code(4, "370100")
    chain = replace(
        CHAIN,
        firms=(*CHAIN.firms, PlainFirm(second, "370100")),
        capacities=(MAKER, replace(MAKER, firm=second), *CHAIN.capacities[1:]),
        supplies=tuple(
            PlainSupply(source, buyer, "P1", qty=100.0, stock=10.0)
            for source, buyer in ((LEFT, FINAL), (RIGHT, second))
        ),
    )
    row = choke(chain, LEFT)
    assert (row["impact_lower"], row["impact_upper"]) == (0.5, 0.5)
    blank = replace(chain, capacities=(MAKER, replace(MAKER, firm=second, output=None), *CHAIN.capacities[1:]))
    row = choke(blank, LEFT)
    assert (row["impact"], row["impact_lower"], row["impact_upper"]) == (0.5, 0.0, 1.0)


def test_a_blank_month_leaves_the_decline_open() -> None:
    """Half of last year's output is a decline; with this year's month blank it may be one."""
    months = PlainObservation(LEFT, "P1", "2024-05", 100.0), PlainObservation(LEFT, "P1", "2025-05", 50.0)

    def weak(*series: PlainObservation) -> dict[str, Any]:
        rows, _ = RichEngine(CHAIN, PlainLists(observations=series)).ask("weak-links")
        return next(row for row in rows if row["product_code"] == "P1")

    assert ("W7" in weak(*months)["reasons"], weak(*months)["output_change"]) == (True, -0.5)
    row = weak(months[0], replace(months[1], output=None))
    assert ("W7" in row["reasons"], "W7" in row["possible_reasons"], row["output_change"]) == (False, True, None)


def test_stocks_of_alternatives_whose_mix_is_not_known() -> None:
    """10 and 30 days eaten at 80 to 20: 14; without one of the amounts anything from 10 to 30."""
    chain = replace(
        CHAIN,
        products=(*CHAIN.products, PlainProduct("P2")),
        inputs=tuple(PlainInput("P0", p, coefficient=1.0, alt_group="甲") for p in ("P1", "P2")),
        supplies=(
            PlainSupply(LEFT, FINAL, "P1", qty=80.0, stock=10.0),
            PlainSupply(RIGHT, FINAL, "P2", qty=20.0, stock=30.0),
        ),
    )

    def lasts(found: PlainChain) -> tuple[float, float, float]:
        row = row_of(found, "survival", "P0")
        return row["tts_days"], row["tts_days_lower"], row["tts_days_upper"]

    assert lasts(chain) == (14.0, 14.0, 14.0)
    assert lasts(replace(chain, supplies=(replace(chain.supplies[0], qty=None), chain.supplies[1]))) == (
        20.0,
        10.0,
        30.0,
    )

"""The further twins against the worked tyre example and against sums done by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.oracles import (
    twins_firms,
    twins_strong,
    twins_weak,
)
from tests.oracles.plain_chain import AS_OF
from tests.oracles.plain_lists import (
    STOCK,
    CapacityFacts,
    FirmFacts,
    PlainDemand,
    PlainLists,
    PlainObservation,
    PlainReserve,
    rich_tables,
)
from tests.oracles.tyre import (
    A1,
    A2,
    BLACK,
    C1,
    C2,
    CHEMICAL,
    CORD,
    M1,
    MIDDLE,
    NATURAL,
    R1,
    ROD,
    RUBBER,
    S1,
    S2,
    T1,
    T2,
    TYRE,
    W1,
    tyre_chain,
)

CHAIN = tyre_chain()
EMPTY = PlainLists()


def at(firm: str) -> int:
    """Place of the one capacity row of a firm."""
    return next(place for place, row in enumerate(CHAIN.capacities) if row.firm == firm)


# --- weak and strong ------------------------------------------------------------------------------------


def test_grades_nobody_delivers() -> None:
    demands = (
        PlainDemand(T1, BLACK, "高", 30.0, "2026-01-01"),
        PlainDemand(T2, BLACK, "低", 70.0, AS_OF),
        PlainDemand(T2, BLACK, "高", 900.0, "2025-06-29"),  # expired
        PlainDemand(W1, BLACK, "高", 900.0, "2026-01-01"),  # elsewhere
        PlainDemand(T1, BLACK, "高", 900.0, "2026-01-01", kind="供给"),
    )
    lists = PlainLists(
        demands=demands, capacities={at(C1): CapacityFacts(grade="低"), at(C2): CapacityFacts(grade="低")}
    )
    assert twins_weak.grade_shortfall(CHAIN, lists, BLACK) == twins_weak.Figure.exact(0.3)
    one_blank = replace(lists, capacities={at(C1): CapacityFacts(grade="低")})
    assert twins_weak.grade_shortfall(CHAIN, one_blank, BLACK) == twins_weak.Figure(None, 0.0, 0.3)
    by_product = replace(lists, demands=(), grades={BLACK: "高"})
    assert twins_weak.grade_shortfall(CHAIN, by_product, BLACK) == twins_weak.Figure.exact(1.0)
    assert twins_weak.grade_shortfall(CHAIN, lists, NATURAL) is None


@pytest.mark.parametrize(
    ("shares", "tags", "expected"),
    [
        ((0.01, 0.02), (), True),
        ((0.01, 0.03), (), False),
        ((0.01, None), (), None),
        ((0.04, None), (), False),
        ((None, None), ("专精特新小巨人(国家)",), False),
        ((0.01, 0.02), ("制造业单项冠军(省)",), False),
        ((0.01, 0.02), ("省级专精特新",), True),
    ],
)
def test_nobody_strong(shares: tuple[float | None, ...], tags: tuple[str, ...], expected: bool | None) -> None:
    told = dict(zip((at(C1), at(C2)), (CapacityFacts(share=share) for share in shares), strict=True))
    lists = PlainLists(firms={C1: FirmFacts(tags=tags)}, capacities=told)
    full = tyre_chain(frozenset({"06"}))
    assert twins_weak.lacks_strong_firm(full, lists, BLACK) is expected
    assert twins_weak.lacks_strong_firm(CHAIN, lists, BLACK) is (None if expected else expected)  # others may be
    assert twins_weak.lacks_strong_firm(CHAIN, lists, NATURAL) is False


def test_decline() -> None:
    told = (
        PlainObservation(C1, BLACK, "2024-05", 100.0),
        PlainObservation(C1, BLACK, "2025-05", 70.0),
        PlainObservation(C2, BLACK, "2024-05", 50.0),
        PlainObservation(C2, BLACK, "2025-05", 50.0),
        PlainObservation(C1, BLACK, "2024-04", 1.0),
        PlainObservation(C1, BLACK, "2025-04", 9.0),
        PlainObservation(C2, BLACK, "2025-06", 9.0),  # nothing a year before
    )
    lists = PlainLists(observations=told)
    assert twins_weak.output_change(CHAIN, lists, BLACK) == pytest.approx(-0.2)
    assert twins_weak.declines(CHAIN, lists, BLACK) is True
    assert twins_weak.declines(CHAIN, EMPTY, BLACK) is False
    leaving = PlainLists(capacities={at(C2): CapacityFacts(end="2027-01-01"), at(C1): CapacityFacts(end="2025-01-01")})
    assert twins_weak.exiting_share(CHAIN, leaving, BLACK) == twins_weak.Figure.exact(8 / 18)
    assert twins_weak.declines(CHAIN, leaving, BLACK) is True


def test_ssr_and_strength_of_the_example() -> None:
    ssr = {p: twins_strong.strong_link(CHAIN, EMPTY, p).ssr for p in (RUBBER, BLACK, CORD, CHEMICAL, MIDDLE)}
    assert {name: round(value or 0, 2) for name, value in ssr.items()} == {
        RUBBER: 1.19,
        BLACK: 1.34,
        CORD: 1.10,
        CHEMICAL: 1.34,
        MIDDLE: 1.19,
    }
    assert twins_weak.import_dependence(CHAIN, NATURAL) == twins_weak.Figure.exact(1.0)
    assert twins_weak.import_dependence(CHAIN, ROD) == twins_weak.Figure.exact(0.0)
    strengths = {product.code: twins_strong.strong_link(CHAIN, EMPTY, product.code) for product in CHAIN.products}
    assert {code for code, row in strengths.items() if row.is_strong is False} == {NATURAL}
    full = tyre_chain(frozenset({"06"}))
    assert all(twins_strong.strong_link(full, EMPTY, product.code).is_strong is False for product in CHAIN.products)


def test_a_strong_link_in_kleene_logic() -> None:
    rows = tuple(replace(row, effective=4.0) if row.product == BLACK else row for row in CHAIN.capacities)
    firms, more = list(CHAIN.firms), list(rows)
    for number in range(3):  # five equal groups: 20 of 13.44, HHI 0.2
        other = replace(CHAIN.firms[3], id=f"~示例炭黑{number}")
        firms.append(other)
        more.append(replace(rows[3], firm=other.id))
    chain = replace(CHAIN, firms=tuple(firms), capacities=tuple(more), complete=frozenset({"06"}))
    facts = {place: CapacityFacts(share=0.02) for place, row in enumerate(more) if row.product == BLACK}
    lists = PlainLists(capacities=facts)
    assert twins_strong.strong_link(chain, lists, BLACK).tests == (
        True,
        True,
        True,
        None,
    )  # no share of the region told
    assert twins_strong.strong_link(chain, lists, BLACK, 0.05).is_strong is True  # 0.1 / 0.05 = 2
    assert twins_strong.strong_link(chain, lists, BLACK, 0.1).is_strong is False
    assert twins_strong.strong_link(chain, EMPTY, BLACK, 0.1).is_strong is None


# --- firms ----------------------------------------------------------------------------------------------


def test_local_supply() -> None:
    chain = replace(CHAIN, products=tuple(replace(product, price=1e4) for product in CHAIN.products))
    rows = {row.product: row for row in twins_firms.bought_by(chain, EMPTY, T1)}
    assert rows[NATURAL].amount == rows[NATURAL].outside == pytest.approx(12.96)
    assert rows[CORD].outside == 0
    assert (rows[CORD].local_makers, rows[NATURAL].local_makers) == (tuple(sorted((S1, S2))), ())
    rate = twins_firms.local_rate(chain, EMPTY, T1)
    assert rate.value == pytest.approx(24.48 / 37.44)
    assert twins_firms.local_rate(CHAIN, EMPTY, T1).value is None
    assert twins_firms.lead_firms(CHAIN, EMPTY) == sorted((T1, T2))
    assert twins_firms.lead_firms(CHAIN, PlainLists(firms={R1: FirmFacts(role="链主")})) == [R1]
    assert twins_firms.lead_firms(CHAIN, PlainLists(leads=(M1,))) == [M1]


@pytest.mark.parametrize(("level", "n_total"), [("division", 41), ("group", 207), ("class", 666)])
def test_industries(level: str, n_total: int) -> None:
    firms = {
        T1: FirmFacts(codes=("2911", "3130"), above_scale=True),
        R1: FirmFacts(codes=("265",), above_scale=True),
        M1: FirmFacts(codes=("2661",)),
        **{firm.id: FirmFacts(codes=("6513",)) for firm in CHAIN.firms if firm.id not in (T1, R1, M1)},
        W1: FirmFacts(codes=("3130",), above_scale=True),
    }
    rows = twins_firms.industry_coverage(CHAIN, PlainLists(firms=firms), level=level)
    assert len(rows) == n_total
    assert [row.code for row in rows if row.covered] == {
        "division": ["26", "29"],
        "group": ["265", "291"],
        "class": ["2911"],
    }[level]
    assert not [row for row in rows if row.covered is False]
    full = replace(CHAIN, complete=frozenset({"05"}))
    found = {r.code: r.covered for r in twins_firms.industry_coverage(full, PlainLists(firms=firms), level="class")}
    assert (found["2661"], found["3130"], found["2652"], found["2662"]) == (None, False, None, False)
    every = twins_firms.industry_coverage(full, PlainLists(firms=firms), level="class", any_code=True)
    assert [row.code for row in every if row.covered] == ["2911", "3130"]


def test_survival() -> None:
    found = {row.firm: row for row in twins_firms.survivals(CHAIN)}
    assert {firm: row.days for firm, row in found.items()} == {T1: 10, T2: 7, A1: 25, A2: 20, R1: 3, S1: 20, S2: 20}
    assert found[T1].binding == (BLACK,)
    assert (found[T1].lower, found[T1].upper) == (10, 10)
    assert twins_firms.recovery_of_sources(CHAIN, T1, BLACK) == 30
    assert found[T1].breaks_on == "2025-07-10"
    alone = {row.firm: row.days for row in twins_firms.survivals(CHAIN, product=NATURAL)}
    assert alone == {T1: 45, T2: 30}
    assert {row.firm for row in twins_firms.survivals(CHAIN, product=TYRE)} == {T1, T2}


# --- rows -----------------------------------------------------------------------------------------------


def test_rows_of_the_lists() -> None:
    lists = PlainLists(
        firms={T1: FirmFacts(("省级专精特新",), ("2911",), True, "链主")},
        capacities={0: CapacityFacts("甲", 0.05, "2026-01-01")},
        amounts={0: 12.0},
        grades={TYRE: "甲"},
        demands=(PlainDemand(T1, BLACK, "甲", 1.0, AS_OF),),
        observations=(PlainObservation(T1, TYRE, "2025-05", 60.0),),
        reserves=(PlainReserve("1", MIDDLE, STOCK, R1, 0.1, 5),),
        leads=(T1,),
    )
    rows = rich_tables(CHAIN, lists)
    assert rows["chains"][0]["lead_usccs"] == [T1]
    assert rows["firms"][0]["gb4754"] == "2911"
    assert rows["capacities"][0]["national_share"] == 0.05
    assert rows["supplies"][0]["amount"] == 12.0
    assert rows["demand_offers"][0]["quantity_unit"] == "万吨"
    assert rows["reserves"][0]["slot_chain"] == rows["observations"][0]["slot_chain"] == "ZZ-C01"
    assert "reserves" not in rich_tables(CHAIN, EMPTY)

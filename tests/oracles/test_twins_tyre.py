"""The twins themselves against every printed number of the worked tyre example."""

from __future__ import annotations

from typing import Any

import pytest

from tests.oracles import twins
from tests.oracles.plain_chain import fake_code, tables
from tests.oracles.tyre import (
    A1,
    A2,
    B1,
    BLACK,
    BUTADIENE,
    C1,
    C2,
    CHEMICAL,
    CORD,
    M1,
    MIDDLE,
    N1,
    N2,
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
    G,
    tyre_chain,
)

CHAIN = tyre_chain()
DEMAND = {RUBBER: 6.72, BLACK: 13.44, CORD: 14.56, CHEMICAL: 3.36, NATURAL: 20.16, MIDDLE: 1.68}

# removed, falls at L0, kept L1, kept L1+, TTS, TTR, gap, L_90, grade
TABLE = [
    ((M1,), (A1, A2, T1, T2), 0, 0, 37.5, 90, 52.5, 48.7857, "red"),
    ((R1,), (T1, T2), 0, 0, 10, 60, 50, 46.7857, "red"),
    ((S1, S2), (T1, T2), 0, 0, 10, 45, 35, 33.7143, "red"),
    ((B1,), (R1, T1, T2), 0, 0, 13, 45, 32, 28.7857, "red"),
    ((S1,), (), 0.423, 0.481, 19.25, 45, 25.75, 14.6758, "orange"),
    ((C1,), (), 0.375, 0.595, 14, 30, 16, 9.8214, "orange"),
    ((S2,), (), 0.577, 0.618, 20, 45, 25, 7.7527, "yellow"),
    ((C2,), (), 0.625, 0.744, 14, 30, 16, 2.8571, "yellow"),
    ((N1,), (), 0.400, 0.400, 50, 60, 10, 2.1429, "orange"),
    ((A1,), (), 0.400, 0.595, 30, 30, 0, 0, "yellow"),
    ((A2,), (), 0.600, 0.744, 30, 30, 0, 0, "yellow"),
    ((N2,), (), 0.600, 0.600, 75, 60, 0, 0, "yellow"),
    ((W1,), (S1, S2, T1, T2), 0, 0, 30, 30, 0, 0, "yellow"),
]
SHORT = {R1: "R1", M1: "M1", B1: "B1", W1: "W1", N1: "N1", N2: "N2", S1: "S1", S2: "S2", C1: "C1", C2: "C2"}
NAMES = ["+".join({**SHORT, A1: "A1", A2: "A2"}[firm] for firm in row[0]) for row in TABLE]
TENTH_OF_LAST_PLACE = 0.00005 + 1e-9


@pytest.mark.parametrize("row", TABLE, ids=NAMES)
def test_row_of_the_table(row: tuple[Any, ...]) -> None:
    removed, falls, kept, best, tts, back, gap, loss, colour = row
    curve = twins.curve_l2(CHAIN, removed)
    assert twins.fallen_firms(CHAIN, removed) == sorted(falls)
    assert {firm for firm, _ in twins.fallen_l0(CHAIN, removed)} == set(falls) | set(removed)
    assert twins.kept_l1(CHAIN, removed) == pytest.approx(kept, abs=0.0005)
    assert twins.kept_l1plus(CHAIN, removed) == pytest.approx(best, abs=0.0005)
    assert curve.tts == tts
    assert curve.ttr == back
    assert curve.gap == gap
    assert curve.loss == pytest.approx(loss, abs=TENTH_OF_LAST_PLACE)
    assert twins.grade(twins.impact(CHAIN, removed), curve.gap) == colour


def test_upper_bounds_in_closed_form() -> None:
    assert twins.kept_l1plus(CHAIN, [S1]) == pytest.approx(7 / DEMAND[CORD])
    assert twins.kept_l1plus(CHAIN, [S2]) == pytest.approx(9 / DEMAND[CORD])
    assert twins.kept_l1plus(CHAIN, [C1]) == pytest.approx(8 / DEMAND[BLACK])
    assert twins.kept_l1plus(CHAIN, [C2]) == pytest.approx(10 / DEMAND[BLACK])
    assert twins.kept_l1plus(CHAIN, [A1]) == pytest.approx(2.0 / DEMAND[CHEMICAL])
    assert twins.kept_l1plus(CHAIN, [A2]) == pytest.approx(2.5 / DEMAND[CHEMICAL])
    assert twins.kept_l1plus(CHAIN, [N1]) == pytest.approx(8.064 / DEMAND[NATURAL])


def test_nothing_removed_keeps_everything() -> None:
    curve = twins.curve_l2(CHAIN, ())
    assert twins.fallen_l0(CHAIN, ()) == set()
    assert twins.kept_l1(CHAIN, ()) == pytest.approx(1)
    assert twins.kept_l1(CHAIN, (), worst=True) == pytest.approx(1)
    assert twins.kept_l1plus(CHAIN, ()) == pytest.approx(1)
    assert curve.tts is None
    assert curve.loss == pytest.approx(0)


def test_full_stop_of_m1_day_by_day() -> None:
    curve = twins.curve_l2(CHAIN, [M1])
    first = curve.first_below
    assert first[M1, MIDDLE] == 0
    assert (first[A2, CHEMICAL], first[A1, CHEMICAL]) == (20, 25)
    assert min(first[T1, TYRE], first[T2, TYRE]) == 37.5
    assert len(curve.points) == 360
    assert curve.points[-1][0] == 89.75
    assert curve.points[-1][1] == pytest.approx(0)


def test_resilience() -> None:
    by_firm, by_group = twins.resilience(CHAIN, "firm"), twins.resilience(CHAIN, "group")
    assert by_firm is not None
    assert by_group is not None
    assert by_firm.rs == pytest.approx(85.0364, abs=TENTH_OF_LAST_PLACE)
    assert by_group.rs == pytest.approx(82.5361, abs=TENTH_OF_LAST_PLACE)
    assert (len(by_firm.losses), len(by_group.losses)) == (12, 11)
    assert sum(by_group.losses.values()) == pytest.approx(172.9, abs=0.05)
    assert by_group.rs_min == by_firm.rs_min == pytest.approx(45.7937, abs=TENTH_OF_LAST_PLACE)
    assert by_group.worst == by_firm.worst == M1


def test_single_sources() -> None:
    found = {(row.buyer, row.product): row for row in twins.single_sources(CHAIN)}
    kinds = {key: (row.kind, row.group) for key, row in found.items()}
    assert kinds == {
        (T1, RUBBER): ("sole", R1),
        (T2, RUBBER): ("sole", R1),
        (R1, BUTADIENE): ("sole", B1),
        (A1, MIDDLE): ("sole", M1),
        (A2, MIDDLE): ("sole", M1),
        (S1, ROD): ("sole", W1),
        (S2, ROD): ("sole", W1),
        (T1, CORD): ("disguised", G),
        (T2, CORD): ("disguised", G),
        (T1, BLACK): ("dominant", C1),
        (T1, CHEMICAL): ("dominant", A1),
        (T1, NATURAL): ("dominant", N1),
        (T2, NATURAL): ("dominant", N1),
    }
    assert found[T1, BLACK].share == pytest.approx(0.69, abs=0.005)
    assert found[T1, CHEMICAL].share == pytest.approx(0.66, abs=0.005)
    assert found[T1, NATURAL].share == found[T2, NATURAL].share == pytest.approx(0.60)
    assert found[T1, CORD].n_eff == found[T2, CORD].n_eff == pytest.approx(1)
    assert found[T1, CORD].n_groups == 1
    assert found[T1, CORD].suppliers == (S1, S2)
    assert found[T1, CHEMICAL].n_eff == pytest.approx(1.82, abs=0.005)
    assert found[T1, BLACK].alternatives == (C2,)
    assert all(row.known_share == pytest.approx(1) for row in found.values())


def test_without_groups_the_cord_looks_diversified() -> None:
    found = {(row.buyer, row.product): row for row in twins.single_sources(CHAIN, merge_groups=False)}
    assert found[T1, CORD].kind == "dominant"
    assert found[T1, CORD].n_eff == pytest.approx(1.89, abs=0.005)
    assert (T2, CORD) not in found
    shares = twins.shares(CHAIN)[T2, CORD]
    assert 1 / sum((share or 0) ** 2 for share in shares.values()) == pytest.approx(2)
    shares = twins.shares(CHAIN)[T2, CHEMICAL]
    assert 1 / sum((share or 0) ** 2 for share in shares.values()) == pytest.approx(2)


def test_hidden_sources() -> None:
    found = twins.hidden_sources(CHAIN)
    verdicts = {(row.buyer, row.product, row.entity): (row.entity_type, row.is_hidden, row.depth) for row in found}
    assert verdicts == {
        (T1, CHEMICAL, M1): ("firm", "yes", 2),
        (T2, CHEMICAL, M1): ("firm", "yes", 2),
        (T1, CORD, W1): ("firm", "yes", 2),
        (T2, CORD, W1): ("firm", "yes", 2),
    }
    assert {row.n_groups for row in found if row.product == CORD} == {1}
    assert twins.hidden_sources(CHAIN, "group") == []


def test_rows_name_every_field_and_lose_nothing() -> None:
    rows = tables(CHAIN)
    assert {name: len(table) for name, table in rows.items()} == {
        "submissions": 1,
        "chains": 1,
        "stages": 9,
        "products": 9,
        "product_inputs": 8,
        "firms": 12,
        "capacities": 12,
        "supplies": 23,
    }
    assert all(set(row) == set(table[0]) for table in rows.values() for row in table)
    assert rows["firms"][5]["controller_uscc"] == G
    assert rows["capacities"][0]["ttr_days"] is None
    assert rows["supplies"][0]["share_buyer"] is None
    assert "qty_lower" in tables(CHAIN, siblings=True)["supplies"][0]


@pytest.mark.parametrize("firm", [T1, T2, R1, C2, W1])
def test_made_up_codes_pass_their_check_digit(firm: str) -> None:
    assert fake_code(int(firm[12:17]), firm[2:8]) == firm

"""The twins of outages, backups, screening and changes against the worked tyre example and sums done by hand."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import pytest

from tests.oracles import (
    twins,
    twins_backup,
    twins_changes,
    twins_hits,
    twins_screening,
)
from tests.oracles.plain_lists import (
    SPARE,
    STOCK,
    PlainLists,
    PlainReserve,
)
from tests.oracles.tyre import (
    A1,
    A2,
    B1,
    BLACK,
    C1,
    C2,
    M1,
    MIDDLE,
    N1,
    R1,
    S1,
    S2,
    T1,
    T2,
    TYRE,
    W1,
    tyre_chain,
)

CHAIN = tyre_chain()


# --- hits -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("firm", [M1, R1, B1, S1, C1, N1, W1])
def test_hits_say_the_same_as_firms(firm: str) -> None:
    hit = twins_hits.hit_of(CHAIN, "firm", firm)
    steps = twins_hits.outage(CHAIN, hit, 1e9, 90.0)
    expected = twins.simulate(CHAIN, hit.losses, 360)
    assert all(one == pytest.approx(other, abs=1e-12) for one, other in zip(steps, expected, strict=True))
    assert twins_hits.impact_of(CHAIN, hit) == pytest.approx(twins.impact(CHAIN, [firm]))
    assert twins_hits.fallen_others(CHAIN, hit) == twins.fallen_firms(CHAIN, [firm])


def test_a_park_of_three_falls_from_day_10_to_day_15() -> None:
    places = tuple(replace(row, park="园" if row.firm in (M1, R1, B1) else None) for row in CHAIN.capacities)
    chain = replace(CHAIN, capacities=places)
    steps = twins_hits.outage(chain, twins_hits.hit_of(chain, "park", "园"), 90.0, 90.0)
    tyres = [0.9 * step[T1, TYRE] / 1.4 + 0.5 * step[T2, TYRE] / 1.4 for step in steps]  # 720 : 400
    assert tyres[39] == pytest.approx(1)
    assert tyres[40] < 0.99
    assert tyres[60] == pytest.approx(0)


@pytest.mark.parametrize(
    ("kind", "entity", "hits"),
    [
        ("region", "370300", {R1, M1, B1}),
        ("region", "370000", {T1, T2, R1, C1, C2, S1, S2, A1, A2, M1, B1}),
        ("country", "TH", {N1}),
        ("site", C1, {C1}),
        ("product", BLACK, {C1, C2}),
    ],
)
def test_what_belongs_together(kind: str, entity: str, hits: set[str]) -> None:
    assert {firm for firm, _ in twins_hits.hit_of(CHAIN, kind, entity).losses} == hits


def test_a_corridor_cuts_trade_and_no_maker() -> None:
    chain = replace(
        CHAIN, supplies=tuple(replace(row, corridor="港" if row.supplier == W1 else None) for row in CHAIN.supplies)
    )
    hit = twins_hits.hit_of(chain, "corridor", "港")
    assert not hit.losses
    assert twins_hits.fallen_others(chain, hit) == sorted([S1, S2, T1, T2])
    assert twins_hits.impact_of(chain, hit) == pytest.approx(1)


def test_a_short_outage_heals_when_it_ends() -> None:
    steps = twins_hits.outage(CHAIN, twins_hits.hit_of(CHAIN, "firm", R1), 30.0, 90.0)
    assert steps[119][T1, TYRE] == pytest.approx(0)
    assert steps[120][T1, TYRE] == pytest.approx(1)


# --- backup ---------------------------------------------------------------------------------------------


def test_backup_of_m1() -> None:
    [need] = twins_backup.backup_needs(CHAIN, frozenset([M1]))
    assert need.gross == pytest.approx(0.4142466, abs=5e-8)
    assert need.upstream == pytest.approx(0.1058630, abs=5e-8)
    assert need.downstream == pytest.approx(0.0838356, abs=5e-8)
    assert need.need == pytest.approx(0.2245479, abs=5e-8)


def test_reserves_of_m1() -> None:
    rows = (
        PlainReserve("1", MIDDLE, STOCK, R1, 0.1, 5),
        PlainReserve("2", MIDDLE, SPARE, R1, 0.001, 30, 10.0, 36.5),
        PlainReserve("3", MIDDLE, SPARE, R1, 0.001, 38),  # 37.5 days are survived
        PlainReserve("4", MIDDLE, STOCK, A1, 0.1, 5),  # falls too, its stock does not
        PlainReserve("5", MIDDLE, STOCK, M1, 0.1, 5),
        PlainReserve("6", MIDDLE, STOCK, R1, 0.1, 5, agreement_end="2025-06-29"),
        PlainReserve("7", MIDDLE, STOCK, R1, None, 5),
        PlainReserve("8", BLACK, STOCK, R1, 9.0, 5),
    )
    found = twins_backup.reserves_for(CHAIN, PlainLists(reserves=rows), frozenset([M1]), MIDDLE)
    assert [row.is_usable for row in found] == [True, True, False, True, False, False, None]
    assert found[1].quantity == pytest.approx(0.06)
    assert found[1].cost == pytest.approx(19)
    assert twins_backup.coverage(0.2, found) == pytest.approx(1.3)
    assert twins_backup.coverage(0.0, found) is None
    assert twins_backup.still_missing(0.2, found, 1.5) == pytest.approx(0.04)


# --- screening ------------------------------------------------------------------------------------------


def test_screens_of_the_example() -> None:
    found = twins_screening.screen(twins_screening.firm_graph(CHAIN), twins_screening.final_shares(CHAIN))
    expected = {T1: 6, T2: 6, R1: 3} | dict.fromkeys((S1, S2, A1, A2), 1.5)
    assert {firm: row.betweenness for firm, row in found.items() if row.betweenness} == expected
    assert [firm for firm, row in found.items() if row.is_articulation] == [R1]
    assert {firm for firm, row in found.items() if row.is_bridge_end} == {R1, B1}
    assert {firm: row.dominated for firm, row in found.items() if row.dominated} == pytest.approx(
        {T1: 720 / 1120, T2: 400 / 1120}
    )
    assert not any(row.is_strong_articulation for row in found.values())


@pytest.mark.parametrize(
    ("graph", "n_points"),
    [
        (nx.cycle_graph(5, create_using=nx.DiGraph), 5),
        (nx.complete_graph(4, create_using=nx.DiGraph), 0),
        (nx.DiGraph([(0, 1), (1, 2), (2, 0), (0, 3), (3, 4), (4, 0)]), 5),
    ],
)
def test_strong_articulation_points_of_known_graphs(graph: nx.DiGraph[int], n_points: int) -> None:
    assert sum(twins_screening.is_strong_articulation(graph, node) for node in graph) == n_points


# --- changes --------------------------------------------------------------------------------------------


def test_changes() -> None:
    before: list[dict[str, object]] = [{"id": 1, "loss": 3.0, "note": "a"}, {"id": 2, "loss": 1.0}]
    after: list[dict[str, object]] = [{"id": 1, "loss": 4.0, "note": "b"}, {"id": 3, "loss": 2.0}]
    assert twins_changes.changed_rows(before, after, ["id"], ["loss"]) == {
        ("changed", (1,)): ({"loss": 3.0}, {"loss": 4.0}),
        ("closed", (2,)): ({"loss": 1.0}, None),
        ("added", (3,)): (None, {"loss": 2.0}),
    }
    assert twins_changes.changed_rows(before, after[:1], ["id"], ["id"]) == {("closed", (2,)): ({"id": 2}, None)}
    assert twins_changes.reason_of("2024-12-31", "2025-06-30", differs=True) == "reality"
    assert twins_changes.reason_of("2024-12-31", "2025-06-30", differs=False) == "unknown"
    assert twins_changes.reason_of("2024-12-31", "2024-12-31", differs=True) == "data"
    assert twins_changes.reason_of("2024-12-31", "2024-06-30", differs=True) == "unknown"

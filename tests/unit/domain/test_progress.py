"""How far work has come: shares of shares add up, sweeps never fall back, and whoever listens may end it."""

from __future__ import annotations

import pytest

from graphsvc.domain.progress import Cancelled, each_told, listener, listening, part, tell

Told = list[tuple[float, str]]


def test_nobody_needs_to_listen() -> None:
    tell(0.5, "analyse")
    with part(0.2, 0.4):
        tell(0.5, "analyse")
    assert listener() is None


def test_a_part_is_a_share_of_what_stands_around_it() -> None:
    told: Told = []
    with listening(lambda fraction, stage: told.append((fraction, stage))):
        with part(0.5, 0.9), part(0.0, 0.5):
            tell(0.5, "analyse")
        tell(0.95, "write")
    assert told == [(pytest.approx(0.6), "analyse"), (0.95, "write")]


def test_each_item_is_its_share() -> None:
    told: Told = []

    def work(item: str) -> str:
        tell(0.5, item)
        return item.upper()

    with listening(lambda fraction, stage: told.append((fraction, stage))):
        assert each_told(["a", "b"], "analyse", work) == ["A", "B"]
    assert told == [(0.0, "analyse"), (0.25, "a"), (0.5, "analyse"), (0.75, "b")]


def test_sweeps_of_a_part_stay_within_it() -> None:
    told: Told = []
    with listening(lambda fraction, stage: told.append((fraction, stage))), part(0.0, 0.5):
        heard = listener()
        assert heard is not None
        for _ in range(2):
            heard.sweep(1.0, "sweep")
            heard.swept()
    assert [fraction for fraction, _ in told] == [0.25, 0.375]


def test_whoever_listens_may_end_it() -> None:
    def refuse(fraction: float, stage: str) -> None:
        raise Cancelled("cancelled")

    with pytest.raises(Cancelled), listening(refuse):
        tell(0.1, "open")
    assert listener() is None

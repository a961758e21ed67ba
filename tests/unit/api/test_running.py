"""Work in its turn: told how far it is, ended where nobody wants it, aside where it takes long."""

from __future__ import annotations

import asyncio
import threading

import pytest

from graphsvc.api.running import Running, Seen, Turns
from graphsvc.domain.progress import Cancelled, part, tell

PATIENCE = 30.0


def test_work_tells_how_far_it_is() -> None:
    told: list[tuple[float, str]] = []

    def work(running: list[Running[str]]) -> str:
        tell(0.2, "open")
        told.append((running[0].seen.fraction, running[0].seen.stage))
        with part(0.5, 0.9):
            tell(0.5, "analyse")
            told.append((running[0].seen.fraction, running[0].seen.stage))
            tell(0.0, "analyse")  # less than before
            told.append((running[0].seen.fraction, running[0].seen.stage))
        return "done"

    async def run() -> str:
        here: list[Running[str]] = []
        here.append(Running(Turns(1, 0), lambda: work(here)))
        return await here[0].outcome

    assert asyncio.run(run()) == "done"
    assert told == [(0.2, "open"), (pytest.approx(0.7), "analyse"), (pytest.approx(0.7), "analyse")]


def test_what_nobody_wants_ends_where_it_next_tells() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def work() -> str:
        begun.set()
        assert go_on.wait(PATIENCE)
        tell(0.5, "analyse")
        return "too far"

    async def run() -> None:
        running = Running(Turns(1, 0), work)
        assert await asyncio.to_thread(begun.wait, PATIENCE)
        running.cancel()
        go_on.set()
        with pytest.raises(Cancelled):
            await running.outcome

    asyncio.run(run())


def test_what_waits_for_its_turn_never_begins() -> None:
    go_on = threading.Event()
    begun: list[int] = []

    async def run() -> None:
        turns = Turns(1, 0)
        first = Running(turns, lambda: go_on.wait(PATIENCE))
        second = Running(turns, lambda: begun.append(2))
        await asyncio.sleep(0)
        second.cancel()
        go_on.set()
        assert await first.outcome
        with pytest.raises(asyncio.CancelledError):
            await second.outcome
        third = Running(turns, lambda: begun.append(3))
        await third.outcome

    asyncio.run(run())
    assert begun == [3]


def test_who_takes_long_lets_the_next_begin_as_far_as_there_is_room() -> None:
    go_on = threading.Event()

    async def run() -> None:
        turns = Turns(1, 1)
        long = [Running(turns, lambda: go_on.wait(PATIENCE)) for _ in range(2)]
        short = Running(turns, lambda: "short")
        while not long[0].seen.begun:
            await asyncio.sleep(0.01)
        long[0].step_aside()
        while not long[1].seen.begun:
            await asyncio.sleep(0.01)
        long[1].step_aside()  # no room beside the first
        assert not (await asyncio.wait([short.outcome], timeout=0.1))[0]
        go_on.set()
        assert await short.outcome == "short"
        assert [await one.outcome for one in long] == [True, True]
        again = Running(turns, lambda: "again")  # no turn was lost or made
        assert await again.outcome == "again"

    asyncio.run(run())


def test_time_left_is_told_once_there_is_a_pace() -> None:
    seen = Seen()
    assert seen.seconds_left is None
    seen(0.5, "analyse")
    assert seen.seconds_left is None  # not begun

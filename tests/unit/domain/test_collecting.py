"""The collector of circles is slowed for a while and by several at once, and is as before when the last has left."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest

from graphsvc.domain.collecting import RARELY, rarely_collected


class _Circle:
    def __init__(self) -> None:
        self.own = self


def test_entered_again_it_stays_slow_until_the_first_is_left() -> None:
    before = gc.get_threshold()
    with rarely_collected():
        with rarely_collected():
            assert gc.get_threshold()[0] == RARELY
        assert gc.get_threshold()[0] == RARELY
    assert gc.get_threshold() == before


def test_it_is_as_before_when_something_fails_inside() -> None:
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="inside"), rarely_collected():
        raise ValueError("inside")
    assert gc.get_threshold() == before


def test_of_two_threads_the_last_one_restores_it() -> None:
    before = gc.get_threshold()
    entered, may_leave = threading.Event(), threading.Event()

    def stay() -> None:
        with rarely_collected():
            entered.set()
            may_leave.wait()

    other = threading.Thread(target=stay)
    with rarely_collected():
        other.start()
        entered.wait()
    assert gc.get_threshold()[0] == RARELY  # the other one is still inside
    may_leave.set()
    other.join()
    assert gc.get_threshold() == before


def test_many_threads_in_and_out() -> None:
    before = gc.get_threshold()
    start = threading.Barrier(8)
    seen: list[int] = []

    def come_and_go() -> None:
        start.wait()
        for _ in range(200):
            with rarely_collected():
                seen.append(gc.get_threshold()[0])

    threads = [threading.Thread(target=come_and_go) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(seen) == {RARELY}
    assert gc.get_threshold() == before


def test_circles_of_others_go_all_the_same() -> None:
    with rarely_collected():
        gone = weakref.ref(_Circle())
        kept: list[list[int]] = [[] for _ in range(2 * RARELY)]
    assert gone() is None, len(kept)


def test_who_does_without_the_collector_goes_on_without() -> None:
    before = gc.get_threshold()
    gc.set_threshold(0)
    try:
        with rarely_collected():
            assert gc.get_threshold()[0] == 0
        assert gc.get_threshold()[0] == 0
    finally:
        gc.set_threshold(*before)

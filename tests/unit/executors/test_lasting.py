"""Work handed over again where its worker is lost: for as long as that helps, and not where the work is wrong."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future

import numpy as np
import pytest

from graphsvc.domain.errors import StoreError
from graphsvc.executors.lasting import MOST_TIMES, lasting


class _Lost(Exception):
    pass


def _in_turn(outcomes: Sequence[object]) -> tuple[Callable[[], Future[object]], list[int]]:
    """A ``submit`` that comes to each of the outcomes in turn, and how often it was asked."""
    asked: list[int] = []

    def submit() -> Future[object]:
        future: Future[object] = Future()
        outcome = outcomes[min(len(asked), len(outcomes) - 1)]
        asked.append(1)
        if isinstance(outcome, Exception):
            future.set_exception(outcome)
        elif outcome == "cancelled":
            future.cancel()
        else:
            future.set_result(outcome)
        return future

    return submit, asked


def _is_lost(error: BaseException) -> bool:
    return isinstance(error, _Lost)


def test_what_is_lost_is_handed_over_again() -> None:
    submit, asked = _in_turn([_Lost(), "cancelled", 7])
    assert lasting(submit, _is_lost).result(timeout=60) == 7
    assert len(asked) == 3


def test_what_is_lost_every_time_is_given_up() -> None:
    submit, asked = _in_turn([_Lost()])
    with pytest.raises(StoreError) as raised:
        lasting(submit, _is_lost).result(timeout=60)
    assert (raised.value.code, len(asked)) == ("workers_lost", MOST_TIMES)


def test_what_goes_wrong_is_raised_at_once() -> None:
    submit, asked = _in_turn([ZeroDivisionError()])
    with pytest.raises(ZeroDivisionError):
        lasting(submit, _is_lost).result(timeout=60)
    assert len(asked) == 1

    def refuses() -> Future[object]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        lasting(refuses, _is_lost).result(timeout=60)


def test_who_cancels_cancels_what_was_handed_over() -> None:
    inner: Future[object] = Future()
    outer = lasting(lambda: inner, _is_lost)
    assert outer.cancel()
    assert inner.cancelled()
    with pytest.raises(CancelledError):
        outer.result()


def test_what_was_computed_goes_with_whoever_fetched_it() -> None:
    gc.disable()
    try:
        found = np.zeros(3)
        gone = weakref.ref(found)
        handed_over: list[Future[object]] = [Future()]
        outer = lasting(lambda: handed_over[0], _is_lost)
        handed_over.pop().set_result(found)
        assert outer.result(timeout=60) is found
        del outer, found
        assert gone() is None
    finally:
        gc.enable()

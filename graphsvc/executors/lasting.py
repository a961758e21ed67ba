"""Work that outlasts whoever does it: handed over again where a worker is lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from threading import Thread
from typing import TypeVar
from weakref import ref

from graphsvc.domain.errors import StoreError

T = TypeVar("T")
MOST_TIMES = 5
"""How often a chunk is handed over at most."""


def lasting(submit: Callable[[], Future[T]], is_loss: Callable[[BaseException], bool]) -> Future[T]:
    """The outcome of ``submit()``, handed over again where what went wrong ``is_loss`` of a worker; StoreError
    (``workers_lost``) where that never ends."""
    outcome: Future[T] = Future()
    _attempt(outcome, submit, is_loss, MOST_TIMES)
    return outcome


def _attempt(
    outcome: Future[T], submit: Callable[[], Future[T]], is_loss: Callable[[BaseException], bool], left: int
) -> None:
    def ended(inner: Future[T]) -> None:
        if outcome.cancelled():
            return
        lost = inner.cancelled()
        error = None if lost else inner.exception()
        if error is not None and is_loss(error):
            lost = True
        if not lost:
            _tell(outcome, error, inner)
        elif left > 1:  # in a thread of its own: whoever calls here may be the one that would have to answer
            Thread(target=_attempt, args=(outcome, submit, is_loss, left - 1), daemon=True).start()
        else:
            _tell(outcome, StoreError("workers_lost", times=MOST_TIMES), None)

    try:
        inner = submit()
    except Exception as error:
        _tell(outcome, error, None)
        return
    handed_over = ref(inner)  # no circle: what was computed goes with whoever fetched it
    outcome.add_done_callback(lambda told: _cancel(handed_over()) if told.cancelled() else None)
    inner.add_done_callback(ended)


def _cancel(inner: Future[T] | None) -> None:
    if inner is not None:
        inner.cancel()


def _tell(outcome: Future[T], error: BaseException | None, inner: Future[T] | None) -> None:
    try:
        if error is not None:
            outcome.set_exception(error)
        elif inner is not None:
            outcome.set_result(inner.result())
    except InvalidStateError:
        return  # nobody waits any more

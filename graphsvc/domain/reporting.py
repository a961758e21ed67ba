"""What long work tells while it runs, and to whom: one place around it, not a bar handed through the mathematics.

Whoever asks opens ``with reporting(progress):`` around the work and, where finished chunks shall outlast it,
``with keeping(checkpoints):``. Sweeps look here for both; without them they run all the same and tell nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphsvc.domain.ports import Attempt, Checkpoints, Progress

MOST = 0.99
"""What is told at most of work whose end is not known."""


class Listener:
    """Whoever listens to the sweeps of one piece of work. How many sweeps it will come to is not known beforehand, so
    each is taken for half of what is left: the fraction told never falls, and 1 is left to who knows the end."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._done = 0.0

    def told(self, part: float, stage: str) -> None:
        """How much (0-1) of the sweep that runs is done; what the listener raises ends it."""
        self._progress(min(MOST, self._done + 0.5 * part * (1.0 - self._done)), stage)

    def ended(self) -> None:
        """The sweep that ran is done; the next begins where it ended."""
        self._done += 0.5 * (1.0 - self._done)


_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)
_attempt: ContextVar[Attempt | None] = ContextVar("attempt", default=None)


@contextmanager
def reporting(progress: Progress) -> Iterator[None]:
    """Have every sweep within tell ``progress(fraction, stage)``, several times a second; raising there ends it."""
    token = _listener.set(Listener(progress))
    try:
        yield
    finally:
        _listener.reset(token)


@contextmanager
def keeping(checkpoints: Checkpoints | None) -> Iterator[None]:
    """Have sweeps within keep finished chunks, and take up those of an attempt that broke off; gone where this one
    comes to its end."""
    if checkpoints is None:
        yield
        return
    attempt = checkpoints.begin()
    token = _attempt.set(attempt)
    try:
        yield
    finally:
        _attempt.reset(token)
    attempt.forget()


def listener() -> Listener | None:
    """Who listens to this thread's work."""
    return _listener.get()


def attempt() -> Attempt | None:
    """Where this thread's work keeps finished chunks."""
    return _attempt.get()

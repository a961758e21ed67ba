"""How far work has come, told to whoever had it begun; being told is also where cancelling arrives.

Work that takes long calls ``tell`` with the share that is done of it; ``part`` gives it the share of the whole that it
stands for, so that nobody needs to know what else there is to do. Without a listener all of it costs nothing. What is
being done is a word of ``[stages]`` in ``labels.toml``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from graphsvc.domain.errors import AnalysisError
from graphsvc.domain.ports import Progress

T = TypeVar("T")
R = TypeVar("R")


class Cancelled(AnalysisError):
    """Whoever had the work begun does not want it any more."""


class Listener:
    """Whoever listens to one part of a piece of work, from ``low`` to ``high`` of the whole (0-1).

    How many sweeps a part will come to is not known beforehand, so each is taken for half of what is left of it: the
    share told never falls, and the end is left to who knows it.
    """

    def __init__(self, progress: Progress, low: float = 0.0, high: float = 1.0) -> None:
        self._progress, self._low, self._high = progress, low, high
        self._swept = 0.0

    def tell(self, fraction: float, stage: str) -> None:
        """How much (0-1) of this part is done; what the listener raises ends the work."""
        self._progress(self._low + fraction * (self._high - self._low), stage)

    def inner(self, low: float, high: float) -> Listener:
        """Who listens to what is ``low`` to ``high`` of this part."""
        span = self._high - self._low
        return Listener(self._progress, self._low + low * span, self._low + high * span)

    def sweep(self, fraction: float, stage: str) -> None:
        """How much (0-1) of the sweep that runs is done."""
        self.tell(self._swept + 0.5 * fraction * (1.0 - self._swept), stage)

    def swept(self) -> None:
        """The sweep that ran is done; the next begins where it ended."""
        self._swept += 0.5 * (1.0 - self._swept)


_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


def listener() -> Listener | None:
    """Who listens to this thread's work."""
    return _listener.get()


@contextmanager
def listening(progress: Progress) -> Iterator[None]:
    """Within: whatever is worked on in this thread tells ``progress``; what that raises ends the work."""
    with _heard_by(Listener(progress)):
        yield


@contextmanager
def part(low: float, high: float) -> Iterator[None]:
    """Within: what is told as 0 to 1 is ``low`` to ``high`` of what stands around it."""
    heard = _listener.get()
    with _heard_by(None if heard is None else heard.inner(low, high)):
        yield


@contextmanager
def _heard_by(heard: Listener | None) -> Iterator[None]:
    mark = _listener.set(heard)
    try:
        yield
    finally:
        _listener.reset(mark)


def tell(fraction: float, stage: str) -> None:
    """Say how much of this part is done (0-1) and what is being done.

    Raises
    ------
    Cancelled
        The work is not wanted any more.
    """
    heard = _listener.get()
    if heard is not None:
        heard.tell(fraction, stage)


def each_told(items: Iterable[T], stage: str, work: Callable[[T], R]) -> list[R]:
    """What ``work`` makes of each item; what it tells meanwhile is its share of the whole."""
    listed, made = list(items), []
    for n, item in enumerate(listed):
        tell(n / len(listed), stage)
        with part(n / len(listed), (n + 1) / len(listed)):
            made.append(work(item))
    return made

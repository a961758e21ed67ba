"""How far work has come, told to whoever had it begun; being told is also where cancelling arrives.

Work that takes long calls ``tell`` with the share that is done of it; ``part`` gives it the share of the whole that it
stands for, so that nobody needs to know what else there is to do. Without a listener both cost nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

from graphsvc.domain.errors import AnalysisError
from graphsvc.domain.ports import Progress

T = TypeVar("T")
R = TypeVar("R")


class Cancelled(AnalysisError):
    """Whoever had the work begun does not want it any more."""


@dataclass(frozen=True)
class _Listening:
    progress: Progress
    low: float = 0.0
    high: float = 1.0


_listening: ContextVar[_Listening | None] = ContextVar("listening", default=None)


@contextmanager
def listening(progress: Progress) -> Iterator[None]:
    """Within: whatever is worked on in this thread tells ``progress``; what that raises ends the work."""
    mark = _listening.set(_Listening(progress))
    try:
        yield
    finally:
        _listening.reset(mark)


@contextmanager
def part(low: float, high: float) -> Iterator[None]:
    """Within: what is told as 0 to 1 is ``low`` to ``high`` of what stands around it."""
    heard = _listening.get()
    if heard is None:
        yield
        return
    span = heard.high - heard.low
    mark = _listening.set(_Listening(heard.progress, heard.low + low * span, heard.low + high * span))
    try:
        yield
    finally:
        _listening.reset(mark)


def tell(fraction: float, stage: str) -> None:
    """Say how much of this part is done (0-1) and what is being done, one of ``STAGES``.

    Raises
    ------
    Cancelled
        The work is not wanted any more.
    """
    heard = _listening.get()
    if heard is not None:
        heard.progress(heard.low + fraction * (heard.high - heard.low), stage)


def each_told(items: Iterable[T], stage: str, work: Callable[[T], R]) -> list[R]:
    """What ``work`` makes of each item; what it tells meanwhile is its share of the whole."""
    listed, made = list(items), []
    for n, item in enumerate(listed):
        tell(n / len(listed), stage)
        with part(n / len(listed), (n + 1) / len(listed)):
            made.append(work(item))
    return made


STAGES = ("queued", "open", "analyse", "write")
"""What is being done: waiting for its turn, the version brought into memory, worked out, written down."""

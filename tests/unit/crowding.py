"""Many threads that ask for the same thing at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Lock
from typing import Any, TypeVar

T = TypeVar("T")
THREADS = 12
PATIENCE = 0.3
"""How long [s] the first who builds waits for another one; only a build that is not guarded ends it sooner."""


class Counted:
    """A function that counts its calls; the first of them lingers, so that whoever could build too does."""

    def __init__(self, build: Callable[..., Any]) -> None:
        self.n = 0
        self._build, self._count, self._again = build, Lock(), Event()

    def __call__(self, *args: Any, **named: Any) -> Any:
        with self._count:
            self.n += 1
            is_first = self.n == 1
        if is_first:
            self._again.wait(PATIENCE)
        else:
            self._again.set()
        return self._build(*args, **named)


def crowd(ask: Callable[[], T]) -> list[T]:
    """What every one of many threads got that asked at the same moment."""
    start = Barrier(THREADS)

    def one(_: int) -> T:
        start.wait()
        return ask()

    with ThreadPoolExecutor(max_workers=THREADS) as pool:
        return list(pool.map(one, range(THREADS)))

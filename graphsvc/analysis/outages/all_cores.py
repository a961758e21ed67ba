"""Compiled loops on all cores: one set of threads for the whole process, however many requests ask at once."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar, cast

from numba import njit

CORES = os.cpu_count() or 1
T = TypeVar("T")
Loop = TypeVar("Loop", bound=Callable[..., object])


def in_place(loop: Loop) -> Loop:
    """Compile a loop that makes no array. The arrays it takes out of tuples are then not counted: that takes an atomic
    step each way, several times what the loop itself does (seen with numba 0.68.1)."""
    return cast(Loop, njit(cache=True, nogil=True, _nrt=False)(loop))  # type: ignore[call-overload]


def in_chunks(run: Callable[[int, int], T], n: int, chunk: int) -> list[T]:
    """``run(first, last)`` over chunks of 0..n-1, in order; the loops behind ``run`` let go of the interpreter lock.

    ``run`` must not come back here: it would wait for a thread it holds itself.
    """
    spans = [(first, min(first + chunk, n)) for first in range(0, n, chunk)]
    if len(spans) < 2:
        return [run(*span) for span in spans]
    found: list[T] = []
    waiting: deque[Future[T]] = deque()
    for span in spans:  # few at a time, so that a short request does not wait for all of a long one
        if len(waiting) == 2 * CORES:
            found.append(waiting.popleft().result())
        waiting.append(_threads.submit(run, *span))
    return [*found, *(one.result() for one in waiting)]


def _begin() -> None:
    global _threads
    _threads = ThreadPoolExecutor(CORES, thread_name_prefix="kernel")  # started when the first work comes


_threads: ThreadPoolExecutor
_begin()
os.register_at_fork(after_in_child=_begin)  # a child has none of its parent's threads

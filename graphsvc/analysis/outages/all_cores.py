"""Sweeps: the same compiled loop over chunks of things, worked off by one crew for the whole process.

By default that is a thread on each core, however many requests ask at once; ``engage`` puts others in their place.
Chunks hang on the number of things alone and are put together in order: who works them off leaves no trace in what is
found.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from importlib import import_module
from typing import Generic, TypeVar, cast

from numba import njit

from graphsvc.domain.attempts import attempt
from graphsvc.domain.ports import Checkpoint, Crew, Span
from graphsvc.domain.progress import Listener, listener

CORES = os.cpu_count() or 1
SWEEP = "sweep"
"""Stage of work that is told where a sweep has no word of its own."""
LOOK_UP_SECONDS = 0.1
"""How often whoever listens is told of a chunk that takes its time, and may end the sweep."""
T = TypeVar("T")
Loop = TypeVar("Loop", bound=Callable[..., object])


def in_place(loop: Loop) -> Loop:
    """Compile a loop that makes no array. The arrays it takes out of tuples are then not counted: that takes an atomic
    step each way, several times what the loop itself does (seen with numba 0.68.1)."""
    return cast(Loop, njit(cache=True, nogil=True, _nrt=False)(loop))  # type: ignore[call-overload]


class Work(Generic[T]):
    """A function of a module with what all chunks read, ``loop(*shared, first, last)``; other processes know it by its
    name. It lets go of the interpreter lock, and returns an array or a tuple of arrays."""

    def __init__(self, loop: Callable[..., T], *shared: object) -> None:
        self.loop, self.shared = loop, shared

    def __call__(self, first: int, last: int) -> T:
        """One chunk."""
        return self.loop(*self.shared, first, last)

    def __reduce__(self) -> tuple[object, ...]:
        return _named, (self.loop.__module__, self.loop.__qualname__, self.shared)


def _named(module: str, name: str, shared: tuple[object, ...]) -> Work[object]:
    return Work(getattr(import_module(module), name), *shared)


def in_chunks(run: Callable[[int, int], T], n: int, chunk: int, stage: str = SWEEP) -> list[T]:
    """``run(first, last)`` over chunks of 0..n-1, in order.

    ``run`` must not come back here: it would wait for a thread it holds itself. What is no ``Work`` stays in this
    process.
    """
    spans = [(first, min(first + chunk, n)) for first in range(0, n, chunk)]
    heard, trying = listener(), attempt()
    if not spans or (len(spans) == 1 and heard is None):
        return [run(*span) for span in spans]
    kept = trying.sweep(run, spans) if trying is not None and isinstance(run, Work) else None
    sweep = _Sweep(_crew if isinstance(run, Work) else _threads, run, spans, heard, kept, stage)
    return sweep.outcomes()


class _Sweep(Generic[T]):
    """One sweep under way."""

    def __init__(
        self, crew: Crew, run: Callable[[int, int], T], spans: Sequence[Span], heard: Listener | None,
        kept: Checkpoint | None, stage: str,
    ) -> None:  # fmt: skip
        self._crew, self._run, self._spans, self._stage = crew, run, spans, stage
        self._heard, self._kept = heard, kept
        self._found: dict[Span, T] = {}
        self._waiting: deque[tuple[Span, Future[T]]] = deque()

    def outcomes(self) -> list[T]:
        """What each chunk came to, in order."""
        try:
            if self._kept is not None:
                self._found.update(cast(dict[Span, T], self._kept.found()))
            missing = [span for span in self._spans if span not in self._found]
            if missing:
                self._work_off(missing)
        except BaseException:
            self._break_off()
            raise
        if self._heard is not None:
            self._heard.swept()
        return [self._found[span] for span in self._spans]

    def _work_off(self, missing: Sequence[Span]) -> None:
        submit, most = self._crew.begin(self._run), 2 * self._crew.n_at_once()
        for span in missing:  # few at a time, so that a short request does not wait for all of a long one
            if len(self._waiting) == most:
                self._fetch()
            self._waiting.append((span, submit(*span)))
        while self._waiting:
            self._fetch()

    def _fetch(self) -> None:
        """Wait for the chunk that was handed over first."""
        span, future = self._waiting[0]
        self._look_up()
        while not future.done() and not (self._heard is None and self._kept is None):
            wait([future], LOOK_UP_SECONDS)
            self._look_up()
        self._take(span, future.result())
        self._waiting.popleft()

    def _look_up(self) -> None:
        """While time passes: tell how far it is, write down what is finished."""
        if self._heard is not None:
            self._heard.sweep(len(self._found) / len(self._spans), self._stage)
        if self._kept is not None:
            self._kept.write_down()

    def _take(self, span: Span, outcome: T) -> None:
        self._found[span] = outcome
        if self._kept is not None:
            self._kept.keep(span, outcome)

    def _break_off(self) -> None:
        """Nothing more is begun; what is finished is kept."""
        for _, future in self._waiting:
            future.cancel()
        if self._kept is None:
            return
        for span, future in self._waiting:
            if future.done() and not future.cancelled() and future.exception() is None:
                self._take(span, future.result())
        self._kept.write_down()


class Threads:
    """A thread on each core."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(CORES, thread_name_prefix="kernel")  # started when the first work comes

    def n_at_once(self) -> int:
        """As many as there are cores."""
        return CORES

    def begin(self, run: Callable[[int, int], T]) -> Callable[[int, int], Future[T]]:
        """Threads see everything: nothing is handed over beforehand."""
        return lambda first, last: self._threads.submit(run, first, last)

    def close(self) -> None:
        """Let threads go that have nothing to do."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def engage(crew: Crew | None) -> None:
    """Have sweeps worked off by ``crew`` from now on; None: by the threads of this process."""
    global _crew
    _crew = _threads if crew is None else crew


def _begin() -> None:
    global _threads, _crew
    _crew = _threads = Threads()


_threads: Threads
_crew: Crew
_begin()
os.register_at_fork(after_in_child=_begin)  # a child has none of its parent's threads

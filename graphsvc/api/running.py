"""One piece of work of the desk while it runs: how far it has come, and whether anybody still wants it."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from graphsvc.domain.progress import Cancelled, listening

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Seen:
    """How far work has come, told by its thread and read by others; told once more after ``cancel``, it ends."""

    def __init__(self) -> None:
        self.fraction, self.stage, self.begun = 0.0, "queued", 0.0
        self._unwanted = False

    def __call__(self, fraction: float, stage: str) -> None:
        """Note how far it is, never less than before (``domain.ports.Progress``)."""
        if self._unwanted:
            raise Cancelled("cancelled")
        self.fraction, self.stage = max(self.fraction, min(fraction, 1.0)), stage

    def cancel(self) -> None:
        """Nobody wants it any more."""
        self._unwanted = True

    @property
    def seconds_left(self) -> float | None:
        """How long it would still take at the pace so far [s], None while nobody can tell."""
        spent = time.monotonic() - self.begun
        if not self.begun or self.fraction < 0.05 or spent < 1:
            return None
        return spent * (1 - self.fraction) / self.fraction


class Turns:
    """How many may work at once; whoever turns out to take long steps aside for the next, as far as there is room."""

    def __init__(self, at_once: int, aside: int) -> None:
        self._turns, self._room = asyncio.Semaphore(at_once), aside
        self.pool = ThreadPoolExecutor(at_once + aside, thread_name_prefix="answer")

    async def take(self) -> None:
        """Wait for a turn."""
        await self._turns.acquire()

    def give_back(self) -> None:
        """Let the next begin."""
        self._turns.release()

    def step_aside(self) -> bool:
        """Whether there was room to go on aside; the next begins."""
        if self._room < 1:
            return False
        self._room -= 1
        self._turns.release()
        return True

    def came_back(self) -> None:
        """What went on aside has ended."""
        self._room += 1


class Running(Generic[T]):
    """Work in its turn; ``outcome`` is awaited by whoever wants it."""

    def __init__(self, turns: Turns, work: Callable[[], T]) -> None:
        self.seen = Seen()
        self._turns, self._work = turns, work
        self._is_aside = self._has_turn = False
        self.outcome: asyncio.Task[T] = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> T:
        await self._turns.take()
        self._has_turn = True
        try:
            self.seen(0.0, "queued")
            self.seen.begun = time.monotonic()
            context = copy_context()
            return await asyncio.get_running_loop().run_in_executor(
                self._turns.pool, partial(context.run, self._listened)
            )
        finally:
            self._has_turn = False
            self._turns.came_back() if self._is_aside else self._turns.give_back()

    def _listened(self) -> T:
        with listening(self.seen):
            return self._work()

    def step_aside(self) -> None:
        """Let others have the turn: this takes long."""
        if self._has_turn and not self._is_aside:
            self._is_aside = self._turns.step_aside()

    def cancel(self) -> None:
        """Nobody wants it: it never begins, or ends where it next tells how far it is."""
        self.seen.cancel()
        if not self._has_turn:
            self.outcome.cancel()

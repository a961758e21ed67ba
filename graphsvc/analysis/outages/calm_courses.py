"""How levels go when nothing fails, kept for those who ask again: every entity and every question starts from it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import NamedTuple

from cachetools import LRUCache

from graphsvc.analysis.outages.course_kernels import Course
from graphsvc.domain.arrays import Bools, Floats

MOST_BYTES = 64 * 2**20
"""Of courses kept at a time for one model; that which nobody asked for longest goes first."""


class Calm(NamedTuple):
    """A course, the steps ``until`` which it holds, and the purchases (Q,) whose stock may drain on it."""

    course: Course
    until: int
    draining: Bools


class CalmCourses:
    """Courses by what they hang on, for all threads; a longer one stands for every shorter."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._kept: LRUCache[tuple[bytes, bool, int], Calm] = LRUCache(most_bytes, _size)
        self._lock = Lock()

    def get(self, stock: Floats, n_steps: int, worst: bool, side: int, build: Callable[[], Calm]) -> Calm:
        """The course of a reading, built where it is not kept.

        Parameters
        ----------
        stock : (Q,)
            Stock [d of base use].
        n_steps : int
            Steps it holds for at least.
        worst, side : bool, int
            As in ``FailureModel.outlast``.
        build : function
            Makes it.
        """
        key = (stock.tobytes(), worst, side)
        with self._lock:
            kept = self._kept.get(key)
        if kept is not None and kept.until >= n_steps:
            return kept
        calm = build()
        with self._lock:
            if _size(calm) <= self._kept.maxsize:
                self._kept[key] = calm
        return calm


def _size(calm: Calm) -> int:
    """Bytes."""
    return sum(part.nbytes for part in (*calm.course, calm.draining))

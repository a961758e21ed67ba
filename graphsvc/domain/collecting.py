"""The collector of circles looks more rarely while many small objects come into being, none of which stands in one."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

RARELY = 200_000
"""New objects between two looks; Python's own 700 make it pass over every object again and again."""

_counting = threading.Lock()
_n_inside = 0
_before = gc.get_threshold()


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Circles are looked for every ``RARELY`` new objects, in all threads; never not at all.

    May be entered again, and by several threads at once: as it was before is restored when the last has left.
    """
    global _n_inside, _before
    with _counting:
        _n_inside += 1
        if _n_inside == 1:
            _before = gc.get_threshold()
            if _before[0]:  # 0: somebody does without
                gc.set_threshold(max(RARELY, _before[0]), *_before[1:])
    try:
        yield
    finally:
        with _counting:
            _n_inside -= 1
            if not _n_inside:
                gc.set_threshold(*_before)

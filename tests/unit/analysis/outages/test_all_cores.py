"""Work on all cores: in order, by the same few threads every time, in a forked process too."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable

import pytest

from graphsvc.analysis.outages import all_cores
from graphsvc.analysis.outages.all_cores import CORES, in_chunks

FORKED = """
import os
from graphsvc.analysis.outages.all_cores import in_chunks
work = lambda: in_chunks(lambda first, last: last - first, 40, 4)
assert work() == [4] * 10
child = os.fork()
if child == 0:
    os._exit(0 if work() == [4] * 10 else 1)
assert os.waitpid(child, 0)[1] == 0
"""


def test_chunks_cover_everything_in_order() -> None:
    assert in_chunks(lambda first, last: (first, last), 0, 4) == []
    assert in_chunks(lambda first, last: (first, last), 3, 4) == [(0, 3)]
    ends = in_chunks(lambda first, last: (first, last), 402, 4)
    assert ends == [(first, min(first + 4, 402)) for first in range(0, 402, 4)]


def test_every_call_is_served_by_the_same_threads() -> None:
    seen = {one for _ in range(5) for one in in_chunks(lambda first, last: threading.get_ident(), 80, 1)}
    assert 1 <= len(seen) <= CORES
    assert threading.get_ident() not in seen


class _Counted:
    """Threads that count what was handed to them and not fetched yet."""

    def __init__(self) -> None:
        self.n_open = self.most = 0

    def submit(self, run: Callable[[int, int], int], first: int, last: int) -> _Counted._One:
        self.n_open += 1
        self.most = max(self.most, self.n_open)
        return self._One(self, run(first, last))

    class _One:
        def __init__(self, threads: _Counted, found: int) -> None:
            self._threads, self._found = threads, found

        def result(self) -> int:
            self._threads.n_open -= 1
            return self._found


def test_a_long_call_takes_its_turn_in_small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few chunks of one call wait at any time, so that those of another one come in between."""
    threads = _Counted()
    monkeypatch.setattr(all_cores, "_threads", threads)
    assert in_chunks(lambda first, last: first, 20 * CORES, 1) == list(range(20 * CORES))
    assert (threads.most, threads.n_open) == (2 * CORES, 0)


def test_what_goes_wrong_inside_is_raised() -> None:
    def fail(first: int, last: int) -> int:
        if first == 5:
            raise ZeroDivisionError
        return first

    with pytest.raises(ZeroDivisionError):
        in_chunks(fail, 10, 1)


def test_a_forked_process_has_threads_of_its_own() -> None:
    subprocess.run([sys.executable, "-W", "ignore", "-c", FORKED], check=True, timeout=120)

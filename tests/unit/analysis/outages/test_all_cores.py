"""Work on all cores: in order, by the same few threads every time, in a forked process too."""

from __future__ import annotations

import ast
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest

from graphsvc.analysis.outages.all_cores import CORES, Work, engage, in_chunks
from graphsvc.analysis.outages.kept_kernels import kept_each
from graphsvc.domain.arrays import Longs
from graphsvc.domain.progress import listening

ROOT = Path(__file__).parents[4]
T = TypeVar("T")

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
    """A crew that counts what was handed to it and not fetched yet."""

    def __init__(self) -> None:
        self.n_open = self.most = 0

    def n_at_once(self) -> int:
        return 3

    def begin(self, run: Callable[[int, int], T]) -> Callable[[int, int], Future[T]]:
        def submit(first: int, last: int) -> Future[T]:
            self.n_open += 1
            self.most = max(self.most, self.n_open)
            done: _Fetched[T] = _Fetched(self)
            done.set_result(run(first, last))
            return done

        return submit

    def close(self) -> None:
        pass


class _Fetched(Future[T]):
    def __init__(self, crew: _Counted) -> None:
        super().__init__()
        self._crew = crew

    def result(self, timeout: float | None = None) -> T:
        self._crew.n_open -= 1
        return super().result(timeout)


@pytest.fixture
def crew() -> Iterator[_Counted]:
    """A crew of this test's own in place of the threads."""
    counted = _Counted()
    engage(counted)
    yield counted
    engage(None)


def squares(values: Longs, first: int, last: int) -> tuple[Longs, Longs]:
    """Squares and cubes of some of the values."""
    return values[first:last] ** 2, values[first:last] ** 3


def test_a_long_call_takes_its_turn_in_small_parts(crew: _Counted) -> None:
    """Few chunks of one call wait at any time, so that those of another one come in between."""
    found = in_chunks(Work(squares, np.arange(20)), 20, 1)
    assert [int(part[0][0]) for part in found] == [n * n for n in range(20)]
    assert (crew.most, crew.n_open) == (6, 0)


def test_what_other_processes_cannot_know_stays_in_this_one(crew: _Counted) -> None:
    assert in_chunks(lambda first, last: first, 20, 1) == list(range(20))
    assert crew.most == 0


def test_work_goes_by_its_name() -> None:
    again = pickle.loads(pickle.dumps(Work(squares, np.arange(5))))
    assert (again.loop, again(2, 4)[1].tolist()) == (squares, [8, 27])
    compiled = pickle.loads(pickle.dumps(Work(kept_each, 1, 2)))
    assert (compiled.loop, compiled.shared) == (kept_each, (1, 2))


@pytest.mark.slow  # a chain is played through
def test_every_sweep_of_the_program_can_go_to_other_processes() -> None:
    """The first argument of each call is ``Work``, or a name that was given one."""
    calls = 0
    for path in sorted((ROOT / "graphsvc").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        made = {
            node.targets[0].id
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and _is_work(node.value)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "in_chunks":
                calls += 1
                run = node.args[0]
                assert _is_work(run) or (isinstance(run, ast.Name) and run.id in made), f"{path}:{node.lineno}"
    assert calls >= 9


def _is_work(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Work"


def test_a_sweep_tells_how_far_it_is_and_never_falls_back() -> None:
    told: list[tuple[float, str]] = []
    with listening(lambda fraction, stage: told.append((fraction, stage))):
        in_chunks(Work(squares, np.arange(40)), 40, 10, "pairs")
        in_chunks(Work(squares, np.arange(40)), 40, 10)
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions)
    assert {0.0, 0.375, 0.5, 0.6875} <= set(fractions)  # quarters of the first half, then of the half of what is left
    assert fractions[-1] < 1.0
    assert {stage for _, stage in told} == {"pairs", "sweep"}


def wait_at_first(path: str, first: int, last: int) -> Longs:
    """The first chunk waits until a file is there."""
    while first == 0 and not Path(path).exists():
        time.sleep(0.01)
    return np.arange(first, last)


def test_whoever_listens_ends_a_sweep_while_its_first_chunk_still_runs(tmp_path: Path) -> None:
    def enough(fraction: float, stage: str) -> None:
        if time.monotonic() > begin + 0.3:
            raise _Enough

    begin = time.monotonic()
    with pytest.raises(_Enough), listening(enough):
        in_chunks(Work(wait_at_first, str(tmp_path / "go")), 50, 1)
    took = time.monotonic() - begin
    (tmp_path / "go").touch()
    assert took < 5.0  # it would never have ended by itself


class _Enough(Exception):
    pass


def test_what_goes_wrong_inside_is_raised() -> None:
    def fail(first: int, last: int) -> int:
        if first == 5:
            raise ZeroDivisionError
        return first

    with pytest.raises(ZeroDivisionError):
        in_chunks(fail, 10, 1)


@pytest.mark.slow  # a process of its own
def test_a_forked_process_has_threads_of_its_own() -> None:
    subprocess.run([sys.executable, "-W", "ignore", "-c", FORKED], check=True, timeout=120)

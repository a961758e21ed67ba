"""Sweeps in processes of this machine: the same as on threads, arrays laid down once, a killed process no loss."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from graphsvc.analysis.outages.all_cores import Work, engage, in_chunks
from graphsvc.domain.arrays import Floats
from graphsvc.executors import processes
from graphsvc.executors.processes import Processes

pytestmark = pytest.mark.slow  # starts processes that import the mathematics


@pytest.fixture
def crew() -> Iterator[Processes]:
    crew = Processes(2)
    engage(crew)
    yield crew
    engage(None)
    crew.close()


def roots(values: Floats, mark: str, first: int, last: int) -> tuple[Floats, Floats]:
    """Roots, and the process that took them; where ``mark`` names a file that is not there, that process is killed."""
    if mark and first >= 40 and not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return np.sqrt(values[first:last]), np.full(last - first, float(os.getpid()))


def test_processes_find_what_threads_find_out_of_arrays_laid_down_once(crew: Processes) -> None:
    values = np.random.default_rng(3).random(5000)
    found = in_chunks(Work(roots, values, ""), 5000, 100)
    engage(None)
    plain = in_chunks(Work(roots, values, ""), 5000, 100)
    engage(crew)
    assert np.concatenate([part[0] for part in found]).tobytes() == np.concatenate([p[0] for p in plain]).tobytes()
    assert float(os.getpid()) not in {part[1][0] for part in found}
    assert crew._files is not None
    folder = Path(crew._files._folder.name)
    (laid,) = folder.iterdir()
    written = laid.stat().st_mtime_ns
    in_chunks(Work(roots, values, ""), 200, 100)
    assert [(each, each.stat().st_mtime_ns) for each in folder.iterdir()] == [(laid, written)]
    crew.close()
    assert not folder.exists()


def test_a_killed_process_costs_its_chunks_not_the_sweep(crew: Processes, tmp_path: Path) -> None:
    values = np.arange(2000.0)
    found = in_chunks(Work(roots, values, str(tmp_path / "killed")), 2000, 20)
    assert (tmp_path / "killed").exists()
    np.testing.assert_array_equal(np.concatenate([part[0] for part in found]), np.sqrt(values))


def test_arrays_go_where_there_is_no_room_and_nobody_uses_them(
    crew: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "MOST_BYTES", 50_000)
    for seed in range(4):  # 40,000 bytes each
        in_chunks(Work(roots, np.random.default_rng(seed).random(5000), ""), 200, 100)
    assert crew._files is not None
    assert sum(each.stat().st_size for each in Path(crew._files._folder.name).iterdir()) <= 50_000

"""A Dask cluster of separate processes works off sweeps bit for bit as this process does, one of them killed or not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import orjson
import pytest
from scipy import sparse

from graphsvc.analysis.outages.all_cores import Work, engage, in_chunks
from graphsvc.analysis.systemic_risk import systemic_risk
from graphsvc.analysis.systemic_risk.closures import Closures
from graphsvc.domain.arrays import Floats, Longs
from graphsvc.domain.progress import listening
from graphsvc.executors.cluster import Cluster
from graphsvc.settings import Settings
from graphsvc.usecases.documents import answer_document
from graphsvc.wiring import House

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow  # a scheduler and two workers are processes that import the mathematics
PATH = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
WORKERS = 3
"""Two of them are killed, each in the middle of a sweep; the tests stand in that order."""


@dataclass
class Machines:
    """Where the scheduler listens, and its workers."""

    address: str
    workers: list[subprocess.Popen[bytes]]

    def kill_one(self) -> subprocess.Popen[bytes]:
        """Kill a worker that is there, without a word."""
        worker = next(each for each in self.workers if each.poll() is None)
        worker.send_signal(signal.SIGKILL)
        worker.wait(30)
        return worker


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """A scheduler and workers of one thread, as the commands of Dask start them."""
    folder = tmp_path_factory.mktemp("cluster")
    told = folder / "scheduler.json"
    environment = {**os.environ, "PYTHONPATH": PATH}

    def start(program: str, *more: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.{program}", "--scheduler-file", str(told), "--host",
                   "127.0.0.1", "--no-dashboard", *more]  # fmt: skip
        with (folder / f"{program}.log").open("ab") as log:
            process = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log)
        stack.callback(_end, process)
        return process

    with ExitStack() as stack:
        start("dask_scheduler", "--port", "0")
        workers = [start("dask_worker", "--nthreads", "1", "--no-nanny", "--name", str(n)) for n in range(WORKERS)]
        until = time.monotonic() + 60
        while not told.exists() or not told.stat().st_size:
            assert time.monotonic() < until
            time.sleep(0.05)
        yield Machines(orjson.loads(told.read_bytes())["address"].removeprefix("tcp://"), workers)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait(30)


@pytest.fixture
def crew(machines: Machines) -> Iterator[Cluster]:
    """The cluster with both workers at work."""
    crew = Cluster(machines.address)
    there = sum(each.poll() is None for each in machines.workers)
    crew._opened().wait_for_workers(there, timeout=60)
    engage(crew)
    yield crew
    engage(None)
    crew.close()


QUESTIONS = ("choke-points", "hidden-sources")


def test_answers_are_those_of_this_process(machines: Machines, tyre_store: Path) -> None:
    def answers(compute: str) -> dict[str, object]:
        house = House(Settings(store_url=f"sqlite:///{tyre_store}", compute=compute))
        try:
            with listening(lambda fraction, stage: None):
                return {name: answer_document(house.analyst.ask(name, {}), "en") for name in QUESTIONS}
        finally:
            house.close()

    assert orjson.dumps(answers(f"dask://{machines.address}")) == orjson.dumps(answers("threads"))


def _trade(n: int = 2600) -> tuple[sparse.csr_array, Longs, Longs, Floats]:
    """Firms that sell half of what they make outside: closures end after some twenty steps."""
    rng = np.random.default_rng(11)
    sold, bought = rng.integers(0, n, (2, 3 * n))
    weights = sparse.csr_array(sparse.coo_array((rng.random(3 * n), (sold, bought)), shape=(n, n)))
    revenue: Floats = 2.0 * np.asarray(weights.sum(axis=1), np.float64).reshape(-1)
    return weights, rng.integers(0, 12, n), rng.integers(0, 2, (12, 12)), revenue


def _close_all() -> Closures:
    weights, industry, essentiality, revenue = _trade()
    return systemic_risk(weights, industry, essentiality, revenue=revenue, tolerance=1e-9)


def test_a_killed_worker_changes_no_bit(machines: Machines, crew: Cluster) -> None:
    engage(None)
    local = _close_all()
    engage(crew)
    killed: list[float] = []

    def kill(fraction: float, stage: str) -> None:
        if fraction > 0.1 and not killed:
            killed.append(fraction)
            machines.kill_one()

    with listening(kill):
        found = _close_all()
    assert 0.1 < killed[0] < 0.4  # in the middle of the sweep, which is told as the first half
    for name in ("esri", "esri_upstream", "esri_downstream", "steps", "growth", "visits", "remaining"):
        assert getattr(found, name).tobytes() == getattr(local, name).tobytes(), name


def noted(folder: str, values: Longs, first: int, last: int) -> Longs:
    """Squares; leaves a file for each time it was asked for the chunk."""
    (Path(folder) / f"{first}-{os.getpid()}-{time.monotonic_ns()}").touch()
    time.sleep(0.02)
    return values[first:last] ** 2


def test_a_killed_worker_costs_its_chunks_alone(machines: Machines, crew: Cluster, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    values = np.arange(2000)
    killed: list[int] = []

    def kill(fraction: float, stage: str) -> None:
        if fraction > 0.1 and not killed:
            killed.append(machines.kill_one().pid)

    with listening(kill):
        found = in_chunks(Work(noted, str(notes), values), 2000, 20)
    np.testing.assert_array_equal(np.concatenate(found), values**2)
    asked = Counter(each.name.split("-")[0] for each in notes.iterdir())
    assert len(asked) == 100
    assert asked.total() <= 100 + 4  # at most all that were handed over at the moment, two for each of two workers
    assert killed[0] in {int(each.name.split("-")[1]) for each in notes.iterdir()}


def test_what_the_cluster_lost_is_sent_again(machines: Machines, crew: Cluster, tmp_path: Path) -> None:
    """All copies of the arrays go with their workers; whoever comes then gets them anew."""
    values = np.arange(2000)
    before = in_chunks(Work(noted, str(tmp_path), values), 2000, 500)
    while any(each.poll() is None for each in machines.workers):
        machines.kill_one()
    fresh = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_worker", f"tcp://{machines.address}", "--nthreads", "1",
         "--no-nanny", "--no-dashboard"],
        env={**os.environ, "PYTHONPATH": PATH}, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        after = in_chunks(Work(noted, str(tmp_path), values), 2000, 500)
    finally:
        _end(fresh)
    np.testing.assert_array_equal(np.concatenate(before), np.concatenate(after))

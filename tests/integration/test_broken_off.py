"""A sweep that Ctrl-C or a kill breaks off ends at once and leaves what is finished; the next run takes it up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow  # processes of their own, one of which is broken off after a second or two

COMMAND = """
import sys
from pathlib import Path
import numpy as np
from graphsvc import cli
from graphsvc.analysis.outages.all_cores import Work, in_chunks
from graphsvc.cli.opening import app, house_and_voice
from graphsvc.domain.attempts import keeping
from tests.integration.test_broken_off import cubes

@app.command("cubes")
def run(notes: str) -> None:
    house, voice = house_and_voice("en")
    with keeping(house.checkpoints), voice.sweeping():
        found = in_chunks(Work(cubes, notes, np.arange(6000)), 6000, 100)
    assert np.array_equal(np.concatenate(found), np.arange(6000) ** 3)
    print("done")

cli.main()
"""
"""The command line with one command more: a sweep of sixty chunks."""


def cubes(notes: str, values: object, first: int, last: int) -> object:
    """Cubes; each chunk leaves a file and takes its time, the last twenty for ever where a file says so."""
    import numpy as np

    (Path(notes) / str(first)).touch()
    time.sleep(0.03)
    while first >= 4000 and (Path(notes) / "stop").exists():
        time.sleep(0.05)
    return np.asarray(values)[first:last] ** 3


def _start(folder: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "GRAPHSVC_STORE_URL": f"sqlite:///{folder / 'store.db'}"}
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, "cubes", str(folder / "notes")], env=environment, cwd=folder, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_what_was_finished_is_not_worked_out_again(tmp_path: Path, sent: signal.Signals, code: int) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "store.db").touch()
    (tmp_path / "notes" / "stop").touch()
    kept = tmp_path / "store.db.checkpoints"
    broken = _start(tmp_path)
    until = time.monotonic() + 100
    while len(list(kept.glob("*/*-*"))) < 40 and broken.poll() is None:
        assert time.monotonic() < until
        time.sleep(0.02)
    begin = time.monotonic()
    broken.send_signal(sent)
    said = broken.communicate(timeout=60)[0]
    assert (broken.returncode, said) == (code, "")
    assert time.monotonic() - begin < 10  # chunks that run would never end by themselves
    finished = {int(each.name.split("-")[0]) for each in kept.glob("*/*-*")}
    assert len(finished) >= 40
    for each in (tmp_path / "notes").iterdir():
        each.unlink()
    again = _start(tmp_path)
    said = again.communicate(timeout=100)[0]
    assert (again.returncode, said) == (0, "done\n")
    worked_out = {int(each.name) for each in (tmp_path / "notes").iterdir()}
    assert worked_out == set(range(0, 6000, 100)) - finished
    assert list(kept.iterdir()) == []

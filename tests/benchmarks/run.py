"""``make bench``: time and memory by size, and ratios against plain loops, all in one run on this machine.

Seconds differ between machines; growth and ratios are what to read. Equal answers are asserted before a ratio is told.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import orjson

from tests.benchmarks.made_chain import make_bundle
from tests.benchmarks.peers import choke_point_ratios, peer_ratios

SIZES = {"S": 10_000, "M": 100_000, "L": 1_000_000}
ROWS_PER_BUNDLE = 200_000
"""A file holds at most two million cells, so larger versions are several slots."""

GROWS = ("load_s", "load_peak_mb", "open_s", "ask_s", "peak_mb")

_ASK = """
import sys, time, resource, orjson
from graphsvc.settings import Settings
from graphsvc.wiring import House
house = House(Settings())
began = time.perf_counter()
space = house.analyst.workspace()
space.snapshot.network, space.model
opened = time.perf_counter()
answer = house.analyst.ask(sys.argv[1], {"chain": next(iter(space.snapshot.chains))})
done = time.perf_counter()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(orjson.dumps({"open_s": opened - began, "ask_s": done - opened, "peak_mb": peak, "rows": answer.n_rows}).decode())
"""


def _child(arguments: list[str], environment: dict[str, str]) -> tuple[float, float, str]:
    """(seconds, peak MB of the largest child so far, output) of one process."""
    began = time.perf_counter()
    done = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - began
    if done.returncode:
        raise SystemExit(
            f"{' '.join(arguments)} ended with {done.returncode}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
        )
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, done.stdout


Row = dict[str, float | str]


def measure_size(name: str, n_rows: int, questions: Sequence[str]) -> list[Row]:
    """Load, open and ask each question at one size; each in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="graphsvc-bench-") as folder:
        root = Path(folder)
        environment = {**os.environ, "GRAPHSVC_STORE_URL": f"sqlite:///{root / 'store.db'}"}
        seconds = 0.0
        peak = 0.0
        n_parts = -(-n_rows // ROWS_PER_BUNDLE)
        for part in range(n_parts):
            bundle = make_bundle(root / f"part{part}", n_rows // n_parts, part)
            command = [sys.executable, "-m", "graphsvc", "load", str(bundle), "--format", "csv", "--json"]
            used, peak, _ = _child(command, environment)
            seconds += used
        about: Row = {"size": name, "supply_rows": n_rows, "load_s": seconds, "load_peak_mb": peak}
        rows = []
        for question in questions:
            _, _, text = _child([sys.executable, "-c", _ASK, question], environment)
            rows.append({**about, "question": question, **orjson.loads(text)})
    return rows


def main() -> None:
    """Print one line per size, question and ratio; ``--sizes S,M`` takes only some."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="S,M,L")
    parser.add_argument("--questions", default="single-sources,choke-points")
    options = parser.parse_args()
    for line in (*peer_ratios(), *choke_point_ratios()):
        print(line, flush=True)
    before: dict[str, Row] = {}
    for name in options.sizes.split(","):
        for row in measure_size(name, SIZES[name], options.questions.split(",")):
            told = ", ".join(f"{k} {v:.3g}" if isinstance(v, float) else f"{k} {v}" for k, v in row.items())
            print(told, flush=True)
            last = before.get(str(row["question"]))
            if last is not None:
                growth = {k: float(row[k]) / float(last[k]) for k in GROWS}
                print(
                    f"  growth {last['size']} to {name} (rows x10): "
                    + ", ".join(f"{k} x{v:.1f}" for k, v in growth.items())
                )
            before[str(row["question"])] = row


if __name__ == "__main__":
    main()

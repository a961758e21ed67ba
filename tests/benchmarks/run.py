"""``make bench``: time and memory by size, and ratios against plain loops, one large linear program and plain
ways to read a workbook, to serve and to write a graph; what a load costs beside many slots.

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
from collections.abc import Iterator, Sequence
from pathlib import Path

import orjson

from tests.benchmarks.answer_sizes import size_ratios
from tests.benchmarks.backup_plans import plan_ratios
from tests.benchmarks.cut_sets import chain_ratios, tree_ratios
from tests.benchmarks.doors import door_ratios
from tests.benchmarks.gap_effects import gap_effect_ratios
from tests.benchmarks.graph_libraries import library_ratios
from tests.benchmarks.graph_writes import push_ratios
from tests.benchmarks.growth import growth
from tests.benchmarks.loading import loading_ratios
from tests.benchmarks.made_chain import make_bundle
from tests.benchmarks.peers import choke_point_ratios, peer_ratios
from tests.benchmarks.ratio import HEAD, Ratio
from tests.benchmarks.science_plugin import plugin_ratios
from tests.benchmarks.systemic_risk import systemic_ratios
from tests.benchmarks.workbooks import case_differences, workbook_ratios
from tests.benchmarks.worst_pairs import worst_pair_ratios

SIZES = {"S": 10_000, "M": 100_000, "L": 1_000_000}
ROWS_PER_BUNDLE = 200_000
"""A file holds at most two million cells, so larger versions are several slots."""

PARTS = (
    "loops",
    "libraries",
    "pairs",
    "cuts",
    "backup",
    "systemic",
    "workbooks",
    "loading",
    "push",
    "doors",
    "answers",
    "sizes",
    "growth",
)
GROWS = ("load_s", "load_peak_mb", "open_s", "ask_s", "peak_mb")

_ASK = """
import sys, time, resource, orjson
from graphsvc.settings import Settings
from graphsvc.wiring import House
house = House(Settings())
began = time.perf_counter()
space = house.analyst.workspace()
space.snapshot.network, space.ground.model
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
            command = [sys.executable, "-m", "graphsvc.cli", "load", str(bundle), "--format", "csv", "--json"]
            used, peak, _ = _child(command, environment)
            seconds += used
        about: Row = {"size": name, "supply_rows": n_rows, "load_s": seconds, "load_peak_mb": peak}
        rows = []
        for question in questions:
            _, _, text = _child([sys.executable, "-c", _ASK, question], environment)
            rows.append({**about, "question": question, **orjson.loads(text)})
    return rows


def growth_by_size(sizes: Sequence[str], questions: Sequence[str]) -> Iterator[str]:
    """Lines per size and question, and how each figure grew since the size before."""
    before: dict[str, Row] = {}
    for name in sizes:
        for row in measure_size(name, SIZES[name], questions):
            yield ", ".join(f"{k} {v:.3g}" if isinstance(v, float) else f"{k} {v}" for k, v in row.items())
            last = before.get(str(row["question"]))
            if last is not None:
                growth = ", ".join(f"{k} x{float(row[k]) / float(last[k]):.1f}" for k in GROWS)
                yield f"  growth {last['size']} to {name} (rows x10): {growth}"
            before[str(row["question"])] = row


def measure(part: str, options: argparse.Namespace) -> Iterator[str | Ratio]:
    """What one part has to tell, as soon as it is known."""
    if part == "loops":
        yield from peer_ratios()
        yield from choke_point_ratios()
        yield HEAD
        yield from gap_effect_ratios()
    elif part == "libraries":
        yield HEAD
        yield from library_ratios()
        yield from plugin_ratios()
    elif part == "answers":
        yield HEAD
        yield from size_ratios()
    elif part == "pairs":
        yield HEAD
        yield from worst_pair_ratios()
    elif part == "cuts":
        yield HEAD
        yield from tree_ratios()
        yield from chain_ratios()
    elif part == "backup":
        yield HEAD
        yield from plan_ratios()
    elif part == "systemic":
        yield HEAD
        yield from systemic_ratios()
    elif part == "workbooks":
        yield HEAD
        yield from workbook_ratios()
        yield from case_differences()
    elif part == "loading":
        yield HEAD
        yield from loading_ratios()
    elif part == "growth":
        yield from growth()
    elif part == "sizes":
        yield from growth_by_size(options.sizes.split(","), options.questions.split(","))
    else:
        yield HEAD
        yield from push_ratios() if part == "push" else door_ratios(options.firms)


def main() -> None:
    """Print what each part measures; ``--parts push --sizes S,M`` and the like take only some."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", default=",".join(PARTS), help="some of " + ",".join(PARTS))
    parser.add_argument("--sizes", default="S,M,L")
    parser.add_argument("--questions", default="single-sources,choke-points")
    parser.add_argument("--firms", type=int, default=100_000, help="firms of the chain that is served")
    options = parser.parse_args()
    for part in options.parts.split(","):
        for told in measure(part, options):
            print(told.line() if isinstance(told, Ratio) else told, flush=True)


if __name__ == "__main__":
    main()

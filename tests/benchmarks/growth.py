"""What takes how long on how many firms: CPU seconds and peak memory of whole processes, as a table to commit.

``python -m tests.benchmarks.run --parts growth`` writes ``docs/growth.csv`` anew, row by row; ``docs/build_growth.py``
draws it. Processes are those of the command line, each of them new, compiled loops kept from a run before.
"""

from __future__ import annotations

import csv
import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.benchmarks.made_chain import make_bundle

SIZES = (1_250, 6_000, 12_500, 25_000)
ROWS_PER_FIRM = 8
QUESTIONS = ("choke-points", "hidden-sources", "systemic-risk", "gap-list")
TABLE = Path(__file__).parents[2] / "docs" / "growth.csv"
COLUMNS = ("firms", "supply_rows", "what", "cpu_s", "peak_mb", "rows", "cores", "memory_gb", "cpu", "python")


def growth(sizes: tuple[int, ...] = SIZES) -> Iterator[str]:
    """Measure every size and write the table; a line for each figure."""
    with TABLE.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        machine = _machine()
        _compile()
        for n in sizes:
            for row in _of_size(n):
                writer.writerow(row | machine)
                stream.flush()
                yield ", ".join(f"{name} {value}" for name, value in row.items())


def _of_size(n: int) -> Iterator[dict[str, object]]:
    """Load a chain of ``n`` firms, then ask each question."""
    with tempfile.TemporaryDirectory(prefix="graphsvc-growth-") as folder:
        store = {"GRAPHSVC_STORE_URL": f"sqlite:///{Path(folder) / 'store.db'}"}
        bundle = make_bundle(Path(folder) / "bundle", n * ROWS_PER_FIRM, n_firms=n)
        rows = sum(1 for _ in (bundle / "07_供应关系.csv").open("rb")) - 1
        about: dict[str, object] = {"firms": n, "supply_rows": rows}
        out = Path(folder) / "out"
        yield about | {"what": "load"} | _measured(["load", str(bundle), "--format", "csv", "--json"], store, out)
        for name in QUESTIONS:
            figures = _measured(["ask", name, "--csv"], store, out)
            found = sum(1 for _ in out.open("rb")) - 1
            yield about | {"what": name} | figures | {"rows": found}


def _measured(arguments: list[str], environment: Mapping[str, str], out: Path) -> dict[str, object]:
    """CPU seconds and peak MB of one command; its output goes to ``out``."""
    command = [sys.executable, "-m", "graphsvc.cli", *arguments]
    with out.open("wb") as stream:
        moved = [(os.POSIX_SPAWN_DUP2, stream.fileno(), 1)]
        pid = os.posix_spawn(sys.executable, command, {**os.environ, **environment}, file_actions=moved)
        _, status, used = os.wait4(pid, 0)
    if status:
        raise SystemExit(f"{' '.join(arguments)} ended with {os.waitstatus_to_exitcode(status)}")
    return {"cpu_s": round(used.ru_utime + used.ru_stime, 1), "peak_mb": round(used.ru_maxrss / 1024)}


def _compile() -> None:
    """Let one small chain leave compiled loops behind."""
    for _ in _of_size(60):
        pass


def _machine() -> dict[str, object]:
    """What it ran on, without a name."""
    info = Path("/proc/cpuinfo")
    told = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    kind = next((line.partition(":")[2].strip() for line in told if line.startswith("model name")), platform.machine())
    memory = round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30)
    return {"cores": os.cpu_count(), "memory_gb": memory, "cpu": kind, "python": platform.python_version()}

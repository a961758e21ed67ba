"""Stores for the benchmarks, filled through the command line like anyone's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def load(bundle: Path, store: Path) -> str:
    """Load a CSV bundle into an SQLite store; its address."""
    url = f"sqlite:///{store}"
    command = [sys.executable, "-m", "graphsvc.cli", "load", str(bundle), "--format", "csv", "--json"]
    done = subprocess.run(command, env={**os.environ, "GRAPHSVC_STORE_URL": url}, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"load ended with {done.returncode}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return url

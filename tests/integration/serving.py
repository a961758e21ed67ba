"""A real ``graphsvc serve`` on a free port, as a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

READY_SECONDS = 60


@dataclass(frozen=True)
class Served:
    """A running service: where it answers and its process."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


@contextmanager
def serving(store: Path, **environment: str) -> Iterator[Served]:
    """The service over an SQLite store until the block ends; its log lines stand beside the store."""
    port = free_port()
    command = [sys.executable, "-m", "graphsvc.cli", "serve", "--port", str(port)]
    own = {**os.environ, "GRAPHSVC_STORE_URL": f"sqlite:///{store}", "GRAPHSVC_LANG": "zh", **environment}
    with running(command, own, port, store.with_suffix(".log")) as served:
        yield served


@contextmanager
def running(
    command: Sequence[str], environment: Mapping[str, str], port: int, log: Path, folder: Path | None = None
) -> Iterator[Served]:
    """A command that serves on ``port``, in this environment alone, ready when the block begins."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out, cwd=folder)
    try:
        url = f"http://127.0.0.1:{port}"
        _await(url, process, log)
        yield Served(url, process, log)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def _await(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(READY_SECONDS * 10):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(log.read_text())

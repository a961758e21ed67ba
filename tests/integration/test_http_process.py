"""The service as a process: fuzzed from its own description, ended politely, bound to loopback only."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import orjson

from tests.integration.door import Door
from tests.integration.serving import serving

EXAMPLES = 100 if os.environ.get("GRAPHSVC_HYPOTHESIS_PROFILE") == "soak" else 10


def _store(tyre_store: Path, folder: Path) -> Path:
    return Path(shutil.copy(tyre_store, folder / "store.db"))


def test_the_description_holds_under_generated_requests(tyre_store: Path, tmp_path: Path) -> None:
    """No server error, no undocumented status or type, no breach of a schema, in every phase."""
    config = Path(__file__).with_name("schemathesis.toml")
    with serving(_store(tyre_store, tmp_path)) as service:
        command = [
            Path(sys.executable).with_name("st"), "--config-file", config, "run", f"{service.url}/openapi.json",
            "--max-examples", str(EXAMPLES), "--seed", "7", "--no-color",
        ]  # fmt: skip
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stdout[-6000:]


def test_a_running_answer_is_finished_before_the_end(tyre_store: Path, tmp_path: Path) -> None:
    told: list[bytes] = []
    with serving(_store(tyre_store, tmp_path)) as service:

        def ask() -> None:
            with urllib.request.urlopen(f"{service.url}/api/v1/questions/choke-points", timeout=60) as response:
                told.append(response.read())

        asking = threading.Thread(target=ask)
        asking.start()
        time.sleep(0.15)
        service.process.send_signal(signal.SIGTERM)
        asking.join()
        assert service.process.wait(timeout=30) == 0
    assert orjson.loads(told[0])["question"] == "choke-points"
    lines = [orjson.loads(line) for line in service.log.read_bytes().splitlines() if line.startswith(b"{")]
    assert {"request_id", "method", "path", "status", "ms"} <= set(lines[-1])


def test_other_addresses_are_refused(empty_door: Door) -> None:
    for host in ("0.0.0.0", "192.168.1.5", "example"):
        assert empty_door.refused("serve", "--host", host)["code"] == "not_loopback"

"""What is written is for its owner alone, what was uploaded is not handed out, and what a killed upload left goes."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from graphsvc.api.app import create_app
from graphsvc.api.leftovers import sweep, upload_folder
from graphsvc.settings import Settings
from graphsvc.wiring import House
from tests.integration.door import Door, altered
from tests.integration.serving import serving


@pytest.fixture(autouse=True)
def _own_mask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def _is_private(path: Path) -> bool:
    return stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_files_are_for_their_owner_alone(empty_door: Door, tyre_book: Path, tmp_path: Path) -> None:
    empty_door.json("load", tyre_book)
    written = [
        tmp_path / name for name in ("gaps.xlsx", "gaps.csv", "map.html", "map.svg", "report.html", "all.backup")
    ]
    for path in written[:2]:
        empty_door.json("export", "gaps", "--out", path)
    for path in written[2:4]:
        empty_door.json("map", "--out", path)
    empty_door.json("report", "--out", written[4])
    empty_door.json("backup", written[5])
    written += [tmp_path / "book.xlsx", tmp_path / "template.xlsx"]
    empty_door.json("export", "workbook", "--out", written[6])
    empty_door.json("template", "--out", written[7])
    for path in (*written, empty_door.store):
        assert _is_private(path), path.name


def test_uploads_are_not_handed_out(tyre_store: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(tyre_store.read_bytes())
    for allowed, status in ((False, 403), (True, 200)):
        house = House(Settings(store_url=f"sqlite:///{copy}", serve_raw=allowed))
        with TestClient(create_app(house), "http://127.0.0.1") as client:
            (slot,) = client.get("/api/v1/versions").json()[0]["slots"]
            response = client.get(f"/api/v1/submissions/{slot['submission_id']}/file")
            assert response.status_code == status
            assert allowed or response.json()["code"] == "raw_not_served"
        house.close()


def test_too_secret_a_file_is_refused_before_anything_is_stored(
    empty_door: Door, tyre_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mark(book: object) -> None:
        sheet = next(s for s in book if s.title.startswith("00"))  # type: ignore[attr-defined]
        cell = next(c for row in sheet.iter_rows() for c in row if c.value == "密级")
        sheet.cell(cell.row, cell.column + 1).value = "机密"

    book = altered(tyre_book, tmp_path / "secret.xlsx", mark)
    assert empty_door.refused("load", book)["code"] == "V20"
    assert empty_door.refused("validate", book)["code"] == "V20"
    assert empty_door.json("versions") == []
    house = House(Settings(store_url=f"sqlite:///{empty_door.store}"))
    with TestClient(create_app(house), "http://127.0.0.1") as client:
        posted = client.post("/api/v1/submissions", files={"files": ("secret.xlsx", book.read_bytes())})
        assert (posted.status_code, posted.json()["code"]) == (403, "V20")
    monkeypatch.setenv("GRAPHSVC_MAX_SECRECY", "机密")
    assert empty_door.json("load", book)["published"] is True


def test_folders_of_dead_processes_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    left = tmp_path / f"graphsvc-upload-{int(dead.stdout)}-abc"
    left.mkdir()
    (left / "file.xlsx").write_bytes(b"x")
    (tmp_path / "graphsvc-upload-of-somebody").mkdir()
    with upload_folder() as own:
        assert sweep() == 1
        assert Path(own).exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["graphsvc-upload-of-somebody"]


def test_a_killed_upload_leaves_nothing_after_the_next_start(tmp_path: Path) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    with serving(tmp_path / "store.db", TMPDIR=str(folder)) as service:
        port = int(service.url.rsplit(":", 1)[1])
        head = (
            b"POST /api/v1/submissions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=b\r\n"
            b"Content-Length: 3000000\r\n\r\n--b\r\nContent-Disposition: form-data; name=files; filename=a.xlsx\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.sendall(head + b"x" * 2_000_000)
            time.sleep(0.5)
            service.process.send_signal(signal.SIGKILL)
            service.process.wait()
    with serving(tmp_path / "store.db", TMPDIR=str(folder)):
        assert list(folder.iterdir()) == []

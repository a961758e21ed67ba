"""SQLite and PostgreSQL give the same versions and the same answers, through the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graphsvc.questions.catalogue import CATALOGUE
from tests.contract.postgres import postgres_server, postgres_url
from tests.integration.door import Door
from tests.integration.test_cli import EXAMPLES, WITHOUT_TYRES

__all__ = ["postgres_server", "postgres_url"]

pytestmark = pytest.mark.postgres

SAME_EVERYWHERE = ("version_id", "content_hash")


def _everything(door: Door, book: Path) -> dict[str, Any]:
    """Load the tyre chain and ask every question; what may not differ from store to store."""
    loaded = door.json("load", book)
    assert loaded["published"]
    assert not door.json("load", book)["published"]
    found: dict[str, Any] = {"load": {name: loaded[name] for name in SAME_EVERYWHERE}}
    found["submissions"] = loaded["submissions"]
    for name in CATALOGUE:
        if name not in WITHOUT_TYRES | {"evidence"}:
            found[name] = door.json("ask", name, *EXAMPLES.get(name, ()))
    rows = found["choke-points"]["rows"]
    found["evidence"] = door.json("ask", "evidence", "-p", f"id={rows[0]['evidence_id']}")
    found["supplies"] = door.json("table", "supplies")
    return found


def test_same_hash_and_same_answers(
    empty_door: Door, tyre_book: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = _everything(empty_door, tyre_book)
    monkeypatch.setenv("GRAPHSVC_STORE_URL", postgres_url)
    assert empty_door.json("versions") == []
    theirs = _everything(empty_door, tyre_book)
    for name, expected in ours.items():
        assert theirs[name] == expected, name


def test_backup_moves_between_them(
    door: Door, tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, again = tmp_path / "one.db", tmp_path / "two.db"
    expected = door.json("versions")
    door.json("backup", file)
    monkeypatch.setenv("GRAPHSVC_STORE_URL", postgres_url)
    assert door.json("restore", file)["content_hash"] == expected[0]["content_hash"]
    assert door.json("versions") == expected
    door.json("backup", again)
    monkeypatch.setenv("GRAPHSVC_STORE_URL", f"sqlite:///{tmp_path}/third.db")
    door.json("restore", again)
    assert door.json("versions") == expected

"""What the tests of the graph database share: the command line with a server configured, and a look inside."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from neo4j import GraphDatabase

from tests.integration.door import Door


def configured(door: Door, uri: str, monkeypatch: Any) -> Door:
    """The same door with a graph database."""
    monkeypatch.setenv("GRAPHSVC_NEO4J_URI", uri)
    monkeypatch.setenv("GRAPHSVC_NEO4J_SECONDS", "30")
    return door


def emptied(uri: str) -> None:
    """A server without any projection."""
    with GraphDatabase.driver(uri) as driver:
        while driver.execute_query("MATCH (n) WITH n LIMIT 2000 DETACH DELETE n RETURN count(*) AS n").records[0]["n"]:
            pass


def asked(uri: str, text: str, **parameters: Any) -> list[dict[str, Any]]:
    """Rows of a statement, as somebody with a driver of their own would get them."""
    with GraphDatabase.driver(uri, notifications_min_severity="OFF") as driver:
        records, _, _ = driver.execute_query(text, parameters)
        return [record.data() for record in records]


def command(store: Path, uri: str, *words: str) -> subprocess.Popen[bytes]:
    """A command in a process of its own, to be killed."""
    environment = {
        **os.environ, "GRAPHSVC_STORE_URL": f"sqlite:///{store}", "GRAPHSVC_NEO4J_URI": uri, "GRAPHSVC_LANG": "en",
        "GRAPHSVC_NEO4J_SECONDS": "4.5",
    }  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-m", "graphsvc.cli", *words], env=environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip

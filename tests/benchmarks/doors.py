"""Ratios over HTTP: processor time of real server processes per request, equal documents asserted. Linux only."""

from __future__ import annotations

import http.client
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import orjson

from tests.benchmarks.made_chain import CITIES, made_code, make_bundle
from tests.benchmarks.ratio import Ratio
from tests.benchmarks.store import load
from tests.integration.serving import Served, free_port, running, serving

API = "/api/v1/questions/"
ASKED = 2_000
PATIENT = {"GRAPHSVC_INTERACTIVE_SECONDS": "600"}
"""The first question opens the version, which a busy machine may not do within the limit for people."""


def door_ratios(n_firms: int = 100_000) -> Iterator[Ratio]:
    """A neighbourhood of about 5,000 firms against FastAPI's default encoding, and points against an empty reply."""
    with TemporaryDirectory(prefix="graphsvc-bench-") as folder:
        store = Path(folder) / "store.db"
        load(make_bundle(Path(folder) / "bundle", 2 * n_firms, n_firms=n_firms), store)
        yield from encoding_ratios(store)
        yield from point_ratios(store, n_firms)


def encoding_ratios(store: Path, n_nodes: int = 5_000) -> Iterator[Ratio]:
    """The same answer by the service, without and with its cache, and by FastAPI; uvicorn and h11 on both sides."""
    with serving(store, **PATIENT) as served:
        given, nodes = _around(served, n_nodes)
    whole, page = f"/whole?{urlencode(given)}", urlencode({**given, "limit": 1000})
    routes = (
        (f"{nodes} firms", whole, whole),
        ("a page of 1,000 rows", f"{API}neighbourhood?{page}", f"/whole?{page}"),
    )
    for what, path, peers in routes:
        with _app("plain", store) as app:
            slow, expected = _cost(app, [peers] * 20)
            typed, _ = _cost(app, [peers.replace("/whole", "/typed")] * 20)
        about = f"{what}, {len(expected) / 1e6:.1f} MB"
        with _app("encoding", store, GRAPHSVC_CACHE_BYTES="1") as app:
            encoded, body = _cost(app, [path] * 50)
            assert orjson.loads(body) == orjson.loads(expected)
        with _app("service", store) as app:
            cached, body = _cost(app, [path] * 200)
            assert orjson.loads(body) == orjson.loads(expected)
        unit, goals = "ms CPU/request", (">= 30", ">= 200") if path == whole else ("", "")
        for how, ours, peer, theirs, goal in (
            ("encoded anew", encoded, "default", slow, goals[0]),
            ("encoded anew", encoded, "return type", typed, ""),
            ("cached", cached, "default", slow, goals[1]),
        ):
            yield Ratio(f"{about}: {how}; peer: FastAPI {peer}", 1e3 * ours, 1e3 * theirs, unit, theirs / ours, goal)


def point_ratios(store: Path, n_firms: int) -> Iterator[Ratio]:
    """Point questions, kept and never asked before, against ``/healthz``; cost of the service over that of the peer."""
    with serving(store, **PATIENT) as served:
        empty, _ = _cost(served, ["/healthz"] * ASKED)
        step = n_firms // 1_000
        firms = [made_code(i * step + 1, CITIES[0]) for i in range(1_000)]
        for what, paths in (
            ("neighbourhood, 1 step", [_path("neighbourhood", object=firm, hops=1) for firm in firms]),
            ("supply-paths, 6 steps", [_path("supply-paths", **{"from": firms[0], "to": firm}) for firm in firms]),
        ):
            kept, _ = _cost(served, paths[:1] * ASKED)
            anew, _ = _cost(served, paths[2:302])
            about, unit = f"{what}, {n_firms} firms", "us CPU/request"
            for how, cost in (("kept", kept), ("not asked before", anew)):
                yield Ratio(f"{about}: {how}; peer: /healthz", 1e6 * cost, 1e6 * empty, unit, cost / empty, "<= 2")


def _path(question: str, **given: object) -> str:
    return f"{API}{question}?{urlencode(given)}"


def _around(served: Served, n_nodes: int) -> tuple[dict[str, object], int]:
    """Firm and steps whose neighbourhood has about ``n_nodes`` firms, among a few."""
    tried = []
    for number in range(0, 40, 4):
        for hops in range(3, 8):
            given = {"object": made_code(number, CITIES[0]), "hops": hops}
            summary = orjson.loads(_get(served, [f"{API}neighbourhood?{urlencode({**given, 'limit': 1})}"]))["summary"]
            tried.append((abs(summary["n_nodes"] - n_nodes), number, given, summary["n_nodes"]))
            if summary["n_nodes"] > n_nodes:
                break
    _, _, given, found = min(tried, key=lambda each: each[:2])
    return given, found


def _app(kind: str, store: Path, **environment: str) -> AbstractContextManager[Served]:
    port = free_port()
    command = [sys.executable, "-m", "tests.benchmarks.door_apps", kind, str(port)]
    own = {**os.environ, "GRAPHSVC_STORE_URL": f"sqlite:///{store}", **PATIENT, **environment}
    return running(command, own, port, store.with_suffix(".log"))


def _cost(served: Served, paths: Sequence[str]) -> tuple[float, bytes]:
    """(processor seconds of the server per request, last body), one connection kept open, the first path warmed."""
    _get(served, [paths[0]] * 3)
    clock = ~served.process.pid << 3 | 2  # clock_getcpuclockid(3)
    began = time.clock_gettime(clock)
    body = _get(served, paths)
    return (time.clock_gettime(clock) - began) / len(paths), body


def _get(served: Served, paths: Sequence[str]) -> bytes:
    connection = http.client.HTTPConnection(served.url.removeprefix("http://"))
    body = b""
    for path in paths:
        connection.request("GET", path)
        reply = connection.getresponse()
        body = reply.read()
        assert reply.status == 200, body[:500]
    connection.close()
    return body

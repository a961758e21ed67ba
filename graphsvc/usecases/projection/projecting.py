"""Keeping the graph database in step with the store: push, verify, status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from uuid import uuid4

import orjson

from graphsvc.domain.errors import StoreError
from graphsvc.domain.graph import GraphRows, graph_hash, graph_lines, line_hash
from graphsvc.domain.ports import GraphStore, Progress, Projection
from graphsvc.domain.values import Document
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.projection.building import graph_rows

KEPT = 2
"""Projections kept: the published version and the one before it."""
SHOWN = 100
"""Differences that a verification lists; all are counted."""


@dataclass(frozen=True)
class Difference:
    """One thing the graph holds otherwise than the version: ``kind`` missing, extra or changed."""

    kind: str
    what: str
    key: str
    field: str | None = None
    expected: object = None
    found: object = None


@dataclass(frozen=True)
class Verdict:
    """What a verification saw. ``state``: ready, pushing, removing or absent."""

    version_id: str
    content_hash: str
    state: str
    expected_hash: str
    found_hash: str | None
    counts: dict[str, int]
    n_differences: int
    differences: tuple[Difference, ...]

    @property
    def is_equal(self) -> bool:
        """Whether the graph holds the version, whole and nothing else."""
        return self.state == "ready" and self.n_differences == 0


@dataclass(frozen=True)
class Pushed:
    """What a push came to. ``written`` False: it was there already, verified."""

    version_id: str
    content_hash: str
    graph_hash: str
    written: bool
    counts: dict[str, int]
    removed: tuple[str, ...]


def push(analyst: Analyst, graph: GraphStore, progress: Progress, at: str | None = None) -> Pushed:
    """Project a version (the published one by default): written, read back and compared, then opened to readers.

    The projection that readers use stays until the new one is open. What an interrupted push left is replaced.

    Raises
    ------
    StoreError
        The server is away or slow; another push took over; what was read back is not what was written.
    """
    graph.projections()  # a server that is away is told at once, before any work
    version = analyst.version(at)
    rows = graph_rows(analyst, version.version_id, progress)
    own_hash = graph_hash(map(line_hash, graph_lines(rows)))
    progress(0.3, "push")
    graph.prepare()
    there = _of(graph.projections(), version.version_id)
    if there is not None and there.state == "ready" and there.graph_hash == own_hash:
        verdict = _compare(graph, version.version_id, version.content_hash, rows, there)
        if verdict.is_equal:
            return Pushed(version.version_id, version.content_hash, own_hash, False, rows.counts(), ())
    token = uuid4().hex
    graph.begin(version.version_id, version.content_hash, own_hash, token)
    graph.clear(version.version_id)
    total = max(1, sum(len(n) for n in rows.nodes.values()) + sum(len(r) for r in rows.relations.values()))
    for done in graph.write(version.version_id, token, rows):
        progress(0.3 + 0.5 * done / total, "push")
    progress(0.8, "verify")
    if graph_hash(chain.from_iterable(graph.read_back(version.version_id, line_hash))) != own_hash:
        raise StoreError("graph_differs", version=version.version_id, place=graph.place)
    graph.finish(version.version_id, token, orjson.dumps(rows.counts()).decode())
    removed = _remove_old(analyst, graph, version.version_id)
    progress(1.0, "push")
    return Pushed(version.version_id, version.content_hash, own_hash, True, rows.counts(), removed)


def verify(analyst: Analyst, graph: GraphStore, progress: Progress, at: str | None = None) -> Verdict:
    """Read a projection back and compare it with the version, property by property."""
    found = graph.projections()
    version = analyst.version(at)
    rows = graph_rows(analyst, version.version_id, progress)
    progress(0.5, "verify")
    return _compare(graph, version.version_id, version.content_hash, rows, _of(found, version.version_id))


def status(analyst: Analyst, graph: GraphStore) -> Document:
    """The server, the published version, and every projection with its state."""
    found = graph.projections()
    published = analyst.latest()
    wanted = None if published is None else published.version_id
    own = _of(found, wanted)
    state = "empty" if wanted is None else "behind" if own is None or own.state != "ready" else "ready"
    return {
        "server": graph.place,
        "state": state,
        "version_id": wanted,
        "content_hash": None if published is None else published.content_hash,
        "projections": [
            {
                "version_id": p.version_id,
                "content_hash": p.content_hash,
                "graph_hash": p.graph_hash,
                "state": p.state,
                "pushed": p.pushed,
                "counts": orjson.loads(p.counts) if p.counts else None,
            }
            for p in found
        ],
    }


def _of(projections: Iterable[Projection], version_id: str | None) -> Projection | None:
    """The projection of one version, None where it is not there."""
    return next((p for p in projections if p.version_id == version_id), None)


def _remove_old(analyst: Analyst, graph: GraphStore, version_id: str) -> tuple[str, ...]:
    """Drop projections of this store beyond the newest ones; those of versions it does not know are not ours."""
    known = [v.version_id for v in analyst.versions()]
    projected = [v for v in known if v in {p.version_id for p in graph.projections()}]
    kept = {version_id, *projected[:KEPT]}
    old = [v for v in projected if v not in kept]
    for name in old:
        graph.remove(name, uuid4().hex)
    return tuple(old)


def _compare(
    graph: GraphStore, version_id: str, content_hash: str, rows: GraphRows, there: Projection | None
) -> Verdict:
    """Compare hash by hash; only lines that stand on one side alone are held whole."""
    wanted = Counter(map(line_hash, graph_lines(rows)))

    def keep(line: bytes) -> tuple[bytes, bytes | None]:
        own = line_hash(line)
        return own, None if own in wanted else line

    held: Counter[bytes] = Counter()
    odd: list[bytes] = []
    told: list[Difference] = []
    if there is not None:
        for part in graph.read_back(version_id, keep):
            held.update(own for own, _ in part)
            odd += [line for _, line in part if line is not None]
        missing, doubled = wanted - held, Counter({own: n for own, n in (held - wanted).items() if own in wanted})
        lines = {own: line for line in graph_lines(rows) if (own := line_hash(line)) in missing or own in doubled}
        odd += [lines[own] for own in doubled.elements()]
        told += _differences([lines[own] for own in missing.elements()], odd)
        told += [Difference("extra", label, str(own)) for label, own in graph.strays(version_id)]
    return Verdict(
        version_id=version_id,
        content_hash=content_hash,
        state="absent" if there is None else there.state,
        expected_hash=graph_hash(wanted.elements()),
        found_hash=None if there is None else graph_hash(held.elements()),
        counts=rows.counts(),
        n_differences=len(told),
        differences=tuple(told[:SHOWN]),
    )


def _differences(only_expected: list[bytes], only_found: list[bytes]) -> Iterator[Difference]:
    """Lines that stand on one side only, paired by what they are about."""
    missing, extra = _by_key(only_expected), _by_key(only_found)
    for key in sorted({*missing, *extra}):
        lost, odd = missing.get(key, []), extra.get(key, [])
        for a, b in zip(lost, odd, strict=False):
            for name in sorted({*a, *b}):
                if a.get(name) != b.get(name):
                    yield Difference("changed", *key, name, a.get(name), b.get(name))
        for _ in lost[len(odd) :]:
            yield Difference("missing", *key)
        for _ in odd[len(lost) :]:
            yield Difference("extra", *key)


def _by_key(lines: Iterable[bytes]) -> dict[tuple[str, str], list[Document]]:
    found: dict[tuple[str, str], list[dict[str, object]]] = {}
    for line in lines:
        parts = orjson.loads(line)
        properties = parts[-1]
        if len(parts) == 2:
            key = (str(parts[0]), str(properties.get("id")))
        else:
            start, start_id, type, end, end_id = parts[:5]
            about = "".join(f" [{properties[k]}]" for k in ("row", "product_code", "made", "field") if k in properties)
            key = (f"({start})-[{type}]->({end})", f"{start_id} → {end_id}{about}")
        found.setdefault(key, []).append(properties)
    return found

"""Projections of versions in Neo4j: written in batches under a fence, read back, opened, removed."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeVar

from neo4j import ManagedTransaction

from graphsvc.domain.errors import StoreError
from graphsvc.domain.graph import GraphRows, Label, Properties, Relation, node_line, relation_line
from graphsvc.domain.ports import Projection
from graphsvc.stores.neo4j.connection import Connection, Record, rows_of, single
from graphsvc.stores.neo4j.cypher import query

T = TypeVar("T")

BATCH = 10_000
"""Nodes or relations written in one transaction."""
CLEAR = 2_000
"""Nodes deleted in one transaction."""
LONG_SECONDS = 300.0
"""Longest that reading all nodes or relations of one label may take [s]."""
READY = "ready"
_LABELS = frozenset(Label)
_PLAIN = frozenset({str, int, float, bool, type(None)})
"""Values of the driver that are what they should be; most are."""


class Neo4jStore:
    """The port ``GraphStore`` over one Neo4j database."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def place(self) -> str:
        """Address of the server, without secrets."""
        return self._connection.address.place

    def close(self) -> None:
        """Let go of the server."""
        self._connection.close()

    def projections(self) -> list[Projection]:
        """All projections and their state, by version id."""
        text = query("check", "projections").text
        found = self._connection.read(lambda tx: rows_of(tx, text, {}))
        return [Projection(**row) for row in found]

    def prepare(self) -> None:
        """Make the constraints and indexes that keys and queries need; repeating it changes nothing."""
        run = self._connection.run
        run("CREATE CONSTRAINT projection_key IF NOT EXISTS FOR (n:Projection) REQUIRE n.version_id IS UNIQUE")
        for label in Label:
            name = label.name.lower()
            run(f"CREATE CONSTRAINT {name}_key IF NOT EXISTS FOR (n:{label}) REQUIRE (n.version_id, n.id) IS UNIQUE")
            run(f"CREATE INDEX {name}_version IF NOT EXISTS FOR (n:{label}) ON (n.version_id)")

    def begin(self, version_id: str, content_hash: str, graph_hash: str, token: str) -> None:
        """Claim a version for one push: readers are shut out, an earlier push can write no more."""
        given = {"version_id": version_id, "content_hash": content_hash, "graph_hash": graph_hash, "token": token}
        self._connection.write(lambda tx: rows_of(tx, query("write", "begin").text, given))

    def write(self, version_id: str, token: str, rows: GraphRows) -> Iterator[int]:
        """Write nodes, then relations, batch by batch; yields how many were written so far.

        Raises
        ------
        StoreError
            ``graph_taken_over``: another push claimed the version meanwhile.
        """
        done = 0
        for number, (text, batch) in enumerate(_batches(rows)):
            self._batch(version_id, token, number, text, batch)
            done += len(batch)
            yield done

    def _batch(self, version_id: str, token: str, number: int, text: str, rows: Sequence[object]) -> None:
        given = {"version_id": version_id, "token": token, "batch": number, "rows": rows}

        def work(tx: ManagedTransaction) -> int | None:
            found = single(tx, text, given)
            if found is not None and found["written"]:
                return int(found["written"])
            # a batch whose confirmation was lost is there already: the marker has moved on under the same token
            marker = single(tx, query("check", "marker").text, given)
            if marker is None or marker["token"] != token:
                return None
            return len(rows) if marker["batch"] == number + 1 and found is None else 0

        written = self._connection.write(work)
        if written is None:
            raise StoreError("graph_taken_over", version=version_id, place=self.place)
        if written != len(rows):
            raise StoreError("graph_incomplete", version=version_id, place=self.place, n=len(rows) - written)

    def read_back(self, version_id: str, keep: Callable[[bytes], T]) -> Iterator[list[T]]:
        """What the graph holds of a version, label by label, nodes and then the relations that leave them.

        Of each node and relation only what ``keep`` makes of its canonical line stays in memory. The end of a relation
        that is none of ours keeps its first label.
        """
        for label in Label:
            text = query("check", "nodes").text.replace("LABEL", label)

            def node(row: Record, label: Label = label) -> T:
                return keep(node_line(label, _plain(row["properties"])))

            yield self._read_long(text, version_id, node)
            text = query("check", "relations").text.replace("LABEL", label)

            def relation(row: Record, label: Label = label) -> T:
                end, about = _own(row["end_labels"]), _plain(row["properties"])
                return keep(relation_line(label, row["start_id"], row["type"], end, row["end_id"], about))

            yield self._read_long(text, version_id, relation)

    def strays(self, version_id: str) -> list[tuple[str, str | None]]:
        """Nodes that stand in no version, or claim this one under a label that is not ours: (label, id)."""
        versions = [p.version_id for p in self.projections()]
        found: list[tuple[str, str | None]] = []
        for label in Label:
            text = query("check", "strays").text.replace("LABEL", label)
            given = {"versions": versions}
            rows = self._connection.read(lambda tx, t=text, g=given: rows_of(tx, t, g), 60.0)  # type: ignore[misc]
            found += [(str(label), row["id"]) for row in rows]
        about = {"version_id": version_id, "labels": [*Label, "Projection"]}
        foreign = query("check", "foreign").text
        rows = self._connection.read(lambda tx: rows_of(tx, foreign, about), 60.0)
        return found + [(":".join(row["labels"]), row["id"]) for row in rows]

    def finish(self, version_id: str, token: str, counts: str) -> None:
        """Open a verified projection to readers."""
        given = {"version_id": version_id, "token": token, "counts": counts}
        found = self._connection.write(lambda tx: rows_of(tx, query("write", "finish").text, given))
        if not found:
            raise StoreError("graph_taken_over", version=version_id, place=self.place)

    def clear(self, version_id: str) -> int:
        """Delete the nodes of a version in bounded batches, its marker left; number of nodes."""
        removed = 0
        for label in Label:
            text = query("write", "clear").text.replace("LABEL", label)
            given = {"version_id": version_id, "size": CLEAR}
            while True:
                found = self._connection.write(lambda tx, t=text, g=given: single(tx, t, g))  # type: ignore[misc]
                n = int(found["removed"]) if found else 0
                removed += n
                if n < CLEAR:
                    break
        return removed

    def remove(self, version_id: str, token: str) -> None:
        """Take a projection away: closed to readers first, then its nodes, then its marker."""
        given = {"version_id": version_id, "token": token}
        self._connection.write(lambda tx: rows_of(tx, query("write", "close").text, given))
        self.clear(version_id)
        self._connection.write(lambda tx: rows_of(tx, query("write", "forget").text, given))

    def answer(
        self, name: str, version_id: str, content_hash: str, parameters: Mapping[str, object]
    ) -> list[Properties]:
        """Rows of ``queries/read/<name>.cypher`` on a version, whole or not at all.

        The marker is read before and after, in the same transaction: a projection that is being removed or rewritten
        meanwhile answers nothing.

        Raises
        ------
        StoreError
            ``graph_behind``: the version is not (or no longer) there; or the server is away or slow.
        """
        text = query("read", name).text
        marker = query("check", "marker").text
        about = {**parameters, "version_id": version_id}

        def work(tx: ManagedTransaction) -> list[Record] | None:
            before = single(tx, marker, {"version_id": version_id})
            if before is None or before["state"] != READY or before["content_hash"] != content_hash:
                return None
            rows = rows_of(tx, text, about)
            return rows if single(tx, marker, {"version_id": version_id}) == before else None

        rows = self._connection.read(work)
        if rows is None:
            raise StoreError("graph_behind", version=version_id, place=self.place)
        return [_plain(row) for row in rows]

    def _read_long(self, text: str, version_id: str, made: Callable[[Record], T]) -> list[T]:
        """What ``made`` makes of every row, as the rows come in."""
        given = {"version_id": version_id}
        return self._connection.read(lambda tx: [made(record) for record in tx.run(text, given)], LONG_SECONDS)


def _batches(rows: GraphRows) -> Iterator[tuple[str, Sequence[object]]]:
    for label, nodes in rows.nodes.items():
        text = query("write", "nodes").text.replace("LABEL", Label(label))
        for node_batch in batched(nodes, BATCH):
            yield text, node_batch
    template = query("write", "relations").text
    for kind, relations in rows.relations.items():
        start, type, end = Label(kind.start), Relation(kind.type), Label(kind.end)
        text = template.replace("START", start).replace("END", end).replace("[r:TYPE]", f"[r:{type}]")
        for batch in batched(relations, BATCH):
            yield text, [list(row) for row in batch]


def batched(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Rows in lists of at most ``size``."""
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch


def _own(labels: Sequence[str]) -> str:
    return next((name for name in labels if name in _LABELS), labels[0] if labels else "")


def _plain(row: Record) -> Properties:
    """Values of the driver as plain ones: dates as ``datetime.date``; the version's own id left out."""
    return {n: v if type(v) in _PLAIN else _value(v) for n, v in row.items() if n != "version_id"}


def _value(value: object) -> object:
    native = getattr(value, "to_native", None)
    if native is not None:
        found = native()
        return found if isinstance(found, datetime.date) else str(found)
    if isinstance(value, list):
        return [_value(item) for item in value]
    if isinstance(value, dict):
        return {key: _value(item) for key, item in value.items()}
    return value

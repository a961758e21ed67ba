"""Both engines asked the same: every question with a query, with parameters that fit the version at hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graphsvc.domain.errors import GraphsvcError
from graphsvc.domain.ports import VersionInfo
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.tables import ChainTables
from graphsvc.questions.catalogue import CATALOGUE
from graphsvc.stores.neo4j.projection_store import Neo4jStore
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.documents import answer_document
from graphsvc.usecases.projection.building import graph_rows

TWINS = tuple(name for name, question in CATALOGUE.items() if question.has_twin)
Bound = dict[str, list[tuple[Mapping[str, Any], list[dict[str, Any]]]]]
"""Query to (parameters bound, rows that came back), one a call."""
OBJECTS = 3
"""Objects asked about, of those a version has."""


class OneVersion:
    """A store that holds one version, as far as asking needs it."""

    def __init__(self, version_id: str, tables: ChainTables) -> None:
        self._info = VersionInfo(version_id, f"sha256:{version_id}", "2026-01-01T00:00:00Z", ())
        self._tables = tables
        self._answers: dict[str, tuple[str, str, dict[str, Any]]] = {}

    def latest(self) -> VersionInfo:
        return self._info

    def versions(self) -> list[VersionInfo]:
        return [self._info]

    def version(self, version_id: str) -> VersionInfo:
        assert version_id == self._info.version_id
        return self._info

    def tables(self, version_id: str) -> ChainTables:
        assert version_id == self._info.version_id
        return self._tables

    def remember_answer(self, answer_id: str, version_id: str, question: str, parameters: Mapping[str, Any]) -> None:
        self._answers[answer_id] = (version_id, question, dict(parameters))

    def answer(self, answer_id: str) -> tuple[str, str, dict[str, Any]] | None:
        return self._answers.get(answer_id)


def pushed(graph: Neo4jStore, version_id: str, tables: ChainTables) -> Analyst:
    """An analyst on tables that the graph database holds too, findings left out."""
    analyst = Analyst(OneVersion(version_id, tables), graph)  # type: ignore[arg-type]
    graph.begin(version_id, f"sha256:{version_id}", "", "test")
    graph.clear(version_id)
    for _ in graph.write(version_id, "test", graph_rows(analyst, version_id, lambda f, s: None, judged=False)):
        pass
    graph.finish(version_id, "test", "{}")
    return analyst


def cases(snapshot: GraphSnapshot) -> Iterator[tuple[str, dict[str, Any]]]:
    """(question, parameters) that make sense on a version."""
    n = snapshot.network
    regions = _regions(snapshot)
    firms = _some([n.firm_ids[f] for f in sorted({*n.purchase_buyer.tolist(), *n.node_firm.tolist()})])
    products = _some(list(n.product_codes))
    for region in regions:
        at = {} if region is None else {"region": region}
        yield "missing-links", at
        yield "single-sources", at
        yield "stages", at
        yield "industry-coverage", at | {"level": "class", "firm_set": "all", "code_rule": "any"}
        yield "local-supply", at
        yield "chain-entrants", at
        for product in products:
            yield "gap-fillers", at | {"product": product}
    yield "missing-links", {"min_demand": 1000}
    yield "single-sources", {"merge_groups": False, "epsilon": 0.2}
    yield "stages", {"level": "1"}
    yield "stages", {"state": "规划"}
    yield "industry-coverage", {"level": "group"}
    yield "industry-coverage", {}
    yield "challenge-matrix", {}
    yield "overdue-issues", {}
    yield "overdue-issues", {"date": "2030-01-01"}
    for firm in firms:
        yield "local-supply", {"firm": firm}
        yield "chain-entrants", {"firm": firm, "top": 3}
    for thing in (*firms, *products):
        for direction in ("up", "down", "both"):
            yield "neighbourhood", {"object": thing, "hops": 2, "direction": direction}
        yield "neighbourhood", {"object": thing, "hops": 5}
        yield "upstream", {"object": thing}
    for start in firms:
        for end in firms:
            if start != end:
                yield "supply-paths", {"from": start, "to": end}
    for start in products:
        for end in products:
            if start != end:
                yield "supply-paths", {"from": start, "to": end, "max_hops": 12, "limit": 20}


def _regions(snapshot: GraphSnapshot) -> list[str | None]:
    """The chain's own, its province, one of its cities, one of its counties: as far as firms stand there."""
    told = sorted({r for r in snapshot.network.site_region if r and r.startswith("37")})
    found: list[str | None] = [None, "370000"]
    if told:
        middle = told[len(told) // 2]
        found += [f"{middle[:4]}00", middle]
    return list(dict.fromkeys(found))


def _some(values: list[str]) -> list[str]:
    step = max(1, len(values) // OBJECTS)
    return values[::step][:OBJECTS]


def asked_of(graph: Neo4jStore, analyst: Analyst) -> Bound:
    """What the engine binds to each query and what comes back, for the first case of each question that finds rows."""
    found: Bound = {}

    class Listening:
        """The graph database as far as asking needs it, with an ear at its answers."""

        def answer(
            self, name: str, version_id: str, content_hash: str, parameters: Mapping[str, Any]
        ) -> list[dict[str, Any]]:
            rows = graph.answer(name, version_id, content_hash, parameters)
            found.setdefault(name, []).append(({**parameters, "version_id": version_id}, rows))
            return rows

    listening = Analyst(analyst._store, Listening())  # type: ignore[arg-type]
    for name, given in cases(analyst.workspace().snapshot):
        if name in TWINS and not any(rows for _, rows in found.get(name, ())):
            told = _asked(listening, name, given, "neo4j")
            if not isinstance(told, str) and told["rows"] and "evidence" not in found:
                _asked(listening, "evidence", {"id": told["rows"][0]["evidence_id"]}, "neo4j")
    return found


def both(analyst: Analyst, name: str, given: Mapping[str, Any]) -> tuple[Any, Any]:
    """The answers of both engines as documents, or the codes they refuse with."""
    return tuple(_asked(analyst, name, given, engine) for engine in ("snapshot", "neo4j"))


def _asked(analyst: Analyst, name: str, given: Mapping[str, Any], engine: str) -> Any:
    try:
        return answer_document(analyst.ask(name, given, engine=engine), "en")
    except GraphsvcError as error:
        return error.code


def compared(analyst: Analyst) -> Iterator[tuple[str, dict[str, Any], int, str | None]]:
    """Each case with its number of rows and where the engines differ, None nowhere; evidence of first rows too."""
    for name, given in cases(analyst.workspace().snapshot):
        if name not in TWINS:
            continue
        one, other = both(analyst, name, given)
        n_rows = 0 if isinstance(one, str) else len(one["rows"])
        yield name, given, n_rows, None if one == other else first_difference(one, other)
        if n_rows:
            about = {"id": one["rows"][0]["evidence_id"]}
            one, other = both(analyst, "evidence", about)
            n_rows = 0 if isinstance(one, str) else len(one["rows"])
            yield "evidence", {"of": name, **given}, n_rows, None if one == other else first_difference(one, other)


def differences(analyst: Analyst) -> list[str]:
    """Where the engines differ on a version: question, parameters, and the first cell that differs."""
    return [f"{name} {given}: {where}" for name, given, _, where in compared(analyst) if where is not None]


def first_difference(one: Any, other: Any) -> str:
    """Where two documents part."""
    if isinstance(one, str) or isinstance(other, str):
        return f"{str(one)[:300]} | {str(other)[:300]}"
    for i, (a, b) in enumerate(zip(one["rows"], other["rows"], strict=False)):
        for column in a:
            if a[column] != b.get(column):
                return f"row {i} {column}: {a[column]!r} | {b.get(column)!r} in {a}"
    if len(one["rows"]) != len(other["rows"]):
        return f"{len(one['rows'])} | {len(other['rows'])} rows"
    return next((f"{key}: {one[key]} | {other[key]}" for key in one if one[key] != other[key]), "?")

"""Asking: a question of the catalogue on a version, answered per chain or on the joined network, with evidence ids."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from threading import RLock
from typing import Any

from graphsvc.domain.answers import Answer, answer_id, evidence_id
from graphsvc.domain.attempts import keeping
from graphsvc.domain.columns import RowOf
from graphsvc.domain.control import region_prefix
from graphsvc.domain.errors import NotFound, ParameterError, StoreError
from graphsvc.domain.notices import Notice
from graphsvc.domain.ports import Checkpoints, GraphStore, Store, VersionInfo
from graphsvc.domain.progress import each_told, part, tell
from graphsvc.domain.results import Result, Trace
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.values import Values
from graphsvc.judgements.figures import Row
from graphsvc.judgements.objects import find_chain, find_region
from graphsvc.judgements.scope import Scope
from graphsvc.judgements.workspace import Facts, Workspace
from graphsvc.questions.catalogue import find_question
from graphsvc.questions.parameters import PAGING, Asked, AskedT, values_of
from graphsvc.questions.question import AnyQuestion, Joined, LookUp, Outlooked, Pair, PerChain, Question, Twin
from graphsvc.questions.records.evidence import evidence_of_list_rows, evidence_rows, with_reports
from graphsvc.usecases.asked import AskedQuestions

ENGINES = ("snapshot", "neo4j")
OPENED, ANALYSED = 0.1, 0.95
"""How much of an answer is done once its version is open, and once its rows are there: a guess for who waits."""
KEEP = 4
"""Versions kept open in memory."""


class Analyst:
    """Answers questions on the versions of one store; opened versions stay in memory, a few at a time."""

    def __init__(
        self, store: Store, graph: GraphStore | None = None, checkpoints: Checkpoints | None = None
    ) -> None:  # fmt: skip
        self._store = store
        self._graph = graph
        self._checkpoints = checkpoints
        self._asked = AskedQuestions(store)
        self._open: dict[str, Workspace] = {}
        self._lock = RLock()

    def latest(self) -> VersionInfo | None:
        """The published version, None in an empty store."""
        return self._store.latest()

    def versions(self) -> list[VersionInfo]:
        """All versions, newest first."""
        return self._store.versions()

    def version(self, at: str | None = None) -> VersionInfo:
        """The version asked for, by default the latest; NotFound (``no_version``) in an empty store."""
        if at is not None:
            return self._store.version(at)
        latest = self._store.latest()
        if latest is None:
            raise NotFound("no_version")
        return latest

    def workspace(self, at: str | None = None) -> Workspace:
        """A version in memory, ready for questions."""
        version = self.version(at)
        with self._lock:
            if version.version_id not in self._open:
                while len(self._open) >= KEEP:
                    self._open.pop(next(iter(self._open)))
                tell(0.0, "open")
                tables = self._store.tables(version.version_id)
                tell(0.4 * OPENED, "open")
                snapshot = GraphSnapshot(version.version_id, version.content_hash, tables)
                self._open[version.version_id] = Workspace(snapshot)
            return self._open[version.version_id]

    def ask(
        self,
        name: str,
        given: Values,
        at: str | None = None,
        engine: str = "snapshot",
    ) -> Answer:
        """Answer one question.

        ``engine`` says who works out the rows: the snapshot in memory or the graph database (``neo4j``).

        Raises
        ------
        NotFound
            No such question, version, chain or object.
        ParameterError
            A parameter has the wrong name, type or range; the question has no query for the graph database.
        StoreError
            The graph database is away, slow, or behind.
        """
        question = find_question(name)
        asked = question.read(given)
        graph = self._graph_for(question, engine)
        if isinstance(question.way, LookUp):
            return self._evidence(question, asked, graph)
        if isinstance(question.way, Pair):
            at = asked.to or at
            to = self.version(at).version_id
            asked = replace(asked, to=to, from_=self._earlier(to, asked.from_))
        space = self.workspace(at)
        chain, region = find_chain(space.snapshot, asked.chain), find_region(asked.region)
        asked = replace(asked, chain=chain, region=region)
        tell(OPENED, "analyse")
        with part(OPENED, ANALYSED), keeping(self._checkpoints):
            result = self._run(question, space, asked) if graph is None else _run_twin(question, space, asked, graph)
        tell(ANALYSED, "write")
        about = {k: v for k, v in values_of(asked).items() if k not in PAGING}
        own = answer_id(space.snapshot.content_hash, question.name, about)
        version_id = space.snapshot.version_id
        if version_id is not None:
            self._asked.remember(own, version_id, question.name, about)
        return _answer(question, seen_as_asked(space, asked), asked, result, own)

    def _run(self, question: Question[AskedT], space: Workspace, asked: AskedT) -> Result:
        if isinstance(question.way, Pair):
            earlier = values_of(asked)["from"]
            return whole(question.way.run(self.workspace(earlier), space, asked))
        return run(question, space, asked)

    def _earlier(self, version_id: str, wanted: str | None) -> str:
        """The version asked for, by default the one published before ``version_id``, itself where it is the first."""
        if wanted is not None:
            return self._store.version(wanted).version_id
        known = [version.version_id for version in self._store.versions()]
        return known[min(known.index(version_id) + 1, len(known) - 1)]

    def _graph_for(self, question: AnyQuestion, engine: str) -> GraphStore | None:
        """The graph database where it is to answer; refused where it cannot."""
        if engine not in ENGINES:
            known = ", ".join(ENGINES)
            raise ParameterError(
                "bad_parameter", name="engine", value=engine, expected_zh=f"应为 {known}", expected_en=f"one of {known}"
            )
        if engine == "snapshot":
            return None
        if not question.has_twin:
            raise ParameterError("no_twin", question=question.name)
        if self._graph is None:
            raise StoreError("graph_not_configured")
        return self._graph

    def _evidence(self, question: AnyQuestion, wanted: Any, graph: GraphStore | None) -> Answer:
        found = re.fullmatch(r"EV-([0-9a-f]{16})-([0-9a-f]{12})", wanted.id)
        remembered = self._asked.find(found.group(1)) if found else None
        if found is None or remembered is None:
            raise NotFound("unknown_evidence", id=wanted.id)
        version_id, name, about = remembered
        space = self.workspace(version_id)
        asked = find_question(name)
        told = asked.read({k: v for k, v in about.items() if v is not None})
        result = self._run(asked, space, told)
        for finding in result.findings:
            if evidence_id(found.group(1), finding.key) == wanted.id:
                trace = seen_as_asked(space, told).listed(finding.trace())
                origin = self.workspace(trace.version_id or version_id).snapshot
                trace = with_reports(origin, trace)
                rows = evidence_rows(origin, trace) if graph is None else _evidence_of(graph, origin, trace)
                findings = [question.columns.finding(values, (wanted.id, str(i))) for i, values in enumerate(rows)]
                summary = {"question": name, "parameters": dict(about), "finding": RowOf(asked.columns, finding.values)}
                answered = whole(Result(findings, summary, (), result.completeness, result.grade))
                return _answer(question, space, wanted, answered, found.group(1))
        raise NotFound("unknown_evidence", id=wanted.id)


def _run_twin(question: Question[AskedT], space: Workspace, asked: AskedT, graph: GraphStore) -> Result:
    """Rows by the graph database, everything else as the snapshot has it."""
    snapshot, way = space.snapshot, question.way
    assert snapshot.version_id is not None
    if seen_as_asked(space, asked) is not space:
        raise ParameterError("no_twin", question=question.name)
    given = {name: value for name, value in values_of(asked).items() if name not in PAGING}

    def rows(chain: str | None, region: str, more: Values) -> list[Row]:
        prefix = region_prefix(region) if region else ""
        about = {**given, "chain": chain, "region": region, "prefix": prefix, **more}
        return graph.answer(question.name, str(snapshot.version_id), snapshot.content_hash, about)

    def of_chain(twin: Twin[Facts, AskedT], facts: Facts) -> Result:
        scope = facts.scope
        return twin.result(facts, asked, rows(scope.chain, scope.region, twin.parameters(facts, asked)))

    if isinstance(way, Joined):
        assert way.twin is not None
        found = rows(asked.chain, asked.region or "", way.twin.parameters(space, asked))
        return whole(way.twin.result(space, asked, found))
    assert isinstance(way, PerChain)
    assert way.twin is not None
    return joined({scope.chain: of_chain(way.twin, space.facts(scope)) for scope in _scopes(space, asked)})


def _evidence_of(graph: GraphStore, snapshot: GraphSnapshot, trace: Trace) -> list[dict[str, object]]:
    """Evidence rows out of the graph database."""
    assert snapshot.version_id is not None
    refs = [{"table": table, "row": row, "columns": list(columns)} for table, row, columns in trace.refs]
    found = graph.answer("evidence", snapshot.version_id, snapshot.content_hash, {"refs": refs})
    return evidence_of_list_rows(found, trace)


def run(question: Question[AskedT], space: Workspace, asked: AskedT) -> Result:
    """Run a question: on the joined network, on the chain asked, or on each chain separately."""
    space = seen_as_asked(space, asked)
    if isinstance(question.way, Joined):
        return whole(question.way.run(space, asked))
    assert isinstance(question.way, PerChain)
    way, scopes = question.way, _scopes(space, asked)
    results = each_told(scopes, "analyse", lambda scope: way.run(space.facts(scope), asked))
    return joined({scope.chain: result for scope, result in zip(scopes, results, strict=True)})


def seen_as_asked(space: Workspace, asked: Asked) -> Workspace:
    """The version in the outlook that a question asks for."""
    return space.seen(asked.outlook(space.snapshot.as_of)) if isinstance(asked, Outlooked) else space


def _scopes(space: Workspace, asked: Asked) -> list[Scope]:
    """The chain asked, or every chain, in the region asked."""
    codes = [asked.chain] if asked.chain else list(space.snapshot.chains)
    return [space.scope(code, asked.region) for code in codes]


def whole(result: Result) -> Result:
    """A result that is about no chain alone, with its summary where those of chains stand."""
    return result if result.summaries or not result.summary else replace(result, summaries={"": result.summary})


def joined(results: Mapping[str, Result]) -> Result:
    """One result of those of several chains, summaries keyed by chain."""
    summaries = {code: r.summary for code, r in results.items()}
    if len(results) == 1:
        return replace(next(iter(results.values())), summaries=summaries)
    told = [r.completeness for r in results.values() if r.completeness is not None]
    return Result(
        findings=[f for r in results.values() for f in r.findings],
        notices=[n for r in results.values() for n in r.notices],
        completeness=sum(told) / len(told) if told else None,
        grade=max((r.grade or "D" for r in results.values()), default="D"),
        truncated=next((r.truncated for r in results.values() if r.truncated), None),
        summaries=summaries,
    )


def _answer(question: Question[AskedT], space: Workspace, asked: AskedT, result: Result, own: str) -> Answer:
    snapshot = space.snapshot
    page = result.findings[asked.offset : None if asked.limit is None else asked.offset + asked.limit]
    return Answer(
        question=question.name,
        version_id=snapshot.version_id,
        content_hash=snapshot.content_hash,
        secrecy=snapshot.secrecy,
        parameters=values_of(asked),
        columns=question.columns,
        findings=tuple(page),
        evidence_ids=tuple(evidence_id(own, f.key) for f in page),
        summaries=result.summaries,
        notices=(*_data_notices(space), *result.notices) if not isinstance(question.way, LookUp) else (),
        completeness=result.completeness,
        grade=result.grade or "D",
        truncated=result.truncated,
        n_rows=len(result.findings),
    )


def _data_notices(space: Workspace) -> list[Notice]:
    """What the network had to assume about its input, and which capacities an outlook counts."""
    n, later = space.snapshot.network, space.later
    notices = []
    if later is not None:
        facts = {"arrive": later.arrive, "leave": later.leave, "open": later.open}
        notices.append(Notice("outlook", action="kept", facts=facts))
    if n.n_unlisted_needs:
        notices.append(Notice("unlisted_needs", action="defaulted", facts={"n": n.n_unlisted_needs}))
    if n.n_differing_stocks:
        notices.append(Notice("stocks_differ", action="kept", facts={"n": n.n_differing_stocks}))
    return notices

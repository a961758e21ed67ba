"""Asking: a question of the catalogue on a version, answered per chain or on the joined network, with evidence ids."""

from __future__ import annotations

import re
from collections.abc import Mapping
from threading import RLock
from typing import Any

from graphsvc.domain.control import region_prefix
from graphsvc.domain.errors import NotFound, ParameterError, StoreError
from graphsvc.domain.nearest import nearest
from graphsvc.domain.notices import Notice
from graphsvc.domain.ports import GraphStore, Store, VersionInfo
from graphsvc.domain.reference import region_name
from graphsvc.domain.results import Answer, Finding, Result, Trace, answer_id, evidence_id
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.judgements.scope import Scope, Workspace
from graphsvc.questions.catalogue import find_question
from graphsvc.questions.parameters import read_parameters
from graphsvc.questions.question import Question
from graphsvc.questions.records.evidence import evidence_of_list_rows, evidence_rows, with_reports
from graphsvc.usecases.asked import AskedQuestions

PAGING = ("limit", "offset")
ENGINES = ("snapshot", "neo4j")
KEEP = 4
"""Versions kept open in memory."""


class Analyst:
    """Answers questions on the versions of one store; opened versions stay in memory, a few at a time."""

    def __init__(self, store: Store, graph: GraphStore | None = None) -> None:
        self._store = store
        self._graph = graph
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
                tables = self._store.tables(version.version_id)
                snapshot = GraphSnapshot(version.version_id, version.content_hash, tables)
                self._open[version.version_id] = Workspace(snapshot)
            return self._open[version.version_id]

    def ask(
        self,
        name: str,
        given: Mapping[str, Any],
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
        parameters = read_parameters(question, given)
        graph = self._graph_for(question, engine)
        if question.name == "evidence":
            return self._evidence(question, parameters, graph)
        if question.run_pair is not None:
            at = parameters["to"] or at
            parameters["to"] = self.version(at).version_id
            parameters["from"] = self._earlier(parameters["to"], parameters["from"])
        space = self.workspace(at)
        parameters["chain"] = find_chain(space.snapshot, parameters["chain"])
        parameters["region"] = find_region(parameters["region"])
        if graph is not None:
            result = _run_twin(question, space, parameters, graph)
        else:
            result = self._run(question, space, parameters)
        about = {k: v for k, v in parameters.items() if k not in PAGING}
        own = answer_id(space.snapshot.content_hash, question.name, about)
        version_id = space.snapshot.version_id
        if version_id is not None:
            self._asked.remember(own, version_id, question.name, about)
        return _answer(question, space.snapshot, parameters, result, own)

    def _run(self, question: Question, space: Workspace, parameters: Mapping[str, Any]) -> Result:
        if question.run_pair is not None:
            return question.run_pair(self.workspace(parameters["from"]), space, parameters)
        return run(question, space, parameters)

    def _earlier(self, version_id: str, wanted: str | None) -> str:
        """The version asked for, by default the one published before ``version_id``, itself where it is the first."""
        if wanted is not None:
            return self._store.version(wanted).version_id
        known = [version.version_id for version in self._store.versions()]
        return known[min(known.index(version_id) + 1, len(known) - 1)]

    def _graph_for(self, question: Question, engine: str) -> GraphStore | None:
        """The graph database where it is to answer; refused where it cannot."""
        if engine not in ENGINES:
            known = ", ".join(ENGINES)
            raise ParameterError(
                "bad_parameter", name="engine", value=engine, expected_zh=f"应为 {known}", expected_en=f"one of {known}"
            )
        if engine == "snapshot":
            return None
        if question.twin is None and question.name != "evidence":
            raise ParameterError("no_twin", question=question.name)
        if self._graph is None:
            raise StoreError("graph_not_configured")
        return self._graph

    def _evidence(self, question: Question, parameters: Mapping[str, Any], graph: GraphStore | None) -> Answer:
        found = re.fullmatch(r"EV-([0-9a-f]{16})-([0-9a-f]{12})", parameters["id"])
        remembered = self._asked.find(found.group(1)) if found else None
        if found is None or remembered is None:
            raise NotFound("unknown_evidence", id=parameters["id"])
        version_id, name, about = remembered
        space = self.workspace(version_id)
        asked = find_question(name)
        result = self._run(asked, space, {**read_parameters(asked, about), **about})
        for finding in result.findings:
            if evidence_id(found.group(1), finding.key) == parameters["id"]:
                trace = finding.trace()
                origin = self.workspace(trace.version_id or version_id).snapshot
                trace = with_reports(origin, trace)
                rows = evidence_rows(origin, trace) if graph is None else _evidence_of(graph, origin, trace)
                findings = [Finding(values, (parameters["id"], str(i))) for i, values in enumerate(rows)]
                summary = {"question": name, "parameters": dict(about), "finding": dict(finding.values)}
                answered = Result(findings, summary, (), result.completeness, result.grade)
                return _answer(question, space.snapshot, parameters, answered, found.group(1))
        raise NotFound("unknown_evidence", id=parameters["id"])


def _run_twin(question: Question, space: Workspace, parameters: Mapping[str, Any], graph: GraphStore) -> Result:
    """Rows by the graph database, everything else as the snapshot has it."""
    snapshot, twin = space.snapshot, question.twin
    assert twin is not None
    assert snapshot.version_id is not None

    def answered(on: Any, chain: str | None, region: str) -> Result:
        about = {
            **{name: value for name, value in parameters.items() if name not in PAGING},
            "chain": chain,
            "region": region,
            "prefix": region_prefix(region) if region else "",
            **twin.parameters(on, parameters),
        }
        rows = graph.answer(question.name, str(snapshot.version_id), snapshot.content_hash, about)
        return twin.result(on, parameters, rows)

    if question.run_all is not None:
        return answered(space, parameters["chain"], parameters["region"] or "")
    return joined({code: answered(scope, code, scope.region) for code, scope in _scopes(space, parameters).items()})


def _evidence_of(graph: GraphStore, snapshot: GraphSnapshot, trace: Trace) -> list[dict[str, object]]:
    """Evidence rows out of the graph database."""
    assert snapshot.version_id is not None
    refs = [{"table": table, "row": row, "columns": list(columns)} for table, row, columns in trace.refs]
    found = graph.answer("evidence", snapshot.version_id, snapshot.content_hash, {"refs": refs})
    return evidence_of_list_rows(found, trace)


def find_chain(snapshot: GraphSnapshot, text: str | None) -> str | None:
    """A chain by code, or by name where only one has it; None stays None."""
    if text is None or text in snapshot.chains:
        return text
    named = [c.code for c in snapshot.chains.values() if c.name == text]
    if len(named) == 1:
        return named[0]
    raise NotFound("unknown_object", kind="chain", value=text, nearest=nearest(text, snapshot.chains))


def find_region(text: str | None) -> str | None:
    """A six-digit region code that GB/T 2260 knows; None stays None."""
    if text is None:
        return None
    if re.fullmatch(r"[0-9]{6}", text):
        if region_name(text):
            return text
        raise NotFound("unknown_object", kind="region", value=text, nearest=nearest_region(text))
    raise ParameterError(
        "bad_parameter", name="region", value=text,
        expected_zh="应为六位区划代码(GB/T 2260)", expected_en="a six-digit code of GB/T 2260",
    )  # fmt: skip


def nearest_region(code: str) -> str:
    """The closest code above one that nobody knows: its city, its province, else a dash."""
    return next((above for above in (f"{code[:4]}00", f"{code[:2]}0000") if region_name(above)), "-")


def run(question: Question, space: Workspace, parameters: Mapping[str, Any]) -> Result:
    """Run a question: on the joined network, on the chain asked, or on each chain separately."""
    if question.run_all is not None:
        return question.run_all(space, parameters)
    assert question.run is not None
    scopes = _scopes(space, parameters)
    return joined({code: question.run(scope, parameters) for code, scope in scopes.items()})


def _scopes(space: Workspace, parameters: Mapping[str, Any]) -> dict[str, Scope]:
    """The chain asked, or every chain, in the region asked."""
    chain, region = parameters["chain"], parameters["region"]
    codes = [chain] if chain else list(space.snapshot.chains)
    return {code: space.scope(code, region) for code in codes}


def joined(results: Mapping[str, Result]) -> Result:
    """One result of those of several chains."""
    if len(results) == 1:
        return next(iter(results.values()))
    told = [r.completeness for r in results.values() if r.completeness is not None]
    return Result(
        findings=[f for r in results.values() for f in r.findings],
        summary={code: r.summary for code, r in results.items()},
        notices=[n for r in results.values() for n in r.notices],
        completeness=sum(told) / len(told) if told else None,
        grade=max((r.grade or "D" for r in results.values()), default="D"),
        truncated=next((r.truncated for r in results.values() if r.truncated), None),
    )


def _answer(
    question: Question, snapshot: GraphSnapshot, parameters: Mapping[str, Any], result: Result, own: str
) -> Answer:
    offset, limit = parameters["offset"], parameters["limit"]
    page = result.findings[offset : None if limit is None else offset + limit]
    return Answer(
        question=question.name,
        version_id=snapshot.version_id,
        content_hash=snapshot.content_hash,
        secrecy=snapshot.secrecy,
        parameters=dict(parameters),
        columns=question.columns,
        findings=tuple(page),
        evidence_ids=tuple(evidence_id(own, f.key) for f in page),
        summary=dict(result.summary),
        notices=(*_data_notices(snapshot), *result.notices) if question.name != "evidence" else (),
        completeness=result.completeness,
        grade=result.grade or "D",
        truncated=result.truncated,
        n_rows=len(result.findings),
    )


def _data_notices(snapshot: GraphSnapshot) -> list[Notice]:
    """What the network had to assume about its input."""
    n = snapshot.network
    notices = []
    if n.n_unlisted_needs:
        notices.append(Notice("unlisted_needs", action="defaulted", facts={"n": n.n_unlisted_needs}))
    if n.n_differing_stocks:
        notices.append(Notice("stocks_differ", action="kept", facts={"n": n.n_differing_stocks}))
    return notices

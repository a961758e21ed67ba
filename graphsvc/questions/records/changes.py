"""changes: which findings came, went or changed between two versions, and whether reality or the data changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

from graphsvc.domain.columns import columns
from graphsvc.domain.results import Finding, Result, Trace
from graphsvc.domain.row_changes import RowChange, row_changes
from graphsvc.domain.sentences import Said
from graphsvc.domain.values import Values
from graphsvc.judgements.ledger import CLOSED
from graphsvc.judgements.outages.choke import FIELDS
from graphsvc.judgements.workspace import Facts, Workspace
from graphsvc.questions.links import missing_links, weak_links
from graphsvc.questions.outages import choke_points
from graphsvc.questions.parameters import Asked, parameter
from graphsvc.questions.question import AnyQuestion, Pair, PerChain, Question
from graphsvc.questions.sources import hidden_sources, single_sources

_CAUSES = 5


@dataclass(frozen=True, kw_only=True)
class Parameters(Asked):
    """What ``changes`` is asked with."""

    from_: str | None = parameter("text", name="from")
    to: str | None = parameter("text")


COLUMNS = columns(
    "changes",
    "chain_code", "kind", "change", "object", "name", "product_code", "before", "after", "reason", "causes",
)  # fmt: skip


@dataclass(frozen=True)
class _State:
    """What one version says about one object: ``says`` is None where that is no finding."""

    says: str | None
    verdict: str
    name: str
    product_code: str | None
    finding: Finding


States = dict[tuple[str, ...], _State]


def _states(
    question: AnyQuestion,
    says: Callable[[Mapping[str, object]], tuple[str | None, str]],
    keys: tuple[str, ...],
    name: str,
    given: Mapping[str, object] = MappingProxyType({}),
) -> Callable[[Facts], States]:
    """How to read the findings of a question: object by ``keys``, what it says and its verdict by ``says``."""

    def read(facts: Facts) -> States:
        assert isinstance(question.way, PerChain)
        found: States = {}
        for finding in question.way.run(facts, question.read(given)).findings:
            values = finding.values
            said, verdict = says(values)
            key = tuple(str(values[k]) for k in keys)
            found[key] = _State(said, verdict, str(values[name]), values.get("product_code"), finding)
        return found

    return read


def _verdict(column: str, state: Callable[[Values], str]) -> Callable[[Values], Any]:
    return lambda v: (state(v) if v[column] == "yes" else None, v[column])


def _single(values: Values) -> tuple[str | None, str]:
    unknown = values["kind"] == "unknown"
    return (None, "unknown") if unknown else (values["kind"], "yes")


def _blockages(facts: Facts) -> States:
    """Open issues of the chain's ledgers (list 16)."""
    found: States = {}
    for position, row in enumerate(facts.snapshot.tables["issues"].to_pylist()):
        if facts.chain.code not in facts.snapshot.reports.chains("issues", row):
            continue
        trace = Trace(refs=(("issues", position, ("status", "closed", "due")),))
        closed = row["status"] in CLOSED
        finding = Finding({"status": row["status"]}, (row["issue_no"],), lambda trace=trace: trace)  # type: ignore[misc]
        product = row["products"][0] if row["products"] else None
        name = row["description"] or row["issue_no"]
        found[(row["issue_no"],)] = _State(
            None if closed else row["status"] or "unknown", "no" if closed else "yes", name, product, finding
        )
    return found


KINDS: Mapping[str, Callable[[Facts], States]] = {
    "choke_point": _states(
        choke_points.QUESTION,
        _verdict("is_choke_point", lambda v: v["risk_grade"]),
        ("entity_id",),
        "name",
        {"l1plus": "none"},  # no verdict and no grade hangs on what reallocation keeps
    ),
    "missing_link": _states(
        missing_links.QUESTION, _verdict("is_missing", lambda v: v["ladder"]), ("product_code",), "product_name"
    ),
    "weak_link": _states(
        weak_links.QUESTION, _verdict("is_weak", lambda v: "、".join(v["reasons"])), ("product_code",), "product_name"
    ),
    "single_source": _states(single_sources.QUESTION, _single, ("buyer_id", "product_code"), "name"),
    "hidden_source": _states(
        hidden_sources.QUESTION,
        _verdict("is_hidden", lambda v: "yes"),
        ("buyer_id", "product_code", "entity_type", "entity_id"),
        "name",
    ),
    "blockage": _blockages,
}
"""Findings that are compared, by kind."""


class _Differences:
    """Rows that differ between the two versions, found again by where they stand."""

    def __init__(self, before: Workspace, after: Workspace) -> None:
        self.all: list[RowChange] = []
        if before.snapshot.content_hash != after.snapshot.content_hash:
            self.all = list(row_changes(before.snapshot.tables, after.snapshot.tables))
        self._before = {(c.table, c.before[0]): c for c in self.all if c.before}
        self._after = {(c.table, c.after[0]): c for c in self.all if c.after}

    def behind(self, before: _State | None, after: _State | None) -> list[RowChange]:
        """Differing rows that the finding rests on, in either version."""
        found: dict[int, RowChange] = {}
        for state, index in ((before, self._before), (after, self._after)):
            for table, position, fields in state.finding.trace().refs if state else ():
                change = index.get((table, position))
                if change and (not change.fields or set(change.fields) & set(fields)):
                    found[id(change)] = change
        return list(found.values())


def _reason(changes: list[RowChange]) -> str:
    reasons = {change.reason for change in changes}
    return reasons.pop() if len(reasons) == 1 else "unknown"


def _causes(changes: list[RowChange]) -> list[Said]:
    """Tables, keys and fields that differ, a few of them, for reading."""
    told = []
    for change in changes[:_CAUSES]:
        about = " ".join(str(v) for v in change.key.values() if v is not None)
        fields = change.fields or ("+" if change.before is None else "−",)
        told.append(Said("rows_differ", {"table": change.table, "about": about, "fields": tuple(fields)}))
    return told


def _run(before: Workspace, after: Workspace, asked: Parameters) -> Result:
    chains = sorted({*before.snapshot.chains, *after.snapshot.chains})
    wanted = [c for c in chains if asked.chain in (None, c)]
    differences = _Differences(before, after)
    findings: list[Finding] = []
    told, grades, summary = [], [], {}
    for chain in wanted:
        old, new = (_facts(space, chain, asked.region) for space in (before, after))
        rows = _changed(chain, old, new, differences)
        findings += rows
        summary[chain] = {
            **{
                f"n_{change}": sum(r.values["change"] == change for r in rows)
                for change in ("added", "closed", "changed")
            },
            "cut_off_before": old.chain.as_of if old else None,
            "cut_off_after": new.chain.as_of if new else None,
        }
        for facts in filter(None, (old, new)):
            told.append(facts.data.completeness(FIELDS))
            grades.append(facts.data.grade(told[-1]))
    known_parts = [t for t in told if t is not None]
    completeness = sum(known_parts) / len(known_parts) if known_parts else None
    return Result(findings, {}, (), completeness, max(grades, default="D"), summaries=summary)


def _facts(space: Workspace, chain: str, region: str | None) -> Facts | None:
    """Facts of a chain in one of the versions; None where it has no such chain."""
    return space.facts(space.scope(chain, region)) if chain in space.snapshot.chains else None


def _changed(chain: str, old: Facts | None, new: Facts | None, differences: _Differences) -> list[Finding]:
    if not differences.all:
        return []
    findings = []
    for kind, read in KINDS.items():
        before, after = (read(facts) if facts else {} for facts in (old, new))
        for key in sorted({*before, *after}):
            a, b = before.get(key), after.get(key)
            said = a.says if a else None, b.says if b else None
            if said[0] == said[1]:
                continue
            state = b or a
            assert state is not None
            rows = differences.behind(a, b)
            values = {
                "chain_code": chain,
                "kind": kind,
                "change": "added" if said[0] is None else "closed" if said[1] is None else "changed",
                "object": ":".join(key),
                "name": state.name,
                "product_code": state.product_code,
                "before": said[0] or (a.verdict if a else None),
                "after": said[1] or (b.verdict if b else None),
                "reason": _reason(rows or differences.all),
                "causes": _causes(rows),
            }
            origin = old if b is None else new
            assert origin is not None
            findings.append(
                COLUMNS.finding(values, (chain, kind, *key), partial(_trace, state.finding, origin.snapshot.version_id))
            )
    return findings


def _trace(finding: Finding, version_id: str | None) -> Trace:
    found = finding.trace()
    return Trace(found.refs, found.path, found.missing, version_id)


QUESTION = Question(
    name="changes",
    asks="与上一版相比，新增、消除了哪些卡点、缺链、弱链、单一来源和堵点？是现实变了还是数据变了？",
    asks_en="Compared with an earlier version, what is new, closed or changed: reality or data?",
    asked=Parameters,
    columns=COLUMNS,
    way=Pair(_run),
    brief=("kind", "change", "name", "before", "after", "reason"),
)

"""All chains of a version side by side, and how they fared in the versions before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graphsvc.domain.answers import Answer
from graphsvc.domain.errors import NotFound
from graphsvc.domain.notices import Lang
from graphsvc.domain.ports import ListEnding, Writer
from graphsvc.domain.values import Document, Values
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.documents import file_document
from graphsvc.usecases.report.asking import span
from graphsvc.usecases.report.outage_told import HORIZON_DAYS

VERSIONS = 6
"""Versions looked back on, the one shown included."""
Trend = tuple[tuple[str, float | None], ...]
"""Output kept at worst [%] by version, oldest first (None: not known)."""


@dataclass(frozen=True)
class ChainState:
    """One chain: its row of the question ``portfolio``, and its trend."""

    row: Values
    trend: Trend


def chain_states(analyst: Analyst, region: str | None, at: str) -> tuple[Answer, tuple[ChainState, ...]]:
    """The answer about all chains of a version, and each of them: least output kept at worst first, unknown last."""
    answer = _asked(analyst, region, at)
    states = (ChainState(f.values, trend) for f, trend in zip(answer.findings, _trends(analyst, answer), strict=True))
    return answer, tuple(states)


def _asked(analyst: Analyst, region: str | None, at: str) -> Answer:
    return analyst.ask("portfolio", {"region": region, "horizon_days": HORIZON_DAYS}, at)


def _trends(analyst: Analyst, answer: Answer) -> list[Trend]:
    """Of each row of an answer to ``portfolio``."""
    at, region = str(answer.version_id), answer.parameters["region"]
    known = [version.version_id for version in analyst.versions()]
    back = known[known.index(at) + 1 :][: VERSIONS - 1][::-1]
    found = []
    for finding in answer.findings:
        before = [(version, _kept(analyst, finding.values["chain_code"], region, version)) for version in back]
        found.append((*before, (at, span(finding.values, "rs_min").known)))
    return found


def _kept(analyst: Analyst, chain: str, region: str | None, version: str) -> float | None:
    """Output kept at worst in a version; None where it had no such chain."""
    try:
        summary = analyst.ask("resilience", {"chain": chain, "region": region, "horizon_days": HORIZON_DAYS}, version)
    except NotFound:
        return None
    return span(summary.summary, "rs_min").known


def portfolio_document(analyst: Analyst, region: str | None, lang: Lang, at: str | None = None) -> Document:
    """The answer to ``portfolio`` with the versions looked back on in its summary."""
    answer = _asked(analyst, region, analyst.version(at).version_id)
    document = file_document(answer, lang)
    codes = [finding.values["chain_code"] for finding in answer.findings]
    trends = {code: _told(trend) for code, trend in zip(codes, _trends(analyst, answer), strict=True)}
    return {**document, "summary": {**document["summary"], "trend": trends}}


def _told(trend: Sequence[tuple[str, float | None]]) -> list[Values]:
    return [{"version_id": version, "rs_min": kept} for version, kept in trend]


def portfolio_file(document: Document, writer: Writer, ending: ListEnding, lang: Lang) -> bytes:
    """The list as workbook or CSV."""
    if ending == "xlsx":
        return writer.workbook(document, lang)
    return writer.csv([column["name"] for column in document["columns"]], document["rows"])

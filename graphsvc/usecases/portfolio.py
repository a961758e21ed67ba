"""All chains of a version side by side, and how they fared in the versions before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graphsvc.domain.answers import Answer
from graphsvc.domain.errors import NotFound
from graphsvc.domain.labels import Label
from graphsvc.domain.notices import Lang
from graphsvc.domain.ports import ListEnding, Writer
from graphsvc.domain.values import Document, Values
from graphsvc.judgements.objects import find_region
from graphsvc.judgements.workspace import Facts
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.report.outage_told import HORIZON_DAYS

VERSIONS = 6
"""Versions looked back on, the one shown included."""
COLUMNS: tuple[tuple[str, Label], ...] = (
    ("chain_code", Label("产业链编号", "chain code", None)),
    ("chain", Label("产业链", "chain", None)),
    ("data_grade", Label("数据等级", "data grade", None)),
    ("rs", Label("平均保住产出", "output kept, mean", "%")),
    ("rs_lower", Label("平均保住产出 下界", "output kept, mean, lower bound", "%")),
    ("rs_upper", Label("平均保住产出 上界", "output kept, mean, upper bound", "%")),
    ("rs_min", Label("最坏保住产出", "output kept, worst", "%")),
    ("rs_min_lower", Label("最坏保住产出 下界", "output kept, worst, lower bound", "%")),
    ("rs_min_upper", Label("最坏保住产出 上界", "output kept, worst, upper bound", "%")),
    ("worst_id", Label("最坏断供的主体编号", "worst case, id", None)),
    ("worst_name", Label("最坏断供的主体", "worst case", None)),
    ("n_choke_points", Label("卡点", "choke points", None)),
    ("n_red", Label("红色卡点", "red choke points", None)),
    ("n_missing", Label("缺链产品", "missing products", None)),
    ("n_weak", Label("弱链产品", "weak products", None)),
)


@dataclass(frozen=True)
class ChainState:
    """One chain: its row of the list, and output kept at worst [%] by version, oldest first (None: not known)."""

    facts: Facts
    row: Document
    trend: tuple[tuple[str, float | None], ...]


def chain_states(analyst: Analyst, region: str | None, at: str) -> tuple[ChainState, ...]:
    """Every chain of a version, least output kept in the worst case first; unknown last."""
    space = analyst.workspace(at)
    found = [_state(analyst, space.facts(space.scope(code, region)), region, at) for code in space.snapshot.chains]
    known = [version.version_id for version in analyst.versions()]
    back = known[known.index(at) + 1 :][: VERSIONS - 1][::-1]
    told = []
    for state in found:
        code = state.facts.chain.code
        before = [(version, _kept(analyst, code, region, version)) for version in back]
        told.append(ChainState(state.facts, state.row, (*before, (at, state.row["rs_min"]))))
    return tuple(sorted(told, key=lambda s: (s.row["rs_min"] is None, s.row["rs_min"] or 0.0, s.row["chain_code"])))


def _state(analyst: Analyst, facts: Facts, region: str | None, at: str) -> ChainState:
    code = facts.chain.code
    about = {"chain": code, "region": region}
    timed = {**about, "horizon_days": HORIZON_DAYS}
    resilience = analyst.ask("resilience", timed, at)
    choke = analyst.ask("choke-points", {**timed, "l1plus": "none"}, at)
    missing, weak = analyst.ask("missing-links", about, at), analyst.ask("weak-links", about, at)
    s = resilience.summary
    kept = {f"{name}{end}": s.get(f"{name}{end}") for name in ("rs", "rs_min") for end in ("", "_lower", "_upper")}
    row: Document = {
        "chain_code": code,
        "chain": facts.chain.name,
        "data_grade": max(answer.grade for answer in (resilience, choke, missing, weak)),
        **kept,
        "worst_id": s.get("worst"),
        "worst_name": s.get("worst_name"),
        "n_choke_points": choke.summary.get("n_choke_points", 0),
        "n_red": choke.summary.get("n_red", 0),
        "n_missing": _proven(missing, "is_missing"),
        "n_weak": _proven(weak, "is_weak"),
    }
    return ChainState(facts, row, ())


def _proven(answer: Answer, column: str) -> int:
    return sum(finding.values[column] == "yes" for finding in answer.findings)


def _kept(analyst: Analyst, chain: str, region: str | None, version: str) -> float | None:
    """Output kept at worst in a version; None where it had no such chain."""
    try:
        summary = analyst.ask("resilience", {"chain": chain, "region": region, "horizon_days": HORIZON_DAYS}, version)
    except NotFound:
        return None
    value: float | None = summary.summary.get("rs_min")
    return value


def portfolio_document(analyst: Analyst, region: str | None, lang: Lang, at: str | None = None) -> Document:
    """The same as an answer document: columns, rows, and the versions looked back on."""
    version = analyst.version(at)
    place = find_region(region)
    states = chain_states(analyst, place, version.version_id)
    snapshot = analyst.workspace(version.version_id).snapshot
    return {
        "question": "portfolio",
        "version_id": version.version_id,
        "content_hash": version.content_hash,
        "secrecy": snapshot.secrecy,
        "parameters": {"region": place, "horizon_days": HORIZON_DAYS},
        "data_grade": max((state.row["data_grade"] for state in states), default="D"),
        "completeness": None,
        "columns": [{"name": n, "unit": c.unit, "label": c.zh, "label_en": c.en} for n, c in COLUMNS],
        "rows": [dict(state.row) for state in states],
        "n_rows": len(states),
        "summary": {"trend": {state.row["chain_code"]: _trend(state.trend) for state in states}},
        "warnings": [],
    }


def _trend(trend: Sequence[tuple[str, float | None]]) -> list[Values]:
    return [{"version_id": version, "rs_min": kept} for version, kept in trend]


def portfolio_file(document: Document, writer: Writer, ending: ListEnding, lang: Lang) -> bytes:
    """The list as workbook or CSV."""
    if ending == "xlsx":
        return writer.workbook(document, lang)
    return writer.csv([name for name, _ in COLUMNS], document["rows"])

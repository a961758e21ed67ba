"""The report: what one chain, or every chain of a version, has to tell its chief, from questions of the catalogue."""

from __future__ import annotations

from itertools import chain

from graphsvc.domain.reference import region_name
from graphsvc.domain.report import (
    Amount,
    Cell,
    ChainReport,
    Figure,
    PortfolioBar,
    PortfolioPicture,
    Report,
    Row,
    Saying,
    Section,
)
from graphsvc.domain.secrecy import highest
from graphsvc.domain.snapshot import ChainInfo
from graphsvc.judgements.objects import find_chain, find_region
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.report.answers import ChainAnswers, ask_chain, count_all
from graphsvc.usecases.report.asking import Inquiry, bounded, cut, share, span
from graphsvc.usecases.report.choke import curve_section, outage_section, pair_section
from graphsvc.usecases.report.decision import decision_section
from graphsvc.usecases.report.links import links_section, sources_section, stage_section, unknown_section
from graphsvc.usecases.report.summary import choke_note, decisions, link_notes, source_notes, summary


def write_report(analyst: Analyst, chain_code: str | None, region: str | None, at: str | None = None) -> Report:
    """The findings of one chain, or of all chains where several are loaded and none is named.

    Raises
    ------
    NotFound
        No such chain, or the store is empty.
    ParameterError
        No such region.
    """
    space = analyst.workspace(at)
    snapshot = space.snapshot
    code = find_chain(snapshot, chain_code)
    place = find_region(region)
    inquiry = Inquiry(analyst, snapshot.version_id)
    scopes = [space.scope(c, place) for c in ([code] if code else snapshot.chains)]
    found = [ask_chain(inquiry, space.facts(scope), place) for scope in scopes]
    asked_about = {answers.facts.chain.code for answers in found}
    marks = [r["secrecy"] for r in snapshot.tables.rows("submissions") if r["slot_chain"] in asked_about]
    return Report(
        version_id=snapshot.version_id or "",
        content_hash=snapshot.content_hash,
        secrecy=highest(marks),
        portfolio=_portfolio(found) if len(found) > 1 else None,
        chains=tuple(_chapter(answers) for answers in found),
        asked=tuple(inquiry.asked),
    )


def _chapter(answers: ChainAnswers) -> ChainReport:
    facts = answers.facts
    return ChainReport(
        code=facts.chain.code,
        name=facts.chain.name,
        region=facts.scope.region,
        region_name=region_name(facts.scope.region),
        as_of=facts.chain.as_of,
        grade=answers.grade,
        figures=_figures(answers),
        summary=summary(answers),
        decisions=decisions(answers),
        sections=(
            *decision_section(answers),
            outage_section(answers),
            *curve_section(answers),
            *pair_section(answers),
            sources_section(answers),
            links_section(answers),
            stage_section(answers),
            unknown_section(answers),
        ),
    )


def _figures(answers: ChainAnswers) -> tuple[Figure, ...]:
    """The few figures at the top of a chain."""
    counts = answers.counts
    resilience, worst = answers.resilience, answers.worst
    tone = worst["risk_grade"] if worst else None
    kept = bounded(resilience.summary, "rs", "percent"), bounded(resilience.summary, "rs_min", "percent")
    survive = bounded(worst, "tts_days", "d") if worst else Amount(None, "d")
    own = (worst["_note"],) if worst else ()
    dependent = source_notes(answers)[1:]
    return (
        Figure("rs_min", kept[1], (resilience.note("RS_min"),), tone),
        Figure("worst_survive", survive, own, tone),
        Figure("choke_points", Amount(counts.choke, "count", 0), (choke_note(answers),)),
        Figure("open_links", Amount(counts.missing + counts.weak, "count", 0), link_notes(answers)[1:]),
        Figure("dependent", Amount(counts.dependent, "count", 0), dependent),
        Figure("rs", kept[0], (resilience.note("RS"),)),
    )


def _portfolio(found: list[ChainAnswers]) -> Section:
    ranked = sorted(found, key=lambda a: (_kept(a) is None, _kept(a) or 0.0, a.facts.chain.code))
    rows, bars = [], []
    for answers in ranked:
        s, counts, facts = answers.resilience.summary, answers.counts, answers.facts
        rows.append(
            Row(
                (
                    _name(facts.chain),
                    bounded(s, "rs_min", "percent"),
                    bounded(s, "rs", "percent"),
                    share(answers.missing.summary["completeness_cp"]),
                    *(getattr(counts, k) for k in ("choke", "missing", "weak", "single", "hidden")),
                    answers.grade,
                ),
                answers.resilience.note("RS"),
                "grey" if answers.grade == "D" else None,
            )
        )
        bars.append(PortfolioBar(facts.chain.name, span(s, "rs"), span(s, "rs_min"), answers.grade))
    columns = ("chain", "rs_min", "rs", "cp", "n_choke", "n_missing", "n_weak", "n_single", "n_hidden", "grade")
    picture = PortfolioPicture(tuple(bars), 90.0, tuple(a.resilience.note("RS") for a in ranked))
    table = cut("portfolio", columns, rows, "resilience", most=40)
    return Section("portfolio", min(a.grade for a in found), _portfolio_sayings(ranked), (picture, table))


def _portfolio_sayings(ranked: list[ChainAnswers]) -> tuple[Saying, ...]:
    """Which chain keeps least at worst, and the sums; chains of grade D are only named."""
    told = [a for a in ranked if a.is_told and _kept(a) is not None]
    grey = [a for a in ranked if not a.is_told]
    sayings = []
    if told:
        together = count_all(told)
        least, worst = min(told, key=lambda a: a.resilience.summary["rs"]), told[0]
        cells: dict[str, Cell] = {
            "n": len(told),
            "chain": least.facts.chain.name,
            "rs": bounded(least.resilience.summary, "rs", "percent"),
            "worst": worst.facts.chain.name,
            "rs_min": bounded(worst.resilience.summary, "rs_min", "percent"),
            **{k: getattr(together, k) for k in ("choke", "missing", "weak", "single", "hidden", "hidden_entities")},
        }
        counted = [(choke_note(a), *link_notes(a)[1:], *source_notes(a)[1:]) for a in told]
        notes = (least.resilience.note("RS"), worst.resilience.note("RS_min"), *chain.from_iterable(counted))
        sayings.append(Saying("portfolio_says", cells, notes))
    if grey:
        names = tuple(a.facts.chain.name for a in grey)
        sayings.append(Saying("portfolio_grey", {"chains": names}, tuple(a.resilience.note("RS") for a in grey)))
    return tuple(sayings)


def _name(chain: ChainInfo) -> str:
    return f"{chain.name} {chain.code}"


def _kept(answers: ChainAnswers) -> float | None:
    """Output kept in the worst case [%]; None where the data say nothing of it."""
    return span(answers.resilience.summary, "rs_min").known

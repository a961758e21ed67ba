"""Page: one sheet per chain for its chief. State in a sentence, the worst five, what runs out first, what is asked."""

from __future__ import annotations

from collections.abc import Sequence

from graphsvc.domain.gap_reviews import GapReview
from graphsvc.domain.pages import (
    Block,
    Drawn,
    Goto,
    Heading,
    Line,
    Linked,
    Links,
    Listing,
    Page,
    Panel,
    Sentences,
    Tile,
    Tiles,
)
from graphsvc.domain.report import Amount, Cell, Coded, Saying
from graphsvc.domain.values import Values
from graphsvc.judgements.workspace import Facts
from graphsvc.usecases.amounts import loss_money, money
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.counting import is_red
from graphsvc.usecases.gap_reviews import ReviewedGap, ReviewedGaps, reviewed_gaps
from graphsvc.usecases.pages.choke_card import curve_of
from graphsvc.usecases.pages.today import worst_said
from graphsvc.usecases.pages.waiting import ask_first
from graphsvc.usecases.report.asking import Inquiry, bounded
from graphsvc.usecases.report.outage_told import HORIZON_DAYS

WORST, FIRST, ASKED = 5, 3, 6
NOT_ASKED = ("data_gap", "purchasable")
"""Conclusions after which nothing is asked of the chief."""


def chief(
    analyst: Analyst,
    kept: Sequence[GapReview],
    chains: Sequence[str],
    region: str | None,
    at: str,
    is_page: bool = True,
) -> Page:
    """One sheet for each of ``chains``; ``is_page``: with what leads from it, which a file has not."""
    space = analyst.workspace(at)
    names = tuple(space.snapshot.chains[code].name for code in chains)
    sheets = tuple(
        Panel(None, _sheet(analyst, kept, code, region, at, len(chains) > 1, is_page), code) for code in chains
    )
    files: tuple[Block, ...] = ()
    if is_page:
        about = {"chain": chains[0] if len(chains) == 1 else None, "region": region}
        files = (Links((("chief_file", Goto("/api/v1/exports/chief.html", about), True),)),)
    return Page("chief", "panorama", (*files, *sheets), {"chain": names})


def _sheet(
    analyst: Analyst, kept: Sequence[GapReview], chain: str, region: str | None, at: str, is_named: bool, is_page: bool
) -> tuple[Block, ...]:
    inquiry = Inquiry(analyst, at)
    about = {"chain": chain, "region": region, "horizon_days": HORIZON_DAYS}
    choke, resilience = inquiry.ask("choke-points", {**about, "l1plus": "none"}), inquiry.ask("resilience", about)
    gaps = reviewed_gaps(analyst, kept, chain, region, at)
    facts, s = choke.facts, resilience.summary
    part = chain if is_named else ""
    proven = [row for row in choke.rows if row["is_choke_point"] == "yes"]
    head = (Heading("chief_chain", {"chain": facts.chain.name}),) if is_named else ()
    if max(choke.grade, resilience.grade) == "D":
        told: list[tuple[Saying, Goto | None]] = [(Saying("chief_grade_d"), None)]
        if is_page:
            told.append((Saying("page_ask_first"), ask_first(chain)))
        return (*head, Sentences(tuple(told), "warn"))
    figures = Tiles(
        (
            Tile("rs_min", bounded(s, "rs_min", "percent"), help="rs"),
            Tile("rs", bounded(s, "rs", "percent"), help="rs"),
            Tile("n_choke_points", len(proven), help="choke"),
            Tile("n_red", sum(map(is_red, proven)), "red", "risk"),
            Tile("n_gaps", len(gaps.rows)),
            Tile("data_grade", max(choke.grade, resilience.grade, gaps.answer.grade), help="grade"),
        )
    )
    blocks: list[Block] = [*head, _state(facts, s, proven, gaps), figures]
    if proven:
        blocks.append(_worst(facts, proven, chain, part))
        curve = curve_of(inquiry, {"chain": chain, "region": region}, proven[0])
        blocks += [Drawn(curve)] if curve is not None else []
    final = facts.members.final_set
    short = [row for row in proven if row["tts_days"] is not None and not set(row["products"]) <= final]
    if short:
        blocks.append(_first(facts, sorted(short, key=lambda row: (row["tts_days"], -(row["loss_days"] or 0.0))), part))
    blocks.append(_asked(gaps, part))
    return tuple(blocks)


def _state(facts: Facts, s: Values, proven: Sequence[Values], gaps: ReviewedGaps) -> Sentences:
    """The state in a sentence or two, worst case first."""
    if not proven:
        return Sentences(((Saying("today_calm"), None),), "green")
    worst, kept = proven[0], bounded(s, "rs_min", "percent")
    told: dict[str, Cell] = {
        "name": worst["name"],
        "products": tuple(facts.names.product(code) for code in worst["products"]),
        "kept": kept,
        "survive": bounded(worst, "tts_days", "d"),
        "recover": bounded(worst, "ttr_days", "d"),
        "loss": bounded(worst, "loss_days", "full_d"),
        "money": loss_money(worst, facts.members.final_value),
        "n": len(proven),
        "n_gaps": len(gaps.rows),
    }
    more = Saying("chief_more" if kept.is_said else "chief_more_unknown", told)
    return Sentences(((worst_said(told), None), (more, None)), worst["risk_grade"])


def _worst(facts: Facts, proven: Sequence[Values], chain: str, part: str) -> Listing:
    lines = tuple(
        Line(
            (
                Linked(row["name"], Goto(f"/chains/{chain}/choke-points/{row['entity_type']}/{row['entity_id']}")),
                tuple(facts.names.product(code) for code in row["products"][:3]),
                Coded("risk_grade", row["risk_grade"]),
                loss_money(row, facts.members.final_value),
                bounded(row, "loss_days", "full_d"),
                bounded(row, "tts_days", "d"),
                bounded(row, "ttr_days", "d"),
            ),
            tone=row["risk_grade"],
        )
        for row in proven
    )
    columns = ("name", "products", "grade", "loss_value", "loss", "stop_day", "recover_day")
    return Listing("chief_worst", columns, lines, len(proven), most=WORST, part=part)


def _first(facts: Facts, short: Sequence[Values], part: str) -> Listing:
    lines = tuple(
        Line((row["name"], tuple(facts.names.product(code) for code in row["products"][:3]),
              bounded(row, "tts_days", "d"), bounded(row, "gap_days", "d")))
        for row in short
    )  # fmt: skip
    return Listing("chief_first", ("name", "products", "stop_day", "gap"), lines, len(short), most=FIRST, part=part)


def _asked(gaps: ReviewedGaps, part: str) -> Listing:
    """What is to be decided: gaps not set aside by a conclusion, costliest first, with whoever is in charge."""
    rows = [row for row in gaps.rows if row.review.conclusion not in NOT_ASKED]
    rows.sort(key=lambda row: (-(row.values["loss_value"] or 0.0), row.values["no"]))
    columns = ("verb", "product", "gap_qty", "loss_value", "conclusion", "owner", "due")
    return Listing("chief_asked", columns, tuple(_decision(row) for row in rows), len(rows), most=ASKED, part=part)


def _decision(row: ReviewedGap) -> Line:
    v = row.values
    cells = (
        Coded("verb", v["verb"]),
        v["product"],
        Amount(v["gap_qty"], v["unit"] or "", 2),
        money(v["loss_value"], v["loss_value_lower"], v["loss_value_upper"]),
        Coded("gap_conclusion", row.review.conclusion),
        row.owner or None,
        row.due,
    )
    return Line(cells, tone=v["risk_grade"])

"""Parts of a chain's report about outages: worst choke points, common causes, the curve, survival against recovery."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from graphsvc.domain.reference import region_name
from graphsvc.domain.report import (
    Amount,
    Cell,
    Coded,
    LanePicture,
    Pair,
    PairPicture,
    Picture,
    Row,
    Saying,
    ScatterPicture,
    Section,
    Table,
)
from graphsvc.domain.values import Values
from graphsvc.usecases.report.answers import ChainAnswers
from graphsvc.usecases.report.asking import Said, bounded, listed, stated
from graphsvc.usecases.report.helping import helping_sayings
from graphsvc.usecases.report.outage_told import HORIZON_DAYS, outage_curve, outage_picture
from graphsvc.usecases.report.summary import names_of, products_of

HOME = "CN"
"""The country as a whole is no scenario of a common cause."""
PAIRS = 5
DOTS = 2000
LABELLED = 5
HIT = 4


def outage_section(answers: ChainAnswers) -> Section:
    """The worst choke points, common causes, and the lanes around the worst one."""

    def line(r: Values) -> Row:
        return _choke_row(answers, r, (products_of(answers, r),))

    rows = [r for r in answers.choke.rows if r["impact"]]
    columns = ("name", "products", "impact", "loss", "survive", "recover", "gap", "grade", "verdict")
    blocks: list[Table | Picture] = [listed("choke", columns, rows, line, "choke-points")]
    causes = _causes(answers)
    if causes.rows:
        blocks.append(causes)
    if answers.worst is not None:
        blocks.append(_lanes(answers, answers.worst))
    sayings = [Saying("choke_rule"), Saying("choke_shares")]
    undecided = answers.proven(answers.choke, "is_choke_point", "unknown")
    if undecided:
        n = answers.counts.choke_unknown
        sayings.append(Saying("choke_unknown", {"n": n}, (answers.choke.note("n_unknown", undecided),)))
    return Section("outages", answers.choke.grade, tuple(sayings), tuple(blocks), answers.choke.answer.notices)


def _choke_row(answers: ChainAnswers, r: Values, middle: tuple[Cell, ...]) -> Row:
    cells: tuple[Cell, ...] = (
        r["name"],
        *middle,
        bounded(r, "impact", "share", 0),
        bounded(r, "loss_days", "full_d"),
        bounded(r, "tts_days", "d"),
        stated(answers.facts.snapshot, bounded(r, "ttr_days", "d"), r, "ttr_days", "switch_days"),
        bounded(r, "gap_days", "d"),
        Coded("risk_grade", r["risk_grade"]),
        Coded("truth", r["is_choke_point"]),
    )
    return Row(cells, r["_note"], r["risk_grade"])


def _causes(answers: ChainAnswers) -> Table:
    """The worst park, region and country, two of each."""
    rows = []
    for kind, said in answers.causes.items():
        for r in [r for r in said.rows if r["impact"] and r["entity_id"] != HOME][:2]:
            name = _place(kind, r)
            note = replace(r["_note"], about=name)
            rows.append({**r, "name": name, "_note": note, "_refs": r["_refs"], "_kind": kind})
    columns = ("name", "entity", "products", "impact", "loss", "survive", "recover", "gap", "grade", "verdict")

    def line(r: Values) -> Row:
        return _choke_row(answers, r, (Coded("entity_type", r["_kind"]), products_of(answers, r)))

    return listed("causes", columns, rows, line, "choke-points")


def _place(kind: str, r: Values) -> str | Coded:
    """A region by name with its code; a country as every language calls it."""
    entity = str(r["entity_id"])
    if kind == "country":
        return Coded("country", entity)
    name = region_name(entity) if kind == "region" else ""
    return f"{name} {entity}" if name and name != entity else str(r["name"])


def _lanes(answers: ChainAnswers, worst: Values) -> LanePicture:
    notes = (worst["_note"], *((answers.outage.note("first_day, min_output"),) if answers.outage else ()))
    return outage_picture(answers.facts, worst, answers.outage, notes)


def curve_section(answers: ChainAnswers) -> tuple[Section, ...]:
    """Final output while the worst entity is out, and who is short on which day."""
    outage, worst = answers.outage, answers.worst
    if outage is None or worst is None or not outage.summary.get("curve"):
        return ()
    notes = (worst["_note"], outage.note("curve"))
    loss = bounded(worst, "loss_days", "full_d")
    picture = outage_curve(worst, outage, notes)

    def line(r: Values) -> Row:
        return Row(
            (
                r["name"],
                r["product_name"],
                Amount(r["first_day"], "d", 2),
                Amount(r["min_output"], "share", 0),
                names_of(answers, [r["binding_input"]]) if r["binding_input"] else None,
            ),
            r["_note"],
        )

    table = listed("hit", ("firm", "product", "first_day", "lowest", "binding"), outage.rows, line, "stress-test", HIT)
    facts: dict[str, Cell] = {
        "name": worst["name"],
        "loss": loss,
        "lowest": Amount(outage.summary.get("min_output"), "share", 0),
        "n": len({r["firm_id"] for r in outage.rows}),
        "horizon": Amount(HORIZON_DAYS, "d", 0),
    }
    sayings = (Saying("curve_says", facts, notes), *helping_sayings(answers))
    blocks: tuple[Table | Picture, ...] = (picture, table) if table.rows else (picture,)
    return (Section("curve", outage.grade, sayings, blocks, outage.answer.notices),)


def pair_section(answers: ChainAnswers) -> tuple[Section, ...]:
    """How long each entity's outage is survived against how long it takes to recover; then every maker's own."""
    rows = [r for r in answers.choke.rows if r["impact"]]
    if not rows:
        return ()
    pairs = tuple(
        Pair(r["name"], bounded(r, "tts_days", "d"), bounded(r, "ttr_days", "d"), r["risk_grade"]) for r in rows[:PAIRS]
    )
    late = [r for r in rows if (r["gap_days"] or 0.0) > 0.0]
    shown = answers.choke.note("tts_days, ttr_days", rows[:PAIRS])
    picture = PairPicture(pairs, max(0, len(rows) - PAIRS), HORIZON_DAYS, (shown,))
    blocks: list[Table | Picture] = [picture]
    blocks += _scatter(answers.survival if answers.survival is not None else answers.choke)
    sayings = [Saying("pairs_say", {"n": len(rows), "short": len(late)}, (answers.choke.note("gap_days", late),))]
    if answers.survival is not None:
        table = _survival(answers.survival)
        blocks += [table] if table.rows else []
    grade = max(answers.choke.grade, answers.survival.grade if answers.survival else "A")
    return (Section("pairs", grade, tuple(sayings), tuple(blocks)),)


def _scatter(said: Said) -> list[Picture]:
    told = [r for r in said.rows if r.get("tts_days") is not None and r.get("ttr_days") is not None]
    if len(told) < 3:
        return []
    worst = sorted(told, key=lambda r: (-(r["ttr_days"] - r["tts_days"]), r["name"]))
    points = tuple((r["tts_days"], r["ttr_days"]) for r in worst[:DOTS])
    labelled: dict[tuple[float, float], str] = {}
    for r in worst:
        if r["ttr_days"] > r["tts_days"] and len(labelled) < LABELLED:
            labelled.setdefault((r["tts_days"], r["ttr_days"]), _dot_name(r))
    names = tuple((name, x, y) for (x, y), name in labelled.items())
    return [ScatterPicture(points, names, len(said.rows) - len(told), (said.note("tts_days, ttr_days"),))]


def _dot_name(r: Values) -> str:
    product = r.get("product_name")
    return f"{r['name']} · {product}" if product else str(r["name"])


def _survival(said: Said) -> Table:
    """Stocks that run out first."""

    def line(r: Values) -> Row:
        return Row(
            (
                r["name"],
                r["product_name"],
                r["binding_name"] or r["binding_input"],
                bounded(r, "tts_days", "d"),
                r.get("breaks_on"),
                Amount(r.get("ttr_days"), "d"),
                Coded("stock_source", str(r["stock_source"])),
            ),
            r["_note"],
        )

    columns = ("firm", "product", "binding", "survive", "breaks_on", "recover", "stock_source")
    return listed("survival", columns, said.rows, line, "survival")


def worst_missing(answers: ChainAnswers, most: int) -> list[tuple[dict[str, Any], Values]]:
    """Blank cells behind the costliest outages, costliest first, each once."""
    found: dict[tuple[Any, ...], tuple[dict[str, Any], Values]] = {}
    for finding, row in zip(answers.choke.answer.findings[: 10 * most], answers.choke.rows, strict=False):
        if row["impact"]:
            for item in finding.trace().missing:
                found.setdefault(tuple(sorted((k, str(v)) for k, v in item.items())), (dict(item), row))
    return list(found.values())[:most]

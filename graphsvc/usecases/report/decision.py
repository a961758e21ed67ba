"""The chapter to decide by: what breaks and for how long, the three measures, cost against loss, the limits."""

from __future__ import annotations

from collections.abc import Sequence

from graphsvc.domain.report import Amount, Cell, Coded, FrontierPicture, Picture, Row, Saying, Section, Table
from graphsvc.domain.values import Values
from graphsvc.judgements.gaps.filling import Together
from graphsvc.usecases.amounts import loss_money, money
from graphsvc.usecases.report.answers import ChainAnswers
from graphsvc.usecases.report.asking import Said, bounded
from graphsvc.usecases.report.measures import Ends, Measure, chosen, of_gap, of_plan
from graphsvc.usecases.report.outage_told import HORIZON_DAYS
from graphsvc.usecases.report.summary import products_of

MEASURES, OTHERS = 3, 3
COLUMNS = ("measure", "against", "cost", "saves", "saves_money", "per_yuan", "ready", "grade")


def decision_section(answers: ChainAnswers) -> tuple[Section, ...]:
    """The chapter; none where the data are too thin to state anything, or nothing costs any output."""
    worst = answers.worst
    if worst is None or not answers.is_told:
        return ()
    together = Together(answers.facts, HORIZON_DAYS)

    def lost(codes: Sequence[str]) -> dict[str, float]:
        return dict(zip(together.ids, together.lost(codes).tolist(), strict=True))

    taken, others = chosen(measures_of(answers), MEASURES, lost)
    blocks: list[Table | Picture] = []
    if taken:
        key = "measures" if any(m.cost[0] is not None for m in taken) else "measures_by_days"
        blocks.append(_table(answers, key, taken, 0))
    if others:
        blocks.append(_table(answers, "other_measures", others[:OTHERS], len(others[OTHERS:])))
    blocks += frontier_picture(answers.frontier)
    sayings = (*_breaks(answers, worst), *_three(answers, taken), *_spending(answers.frontier))
    grade = max([answers.choke.grade, answers.gaps.grade, *(m.grade for m in taken)])
    return (Section("decision", grade, sayings, tuple(blocks), limits=_limits(answers, taken)),)


def measures_of(answers: ChainAnswers) -> list[Measure]:
    """Every measure the answers tell of."""
    plans = [of_plan(row, said) for row, said in answers.plans]
    gaps = [of_gap(row, answers.gaps.grade) for row in answers.gaps.rows]
    return [m for m in (*plans, *gaps) if m is not None]


def _breaks(answers: ChainAnswers, worst: Values) -> tuple[Saying, ...]:
    lost = loss_money(worst, answers.facts.members.final_value)
    facts: dict[str, Cell] = {
        "name": worst["name"],
        "products": products_of(answers, worst),
        "loss": bounded(worst, "loss_days", "full_d"),
        "money": lost,
        "survive": bounded(worst, "tts_days", "d"),
        "recover": bounded(worst, "ttr_days", "d"),
        "gap": bounded(worst, "gap_days", "d"),
        "horizon": Amount(HORIZON_DAYS, "d", 0),
    }
    notes = (worst["_note"],)
    key = "dec_breaks" if lost.value is not None else "dec_breaks_days"
    lasts = "dec_lasts" if (worst["gap_days"] or 0.0) > 0.0 else "dec_lasts_bridged"
    return Saying(key, facts, notes), Saying(lasts, facts, notes)


def _three(answers: ChainAnswers, taken: list[Measure]) -> tuple[Saying, ...]:
    if not taken:
        return (Saying("dec_none", {"n": 0}, (answers.gaps.note("effect_loss_days"),)),)
    priced = [m for m in taken if m.cost[0] is not None]
    key = "dec_measures" if len(priced) == len(taken) else "dec_measures_some" if priced else "dec_measures_days"
    cost = money(float(sum(m.cost[0] or 0.0 for m in priced)))
    return (Saying(key, {"n": len(taken), "cost": cost, "priced": len(priced)}, tuple(m.note for m in taken)),)


def _table(answers: ChainAnswers, key: str, measures: list[Measure], n_more: int) -> Table:
    """A table without the columns that are known of none of its measures; their cost is said to be unknown."""
    per_day = answers.facts.members.final_value
    rows = [_row(m, per_day) for m in measures]
    shown = [i for i, column in enumerate(COLUMNS) if column == "cost" or any(_is_told(r.cells[i]) for r in rows)]
    kept = tuple(Row(tuple(r.cells[i] for i in shown), r.note) for r in rows)
    return Table(key, tuple(COLUMNS[i] for i in shown), kept, n_more)


def _is_told(cell: Cell) -> bool:
    return cell.value is not None if isinstance(cell, Amount) else cell is not None


def _row(m: Measure, per_day: float | None) -> Row:
    saved = _scaled(m.saved, per_day)
    per_yuan = saved[0] / m.cost[0] if saved[0] is not None and m.cost[0] else None
    cells: tuple[Cell, ...] = (
        m.what,
        m.against[1] if m.against else Coded("against", "all"),
        _money(m.cost),
        Amount(m.saved[0], "full_d", 1, m.saved[1], m.saved[2]),
        _money(saved),
        Amount(per_yuan, "number", 0 if (per_yuan or 0.0) >= 10 else 1),
        Amount(m.days, "d", 0) if m.against else None,
        m.grade,
    )
    return Row(cells, m.note)


def _scaled(ends: Ends, factor: float | None) -> Ends:
    value, lower, upper = (None if x is None or factor is None else x * factor for x in ends)
    return value, lower, upper


def _money(ends: Ends) -> Amount:
    return money(*ends)


def frontier_picture(frontier: Said | None) -> list[Picture]:
    """Cost against the part of the loss that is covered; none where there is nothing to choose."""
    if frontier is None or len(frontier.summary["frontier"]) < 2:
        return []
    points = tuple((float(p["cost"]), float(p["coverage"])) for p in frontier.summary["frontier"])
    knee = frontier.summary["knee"]
    at = None if knee is None else (float(knee["cost"]), float(knee["coverage"]))
    is_whole = bool(frontier.summary["frontier_is_complete"])
    return [FrontierPicture(points, at, is_whole, (frontier.note("frontier, knee"),))]


def _spending(frontier: Said | None) -> tuple[Saying, ...]:
    """What all plans cost together, and up to where money buys most."""
    if frontier is None:
        return ()
    s, note = frontier.summary, frontier.note("frontier, knee")
    points, knee = s["frontier"], s["knee"]
    if len(points) < 2:
        return (Saying("dec_no_frontier", {"n": s["plan"]["n_failures"]}, (note,)),)
    facts: dict[str, Cell] = {
        "n": s["plan"]["n_failures"],
        "cost": money(points[-1]["cost"]),
        "most": Amount(points[-1]["coverage"], "share", 0),
        "knee": money(knee["cost"]) if knee else None,
        "coverage": Amount(knee["coverage"], "share", 0) if knee else None,
    }
    return (Saying("dec_frontier" if knee else "dec_frontier_straight", facts, (note,)),)


def _limits(answers: ChainAnswers, taken: list[Measure]) -> tuple[Saying, ...]:
    """What is not known, and which costs are defaults."""
    found = [Saying("dec_once", {"horizon": Amount(HORIZON_DAYS, "d", 0)}, (answers.choke.note("loss_days"),))]
    kinds = tuple(dict.fromkeys(kind for m in taken for kind in m.assumed))
    if kinds:
        notes = tuple(m.note for m in taken if m.assumed)
        found.append(Saying("dec_assumed", {"kinds": tuple(Coded("instrument", k) for k in kinds)}, notes))
    if answers.frontier is not None:
        found += _of_frontier(answers.frontier)
    unpriced = [r for r in answers.gaps.rows if (r["effect_loss_days"] or 0.0) > 0.0 and r["effect_investment"] is None]
    if unpriced:
        found.append(Saying("dec_unpriced", {"n": len(unpriced)}, (answers.gaps.note("effect_investment", unpriced),)))
    open_rows = [r for r in answers.gaps.rows if r["effect_loss_days"] is None]
    if open_rows:
        found.append(Saying("dec_effect_unknown", {"n": len(open_rows)}, (answers.gaps.note("effect=?", open_rows),)))
    undecided = answers.proven(answers.choke, "is_choke_point", "unknown")
    if undecided:
        n = answers.counts.choke_unknown
        found.append(Saying("choke_unknown", {"n": n}, (answers.choke.note("n_unknown", undecided),)))
    return tuple(found)


def _of_frontier(frontier: Said) -> list[Saying]:
    plan, note = frontier.summary["plan"], (frontier.note("plan"),)
    found = []
    if plan["entities_without_figures"]:
        found.append(Saying("dec_untold", {"n": len(plan["entities_without_figures"])}, note))
    if plan["reserves_without_cost"]:
        found.append(Saying("dec_without_cost", {"n": len(plan["reserves_without_cost"])}, note))
    if plan["uncovered"]:
        names = tuple(dict.fromkeys(p["product_name"] for p in plan["uncovered"]))
        found.append(Saying("dec_uncoverable", {"n": len(names)}, note))
    if not frontier.summary["frontier_is_complete"]:
        found.append(Saying("dec_time_limit", {"n": len(frontier.summary["frontier"])}, note))
    return found

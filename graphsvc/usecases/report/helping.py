"""Beside the worst outage: how sure it is the worst, the two at once that cost most, what would have helped."""

from __future__ import annotations

from graphsvc.domain.report import Amount, Cell, Coded, Saying
from graphsvc.usecases.report.answers import ChainAnswers, worst_of
from graphsvc.usecases.report.asking import Said, bounded

BLANKS = ("n_stocks", "n_shares", "n_recoveries")


def helping_sayings(answers: ChainAnswers) -> tuple[Saying, ...]:
    """Sentences on the place of the worst over the worlds that blanks leave open, on the worst pair and on the action
    that saves most; none of what nothing may be stated."""
    pairs, outage, sure = answers.worst_pairs, answers.outage, answers.confidence
    told = _place(sure, answers.choke) if sure is not None and sure.grade != "D" else ()
    told += _pair(pairs) if pairs is not None and pairs.grade != "D" else ()
    return told + (_action(outage) if outage is not None and outage.grade != "D" else ())


def _place(said: Said, choke: Said) -> tuple[Saying, ...]:
    """Nothing where no blank was drawn."""
    worst = worst_of(choke)
    row = next((r for r in said.rows if worst is not None and r["entity_id"] == worst["entity_id"]), None)
    if row is None or not any(said.summary[name] for name in BLANKS):
        return ()
    facts: dict[str, Cell] = {
        "worlds": said.summary["n_worlds"],
        "top": said.summary["top"],
        "name": row["name"],
        "in_top": Amount(row["in_top_share"], "share", 0),
        "first": Amount(row["first_share"], "share", 0),
    }
    return (Saying("ranked_in_worlds", facts, (row["_note"],)),)


def _pair(said: Said) -> tuple[Saying, ...]:
    if not said.rows:
        return ()
    worst = said.rows[0]
    facts: dict[str, Cell] = {
        "names": tuple(worst["names"]),
        "loss": bounded(worst, "loss_days", "full_d"),
        "beyond": bounded(worst, "superadditive_days", "full_d"),
    }
    is_more = (worst["superadditive_days"] or 0.0) > 0.0
    return (Saying("pair_worse" if is_more else "pair_no_worse", facts, (worst["_note"],)),)


def _action(said: Said) -> tuple[Saying, ...]:
    found = said.summary.get("actions") or []
    if not found:
        return ()
    best = found[0]
    facts: dict[str, Cell] = {
        "action": Coded("action_kind", best["action_kind"]),
        "product": best["product_name"],
        "by": best["name"] or best["reserve_no"] or "",
        "saved": Amount(best["days_saved"], "full_d"),
        "left": Amount(best["loss_days"], "full_d"),
        "until": Amount(float(str(said.answer.parameters["horizon_days"])), "d", 0),
    }
    if not best["stock_days"]:
        return (Saying("helped", facts, (said.note("actions"),)),)
    stock = Amount(best["stock_days"], "d", 0)
    return (Saying("helped_stock", {**facts, "stock": stock}, (said.note("actions"),)),)

"""Beside the worst outage: the two failures at once that cost most, and what would have helped."""

from __future__ import annotations

from graphsvc.domain.report import Amount, Cell, Coded, Saying
from graphsvc.usecases.report.answers import ChainAnswers
from graphsvc.usecases.report.asking import Said, bounded


def helping_sayings(answers: ChainAnswers) -> tuple[Saying, ...]:
    """Sentences on the worst pair and on the action that saves most; none of what nothing may be stated."""
    pairs, outage = answers.worst_pairs, answers.outage
    told = _pair(pairs) if pairs is not None and pairs.grade != "D" else ()
    return told + (_action(outage) if outage is not None and outage.grade != "D" else ())


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

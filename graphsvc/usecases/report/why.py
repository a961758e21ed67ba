"""Part of a chain's report: which combinations stop a product, which pair costs most, how sure the ranking is, and
what would have helped in the worst outage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graphsvc.domain.report import Amount, Cell, Coded, Saying, Section
from graphsvc.domain.values import Values
from graphsvc.usecases.report.answers import ChainAnswers
from graphsvc.usecases.report.asking import Said, bounded

NAMED = 4


def why_section(answers: ChainAnswers) -> tuple[Section, ...]:
    """The section; none where no question about combinations could be answered or their data state nothing."""
    asked = [a for a in (answers.cut_sets, answers.worst_pairs, answers.confidence) if a is not None]
    told = [a for a in asked if a.grade != "D" and a.rows]
    if not told or not answers.is_told:
        return ()
    sayings: list[Saying] = []
    for said, tell in (
        (answers.cut_sets, _sets),
        (answers.worst_pairs, _pairs),
        (answers.confidence, _sure),
        (answers.outage, _actions),
    ):
        if said is not None and said.grade != "D":
            sayings += tell(said)
    return (Section("why", max(a.grade for a in told), tuple(sayings)),)


def by_members(rows: Sequence[Any]) -> list[tuple[Any, tuple[str, ...]]]:
    """Cut sets, small ones first, then by importance: a row of each, and the products they stop."""
    found: dict[tuple[str, ...], tuple[Any, list[str]]] = {}
    for row in rows:
        found.setdefault(tuple(row["members"]), (row, []))[1].append(row["product_name"])
    told = [(row, tuple(products)) for row, products in found.values()]
    return sorted(told, key=lambda pair: (pair[0]["order"], -pair[0]["birnbaum"], pair[0]["members"]))


def pair_cells(row: Values) -> tuple[Cell, ...]:
    """Days lost, those beyond the sum of each alone, and each alone."""
    alone = tuple(Amount(each["loss_days"], "full_d") for each in row["losses_alone"])
    beyond = {
        name: None if row[name] is None else round(row[name], 1) + 0.0
        for name in ("superadditive_days", "superadditive_days_lower", "superadditive_days_upper")
    }
    return bounded(row, "loss_days", "full_d"), bounded(beyond, "superadditive_days", "full_d"), alone


def sure_cells(row: Values) -> tuple[Cell, ...]:
    """Rank as told, share of worlds among the top with its interval, days lost, and in how many of them 90 %."""
    spread = Amount(row["loss_days_p50"], "full_d", 1, row["loss_days_p05"], row["loss_days_p95"])
    return row["rank"], bounded(row, "in_top_share", "share", 0), bounded(row, "loss_days", "full_d"), spread


def likeliest(said: Said) -> Values | None:
    """The final product most likely to stop, of the summary of ``cut-sets``; None without any."""
    tops = said.summary["by_product"]
    return max(tops, key=lambda top: (top["probability"], top["product_code"])) if tops else None


def _sets(said: Said) -> list[Saying]:
    sets, top = by_members(said.rows), likeliest(said)
    if top is None or not sets:
        return []
    single = [row["member_names"][0] for row, _ in sets if row["order"] == 1]
    more = [row for row, _ in sets if row["order"] > 1]
    facts: dict[str, Cell] = {
        "n": len(sets),
        "n_single": len(single),
        "names": tuple(single[:NAMED]),
        "n_more": len(more),
        "first": tuple(more[0]["member_names"]) if more else (),
        "product": top["product_name"],
        "chance": bounded(top, "probability", "share", 0),
        "each": Amount(float(str(said.answer.parameters["probability"])), "share", 0),
        "order": int(str(said.answer.parameters["max_order"])),
    }
    notes = (said.note("by_product"), *(row["_note"] for row in more[:1]))
    alone = "why_no_single" if not single else "why_singles" if len(single) > NAMED else "why_singles_all"
    told = [Saying(alone, facts, notes[:1])]
    told += [Saying("why_more", facts, notes)] if more else []
    return [*told, Saying("why_chance", facts, notes[:1])]


def _pairs(said: Said) -> list[Saying]:
    if not said.rows:
        return []
    worst = said.rows[0]
    facts: dict[str, Cell] = {
        "names": tuple(worst["names"]),
        "loss": bounded(worst, "loss_days", "full_d"),
        "beyond": bounded(worst, "superadditive_days", "full_d"),
    }
    above = (worst["superadditive_days"] or 0.0) > 0.0
    return [Saying("why_pair" if above else "why_pair_below", facts, (worst["_note"],))]


def _sure(said: Said) -> list[Saying]:
    """How many are among the top in every world, and the best placed of those that are not."""
    worlds = said.summary["n_worlds"]
    unsure = [row for row in said.rows if row["in_top_share"] < 1.0]
    facts: dict[str, Cell] = {
        "top": said.summary["top"],
        "n": said.summary["n_always"],
        "worlds": worlds,
        "unsure": len(unsure),
        "blanks": sum(said.summary[name] for name in ("n_stocks", "n_shares", "n_recoveries")),
    }
    if not unsure:
        return [Saying("why_certain" if worlds > 1 else "why_no_blanks", facts, (said.note("in_top_share"),))]
    first = unsure[0]
    named: dict[str, Cell] = {"first": first["name"], "share": bounded(first, "in_top_share", "share", 0)}
    return [Saying("why_sure", {**facts, **named}, (said.note("in_top_share"), first["_note"]))]


def _actions(said: Said) -> list[Saying]:
    """What saves most in the worst outage, played again with it."""
    found = said.summary.get("actions") or []
    if not found:
        return []
    best = found[0]
    facts: dict[str, Cell] = {
        "action": Coded("action_kind", best["action_kind"]),
        "product": best["product_name"],
        "by": best["name"] or best["reserve_no"] or "",
        "saved": Amount(best["days_saved"], "full_d"),
        "left": Amount(best["loss_days"], "full_d"),
        "n": len(found),
    }
    if not best["stock_days"]:
        return [Saying("why_helped", facts, (said.note("actions"),))]
    stock = Amount(best["stock_days"], "d", 0)
    return [Saying("why_helped_stock", {**facts, "stock": stock}, (said.note("actions"),))]

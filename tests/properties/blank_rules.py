"""What a blank may do to an answer, and what it may not: ``breaches`` names every way in which it became surer.

Verdicts may turn to ``unknown`` and never away from it or over. An interval may widen, a figure may become null; a row
that is a claim may vanish, one that says that all is well may not. Headline figures that rest on a default (recovery,
stock) may move.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tests.properties.blanks import Answers, Cell, Row, Told

SLACK = 1e-7
TRUTH = ("yes", "no", "unknown")

EVERY_ROW = frozenset(
    {
        "stages", "missing-links", "weak-links", "strong-links", "local-supply", "industry-coverage", "choke-points",
        "resilience", "survival", "screening", "overdue-issues", "neighbourhood", "upstream", "supply-paths",
        "outside-suppliers", "backup-independence", "portfolio", "white-list", "scenario-templates",
    }
)  # fmt: skip
"""Questions that have the same rows whatever is blank."""
CLAIMS = frozenset({"challenge-matrix"})
"""Questions whose rows are claims: a blank may take one away and never adds one."""
PLAYED = frozenset(
    {
        "stress-test", "firm-outage", "group-outage", "site-outage", "park-outage", "region-outage", "country-cutoff",
        "corridor-outage", "product-outage",
    }
)  # fmt: skip
"""Scenarios are played on headline values, defaults included, and say so; they give no verdict."""

NOT_HELD = frozenset({"systemic-risk", "cut-sets", "inferred-links", "ask-next", "ranking-confidence"})
"""Of these completeness alone is held: the figures of systemic risk are of the trade whose value is known, cut sets are
of the sources that are told (how many are not is told beside them), inferred links are guesses from them, and what to
ask next is about the blanks themselves: one more makes a row and shifts what others would narrow, and one more is drawn
for the confidence of a ranking, whose ends are those of ``choke-points``."""

CHOSEN_ROWS = {
    "white-list": ("list", frozenset({"smallest", "to_add"})),
    "backup-plan": ("usable_reason", frozenset({"to_be_laid_in"})),
}
"""Rows of an optimum: the smallest list, who would complete one, stocks a plan lays in. It is chosen anew for headline
figures, so of two different lists neither is surer; what is told of a list or reserve that is given is held."""
CHOSEN_FIGURES = {
    "white-list": frozenset({"bound", "gap", "covered_output", "covered_output_lower", "covered_output_upper"}),
    "backup-plan": frozenset({"plan_quantity", "plan_cost"}),
}
"""Figures of that optimum in summaries and rows: of the smallest list, and of what a plan takes of a reserve."""
WORKED = {("worst-pairs", "pruned")}
"""How much had to be worked out, no figure of the chain."""
HINTS = {("extensions", "density"), ("extensions", "complexity")}
"""Hints drawn from all places whose output and price are told: a blank leaves one out and may move them either way.
They are in no verdict and in no score."""
FEWER = {
    "portfolio": frozenset(
        {
            "n_choke_points", "n_missing", "n_weak", "n_called_for", "n_five_bases_gaps", "n_partly_constrained",
            "n_severely_constrained", "n_no_alternative",
        }
    )
}  # fmt: skip
"""Numbers of what is proven: a blank may lower them only."""
VERBS = ("n_stabilise", "n_fill", "n_strengthen", "n_extend", "n_build", "n_bind")
"""Of the portfolio: products by the first verb they call for. Which one comes first hangs on headline days, defaults
included; how many call for any may only fall."""

SURE = {"sole", "single_by_choice", "disguised"}
BOUNDED_BY_DEFAULTS = frozenset(
    {
        "tts_days", "ttr_days", "gap_days", "loss_days", "loss_value", "rs", "rs_min", "days_to_shortage", "need",
        "coverage", "quantity", "effect_loss_days", "effect_rs", "effect_per_investment", "cost",
        "superadditive_days", "joint_days",
    }
)  # fmt: skip
"""Where stock or recovery is blank their ends come, by ruling, from stock 0 and twice the default, recovery half and
twice the default, and need not contain what was told; other blanks widen them like any."""
NEVER = frozenset({"tts_days", "days_to_shortage"})
"""Null is never, or not within what was searched."""
DEFAULTED = frozenset({"ttr_days", "stock", "switch_days", "material_stock_days", "cost_init", "cost_year"})
"""Cells that take a default where they are blank."""
SECOND_REPORT = {("gap-fillers", "spare"), ("missing-links", "demand_bought")}
"""Figures for which another list steps in where the first is blank: of a purchase told by its share alone, quantities
of list 07 for what list 04 derives. The demand itself has its ends."""
RANKED = frozenset(
    {
        "priority",
        "priority_score",
        "no",
        "best_fit",
        "demand",
        "demand_value",
        "suggested_capacity",
        "gap_qty",
        "gap_rate",
        "effect_capacity",
        "effect_investment",
    }
)
"""Of the gap list: places in an order, and figures printed in one cell without ends."""
ON_DEFAULTS = frozenset(
    {
        "kept", "kept_l1", "kept_l1plus", "tts_fast_lower", "tts_fast_upper", "loss_days", "tts_days", "ttr_days",
        "gap_days", "stock_days", "min_output", "days_to_shortage", "gross", "stock_upstream", "stock_downstream",
        "window_days", "rs", "rs_min", "shortest_days", "score_backup", "effect", "dominated_output", "plan_cost",
        "plan_quantity", "daily",
    }
)  # fmt: skip
"""Headline figures that take a default where a cell is blank."""


FALLING = frozenset({"known_share"})
"""How much is known: it may only fall."""
FLAGS = frozenset({"ttr_assumed", "cost_assumed"})
"""They say that a default stands in: a blank raises them."""


def breaches(before: Answers, after: Answers, cells: Iterable[Cell] = ()) -> list[str]:
    """Every way in which the second set of answers is surer than the first, as readable lines; ``cells`` are blank."""
    free = BOUNDED_BY_DEFAULTS if any(field in DEFAULTED for _, _, field in cells) else frozenset()
    found = []
    for name in before:
        if name not in PLAYED:
            found += [f"{name} {line}" for line in _answer(name, before[name], after[name], free)]
    return found


def _answer(name: str, before: Told, after: Told, free: frozenset[str]) -> Iterator[str]:
    was, now = before.completeness, after.completeness
    if was is not None and (now is None or now > was + SLACK):
        yield f"completeness {was} -> {now}"
    if name in NOT_HELD:
        return
    before, after = _given(name, before), _given(name, after)
    yield from _row_set(name, before, after)
    for key in before.rows.keys() & after.rows.keys():
        yield from (f"{key} {line}" for line in _row(name, before.rows[key], after.rows[key], free))
    yield from (f"summary {line}" for line in _figures(name, before.summary, after.summary, free))


def _given(name: str, told: Told) -> Told:
    """The answer without what was chosen anew; facts of a summary by product or list as rows beside the others."""
    column, kinds = CHOSEN_ROWS.get(name, ("", frozenset()))
    left_out = CHOSEN_FIGURES.get(name, frozenset())
    rows = {key: {k: v for k, v in row.items() if k not in left_out or name == "white-list"}
            for key, row in told.rows.items() if row.get(column) not in kinds}  # fmt: skip
    summary = {k: v for k, v in told.summary.items() if k not in left_out}
    if name == "white-list":
        rows["summary", "existing"] = {k: v for k, v in summary["existing"].items() if k not in ("bound", "gap")}
    if name == "backup-plan":
        rows.update({("need", each["product_code"]): each for each in summary["need"]})
    return Told(rows, summary, told.completeness)


def _row_set(name: str, before: Told, after: Told) -> Iterator[str]:
    gone, new = before.rows.keys() - after.rows.keys(), after.rows.keys() - before.rows.keys()
    if name in EVERY_ROW:
        yield from (f"{key} row gone" for key in gone)
    if name in EVERY_ROW | CLAIMS:
        yield from (f"{key} row added: {_brief(after.rows[key])}" for key in new)
    if name == "early-warning":  # whom it reaches hangs on stocks; the alert itself is the claim
        alerts = {key[:4] for key in before.rows}
        yield from (f"{key} alert added" for key in new if key[:4] not in alerts)
    if name == "extensions":
        yield from (f"{key} gone, was {before.rows[key]['is_candidate']}" for key in gone)
        yield from (f"{key} new" for key in new if after.rows[key]["is_candidate"] != "unknown")
    if name == "backup-plan":
        yield from (f"{key} gone" for key in gone if before.rows[key].get("usable") != "no")
    if name == "single-sources":
        yield from (f"{key} gone, was {before.rows[key]['kind']}" for key in gone)
        yield from (f"{key} new {kind}" for key in new if (kind := after.rows[key]["kind"]) != "unknown")
    if name == "hidden-sources":
        yield from (f"{key} gone, was {before.rows[key]['is_hidden']}" for key in gone)
        yield from (f"{key} new" for key in new if after.rows[key]["is_hidden"] != "unknown")


def _brief(row: Row) -> dict[str, Any]:
    return {k: v for k, v in row.items() if v is not None and not isinstance(v, (list, dict))}


def _row(name: str, before: Row, after: Row, free: frozenset[str]) -> Iterator[str]:
    for column, was in before.items():
        now = after[column]
        if isinstance(was, str) and was in TRUTH and now != was and now != "unknown":
            yield f"{column} {was} -> {now}"
        if was is False and now is True and column not in FLAGS:
            yield f"{column} {was} -> {now}"
    yield from _figures(name, before, after, free)
    if name == "portfolio":
        before, after = ({**row, "n_called_for": sum(row[verb] for verb in VERBS)} for row in (before, after))
    for column in FEWER.get(name, ()):
        if after[column] is not None and (before[column] is None or after[column] > before[column]):
            yield f"{column} {before[column]} -> {after[column]}"
    if name == "portfolio" and after["closing_date"] not in (None, before["closing_date"]):
        yield f"closing_date {before['closing_date']} -> {after['closing_date']}"
    if name == "weak-links":
        yield from _tests(before, after, "reasons", "possible_reasons")
    if name == "strong-links":
        yield from _tests(before, after, "failed_tests", "open_tests")
    if name == "single-sources" and before["kind"] != after["kind"]:
        allowed = {"unknown", "dominant"} if before["kind"] in SURE else {"unknown"}
        if after["kind"] not in allowed:
            yield f"kind {before['kind']} -> {after['kind']}"
    if name == "stages":
        yield from _statuses(before["by_product"], after["by_product"])
    ladders = (before.get("ladder"), "unknown", "province_has_none")
    if name == "missing-links" and before["is_missing"] == after["is_missing"] and after["ladder"] not in ladders:
        yield f"ladder {before['ladder']} -> {after['ladder']}"


def _statuses(before: list[Row], after: list[Row]) -> Iterator[str]:
    """A status shows the first verdict that holds: where that opens up, the next one that is proven may show."""
    for was, now in zip(before, after, strict=True):
        allowed = (was["status"], "unknown", *(("weak", "strong") if was["status"] == "single_source" else ()))
        allowed += ("strong",) if was["status"] == "weak" else ()
        if now["status"] not in allowed:
            yield f"status of {was['product_code']} {was['status']} -> {now['status']}"


def _tests(before: Row, after: Row, proven: str, open_: str) -> Iterator[str]:
    if not set(after[proven]) <= set(before[proven]):
        yield f"{proven} {before[proven]} -> {after[proven]}"
    lost = (set(before[open_]) - set(after[open_])) | (set(before[proven]) - set(after[proven]) - set(after[open_]))
    if lost:
        yield f"{open_} {before[open_]} -> {after[open_]} ({proven} {before[proven]} -> {after[proven]})"


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _figures(name: str, before: Mapping[str, Any], after: Mapping[str, Any], free: frozenset[str]) -> Iterator[str]:
    for column in before.keys() & after.keys():
        base = column.removesuffix("_lower").removesuffix("_upper")
        was, now = before[column], after[column]
        if base != column and base in before:
            continue
        if (name, column) in SECOND_REPORT | HINTS | WORKED or (name == "gap-list" and column in RANKED):
            continue
        if f"{column}_lower" in before:
            yield from _interval(column, before, after, column in free)
        elif _is_number(now) and not column.startswith("n_") and column not in ON_DEFAULTS:
            fell = column in FALLING and _is_number(was) and now < was
            if not fell and (not _is_number(was) or abs(was - now) > SLACK * max(1.0, abs(was))):
                yield f"{column} {was} -> {now}"


def _ends(row: Mapping[str, Any], column: str) -> tuple[float, float]:
    lower, upper = row[f"{column}_lower"], row[f"{column}_upper"]
    no_lower = float("inf") if column in NEVER else -float("inf")
    return no_lower if lower is None else lower, float("inf") if upper is None else upper


def _interval(column: str, before: Mapping[str, Any], after: Mapping[str, Any], is_free: bool) -> Iterator[str]:
    (least, most), (lower, upper) = _ends(before, column), _ends(after, column)
    slack = SLACK * max(1.0, *(abs(x) for x in (least, most) if abs(x) != float("inf")), 1.0)
    shown = f"{column} {before[column]} [{least}, {most}] -> {after[column]} [{lower}, {upper}]"
    if not is_free and (lower > least + slack or upper < most - slack):
        yield f"narrows: {shown}"
    if after[column] is not None and not lower - slack <= after[column] <= upper + slack:
        yield f"outside its own ends: {shown}"

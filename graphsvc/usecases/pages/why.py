"""Page: why a chain breaks and how sure that is. How often each is among the top ten when the blanks are drawn anew,
which two at once cost most, which combinations stop a final product."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graphsvc.domain.pages import Block, Goto, Line, Linked, Links, Listing, Page, Sentences
from graphsvc.domain.report import Amount, Cell, Saying
from graphsvc.domain.values import Values
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.pages.answer_list import Rows, rows_of
from graphsvc.usecases.pages.scenario_address import ShockAsked, written
from graphsvc.usecases.pages.waiting import few_data
from graphsvc.usecases.report.asking import bounded
from graphsvc.usecases.report.outage_told import HORIZON_DAYS

SETS = 40
"""Cut sets that the page shows; its file holds all of them."""
SURE = ("name", "rank", "in_top", "loss", "spread")
PAIRED = ("pair", "loss", "beyond", "alone")
CUT = ("members", "stopped", "order", "set_chance", "birnbaum")
BLANKS = ("n_stocks", "n_shares", "n_recoveries")


def why(analyst: Analyst, chain: str, region: str | None, at: str) -> Page:
    """Everything of control groups, with the defaults of the questions."""
    about = {"chain": chain, "region": region}
    timed = {**about, "horizon_days": HORIZON_DAYS}
    confidence = analyst.ask("ranking-confidence", timed, at)
    pairs, sets = analyst.ask("worst-pairs", timed, at), analyst.ask("cut-sets", about, at)
    space = analyst.workspace(at)
    facts = space.facts(space.scope(chain, region))
    blocks: list[Block] = []
    if "D" in (confidence.grade, sets.grade, pairs.grade):
        blocks.append(few_data(chain))
    blocks += [
        Sentences(((_drawn(confidence.summary), None),)),
        _sure(rows_of(confidence), chain),
        Sentences(((Saying("why_two"), None),)),
        _pairs(rows_of(pairs), chain),
        Sentences(((Saying("why_cut", {"each": Amount(sets.parameters["probability"], "share", 0)}), None),)),
        _tops(sets.summary["by_product"]),
        _sets(rows_of(sets), chain),
        Links((("to_choke", Goto(f"/chains/{chain}/choke-points"), False),)),
    ]
    return Page("why", "choke-points", tuple(blocks), {"chain": facts.chain.name})


def _drawn(told: Values) -> Saying:
    blanks = sum(told[name] for name in BLANKS)
    cells: dict[str, Cell] = {"worlds": told["n_worlds"], "blanks": blanks, "top": told["top"]}
    return Saying("why_drawn" if blanks else "why_nothing_drawn", cells)


def _card(chain: str, values: Values, entity_id: str) -> Goto:
    return Goto(f"/chains/{chain}/choke-points/{values['entity_type']}/{entity_id}")


def _sure(rows: Rows, chain: str) -> Listing:
    lines = tuple(
        Line((Linked(v["name"], _card(chain, v, v["entity_id"])), *sure_cells(v)), evidence) for v, evidence in rows
    )
    return Listing("sure", SURE, lines, len(lines))


def _pairs(rows: Rows, chain: str) -> Listing:
    """Every pair leads to the page that plays it."""
    lines = []
    for values, evidence in rows:
        shocks = [ShockAsked(values["entity_type"], each, values["ttr_days"]) for each in values["entity_ids"]]
        play = Goto(f"/chains/{chain}/what-if", {"s": written(shocks)})
        lines.append(Line((Linked(tuple(values["names"]), play), *pair_cells(values)), evidence))
    return Listing("worst_pairs", PAIRED, tuple(lines), len(lines))


def _tops(tops: Sequence[Values]) -> Listing:
    """How likely each final product stops, by all its sets together."""
    lines = tuple(
        Line((t["product_name"], t["n_cut_sets"], t["smallest_order"], bounded(t, "probability", "share", 0)))
        for t in tops
    )
    return Listing("stopped", ("product", "n_sets", "smallest", "stop_chance"), lines, len(lines))


def _sets(rows: Rows, chain: str) -> Listing:
    """Small sets first; one with a single member leads to its card."""
    lines = []
    for v, products in by_members([{**values, "_evidence": evidence} for values, evidence in rows]):
        names = tuple(v["member_names"])
        members = Linked(names[0], _card(chain, v, v["members"][0])) if v["order"] == 1 else names
        chance, birnbaum = Amount(v["set_probability"], "share", 1), bounded(v, "birnbaum", "share", 0)
        lines.append(Line((members, products, v["order"], chance, birnbaum), v["_evidence"]))
    return Listing("cut_sets", CUT, tuple(lines), len(lines), most=SETS)


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
    return bounded(row, "loss_days", "full_d"), bounded(row, "superadditive_days", "full_d"), alone


def sure_cells(row: Values) -> tuple[Cell, ...]:
    """Rank as told, share of worlds among the top with its interval, days lost, and in how many of them 90 %."""
    spread = Amount(row["loss_days_p50"], "full_d", 1, row["loss_days_p05"], row["loss_days_p95"])
    return row["rank"], bounded(row, "in_top_share", "share", 0), bounded(row, "loss_days", "full_d"), spread

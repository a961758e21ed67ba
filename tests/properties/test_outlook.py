"""Laws of every question that looks at capacity which is not there yet, or no longer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from graphsvc.domain.outlook import Outlook
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.tables import ChainTables, arrow_table
from graphsvc.judgements.workspace import Workspace
from graphsvc.questions.catalogue import CATALOGUE
from graphsvc.questions.question import Outlooked
from tests.asked import asked_of_chain, summary_of
from tests.oracles.plain_chain import CHAIN_CODE
from tests.oracles.plain_lists import rich_tables
from tests.properties.engine import examples
from tests.properties.strategies_lists import rich_chains

NAMES = tuple(q.name for q in CATALOGUE.values() if issubclass(q.asked, Outlooked))
Lists = dict[str, list[dict[str, Any]]]
DATES = ("2026-06-30", "2027-01-01", "2029-12-31")
DAYS = (None, date(2026, 12, 31), date(2029, 12, 31))


@dataclass(frozen=True, repr=False)
class Case:
    """Lists with capacity under construction and planned, and the outlook asked for."""

    lists: Lists
    outlook: Outlook

    def __repr__(self) -> str:
        shown = ("firm", "product", "site", "state", "start", "end")
        trade = [(r["supplier"], r["buyer"], r["product"]) for r in self.lists["supplies"]]
        return f"Case({self.outlook}, {[[r.get(n) for n in shown] for r in self.lists['capacities']]}, {trade})"


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A messy chain some of whose makers are still to come, or are to leave."""
    chain, lists = draw(rich_chains(max_products=5, max_firms=7))
    rows = rich_tables(chain, lists)
    if draw(st.booleans()):
        rows["submissions"][0]["complete_lists"] = ["05", "06", "07"]
    for row in rows["capacities"][1:]:
        if draw(st.integers(0, 3)) == 0:
            row["state"] = draw(st.sampled_from(("在建", "规划", "现状")))
            row["start"] = draw(st.sampled_from((None, *DATES)))
        if draw(st.integers(0, 3)) == 0:
            row["end"] = draw(st.sampled_from(DATES))
    return Case(rows, Outlook(draw(st.booleans()), draw(st.sampled_from(DAYS))))


def space_of(lists: Lists) -> Workspace:
    tables = ChainTables({name: arrow_table(name, rows) for name, rows in lists.items()})
    return Workspace(GraphSnapshot("plain", "sha256:plain", tables))


def ask(space: Workspace, name: str) -> list[dict[str, Any]]:
    """Rows of a question on the one chain."""
    facts = space.facts(space.scope(CHAIN_CODE))
    return [dict(f.values) for f in asked_of_chain(facts, name, {}).findings]


def summary(space: Workspace) -> dict[str, Any]:
    """What resilience says of the one chain."""
    return summary_of(asked_of_chain(space.facts(space.scope(CHAIN_CODE)), "resilience", {}))


def told_today(lists: Lists, outlook: Outlook) -> Lists:
    """The same lists as an office would fill them in at that day, where every date is told."""
    plants = []
    for row in lists["capacities"]:
        day = str(outlook.as_of) if outlook.as_of else "9999"
        coming = row["state"] in ("在建", "规划")
        ends = row.get("end") and (outlook.planned if outlook.as_of is None else row["end"] <= day)
        if coming and outlook.planned and row["start"] is not None and row["start"] <= day:
            plants.append({**row, "state": "已退出" if ends else "现状"})
        elif row["state"] == "现状" and ends:
            plants.append({**row, "state": "已退出"})
        else:
            plants.append(row)

    def makes(rows: list[dict[str, Any]], firm: str, product: str | None = None) -> bool:
        return any(r["firm"] == firm and r["state"] == "现状" and product in (None, r["product"]) for r in rows)

    trade = []
    for row in lists["supplies"]:
        if makes(lists["capacities"], row["buyer"]) and not makes(plants, row["buyer"]):
            continue
        at = (row["supplier"], row["product"])
        if makes(lists["capacities"], *at) and not makes(plants, *at):
            row = {**row, "supplier": f"ext:unknown:{row['product']}:{row['supplier']}"}
        trade.append(row)
    return {**lists, "capacities": plants, "supplies": trade}


def with_starts(lists: Lists, day: str) -> Lists:
    """Every start that nobody tells set to a day."""
    plants = [
        {**row, "start": day} if row["state"] in ("在建", "规划") and row["start"] is None else row
        for row in lists["capacities"]
    ]
    return {**lists, "capacities": plants}


@examples(60)
@given(cases(), st.sampled_from(NAMES))
def test_an_outlook_is_the_lists_filled_in_at_that_day(case: Case, name: str) -> None:
    lists = with_starts(case.lists, "2026-01-01")
    assert ask(space_of(lists).seen(case.outlook), name) == ask(space_of(told_today(lists, case.outlook)), name)


@examples(30)
@given(cases(), st.sampled_from(NAMES))
def test_where_nothing_comes_or_goes_the_outlook_is_the_present(case: Case, name: str) -> None:
    still = [{**row, "start": None, "end": None} for row in case.lists["capacities"]]
    still = [{**row, "state": "停产"} if row["state"] in ("在建", "规划") else row for row in still]
    space = space_of({**case.lists, "capacities": still})
    assert ask(space.seen(case.outlook), name) == ask(space, name)


@examples(30)
@given(cases())
def test_resilience_of_an_outlook_is_that_of_the_lists_filled_in(case: Case) -> None:
    lists = with_starts(case.lists, "2026-01-01")
    spaces = space_of(lists).seen(case.outlook), space_of(told_today(lists, case.outlook))
    one, other = (summary(space) for space in spaces)
    assert one == other


SURER = {("unknown", "yes"), ("unknown", "no"), ("no", "yes"), ("yes", "no")}
VERDICTS = {"missing-links": "is_missing", "weak-links": "is_weak", "strong-links": "is_strong"}


@examples(80)
@given(cases(), st.sampled_from(tuple(VERDICTS)), st.sampled_from(("2026-01-01", "2099-01-01")))
def test_a_date_not_told_leaves_open_what_hangs_on_it(case: Case, name: str, day: str) -> None:
    """Whatever the date turns out to be, nothing that was said turns round, and figures stay within their ends."""
    outlook = replace(case.outlook, planned=True, as_of=case.outlook.as_of or date(2029, 12, 31))
    is_open = {row["product_code"]: row for row in ask(space_of(case.lists).seen(outlook), name)}
    for row in ask(space_of(with_starts(case.lists, day)).seen(outlook), name):
        other = is_open[row["product_code"]]
        assert (row[VERDICTS[name]], other[VERDICTS[name]]) not in SURER, (row, other)
        for figure in ("ssr", "hhi"):
            if (
                name != "missing-links"
                and row.get(f"{figure}_lower") is not None
                and other[f"{figure}_lower"] is not None
            ):
                assert other[f"{figure}_lower"] <= row[f"{figure}_lower"] + 1e-9, (figure, row, other)
                top, own = other[f"{figure}_upper"], row[f"{figure}_upper"]
                assert top is None or (own is not None and top >= own - 1e-9), (figure, row, other)


def at_ends(lists: Lists, is_late: bool) -> Lists:
    """Every date of the precision of a year set to its first or its last day."""
    plants = []
    for row in lists["capacities"]:
        told = dict(row)
        for name in ("start", "end"):
            if told.get(f"{name}_precision") == "year":
                told[name], told[f"{name}_precision"] = f"{told[name][:4]}-{'12-31' if is_late else '01-01'}", None
        plants.append(told)
    return {**lists, "capacities": plants}


@st.composite
def vague(draw: st.DrawFn) -> Case:
    """Cases with dates of which the year alone is told, asked for in the midst of such a year."""
    case = draw(cases())
    plants = [dict(row) for row in case.lists["capacities"]]
    for row in plants:
        for name in ("start", "end"):
            if row.get(name) is not None and draw(st.booleans()):
                row[name], row[f"{name}_precision"] = "2027-01-01", "year"
    planned, day = draw(st.booleans()), date(2027, 6, 30)
    return Case({**case.lists, "capacities": plants}, Outlook(planned, day))


ENDS = ("impact", "loss_days", "gap_days", "tts_days", "ttr_days")


@examples(60)
@given(vague(), st.booleans(), st.sampled_from(("group", "firm", "site", "park", "region", "product")))
def test_failures_hang_on_dates_not_told(case: Case, is_late: bool, kind: str) -> None:
    """Whether what starts or leaves in the course of a year is there in its midst: no verdict turns round, and figures
    stay within their ends."""
    spaces = [space_of(lists).seen(case.outlook) for lists in (case.lists, at_ends(case.lists, is_late))]
    vaguely, told = (asked(space, kind) for space in spaces)
    for key in told.keys() & vaguely.keys():
        row, other = told[key], vaguely[key]
        assert (row["is_choke_point"], other["is_choke_point"]) not in SURER, (row, other)
        for name in ENDS:
            _within(name, row[name], other, name in ("tts_days",))
    scores, open_ends = (summary(space) for space in reversed(spaces))
    for name in ("rs", "rs_min", "score_diversity", "score_autonomy", "score_buffer", "score_recovery"):
        if scores.get(name) is not None and open_ends.get(name) is not None:
            _within(name, scores[name], open_ends, False)


def asked(space: Workspace, kind: str) -> dict[str, dict[str, Any]]:
    """Choke points of one kind by id."""
    facts = space.facts(space.scope(CHAIN_CODE))
    found = asked_of_chain(facts, "choke-points", {"entity": kind, "l1plus": "none"}).findings
    return {f.values["entity_id"]: dict(f.values) for f in found}


def _within(name: str, value: float | None, row: dict[str, Any], is_day: bool) -> None:
    """Within the ends of a figure; null has no end, and is later than any day that is searched for."""
    lower, upper = row[f"{name}_lower"], row[f"{name}_upper"]
    if value is None:
        assert not is_day or upper is None, (name, value, row)
        return
    assert lower is None or lower - 1e-9 <= value, (name, value, row)
    assert upper is None or value <= upper + 1e-9, (name, value, row)

"""Rows that wait never make an answer surer: what was open stays open, and nothing turns round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.tables import ChainTables, arrow_table
from graphsvc.judgements.workspace import Facts, Workspace
from tests.asked import asked_of_chain
from tests.oracles.plain_chain import CHAIN_CODE
from tests.oracles.plain_lists import rich_tables
from tests.properties.engine import examples
from tests.properties.strategies_lists import rich_chains
from tests.properties.strategies_pending import Lists, Put, parked, puts


@dataclass(frozen=True, repr=False)
class Case:
    """Lists, and rows of them to be put aside."""

    lists: Lists
    chosen: tuple[Put, ...]

    def __repr__(self) -> str:
        gone = [(put.table, put.position, sorted(put.unread)) for put in self.chosen]
        shown = {table: [[row.get(name) for name in SHOWN] for row in self.lists[table]] for table in WITH}
        return f"Case({gone}, {shown})"


SHOWN = {"firm_id", "firm", "product", "supplier", "buyer", "qty", "share_buyer", "output", "site_region"}
WITH = ("capacities", "supplies")
SURER = {("unknown", "yes"), ("unknown", "no"), ("no", "yes"), ("yes", "no")}
SINGLE = ("disguised", "sole", "single_by_choice")


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A messy chain, its lists declared complete, and rows to be put aside."""
    chain, lists = draw(rich_chains(max_products=5, max_firms=7))
    rows = rich_tables(chain, lists)
    if draw(st.booleans()):
        rows["submissions"][0]["complete_lists"] = ["05", "06", "07"]
    return Case(rows, draw(puts(rows)))


def facts_of(lists: Lists) -> Facts:
    """Those of the chain of these rows in its own region."""
    tables = ChainTables({name: arrow_table(name, rows) for name, rows in lists.items()})
    space = Workspace(GraphSnapshot("plain", "sha256:plain", tables))
    return space.facts(space.scope(CHAIN_CODE))


def ask(facts: Facts, name: str, **given: Any) -> list[dict[str, Any]]:
    """Rows of one question."""
    return [dict(f.values) for f in asked_of_chain(facts, name, given).findings]


def both(case: Case, name: str, key: str, verdict: str, **given: Any) -> list[tuple[str, str, dict[str, Any]]]:
    """(verdict before, verdict after, row after) of every row that both answers have."""
    lists, chosen = case.lists, case.chosen
    before = {row[key]: row[verdict] for row in ask(facts_of(lists), name, **given)}
    after = {row[key]: row for row in ask(facts_of(parked(lists, chosen)), name, **given)}
    return [(before[k], row[verdict], row) for k, row in after.items() if k in before]


@examples(60)
@given(cases())
def test_missing_links(case: Case) -> None:
    for was, now, row in both(case, "missing-links", "product_code", "is_missing"):
        assert (was, now) not in SURER or ((was, now) == ("yes", "no") and row["made_here"]), row


@examples(40)
@given(cases())
def test_weak_links(case: Case) -> None:
    for was, now, row in both(case, "weak-links", "product_code", "is_weak"):
        assert (was, now) not in SURER, row


@examples(40)
@given(cases())
def test_strong_links(case: Case) -> None:
    for was, now, row in both(case, "strong-links", "product_code", "is_strong", location_share=0.1):
        assert (was, now) not in SURER, row


@examples(40)
@given(cases())
def test_industry_coverage(case: Case) -> None:
    given_ = {"level": "class", "firm_set": "all", "code_rule": "any"}
    for was, now, row in both(case, "industry-coverage", "code", "covered", **given_):
        assert (was, now) not in SURER, row


@examples(60)
@given(cases())
def test_single_sources(case: Case) -> None:
    versions = [facts_of(rows) for rows in (case.lists, parked(case.lists, case.chosen))]
    before, after = (
        {(row["buyer_id"], row["product_code"]): row["kind"] for row in ask(facts, "single-sources")}
        for facts in versions
    )
    n, own = versions[0].network, versions[0].members.purchases_here
    here = {(n.firm_ids[n.purchase_buyer[q]], n.product_codes[n.purchase_product[q]]) for q in own}
    for key, kind in after.items():
        if kind in SINGLE and key in here:  # whether a buyer stands here may hang on a plant that waits
            assert before.get(key) in SINGLE, (key, kind, before.get(key))


@examples(60)
@given(cases())
def test_hidden_sources(case: Case) -> None:
    lists, chosen = case.lists, case.chosen
    sure, before = (
        {
            (row["buyer_id"], row["product_code"], row["entity_type"], row["entity_id"]): row["is_hidden"]
            for row in ask(facts_of(rows), "hidden-sources")
        }
        for rows in (parked(lists, chosen), lists)
    )
    for key, verdict in sure.items():
        if verdict == "yes":
            assert before.get(key) == "yes", key

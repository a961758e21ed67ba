"""Random chains on which every query has something to say: all lists of the properties' strategies laid together."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from graphsvc.domain.tables import ChainTables, arrow_table
from tests.oracles.plain_chain import CHAIN_CODE
from tests.properties.strategies_lists import rich_chains
from tests.properties.strategies_minding import minded
from tests.properties.strategies_pending import parked, puts
from tests.properties.test_gap_fillers_against_twin import OfferEngine, offers_of

Rows = list[dict[str, Any]]
OTHER_CHAIN = "ZZ-C02"


@st.composite
def whole_chain(draw: st.DrawFn, *, most: int = 6) -> dict[str, Rows]:
    """Canonical rows of a messy chain with its makers, offers, tasks, ledger and what else the lists tell."""
    chain, lists = draw(rich_chains(max_products=most, max_firms=most + 3))
    tables = OfferEngine(chain, lists, offers=draw(offers_of(chain))).tables
    told = draw(minded(chain)).lists
    grown = {name: rows for name, rows in told.items() if name != "products"}  # its products know no grades
    return {name: list(map(dict, tables.each(name))) for name in tables.names()} | grown


@st.composite
def whole_chains(draw: st.DrawFn) -> dict[str, Rows]:
    """One chain, or two that share firms: the second in a slot of its own, of another region, with other products.

    Some of the rows of the first may wait.
    """
    rows = draw(whole_chain())
    if draw(st.booleans()):
        rows = parked(rows, draw(puts(rows)))
    if draw(st.booleans()):
        return rows
    other = _renamed(draw(whole_chain(most=4)), draw(st.sampled_from(("370000", "370100", "130000"))))
    firms = {row["firm_id"] for row in rows["firms"]}
    other["firms"] = [row for row in other["firms"] if row["firm_id"] not in firms]
    return {name: [*rows.get(name, []), *other.get(name, [])] for name in {**rows, **other}}


def canonical(rows: dict[str, Rows]) -> ChainTables:
    """Rows as tables."""
    return ChainTables({name: arrow_table(name, table) for name, table in rows.items()})


def _renamed(rows: dict[str, Rows], region: str) -> dict[str, Rows]:
    """The rows of a chain as those of another: code, products, stages and entries of lists have names of their own."""
    keys = {"products": "product_code", "stages": "stage_code"}
    names = {str(row[key]): f"{row[key]}z" for table, key in keys.items() for row in rows[table]}
    names |= {CHAIN_CODE: OTHER_CHAIN, "plain": "other"}

    def renamed(value: Any) -> Any:
        if isinstance(value, list):
            return [renamed(item) for item in value]
        head, colon, tail = value.rpartition(":") if isinstance(value, str) else ("", "", value)
        return f"{head}{colon}{names.get(tail, tail)}" if isinstance(value, str) else value

    found = {name: [{key: renamed(cell) for key, cell in row.items()} for row in table] for name, table in rows.items()}
    for table in found.values():
        for row in table:
            row["slot_region"] = region
    for row in found["submissions"]:
        row["region_code"] = region
    return found

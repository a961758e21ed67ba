"""Every question asked twice, of a chain and of the same chain with blanks in place of numbers, and what may differ.

A blank may open an answer and never close one. ``breaches`` names every way in which the second answer is surer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
from hypothesis import strategies as st

from graphsvc.analysis.links.local_figures import source_amounts
from graphsvc.domain.arrays import totals
from graphsvc.domain.dictionary import sheets
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.tables import ChainTables, arrow_table
from graphsvc.judgements.workspace import Workspace
from graphsvc.questions.catalogue import CATALOGUE
from tests.asked import asked_of_chain, summary_of
from tests.oracles.plain_chain import CHAIN_CODE
from tests.oracles.plain_lists import rich_tables
from tests.properties.strategies_lists import rich_chains
from tests.properties.strategies_minding import minded

Row = dict[str, Any]
Rows = dict[str, list[Row]]
Answers = dict[str, "Told"]
Cell = tuple[str, int, str]
"""Table, position of the row, field."""

NUMBERS = ("number", "integer", "share")
KEYS = frozenset({"year", "level", "order", "data_year", "source_row", "supplier_count"})
"""Integers that say which row it is, not how much; of suppliers a blank count says several, it is no blank."""
MINDED = ("stages", "technologies", "platforms", "projects", "policies", "experts", "issues")


@dataclass(frozen=True)
class Told:
    """An answer by row key, with its summary and completeness."""

    rows: Mapping[tuple[str, ...], Row]
    summary: Mapping[str, Any]
    completeness: float | None


# --- chains and blanks ----------------------------------------------------------------------------------


@st.composite
def told_chains(draw: st.DrawFn) -> Rows:
    """Canonical rows of a random chain with all further lists. Facts that several rows repeat are told alike in all."""
    chain, lists = draw(rich_chains())
    rows = rich_tables(chain, lists)
    engine = draw(minded(chain))
    for table in MINDED:
        rows[table] = engine.lists[table]
    rows["submissions"] = engine.lists["submissions"]
    rows["outside_resources"], rows["risks"] = _resources(draw, rows), _risks(draw, rows)
    _same(rows["supplies"], ("buyer", "product"), "stock")
    _same(rows["capacities"], ("firm", "product"), "national_share")
    _agree(rows)
    for product in rows["products"]:
        product["localization"] = draw(st.sampled_from((None, None, 0.0, 0.3, 0.95)))
    for row in rows.get("observations", ()):
        row["operating_rate"] = draw(st.sampled_from((None, 0.5, 0.97)))
        row["closing_stock"], row["sales"] = draw(st.sampled_from(((10.0, 50.0), (30.0, 60.0), (None, None))))
    return rows


def _same(rows: list[Row], key: tuple[str, ...], field: str) -> None:
    """The largest value of rows that repeat one fact, in all of them."""
    largest: dict[tuple[Any, ...], float] = {}
    for row in rows:
        if row[field] is not None:
            name = tuple(row[k] for k in key)
            largest[name] = max(row[field], largest.get(name, 0.0))
    for row in rows:
        row[field] = largest.get(tuple(row[k] for k in key))


def _agree(rows: Rows) -> None:
    """Reports that contradict each other are none of a blank's business: amounts of a purchase go by its quantities and
    shares, whole shares bring what is needed, and list 07 is not called complete where it holds less than the whole."""
    price = {row["product_code"]: row["ref_price"] for row in rows["products"]}
    n = workspace(rows).snapshot.network
    held = totals(n.source_purchase, n.source_quantity, n.n_purchases)
    short = (n.purchase_known > 1.0 - 1e-9) & (held > 0) & (n.purchase_quantity > held)
    for k in np.flatnonzero(short[n.source_purchase]).tolist():
        q = int(n.source_purchase[k])
        rows["supplies"][int(n.source_row[k])]["qty"] *= float(n.purchase_quantity[q] / held[q])
    n = workspace(rows).snapshot.network
    for k, quantity in enumerate(source_amounts(n).tolist()):
        row = rows["supplies"][int(n.source_row[k])]
        if row["amount"] is not None and quantity == quantity:
            row["amount"] = quantity * (price[row["product"]] or 100.0) / 1e4
        elif row["amount"] is not None:
            row["amount"] = 10.0 * row["share_buyer"] if row["share_buyer"] is not None else row["amount"]
    held = totals(n.source_purchase, n.source_quantity, n.n_purchases)
    unstated = totals(n.source_purchase, ~n.source_share_known, n.n_purchases) > 0
    part = (n.purchase_quantity > held * (1.0 + 1e-9)) | (~unstated & (n.purchase_known < 1.0 - 1e-9))
    if (n.purchase_declared & part).any():
        told = rows["submissions"][0]["complete_lists"] or ()
        rows["submissions"][0]["complete_lists"] = [sheet for sheet in told if sheet != "07"] or None


def _resources(draw: st.DrawFn, rows: Rows) -> list[Row]:
    codes = [row["product_code"] for row in rows["products"]]
    names = [*[row["name"] for row in rows["firms"]], "示例外部供方"]
    found = [
        {
            "type": "备选供方",
            "name": draw(st.sampled_from(names)),
            "origin": draw(st.sampled_from(("TH", "130000", None))),
            "products": [draw(st.sampled_from(codes))],
            "spare_qty": draw(st.sampled_from((None, 1.0, 50.0))),
            "status": draw(st.sampled_from(("已认证", "送样", None))),
            "qualify_days": draw(st.sampled_from((None, 10, 400))),
        }
        for _ in range(draw(st.integers(0, 3)))
    ]  # fmt: skip
    for row in found:
        if row["status"] == "已认证":  # nothing to wait for
            row["qualify_days"] = None
    return _placed(rows, found)


def _risks(draw: st.DrawFn, rows: Rows) -> list[Row]:
    codes = [row["product_code"] for row in rows["products"]]
    found = [
        {
            "risk_no": f"R{number}",
            "product": draw(st.sampled_from(codes)),
            "trigger": draw(st.sampled_from(("出口管制", "自然灾害"))),
            "alternative": draw(st.sampled_from(("无", None))),
            "declared_grade": draw(st.sampled_from(("红", "黄"))),
        }
        for number in range(draw(st.integers(0, 2)))
    ]  # fmt: skip
    return _placed(rows, found)


def _placed(rows: Rows, found: list[Row]) -> list[Row]:
    own = rows["products"][0]
    where = {name: own[name] for name in ("slot_chain", "slot_region", "source_file", "as_of")}
    return [{**where, "source_row": number, **row} for number, row in enumerate(found, start=2)]


def numeric_cells(rows: Rows) -> list[Cell]:
    """(table, position, field) of every filled cell that holds a number and is no key."""
    kinds = {sheet.table: {c.field for c in sheet.columns if c.type in NUMBERS} - KEYS for sheet in sheets()}
    return [
        (table, at, field)
        for table in sorted(rows)
        for at, row in enumerate(rows[table])
        for field in sorted(kinds.get(table, ()))
        if row.get(field) is not None
    ]


def with_blanks(rows: Rows, cells: list[Cell]) -> Rows:
    """The same rows with these cells blank."""
    found = {table: [dict(row) for row in own] for table, own in rows.items()}
    for table, at, field in cells:
        found[table][at][field] = None
    return found


def some_cells(rows: Rows, rng: Random) -> list[Cell]:
    """One, a few, a tenth, or a third of the cells."""
    cells = numeric_cells(rows)
    part = rng.choice((0.0, 0.02, 0.1, 0.33))
    chosen = [cell for cell in cells if rng.random() < part]
    return chosen or ([rng.choice(cells)] if cells else [])


# --- asking ---------------------------------------------------------------------------------------------


def workspace(rows: Rows) -> Workspace:
    """The engine on canonical rows."""
    tables = ChainTables({name: arrow_table(name, table) for name, table in rows.items()})
    return Workspace(GraphSnapshot("plain", "sha256:plain", tables))


def objects(space: Workspace, rng: Random) -> dict[str, dict[str, str]]:
    """What to ask about, by question that needs to be told or would take long; chosen from the chain where it has such
    a thing."""
    facts, n = space.facts(space.scope(CHAIN_CODE)), space.snapshot.network
    found: dict[str, dict[str, str]] = {}
    for kind, name, parameter in (
        ("firm", "firm-outage", "firm"), ("group", "group-outage", "group"), ("site", "site-outage", "site"),
        ("park", "park-outage", "park"), ("region", "region-outage", "outage_region"),
        ("country", "country-cutoff", "country"), ("corridor", "corridor-outage", "corridor"),
        ("product", "product-outage", "product"), ("group", "backup-plan", "entity_id"),
    ):  # fmt: skip
        ids = facts.outages.entities(kind)[0].ids
        if ids:
            found[name] = {parameter: rng.choice(ids)}
    if "firm-outage" in found:
        shock = {"entity_type": "firm", "entity_id": found["firm-outage"]["firm"]}
        found["stress-test"] = {"scenario": {"shocks": [shock]}}  # type: ignore[dict-item]
    firms = [n.firm_ids[f] for f in sorted({int(n.node_firm[v]) for v in np.flatnonzero(facts.members.upstream)})]
    if firms and rng.random() < 0.7:
        given = [firm for firm in firms if rng.random() < 0.5] or [rng.choice(firms)]
        found["white-list"] = {"list": given}  # type: ignore[dict-item]
    found["gap-fillers"] = {"product": rng.choice(n.product_codes)}
    for name in ("neighbourhood", "upstream"):
        found[name] = {"object": rng.choice(n.product_codes)}
    found["supply-paths"] = {"from": n.product_codes[-1], "to": n.product_codes[0]}
    found["ranking-confidence"] = {"worlds": "2"}
    return found


UNASKED = frozenset({"changes", "evidence"})
"""``changes`` sets two versions side by side and has a test of its own; ``evidence`` opens rows of other answers."""


def ask_all(space: Workspace, about: Mapping[str, Mapping[str, Any]]) -> Answers:
    """Every question of the catalogue that can be asked, with its defaults and an object where it needs one."""
    found = {}
    for name, question in CATALOGUE.items():
        needs = any(p.required for p in question.parameters)
        if name not in UNASKED and (name in about or not needs):
            found[name] = _ask(space, name, about.get(name, {}))
    return found


def _ask(space: Workspace, name: str, given: Mapping[str, Any]) -> Told:
    result = asked_of_chain(space.facts(space.scope(CHAIN_CODE)), name, given)
    rows = {finding.key: dict(finding.values) for finding in result.findings}
    assert len(rows) == len(result.findings), f"{name}: two rows of one key"
    return Told(rows, summary_of(result), result.completeness)

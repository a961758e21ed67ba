"""Who minds what, and which issues are late, against the slow twins."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.oracles.plain_chain import AS_OF
from tests.oracles.twins_minding import minding, overdue
from tests.properties.engine import examples
from tests.properties.strategies_minding import MindedEngine, minded


@examples(60)
@given(minded())
def test_challenge_matrix(engine: MindedEngine) -> None:
    rows, summary = engine.ask("challenge-matrix")
    chokes, _ = engine.ask("choke-points", entity="group", l1plus="none")
    lost = {row["entity_id"]: row["loss_days"] for row in chokes if row["is_choke_point"] == "yes"}
    assert {row["entity_id"] for row in rows} == set(lost)
    assert [(-row["loss_days"], row["entity_id"], row["product_code"]) for row in rows] == sorted(
        (-row["loss_days"], row["entity_id"], row["product_code"]) for row in rows
    )
    declared = set(engine.lists["submissions"][0]["complete_lists"] or ())
    for row in rows:
        assert row["loss_days"] == lost[row["entity_id"]]
        told = minding(engine.lists, row["product_code"], AS_OF, is_complete={"10", "13"} <= declared)
        assert {name: row[name] for name in vars(told)} == vars(told)
    assert summary["n_rows"] == summary["n_covered"] + summary["n_uncovered"] + summary["n_unknown"]


@examples(60)
@given(minded(), st.sampled_from([None, "2025-03-31", "2026-01-01"]), st.sampled_from([None, "工信", "没有"]))
def test_overdue_issues(engine: MindedEngine, day: str | None, department: str | None) -> None:
    rows, summary = engine.ask("overdue-issues", date=day, department=department)
    chokes, _ = engine.ask("choke-points", entity="firm", l1plus="none")
    lost = {row["entity_id"]: row["loss_days"] for row in chokes}
    makers: dict[str, set[str]] = {}
    for v in range(engine.facts.network.n_nodes):
        firm, product = engine.node(v)
        makers.setdefault(product, set()).add(firm)
    expected = overdue(engine.lists["issues"], day or AS_OF, department, lost, makers)
    told = [(r["issue_no"], r["days_over"], r["entity_id"], r["loss_days"]) for r in rows]
    assert told == [(e.issue_no, e.days_over, e.entity_id, e.loss_days) for e in expected]
    assert summary["n_overdue"] == len(rows) <= summary["n_open"]

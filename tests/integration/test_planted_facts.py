"""The three big sample chains in one store: every planted fact is found, and nothing that was not planted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.dictionary import sheets
from graphsvc.questions.catalogue import CATALOGUE
from graphsvc.settings import Settings
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.documents import answer_document
from graphsvc.usecases.load_submission import LoadOutcome
from graphsvc.wiring import House
from tests.integration.planted import allowed, facts, missed, planted
from tests.integration.shapes import misfits

CHAINS = ("SD-C01", "SD-C02", "SD-C03")
NOT_YET = ("extensions", "upstream")
"""Questions with planted facts that the catalogue may not have yet."""

DELIBERATE = frozenset({"V06", "V13", "industry_two_meanings", "overlap", "V10"})
"""Warnings that the samples are meant to give: a foreign maker without code, product loops, classes of two editions, an
outside resource that two chains list with different figures."""

SIZES = {
    "stages": (55, 75), "products": (280, 330), "firms": (400, 1500), "supplies": (3000, 11000),
    "capacities": (700, 2500), "product_inputs": (400, 900),
}  # fmt: skip

Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def ask(loaded_samples: tuple[Analyst, LoadOutcome]) -> Ask:
    """Ask one question once."""
    analyst, outcome = loaded_samples
    known: dict[str, dict[str, Any]] = {}

    def asked(name: str, **given: Any) -> dict[str, Any]:
        if name == "choke-points":
            given.setdefault("l1plus", "none")
        key = repr((name, sorted(given.items())))
        if key not in known:
            known[key] = answer_document(analyst.ask(name, given, outcome.version_id), "zh")
            assert not misfits(known[key])
        return known[key]

    return asked


def test_samples_are_three_demo_chains_of_full_size(loaded_samples: tuple[Analyst, LoadOutcome]) -> None:
    analyst, outcome = loaded_samples
    snapshot = analyst.workspace(outcome.version_id).snapshot
    assert set(snapshot.chains) == set(CHAINS)
    for table, (low, high) in SIZES.items():
        chains = [row["slot_chain"] for row in snapshot.tables[table].to_pylist()]
        for chain in CHAINS:
            assert low <= chains.count(chain) <= high, (table, chain, chains.count(chain))


def test_every_list_of_every_chain_is_filled(loaded_samples: tuple[Analyst, LoadOutcome]) -> None:
    analyst, outcome = loaded_samples
    tables = analyst.workspace(outcome.version_id).snapshot.tables
    for sheet in sheets():
        filled = set(tables[sheet.table]["slot_chain"].to_pylist())
        assert filled == set(CHAINS), sheet.table
    assert tables["parked"].num_rows == 0


def test_loading_warns_of_nothing_but_what_is_meant(loaded_samples: tuple[Analyst, LoadOutcome]) -> None:
    assert {notice.code for notice in loaded_samples[1].notices} <= DELIBERATE


def test_same_sources_same_bytes(sample_books: list[Path], tmp_path: Path) -> None:
    from graphsvc.samples.making.chain_sources import read_sources

    read_sources.cache_clear()
    with House(Settings(store_url=f"sqlite:///{tmp_path / 'unused.db'}")).demo_samples() as again:
        for first, second in zip(sample_books, again, strict=True):
            assert first.read_bytes() == second.read_bytes(), first.name


@pytest.mark.parametrize("fact", facts(), ids=lambda fact: fact["id"])
def test_planted_fact_is_found(ask: Ask, fact: dict[str, Any]) -> None:
    assert fact["question"] in CATALOGUE or fact["question"] in NOT_YET
    assert fact["chain"] in planted()
    assert fact["what_zh"]
    assert fact["what_en"]
    if fact["question"] not in CATALOGUE or not fact["asked_now"]:
        return
    assert not list(missed(ask(fact["question"], **fact["parameters"]), fact))


@pytest.mark.parametrize("chain", CHAINS)
def test_no_single_source_that_was_not_planted(ask: Ask, chain: str) -> None:
    rows = ask("single-sources", chain=chain)["rows"]
    kinds = {"sole": "single_source", "single_by_choice": "single_source", "disguised": "disguised"}
    for row in rows:
        if row["kind"] in kinds:
            assert row["product_code"] in allowed(kinds[row["kind"]]), (row["product_name"], row["kind"])


@pytest.mark.parametrize("chain", CHAINS)
def test_no_hidden_source_that_was_not_planted(ask: Ask, chain: str) -> None:
    for row in ask("hidden-sources", chain=chain)["rows"]:
        if row["is_hidden"] == "yes":
            known = row["entity_id"] in allowed("hidden_entities") or row["product_code"] in allowed("hidden")
            assert known, (row["product_name"], row["entity_name"])


@pytest.mark.parametrize("chain", CHAINS)
def test_no_missing_weak_or_strong_link_that_was_not_planted(ask: Ask, chain: str) -> None:
    missing = {row["product_code"] for row in ask("missing-links", chain=chain)["rows"] if row["is_missing"] == "yes"}
    weak = {row["product_code"] for row in ask("weak-links", chain=chain)["rows"] if row["is_weak"] == "yes"}
    strong = {row["product_code"] for row in ask("strong-links", chain=chain)["rows"] if row["is_strong"] == "yes"}
    assert missing <= allowed("missing")
    assert weak <= allowed("weak")
    assert strong <= allowed("strong")


@pytest.mark.parametrize("chain", CHAINS)
def test_no_alarm_that_was_not_planted(ask: Ask, chain: str) -> None:
    late = {f["expect"]["issue_no"] for f in facts() if f["question"] == "overdue-issues"}
    falling = {f["expect"]["firm_id"] for f in facts() if f["question"] == "early-warning"}
    assert {row["issue_no"] for row in ask("overdue-issues", chain=chain)["rows"]} <= late
    assert {row["firm_id"] for row in ask("early-warning", chain=chain)["rows"]} <= falling


@pytest.mark.parametrize("chain", CHAINS)
def test_resilience_is_plausible_and_well_founded(ask: Ask, chain: str) -> None:
    answer = ask("resilience", chain=chain)
    assert answer["data_grade"] in ("A", "B")
    assert 60 <= answer["summary"]["rs"] < 99.95  # most single failures of a healthy chain cost nothing
    assert answer["summary"]["rs_min"] < 70

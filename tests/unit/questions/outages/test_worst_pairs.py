"""The worst pairs asked for through the catalogue: what rows say, what they rest on, blanks, regions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graphsvc.analysis.outages import worst_pairs as worst_sets_module
from graphsvc.domain.errors import ParameterError
from graphsvc.usecases.ask import Analyst
from tests.integration.made_books import load_all
from tests.oracles.tyre import M1, G


@pytest.fixture(scope="module")
def tyres(tyre_book: Path) -> Analyst:
    return load_all(tyre_book)


def rows_of(analyst: Analyst, **given: Any) -> list[dict[str, Any]]:
    return [dict(f.values) for f in analyst.ask("worst-pairs", given).findings]


def test_first_row_and_summary(tyres: Analyst) -> None:
    """As printed for one alone: 48.79 and 33.71 days; together T2 stops from day 10, T1 from day 12, until day 90."""
    answer = tyres.ask("worst-pairs", {})
    first = answer.findings[0].values
    assert set(first["entity_ids"]) == {M1, G}
    assert first["loss_days"] == pytest.approx(80 * 400 / 1120 + 78 * 720 / 1120)
    assert sorted(each["loss_days"] for each in first["losses_alone"]) == pytest.approx([33.7143, 48.7857], abs=5e-5)
    assert (first["ttr_days"], first["ttr_assumed"], first["impact"]) == (90, False, 1)
    told = answer.summary
    assert (told["n_entities"], told["n_pairs"], told["entity"]) == (13, 78, "group")
    assert told["pruned"] == pytest.approx(1 - told["n_stepped"] / 78)
    assert len(answer.findings) == 20
    assert answer.grade == "A"


def test_three_at_once_and_whom_to_protect(tyres: Analyst) -> None:
    """Three lose no less than the worst pair. Whichever two are protected, one of M1, R1 and G is left, of which G
    costs least alone, 33.71 d (as printed)."""
    answer = tyres.ask("worst-pairs", {"k": 3, "protect": 2, "top": 5})
    first = answer.findings[0].values
    assert len(first["entity_ids"]) == len(first["losses_alone"]) == 3
    assert first["loss_days"] >= 78.7142
    told = answer.summary
    assert (told["k"], told["n_pairs"], answer.truncated) == (3, 13 * 12 * 11 // 6, None)
    assert len(told["protect"]) == 2
    assert 33.7143 - 5e-5 <= told["protected_loss_days"] <= first["loss_days"]
    assert told["protect_proven"] is True


def test_what_is_left_out_is_said(tyres: Analyst, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(worst_sets_module.MOST_BOUNDED, 3, 0)
    answer = tyres.ask("worst-pairs", {"k": 3, "top": 200, "horizon_days": 91, "protect": 1})
    assert answer.truncated is not None
    assert answer.truncated.key == "sets_cut"
    assert answer.summary["protect_proven"] is False


def test_what_a_row_rests_on(tyres: Analyst) -> None:
    answer = tyres.ask("worst-pairs", {"top": 1})
    rows = tyres.ask("evidence", {"id": answer.evidence_ids[0]}).findings
    tables = {f.values["table"] for f in rows}
    assert {"capacities", "supplies", "firms"} <= tables


@pytest.mark.parametrize("kind", ["firm", "site", "park", "region", "country", "corridor", "product"])
def test_every_kind(tyres: Analyst, kind: str) -> None:
    answer = tyres.ask("worst-pairs", {"entity": kind, "top": 5})
    losses = [f.values["loss_days"] for f in answer.findings]
    assert losses == sorted(losses, reverse=True)
    singles = tyres.ask("choke-points", {"entity": kind, "l1plus": "none"}).findings
    alone = {f.values["entity_id"]: f.values["loss_days"] for f in singles}
    for finding in answer.findings:
        row = finding.values
        assert row["superadditive_days"] == pytest.approx(row["loss_days"] - sum(alone[e] for e in row["entity_ids"]))
        assert row["loss_days"] >= max(alone[e] for e in row["entity_ids"]) - 1e-9


def test_nothing_is_final_elsewhere(tyres: Analyst) -> None:
    answer = tyres.ask("worst-pairs", {"region": "130000"})
    assert (answer.findings, answer.summary["n_pairs"], answer.summary["pruned"]) == ((), 0, None)


def test_out_of_range(tyres: Analyst) -> None:
    for wrong in (
        {"top": 0},
        {"top": 201},
        {"entity": "planet"},
        {"horizon_days": 0},
        {"k": 1},
        {"k": 4},
        {"protect": 6},
    ):
        with pytest.raises(ParameterError):
            tyres.ask("worst-pairs", wrong)

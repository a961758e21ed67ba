"""portfolio: a row per chain tells what the questions about one chain tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphsvc.domain.errors import NotFound
from graphsvc.stores.sql_store import open_store
from graphsvc.usecases.ask import Analyst


@pytest.fixture
def analyst(tyre_store: Path) -> Analyst:
    return Analyst(open_store(f"sqlite:///{tyre_store}"))


def test_the_worked_example(analyst: Analyst) -> None:
    """RS over groups and its worst as printed for the tyre chain; counts are those of the other questions."""
    [found] = analyst.ask("portfolio", {}).findings
    row = found.values
    assert (row["rs"], row["rs_min"]) == (pytest.approx(82.5361, abs=5e-5), pytest.approx(45.7937, abs=5e-5))
    for column, question, verdict in (
        ("n_missing", "missing-links", "is_missing"),
        ("n_weak", "weak-links", "is_weak"),
    ):
        others = analyst.ask(question, {"chain": "SD-C90"}).findings
        assert row[column] == sum(other.values[verdict] == "yes" for other in others)
    choke = [f.values for f in analyst.ask("choke-points", {"chain": "SD-C90", "l1plus": "none"}).findings]
    proven = [each["risk_grade"] for each in choke if each["is_choke_point"] == "yes"]
    assert (row["n_choke_points"], row["n_red"]) == (len(proven), proven.count("red"))
    assert row["n_red"] < [each["risk_grade"] for each in choke].count("red"), "one red failure is undecided"
    verbs = {name: row[f"n_{name}"] for name in ("stabilise", "fill", "strengthen", "extend", "build", "bind")}
    assert verbs == {"stabilise": 5, "fill": 1, "strengthen": 1, "extend": 0, "build": 0, "bind": 0}, (
        "rod is filled; rubber, black, cord, intermediate and butadiene break before they recover; chemicals do not"
    )
    assert (row["n_status_unknown"], row["n_five_bases"]) == (9, 0), "list 03 tells neither of the nine products"
    assert row["import_dependence"] == pytest.approx(1 / 8), "natural rubber of eight products bought, no prices"
    assert (row["import_dependence_lower"], row["import_dependence_upper"]) == (0.0, 1.0)


def test_only_the_chains_asked(analyst: Analyst) -> None:
    assert analyst.ask("portfolio", {"chains": ["SD-C90"]}).n_rows == 1
    with pytest.raises(NotFound):
        analyst.ask("portfolio", {"chains": ["SD-C77"]})

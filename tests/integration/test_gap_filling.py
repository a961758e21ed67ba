"""The gap list by effect on the worked example, and as a curve against the order of purchases on the three samples."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphsvc.domain.report import FillingPicture, Report
from graphsvc.judgements.gaps.filling import avoided_by_length, codes_by
from graphsvc.stores.sql_store import open_store
from graphsvc.usecases.ask import Analyst
from tests.integration.door import Door
from tests.integration.test_tyre_acceptance import (
    B1,
    BLACK,
    BUTADIENE,
    C1,
    C2,
    CHEMICAL,
    CORD,
    M1,
    MIDDLE,
    R1,
    ROD,
    RUBBER,
    TABLE,
    G,
)

LOST = {entity: row[6] for entity, row in TABLE.items()}
STOPS = {RUBBER: (R1, B1), MIDDLE: (M1,), CHEMICAL: (M1,), CORD: (G,), BUTADIENE: (B1,), BLACK: (C1, C2), ROD: ()}
"""By product the groups whose outage a supplier of all that is needed of it undoes: those that starve its buyers."""
GROUPS = 11
ROUNDED = 0.0002


def test_every_gap_of_the_example(door: Door) -> None:
    rows = {row["product_code"]: row for row in door.ask("gap-list", order="effect")["rows"]}
    assert set(rows) == set(STOPS)
    for code, groups in STOPS.items():
        row, days = rows[code], sum(LOST[group] for group in groups)
        assert row["effect_loss_days"] == pytest.approx(days, abs=ROUNDED), code
        assert row["effect_loss_days_lower"] == row["effect_loss_days"] == row["effect_loss_days_upper"], "all is known"
        assert row["effect_rs"] == pytest.approx(100 * days / (GROUPS * 90), abs=ROUNDED), code
        assert row["effect_ssr"] == 1, "all of the demand, as no quantity is missing, or all of it is"
        assert row["effect_cut_order"] == (2 if code == BLACK else 1), code
    assert (rows[ROD]["effect_cp"], rows[ROD]["effect_capacity"]) == (pytest.approx(1 / 8), pytest.approx(15.288))
    assert rows[ROD]["effect"].startswith("CP 0.875→1.000")
    assert {rows[code]["effect_cp"] for code in STOPS if code != ROD} == {0}
    listed = [row["effect_loss_days"] for row in rows.values()]
    assert listed == sorted(listed, reverse=True)


def test_filling_several_is_no_sum(tyre_store: Path) -> None:
    store = open_store(f"sqlite:///{tyre_store}")
    space = Analyst(store).workspace()
    facts = space.facts(space.scope("SD-C90"))
    steps = avoided_by_length(facts, [MIDDLE, CHEMICAL, RUBBER, BUTADIENE], 90.0)
    first, both = LOST[M1], LOST[M1] + LOST[R1] + LOST[B1]
    assert steps == pytest.approx([0, first, first, both, both], abs=ROUNDED), "either of two on one way is enough"
    store.close()


@pytest.mark.slow  # lists of gaps of three chains, each length run anew
def test_by_effect_avoids_no_less_than_by_purchases(samples: Analyst) -> None:
    space = samples.workspace()
    for chain in space.snapshot.chains:
        rows = [finding.values for finding in samples.ask("gap-list", {"chain": chain}).findings]
        facts = space.facts(space.scope(chain))
        by_effect, by_demand = (
            avoided_by_length(facts, codes_by(o, rows), 90.0, len(rows)) for o in ("effect", "demand")
        )
        assert len(by_effect) == len(by_demand) == len(rows) + 1 > 5, chain
        assert by_effect[0] == by_demand[0] == 0.0
        worse = [(n, a, b) for n, (a, b) in enumerate(zip(by_effect, by_demand, strict=True)) if a < b - 1e-9]
        assert worse == [], chain
        assert any(a > b + 1.0 for a, b in zip(by_effect, by_demand, strict=True)), "days are gained on the way"


@pytest.mark.slow  # the report of three chains
def test_the_report_draws_it(sample_report: Report) -> None:
    for chain in sample_report.chains:
        (section,) = [s for s in chain.sections if s.key == "links"]
        (picture,) = [b for b in section.blocks if isinstance(b, FillingPicture)]
        pairs = zip(picture.by_effect, picture.by_demand, strict=True)
        assert all(effect >= demand - 1e-9 for effect, demand in pairs), chain.code
        assert picture.notes

"""Every sentence of the maps and reports of the samples cites rows that hold what it names."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from graphsvc.domain.notices import Lang
from graphsvc.domain.places import SheetRows
from graphsvc.domain.report import Report
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.demo_findings import ASKED, demo_findings
from graphsvc.usecases.draw_map import draw_map
from graphsvc.usecases.report.writing import write_report
from tests.demonstrated import DrawMap
from tests.integration.made_books import load_all
from tests.integration.proofs import Lists, demand_faults, faults, map_claims, report_claims, trade_faults

LANGS: tuple[Lang, ...] = ("zh", "en")


@pytest.fixture(scope="module")
def tyres(tyre_book: Path) -> Analyst:
    return load_all(tyre_book)


def check_maps(analyst: Analyst, draw: DrawMap) -> int:
    """Claims of the maps of all chains, none of them at fault."""
    snapshot, n = analyst.workspace().snapshot, 0
    lists = Lists(snapshot)
    for code, lang in product(snapshot.chains, LANGS):
        drawn = draw(code, lang)
        claims = list(map_claims(drawn, lists))
        assert [fault for claim in claims for fault in faults(claim, lists)] == []
        assert trade_faults(drawn, lists) == []
        assert all(claim.product for claim in claims)
        n += len(claims)
        if lang == "zh":
            done, wrong = demand_faults(drawn, lists)
            assert wrong == []
            assert done > 0
    return n


def check_report(analyst: Analyst, report: Report) -> int:
    """Claims of the report, none of them at fault; the same sentences in both languages."""
    lists = Lists(analyst.workspace().snapshot)
    told = list(zip(*(report_claims(report, lang) for lang in LANGS), strict=True))
    assert [fault for both in told for claim in both for fault in faults(claim, lists)] == []
    for claims in zip(*told, strict=True):
        assert sum(len(claim.stated) for claim in claims) > 5
    return len(told) * len(LANGS)


def test_maps_of_the_tyre_chain(tyres: Analyst) -> None:
    assert check_maps(tyres, lambda code, lang: draw_map(tyres, code, None, None, 2, lang)) > 60


def test_report_of_the_tyre_chain(tyres: Analyst) -> None:
    assert check_report(tyres, write_report(tyres, None, None)) > 150


def test_maps_of_the_samples(samples: Analyst, sample_maps: DrawMap) -> None:
    assert check_maps(samples, sample_maps) > 4000


def test_report_of_the_samples(samples: Analyst, sample_report: Report) -> None:
    assert check_report(samples, sample_report) > 600


def test_screen_of_the_samples(samples: Analyst) -> None:
    space = samples.workspace()
    lists = Lists(space.snapshot)
    answers = {name: samples.ask(name, {"l1plus": "none"} if name == "choke-points" else {}) for name in ASKED}
    found = demo_findings(space, answers, "zh")
    for kind, names in (
        ("single_sources", ("product_name", "name")), ("hidden_sources", ("entity_name", "product_name", "name")),
        ("missing_links", ("product_name",)), ("choke_points", ("name",)), ("resilience", ("worst_name",)),
    ):  # fmt: skip
        assert found[kind]
        for line in found[kind]:
            held = {str(value) for _, row in lists.cited(line["rows"]) for value in row.values()}
            for name in names:
                known = {line[name], *lists.firms.get(line[name], ()), *lists.products.get(line[name], ())}
                assert held & known, (kind, line["places"], line[name])
            assert line["places"]


def test_a_row_that_proves_nothing_is_seen(tyres: Analyst) -> None:
    """The product's own row in list 03 in place of the trades, a wrong share, a row of another product."""
    lists = Lists(tyres.workspace().snapshot)
    drawn = draw_map(tyres, None, None, None, 2, "zh")
    claims = [claim for claim in map_claims(drawn, lists) if " ← " in claim.text and claim.stated]
    assert claims
    book = claims[0].places[0].file
    own = (SheetRows(book, next(p for p in _sheets(lists) if p.startswith("03")), ((2, 99),)),)
    for claim in claims:
        assert faults(claim, lists) == []
        assert any("firm" in fault for fault in faults(replace(claim, places=own), lists))
        assert faults(replace(claim, places=()), lists)
        assert faults(replace(claim, stated=("37.37%",)), lists)
    box = next(b for b in drawn.boxes if any(" ← " in f.text for f in b.facts))
    planted = replace(box, facts=tuple(replace(f, places=own) for f in box.facts))
    assert trade_faults(replace(drawn, boxes=(planted,)), lists)


def _sheets(lists: Lists) -> set[str]:
    return {sheet for _, sheet, _ in lists._rows}

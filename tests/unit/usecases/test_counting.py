"""One number for one thing: screen, map, report and start page against plain counts over answers and tables."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from graphsvc.cli.console import Voice
from graphsvc.cli.demo_screen import show_demo
from graphsvc.domain.chain_map import ChainMap
from graphsvc.domain.notices import Lang
from graphsvc.domain.report import Amount, Report
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.demo_findings import ASKED, demo_findings
from graphsvc.usecases.draw_map import draw_map
from graphsvc.usecases.report.writing import write_report
from tests.demonstrated import DrawMap
from tests.integration.door import altered
from tests.integration.made_books import load_all
from tests.unit.viz.handed_map import MOST_BYTES
from viz.network_map import paint_html

SINGLE = ("sole", "single_by_choice", "disguised")
Rows = Mapping[str, list[Mapping[str, Any]]]


def rename(book: Any) -> None:
    """A second chain of the same stages and products, whose firms, plants and trades are those of the first."""
    for sheet in book:
        if sheet.title[:2] in ("04", "05", "06", "07", "12"):
            sheet.delete_rows(2, sheet.max_row)
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = cell.value.replace("SD-C90", "SD-C91").replace("高端化工·轮胎", "另一条链")


@pytest.fixture(scope="module")
def twice(tyre_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Analyst:
    """The tyre chain and another one of the same products: each finding has a row for either."""
    other = altered(tyre_book, tmp_path_factory.mktemp("other") / "other.xlsx", rename)
    assert openpyxl.load_workbook(other).sheetnames
    return load_all(tyre_book, other)


def answers_of(analyst: Analyst) -> dict[str, Any]:
    return {name: analyst.ask(name, {"l1plus": "none"} if name == "choke-points" else {}) for name in ASKED}


def plain_counts(rows: Rows, purchases: set[tuple[str, str]]) -> dict[str, int]:
    """Counts by hand over the rows of all chains."""
    single = [r for r in rows["single-sources"] if r["kind"] in SINGLE]
    hidden = [r for r in rows["hidden-sources"] if r["is_hidden"] == "yes"]
    chokes = [r for r in rows["choke-points"] if r["is_choke_point"] == "yes"]

    def pairs(found: list[Mapping[str, Any]]) -> set[tuple[str, str]]:
        return {(r["buyer_id"], r["product_code"]) for r in found}

    return {
        "purchases": len(purchases),
        "single": len(pairs(single)),
        "sole": len(pairs([r for r in single if r["kind"] == "sole"])),
        "disguised": len(pairs([r for r in single if r["kind"] == "disguised"])),
        "hidden": len({(r["buyer_id"], r["product_code"], r["entity_type"], r["entity_id"]) for r in hidden}),
        "hidden_entities": len({(r["entity_type"], r["entity_id"]) for r in hidden}),
        "dependent": len(pairs(single) | pairs(hidden)),
        "missing": len({r["product_code"] for r in rows["missing-links"] if r["is_missing"] == "yes"}),
        "weak": len({r["product_code"] for r in rows["weak-links"] if r["is_weak"] == "yes"}),
        "choke": len({r["entity_id"] for r in chokes}),
        "choke_red": len({r["entity_id"] for r in chokes if r["risk_grade"] == "red"}),
    }


def bought_in(analyst: Analyst, region: str) -> set[tuple[str, str]]:
    """(buyer, product) of list 07 whose buyer is registered in the region: the tyre chain's plants stand there."""
    tables = analyst.workspace().snapshot.tables
    here = {r["firm_id"] for r in tables.rows("firms") if str(r["reg_region"]).startswith(region)}
    return {(r["buyer"], r["product"]) for r in tables.rows("supplies") if r["buyer"] in here}


def drawn_of(analyst: Analyst, chain: str, lang: Lang) -> ChainMap:
    """The map of one chain."""
    return draw_map(analyst, chain, None, None, 2, lang)


def check(analyst: Analyst, report: Report, purchases: set[tuple[str, str]], draw: DrawMap) -> dict[str, int]:
    """Screen, report and maps tell the plain counts; those are returned."""
    space = analyst.workspace()
    answers = answers_of(analyst)
    rows = {name: [f.values for f in answers[name].findings] for name in ASKED}
    expected = plain_counts(rows, purchases)
    found = demo_findings(space, answers, "zh")
    assert {name: found["counts"][name] for name in expected} == expected
    if report.portfolio is not None:
        facts = report.portfolio.sayings[0].facts
        told = {"choke", "missing", "weak", "single", "hidden", "hidden_entities"}
        assert {name: facts[name] for name in told} == {name: expected[name] for name in told}
    for chapter in report.chains:
        own = {name: [r for r in rows[name] if r["chain_code"] == chapter.code] for name in ASKED}
        alone = plain_counts(own, set())
        figures = {figure.key: figure.amount for figure in chapter.figures}
        assert figures["choke_points"] == Amount(alone["choke"], "count", 0)
        assert figures["open_links"] == Amount(alone["missing"] + alone["weak"], "count", 0)
        assert figures["dependent"] == Amount(alone["dependent"], "count", 0)
        said = {name: value for saying in chapter.summary for name, value in saying.facts.items()}
        told = {"sole", "disguised", "hidden", "hidden_entities", "missing", "weak"}
        assert {name: said[name] for name in told} == {name: alone[name] for name in told}
        drawn = draw(chapter.code, "zh")
        assert drawn.totals.n_choke_points == alone["choke"] == said["n"]
        assert drawn.totals.risks["red"] == alone["choke_red"] == said["n_red"]
        assert drawn.totals.counts["missing"] == alone["missing"]
        assert drawn.totals.n_products == said["n_products"] == len({r["product_code"] for r in own["missing-links"]})
        makers = {
            r["firm"] for r in space.snapshot.tables.rows("capacities")
            if r["product"] in {m["product_code"] for m in own["missing-links"]} and r["state"] == "现状"
        }  # fmt: skip
        assert drawn.totals.n_firms <= len(makers)
        assert {firm.firm_id for box in drawn.boxes for firm in box.firms} <= makers
        assert len(paint_html(drawn, "zh").encode()) < MOST_BYTES
    tables = space.snapshot.tables
    assert found["size"] == {
        "firms": len({r["firm_id"] for r in tables.rows("firms")}),
        "products": len({r["product_code"] for r in tables.rows("products")}),
        "supplies": len({(r["supplier"], r["buyer"], r["product"]) for r in tables.rows("supplies")}),
    }
    return expected


@pytest.mark.slow  # two chains are loaded and asked
def test_two_chains_that_share_everything_count_it_once(twice: Analyst, tyre_book: Path) -> None:
    alone = load_all(tyre_book)
    one, both = (
        check(of, write_report(of, None, None), bought_in(of, "37"), partial(drawn_of, of)) for of in (alone, twice)
    )
    assert both == one
    # domain.md §4.12: 合成橡胶 twice, 丁二烯, 促进剂中间体 twice, 高碳盘条 twice; 钢帘线 of two buyers by one group
    assert (one["sole"], one["disguised"]) == (7, 2)
    # 橡胶助剂 of T1 and T2 hang on M1, 钢帘线 of both on W1
    assert (one["hidden"], one["hidden_entities"], one["missing"]) == (4, 2, 1)


@pytest.mark.slow  # the report of the three big samples
def test_samples(samples: Analyst, sample_report: Report, sample_maps: DrawMap) -> None:
    space = samples.workspace()
    chains = [space.facts(space.scope(code)).members for code in space.snapshot.chains]
    n = space.snapshot.network
    purchases = {
        (n.firm_ids[n.purchase_buyer[q]], n.product_codes[n.purchase_product[q]])
        for members in chains
        for q in members.purchases_here.tolist()
    }
    counts = check(samples, sample_report, purchases, sample_maps)
    assert counts["hidden_entities"] < counts["hidden"]


def test_screen_prints_the_counts_and_places(tyre_book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """domain.md §4.12: seven sole purchases of four sources, two disguised ones of one group; M1, R1, G, B1, C1, C2 and
    N1 are choke points; how long the makers of the final product take to recover is not told."""
    analyst = load_all(tyre_book)
    found = demo_findings(analyst.workspace(), answers_of(analyst), "zh")
    chains = [{"code": "SD-C90", "name": "轮胎", "region": "370000"}]
    show_demo(Voice("zh"), {"findings": found, "chains": chains, "projection": None, "written": []})
    shown = capsys.readouterr().out
    for line in (
        "单一来源：9 项采购（需方×产品），出自 5 个来源（来源×产品）",
        "隐性独家：4 项（需方×产品×主体），背后 2 个主体",
        "缺链：1 种产品，未知 0 种",
        "卡点：7 个主体",
        "产品 9 种",
    ):
        assert line in shown
    assert "示例盘条 → 高碳盘条 → 示例帘线东 等 2 家需方〔tyre.xlsx · 07_供应关系 · 23–24 行" in shown
    assert shown.count("〔tyre.xlsx · ") > 10

"""What map and what-if pages are made of: never more boxes than a picture may hold, trade steps as a walk counts them,
sheets of paper that cover the picture."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from graphsvc.domain.pages import Goto, MapDrawn, Page, Sentences
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.maps.chain_map import MAX_BOXES
from graphsvc.usecases.pages.map_asked import read_camera, read_map
from graphsvc.usecases.pages.map_ground import MapGround, Wanted, map_ground
from graphsvc.usecases.pages.maps import drawn_products, foreign_products, map_page
from graphsvc.usecases.pages.scenario_address import ScenarioAsked, ShockAsked
from graphsvc.usecases.pages.scenario_outcome import play_scenario
from graphsvc.usecases.pages.suggesting import suggest
from tests.benchmarks.made_chain import make_bundle
from tests.integration.made_books import load_all
from viz.page_map import OVERLAP, SHEETS, paper_tiles


def ground_of(analyst: Analyst) -> MapGround:
    space = analyst.workspace()
    return map_ground(analyst, next(iter(space.snapshot.chains)), None, analyst.version().version_id)


@pytest.fixture(scope="module")
def tyres(tyre_book: Path) -> Analyst:
    return load_all(tyre_book)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Analyst:
    """200 products in six stages of one level."""
    return load_all(make_bundle(tmp_path_factory.mktemp("large") / "chain", 8000))


def pictures(page: Page) -> list[MapDrawn]:
    inside = [b for block in page.blocks for b in (*getattr(block, "main", ()), block)]
    return [b for b in inside if isinstance(b, MapDrawn)]


@pytest.mark.parametrize("given", [{}, {"focus": "", "k": "4"}, {"status": "unknown"}])
@pytest.mark.parametrize("by_stage", [True, False])
def test_too_many_boxes_are_drawn_by_stage(large: Analyst, given: dict[str, str], by_stage: bool) -> None:
    ground = ground_of(large)
    assert len(ground.statuses) > MAX_BOXES
    path = f"/chains/{ground.facts.chain.code}" + ("" if by_stage else "/graph")
    page = map_page(ground, read_map(path, given), "zh", by_stage=by_stage)
    (drawn,) = pictures(page)
    assert drawn.map.panorama is not None
    for layout in (drawn.map.panorama.layout, drawn.map.panorama.sheet):
        assert 0 < sum(map(len, layout.chips)) <= MAX_BOXES
    said = [s.key for b in page.blocks if isinstance(b, Sentences) for s, _ in b.sayings]
    assert "map_part" in said
    assert ("map_too_many" in said) == (not by_stage)


def test_the_neighbourhood_of_any_product_stays_within_the_limit(large: Analyst) -> None:
    ground = ground_of(large)
    for code in ground.order[::20]:
        for hops in (1, 4):
            path = f"/chains/{ground.facts.chain.code}/graph"
            page = map_page(ground, read_map(path, {"focus": code, "k": str(hops)}), "zh", by_stage=False)
            for drawn in pictures(page):
                assert len(drawn_products(drawn.map)) <= MAX_BOXES


@pytest.mark.parametrize(
    "shock",
    [
        ShockAsked("firm", "91370300FAKE011046"),
        ShockAsked("product", "炭黑"),
        ShockAsked("region", "370300", 30.0),
        ShockAsked("firm", "91370500FAKE010162", None, 0.5),
    ],
)
def test_levels_are_steps_of_trade(tyres: Analyst, shock: ShockAsked) -> None:
    ground = ground_of(tyres)
    at = tyres.version().version_id
    outcome = play_scenario(tyres, ground, ScenarioAsked((shock,)), 90.0, at)
    n = ground.facts.network
    graph: Any = nx.DiGraph(list(zip(*(side.tolist() for side in n.edges), strict=True)))
    graph.add_nodes_from(range(n.n_nodes))
    failing = [
        v for v in range(n.n_nodes)
        if (shock.kind == "firm" and n.firm_ids[n.node_firm[v]] == shock.id)
        or (shock.kind == "product" and ground.facts.names.product(n.product_codes[n.node_product[v]]) == shock.id)
        or (shock.kind == "region" and any(
            r.startswith(shock.id[:4]) for r, site in zip(n.site_region, n.site_node, strict=True) if site == v))
    ]  # fmt: skip
    walked = nx.multi_source_dijkstra_path_length(graph, set(failing), weight=lambda *_: 1)
    for (firm, product), level in outcome.level.items():
        node = n.node_index[(n.firm_index[firm], n.product_index[product])]
        assert level == walked[node]
    hit = {f.values["product_code"] for f in outcome.answer.findings}
    assert hit <= set(outcome.marks)
    assert outcome.marks.keys() - hit <= {n.product_codes[n.node_product[v]] for v in failing}
    assert outcome.deepest == max(mark.level or 0 for mark in outcome.marks.values())


def test_products_without_a_maker_left(tyres: Analyst) -> None:
    """By hand: 促进剂中间体 has one maker here; both makers of 橡胶助剂 hang on it; tyres stop once stocks are gone."""
    ground, at = ground_of(tyres), tyres.version().version_id
    shock = ShockAsked("firm", "91370300FAKE011046", 20.0)
    short = play_scenario(tyres, ground, ScenarioAsked((shock,)), 90.0, at)
    named = {ground.facts.names.product(code) for code in short.bereft}
    assert "促进剂中间体" in named
    assert "全钢载重轮胎" not in named, "stocks bridge twenty days"
    ever = play_scenario(tyres, ground, ScenarioAsked((replace(shock, days=None),)), 90.0, at)
    assert {ground.facts.names.product(c) for c in ever.bereft} >= {"促进剂中间体", "橡胶助剂"}


def test_suggestions_begin_with_what_begins_alike(tyres: Analyst) -> None:
    facts = ground_of(tyres).facts
    assert [name for _, name in suggest(facts, "product", "橡胶")] == ["橡胶助剂", "合成橡胶", "天然橡胶"]
    assert suggest(facts, "planet", "橡胶") == []
    assert suggest(facts, "firm", "fake011046") == [("91370300FAKE011046", "示例中间体")]
    assert len(suggest(facts, "firm", "")) <= 20


def test_one_chain_holds_nothing_of_others(tyres: Analyst) -> None:
    assert foreign_products(ground_of(tyres)) == []


@pytest.mark.parametrize("paper", ["A4", "A3"])
def test_sheets_cover_the_picture(large: Analyst, paper: str) -> None:
    ground = ground_of(large)
    focus = max(
        ground.order,
        key=lambda code: len(ground.near(code, 2, "both")) * (len(ground.near(code, 2, "both")) <= MAX_BOXES),
    )
    for wanted in (Wanted(by_stage=True), Wanted(focus, 2)):
        drawn = ground.draw(wanted, "zh")
        block = MapDrawn(drawn, Goto("/"), Goto("/"), paper=paper)
        tiles = paper_tiles(block)
        whole = drawn.panorama
        placed: Any = drawn.layout if whole is None else whole.sheet if paper == "A3" else whole.layout
        assert all(width <= SHEETS[paper][0] and height <= SHEETS[paper][1] for _, _, width, height in tiles)
        # all alike and as full as each other: none holds a mere strip
        assert max(left + width for left, _, width, _ in tiles) == pytest.approx(placed.width)
        assert max(top + height for _, top, _, height in tiles) == pytest.approx(placed.height)
        assert len({(width, height) for _, _, width, height in tiles}) == 1
        lefts = sorted({left for left, *_ in tiles})
        assert all(b - a == pytest.approx(tiles[0][2] - OVERLAP) for a, b in pairwise(lefts))


def test_cameras_that_are_none(tyres: Analyst) -> None:
    assert read_camera("1,2,3,4") == (1.0, 2.0, 3.0, 4.0)
    for text in ("", "1,2,3", "a,b,c,d", "1,2,0,5", "1,2,3,4e9", "1,2,3,nan", "1,2,3,999999999999"):
        assert read_camera(text) is None

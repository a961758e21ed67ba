"""Drawing a map: near a product or a stage, a large chain by stage, and only as much work as the picture needs."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from graphsvc.domain.errors import NotFound
from graphsvc.judgements.statuses import product_statuses
from graphsvc.judgements.workspace import Facts
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.draw_map import draw_map
from graphsvc.usecases.maps.chain_map import MAX_BOXES
from tests.benchmarks.made_chain import make_bundle
from tests.integration.made_books import load_all
from tests.unit.viz.handed_map import MOST_BYTES, Page
from viz.network_map import paint_html, paint_svg


def facts_of(analyst: Analyst, chain: str) -> Facts:
    space = analyst.workspace()
    return space.facts(space.scope(chain))


@pytest.fixture(scope="module")
def tyres(tyre_book: Path) -> Analyst:
    return load_all(tyre_book)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Analyst:
    """200 products in six stages of one level."""
    return load_all(make_bundle(tmp_path_factory.mktemp("large") / "chain", 8000))


@pytest.mark.slow  # maps are laid out
def test_focus_takes_a_stage_by_code_or_name(tyres: Analyst) -> None:
    by_code = draw_map(tyres, None, None, "C90-05", 1, "zh")
    assert by_code.focus is None
    assert by_code.focus_stage == "骨架材料"
    by_name = draw_map(tyres, None, None, "骨架材料", 1, "zh")
    assert [box.product_code for box in by_name.boxes] == [box.product_code for box in by_code.boxes]
    own = {box.product_code for box in by_code.boxes if box.stage_code.startswith("C90-05")}
    assert own
    assert all(own & {link.from_product, link.to_product} for link in by_code.links)
    leaf = draw_map(tyres, None, None, "C90-05-02", 1, "zh", direction="down")
    whole = draw_map(tyres, None, None, None, 2, "zh")
    assert {box.product_code for box in leaf.boxes} < {box.product_code for box in whole.boxes}
    assert "骨架材料" in paint_html(by_code, "zh")


def test_a_product_goes_before_a_stage_of_the_same_name(tyres: Analyst) -> None:
    drawn = draw_map(tyres, None, None, "天然橡胶", 1, "zh")
    assert drawn.focus is not None
    assert drawn.focus_stage is None


def test_unknown_focus_names_the_nearest(tyres: Analyst) -> None:
    with pytest.raises(NotFound) as error:
        draw_map(tyres, None, None, "骨架材科", 1, "zh")
    assert error.value.facts["nearest"] == "骨架材料"


def test_a_focus_map_counts_the_whole_chain(tyres: Analyst) -> None:
    whole = draw_map(tyres, None, None, None, 2, "zh")
    part = draw_map(tyres, None, None, "P020502", 1, "zh")
    assert len(part.boxes) < len(whole.boxes) == whole.totals.n_products
    assert part.totals == whole.totals
    assert whole.totals.counts == Counter(box.status for box in whole.boxes)
    assert {b.product_code: (b.status, b.risk) for b in part.boxes}.items() <= {
        b.product_code: (b.status, b.risk) for b in whole.boxes
    }.items()
    page = paint_html(part, "zh")
    assert f"显示 {len(part.boxes)} / 共 {whole.totals.n_products} 个产品" in page
    assert f"显示 {len(part.boxes)}" not in paint_html(whole, "zh")
    drawn = Counter(box.status for box in part.boxes)
    for status, count in whole.totals.counts.items():
        assert f"（图中 {drawn.get(status, 0)}）" in page or not count


def test_marks_show_the_grade_of_the_worst_choke_point(tyres: Analyst) -> None:
    """Grades of domain.md §4.12: M1, R1, G and B1 red, C1 and N1 orange; A1, A2 and W1 lose nothing.

    T1 makes 720 of 1,120 (64 %), but nobody says how long it takes to recover: no default proves a choke point.
    """
    drawn = draw_map(tyres, None, None, None, 2, "zh")
    graded = {box.name: box.risk.grade for box in drawn.boxes if box.risk}
    red = {"促进剂中间体", "合成橡胶", "钢帘线", "丁二烯"}
    assert {name for name, grade in graded.items() if grade == "red"} == red
    assert graded["炭黑"] == graded["天然橡胶"] == "orange"
    assert "高碳盘条" not in graded
    assert "橡胶助剂" not in graded
    risk = next(box.risk for box in drawn.boxes if box.name == "促进剂中间体")
    assert risk is not None
    assert (round(risk.loss_days, 1), risk.survive_days, risk.recover_days) == (48.8, 37.5, 90.0)
    assert drawn.totals.n_choke_points == sum(drawn.totals.risks.values())
    page = Page(paint_html(drawn, "zh"))
    assert page.data["words"]["choke_point"] == "卡点"
    for said in ("▲ 红", "断供损失 48.8 满产天 · 可撑 37.5 天 · 恢复 90 天"):
        assert said in page.told


@pytest.mark.slow  # 200 products are laid out
def test_what_must_be_cut_is_the_least_bad(large: Analyst) -> None:
    drawn = draw_map(large, None, None, "P000150", 12, "zh", direction="both")
    assert drawn.n_more > 0
    assert len(drawn.boxes) == MAX_BOXES
    statuses = product_statuses(facts_of(large, "XX-C01"))
    assert drawn.totals.counts == Counter(statuses.values())
    shown = {box.product_code for box in drawn.boxes}
    assert "P000150" in shown
    pairs = [(link.from_product, link.to_product) for link in draw_map(large, None, None, None, 2, "zh").links]
    near = {"P000150"}
    for _ in range(12):
        near |= {code for pair in pairs if near.intersection(pair) for code in pair}
    assert len(near) == len(shown) + drawn.n_more
    assert shown <= near
    order = ("missing", "single_source", "weak", "unknown", "normal", "strong")
    best_shown = max(order.index(statuses[code]) for code in shown - {"P000150"})
    assert best_shown <= min(order.index(statuses[code]) for code in near - shown)


@pytest.mark.slow  # 200 products are laid out
def test_a_large_chain_is_drawn_by_stage(large: Analyst) -> None:
    drawn = draw_map(large, None, None, None, 2, "zh")
    whole = drawn.panorama
    assert whole is not None
    assert drawn.totals.n_products == 200 > MAX_BOXES
    assert sum(drawn.totals.counts.values()) == 200
    assert [stage.name for stage in whole.stages] == [f"环节{k}" for k in range(6)]
    assert sum(stage.n_products for stage in whole.stages) == 200
    facts = facts_of(large, "XX-C01")
    stage_of = {c: facts.names.row(c)["stage_code"] for c in facts.members.product_codes}
    pairs = {(r["from_product"], r["to_product"]) for r in facts.snapshot.tables.rows("product_inputs")}
    expected = Counter((stage_of[a], stage_of[b]) for a, b in pairs)
    codes = [stage.code for stage in whole.stages]
    assert {(codes[x.tail], codes[x.head]): x.n_links for x in whole.links} == dict(expected)
    for view in whole.views:
        own = {c for c, stage in stage_of.items() if stage == view.code}
        near = {code for pair in pairs if own.intersection(pair) for code in pair}
        assert set(view.products) <= near | own
        assert len(view.products) + view.n_more == len(near | own)
        assert all({link.from_product, link.to_product} & own for link in view.links)
    statuses = {
        row["product_code"]: row["is_missing"] for row in (f.values for f in large.ask("missing-links", {}).findings)
    }
    for box in drawn.boxes:
        assert (box.status == "missing") == (statuses[box.product_code] == "yes")
    assert len(paint_html(drawn, "zh").encode()) < MOST_BYTES
    assert paint_svg(drawn, "en").startswith("<svg")


@pytest.mark.slow  # 200 products are laid out
def test_focus_in_a_large_chain_is_one_picture(large: Analyst) -> None:
    for focus in ("环节3", "P000150"):
        drawn = draw_map(large, None, None, focus, 1, "zh", direction="both")
        assert drawn.panorama is None
        assert 1 < len(drawn.boxes) <= MAX_BOXES

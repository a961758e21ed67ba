"""Drawing a map: near a product or a stage, a large chain by stage, and only as much work as the picture needs."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from graphsvc.domain.errors import NotFound
from graphsvc.questions.overviews.chain_map import MAX_BOXES
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.draw_map import draw_map
from tests.benchmarks.made_chain import make_bundle
from tests.integration.made_books import load_all
from viz.network_map import paint_html, paint_svg


@pytest.fixture(scope="module")
def tyres(tyre_book: Path) -> Analyst:
    return load_all(tyre_book)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Analyst:
    """200 products in six stages of one level."""
    return load_all(make_bundle(tmp_path_factory.mktemp("large") / "chain", 8000))


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


@pytest.mark.parametrize("name", ["missing-links", "weak-links", "single-sources", "choke-points"])
def test_part_of_a_question_has_the_findings_of_the_whole(tyres: Analyst, name: str) -> None:
    codes = ["P020502", "P020602"]
    whole = tyres.ask(name, {"chain": "SD-C90"})
    part = tyres.ask(name, {"chain": "SD-C90"}, None, codes)
    known = {e: f.values for e, f in zip(whole.evidence_ids, whole.findings, strict=True)}
    assert part.grade == whole.grade
    assert part.completeness == whole.completeness
    told = ("product_code", "is_missing", "ladder", "demand", "is_weak", "reasons", "kind", "share", "is_choke_point",
            "impact", "loss_days", "tts_days")  # fmt: skip
    for evidence, finding in zip(part.evidence_ids, part.findings, strict=True):
        for column in told:
            if column in finding.values and not (column == "product_code" and name == "choke-points"):
                assert finding.values[column] == known[evidence][column]
    about = [e for e, v in known.items() if set(codes) & set(v["products"] if "products" in v else [v["product_code"]])]
    assert sorted(about) == sorted(part.evidence_ids)


def test_a_large_chain_is_drawn_by_stage(large: Analyst) -> None:
    drawn = draw_map(large, None, None, None, 2, "zh")
    whole = drawn.panorama
    assert whole is not None
    assert whole.n_products == 200 > MAX_BOXES
    assert sum(whole.counts.values()) == 200
    assert [stage.name for stage in whole.stages] == [f"环节{k}" for k in range(6)]
    assert sum(stage.n_products for stage in whole.stages) == 200
    scope = large.workspace().scope("XX-C01")
    stage_of = {c: scope.product_row(c)["stage_code"] for c in scope.product_codes}
    pairs = {(r["from_product"], r["to_product"]) for r in scope.snapshot.tables.rows("product_inputs")}
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
    html = paint_html(drawn, "zh")
    assert len(html.encode()) < 3_000_000
    assert paint_svg(drawn, "en").startswith("<svg")


def test_focus_in_a_large_chain_is_one_picture(large: Analyst) -> None:
    for focus in ("环节3", "P000150"):
        drawn = draw_map(large, None, None, focus, 1, "zh", direction="both")
        assert drawn.panorama is None
        assert 1 < len(drawn.boxes) <= MAX_BOXES

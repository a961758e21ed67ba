"""The panorama as page and as SVG: safe whatever the names are, offline, counts right, views complete."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from defusedxml import ElementTree

from graphsvc.domain.chain_map import Status
from graphsvc.domain.notices import Lang
from tests.unit.viz.handed_map import Page
from tests.unit.viz.sample_maps import MARKED
from tests.unit.viz.sample_panoramas import hostile_panorama, panorama_map
from tests.unit.viz.test_network_map import SVG
from viz.network_map import paint_html, paint_svg
from viz.panorama import product_href, stage_href
from viz.picture import one_line, rounded_path

LANGS: list[Lang] = ["zh", "en"]


@pytest.mark.slow  # a panorama is laid out and painted
@pytest.mark.parametrize("lang", LANGS)
def test_hostile_names_are_text_and_addresses_stay_inside_the_page(lang: Lang) -> None:
    page = Page(paint_html(hostile_panorama(), lang))
    assert [a.get("type") for a, _ in page.scripts] == ["application/zlib", None, None]
    policy = next(a["content"] for t, a in page.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.count("'sha256-") == 2
    assert "unsafe" not in policy.split("style-src")[0]
    for tag, attrs in page.elements:
        assert tag not in ("link", "iframe", "img", "object", "embed", "base", "form")
        assert not any(name.startswith("on") for name in attrs)
        assert re.fullmatch(r"#[A-Za-z0-9=%_.~-]*", attrs.get("href") or "#"), attrs
    seen = "\n".join(page.text)
    for text in MARKED:
        assert one_line(text) in seen


@pytest.mark.slow  # a panorama is laid out and painted
def test_svg_of_a_panorama_is_xml_without_links() -> None:
    for drawn in (hostile_panorama(), panorama_map()):
        root = ElementTree.fromstring(paint_svg(drawn, "zh"))
        tags = {element.tag.removeprefix(SVG) for element in root.iter()}
        assert tags <= {"svg", "title", "rect", "text", "tspan", "g", "path"}
    sizes = [float(e.get("font-size", "12")) for e in root.iter() if e.tag in (f"{SVG}text", f"{SVG}tspan")]
    assert min(sizes) >= 12


@pytest.mark.slow  # 900 products are painted
def test_counts_speak_of_the_whole_chain_and_hidden_chips_are_told() -> None:
    drawn = panorama_map(900, stages_each=5)
    whole = drawn.panorama
    assert whole is not None
    seen = " ".join(Page(paint_html(drawn, "zh")).text)
    words: tuple[tuple[Status, str], ...] = (
        ("missing", "缺失"),
        ("single_source", "单一来源"),
        ("weak", "薄弱"),
        ("unknown", "未知"),
    )
    for status, word in words:
        assert re.search(rf"{word}\s+{drawn.totals.counts[status]}\b", seen)
    hidden = [stage.n_products - n for stage, n in zip(whole.stages, whole.layout.n_shown, strict=True)]
    assert max(hidden) > 0
    for n in set(hidden) - {0}:
        assert f"另有 {n} 个" in seen
    assert "另有 3 束较细的联系未画" in seen


@pytest.mark.slow  # 500 views are laid out
def test_every_stage_and_product_has_an_address_and_a_view() -> None:
    drawn = panorama_map(200, n_views=500)
    whole = drawn.panorama
    assert whole is not None
    page = Page(paint_html(drawn, "zh"))
    data = page.data
    addresses = {view["hash"] for view in data["views"]}
    assert addresses == {stage_href(stage.code) for stage in (*whole.stages, *whole.groups)}
    assert {hash_ for _, hash_ in data["homes"].values()} == {product_href(box.product_code) for box in drawn.boxes}
    for box, (view, _) in data["homes"].items():
        assert box in {b for b, _, _ in data["views"][view]["boxes"]}
    used = {a["href"] for t, a in page.elements if t == "a" and a.get("class") != "skip"}
    assert used <= addresses | {hash_ for _, hash_ in data["homes"].values()}
    assert set(data["panels"]) >= {b for view in data["views"] for b, _, _ in view["boxes"]}


@pytest.mark.slow  # a panorama is laid out and painted
def test_english_page_has_no_chinese_word_of_ours() -> None:
    drawn = panorama_map(names=[f"product {k}" for k in range(40)], n_views=8)
    html = paint_html(replace(drawn, chain_name="tyres"), "en")
    data = Page(html).data
    han = re.compile("[\u4e00-\u9fff]")
    assert not han.search(json.dumps([data["words"], data["views"]], ensure_ascii=False))
    inside = re.sub(r"<(script|style)[^>]*>.*?</\1>", "", html, flags=re.DOTALL)
    picture = inside[inside.index('<div id="panorama"') : inside.index('<div id="map"')]
    assert not han.search(re.sub(r"font-family=\"[^\"]*\"", "", picture))


@pytest.mark.slow  # two panoramas are laid out and painted
def test_same_panorama_same_bytes_and_corners_are_round() -> None:
    assert paint_html(panorama_map(), "zh") == paint_html(panorama_map(), "zh")
    assert rounded_path([(0, 0), (20, 0), (20, 30)]) == "M0 0L15 0Q20 0 20 5L20 30"
    assert rounded_path([(0, 0)]) == ""

"""The hand-over page and its SVG twin: safe whatever the names are, offline, complete, in both languages."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import tomllib
import zlib
from dataclasses import replace
from functools import cache
from importlib import resources

import pytest
from defusedxml import ElementTree

from graphsvc.domain.chain_map import ChainMap
from graphsvc.domain.notices import Lang
from tests.unit.viz.handed_map import MOST_BYTES, Page
from tests.unit.viz.sample_maps import MARKED, hostile_map, random_map, tyre_map
from tests.unit.viz.sample_panoramas import panorama_map
from viz.labels import Words, filled
from viz.network_map import packed, paint_html, paint_svg
from viz.palette import LOOKS, STATUSES
from viz.picture import clean, label_lines, number, one_line, text_width

LANGS: list[Lang] = ["zh", "en"]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("lang", LANGS)
def test_policy_names_exactly_the_two_scripts(lang: Lang) -> None:
    page = Page(paint_html(hostile_map(), lang))
    policy = next(a["content"] for t, a in page.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    run = [text for attrs, text in page.scripts if "type" not in attrs]
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in run]
    assert len(run) == 2
    assert policy.startswith(
        f"default-src 'none'; script-src 'sha256-{hashes[0]}' 'sha256-{hashes[1]}'; "
        "style-src 'unsafe-inline'; img-src data: blob:"
    )
    assert "\r" not in run[0] + run[1]


@pytest.mark.parametrize("lang", LANGS)
def test_no_asset_is_asked_of_the_network(lang: Lang) -> None:
    html = paint_html(hostile_map(), lang)
    for tag, attrs in Page(html).elements:
        assert tag not in ("link", "iframe", "img", "object", "embed", "base", "form")
        assert "src" not in attrs
        assert not any(name.startswith("on") for name in attrs)
        assert attrs.get("href", "#").startswith("#")  # type: ignore[union-attr]
    styles = "".join(re.findall(r"<style>(.*?)</style>", html, re.DOTALL))
    assert "@import" not in styles
    assert all(a.startswith("data:") for a in re.findall(r"url\([\"']?([^)\"']{0,9})", styles))
    assert "sourceMappingURL" not in html


@pytest.mark.parametrize("lang", LANGS)
def test_hostile_text_stays_text(lang: Lang) -> None:
    page = Page(paint_html(hostile_map(), lang))
    assert [a.get("type") for a, _ in page.scripts] == ["application/zlib", None, None]
    seen = "\n".join(page.text)
    assert "<i>斜体</i> & <u>下划线</u>" in seen  # the region, in the header
    assert {panel["name"] for panel in page.data["panels"].values()} == set(map(one_line, MARKED))


def test_svg_is_xml_with_real_text_whatever_the_names_are() -> None:
    for lang in LANGS:
        root = ElementTree.fromstring(paint_svg(hostile_map(), lang))
        assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
            *("svg", "title", "rect", "text", "g", "path", "tspan"),
        }
        titles = [element.text or "" for element in root.iter(f"{SVG}title")]
        assert any("<i>斜体</i> & <u>下划线</u>" in title for title in titles)
    texts = [element.text for element in ElementTree.fromstring(paint_svg(tyre_map(), "zh")).iter(f"{SVG}text")]
    assert {"天然橡胶", "上游", "配套支撑"} <= set(texts)


def test_packed_data_are_strict_and_carry_no_markup() -> None:
    text = packed({"a": "</b><!--&\u2028\u2029"})
    assert json.loads(zlib.decompress(base64.b64decode(text))) == {"a": "</b><!--&\u2028\u2029"}
    assert not set("<>&'\"\u2028\u2029") & set(text)
    with pytest.raises(ValueError):
        packed({"a": float("nan")})


def test_only_known_keys_travel() -> None:
    data = Page(paint_html(tyre_map(), "zh")).data
    nodes = ("id", "x", "y", "lines", "size", "sub", "subLeft", "status", "final", "focus")
    assert {tuple(node) for node in data["nodes"]} == {nodes}
    assert {tuple(edge) for edge in data["edges"]} == {("id", "from", "to", "path", "arrow", "dash")}
    assert len(data["nodes"]) == 12


def test_what_is_vendored_is_what_the_manifest_says() -> None:
    room = resources.files("viz")
    told = tomllib.loads((room / "VENDORED.toml").read_text(encoding="utf-8"))
    assert set(told) == {"vis-network.min.js"}
    for name, entry in told.items():
        body = (room / "templates" / name).read_bytes()
        assert hashlib.sha256(body).hexdigest() == entry["sha256"]
        assert f"@version {entry['version']}" in body.decode()
        assert entry["licence"]


def test_positions_are_those_of_the_layout() -> None:
    drawn = random_map(60, 3)
    data = Page(paint_html(drawn, "zh")).data
    assert [(n["x"], n["y"]) for n in data["nodes"]] == [(p.x, p.y) for p in drawn.layout.boxes]


def test_firms_and_needs_are_told_once() -> None:
    """A firm that makes every product, a link with its row, a line of evidence: one mention each in the whole file."""
    drawn = tyre_map()
    fact, link = replace(drawn.boxes[0].facts[0], text="示例依据句"), replace(drawn.links[0], row="示例连接行")
    maker = replace(drawn.boxes[2].firms[0], name="示例多产品厂", firm_id="91370000FAKEMANY0Q")
    boxes = (replace(drawn.boxes[0], facts=(fact,)), *drawn.boxes[1:])
    boxes = tuple(replace(box, firms=(maker,)) for box in boxes)
    html = paint_html(replace(drawn, boxes=boxes, links=(link, *drawn.links[1:])), "zh")
    page = Page(html)
    assert page.data["firms"] == [["91370000FAKEMANY0Q", "示例多产品厂", maker.region]]
    for said in ("示例依据句", "示例连接行", "示例多产品厂", "91370000FAKEMANY0Q"):
        assert page.told.count(said) == 1
        assert said not in html
    assert len(page.data["needs"]) == len(drawn.links)


def test_no_style_of_the_library_travels() -> None:
    """Its buttons and menus are off, and their icons are most of its style sheet."""
    html = paint_html(tyre_map(), "zh")
    assert "image/png" not in html
    assert "vis-manipulation{" not in html


@pytest.mark.slow  # 600 products and their views are laid out
@pytest.mark.parametrize("lang", LANGS)
def test_a_large_map_is_a_small_file(lang: Lang) -> None:
    assert len(paint_html(large_map(), lang).encode()) < MOST_BYTES


@cache
def large_map() -> ChainMap:
    """600 products in 48 stages, every neighbourhood laid out."""
    return panorama_map(600, n_views=500)


def test_header_says_what_the_picture_shows() -> None:
    seen = " ".join(Page(paint_html(tyre_map(n_more=7, focus="P020502"), "zh")).text)
    for part in ("山东省 370000", "2023-12-31", "v-20231231-1a2b3c4d", "9f86d081884c", "另有 7 个产品未画出"):
        assert part in seen
    assert "焦点产品" in seen
    plain = " ".join(Page(paint_html(tyre_map(region_code=None, region_name=None, as_of=None), "en")).text)
    assert "all regions" in plain
    assert "more products are not drawn" not in plain


def test_english_has_no_chinese_word_of_ours() -> None:
    html = paint_html(tyre_map(), "en")
    assert '<html lang="en">' in html
    assert '<html lang="zh-CN">' in paint_html(tyre_map(), "zh")
    ours = Page(html).data
    han = re.compile("[\u4e00-\u9fff]")
    assert not han.search(json.dumps(ours["words"], ensure_ascii=False))
    assert [lane["label"] for lane in ours["picture"]["lanes"]] == [
        *("Upstream", "Midstream", "Downstream", "Supporting"),
    ]
    assert not any(han.search(node["sub"]) for node in ours["nodes"])
    assert not any(han.search(note) for _, _, note, _ in ours["needs"])


def test_status_is_never_colour_alone() -> None:
    assert set(LOOKS) == set(STATUSES)
    for part in ("symbol", "icon"):
        assert len({getattr(look, part) for look in LOOKS.values()}) >= 5
    assert len({look.symbol for look in LOOKS.values()}) == 6
    assert len({(look.dash, look.width) for look in LOOKS.values()}) >= 5
    for lang in LANGS:
        assert len({Words(lang).term("status", status) for status in STATUSES}) == 6


def test_same_map_same_bytes() -> None:
    assert paint_html(random_map(28, 5), "zh") == paint_html(random_map(28, 5), "zh")


def test_names_fit_their_box() -> None:
    for name in (
        "炭黑",
        "高芳香度碳氢化合物复杂混合物以及其他未列名的产品",
        "chlorinated polyethylene resin compound, grade 2",
    ):
        size, lines = label_lines(name, 108)
        assert all(text_width(line, size) <= 108 for line in lines)
        assert len(lines) <= 2


def test_names_are_not_cut_within_a_word() -> None:
    assert label_lines("Crystal machining tools", 108)[1] == ["Crystal", "machining tools"]
    assert label_lines("Process-specific fabrication materials", 108)[1] == ["Process-", "specific fabri…"]
    assert label_lines("热轧H型钢板材与不锈钢", 108)[1] == ["热轧H型钢板材与不", "锈钢"]


def test_numbers_and_text_for_reading() -> None:
    assert [number(v) for v in (15.288, 68796.0, 0.0, 1e-6, -2.5)] == ["15.288", "68,796", "0", "1e-06", "-2.5"]
    assert clean("a\x00\ud800b") == "a\ufffd\ufffdb"


def test_own_script_and_style_suit_old_browsers() -> None:
    """A browser that cannot unpack the data still has to read the script, to say so."""
    from viz.network_map import _OWN_SCRIPTS, _own

    newer = ("??", "?.", "||=", "&&=", ".at(", "replaceAll", "structuredClone", "innerHTML", "eval(", "#private")
    for name in _OWN_SCRIPTS:
        assert not [word for word in newer if word in _own(name)]
    for word in (":has(", "@container", "@layer", "&:"):
        assert word not in _own("network_map.css")


def test_counts_are_grouped_and_nothing_is_less_than_zero_by_rounding() -> None:
    assert filled("共 {n} 行", {"n": 57893}) == "共 57,893 行"
    assert [number(v) for v in (-0.0, -0.00012)] == ["0", "-0.0001"]

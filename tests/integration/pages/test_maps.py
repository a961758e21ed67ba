"""The map pages in a real Chromium: numbers are those of the interface, filters dim, keys walk, addresses are state."""

from __future__ import annotations

import io
import shutil
import urllib.parse
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.integration.browsers import browser
from tests.integration.pages.opening import answer, follow, go, opened
from tests.integration.serving import Served, serving

__all__ = ["browser"]

pytestmark = pytest.mark.browser
CHAIN = "SD-C90"
HOME = f"/chains/{CHAIN}"
CORD = "P020502"
"""钢帘线: one of the products in the middle of the chain."""
MIDDLE = "P020601"
"""促进剂中间体, made by one firm."""


@pytest.fixture(scope="module")
def service(tyre_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(Path(shutil.copy(tyre_store, tmp_path_factory.mktemp("maps") / "store.db"))) as served:
        yield served


@pytest.fixture(scope="module")
def whole(service: Served) -> Any:
    """The whole chain as the interface draws it."""
    return answer(service.url, f"chains/{CHAIN}/map.json")


def codes(page: Any) -> set[str]:
    """Products that have a box, by where the boxes lead."""
    found = page.locator("a.spot").evaluate_all("boxes => boxes.map(box => box.getAttribute('href'))")
    return {urllib.parse.parse_qs(str(href).partition("?")[2])["sel"][0] for href in found}


def chips(page: Any, place: int) -> dict[str, int]:
    """A line of figures: word and count."""
    texts = page.locator(".facet").nth(place).locator(".chip").all_inner_texts()
    return {text.rpartition(" ")[0]: int(text.rpartition(" ")[2]) for text in texts}


def test_figures_are_those_of_the_interface(browser: Any, service: Served, whole: Any) -> None:
    counts = whole["totals"]["counts"]
    words = {"missing": "缺失", "single_source": "单一来源", "weak": "薄弱", "normal": "一般", "unknown": "未知"}
    with opened(browser, service.url) as page:
        for path in (HOME, f"{HOME}/graph", f"{HOME}/graph?focus={CORD}&k=1"):
            go(page, service.url + path)
            assert chips(page, 0) == {"全部": whole["totals"]["n_products"]}
            assert chips(page, 1) == {words[status]: n for status, n in counts.items() if n}
            graded = Counter(box["risk"]["grade"] for box in whole["boxes"] if box["risk"])
            assert sorted(chips(page, 2).values()) == sorted(graded.values())


@pytest.mark.parametrize("hops", [1, 2, 3, 4])
@pytest.mark.parametrize("direction", ["up", "down", "both"])
def test_the_boxes_are_the_neighbourhood(browser: Any, service: Served, whole: Any, hops: int, direction: str) -> None:
    near = {CORD}
    for _ in range(hops):
        for link in whole["links"]:
            ends = link["from_product"], link["to_product"]
            if direction != "up" and ends[0] in near:
                near = near | {ends[1] + "!"}
            if direction != "down" and ends[1] in near:
                near = near | {ends[0] + "!"}
        near = {code.rstrip("!") for code in near}
    with opened(browser, service.url) as page:
        go(page, f"{service.url}{HOME}/graph?focus={CORD}&k={hops}&dir={direction}")
        assert codes(page) == near


def test_filters_dim_and_never_hide(browser: Any, service: Served, whole: Any) -> None:
    weak = {box["product_code"] for box in whole["boxes"] if box["status"] == "weak"}
    with opened(browser, service.url) as page:
        for path in (HOME, f"{HOME}/graph"):
            go(page, service.url + path)
            every = codes(page)
            follow(page, page.get_by_role("link", name="薄弱 2", exact=True))
            assert "status=weak" in page.url
            assert codes(page) == every
            assert page.locator("a.spot:not([opacity])").count() == len(weak)
            assert page.locator("a.spot[opacity]").count() == len(every) - len(weak)


def test_the_panel_stands_beside_and_tells_what_the_interface_tells(browser: Any, service: Served, whole: Any) -> None:
    box = next(b for b in whole["boxes"] if b["product_code"] == MIDDLE)
    for script in (True, False):
        with opened(browser, service.url, java_script_enabled=script) as page:
            page.goto(f"{service.url}{HOME}/graph?sel={MIDDLE}" if not script else f"{service.url}{HOME}/graph")
            if script:
                page.locator(".waiting").wait_for(state="detached")
                page.get_by_role("link", name=box["name"]).first.click()
            panel = page.locator("#panel")
            panel.wait_for()
            said = panel.inner_text()
            for part in (box["name"], "单一来源", box["risk"]["name"], f"{box['risk']['loss_days']:.1f}"):
                assert part in said
            for firm in box["firms"]:
                assert firm["name"] in said
            for fact in box["facts"]:
                assert fact["text"] in " ".join(said.split()) or fact["text"] in said
            picture, beside = page.locator("#map").bounding_box(), panel.bounding_box()
            assert picture["x"] + picture["width"] <= beside["x"]


def test_keys_walk_along_edges_and_open(browser: Any, service: Served, whole: Any) -> None:
    links = {(x["from_product"], x["to_product"]) for x in whole["links"]}
    with opened(browser, service.url) as page:
        go(page, f"{service.url}{HOME}/graph")
        page.locator("html[data-map=ready]").wait_for()
        here = "() => new URL(document.activeElement.href.baseVal, location).searchParams.get('sel')"
        page.locator(f"a.spot[href*='sel={MIDDLE}']").focus()
        page.keyboard.press("ArrowRight")
        there = page.evaluate(here)
        assert (MIDDLE, there) in links
        page.keyboard.press("ArrowLeft")
        assert page.evaluate(here) == MIDDLE
        page.keyboard.press("Enter")
        page.locator("#panel").wait_for()
        assert f"sel={MIDDLE}" in page.url
        page.locator("html[data-map=ready]").wait_for()
        page.keyboard.press("Escape")
        page.locator("#panel").wait_for(state="detached")
        assert "sel=" not in page.url


def test_search_suggests_and_finds(browser: Any, service: Served) -> None:
    with opened(browser, service.url) as page:
        go(page, service.url + HOME)
        page.locator("html[data-map=ready]").wait_for()
        page.keyboard.press("/")
        page.keyboard.type("中间体")
        option = page.locator("datalist option")
        option.first.wait_for(state="attached")
        assert option.evaluate_all("o => o.map(x => [x.value, x.label])") == [["促进剂中间体", MIDDLE]]
        page.keyboard.press("Enter")
        page.locator("#panel").wait_for()
        assert page.locator("#panel h2").first.inner_text() == "促进剂中间体"
        go(page, f"{service.url}{HOME}?sel=橡胶")
        assert page.locator(".tone-box-warn a").count() == 3, "天然橡胶, 合成橡胶, 橡胶助剂"
        go(page, f"{service.url}{HOME}?sel=炭黒")
        assert "炭黑" in page.locator(".tone-box-warn").inner_text()


def test_zoom_stands_in_the_address_and_opens_alike(browser: Any, service: Served) -> None:
    with opened(browser, service.url) as page:
        go(page, f"{service.url}{HOME}/graph")
        page.locator("html[data-map=ready]").wait_for()
        for _ in range(4):
            page.keyboard.press("+")
        page.wait_for_url("**v=*")
        seen = """() => {
            const view = document.querySelector(".map-view"), wide = view.querySelector("svg").getBoundingClientRect();
            return [wide.width, view.scrollLeft, view.scrollTop].map(Math.round);
        }"""
        before, address = page.evaluate(seen), page.url
        go(page, address)
        page.locator("html[data-map=ready]").wait_for()
        after = page.evaluate(seen)
        assert all(abs(a - b) <= 4 for a, b in zip(after, before, strict=True)), (before, after)
        assert after[0] > 900


def test_first_paint_is_readable(browser: Any, service: Served) -> None:
    with opened(browser, service.url) as page:
        for path in (HOME, f"{HOME}/graph", f"{HOME}?sel={MIDDLE}"):
            go(page, service.url + path)
            page.locator("html[data-map=ready]").wait_for()
            scale = page.evaluate("() => document.querySelector('.map-view svg').getScreenCTM().a")
            sizes = page.locator(".map-view text").evaluate_all(
                "texts => texts.map(t => parseFloat(getComputedStyle(t).fontSize))"
            )
            assert min(sizes) * scale >= 10.99


def test_files_hold_the_view(browser: Any, service: Served, whole: Any) -> None:
    names = {b["product_code"]: b["name"] for b in whole["boxes"]}
    weak = {b["product_code"] for b in whole["boxes"] if b["status"] == "weak"}
    with opened(browser, service.url, accept_downloads=True) as page:
        go(page, f"{service.url}{HOME}/graph?status=weak")
        page.locator("html[data-map=ready]").wait_for()
        with page.expect_download() as got:
            page.locator("[data-picture]").click()
        picture = Path(got.value.path()).read_text(encoding="utf-8")
        ET.fromstring(picture)  # parses as XML
        assert all(name in picture for name in names.values() if len(name) < 6)
        assert picture.count('opacity="0.28"') == len(names) - len(weak)
        with page.expect_download() as got:
            page.locator("[data-png]").click()
        assert Path(got.value.path()).read_bytes().startswith(b"\x89PNG")
        with page.expect_download() as got:
            page.get_by_role("link", name="导出表格 Excel").click()
        book = openpyxl.load_workbook(io.BytesIO(Path(got.value.path()).read_bytes()))
        rows = list(book.worksheets[0].iter_rows(values_only=True))
        assert {row[0] for row in rows[1:]} == weak
        assert {row[1] for row in rows[1:]} == {names[code] for code in weak}


def test_the_next_bad_product_comes_round(browser: Any, service: Served, whole: Any) -> None:
    bad = [b for b in whole["boxes"] if b["risk"] or b["status"] in ("missing", "single_source", "weak")]
    seen = []
    with opened(browser, service.url) as page:
        go(page, f"{service.url}{HOME}/graph")
        for _ in range(len(bad) + 1):
            follow(page, page.get_by_role("link", name="下一个有问题的产品"))
            seen.append(urllib.parse.parse_qs(page.url.partition("?")[2])["sel"][0])
    assert set(seen) == {b["product_code"] for b in bad}
    assert seen[0] == seen[-1]
    assert next(b for b in whole["boxes"] if b["product_code"] == seen[0])["status"] == "missing"

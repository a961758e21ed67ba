"""The hand-over page in a real Chromium: opens from disk, asks for nothing, runs nothing foreign, can be used."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.chain_map import ChainMap
from graphsvc.domain.notices import Lang
from tests.unit.viz.sample_maps import HOSTILE, chain_map, hostile_map, random_map, tyre_map
from viz.network_map import paint_html, paint_svg

pytestmark = pytest.mark.browser

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]
Opener = Callable[[ChainMap, Lang], Any]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        if os.environ.get("GRAPHSVC_REQUIRE_BROWSER") == "1":
            pytest.fail(f"{CHROMIUM} is not installed, and GRAPHSVC_REQUIRE_BROWSER=1")
        pytest.skip(f"{CHROMIUM} is not installed: the map was NOT opened in a browser")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Opener]:
    """Opens a map from disk; afterwards nothing may have been requested, complained about or run."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    file = tmp_path / "map.html"

    def opener(drawn: ChainMap, lang: Lang) -> Any:
        file.write_bytes(paint_html(drawn, lang).encode("utf-8"))
        page.goto(file.as_uri())
        page.locator("html[data-ready=yes]").wait_for()
        return page

    yield opener
    assert [url for url in requests if url != file.as_uri()] == []
    assert complaints == []
    assert page.evaluate("window.__xss") is None
    context.close()


def at(page: Any, node: str) -> tuple[float, float]:
    """Where a box stands on the screen."""
    spot = page.evaluate(
        """id => { const at = chainMap.network.canvasToDOM(chainMap.network.getPosition(id));
        const map = document.getElementById("map").getBoundingClientRect(); return [at.x + map.x, at.y + map.y]; }""",
        node,
    )
    return float(spot[0]), float(spot[1])


def test_a_click_opens_the_panel(opened: Opener) -> None:
    drawn = tyre_map()
    page = opened(drawn, "zh")
    assert page.locator("#panel").is_hidden()
    page.mouse.click(*at(page, "b6"))
    panel = page.locator("#panel")
    panel.wait_for()
    said = panel.inner_text()
    for part in ("钢帘线", "薄弱", "关键节点", "W1：", "示例钢帘线东厂", "EV-02-0502", "06_产能清单", "370100 济南市"):
        assert part in said
    page.locator("#panel .chips button").first.click()
    assert page.locator("#panel-title").inner_text() == "高碳盘条"
    page.keyboard.press("Escape")
    assert panel.is_hidden()


def test_keyboard_alone(opened: Opener) -> None:
    page = opened(tyre_map(focus="P020602"), "en")
    page.locator("#map").focus()
    page.keyboard.press("ArrowRight")
    assert "促进剂" in page.locator("#said").inner_text()
    page.keyboard.press("ArrowRight")
    assert "混炼胶" in page.locator("#said").inner_text()
    page.keyboard.press("Enter")
    assert page.locator("#panel-title").inner_text() == "混炼胶"
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()
    before = page.evaluate("chainMap.network.getScale()")
    page.keyboard.press("+")
    assert page.evaluate("chainMap.network.getScale()") > before
    page.keyboard.press("-")
    page.keyboard.press("-")
    assert page.evaluate("chainMap.network.getScale()") < before
    page.keyboard.press("0")
    assert abs(page.evaluate("chainMap.network.getScale()") - before) < 1e-9


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_names_are_inert(opened: Opener, lang: Lang) -> None:
    page = opened(hostile_map(), lang)
    for i in range(len(HOSTILE)):
        page.evaluate("id => chainMap.open(id)", f"b{i}")
        assert page.locator("#panel script, #panel img, #panel a").count() == 0
        page.keyboard.press("Escape")
        page.mouse.move(*at(page, f"b{i}"))
        page.wait_for_timeout(450)  # tooltips come after 400 ms
    assert page.locator("div.vis-tooltip *").count() == 0
    page.locator("#to-table").click()
    assert page.locator("table.twin tbody tr").count() == len(HOSTILE)
    assert page.locator("table.twin img, table.twin a, table.twin script").count() == 0


def test_text_is_readable_at_first_paint(opened: Opener) -> None:
    for drawn in (tyre_map(), random_map(28, 5, 1.2), random_map(60, 3), random_map(90, 8)):
        page = opened(drawn, "zh")
        assert page.evaluate("chainMap.network.getScale()") * 12 >= 11 - 1e-9


def test_buttons_resize_and_empty_map(opened: Opener) -> None:
    page = opened(random_map(60, 3), "zh")
    page.locator("#fit").click()
    whole = page.evaluate("chainMap.network.getScale()")
    page.locator("#zoom-in").click()
    assert page.evaluate("chainMap.network.getScale()") > whole
    page.set_viewport_size({"width": 900, "height": 600})
    page = opened(chain_map([], []), "zh")
    assert "没有可画的产品环节" in page.locator("main").inner_text()


def test_printing_opens_the_table(opened: Opener) -> None:
    page = opened(tyre_map(), "zh")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#table").get_attribute("open") is not None
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("#table").get_attribute("open") is None


def test_svg_opens_alone(browser: Any, tmp_path: Path) -> None:
    file = tmp_path / "map.svg"
    file.write_text(paint_svg(hostile_map(), "zh"), encoding="utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.tagName") == "svg"
    assert page.evaluate("window.__xss") is None
    page.close()

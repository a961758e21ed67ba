"""The hand-over page in a real Chromium: opens from disk, asks for nothing, runs nothing foreign, can be used."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.chain_map import ChainMap
from graphsvc.domain.notices import Lang
from graphsvc.domain.places import place_text
from tests.integration.browsers import browser
from tests.unit.viz.sample_maps import MARKED, chain_map, hostile_map, random_map, tyre_map
from tests.unit.viz.sample_panoramas import hostile_panorama, panorama_map
from viz.network_map import paint_html, paint_svg
from viz.picture import one_line

__all__ = ["browser"]

pytestmark = pytest.mark.browser

Opener = Callable[[ChainMap, Lang], Any]


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
    assert [url for url in requests if url.split("#")[0] != file.as_uri()] == []
    assert complaints == []
    assert page.locator("i, u").count() == 0, "no element is made of a name"
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
    for part in ("钢帘线", "薄弱", "卡点", "W1：", "示例钢帘线东厂", "断供损失", "06_产能清单", "370100 济南市"):
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
    for i in range(len(MARKED)):
        page.evaluate("id => chainMap.open(id)", f"b{i}")
        assert page.locator("#panel script, #panel img, #panel a").count() == 0
        page.keyboard.press("Escape")
        page.mouse.move(*at(page, f"b{i}"))
        page.wait_for_timeout(450)  # tooltips come after 400 ms
    assert page.locator("div.vis-tooltip *").count() == 0
    page.locator("#to-table").click()
    assert page.locator("table.twin tbody tr").count() == len(MARKED)
    assert page.locator("table.twin img, table.twin a, table.twin script").count() == 0
    names = page.locator("table.twin tbody th").all_text_contents()
    for k, text in enumerate(MARKED):
        assert names[k].startswith(one_line(text))
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#paper svg > g").count() == len(MARKED)


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
    assert "没有可画的产品" in page.locator("main").inner_text()


def test_the_table_tells_everything(opened: Opener) -> None:
    drawn = tyre_map()
    page = opened(drawn, "zh")
    assert page.locator("table.twin tbody tr").count() == 0, "nothing is built before it is asked for"
    page.locator("#table summary").click()
    page.locator("table.twin tbody tr").first.wait_for()
    rows = page.locator("table.twin tbody tr").all()
    names = {box.product_code: box.name for box in drawn.boxes}
    status = {
        "missing": "缺失",
        "single_source": "单一来源",
        "weak": "薄弱",
        "normal": "一般",
        "strong": "强",
        "unknown": "未知",
    }
    for box, row in zip(drawn.boxes, rows, strict=True):
        head, stage, state, firms, inputs, facts = (row.locator("th, td").nth(k).inner_text() for k in range(6))
        assert head.startswith(box.name)
        assert box.product_code in head
        assert ("终端产品" in head) == box.is_final
        assert ("卡点" in head) == (box.risk is not None)
        assert box.stage_path == stage
        assert state.strip() == status[box.status]
        for firm in box.firms:
            for said in (firm.name, firm.firm_id, firm.region, firm.row, f"年产能 {firm.capacity:g} {box.unit}"):
                assert str(said) in firms
        assert inputs.count("必需") + inputs.count("可部分替代") == sum(
            x.to_product == box.product_code for x in drawn.links
        )
        for link in drawn.links:
            assert link.to_product != box.product_code or names[link.from_product] in inputs
        for fact in box.facts:
            assert fact.text in facts
            assert place_text(fact.places, "zh") in facts
    assert page.locator("table.twin thead th[scope=col]").count() == 6
    assert page.locator("table.twin tbody th[scope=row]").count() == len(rows)


def test_a_browser_that_cannot_unpack_the_data_says_so(browser: Any, tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    file.write_text(paint_html(panorama_map(n_views=3), "zh"), encoding="utf-8")
    for options, said in (({}, "此浏览器版本过旧"), ({"java_script_enabled": False}, "此浏览器没有运行脚本")):
        context = browser.new_context(**options)
        context.add_init_script("delete window.DecompressionStream")
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message, kept=complaints: kept.append(message.text))
        page.on("pageerror", lambda error, kept=complaints: kept.append(str(error)))
        page.goto(file.as_uri())
        shown = page.locator("p.more:visible")
        shown.wait_for()
        assert shown.inner_text().startswith(said)
        assert page.locator("#panorama svg").is_visible()
        assert page.locator("#map").is_hidden()
        assert complaints == []
        context.close()


def test_printing_opens_the_table(opened: Opener) -> None:
    page = opened(tyre_map(), "zh")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#table").get_attribute("open") is not None
    assert page.locator("table.twin tbody tr").count() == 12
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("#table").get_attribute("open") is None


def test_svg_opens_alone(browser: Any, tmp_path: Path) -> None:
    file = tmp_path / "map.svg"
    file.write_text(paint_svg(hostile_map(), "zh"), encoding="utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.tagName") == "svg"
    assert page.locator("i, u").count() == 0, "no element is made of a name"
    page.close()


def spot(page: Any, selector: str) -> Any:
    """The heading of a stage: stages cover the middle of the top stage they stand in."""
    return page.locator(selector).first


def test_a_panorama_opens_stages_and_products_and_comes_back(opened: Opener) -> None:
    drawn = panorama_map(n_views=500)
    assert drawn.panorama is not None
    page = opened(drawn, "zh")
    whole, back = page.locator("#panorama"), page.locator("#back")
    assert whole.is_visible()
    assert page.locator("#map").is_hidden()
    assert page.locator("#panorama a.chip").count() == sum(drawn.panorama.layout.n_shown)
    spot(page, "a.stage-box[data-frame=s3]").click(position={"x": 20, "y": 8})
    page.locator("#map").wait_for()
    assert whole.is_hidden()
    assert page.evaluate("location.hash") == "#stage=T00-3"
    view = next(v for v in drawn.panorama.views if v.code == "T00-3")
    assert page.evaluate("chainMap.network.body.nodeIndices.length") == len(view.products)
    assert page.locator("#trail h2").inner_text() == view.name
    assert page.evaluate("chainMap.network.getScale()") * 12 >= 11 - 1e-9
    back.click()
    whole.wait_for()
    assert page.evaluate("document.activeElement.dataset.frame") == "s3"
    chip = spot(page, "#panorama a.chip")
    name = chip.locator("title").inner_html().split(" · ")[0]
    chip.click()
    page.locator("#panel").wait_for()
    assert page.locator("#panel-title").inner_text() == name
    assert page.evaluate("location.hash").startswith("#product=P0000")
    page.go_back()
    whole.wait_for()
    assert page.locator("#panel").is_hidden()


def test_a_panorama_by_keyboard_alone(opened: Opener) -> None:
    page = opened(panorama_map(n_views=500), "en")
    page.locator("#panorama a[tabindex='0']").focus()
    where = []
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowRight", "ArrowUp", "ArrowLeft"):
        page.keyboard.press(key)
        where.append(page.evaluate("document.activeElement.querySelector('title').textContent"))
        assert where[-1] == page.locator("#said").text_content()
    assert len(set(where)) >= 5
    page.keyboard.press("Enter")
    page.locator("#map").wait_for()
    page.keyboard.press("Escape")
    if page.locator("#panorama").is_hidden():  # the first Escape closed the panel of a product
        page.keyboard.press("Escape")
    page.locator("#panorama").wait_for()
    wide = page.evaluate("document.querySelector('#panorama svg').getBoundingClientRect().width")
    page.keyboard.press("+")
    assert page.evaluate("document.querySelector('#panorama svg').getBoundingClientRect().width") > wide
    page.keyboard.press("0")
    assert page.evaluate("document.querySelector('#panorama svg').getBoundingClientRect().width") == wide


def test_a_panorama_is_readable_at_first_paint(opened: Opener) -> None:
    for lang in ("zh", "en"):
        page = opened(panorama_map(), lang)
        least = page.evaluate(
            """() => { const svg = document.querySelector("#panorama svg");
            const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
            const sizes = [...svg.querySelectorAll("text")].map((t) => parseFloat(getComputedStyle(t).fontSize));
            return Math.min(...sizes) * scale; }"""
        )
        assert least >= 10.99
        over = page.evaluate(
            "document.getElementById('panorama').scrollWidth > document.getElementById('panorama').clientWidth"
        )
        assert not over


def test_text_of_a_panorama_stays_in_its_box(opened: Opener) -> None:
    """Measured in the browser, in the longest language."""
    page = opened(panorama_map(), "en")
    outside = page.evaluate(
        """() => { const found = [];
        for (const spot of document.querySelectorAll("#panorama a")) {
          const face = spot.querySelector(".face").getBBox();
          const texts = [...spot.querySelectorAll("text")].map((t) => t.getBBox());
          for (const t of texts) if (t.x < face.x || t.x + t.width > face.x + face.width) found.push(spot.textContent);
          for (const a of texts) for (const b of texts)
            if (a.y === b.y && a.x < b.x && a.x + a.width > b.x) found.push("over " + spot.textContent);
        } return found; }"""
    )
    assert outside == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_names_in_a_panorama_are_inert(opened: Opener, lang: Lang) -> None:
    page = opened(hostile_panorama(), lang)
    for i in (1, 4, 9):
        spot(page, f"a.stage-box[data-frame=s{i}]").click(position={"x": 20, "y": 8})
        page.locator("#trail").wait_for()
        page.locator("#back").click()
        page.locator("#panorama").wait_for()
    for k in (0, 2, 4, 6):
        page.locator("#panorama a.chip").nth(k).click()
        page.locator("#panel").wait_for()
        assert page.locator("#panel script, #panel img, #panel a").count() == 0
        page.evaluate("chainMap.home()")
        page.locator("#panorama").wait_for()
    page.evaluate("location.hash = '#stage=<b>粗体</b>'")
    assert page.locator("#panorama").is_visible()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#paper svg g.frame").count() == 5
    assert page.locator("#paper parsererror, #paper a, #paper script").count() == 0
    titles = " ".join(page.locator("#paper title").all_text_contents())
    assert "<i>斜体</i> & <u>下划线</u>" in titles


def test_an_address_opens_its_view_and_paper_has_its_own_picture(opened: Opener) -> None:
    page = opened(panorama_map(n_views=500), "zh")
    page.evaluate("location.hash = '#stage=T01-2'")
    page.locator("#map").wait_for()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    boxes = page.evaluate("chainMap.network.body.nodeIndices.length")
    assert page.locator("#paper svg > g").count() == boxes
    assert page.locator("#table").get_attribute("open") is None
    page.reload()
    page.locator("html[data-ready=yes]").wait_for()
    assert page.locator("#trail h2").inner_text() == "示例环节T01-2"
    page.evaluate("location.hash = ''")
    page.locator("#panorama").wait_for()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#paper svg g.frame").count() == 12, "one a top stage"
    assert page.locator("#paper parsererror, #paper a").count() == 0


def test_a_large_picture_opens_at_the_main_final_product(opened: Opener) -> None:
    drawn = random_map(120, 4, 1.1)
    last = max(drawn.layout.boxes, key=lambda b: (b.x, b.y)).product_code
    boxes = tuple(replace(box, is_final=box.product_code == last) for box in drawn.boxes)
    page = opened(replace(drawn, boxes=boxes), "zh")
    x, y = at(page, f"b{[box.product_code for box in boxes].index(last)}")
    assert 0 < x < 1366
    assert 80 < y < 720
    assert page.evaluate("chainMap.network.getScale()") * 12 >= 11 - 1e-9

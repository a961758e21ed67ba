"""The what-if page in a real Chromium: its numbers are those of ``stress-test``; its address is the scenario."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.browsers import browser
from tests.integration.pages.opening import answer, follow, go, opened
from tests.integration.serving import Served, serving

__all__ = ["browser"]

pytestmark = pytest.mark.browser
HOME = "/chains/SD-C90/what-if"
SOLE = "91370300FAKE011046"
"""示例中间体, the only maker of 促进剂中间体: from it hang the two makers of 橡胶助剂, then the two of tyres."""


@pytest.fixture(scope="module")
def service(tyre_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(Path(shutil.copy(tyre_store, tmp_path_factory.mktemp("whatif") / "store.db"))) as served:
        yield served


def stress(service: Served, shocks: list[dict[str, object]], **given: object) -> Any:
    return answer(service.url, "questions/stress-test", chain="SD-C90", scenario={"shocks": shocks}, **given)


def test_the_page_tells_what_the_question_tells(browser: Any, service: Served) -> None:
    told = stress(service, [{"entity_type": "firm", "entity_id": SOLE}])
    with opened(browser, service.url) as page:
        go(page, f"{service.url}{HOME}?s=firm:{SOLE}")
        banner = page.locator(".say").first.inner_text()
        assert f"{told['summary']['loss_days']:.1f} 满产天" in banner
        assert "示例中间体" in banner
        # by hand: the intermediate, what is made from it, and the tyres; nobody else makes the first two
        assert "9 个产品中 3 个受波及，最深到第 2 级" in banner
        facts = page.locator(".list").inner_text()
        assert str(told["n_rows"]) in facts
        rows = page.locator("#list-hit tbody tr")
        assert rows.count() == len(told["rows"])
        for i, row in enumerate(told["rows"]):
            said = rows.nth(i).inner_text()
            assert row["name"] in said
            assert row["product_name"] in said
        words = page.locator("a.spot[data-first] text:last-of-type").all_text_contents()
        assert sorted(words) == ["断供第 1 级", "断供第 2 级", "自身断供"]


def test_boxes_stand_where_the_map_has_them(browser: Any, service: Served) -> None:
    places = """boxes => boxes.map(b => [b.getAttribute('transform'),
        b.querySelector('title').textContent.split(' · ')[0]])"""
    with opened(browser, service.url) as page:
        go(page, f"{service.url}/chains/SD-C90/graph")
        calm = page.locator("a.spot").evaluate_all(places)
        go(page, f"{service.url}{HOME}?s=firm:{SOLE}")
        assert page.locator("a.spot").evaluate_all(places) == calm


def test_the_slider_fills_day_by_day_and_the_address_alike(browser: Any, service: Served) -> None:
    told = stress(service, [{"entity_type": "firm", "entity_id": SOLE}])
    first = {"P020601": 0.0}
    for row in told["rows"]:
        code = row["product_code"]
        first[code] = min(first.get(code, 1e9), row["first_day"])
    filled = """boxes => boxes.filter(b => b.querySelector('.face').getAttribute('fill') === b.dataset.fill).length"""
    with opened(browser, service.url) as page:
        for day in (0, 10, 50, 90):
            wanted = sum(start <= day for start in first.values())
            go(page, f"{service.url}{HOME}?s=firm:{SOLE}&day={day}")
            assert page.locator("a.spot[data-first]").evaluate_all(filled) == wanted
            assert f"到第 {day} 天为止，图上 {wanted} 个" in page.locator("[data-day]").inner_text()
        page.locator("html[data-map=ready]").wait_for()
        slider = page.locator("input[type=range]")
        slider.evaluate("s => { s.value = 0; s.dispatchEvent(new Event('input', {bubbles: true})); }")
        assert page.locator("a.spot[data-first]").evaluate_all(filled) == 1
        assert "到第 0 天为止" in page.locator("[data-day]").inner_text()


def test_two_scenarios_side_by_side(browser: Any, service: Served) -> None:
    shock: dict[str, object] = {"entity_type": "firm", "entity_id": SOLE, "duration": 60.0}
    alone = stress(service, [shock])
    helped = stress(service, [shock], substitution="all")
    with opened(browser, service.url) as page:
        go(page, f"{service.url}{HOME}?s=firm:{SOLE}:60&bsub=all")
        assert page.locator(".columns.even table").count() == 2
        assert page.locator(".columns.even figure svg").count() == 2
        assert page.locator("a.spot").count() == 0, "two tables, not two pictures"
        for place, answered in ((0, alone), (1, helped)):
            said = page.locator(".columns.even > *").nth(place).locator(".say").inner_text()
            assert f"{answered['summary']['loss_days']:.1f}".removesuffix(".0") in said


def test_the_form_makes_the_address(browser: Any, service: Served) -> None:
    with opened(browser, service.url) as page:
        go(page, f"{service.url}{HOME}?entity=group&id={SOLE}")
        assert page.url.endswith(f"{HOME}?s=group%3A{SOLE}")
        page.locator("html[data-map=ready]").wait_for()
        page.locator("select[name=kind]").select_option("product")
        page.keyboard.press("/")
        page.keyboard.type("炭")
        page.locator("datalist option").first.wait_for(state="attached")
        page.locator("input[name=id]").fill("炭黑")
        page.locator("input[name=days]").fill("14")
        follow(page, page.get_by_role("button", name="加入并推演"))
        assert f"s=group%3A{SOLE}%2Cproduct%3A" in page.url
        assert "kind=" not in page.url
        taken = page.locator(".facet").first.locator("a")
        assert taken.count() == 2
        follow(page, taken.first)
        assert SOLE not in page.url
        go(page, f"{service.url}{HOME}?s=firm:{SOLE}&s=country:CN:3")
        assert page.locator(".facet").first.locator("a").count() == 2


def test_what_nobody_knows_is_told_with_the_nearest(browser: Any, service: Served) -> None:
    with opened(browser, service.url) as page:
        go(page, f"{service.url}{HOME}?s=firm:示例中间休")
        assert "示例中间体" in page.locator(".tone-box-warn").inner_text()
        assert page.locator("#form-shock").count() == 1


def test_the_two_that_cost_most_are_offered_together(browser: Any, service: Served) -> None:
    with opened(browser, service.url) as page:
        go(page, f"{service.url}{HOME}")
        follow(page, page.get_by_text("组合（N-2）"))
        # alone the intermediate costs 48.8 days and rubber 46.8, more than anything else (worked example)
        both = [{"entity_type": "group", "entity_id": one, "duration": 14} for one in (SOLE, "91370300FAKE01032D")]
        told = stress(service, both)
        assert f"{told['summary']['loss_days']:.1f} 满产天" in page.locator(".say").first.inner_text()

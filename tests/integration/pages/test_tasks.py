"""Three tasks of a new user, from the start page by what it says, without the manual: how many clicks they take."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.integration.pages.conftest import CHAIN, Open, Site
from tests.integration.pages.opening import answer, follow, go

pytestmark = pytest.mark.browser
PLACE, PARK = "370300", "PK-01"


def rounded(days: float) -> str:
    """Days as pages print them."""
    return f"{days:.1f}".removesuffix(".0")


def test_the_worst_choke_point_its_loss_and_two_rows_in_two_clicks(opened: Open, site: Site) -> None:
    worst = answer(site.served.url, "questions/choke-points", chain=CHAIN)["rows"][0]
    page = opened("/")
    follow(page, page.locator(".panel .say[class*=tone-box] a").first)
    assert worst["name"] in page.locator("h1").inner_text()
    assert rounded(worst["loss_days"]) in page.locator(".figures").inner_text()
    follow(page, page.get_by_role("link", name="依据的行", exact=True))
    assert page.locator(".sheet tbody tr").count() >= 2
    assert page.locator(".sheet caption").first.inner_text().strip() != ""


def test_the_a4_gap_list_of_a_place_in_three_clicks(opened: Open, site: Site, tmp_path: Path) -> None:
    rows = answer(site.served.url, "questions/gap-list", chain=CHAIN, region=PLACE)["rows"]
    page = opened("/")
    follow(page, page.get_by_role("navigation").get_by_role("link", name="短板清单"))
    page.locator("#form-region select").select_option(PLACE)
    follow(page, page.get_by_role("button", name="查看"))
    with page.expect_download() as file:
        page.get_by_role("link", name="A4 清单").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(file.value.path()).read_bytes()))
    sheet = next(each for each in book if each.max_column >= 10)
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    told = [[str(cell.value) for cell in line] for line in sheet.iter_rows()]
    assert len(rows) > 0
    assert sum(any(row["product_name"] in cell for cell in line) for row in rows for line in told) >= len(rows)


def test_a_park_out_for_a_fortnight_with_and_without_substitution_sent_on(opened: Open, site: Site) -> None:
    page = opened("/")
    follow(page, page.get_by_role("navigation").get_by_role("link", name="断供推演"))
    page.locator("html[data-map=ready]").wait_for()
    page.get_by_label("谁断供").select_option(label="园区")
    page.get_by_label("名称或编码").fill("示例化工园区")
    page.get_by_label("断多少天").fill("14")
    follow(page, page.get_by_role("button", name="加入并推演"))
    page.get_by_label("与哪种替代方式并排比较").select_option("all")
    follow(page, page.get_by_role("button", name="推演", exact=True))
    shock = {"shocks": [{"entity_type": "park", "entity_id": PARK, "duration": 14.0}]}
    for place, way in enumerate(("off", "all")):
        told = answer(site.served.url, "questions/stress-test", chain=CHAIN, scenario=shock, substitution=way)
        said = page.locator(".columns.even > *").nth(place).locator(".say").inner_text()
        assert rounded(told["summary"]["loss_days"]) in said
    page.get_by_role("button", name="复制链接").click()
    page.get_by_role("button", name="已复制").wait_for()
    sent, seen = page.url, page.locator("main").inner_html()
    other: Any = page.context.new_page()
    go(other, sent)
    assert other.locator("main").inner_html() == seen

"""Firms: found by name, code and alias; what they make and trade; the same as a file. Expected figures stand in the
tyre book: 示例盘条 (Tangshan) makes 15.288 万吨 at 45,000,000 元 and sells to the two plants of 示例帘线集团."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import orjson
import pytest

from tests.integration.pages.opening import follow
from tests.integration.pages.two_versions import Site, browser, opened, row_of, site

__all__ = ["browser", "site"]

ROD, RUBBER, CORD = "91130200FAKE01120Q", "91370300FAKE01032D", "91370600FAKE01067F"


@pytest.mark.parametrize(("text", "n"), [("合成胶", 1), ("fake01120q", 1), ("示例帘线", 2), ("没有这家", 0), ("", 14)])
def test_a_firm_is_found(site: Site, browser: Any, text: str, n: int) -> None:
    with opened(browser, site, f"/firms?q={quote(text)}") as view:
        assert view.locator("#list-firms caption small").inner_text() == f"共 {n} 行"


def test_the_search_field_is_reached_by_the_keyboard(site: Site, browser: Any) -> None:
    with opened(browser, site, "/firms") as view:
        view.keyboard.press("/")
        view.keyboard.type("丁二烯")
        view.keyboard.press("Enter")
        view.wait_for_url("**/firms?q=*")
        assert view.locator("#list-firms tbody tr").count() == 1
        follow(view, view.get_by_role("link", name="示例丁二烯"))
        assert view.locator("h1").inner_text() == "示例丁二烯"


def test_places_narrow_the_list(site: Site, browser: Any) -> None:
    with opened(browser, site, "/firms") as view:
        facet = view.locator(".facet", has_text="地区").get_by_role("link", name="河北省")
        assert facet.inner_text().split() == ["河北省", "1"]
        follow(view, facet)
        assert view.locator("#list-firms tbody th").all_inner_texts() == ["示例盘条"]


def test_what_a_firm_makes(site: Site, browser: Any) -> None:
    """Capacity 9 of 16 万吨: 56 %, first of two; the other maker belongs to the same group, and list 06 is complete."""
    with opened(browser, site, f"/firms/{CORD}") as view:
        cells = row_of(view, "firm_products", "钢帘线")
        assert cells[1:8] == ["9 万吨", "8.4 万吨", "93 %", "56 %", "1 / 2", "0", "是"]
        assert row_of(view, "firm_suppliers", "示例盘条")[1:5] == ["高碳盘条", "100 %", "8.82 万吨", "20 天"]
        assert view.locator("#list-firm_buyers tbody th").count() == 2
        assert view.locator("#list-group_members tbody th").all_inner_texts() == ["示例帘线西"]


def test_what_stops_without_it_is_the_row_of_the_choke_points(site: Site, browser: Any) -> None:
    answer = site.asked("choke-points", chain="SD-C90", entity="group", horizon_days="90", l1plus="none")
    (row,) = [r for r in answer["rows"] if r["entity_id"] == RUBBER]
    with opened(browser, site, f"/firms/{RUBBER}") as view:
        cells = row_of(view, "stops", "高端化工")
        assert cells[1] == row["is_choke_point_label"]
        assert cells[3].split()[0] == f"{row['loss_days']:.1f}"
        assert cells[5].split()[0] == f"{row['impact']:.0%}".rstrip("%")
        assert view.locator("#list-stops a", has_text="看行").get_attribute("href") == f"/evidence/{row['evidence_id']}"


def test_two_steps_are_drawn(site: Site, browser: Any) -> None:
    """示例盘条 sells to two cord plants, which sell to two tyre makers: five firms, six links."""
    with opened(browser, site, f"/firms/{ROD}") as view:
        texts = view.locator("figure svg text").all_text_contents()
        drawn = {name for name in texts if name.startswith("示例")}
        assert drawn == {"示例盘条", "示例帘线东", "示例帘线西", "示例轮胎一厂", "示例轮胎二厂"}


def test_the_rows_of_a_firm_beside_their_values(site: Site, browser: Any) -> None:
    """The sheet names the product; the value that counts is its code."""
    with opened(browser, site, f"/firms/{ROD}/rows") as view:
        sheet = view.locator(".sheet", has_text="06_生产能力")
        assert sheet.locator("tbody tr").count() == 1
        assert "高碳盘条 P020501" in sheet.locator("tbody td.used").all_inner_texts()
        assert sheet.locator("tbody th").inner_text() == "13"


def test_the_list_as_files(site: Site) -> None:
    document = orjson.loads(site.fetched("/firms?q=%E7%A4%BA%E4%BE%8B&format=json"))
    assert document["n_rows"] == 12
    assert {row["企业"] for row in document["rows"]} >= {"示例盘条", "示例轮胎一厂"}
    lines = site.fetched("/firms?format=csv").decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 14
    assert site.fetched("/firms?format=xlsx")[:2] == b"PK"


def test_an_unknown_firm_is_refused_with_the_nearest(site: Site, browser: Any) -> None:
    view = browser.new_page()
    response = view.goto(f"{site.url}/firms/{quote('示例盘')}")
    assert response.status == 404
    assert "示例盘条" in view.locator("main").inner_text()
    view.close()


def test_english_has_no_leftovers_of_ours(site: Site, browser: Any) -> None:
    with opened(browser, site, f"/firms/{ROD}?lang=en") as view:
        assert view.locator("html").get_attribute("lang") == "en"
        heads = view.locator("th[scope=col], dt, h2, button, .button, caption").all_inner_texts()
        assert not [text for text in heads if any("一" <= letter <= "鿿" for letter in text)]

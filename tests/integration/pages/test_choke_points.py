"""Choke points and the card of one: the figures are those that the interface answers for the same parameters."""

from __future__ import annotations

from typing import Any

import openpyxl
import pytest

from tests.integration.pages.opening import follow
from tests.integration.pages.two_versions import Site, browser, opened, site

__all__ = ["browser", "site"]

CHAIN, BUTADIENE = "SD-C90", "示例丁二烯"
PAGE = f"/chains/{CHAIN}/choke-points"


@pytest.fixture
def rows(site: Site) -> list[dict[str, Any]]:
    """What ``choke-points`` answers about groups."""
    answer = site.asked("choke-points", chain=CHAIN, entity="group", horizon_days="90", l1plus="none")
    return [row for row in answer["rows"] if row["impact"]]


def test_the_list_is_the_answer(site: Site, browser: Any, rows: list[dict[str, Any]]) -> None:
    proven = [row for row in rows if row["is_choke_point"] == "yes"]
    with opened(browser, site, PAGE) as view:
        assert view.locator("#list-choke tbody th").all_inner_texts() == [row["name"] for row in proven]
        cells = view.locator("#list-choke tbody tr").first.locator("td").all_inner_texts()
        days = [" ".join(cells[i].split()).split(" (")[0] for i in (3, 5, 6, 7)]
        assert days == [
            f"{proven[0]['loss_days']:.1f} 满产天", f"{proven[0]['tts_days']:.1f} 天",
            f"{proven[0]['ttr_days']:.1f} 天", f"{proven[0]['gap_days']:.1f} 天",
        ]  # fmt: skip


def test_facets_count_and_narrow(site: Site, browser: Any, rows: list[dict[str, Any]]) -> None:
    with opened(browser, site, f"{PAGE}?verdict=all") as view:
        verdicts = view.locator(".facet", has_text="结论").get_by_role("link")
        assert verdicts.first.inner_text().split() == ["全部", str(len(rows))]
        for code, label in (("red", "红"), ("orange", "橙"), ("green", "绿")):
            n = sum(row["risk_grade"] == code for row in rows)
            chip = view.locator(".facet", has_text="等级").get_by_role("link", name=label)
            assert chip.count() == (1 if n else 0)
            if n:
                assert chip.inner_text().split()[-1] == str(n)
        follow(view, view.locator(".facet", has_text="谁断供").get_by_role("link", name="园区"))
        assert "entity=park" in view.url
        assert "verdict=all" in view.url


def test_the_card_says_why(site: Site, browser: Any, rows: list[dict[str, Any]]) -> None:
    """Sentences, tiles and buyers of the worst one; a loss whose price nobody tells stays unknown."""
    worst = rows[0]
    answer = site.asked("choke-points", chain=CHAIN, entity="group", horizon_days="90", l1plus="none")
    with opened(browser, site, PAGE) as view:
        follow(view, view.get_by_role("link", name=worst["name"], exact=True).first)
        why = view.locator("p.say").first.inner_text()
        assert worst["name"] in why
        assert f"直接需方 {worst['n_buyers']} 家" in why
        tiles = dict(
            zip(
                [t.rstrip("?").strip() for t in view.locator(".figures dt").all_inner_texts()],
                [" ".join(t.split()) for t in view.locator(".figures dd").all_inner_texts()],
                strict=True,
            )
        )
        assert tiles["损失"].startswith(f"{worst['loss_days']:.1f} 满产天")
        assert answer["summary"]["final_value_per_day"] is None  # the book tells no price of tyres
        assert tiles["损失金额"] == "未知"
        assert view.locator("figure svg").count() == 2
        assert view.locator("#list-buyers tbody tr").count() >= worst["n_buyers"]
        follow(view, view.get_by_role("link", name="依据的行", exact=True))
        assert "/evidence/EV-" in view.url


def test_an_entity_of_the_version_that_is_not_of_the_chain_is_refused(site: Site, browser: Any) -> None:
    page = browser.new_page()
    assert page.goto(f"{site.url}{PAGE}/group/none-such").status == 404
    assert "none-such" in page.locator("main").inner_text()
    page.close()


def test_the_list_as_a_workbook_has_no_formulas(site: Site, browser: Any, tmp_path: Any) -> None:
    context = browser.new_context(accept_downloads=True)
    page = context.new_page()
    page.goto(f"{site.url}{PAGE}")
    page.locator(".waiting").wait_for(state="detached")
    with page.expect_download() as waited:
        page.get_by_role("link", name="Excel").click()
    waited.value.save_as(tmp_path / "choke.xlsx")
    context.close()
    book = openpyxl.load_workbook(tmp_path / "choke.xlsx")
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert len(cells) > 40
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_why_and_how_sure(site: Site, browser: Any) -> None:
    """Nine cut sets, of which five have one member; the worst pair leads to the outage of both; the worst one is among
    the ten worst in every world; the card says that it stops the tyre alone."""
    with opened(browser, site, PAGE) as view:
        follow(view, view.get_by_role("link", name="为什么断，有多确定").first)
        assert view.url.endswith(f"/chains/{CHAIN}/why")
        sets = view.locator("#list-cut_sets tbody tr")
        assert sets.count() == 9
        assert [sets.nth(i).locator("td").nth(1).inner_text() for i in range(9)] == ["1"] * 5 + ["2"] * 4
        first = view.locator("#list-sure tbody tr").first
        assert first.locator("th").inner_text() == "示例中间体"
        assert " ".join(first.locator("td").nth(1).inner_text().split()).startswith("100 %")
        pair = view.locator("#list-worst_pairs tbody tr").first
        assert set(pair.locator("th").inner_text().split("、")) == {"示例中间体", "示例帘线集团"}
        assert " ".join(pair.locator("td").first.inner_text().split()) == "78.7 满产天"
        follow(view, view.locator("#list-sure").get_by_role("link", name="示例中间体", exact=True))
        assert "它一家停，全钢载重轮胎 在本地就没有人造得出" in view.locator("p.say").first.inner_text()

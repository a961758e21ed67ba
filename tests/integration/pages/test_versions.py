"""Versions: the list, and two of them side by side with the findings of ``changes``."""

from __future__ import annotations

from typing import Any

from tests.integration.pages.two_versions import Site, browser, opened, row_of, site

__all__ = ["browser", "site"]


def test_the_list_leads_to_the_comparison(site: Site, browser: Any) -> None:
    old, new = site.versions
    with opened(browser, site, "/versions") as view:
        assert view.locator("#list-versions tbody th").all_inner_texts() == [new, old]
        view.get_by_role("link", name="看比较").click()
        view.wait_for_url(f"**/versions/{old}..{new}")


def test_counts_are_those_of_changes(site: Site, browser: Any) -> None:
    old, new = site.versions
    rows = site.asked("changes", **{"from": old, "to": new})["rows"]
    counts = [str(sum(r["change"] == change for r in rows)) for change in ("added", "changed", "closed")]
    assert rows
    with opened(browser, site, "/versions?counts=1") as view:
        assert row_of(view, "versions", new)[4:7] == counts


def test_findings_come_with_reason_and_causes(site: Site, browser: Any) -> None:
    """One cell of list 06 changed, with the same cut-off date: data were revised."""
    old, new = site.versions
    rows = site.asked("changes", **{"from": old, "to": new})["rows"]
    with opened(browser, site, f"/versions/{old}..{new}") as view:
        assert view.locator("#list-compared tbody tr").count() == len(rows)
        cells = row_of(view, "compared", "示例合成胶")
        assert cells[6] == "数据修订"
        assert "06 生产能力" in cells[7]
        assert "停产恢复时间" in cells[7]
        assert "合成橡胶" in cells[7]
        assert row_of(view, "lists_changed", "06 生产能力")[1:] == ["0", "0", "1"]
        view.get_by_text("逐行看变化").click()
        assert row_of(view, "rows_changed", "06 生产能力")[2:6] == ["停产恢复时间", "60 天", "5 天", "数据修订"]


def test_the_same_version_twice(site: Site, browser: Any) -> None:
    old = site.versions[0]
    with opened(browser, site, f"/versions/{old}..{old}?lang=en") as view:
        assert "no finding differs" in view.locator("main").inner_text()

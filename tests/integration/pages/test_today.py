"""The start page: an empty store asks for files; files dropped there are loaded, told and shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.browsers import browser
from tests.integration.door import altered, cell_below
from tests.integration.pages.opening import follow, go, opened
from tests.integration.serving import Served, serving

__all__ = ["browser"]

pytestmark = pytest.mark.browser


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A service whose store is empty."""
    with serving(tmp_path / "store.db") as running:
        yield running


def _spoiled(book: Any) -> None:
    """One code of a product that list 03 does not know: its row waits."""
    sheet = next(s for s in book if s.title.startswith("06"))
    cell_below(sheet, "产品编码或名称", 2).value = "示例没有的产品"


def test_from_an_empty_store_to_the_worst_point(served: Served, browser: Any, tyre_book: Path, tmp_path: Path) -> None:
    with opened(browser, served.url) as page:
        go(page, served.url)
        assert page.locator("h1").inner_text() == "还没有数据"
        page.locator("input[type=file]").set_input_files(tyre_book)
        follow(page, page.get_by_role("button", name="装入"))
        assert page.locator("h1").inner_text() == "装载结果"
        assert "发布为版本 v000001-" in page.locator("main").inner_text()
        follow(page, page.get_by_role("link", name="回到今日"))
        assert "最坏的一处：" in page.locator("main").inner_text()
        page.locator("select[name=chain]").select_option("SD-C90")
        page.wait_for_url("**/chains/SD-C90")

        go(page, served.url)
        page.get_by_text("装入工作簿").click()
        page.locator("input[type=file]").set_input_files(altered(tyre_book, tmp_path / "second.xlsx", _spoiled))
        follow(page, page.get_by_role("button", name="装入"))
        tiles = dict(
            zip(
                page.locator(".figures dt").all_inner_texts(),
                page.locator(".figures dd").all_inner_texts(),
                strict=True,
            )
        )
        assert tiles["搁置的行"] == "1"
        line = page.locator("#list-load_cells tbody tr", has_text="示例没有的产品").first
        assert "second.xlsx" in line.inner_text()
        line = page.locator("#list-sheets_read tbody tr", has_text="06_生产能力").first
        assert line.locator("td, th").all_inner_texts()[:3] == ["second.xlsx", "06_生产能力", "06_生产能力"]
        assert line.locator("td, th").all_inner_texts()[-1] == "0"  # the row waits among lists, not while it is read
        go(page, served.url)
        assert "比上一版的变化" in page.locator("main").inner_text()


def test_what_is_no_workbook_is_refused_with_its_remedy(served: Served, browser: Any, tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.4 nothing")
    context = browser.new_context()
    page = context.new_page()
    go(page, served.url)
    page.locator("input[type=file]").set_input_files(tmp_path / "letter.pdf")
    follow(page, page.get_by_role("button", name="装入"))
    text = page.locator("main").inner_text()
    assert "letter.pdf" in text
    assert "PDF" in text
    context.close()

"""Pages as a printer gets them: nothing below 7 points, no blank sheet, the whole picture, no buttons."""

from __future__ import annotations

import math
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.integration.pages.addresses import one_of_each
from tests.integration.pages.conftest import CHAIN, Open, Site

pytestmark = pytest.mark.browser
LEAST = 7.0
SCENARIO = f"/chains/{CHAIN}/what-if?s=product:P020301:30"


def plain(text: str) -> str:
    """A text without blanks, signs as people write them: the font has one
    drawing for 高 and its radical, and for 胶 and 㬵."""
    return "".join(unicodedata.normalize("NFKC", text).replace("㬵", "胶").split())


def printed(page: Any, path: Path) -> tuple[list[str], list[float]]:
    """Text of every sheet, and the size of the smallest letters of each [pt]."""
    page.pdf(path=str(path), prefer_css_page_size=True, print_background=True)
    texts, least = [], []
    for sheet in PdfReader(path).pages:
        sizes: list[float] = []

        def measure(text: str, matrix: list[float], own: list[float], font: object, size: float) -> None:
            if text.strip():
                x = own[2] * matrix[0] + own[3] * matrix[2]
                y = own[2] * matrix[1] + own[3] * matrix[3]
                sizes.append(round(abs(size) * math.hypot(x, y), 2))  # noqa: B023 read before the next sheet

        texts.append(plain(sheet.extract_text(visitor_text=measure)))
        least.append(min(sizes, default=0.0))
    return texts, least


def head_of(page: Any) -> str:
    """What stands at the top of every sheet; nothing on pages that are about no version."""
    head = page.locator(".paper-head")
    return plain(head.text_content()) if head.count() else ""


def test_every_sheet_says_what_it_is_of_which_version_and_how_secret(site: Site, opened: Open, tmp_path: Path) -> None:
    longest = 0
    for path, room in {
        f"/chains/{CHAIN}/gaps": "短板清单",
        f"/chains/{CHAIN}/why": "为什么断",
        SCENARIO: "断供推演",
    }.items():
        page = opened(path)
        texts, _ = printed(page, tmp_path / "page.pdf")
        head = head_of(page)
        assert room in head
        assert plain(page.locator(".about a").text_content()) in head
        assert "密级公开" in head
        assert [n for n, text in enumerate(texts) if head not in text] == [], path
        longest = max(longest, len(texts))
    assert longest > 1


def test_no_page_prints_small_letters_or_a_blank_sheet(site: Site, opened: Open, tmp_path: Path) -> None:
    found = {}
    paths = [*one_of_each(site.served.url)[0].values(), SCENARIO]
    for path in paths:
        page = opened(path)
        texts, least = printed(page, tmp_path / "page.pdf")
        blank = [n for n, text in enumerate(texts) if len(text.replace(head_of(page), "")) < 12]
        if min(least) < LEAST or blank:
            found[path] = (min(least), blank)
    assert found == {}


@pytest.mark.parametrize("path", [f"/chains/{CHAIN}", f"/chains/{CHAIN}/graph", SCENARIO])
def test_a_map_is_printed_whole(opened: Open, tmp_path: Path, path: str) -> None:
    page = opened(path)
    page.locator("[data-zoom=in]").click(click_count=3)  # however little of it is seen
    names = [text.strip() for text in page.locator("#whole a.spot text").all_text_contents()]
    names = [name for name in names if len(name) > 2 and "·" not in name]
    texts, _ = printed(page, tmp_path / "map.pdf")
    seen = "".join(texts)
    assert len(names) > 5
    assert [name for name in names if plain(name) not in seen] == []


def test_gap_list_prints_its_columns_and_no_buttons(opened: Open, tmp_path: Path) -> None:
    page = opened(f"/chains/{CHAIN}/gaps")
    lines = page.locator("#list-gaps tbody tr[id] th").all_inner_texts()
    texts, _ = printed(page, tmp_path / "gaps.pdf")
    seen = "".join(texts)
    assert all(plain(line) in seen for line in lines)
    assert "责任单位" in seen
    assert not any(word in seen for word in ("保存", "看行", "复制链接", "Excel"))


def test_paper_is_light_whatever_the_screen(opened: Open) -> None:
    page = opened(f"/chains/{CHAIN}/choke-points")
    page.emulate_media(color_scheme="dark", media="print")
    ink, ground = page.evaluate("""() => { const s = getComputedStyle(document.documentElement);
        return [s.color, s.backgroundColor]; }""")
    assert (ink, ground) == ("rgb(31, 45, 61)", "rgb(255, 255, 255)")

"""The densest map that is drawn: as many boxes as there may be, every one a link, in a page that stays small."""

from __future__ import annotations

from typing import Any

import pytest

from graphsvc.usecases.maps.chain_map import MAX_BOXES
from tests.integration.browsers import browser
from tests.integration.pages.server_chain import CHAIN, site
from tests.integration.pages.test_all_pages import MOST_BYTES
from tests.integration.pages.two_versions import Site, opened

__all__ = ["browser", "site"]
pytestmark = pytest.mark.browser
FOCUS = "P031002"
"""With three steps both ways it draws 150 boxes."""
PAGE = f"/chains/{CHAIN}/graph?focus={FOCUS}&k=3"


@pytest.mark.parametrize("more", ["", f"&sel={FOCUS}&status=normal&mark=loss&lang=en&region=370000"])
def test_a_page_of_all_boxes_is_small(site: Site, browser: Any, more: str) -> None:
    with opened(browser, site, PAGE + more) as view:
        assert view.locator("a.spot").count() == MAX_BOXES
        assert len(view.content().encode()) <= MOST_BYTES


def test_it_opens_where_the_focus_is(site: Site, browser: Any) -> None:
    with opened(browser, site, PAGE) as view:
        box, port = view.locator(".spot.centre").bounding_box(), view.locator(".map-view").first.bounding_box()
        assert port["x"] <= box["x"] <= port["x"] + port["width"] - box["width"]
        assert port["y"] <= box["y"] <= port["y"] + port["height"] - box["height"]

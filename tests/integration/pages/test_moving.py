"""Moving about on pages: focus comes back, arrows follow edges of stages, a picture fits, a link is copied."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.pages.conftest import CHAIN, Open
from tests.integration.pages.opening import follow

pytestmark = pytest.mark.browser
MAP = f"/chains/{CHAIN}"
FOCUSED = (
    "document.activeElement.dataset.box || document.activeElement.dataset.frame || document.activeElement.className"
)


def entered(page: Any) -> None:
    """Enter on what has the focus, and the page it leads to."""
    with page.expect_navigation(timeout=60_000):
        page.keyboard.press("Enter")
    page.locator("html[data-map=ready]").wait_for()


@pytest.mark.parametrize("path", [MAP, f"{MAP}/graph"])
def test_focus_stays_with_the_box_that_was_opened(opened: Open, path: str) -> None:
    page = opened(path)
    box = page.locator("a.spot").nth(3)
    name = box.get_attribute("data-box")
    box.focus()
    entered(page)
    assert "sel=" in page.url
    assert page.evaluate(FOCUSED) == name


def test_focus_stays_with_the_facet_that_was_chosen(opened: Open) -> None:
    page = opened(f"/chains/{CHAIN}/choke-points")
    chip = page.locator(".facet .chip:not(.chosen)").last
    label = chip.inner_text().split()[0]
    chip.focus()
    with page.expect_navigation(timeout=60_000):
        page.keyboard.press("Enter")
    page.locator(".chip").first.wait_for()
    assert page.evaluate("document.activeElement.textContent").split()[0] == label


def test_arrows_lead_along_the_edges_of_stages(opened: Open) -> None:
    page = opened(MAP)
    bundle = page.locator(".bundle[data-tail]").first
    tail, head = (bundle.get_attribute(f"data-{end}") for end in ("tail", "head"))
    reached = {b.get_attribute("data-head") for b in page.locator(f".bundle[data-tail='{tail}']").all()}
    page.locator(f"a.top[data-frame='{tail}']").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate(FOCUSED) in reached
    page.locator(f"a.top[data-frame='{head}']").focus()
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(FOCUSED) in {
        b.get_attribute("data-tail") for b in page.locator(f".bundle[data-head='{head}']").all()
    }
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('.map-view') !== null")


@pytest.mark.parametrize("path", [MAP, f"{MAP}/graph"])
def test_fit_shows_the_whole_picture(opened: Open, path: str) -> None:
    page = opened(path)
    page.set_viewport_size({"width": 900, "height": 600})
    page.locator("[data-zoom=in]").click(click_count=3)
    page.locator("[data-zoom=fit]").click()
    inside = page.evaluate("""() => { const view = document.querySelector(".map-view");
        const [a, b] = [view.getBoundingClientRect(), view.querySelector("svg").getBoundingClientRect()];
        return b.left >= a.left - 1 && b.right <= a.right + 1 && b.top >= a.top - 1 && b.bottom <= a.bottom + 1; }""")
    assert inside


@pytest.mark.parametrize("path", ["/", f"{MAP}/graph?focus=P020301", f"/chains/{CHAIN}/what-if?s=product:P020301:14"])
@pytest.mark.parametrize(("lang", "said", "copied"), [("zh", "复制链接", "已复制"), ("en", "Copy link", "Copied")])
def test_the_address_is_copied(opened: Open, path: str, lang: str, said: str, copied: str) -> None:
    page = opened(path + ("" if lang == "zh" else "&lang=en" if "?" in path else "?lang=en"))
    page.evaluate("() => { document.addEventListener('copy', () => { document.body.dataset.took = "
                  "document.activeElement.value; }); }")  # fmt: skip
    page.evaluate("() => { Object.defineProperty(navigator, 'clipboard', { value: undefined }); }")
    button = page.get_by_role("button", name=said)
    button.click()
    page.get_by_role("button", name=copied).wait_for()
    assert page.locator("body").get_attribute("data-took") == page.url


def test_pictures_are_dark_on_a_dark_screen(opened: Open) -> None:
    page = opened(f"/chains/{CHAIN}/choke-points")
    follow(page, page.locator("#list-choke tbody th a").first)
    page.emulate_media(color_scheme="dark")
    ground, how = page.evaluate("""() => { const f = document.querySelector("figure");
        return [getComputedStyle(f).backgroundColor, getComputedStyle(f.querySelector("svg")).filter]; }""")
    assert ground == "rgb(26, 36, 46)"
    assert "invert" in how

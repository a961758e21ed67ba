"""Help: every word that a figure of the pages asks to have explained stands there, in both languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import graphsvc.usecases.pages as pages
from graphsvc.usecases.pages.help import SUBJECTS
from tests.integration.pages.two_versions import Site, browser, opened, site
from viz.page_words import PageWords

__all__ = ["browser", "site"]
KEYS = [key for _, keys in SUBJECTS for key in keys]


def test_every_popup_leads_to_a_word_that_stands_there() -> None:
    sources = Path(str(pages.__file__)).parent.glob("*.py")
    asked = {key for source in sources for key in re.findall(r'help="([a-z_0-9]+)"', source.read_text("utf-8"))}
    assert asked
    assert asked <= set(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_words_are_defined_in_both_languages(key: str) -> None:
    zh, en = ((PageWords(lang).term("define_word", key), PageWords(lang).term("define", key)) for lang in ("zh", "en"))
    assert zh[0] != key
    assert zh[1] not in (key, en[1])
    assert en[1] != key
    assert not any("一" <= letter <= "鿿" for letter in en[0] + en[1])


def test_an_anchor_is_in_sight(site: Site, browser: Any) -> None:
    with opened(browser, site, "/help#W2") as view:
        line = view.locator("#W2")
        assert line.locator("th").inner_text() == "W2 集中"
        assert view.evaluate("document.querySelector('#W2').getBoundingClientRect().top < innerHeight")


def test_a_popup_leads_there(site: Site, browser: Any) -> None:
    with opened(browser, site, "/firms") as view:
        view.locator("details.help summary").first.click()
        view.locator("details.help a").first.click()
        view.wait_for_url("**/help#single")

"""Every page of the web interface: stays at home, says nothing to the console, is accessible, speaks both languages,
shows names as text, works with the keyboard and in an old browser."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

import graphsvc.api
from graphsvc.domain.reference import reference_rows, region_name
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.stores.sql_store import open_store
from tests.integration.pages.addresses import PATTERNS, one_of_each
from tests.integration.pages.conftest import NAMES, Open, Site

pytestmark = pytest.mark.browser

ASSETS = Path(graphsvc.api.__file__).parent / "assets"
HAN = re.compile(r"[\u3400-\u9fff]+")
MOST_BYTES, MOST_SCRIPT_BYTES = 150_000, 70_000


@pytest.fixture(scope="module")
def addresses(site: Site) -> dict[str, str]:
    """One address of every kind of page."""
    return one_of_each(site.served.url)[0]


def test_every_kind_of_page_is_reached_by_links(site: Site) -> None:
    found, broken = one_of_each(site.served.url)
    assert broken == []
    assert sorted(found) == sorted(PATTERNS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_breaks_a_rule_of_accessibility(addresses: dict[str, str], opened: Open, scheme: str) -> None:
    found = {}
    for path in addresses.values():
        page = opened(path)
        page.emulate_media(color_scheme=scheme)
        rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
        result = Axe().run(page, options=rules)
        told = [(v["id"], v["nodes"][0]["html"][:160]) for v in result.response["violations"]]
        if told:
            found[path] = told
    assert found == {}


def test_names_are_text_and_make_no_elements(addresses: dict[str, str], opened: Open) -> None:
    seen = set()
    for path in addresses.values():
        page = opened(path)
        assert page.locator("main i, main u, main b:text-is('粗体'), main a a").count() == 0, path
        text = page.locator("body").inner_text()
        seen |= {name for _, name in NAMES.values() if name in text}
    assert seen == {name for _, name in NAMES.values()}


def _texts(store: Path) -> list[str]:
    """Every text of the lists, longest first."""
    opened = open_store(f"sqlite:///{store}")
    latest = opened.latest()
    assert latest is not None
    tables = opened.tables(latest.version_id)
    found: set[str] = set()

    def take(value: Any) -> None:
        if isinstance(value, str):
            found.add(" ".join(value.split()))
        elif isinstance(value, list | tuple):
            for item in value:
                take(item)
        elif isinstance(value, dict):
            for item in value.values():
                take(item)

    for name in tables.names():
        for row in tables[name].to_pylist():
            take(row)
    take(GraphSnapshot(latest.version_id, latest.content_hash, tables).network.firm_names)
    opened.close()
    return sorted((text for text in found if HAN.search(text)), key=len, reverse=True)


_WITHOUT_PICTURES = """() => { const copy = document.body.cloneNode(true);
    copy.querySelectorAll("svg, select, datalist, .sheet").forEach(e => e.remove()); return copy.textContent; }"""


def _without(said: str, names: list[str], joined: str) -> str:
    """A line of a picture without names; nothing where it is part of one that was broken over lines or cut short."""
    if said in joined:
        return ""
    for name in names:
        said = said.replace(name, "")
    return "" if said.strip("(（·0123456789.% ") in joined else said


def test_english_pages_hold_no_chinese_but_names(addresses: dict[str, str], opened: Open, site: Site) -> None:
    """Left out: names of the lists, regions and industry classes (which the standards tell in Chinese alone), and the
    cells of a sheet, which stand as they were written."""
    standards = [row["name"] for file in ("regions", "industries") for row in reference_rows(file)]
    provinces = [region_name(f"{n}0000", short=True) for n in range(11, 83)]
    known = sorted({*_texts(site.store), *standards, *filter(None, provinces), "中文"}, key=len, reverse=True)
    names = ["".join(name.split()) for name in known if len(name) > 1]
    joined = "\n".join(names)
    left = {}
    for path in addresses.values():
        page = opened(path + ("&" if "?" in path else "?") + "lang=en")
        assert page.locator("html").get_attribute("lang") == "en"
        text = "".join(page.evaluate(_WITHOUT_PICTURES).split())
        for name in names:
            text = text.replace(name, "")
        drawn = ["".join(said.split()).rstrip("…") for said in page.locator("main svg text").all_text_contents()]
        told = HAN.findall(text) + [said for said in drawn if HAN.search(_without(said, names, joined))]
        if told:
            left[path] = told[:8]
    assert left == {}


def test_chinese_is_the_default(addresses: dict[str, str], opened: Open) -> None:
    for path in addresses.values():
        assert opened(path).locator("html").get_attribute("lang") == "zh-CN", path


def test_pages_are_small(addresses: dict[str, str], opened: Open) -> None:
    sizes = {path: len(opened(path).content().encode()) for path in addresses.values()}
    assert {path: size for path, size in sizes.items() if size > MOST_BYTES} == {}
    assert sum(file.stat().st_size for file in ASSETS.glob("*.js")) <= MOST_SCRIPT_BYTES


def test_keyboard_alone(addresses: dict[str, str], opened: Open) -> None:
    """The first stop skips to the content; every stop shows where it is; the help of a word opens and closes."""
    for path in addresses.values():
        page = opened(path)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip", path
        page.keyboard.press("Enter")
        assert page.evaluate("location.hash") == "#main", path
        for _ in range(6):
            page.keyboard.press("Tab")
            shown = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert shown != "none" or page.evaluate("document.activeElement === document.body"), path
    page = opened("/")
    first = page.locator("details.help summary").first
    first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.help[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("details.help[open]").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_link_shows_the_same_page_to_a_colleague(addresses: dict[str, str], opened: Open) -> None:
    for path in addresses.values():
        first = opened(path).locator("main").inner_html()
        assert opened(path).locator("main").inner_html() == first, path


def test_style_and_scripts_are_for_old_browsers() -> None:
    """Chromium 90: no :has, no nesting, no container queries; scripts of ES2020; nothing from elsewhere."""
    for file in ASSETS.glob("*.css"):
        text = file.read_text()
        assert not re.search(r":has\(|@container|@layer|@import|https?://", text), file
        depth = 0
        for part in re.findall(r"@media[^{]*\{|[{}]", text):
            depth += 1 if part.endswith("{") else -1
            assert depth <= 2, f"{file}: nested rules"
    for file in ASSETS.glob("*.js"):
        if file.name != "htmx.min.js":
            told = re.search(
                r"\?\?=|\|\|=|&&=|\.at\(|structuredClone|replaceAll|#\w+\s*[=(;]|https?://", file.read_text()
            )
            assert told is None, f"{file}: {told}"


def test_what_is_vendored_is_what_the_manifest_says() -> None:
    told = tomllib.loads((ASSETS / "VENDORED.toml").read_text())
    for name, entry in told.items():
        assert hashlib.sha256((ASSETS / name).read_bytes()).hexdigest() == entry["sha256"]
        assert entry["licence"]
    own = {file.name for file in ASSETS.glob("*.js") if len(file.read_text().splitlines()) > 5}
    assert set(told) & own == set()


def test_a_refusal_is_a_page_with_its_remedy(opened: Open, browser: Any, site: Site) -> None:
    page = browser.new_page()
    answer = page.goto(site.url("/chains/SD-C9/choke-points"))
    assert answer.status == 404
    assert "SD-C90" in page.locator("main").inner_text()
    page.close()


def test_htmx_is_configured_safely(opened: Open) -> None:
    told = opened("/").locator("meta[name=htmx-config]").get_attribute("content")
    assert json.loads(told) == {"allowEval": False, "includeIndicatorStyles": False, "historyCacheSize": 0}

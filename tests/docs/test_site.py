"""The manual as one site: every page in it and reached, every link and anchor there, searched in both languages, and
nothing asked of anybody else."""

from __future__ import annotations

import contextlib
import importlib.util
import re
import threading
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from graphsvc import wiring
from graphsvc.api import manual as door
from graphsvc.api.app import create_app
from graphsvc.settings import Settings
from graphsvc.wiring import House
from tests.docs import manual
from tests.integration.browsers import browser
from tests.integration.serving import free_port

__all__ = ["browser"]

APART = {"docs/reference/python.md"}
"""Pages that no file of the repository is the source of."""


def _builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_site", manual.ROOT / "docs" / "build_site.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class _Page(HTMLParser):
    """Links, anchors and what a page loads."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.ids: set[str] = set()
        self.inline = 0
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.ids.add(told.get("id", ""))
        if tag == "a" and "href" in told:
            self.links.append(told["href"])
        if tag == "script":
            self.inline += "src" not in told
        if tag in ("script", "img", "iframe", "source"):
            self.loaded.append(told.get("src", ""))
        if tag == "link" and told.get("rel") in ("stylesheet", "icon", "preload", "preconnect"):
            self.loaded.append(told["href"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as ``make docs`` does: a broken link or a lone page would have failed it."""
    folder: Path = tmp_path_factory.mktemp("manual") / "site"
    _builder().build(folder)
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, _Page]:
    return {path: _Page(path) for path in site.rglob("*.html")}


def test_every_page_of_the_manual_is_in_the_plan() -> None:
    planned = [page for part in _builder().PLAN["part"] for page in part["pages"]]
    sources = {str(path.relative_to(manual.ROOT)) for path in (manual.ROOT / "docs").rglob("*.md")}
    sources |= {str(p.relative_to(manual.ROOT).with_suffix(".md")) for p in (manual.ROOT / "docs").rglob("*.ipynb")}
    sources |= {path.name for path in manual.ROOT.glob("*.md")}
    assert len(planned) == len(set(planned))
    assert set(planned) - APART == sources


def test_both_languages_stand_side_by_side() -> None:
    chinese, english = (part["pages"] for part in _builder().PLAN["part"][:2])
    assert [page.replace(".zh-CN", "") for page in chinese] == english


def test_an_installation_without_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "MANUAL", tmp_path / "none")
    with TestClient(create_app(House(Settings(store_url=f"sqlite:///{tmp_path}/s.db"))), "http://127.0.0.1") as client:
        told = client.get("/manual", headers={"Accept": "application/json", "Accept-Language": "en"})
    assert (told.status_code, told.json()["code"]) == (404, "manual_not_built")
    assert "make docs" in told.json()["remedy"]


@pytest.mark.parametrize("is_built", [True, False])
def test_pages_lead_to_the_manual_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_built: bool
) -> None:
    (tmp_path / "site").mkdir()
    if is_built:
        (tmp_path / "site" / "index.html").write_text("<title>示例</title>", encoding="utf-8")
    for module in (door, wiring):
        monkeypatch.setattr(module, "MANUAL", tmp_path / "site")
    with TestClient(create_app(House(Settings(store_url=f"sqlite:///{tmp_path}/s.db"))), "http://127.0.0.1") as client:
        for path in ("/", "/help", "/jobs"):
            hrefs = re.findall(r'href="(/manual[^"]*)"', client.get(path, headers={"Accept": "text/html"}).text)
            assert len(hrefs) == is_built
            assert all(client.get(href).status_code == 200 for href in hrefs)


@pytest.mark.slow  # builds the site
def test_every_link_leads_somewhere(site: Path, pages: dict[Path, _Page]) -> None:
    broken = []
    for path, page in pages.items():
        for link in page.links:
            if urlsplit(link).scheme in ("http", "https", "mailto"):
                continue
            place, anchor = urldefrag(unquote(link))
            goal = (path.parent / place).resolve() if place else path
            is_there = goal.is_file() and (not anchor or goal not in pages or anchor in pages[goal].ids)
            broken += [] if is_there else [f"{path.relative_to(site)}: {link}"]
    assert not broken


@pytest.mark.slow  # builds the site
def test_every_page_is_reached_from_the_first(site: Path, pages: dict[Path, _Page]) -> None:
    reached, ahead = {site / "index.html"}, [site / "index.html"]
    while ahead:
        path = ahead.pop()
        goals = {(path.parent / urldefrag(unquote(link))[0]).resolve() for link in pages[path].links}
        ahead += (goals & pages.keys()) - reached
        reached |= goals & pages.keys()
    assert {path.relative_to(site) for path in pages.keys() - reached} <= {Path("search.html")}


@pytest.mark.slow  # builds the site
def test_nothing_is_loaded_from_elsewhere(pages: dict[Path, _Page]) -> None:
    assert not {place for page in pages.values() for place in page.loaded if urlsplit(place).netloc}
    assert not [path for path, page in pages.items() if page.inline]


@pytest.mark.slow  # builds the site
def test_the_reference_of_python_comes_from_docstrings(site: Path) -> None:
    told = (site / "docs" / "reference" / "python.html").read_text(encoding="utf-8")
    for name in ("graphsvc.open", "Chains.ask", "systemic_risk", "minimal_cut_sets", "StoreError"):
        assert f"{name}" in told
    assert "Let go of the store." in told


@contextlib.contextmanager
def _served() -> Iterator[str]:
    app, port = FastAPI(), free_port()
    app.include_router(door.router)
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))
    running = threading.Thread(target=server.run)
    running.start()
    try:
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}/manual"
    finally:
        server.should_exit = True
        running.join()


@pytest.mark.slow  # builds the site
@pytest.mark.browser
def test_search_finds_words_of_both_languages(site: Path, browser: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "MANUAL", site)
    wanted = {
        "卡点": "docs/howto/pages.zh-CN.html",
        "单一来源": "docs/definitions.html",
        "choke point": "docs/howto/python.html",
        "evidence_id": "docs/reference/questions.html",
    }
    with _served() as url:
        page = browser.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if "Security" in said.text else None)
        for words, place in wanted.items():
            page.goto(f"{url}/search.html?q={words}")
            page.wait_for_selector("#search-results ul.search li a")
            page.locator("#search-results h2").filter(has_not_text=re.compile("Searching|搜索中|正在")).wait_for()
            found = page.eval_on_selector_all("#search-results li a", "all => all.map(a => a.getAttribute('href'))")
            assert any(link.startswith(place) for link in found), (words, found)
        page.goto(f"{url}/search.html?q=单来一源")  # the same characters in no order of the manual
        page.wait_for_selector("#search-results h2")
        page.wait_for_timeout(500)
        assert page.locator("#search-results li").count() == 0
        page.close()
    assert not faults

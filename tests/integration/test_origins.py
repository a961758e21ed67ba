"""Foreign pages and names: what a page elsewhere tries through the analyst's browser changes and reads nothing."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from fastapi.testclient import TestClient

from graphsvc.api.app import create_app
from graphsvc.settings import Settings
from graphsvc.wiring import House
from tests.integration.browsers import CHROMIUM, FLAGS, browser
from tests.integration.door import altered
from tests.integration.serving import Served, serving

__all__ = ["browser"]

API = "/api/v1"
HOME = "http://127.0.0.1"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:60.0) Gecko/20100101 Firefox/60.0"
NAME = "analysis.example"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """The application on an empty store, called by its own address and by one outer name."""
    settings = Settings(store_url=f"sqlite:///{tmp_path / 'store.db'}", hosts=NAME)
    with TestClient(create_app(House(settings)), HOME) as opened:
        yield opened


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("POST", {}, 400),  # a program: no file is in the request, which is what it is told
        ("POST", {"Origin": HOME}, 400),
        ("POST", {"Origin": "http://127.0.0.1:8001"}, 403),
        ("POST", {"Origin": "null"}, 403),
        ("POST", {"Sec-Fetch-Site": "same-origin", "Origin": HOME}, 400),
        ("POST", {"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1:8001"}, 403),
        ("POST", {"Sec-Fetch-Site": "cross-site"}, 403),
        ("POST", {"Referer": f"{HOME}/docs", "User-Agent": FIREFOX}, 400),
        ("POST", {"Referer": "http://elsewhere.example/", "User-Agent": FIREFOX}, 403),
        ("POST", {"User-Agent": FIREFOX}, 403),
        ("GET", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, 403),
        ("GET", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, 403),
        ("GET", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, 405),
        ("GET", {"Host": "elsewhere.example"}, 421),
        ("POST", {"Host": "elsewhere.example", "Origin": "http://elsewhere.example"}, 421),
        ("POST", {"Host": NAME, "Origin": f"https://{NAME}"}, 400),
        ("POST", {"Host": "[::1]:8000", "Origin": "http://[::1]:8000"}, 400),
    ],
)
def test_who_is_answered(client: TestClient, method: str, headers: dict[str, str], status: int) -> None:
    response = client.request(method, f"{API}/submissions", headers=headers)
    assert response.status_code == status, response.text
    assert response.headers["cross-origin-resource-policy"] == "same-origin"
    assert response.headers["x-request-id"]


def test_answers_take_json_alone(client: TestClient) -> None:
    for media in ("text/plain", "application/x-www-form-urlencoded", ""):
        headers = {"Content-Type": media} if media else {}
        response = client.post(f"{API}/questions/resilience", content=b"{}", headers=headers)
        assert (response.status_code, response.json()["code"]) == (415, "unsupported_media")
    assert client.post(f"{API}/questions/resilience", json={}).json()["code"] == "no_version"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[str]:
    """A page of another origin: another port of the same machine."""
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "index.html").write_text("<!doctype html><title>elsewhere</title>", encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path / "page")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def served(tmp_path: Path, tyre_store: Path) -> Iterator[Served]:
    """A service that holds the tyre chain."""
    store = tmp_path / "served.db"
    store.write_bytes(tyre_store.read_bytes())
    with serving(store) as service:
        yield service


_POST = """async ([url, book, mode]) => {
    const bytes = Uint8Array.from(atob(book), c => c.charCodeAt(0));
    const form = new FormData();
    form.append("files", new File([bytes], "book.xlsx"));
    try { return (await fetch(url, {method: "POST", body: form, mode})).status } catch (e) { return "blocked" }
}"""
_READ = """async ([url, mode]) => {
    try { return (await (await fetch(url, {mode})).text()).length } catch (e) { return "blocked" }
}"""
_FORM = """([url, book]) => {
    const bytes = Uint8Array.from(atob(book), c => c.charCodeAt(0));
    const form = document.createElement("form");
    Object.assign(form, {method: "POST", action: url, enctype: "multipart/form-data"});
    const input = Object.assign(document.createElement("input"), {type: "file", name: "files"});
    const held = new DataTransfer();
    held.items.add(new File([bytes], "book.xlsx"));
    input.files = held.files;
    form.append(input);
    document.body.append(form);
    form.submit();
}"""


def _versions(service: Served) -> list[Any]:
    found: list[Any] = httpx2.get(f"{service.url}{API}/versions").json()
    return found


@pytest.mark.browser
def test_another_origin_changes_and_reads_nothing(
    browser: Any, served: Served, elsewhere: str, tyre_book: Path, tmp_path: Path
) -> None:
    def change(book: Any) -> None:
        sheet = next(s for s in book if s.title.startswith("06"))
        sheet.delete_rows(sheet.max_row)

    book = base64.b64encode(altered(tyre_book, tmp_path / "other.xlsx", change).read_bytes()).decode()
    before = _versions(served)
    page = browser.new_page()
    page.goto(elsewhere)
    for mode in ("no-cors", "cors"):
        assert page.evaluate(_POST, [f"{served.url}{API}/submissions", book, mode]) in ("blocked", 0)
        assert page.evaluate(_READ, [f"{served.url}{API}/versions", mode]) in ("blocked", 0)
        assert page.evaluate(_READ, [f"{served.url}{API}/chains/SD-C90/map.json", mode]) in ("blocked", 0)
    with page.expect_navigation():
        page.evaluate(_FORM, [f"{served.url}{API}/submissions", book])
    assert "foreign_origin" in page.content()
    assert _versions(served) == before

    page.goto(elsewhere)
    with page.expect_navigation():  # a link is no reading: the foreign page is gone when ours is there
        page.evaluate("url => { location.href = url }", f"{served.url}/")
    page.locator(".waiting").wait_for(state="detached")
    assert "SD-C90" in page.content()
    assert page.evaluate(_POST, [f"{API}/submissions", book, "same-origin"]) == 201
    page.close()
    after = _versions(served)
    assert len(after) == len(before) + 1


@pytest.mark.browser
def test_a_name_pointed_at_this_machine_reads_nothing(browser: Any, served: Served) -> None:
    """What rebinding comes to: the browser believes that the service is part of a foreign site."""
    assert CHROMIUM.exists()
    port = urlsplit(served.url).port
    with_name = [*FLAGS, "--host-resolver-rules=MAP foreign.example 127.0.0.1"]
    foreign = browser.browser_type.launch(executable_path=str(CHROMIUM), args=with_name)
    try:
        page = foreign.new_page()
        response = page.goto(f"http://foreign.example:{port}/")
        assert response.status == 421
        assert "SD-C90" not in page.content()
        assert page.evaluate(_READ, [f"{API}/versions", "same-origin"]) < 2000
        assert page.evaluate("async url => (await fetch(url)).status", f"{API}/versions") == 421
    finally:
        foreign.close()

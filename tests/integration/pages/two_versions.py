"""The tyre chain in two versions, served once for all that only look at it, and a page of it in a browser."""

from __future__ import annotations

import shutil
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest

from graphsvc.cli import run
from tests.integration.browsers import browser
from tests.integration.door import altered, cell_below
from tests.integration.pages import opening
from tests.integration.serving import serving

__all__ = ["browser", "site"]


@dataclass(frozen=True)
class Site:
    """A served store: where it answers, and the two versions, older first."""

    url: str
    versions: tuple[str, str]

    def asked(self, question: str, **given: str) -> dict[str, Any]:
        """The answer of the interface."""
        query = urllib.parse.urlencode(given)
        with urllib.request.urlopen(f"{self.url}/api/v1/questions/{question}?{query}", timeout=120) as response:
            found: dict[str, Any] = orjson.loads(response.read())
        return found

    def fetched(self, path: str) -> bytes:
        """What an address gives."""
        with urllib.request.urlopen(self.url + path, timeout=120) as response:
            body: bytes = response.read()
        return body


def _quick_recovery(book: Any) -> None:
    """示例合成胶 (row 4 of list 06) comes back in 5 days instead of 60."""
    cell_below(book["06_生产能力"], "停产恢复时间", 4).value = 5


@pytest.fixture(scope="session")
def served_versions(tyre_store: Path, tyre_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The tyre book, and the same with one cell changed, as two versions of one store; nothing is loaded into it."""
    folder = tmp_path_factory.mktemp("site")
    store = Path(shutil.copy(tyre_store, folder / "store.db"))
    book = altered(tyre_book, folder / "tyre.xlsx", _quick_recovery)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRAPHSVC_STORE_URL", f"sqlite:///{store}")
        assert run(["load", str(book), "--json"]) == 0
    with serving(store, GRAPHSVC_INTERACTIVE_SECONDS="120") as service:
        with urllib.request.urlopen(f"{service.url}/api/v1/versions", timeout=60) as response:
            newest, oldest = (version["version_id"] for version in orjson.loads(response.read()))
        yield Site(service.url, (oldest, newest))


@pytest.fixture(scope="module")
def site(served_versions: Site) -> Site:
    """That service, for a module that imports this."""
    return served_versions


@contextmanager
def opened(browser: Any, site: Site, path: str) -> Iterator[Any]:
    """A page that is done working; nothing may be said on the console or asked of another host."""
    with opening.opened(browser, site.url) as view:
        opening.go(view, site.url + path)
        yield view


def row_of(view: Any, listing: str, name: str) -> list[str]:
    """Cells of the line of a list that begins with a name."""
    lines = view.locator(f"#list-{listing} tbody tr").filter(has_text=name)
    return [text.strip() for text in lines.first.locator("th,td").all_inner_texts()]

"""Running services that many modules look at, once in a run: one whose names hold markup, and two by import."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from graphsvc.cli import run
from tests.integration.browsers import browser
from tests.integration.door import altered, cell_below
from tests.integration.pages import opening
from tests.integration.pages.server_chain import served_server_chain
from tests.integration.pages.two_versions import served_versions
from tests.integration.serving import Served, serving

__all__ = ["browser", "served_server_chain", "served_versions"]

CHAIN = "SD-C90"
NAMES = {
    "03": ("产品名称", "<b>粗体</b>炭黑 & '引号'"),
    "05": ("企业名称", '示例"><i>斜体</i>{大括号}有限公司'),
}
"""Per sheet a heading and the name that the first row of data gets: markup that is harmless wherever it lands."""


def _marked(book: Any) -> None:
    renamed: dict[str, str] = {}
    for start, (heading, name) in NAMES.items():
        sheet = next(s for s in book if s.title.startswith(start))
        column = next(cell.column for cell in sheet[1] if str(cell.value).startswith(heading))
        renamed[str(sheet.cell(2, column).value)] = name
    for sheet in book:
        for line in sheet.iter_rows():
            for cell in line:
                if isinstance(cell.value, str) and cell.value in renamed:
                    cell.value = renamed[cell.value]


def _quick_recovery(book: Any) -> None:
    """A maker comes back in 5 days instead of 60: the second version differs from the first."""
    cell_below(book["06_生产能力"], "停产恢复时间", 4).value = 5


@dataclass(frozen=True)
class Site:
    """A running service and its pages."""

    served: Served
    store: Path

    def url(self, path: str) -> str:
        """The whole address of a page."""
        return self.served.url + path


@pytest.fixture(scope="session")
def served_marks(tmp_path_factory: pytest.TempPathFactory, tyre_book: Path) -> Iterator[Site]:
    """The service over a store that holds, in two versions, the tyre chain with a product and a firm whose names hold
    markup; nothing is loaded into it."""
    folder = tmp_path_factory.mktemp("marked")
    book = altered(tyre_book, folder / "marked.xlsx", _marked)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRAPHSVC_STORE_URL", f"sqlite:///{folder / 'store.db'}")
        assert run(["load", str(book), "--json"]) == 0
        assert run(["load", str(altered(book, folder / "later.xlsx", _quick_recovery)), "--json"]) == 0
    with serving(folder / "store.db") as served:
        yield Site(served, folder / "store.db")


@pytest.fixture(scope="module")
def site(served_marks: Site) -> Site:
    """That service, for a module that imports no other."""
    return served_marks


Open = Callable[..., Any]


@pytest.fixture
def opened(browser: Any, site: Site) -> Iterator[Open]:
    """Opens pages of the site; nothing may leave it, nothing may complain, no element may come of a name."""
    with opening.opened(browser, site.served.url, accept_downloads=True) as page:

        def opener(path: str) -> Any:
            opening.go(page, site.url(path))
            return page

        yield opener

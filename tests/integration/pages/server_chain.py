"""The big server chain, served: its firms list reserves and prices, and a map of it may be as full as is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graphsvc.cli import run
from tests.integration.pages.two_versions import Site
from tests.integration.serving import serving

CHAIN = "SD-C03"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, sample_books: list[Path]) -> Iterator[Site]:
    """The service over a store that holds the chain alone."""
    store = tmp_path_factory.mktemp("decisions") / "store.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRAPHSVC_STORE_URL", f"sqlite:///{store}")
        assert run(["load", str(next(b for b in sample_books if b.stem == "server")), "--json"]) == 0
    with serving(store, GRAPHSVC_INTERACTIVE_SECONDS="120") as served:
        yield Site(served.url, ("", ""))

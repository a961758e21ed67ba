"""The big server chain, served: its firms list reserves and prices, and a map of it may be as full as is drawn."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.pages.two_versions import Site
from tests.integration.serving import serving

CHAIN = "SD-C03"


@pytest.fixture(scope="session")
def served_server_chain(tmp_path_factory: pytest.TempPathFactory, server_store: Path) -> Iterator[Site]:
    """The service over a store that holds the chain alone; nothing is loaded into it."""
    store = Path(shutil.copy(server_store, tmp_path_factory.mktemp("decisions") / "store.db"))
    with serving(store, GRAPHSVC_INTERACTIVE_SECONDS="120") as served:
        yield Site(served.url, ("", ""))


@pytest.fixture(scope="module")
def site(served_server_chain: Site) -> Site:
    """That service, for a module that imports this."""
    return served_server_chain

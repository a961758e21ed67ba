"""A real Chromium for tests; a machine without it skips with one loud line, or fails where it is required."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The browser, one per module."""
    if not CHROMIUM.exists():
        if os.environ.get("GRAPHSVC_REQUIRE_BROWSER") == "1":
            pytest.fail(f"{CHROMIUM} is not installed, and GRAPHSVC_REQUIRE_BROWSER=1")
        # a poor machine may lack it; continuous integration installs it and requires it
        pytest.skip(f"{CHROMIUM} is not installed: NOTHING was opened in a browser")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield running
        running.close()

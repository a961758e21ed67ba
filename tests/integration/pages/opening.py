"""Pages opened in a real browser: nothing may be asked elsewhere, nothing said on the console."""

from __future__ import annotations

import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson

WIDE = {"width": 1366, "height": 768}


@contextmanager
def opened(browser: Any, base: str, **context: Any) -> Iterator[Any]:
    """A page of a fresh context; afterwards nothing was requested outside and nothing complained."""
    own = browser.new_context(**{"viewport": WIDE, **context})
    page = own.new_page()
    outside: list[str] = []
    told: list[str] = []
    page.on("request", lambda r: None if r.url.startswith((base, "blob:", "data:")) else outside.append(r.url))
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("dialog", lambda dialog: told.append(dialog.message))
    yield page
    own.close()
    assert outside == []
    assert told == []


def go(page: Any, url: str) -> None:
    """Open an address and wait until its content is there."""
    page.goto(url)
    page.locator(".waiting").wait_for(state="detached", timeout=60_000)


def follow(page: Any, link: Any) -> None:
    """Click a link or a button that leads on, and wait for the page it leads to: a click alone does not."""
    with page.expect_navigation(timeout=60_000):
        link.click()
    page.locator(".waiting").wait_for(state="detached", timeout=60_000)


def chips(page: Any) -> list[tuple[str, int]]:
    """Values of facets with how many lines each leaves: ("status missing", 3)."""
    told = page.locator(".facet").evaluate_all(
        """all => all.flatMap(f => [...f.querySelectorAll(".chip, button")].map(c => [
            f.querySelector(".name").textContent + " " + c.firstChild.textContent.trim(),
            (c.querySelector("b") || {}).textContent || ""]))"""
    )
    return [(name.split(" ")[0] + " " + name.split(" ")[-1], int(n)) for name, n in told if n]


def answer(base: str, path: str, **given: object) -> Any:
    """What the interface answers."""
    told = {k: v if isinstance(v, str) else orjson.dumps(v).decode() for k, v in given.items()}
    with urllib.request.urlopen(f"{base}/api/v1/{path}?{urllib.parse.urlencode(told)}", timeout=60) as response:
        return orjson.loads(response.read())

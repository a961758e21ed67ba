"""Addresses of every page about the tyre chain, found by following the links that pages hold."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator
from html import unescape
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit

PATTERNS = (
    r"/", r"/chains/[^/]+", r"/chains/[^/]+/graph", r"/chains/[^/]+/choke-points", r"/chains/[^/]+/choke-points/.+",
    r"/chains/[^/]+/why", r"/chains/[^/]+/what-if", r"/chains/[^/]+/gaps", r"/chains/[^/]+/decisions",
    r"/chains/[^/]+/weak-links", r"/chains/[^/]+/chief", r"/firms", r"/firms/[^/]+", r"/regions",
    r"/portfolio", r"/versions", r"/versions/.+", r"/evidence/[^/]+", r"/help",
)  # fmt: skip
"""Kinds of pages; a link of each kind is followed once."""


def kind_of(path: str) -> str | None:
    """Which kind of page an address is of, None for files and the interface."""
    return next((p for p in PATTERNS if re.fullmatch(p, urlsplit(path).path)), None)


def links_of(url: str) -> Iterator[str]:
    """Addresses of the same service that a page leads to, waited for until it is made."""
    for _ in range(120):
        request = urllib.request.Request(url, headers={"Accept": "text/html"})
        with urllib.request.urlopen(request) as answer:
            text = answer.read().decode()
        if 'class="waiting"' not in text:
            break
    for href in re.findall(r'<a\b[^>]*\bhref="([^"]+)"', text):
        yield urljoin(url, unescape(href)).partition("#")[0]


def one_of_each(root: str) -> tuple[dict[str, str], list[str]]:
    """An address (without the host) of every kind of page that can be reached from the start page, and broken links."""
    found: dict[str, str] = {}
    broken: list[str] = []
    queue = [f"{root}/"]
    while queue:
        url = queue.pop(0)
        kind = kind_of(url.removeprefix(root))
        if kind is None or kind in found:
            continue
        try:
            queue += [link for link in links_of(url) if link.startswith(root)]
            found[kind] = url.removeprefix(root)
        except HTTPError as error:
            broken.append(f"{error.code} {url.removeprefix(root)}")
    return found, broken

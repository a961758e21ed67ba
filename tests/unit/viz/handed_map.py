"""What a map that is handed over holds: its elements, its scripts, its text, and the data its script draws from."""

from __future__ import annotations

import base64
import json
import zlib
from html.parser import HTMLParser
from typing import Any

MOST_BYTES = 1_200_000
"""A map of some 600 products is to go through a mail gateway beside other papers."""


class Page(HTMLParser):
    """What a browser would see: elements with attributes, scripts, text outside scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.text: list[str] = []
        self._inside: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self._inside = tag
            if tag == "script":
                self.scripts.append((dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = None

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            attrs, before = self.scripts[-1]
            self.scripts[-1] = (attrs, before + data)
        elif self._inside is None:
            self.text.append(data)

    @property
    def told(self) -> str:
        """The data as JSON text."""
        return zlib.decompress(base64.b64decode(next(s for a, s in self.scripts if a.get("id") == "data"))).decode()

    @property
    def data(self) -> dict[str, Any]:
        """The data."""
        found: dict[str, Any] = json.loads(self.told)
        return found

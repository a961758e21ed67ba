"""The words of the web pages, and the addresses their links lead to."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from string import Formatter
from urllib.parse import quote, urlencode

from graphsvc.domain.notices import Lang
from graphsvc.domain.pages import Frame, Goto, Plain
from graphsvc.domain.report import Amount, Cell, Saying
from graphsvc.domain.values import Values
from viz.labels import filled
from viz.report_words import ReportWords

AMBIENT = ("region", "at", "lang")
"""Parameters that every link hands on, last in the address."""
DEFAULT_LANG: Lang = "zh"


@cache
def _entries() -> Values:
    found: dict[str, object] = {}
    for name in ("page_labels.toml", "help_labels.toml"):
        found |= tomllib.loads((resources.files("viz") / name).read_text(encoding="utf-8"))
    return found


class PageWords(ReportWords):
    """Words of ``page_labels.toml``, then those of reports and pictures."""

    def __call__(self, key: str, **facts: object) -> str:
        """The word under ``key`` with ``facts`` filled in."""
        entry = _entries().get(key)
        if entry is None:
            return super().__call__(key, **facts)
        text: str = entry[self.lang]
        return filled(text, facts) if facts else text

    def term(self, kind: str, value: str) -> str:
        """A word of the pages' own, else one of the report, the pictures or the vocabularies of codes."""
        entry = _entries().get(kind, {}).get(value)
        return super().term(kind, value) if entry is None else str(entry[self.lang])

    def knows(self, kind: str, value: str) -> bool:
        """Whether the pages have a word of their own."""
        return value in _entries().get(kind, {})

    def parts(self, saying: Saying) -> Iterator[tuple[str, bool]]:
        """A sentence as pieces; True marks a figure."""
        entry = _entries()["say"].get(saying.key)
        if entry is None:
            yield from super().parts(saying)
            return
        for text, name, _, _ in Formatter().parse(str(entry[self.lang])):
            if text:
                yield text, False
            if name is not None:
                cell = saying.facts[name]
                yield self.say(cell), isinstance(cell, Amount | int)

    def filled(self, kind: str, value: str, facts: Mapping[str, Cell]) -> str:
        """A word with named facts said in it."""
        return self.term(kind, value).format(**{name: self.say(cell) for name, cell in facts.items()})


class Addresses:
    """Addresses of one page: relative, percent-encoded, in a fixed order, defaults left out."""

    def __init__(self, frame: Frame, lang: Lang) -> None:
        self._lang = lang
        self._ambient: Mapping[str, Plain] = {
            "region": frame.here.query.get("region"),
            "at": frame.pinned,
            "lang": None if lang == DEFAULT_LANG else lang,
        }

    def __call__(self, to: Goto, **changed: Plain) -> str:
        """The address of a link of this page."""
        asked = {**self._ambient, **to.query, **changed}
        if to.path.startswith("/api/"):  # a file comes in the language of the page, whatever the browser prefers
            asked["lang"] = asked.get("lang") or self._lang
        own = [name for name in asked if name not in AMBIENT]
        told = [(name, asked[name]) for name in (*own, *AMBIENT) if asked.get(name) not in (None, "")]
        path, hash_, anchor = to.path.partition("#")
        text = urlencode([(name, _text(value)) for name, value in told], quote_via=quote)
        return quote(path, safe="/.") + (f"?{text}" if text else "") + hash_ + quote(anchor)

    def kept(self, to: Goto) -> list[tuple[str, str]]:
        """What a form hands on in hidden fields, since its own fields make the address."""
        asked = {**to.query, **{k: v for k, v in self._ambient.items() if k not in to.query}}
        return [(name, _text(value)) for name, value in asked.items() if value not in (None, "")]


def _text(value: Plain) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)

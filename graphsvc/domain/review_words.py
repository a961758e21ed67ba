"""Words of the review workbook, as it is written and as it is read back."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from graphsvc.domain.notices import Lang

SHEETS = ("merge", "alias", "row", "place", "heading", "unit")
"""Sheets of open doubts, in their order."""
DECIDED, ABOUT = "decided", "about"


@cache
def _words() -> Mapping[str, Mapping[str, tuple[str, str]]]:
    text = resources.files("graphsvc.domain").joinpath("review.toml").read_text(encoding="utf-8")
    return {part: {key: (w[0], w[1]) for key, w in words.items()} for part, words in tomllib.loads(text).items()}


def review_word(part: str, key: str, lang: Lang) -> str:
    """A word of the review; KeyError where there is none."""
    return _words()[part][key][lang != "zh"]


def both(part: str, key: str) -> str:
    """A word in Chinese with the English one beneath."""
    return "\n".join(_words()[part][key])


def known_word(part: str, text: str) -> str | None:
    """The key of a word in either language, on one line or two; None where it is none of this part.

    Examples
    --------
    >>> known_word("verdicts", "接受"), known_word("verdicts", "Accept"), known_word("columns", "改为 change to")
    ('accepted', 'accepted', 'value')
    """
    told = _plain(text)
    for key, (zh, en) in _words()[part].items():
        if told in (_plain(zh), _plain(en), _plain(zh + en)):
            return key
    return None


def _plain(text: str) -> str:
    return "".join(text.split()).rstrip("…. ").casefold()

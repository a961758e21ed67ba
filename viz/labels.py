"""The words of the pictures: those of ``labels.toml``, and the vocabularies of codes that answers are made of."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from graphsvc.domain.labels import code_label, heading, is_vocabulary
from graphsvc.domain.notices import Lang
from graphsvc.domain.values import Values

LANG_TAGS: Mapping[Lang, str] = {"zh": "zh-CN", "en": "en"}


@cache
def _entries() -> Values:
    return tomllib.loads((resources.files("viz") / "labels.toml").read_text(encoding="utf-8"))


def filled(text: str, facts: Mapping[str, object]) -> str:
    """A text with its facts; counts have their thousands grouped."""
    return text.format(**{k: f"{v:,}" if type(v) is int else v for k, v in facts.items()})


class Words:
    """Words of one language: ``words("zoom_in")``, ``words("n_firms", n=3)``, ``words.term("unit", "吨")``."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang
        self.tag = LANG_TAGS[lang]

    def __call__(self, key: str, **facts: object) -> str:
        """The word under ``key`` with ``facts`` filled in; KeyError where there is none."""
        text: str = _entries()[key][self.lang]
        return filled(text, facts) if facts else text

    def term(self, kind: str, value: str) -> str:
        """A word of the pictures' own, else of the vocabulary of codes of that name; anything else as it is."""
        entry = _entries().get(kind, {}).get(value)
        if entry is not None:
            return str(entry[self.lang])
        return code_label(kind, value, self.lang) if is_vocabulary(kind) else value

    def lane(self, position: str) -> str:
        """A position of the chain as the heading of a lane; any other text as it is."""
        said = code_label("position", position, self.lang)
        return said if said == position else heading(said)

    def path(self, stage_path: str) -> str:
        """A stage path with its position translated, e.g. ``上游/骨架材料``."""
        first, slash, rest = stage_path.partition("/")
        return self.lane(first) + slash + rest

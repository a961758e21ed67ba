"""The words of the pictures, looked up in ``labels.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from graphsvc.domain.labels import unit_label
from graphsvc.domain.notices import Lang

LANG_TAGS: Mapping[Lang, str] = {"zh": "zh-CN", "en": "en"}


@cache
def _entries() -> Mapping[str, Any]:
    return tomllib.loads((resources.files("viz") / "labels.toml").read_text(encoding="utf-8"))


class Words:
    """Words of one language: ``words("zoom_in")``, ``words("n_firms", n=3)``, ``words.term("unit", "吨")``."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang
        self.tag = LANG_TAGS[lang]

    def __call__(self, key: str, **facts: object) -> str:
        """The word under ``key`` with ``facts`` filled in; KeyError where there is none."""
        text: str = _entries()[key][self.lang]
        return text.format(**facts) if facts else text

    def term(self, kind: str, value: str) -> str:
        """A value of an enumeration in this language; a value without entry stays as it is."""
        if kind == "unit":
            label = unit_label(value)
            return label.zh if self.lang == "zh" else label.en
        entry = _entries()[kind].get(value)
        return value if entry is None else str(entry[self.lang])

    def path(self, stage_path: str) -> str:
        """A stage path with its position translated, e.g. ``上游/骨架材料``."""
        first, slash, rest = stage_path.partition("/")
        return self.term("position", first) + slash + rest

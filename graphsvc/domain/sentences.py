"""Sentences of answers as keys with facts, said in the language asked for out of ``sentences.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from graphsvc.domain.labels import code_label, quantity
from graphsvc.domain.rounding import plain


@dataclass(frozen=True)
class Said:
    """A sentence: its key in ``sentences.toml`` and the facts it names.

    A fact is a name as it stands in the lists, a number, a ``Code``, an ``Amount`` or another sentence; a tuple of
    facts is said one after another.
    """

    key: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Code:
    """A word of a vocabulary of ``codes.toml``."""

    vocabulary: str
    code: str


@dataclass(frozen=True)
class Figure:
    """A number with its unit as lists write it, six significant digits."""

    value: float
    unit: str = ""


@cache
def _sentences() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(resources.files("graphsvc.domain").joinpath("sentences.toml").read_text(encoding="utf-8"))


def say(said: Said, lang: str) -> str:
    """The sentence in Chinese (``zh``) or English (``en``); KeyError where ``sentences.toml`` has none."""
    facts = {name: _told(fact, lang) for name, fact in said.facts.items()}
    return _sentences()[said.key]["zh" if lang == "zh" else "en"].format(**facts)


def separator(lang: str) -> str:
    """What stands between the items of a list in a sentence."""
    return "、" if lang == "zh" else ", "


def said_fact(fact: Any, lang: str) -> Any:
    """A fact of a message in words where it is a sentence, a code, a figure or several of these; else as it is."""
    return _told(fact, lang) if isinstance(fact, Said | Code | Figure | tuple) else fact


def _told(fact: Any, lang: str) -> str:
    if isinstance(fact, Said):
        return say(fact, lang)
    if isinstance(fact, Code):
        return code_label(fact.vocabulary, fact.code, lang)
    if isinstance(fact, Figure):
        return quantity(plain(fact.value), fact.unit, lang)
    if isinstance(fact, tuple):
        return separator(lang).join(_told(item, lang) for item in fact)
    return plain(fact) if isinstance(fact, float) else str(fact)

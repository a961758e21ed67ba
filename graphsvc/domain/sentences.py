"""Sentences of answers as keys with facts, said in the language asked for out of ``sentences.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from graphsvc.domain.labels import code_label, quantity, unit_label
from graphsvc.domain.reference import country_name
from graphsvc.domain.rounding import plain
from graphsvc.domain.values import Values


class Wording:
    """What is said in the language asked for, alone or as a fact of a sentence."""


@dataclass(frozen=True)
class Said(Wording):
    """A sentence: its key in ``sentences.toml`` and the facts it names.

    A fact is a name as it stands in the lists, a number or another wording; a tuple of facts is said one after
    another, as a sentence lists things.
    """

    key: str
    facts: Values = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.key, tuple(sorted(self.facts.items(), key=lambda fact: fact[0]))))


@dataclass(frozen=True)
class Joined(Wording):
    """Facts said one after another with a mark between them; 、 stands for what the language puts between items."""

    parts: tuple[object, ...]
    mark: str = "; "


@dataclass(frozen=True)
class Code(Wording):
    """A word of a vocabulary of ``codes.toml``."""

    vocabulary: str
    code: str


@dataclass(frozen=True)
class Both(Wording):
    """Words that a table of the house has in both languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class Country(Wording):
    """A country by its ISO 3166 alpha-2 code."""

    alpha2: str


@dataclass(frozen=True)
class Figure(Wording):
    """A number with its unit as lists write it, six significant digits; ``is_close``: without a blank in Chinese."""

    value: float
    unit: str = ""
    is_close: bool = False


@cache
def _sentences() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(resources.files("graphsvc.domain").joinpath("sentences.toml").read_text(encoding="utf-8"))


def say(said: Said, lang: str) -> str:
    """The sentence in Chinese (``zh``) or English (``en``); KeyError where ``sentences.toml`` has none."""
    facts = {name: tell(fact, lang) for name, fact in said.facts.items()}
    return _sentences()[said.key]["zh" if lang == "zh" else "en"].format(**facts)


def separator(lang: str) -> str:
    """What stands between the items of a list in a sentence."""
    return "、" if lang == "zh" else ", "


def said_fact(fact: object, lang: str) -> object:
    """A fact of a message in words where it is a sentence, a code, a figure or several of these; else as it is."""
    return tell(fact, lang) if isinstance(fact, Wording | tuple) else fact


def plain_fact(fact: object) -> object:
    """A fact as stores keep it, before any language: codes and numbers as such, sentences in Chinese.

    Examples
    --------
    >>> plain_fact((Code("precision", "month"), Figure(1.5, "万元"), "示例"))
    ['month', 1.5, '示例']
    """
    if isinstance(fact, tuple):
        return [plain_fact(item) for item in fact]
    if isinstance(fact, Code):
        return fact.code
    if isinstance(fact, Figure):
        return fact.value
    return tell(fact, "zh") if isinstance(fact, Wording) else fact


def tell(fact: object, lang: str) -> str:
    """A fact in words: a wording in Chinese (``zh``) or English (``en``), a name as it is written.

    Examples
    --------
    >>> [tell(Figure(15.288, "万吨", is_close=True), lang) for lang in ("zh", "en")]
    ['15.288万吨', '15.288 × 10⁴ t']
    >>> [tell(Joined((Country("JP"), "河北")), lang) for lang in ("zh", "en")]
    ['日本; 河北', 'Japan; 河北']
    """
    if isinstance(fact, Said):
        return say(fact, lang)
    if isinstance(fact, Joined):
        mark = separator(lang) if fact.mark == separator("zh") else fact.mark
        return mark.join(tell(part, lang) for part in fact.parts)
    if isinstance(fact, Code):
        return code_label(fact.vocabulary, fact.code, lang)
    if isinstance(fact, Both):
        return fact.zh if lang == "zh" else fact.en
    if isinstance(fact, Country):
        return country_name(fact.alpha2, lang)
    if isinstance(fact, Figure):
        if fact.is_close and lang == "zh":
            return f"{plain(fact.value)}{unit_label(fact.unit).zh}"
        return quantity(plain(fact.value), fact.unit, lang)
    if isinstance(fact, tuple):
        return separator(lang).join(tell(item, lang) for item in fact)
    return plain(fact) if isinstance(fact, float) else str(fact)

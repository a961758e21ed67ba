"""What people call parameters, codes and units, in both languages."""

from __future__ import annotations

import tomllib
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True)
class Label:
    """What a name is called, and the unit of its values where all rows share it."""

    zh: str
    en: str
    unit: str | None


@cache
def _labels(section: str) -> Mapping[str, Label]:
    text = resources.files("graphsvc.domain").joinpath("labels.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(text)[section]
    return {name: Label(e[0], e[1], e[2] if len(e) > 2 else None) for name, e in entries.items()}


def parameter_label(question: str, name: str) -> Label | None:
    """Label of a parameter, a question's own before the one all share; None where the table has neither."""
    return _labels("parameters").get(f"{question}.{name}") or _labels("parameters").get(name)


@cache
def _codes() -> Mapping[str, Mapping[str, Label]]:
    """Vocabularies by name; units, which lists write and answers show, are one of them."""
    text = resources.files("graphsvc.domain").joinpath("codes.toml").read_text(encoding="utf-8")
    told = {
        name: {code: Label(said[0], said[1], None) for code, said in words.items()}
        for name, words in tomllib.loads(text).items()
    }
    return {**told, "unit": _labels("units")}


def vocabulary_names() -> tuple[str, ...]:
    """Every vocabulary, as ``codes.toml`` has them."""
    return tuple(_codes())


def is_vocabulary(name: str) -> bool:
    """Whether ``codes.toml`` has words under this name, or under each of several names with blanks between them."""
    return bool(name.split()) and all(part in _codes() for part in name.split())


@cache
def vocabulary(name: str) -> Mapping[str, Label]:
    """Words by code; of several vocabularies, named with blanks between them, the first that knows a code counts."""
    return ChainMap(*(dict(_codes()[part]) for part in name.split()))


def code_label(name: str, code: str, lang: str) -> str:
    """What a code of a vocabulary is called; one it does not know is called as it is written."""
    label = vocabulary(name).get(code)
    return code if label is None else label.zh if lang == "zh" else label.en


def heading(text: str) -> str:
    """Words as they begin a heading: the first letter in capitals."""
    return text[:1].upper() + text[1:]


def stage_words(stage: str, lang: str) -> str:
    """What long work is at, as its progress says; a stage without words is called as it is written."""
    label = _labels("stages").get(stage)
    return stage if label is None else label.zh if lang == "zh" else label.en


def unit_label(unit: str) -> Label:
    """What a unit is called; one the table does not know is called as it is written."""
    return _labels("units").get(unit) or Label(unit, unit, None)


def quantity(figure: str, unit: str, lang: str) -> str:
    """A figure with its unit: ``15.29 万吨``, ``15.29 × 10⁴ t``; the figure alone where no unit is known."""
    label = unit_label(unit)
    said = label.zh if lang == "zh" else label.en
    return f"{figure} {'× ' if said.startswith('10') else ''}{said}".rstrip()

"""What people call parameters, codes, values and units, in both languages."""

from __future__ import annotations

import tomllib
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


def value_label(value: str) -> Label | None:
    """What a coded value is called; None for any other text."""
    return _labels("values").get(value)


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


def is_vocabulary(name: str) -> bool:
    """Whether ``codes.toml`` has words under this name."""
    return name in _codes()


def code_label(vocabulary: str, code: str, lang: str) -> str:
    """What a code is called; one the vocabulary does not know is called as it is written."""
    label = _codes()[vocabulary].get(code)
    return code if label is None else label.zh if lang == "zh" else label.en


def unit_label(unit: str) -> Label:
    """What a unit is called; one the table does not know is called as it is written."""
    return _labels("units").get(unit) or Label(unit, unit, None)


def quantity(figure: str, unit: str, lang: str) -> str:
    """A figure with its unit: ``15.29 万吨``, ``15.29 × 10⁴ t``; the figure alone where no unit is known."""
    label = unit_label(unit)
    said = label.zh if lang == "zh" else label.en
    return f"{figure} {'× ' if said.startswith('10') else ''}{said}".rstrip()

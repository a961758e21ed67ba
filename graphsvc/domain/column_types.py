"""What the values of an answer's column are, so that programs can be written against them before a row is seen.

Most names tell it: a column with a unit is a number, ``n_…`` counts, ``is_…`` is a truth value, ``…_lower`` and
``…_upper`` are what the column between them is, all else is text. ``column_types.toml`` names the others.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from graphsvc.domain.labels import column_label

TYPES = ("text", "number", "integer", "truth", "boolean", "list", "objects", "object")
"""Kinds of values, beside null: ``truth`` is yes, no or unknown, ``list`` holds texts, ``objects`` JSON objects."""


@cache
def _named() -> Mapping[str, str]:
    text = resources.files("graphsvc.domain").joinpath("column_types.toml").read_text(encoding="utf-8")
    return {name: type for type, names in tomllib.loads(text).items() for name in names}


def column_type(question: str, column: str) -> str:
    """One of ``TYPES``; KeyError for a column without label."""
    told = _named().get(f"{question}.{column}") or _named().get(column)
    if told is not None:
        return told
    base = column.removesuffix("_lower").removesuffix("_upper")
    if base != column:
        return "number"
    if column.startswith("n_"):
        return "integer"
    if column.startswith("is_"):
        return "truth"
    return "text" if column_label(column).unit is None else "number"

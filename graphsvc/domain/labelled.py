"""Codes with their labels beside them, as documents carry them, and the same as people read it: the labels alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graphsvc.domain.values import Values

LABEL = "_label"
"""What the name of a code's label ends with."""


def told_columns(columns: Sequence[Values]) -> list[Values]:
    """Columns of a document as people read them: a code's label instead of the code."""
    names = {column["name"] for column in columns}
    return [column for column in columns if column["name"] + LABEL not in names]


def told(value: Any) -> Any:
    """The same of the members of objects."""
    if isinstance(value, Mapping):
        return {name: told(member) for name, member in value.items() if name + LABEL not in value}
    return [told(item) for item in value] if isinstance(value, list) else value

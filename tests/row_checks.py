"""Canonical rows held against their types at run time."""

from __future__ import annotations

import warnings
from typing import Any

from pydantic import TypeAdapter

from graphsvc.domain import rows
from graphsvc.domain.dictionary.row_types import row_name


def row_check(table: str) -> TypeAdapter[Any]:
    """What says whether a row has the type of its table; that it cannot forbid writing is no news."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*ReadOnly.*", category=UserWarning)
        return TypeAdapter(getattr(rows, row_name(table)))

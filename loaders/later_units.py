"""Figures whose unit hangs on a product of another file: kept as written, read once all slots are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pyarrow as pa

LATER = "later_units"
"""Table of a staged submission alone: no canonical table, no part of its content."""

PERIODS: Mapping[str, str] = {"unit/yr": "年", "unit/period": "any"}
"""What the figures of a column are counted over."""


class Later(NamedTuple):
    """A figure as it would be written with its unit beside it: its list, row (from 0) and field, text."""

    table: str
    row: int
    field: str
    text: str


_SCHEMA = pa.schema(
    [
        ("table", pa.string()),
        ("row", pa.int64()),
        ("field", pa.string()),
        ("text", pa.string()),
    ]
)


def kept(figures: Sequence[Later]) -> pa.Table:
    """Figures as the table ``later_units``."""
    return pa.Table.from_pylist([each._asdict() for each in figures], schema=_SCHEMA)

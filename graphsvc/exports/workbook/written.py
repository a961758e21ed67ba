"""What stands in a cell that is written: text, a number, a share under a percent format, a day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

Value = Any
"""A typed value of a canonical column."""


class Share(NamedTuple):
    """A share 0–1 as a number that is shown in percent."""

    value: float


Written = str | int | float | Share | dt.date
"""A cell; a blank one is None."""


def digits(value: float | Decimal) -> str:
    """A figure as plain digits that read back as the same figure, without an exponent."""
    number = value if isinstance(value, Decimal) else Decimal(repr(value))
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_kept(value: float) -> bool:
    """Whether a number cell keeps the figure: spreadsheets keep 15 digits, and some doubles need more."""
    return float(f"{value:.15g}") == value

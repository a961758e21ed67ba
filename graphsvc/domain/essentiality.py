"""What inputs of one industry are to another: the table ``reference/essentiality.csv``, by sections of GB/T 4754."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from graphsvc.domain.reference import reference_rows

ESSENTIAL, NON_ESSENTIAL, IRRELEVANT = 2, 1, 0
UNKNOWN_SECTION = "?"
_ANY = "*"


@cache
def _sections() -> Mapping[str, str]:
    return {row["code"]: row["section"] for row in reference_rows("industries")}


def industry_section(code: str | None) -> str | None:
    """Letter of the section that a GB/T 4754-2017 code stands in, None if unknown.

    Examples
    --------
    >>> industry_section("3670"), industry_section("65"), industry_section("9999")
    ('C', 'I', None)
    """
    return _sections().get(code or "")


@cache
def essentiality(supplier: str, customer: str) -> int:
    """What inputs of one section are to another: the first row of the table that names both, essential where none does.

    Examples
    --------
    >>> essentiality("C", "C"), essentiality("I", "C"), essentiality("?", "C")
    (2, 1, 2)
    """
    for row in reference_rows("essentiality"):
        if all(row[side] == _ANY or section in row[side] for side, section in _sides(supplier, customer)):
            return int(row["essentiality"])
    return ESSENTIAL


def _sides(supplier: str, customer: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("supplier", supplier), ("customer", customer)

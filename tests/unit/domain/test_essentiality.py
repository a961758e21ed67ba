"""The table of what inputs are to whom: every pair of sections has a row, and the first that fits counts."""

from __future__ import annotations

from graphsvc.domain.essentiality import (
    ESSENTIAL,
    IRRELEVANT,
    NON_ESSENTIAL,
    UNKNOWN_SECTION,
    essentiality,
    industry_section,
)
from graphsvc.domain.reference import reference_rows

GOODS = "ABCDE"
SECTIONS = "ABCDEFGHIJKLMNOPQRST"


def test_goods_are_essential_to_makers_of_goods_and_nothing_else_is() -> None:
    for supplier in SECTIONS:
        for customer in SECTIONS:
            is_goods = supplier in GOODS and customer in GOODS
            assert essentiality(supplier, customer) == (ESSENTIAL if is_goods else NON_ESSENTIAL)


def test_an_industry_nobody_told_is_taken_as_goods() -> None:
    assert essentiality(UNKNOWN_SECTION, "C") == essentiality("C", UNKNOWN_SECTION) == ESSENTIAL
    assert essentiality(UNKNOWN_SECTION, "I") == NON_ESSENTIAL


def test_the_table_holds_what_it_may() -> None:
    rows = reference_rows("essentiality")
    assert {int(row["essentiality"]) for row in rows} <= {ESSENTIAL, NON_ESSENTIAL, IRRELEVANT}
    letters = {letter for row in rows for side in ("supplier", "customer") for letter in row[side]}
    assert letters <= {*SECTIONS, UNKNOWN_SECTION, "*"}


def test_sections_of_codes() -> None:
    assert [industry_section(code) for code in ("0111", "3670", "36", "6513", "9999", "", None)] == [
        "A", "C", "C", "I", None, None, None,
    ]  # fmt: skip

"""Columns as declared: what a name tells by itself, what the catalogue adds, what an import or a row refuses."""

from __future__ import annotations

import pytest

from graphsvc.domain.columns import Column, DeclarationError, catalogue_names, columns, declared, member_codes
from graphsvc.domain.labels import Label

COLUMNS = columns("toy", "chain_code", "n_firms", Column("is_enough", "boolean", Label("够不够", "enough", None)))


def test_a_name_tells_its_type() -> None:
    assert declared("toy", "n_firms").type == "integer"
    assert declared("toy", "chain_code").type == "text"
    for name in catalogue_names():
        if name.endswith(("_lower", "_upper")):
            assert declared("toy", name).type == "number", name


def test_a_truth_is_said_in_the_words_of_truths() -> None:
    column = declared("missing-links", "is_missing")
    assert (column.type, column.codes) == ("truth", "truth")


def test_a_column_nobody_described_stops_the_import() -> None:
    with pytest.raises(DeclarationError, match=r"'weather' of question 'toy'.*columns\.toml"):
        columns("toy", "weather")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"chain_code": "SD-C90", "n_firms": 2}, r"lacks \['is_enough'\] and has \[\]"),
        ({"chain_code": "SD-C90", "n_firms": 2, "is_enough": True, "more": 1}, r"lacks \[\] and has \['more'\]"),
    ],
)
def test_a_row_has_its_columns_and_no_other(values: dict[str, object], told: str) -> None:
    with pytest.raises(DeclarationError, match=told):
        COLUMNS.finding(values, ("SD-C90",))


def test_a_whole_row_is_a_finding() -> None:
    finding = COLUMNS.finding({"is_enough": True, "chain_code": "SD-C90", "n_firms": 2}, ("SD-C90",))
    assert finding.values["n_firms"] == 2
    assert COLUMNS.names == ("chain_code", "n_firms", "is_enough")
    assert len(COLUMNS) == 3


def test_a_type_nobody_knows_stops_the_import() -> None:
    with pytest.raises(DeclarationError, match="of no type there is"):
        Column("closing_date", "colour", Label("日期", "date", None))


def test_members_without_codes_are_no_codes() -> None:
    assert member_codes("risk_grade") == "risk_grade"
    assert member_codes("no_such_member") is None

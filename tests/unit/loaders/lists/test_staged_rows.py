"""Rows kept by column: blanks where a row does not have a field, sheets one behind the other, one memory for blanks."""

from __future__ import annotations

from loaders.lists.staged_rows import StagedRows


def test_rows_come_back_with_blanks_and_in_order() -> None:
    rows = StagedRows([{"uscc": "甲"}, {"name": "示例乙"}])
    rows.extend(StagedRows([{"uscc": "丙", "aliases": ["示例"]}]))
    assert rows.n == 3
    assert list(rows) == [
        {"uscc": "甲", "name": None, "aliases": None},
        {"uscc": None, "name": "示例乙", "aliases": None},
        {"uscc": "丙", "name": None, "aliases": ["示例"]},
    ]


def test_a_table_has_every_canonical_column_and_what_all_rows_share() -> None:
    made = StagedRows([{"uscc": "甲", "no_column": 1}, {"name": "示例乙", "employees": 3}]).table(
        "firms", {"slot_chain": "XX-C01", "as_of": None}
    )
    found = made.select(["uscc", "name", "employees", "slot_chain", "as_of"]).to_pylist()
    assert found == [
        {"uscc": "甲", "name": None, "employees": None, "slot_chain": "XX-C01", "as_of": None},
        {"uscc": None, "name": "示例乙", "employees": 3, "slot_chain": "XX-C01", "as_of": None},
    ]
    assert "no_column" not in made.column_names


def test_no_rows_no_columns() -> None:
    assert (StagedRows().n, list(StagedRows())) == (0, [])

"""The dictionary of lists and the tables that follow from it, held against the printed 25 lists."""

from __future__ import annotations

import pytest

from graphsvc.domain.dictionary import list_name, sheet_of, sheets, table_columns, table_names


def test_the_lists_are_numbered_from_00_to_24() -> None:
    assert [sheet.number for sheet in sheets()] == [f"{number:02d}" for number in range(25)]
    assert len({sheet.table for sheet in sheets()}) == 25


def test_a_list_by_its_table() -> None:
    firms = sheet_of("firms")
    assert (firms.number, firms.name, list_name("firms"), list_name("parked")) == (
        "05", "企业名录", "05_企业名录", "parked",
    )  # fmt: skip
    assert (firms.column("name").heading, firms.column("uscc").heading) == ("企业名称", "统一社会信用代码")
    assert firms.column("firm_id").is_derived
    with pytest.raises(KeyError, match="weather"):
        firms.column("weather")
    with pytest.raises(KeyError, match="parked"):
        sheet_of("parked")


def test_a_firm_needs_a_code_or_a_name() -> None:
    assert sheet_of("firms").needs == (("uscc", "name"),)


def test_figures_have_their_ends_and_flag_beside_them_in_their_unit() -> None:
    columns = {column.name: column for column in table_columns("capacities")}
    for name in ("output", "output_lower", "output_upper"):
        assert (columns[name].type, columns[name].unit) == ("number", "unit/yr")
    assert (columns["output_flag"].type, columns["output_flag"].unit) == ("text", None)


def test_every_row_says_where_it_stands() -> None:
    for table in table_names():
        names = [column.name for column in table_columns(table)]
        assert len(names) == len(set(names)), table
        assert {"slot_chain", "slot_region", "submission_id"} <= set(names), table
    with pytest.raises(KeyError):
        table_columns("weather")

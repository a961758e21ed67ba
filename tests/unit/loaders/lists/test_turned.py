"""A list whose headings stand in the first column."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.unit.loaders.books import FIRMS, PLAIN, make_book, read, with_list


def turned(rows: list[list[Any]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def test_columns_become_rows(tmp_path: Path) -> None:
    plain = read(make_book(tmp_path / "a.xlsx", PLAIN))
    staged = read(make_book(tmp_path / "b.xlsx", with_list("05_企业名录", turned(FIRMS))))
    fields = ("uscc", "name", "reg_region", "gb4754", "year", "source_row")
    told = [[[dict(row)[field] for field in fields] for row in each.tables.rows("firms")] for each in (plain, staged)]
    assert told[0] == told[1]
    assert [notice.code for notice in staged.notices] == ["turned_sheet"]


def test_units_in_the_second_column(tmp_path: Path) -> None:
    rows = [[*FIRMS[0], "营业收入"], [None] * 5 + ["亿元"], *([*firm, 1.5] for firm in FIRMS[1:])]
    staged = read(make_book(tmp_path / "a.xlsx", with_list("05_企业名录", turned(rows))))
    assert [row["revenue"] for row in staged.tables.rows("firms")] == [15_000, 15_000]

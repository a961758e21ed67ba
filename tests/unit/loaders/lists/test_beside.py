"""Tables side by side on one sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from graphsvc.domain.submission import Staged
from tests.unit.loaders.books import PLAIN, make_book, read, with_list

HEADINGS = ["企业名称", "产品名称", "设计产能", "状态"]


def staged(folder: Path, rows: list[list[Any]]) -> Staged:
    return read(make_book(folder / "a.xlsx", with_list("06_生产能力", rows)))


def made(found: Staged) -> list[tuple[object, ...]]:
    return [(row["firm"], row["product"], row["design_capacity"]) for row in found.tables.rows("capacities")]


def codes(found: Staged) -> list[str]:
    return [notice.code for notice in found.notices]


def test_a_table_that_begins_anew_to_the_right(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        [*HEADINGS, None, *HEADINGS],
        ["示例轮胎一厂", "P2", 800, "现状", None, "示例炭黑一厂", "P1", 10, "现状"],
        ["示例炭黑一厂", "P3", 5, "现状"],
        ["合计", None, 805, None, None, "合计", None, 10, None],
    ]
    found = staged(tmp_path, rows)
    assert sorted(made(found)) == [("示例炭黑一厂", "P1", 10), ("示例炭黑一厂", "P3", 5), ("示例轮胎一厂", "P2", 800)]
    assert codes(found) == ["another_table", "footer_row", "footer_row"]


def test_twins_without_a_blank_column_between_them(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["序号", *HEADINGS, "序号", *HEADINGS],
        [1, "示例轮胎一厂", "P2", 800, "现状", 2, "示例炭黑一厂", "P1", 10, "现状"],
    ]
    found = staged(tmp_path, rows)
    assert sorted(made(found)) == [("示例炭黑一厂", "P1", 10), ("示例轮胎一厂", "P2", 800)]
    assert codes(found) == ["another_table"]


def test_another_list_behind_an_empty_column(tmp_path: Path) -> None:
    beside = PLAIN["07_供应关系"]
    rows: list[list[Any]] = [
        [*HEADINGS, None, *beside[0]],
        ["示例轮胎一厂", "P2", 800, "现状", None, *beside[1]],
    ]
    lists = {name: cells for name, cells in with_list("06_生产能力", rows).items() if name != "07_供应关系"}
    found = read(make_book(tmp_path / "a.xlsx", lists))
    assert made(found) == [("示例轮胎一厂", "P2", 800)]
    assert [row["qty"] for row in found.tables.rows("supplies")] == [6]


def test_an_empty_column_inside_a_table_and_a_repeated_name_begin_none(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["企业名称", None, "产品名称", "设计产能", None, "状态", "企业名称"],
        ["示例轮胎一厂", None, "P2", 800, None, "现状", "示例轮胎一厂"],
    ]
    found = staged(tmp_path, rows)
    assert made(found) == [("示例轮胎一厂", "P2", 800)]
    assert "another_table" not in codes(found)


def test_tables_with_units_of_their_own(tmp_path: Path) -> None:
    told = [[*HEADINGS[:2], f"设计产能（{unit}）", "状态"] for unit in ("吨", "万吨")]
    rows: list[list[Any]] = [
        [*told[0], None, *told[1]],
        ["示例轮胎一厂", "P1", 800, "现状", None, "示例炭黑一厂", "P1", 10, "现状"],
    ]
    assert sorted(made(staged(tmp_path, rows))) == [("示例炭黑一厂", "P1", 10), ("示例轮胎一厂", "P1", 0.08)]


def test_one_unit_line_stands_over_both(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        [*[None] * 8, "单位：吨"],
        [*HEADINGS, None, *HEADINGS],
        ["示例轮胎一厂", "P1", 800, "现状", None, "示例炭黑一厂", "P1", 900, "现状"],
    ]
    assert sorted(made(staged(tmp_path, rows))) == [("示例炭黑一厂", "P1", 0.09), ("示例轮胎一厂", "P1", 0.08)]

"""Of every sheet it is told which lists were read from it, and how many lines of each."""

from __future__ import annotations

from pathlib import Path

from graphsvc.usecases.sheets_read import sheets_read
from tests.unit.loaders.books import CAPACITIES, FIRMS, PLAIN, SUPPLIES, make_book, read


def test_two_lists_of_one_sheet_and_a_line_that_waits(tmp_path: Path) -> None:
    lists = {key: rows for key, rows in PLAIN.items() if key not in ("06_生产能力", "07_供应关系")}
    rows = [*CAPACITIES, ["示例炭黑一厂", "P1", 10, "半停产"], [], *SUPPLIES]
    found = sheets_read(read(make_book(tmp_path / "a.xlsx", {**lists, "配套表": rows})))
    assert [(each.sheet, each.list, each.rows, each.waiting) for each in found] == [
        ("00_填报说明", "00_填报说明", 1, 0),
        ("02_产业链环节", "02_产业链环节", 2, 0),
        ("03_环节产品", "03_环节产品", 4, 0),
        ("05_企业名录", "05_企业名录", len(FIRMS) - 1, 0),
        ("配套表", "06_生产能力", 2, 1),
        ("配套表", "07_供应关系", 1, 0),
    ]

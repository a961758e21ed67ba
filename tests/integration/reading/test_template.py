"""The template as the loaders know it: examples, printed notes and entries are no data and no fault."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from graphsvc.exports.template.writing import template_workbook
from tests.unit.loaders.books import read, said

FILLED = {"chain_name": "示例链", "chain_code": "SD-C90", "region_code": "370000", "data_year": "2023"}


def altered(path: Path, change: Callable[[Any], None]) -> Path:
    """The template after a change of the open book."""
    book = openpyxl.load_workbook(io.BytesIO(template_workbook(FILLED)))
    change(book)
    book.save(path)
    return path


def told(path: Path, change: Callable[[Any], None]) -> list[tuple[str, int | None, str | None]]:
    """What reading says beside blanks of sheets 00 and 01."""
    return [each for each in said(read(altered(path, change))) if each[0] not in ("missing_value", "no_cutoff_date")]


def test_an_empty_template_holds_its_entries_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert told(path, lambda book: None) == []
    staged = read(path)
    assert staged.tables.n_rows() == {"submissions": 1, "chains": 1}
    (head,) = staged.tables.rows("submissions")
    assert (head["chain_name"], head["data_year"], head["compiled_by"], head["secrecy"]) == ("示例链", 2023, None, None)


def test_an_example_that_was_changed_is_said(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book["05_企业名录"]["B4"] = "示例改名有限公司"

    path = tmp_path / "a.xlsx"
    assert told(path, change) == [("example_row", 4, None)]
    assert read(path).tables.rows("firms") == ()


def test_an_example_without_its_mark_is_data(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book["12_区域布局(园区)清单"]["A4"] = "PK-01"

    path = tmp_path / "a.xlsx"
    told(path, change)
    (park,) = read(path).tables.rows("parks")
    assert (park["park_code"], park["park_region"], park["land"]) == ("PK-01", "370500", 600.0)


@pytest.mark.parametrize("sheet", ["05_企业名录", "00_填报说明"])
def test_notes_of_people_are_said(tmp_path: Path, sheet: str) -> None:
    def change(book: Any) -> None:
        cell = book[sheet]["A3"]
        cell.comment.text += "\n这里填千元"

    assert [code for code, _, _ in told(tmp_path / "a.xlsx", change)] == ["cell_comment"]


def test_what_is_written_over_an_example_of_sheet_00_counts(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book["00_填报说明"]["C5"] = "示例处"

    path = tmp_path / "a.xlsx"
    told(path, change)
    assert read(path).tables.rows("submissions")[0]["compiled_by"] == "示例处"


def test_every_example_reads_without_a_word(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        for page in book.worksheets[1:-1]:
            for cell in page[4]:
                page.cell(5, cell.column).value = str(cell.value or "").removeprefix("【示例】") or None
        cover = book["00_填报说明"]
        for row in range(3, cover.max_row + 1):
            cover.cell(row, 2).value = str(cover.cell(row, 3).value or "").removeprefix("【示例】") or None

    staged = read(altered(tmp_path / "a.xlsx", change))
    assert [(n.code, n.place, n.original) for n in staged.notices if n.code != "date_precision"] == []
    assert staged.tables["parked"].num_rows == 0
    assert set(staged.tables.n_rows().values()) == {1}
    assert len(staged.tables.n_rows()) == 25

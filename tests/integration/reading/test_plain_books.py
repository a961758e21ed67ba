"""Plain workbooks of other people: lists of codes, sheet 00 in any form, county files, odd file names."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

import loaders
from graphsvc.domain.errors import LoadError
from loaders.files.sheets import read_file
from loaders.files.verdicts import shown_name
from loaders.resolve import resolve
from tests.unit.loaders.books import HEAD, STAGES, make_book, read, said, with_list
from tests.unit.loaders.staging import said as said_of
from tests.unit.loaders.staging import small, stage


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("2614、2619", ["2614", "2619"]),
        ("2614,C2619；2911", ["2614", "2619", "2911"]),
        ("3973、集成电路制造", ["3973"]),
        ("集成电路制造、2614", ["3973", "2614"]),
        ("涂料制造、2614", ["2641", "2614"]),
    ],
)
def test_every_industry_of_a_list_is_read(tmp_path: Path, cell: str, codes: list[str]) -> None:
    rows = [[*STAGES[0], "行业小类代码"], [*STAGES[1], cell], STAGES[2]]
    staged = read(make_book(tmp_path / "a.xlsx", with_list("02_产业链环节", rows)))
    assert staged.tables.rows("stages")[0]["gb4754"] == codes


def _in_lines_of(n: int) -> list[list[Any]]:
    return [[cell for pair in HEAD[start : start + n] for cell in pair] for start in range(0, len(HEAD), n)]


@pytest.mark.parametrize(
    "rows",
    [
        _in_lines_of(1),
        _in_lines_of(2),
        _in_lines_of(3),
        [list(column) for column in zip(*HEAD, strict=True)],
        [["填报说明"], [], *(list(column) for column in zip(*HEAD, strict=True))],
        [["键", "值", "说明"], *([*pair, "见填报须知"] for pair in HEAD)],
    ],
)
def test_sheet_00_in_any_form_says_the_same(tmp_path: Path, rows: list[list[Any]]) -> None:
    staged = read(make_book(tmp_path / "a.xlsx", with_list("00_填报说明", rows)))
    plain = read(make_book(tmp_path / "b.xlsx", with_list("00_填报说明", HEAD)))
    assert staged.notices == plain.notices
    (row,), (other,) = staged.tables.rows("submissions"), plain.tables.rows("submissions")
    beside = {"source_file", "source_row", "submission_id"}
    assert {k: v for k, v in row.items() if k not in beside} == {k: v for k, v in other.items() if k not in beside}


def test_what_a_header_of_sheet_00_does_not_know_is_said_at_its_place(tmp_path: Path) -> None:
    rows = [[key for key, _ in HEAD if key != "编制单位"] + ["多余列"], [value for _, value in HEAD[:2]]]
    rows[1] += [value for _, value in HEAD[3:]] + ["值"]
    staged = read(make_book(tmp_path / "a.xlsx", with_list("00_填报说明", [*rows, ["注：示例"]])))
    assert ("unknown_heading", 1, "多余列") in said(staged)
    assert ("missing_value", 2, "编制单位") in said(staged)
    assert ("footer_row", 3, None) in said(staged)


def test_a_list_is_missed_only_where_no_neighbour_has_what_a_cell_names() -> None:
    tables = small()
    shared = {name: tables.pop(name) for name in ("stages", "products")}
    province = stage(shared)
    assert not said_of(resolve(stage(tables, region="370302"), [province]), "list_missing")
    tables["capacities"][1]["product"] = "没有的产品"
    (notice,) = said_of(resolve(stage(tables, region="370302"), [province]), "list_missing")
    assert (notice.place.column, notice.original) == ("产品编码或名称", "没有的产品")


def test_a_repaired_cell_has_the_content_of_a_plain_one(tmp_path: Path) -> None:
    plain = read(make_book(tmp_path / "a.xlsx", with_list("02_产业链环节", STAGES)))
    rows = [STAGES[0], ["S1", "原\u200b料", 1, "上游"], STAGES[2]]
    repaired = read(make_book(tmp_path / "b.xlsx", with_list("02_产业链环节", rows)))
    assert repaired.tables.rows("stages")[0]["quality"] == "B"
    assert repaired.tables.digests["stages"] == plain.tables.digests["stages"]


def test_a_file_name_that_is_no_text_is_shown_with_replacement_signs(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"bad\xff.xlsx")
    make_book(tmp_path / "a.xlsx", with_list("00_填报说明", HEAD)).rename(path)
    assert read_file(path).name == shown_name(path.name) == "bad\ufffd.xlsx"


def test_pipes_and_devices_are_no_files(tmp_path: Path) -> None:
    path = tmp_path / "pipe.xlsx"
    os.mkfifo(path)
    for each in (path, Path(os.devnull)):
        with pytest.raises(LoadError) as caught:
            read_file(each)
        assert caught.value.code == "file_not_found"


def test_no_module_hides_one_of_the_standard_library() -> None:
    names = {path.stem for path in Path(loaders.__file__ or "").parent.glob("*.py")}
    assert not names & set(sys.stdlib_module_names)

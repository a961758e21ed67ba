"""Texts with delimiters: encodings, delimiters and decimal commas, each read by a rule or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphsvc.domain.dictionary import sheets
from graphsvc.domain.name_keys import SIMPLIFIED
from graphsvc.domain.submission import LoadOptions, Staged
from loaders.entity_names import name_key
from tests.unit.loaders.books import read
from tests.unit.loaders.files.test_sheets import refusal

pytestmark = pytest.mark.slow  # a process reads each file

SLOT = LoadOptions(chain="SD-C01", region="370000")
FIRMS = "企业名称,注册地区划代码,年度\n示例轮胎一厂,370500,2023\n示例炭黑一厂,370800,2023\n"
TRADITIONAL = "企業名稱,年度,備註\n示例輪胎一廠,2023,銷售與採購\n"


def staged(folder: Path, data: bytes, name: str = "05_企业名录.csv") -> Staged:
    path = folder / name
    path.write_bytes(data)
    return read(path, SLOT)


def names(found: Staged) -> list[object]:
    return [row["name"] for row in found.tables.rows("firms")]


def codes(found: Staged) -> set[str]:
    return {notice.code for notice in found.notices} - {"V01", "no_cutoff_date", "column_missing"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_encodings_that_are_read_without_a_word(tmp_path: Path, encoding: str) -> None:
    found = staged(tmp_path, FIRMS.encode(encoding))
    assert names(found) == ["示例轮胎一厂", "示例炭黑一厂"]
    assert codes(found) <= {"missing_heading"}


def test_letters_of_four_bytes(tmp_path: Path) -> None:
    assert names(staged(tmp_path, FIRMS.replace("示例轮胎一厂", "示例𠮷厂").encode("gb18030")))[0] == "示例𠮷厂"


def test_big5_is_known_by_its_headings_and_said(tmp_path: Path) -> None:
    data = TRADITIONAL.encode("big5")
    data.decode("gb18030")  # the bytes pass for GB18030 too
    found = staged(tmp_path, data)
    assert names(found) == ["示例輪胎一廠"]
    assert "read_as_big5" in codes(found)


def test_every_letter_of_the_headings_is_known_in_traditional_form() -> None:
    """What Big5 cannot write is written in simplified letters alone, so a traditional letter must lead to it."""
    columns = [column for sheet in sheets() for column in sheet.columns if not column.is_derived]
    letters = {letter for column in columns for name in (column.heading, *column.aliases) for letter in name}
    alone = {letter for letter in letters if letter.encode("cp950", "ignore") == b""}
    assert alone <= set(SIMPLIFIED.values())
    assert name_key("註冊地區劃代碼") == "注册地区划代码"


def test_order_decides_where_no_heading_speaks(tmp_path: Path) -> None:
    """Field names in Latin letters say nothing of the encoding: GB18030 comes before Big5."""
    found = staged(tmp_path, "name,year\n示例轮胎一厂,2023\n".encode("gb18030"))
    assert names(found) == ["示例轮胎一厂"]


def test_headings_known_under_both_encodings_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "05.csv"
    path.write_bytes("企业名称,年度".encode("gb18030") + b"," + "企業名稱".encode("big5") + b"\nabc,2023,x\n")
    assert refusal(path, options=SLOT).code == "ambiguous_encoding"


def test_rows_in_two_encodings_are_refused_with_the_row(tmp_path: Path) -> None:
    path = tmp_path / "05.csv"
    head, first, second, _ = FIRMS.split("\n")
    path.write_bytes(f"{head}\n{first}\n".encode() + second.encode("gb18030") + b"\n")
    error = refusal(path, options=SLOT)
    assert (error.code, error.notices[0].place.row) == ("mixed_encodings", 3)


def test_zero_characters_are_refused_with_the_row(tmp_path: Path) -> None:
    path = tmp_path / "05.csv"
    path.write_bytes(FIRMS.replace("炭黑", "\x00").encode())
    error = refusal(path, options=SLOT)
    assert (error.code, error.notices[0].place.row) == ("nul_in_text", 3)


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("before", ["", "示例市重点企业名录，2023;年\n"])
def test_delimiters_by_content(tmp_path: Path, delimiter: str, before: str) -> None:
    found = staged(tmp_path, (before + FIRMS.replace(",", delimiter)).encode())
    assert names(found) == ["示例轮胎一厂", "示例炭黑一厂"]


def test_a_line_that_tells_the_delimiter_is_no_row(tmp_path: Path) -> None:
    found = staged(tmp_path, ("sep=;\n" + FIRMS.replace(",", ";")).encode())
    assert [row["source_row"] for row in found.tables.rows("firms")] == [2, 3]


CAPACITIES = "企业名称;产品名称;设计产能;产能利用率;状态\n{0}\n"


@pytest.mark.parametrize(
    ("rows", "figures", "told"),
    [
        ("甲厂;炭黑;1.234,5;0,35;现状", [(1234.5, 0.35)], ("1.234,5", "1234.5", 2, 2)),
        ("甲厂;炭黑;1,200;0,35;现状", [(1.2, 0.35)], ("1,200", "1.200", 2, 2)),
        ("甲厂;炭黑;1.200;12,5%;现状", [(1200.0, 0.125)], ("1.200", "1200", 2, 2)),
        ("甲厂;炭黑;1,200;0.35;现状", [(1200.0, 0.35)], None),
        ("甲厂;炭黑;12.5;0.35;现状", [(12.5, 0.35)], None),
    ],
)
def test_decimal_commas_are_read_by_one_rule(
    tmp_path: Path, rows: str, figures: list[tuple[float, float]], told: tuple[str, str, int, int] | None
) -> None:
    found = staged(tmp_path, CAPACITIES.format(rows).encode(), "06_生产能力.csv")
    assert [(r["design_capacity"], r["utilization"]) for r in found.tables.rows("capacities")] == figures
    said = [n for n in found.notices if n.code == "decimal_commas"]
    assert [(n.original, n.facts["value"], n.facts["n"], n.place.row) for n in said] == ([told] if told else [])


def test_codes_in_a_list_are_no_decimals(tmp_path: Path) -> None:
    text = "编码;环节名称;上级环节编码;层级\n1,2;原料;;1\n"
    found = staged(tmp_path, text.replace("编码;", "环节编码;", 1).encode(), "02_产业链环节.csv")
    assert [row["stage_code"] for row in found.tables.rows("stages")] == ["1,2"]
    assert "decimal_commas" not in codes(found)


def test_commas_of_both_kinds_are_refused_with_the_row(tmp_path: Path) -> None:
    path = tmp_path / "06_生产能力.csv"
    path.write_text(CAPACITIES.format("甲厂;炭黑;12,5;;现状\n乙厂;炭黑;1,234.5;;现状"), encoding="utf-8")
    error = refusal(path, options=SLOT)
    assert (error.code, error.notices[0].place.row, error.notices[0].original) == ("both_decimal_marks", 3, "1,234.5")


@pytest.mark.parametrize("cell", ['="0610"', '"=""0610"""'])
def test_a_formula_that_only_guards_a_text_is_the_text(tmp_path: Path, cell: str) -> None:
    found = staged(tmp_path, f"企业名称,行业小类代码,年度\n示例轮胎一厂,{cell},2023\n".encode())
    assert [row["gb4754"] for row in found.tables.rows("firms")] == ["0610"]

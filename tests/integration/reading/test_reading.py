"""Workbooks and CSV bundles as a whole: sheets, headers, rows, provenance, what is parked and said."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from graphsvc.domain.notices import message, notice_document
from graphsvc.domain.submission import LoadOptions
from loaders.files.lines_out import Out
from loaders.files.xml_parts import MAX_CELLS, Refused
from loaders.lists.sheet_names import identify
from tests.unit.loaders.books import (
    CAPACITIES,
    FIRMS,
    LANGS,
    PLAIN,
    SUPPLIES,
    make_book,
    read,
    said,
    with_list,
)


def test_plain_workbook_is_read_without_a_word(tmp_path: Path) -> None:
    staged = read(make_book(tmp_path / "a.xlsx", PLAIN))
    assert staged.notices == ()
    assert (staged.slot.chain, staged.slot.region) == ("SD-C90", "370000")
    assert staged.submission_id.startswith("sub-")
    firm = staged.tables.rows("firms")[0]
    assert firm["uscc"] == "91370500FAKE010162"
    assert firm["source_file"] == "a.xlsx"
    assert firm["source_sheet"] == "05_企业名录"
    assert firm["source_row"] == 2
    assert firm["as_of"] == "2023-12-31"
    assert firm["quality"] == "A"
    assert firm["submission_id"] == staged.submission_id
    capacity = staged.tables.rows("capacities")[0]
    assert (capacity["firm"], capacity["product"], capacity["design_capacity"]) == ("示例轮胎一厂", "P2", 800.0)
    assert (staged.files[0].name, len(staged.files[0].sha256)) == ("a.xlsx", 64)


def test_same_bytes_same_submission(tmp_path: Path) -> None:
    path = make_book(tmp_path / "a.xlsx", PLAIN)
    copy = tmp_path / "b.xlsx"
    copy.write_bytes(path.read_bytes())
    assert read(path).submission_id == read(copy).submission_id


@pytest.mark.slow  # the three big samples
def test_samples_are_read_without_doubt(tyre_book: Path, sample_books: list[Path]) -> None:
    for path in (tyre_book, *sample_books):
        staged = read(path)
        assert {notice.code for notice in staged.notices} <= {"industry_two_meanings"}
        assert not staged.tables.rows("parked")


def test_titles_unit_lines_and_totals(tmp_path: Path) -> None:
    book = Workbook()
    make_book(tmp_path / "a.xlsx", PLAIN)
    book = load_workbook(tmp_path / "a.xlsx")
    del book["05_企业名录"]
    page = book.create_sheet("重点企业清单")
    page.append(["某市示例产业链重点企业清单(2023年)"])
    page.merge_cells("A1:G1")
    page.append(["单位:亿元、人"])
    page.append(["序号", "单位名称", "社会信用代码*", "所在地(必填)", "行业代码", "营业收入", "统计期"])
    page.append([1, "示例轮胎一厂", "91370500FAKE010162", "东营市", "2911", 1.5, 2023])
    page.append(["小计"])
    page.append([2, "示例炭黑一厂", "91370800FAKE010402", "济宁市", "2619", 2, 2023])
    page.append(["合计", None, None, None, None, 3.5])
    page.append(["注：数据来自填报"])
    book.save(tmp_path / "b.xlsx")
    staged = read(tmp_path / "b.xlsx")
    firms = staged.tables.rows("firms")
    assert [(f["name"], f["reg_region"], f["revenue"]) for f in firms] == [
        ("示例轮胎一厂", "370500", 15_000.0),
        ("示例炭黑一厂", "370800", 20_000.0),
    ]
    assert said(staged) == [("footer_row", 5, None), ("footer_row", 7, None), ("footer_row", 8, None)]


def test_two_header_rows_with_years_side_by_side(tmp_path: Path) -> None:
    make_book(tmp_path / "a.xlsx", PLAIN)
    book = load_workbook(tmp_path / "a.xlsx")
    page = book["05_企业名录"]
    page.delete_rows(1, 10)
    page.append(["企业名称", "信用代码", "注册地", "行业代码", "年度", "2022年经营情况", None, "2023年经营情况", None])
    page.append([None, None, None, None, None, "营业收入", "利润", "营业收入", "税收"])
    for column in "ABCDE":
        page.merge_cells(f"{column}1:{column}2")
    page.merge_cells("F1:G1")
    page.merge_cells("H1:I1")
    page.append(["示例轮胎一厂", "91370500FAKE010162", "370500", "2911", 2023, 10, 1, 20, 3])
    book.save(tmp_path / "b.xlsx")
    staged = read(tmp_path / "b.xlsx")
    (firm,) = staged.tables.rows("firms")
    assert (firm["revenue"], firm["profit"]) == (20.0, 1.0)
    assert ("other_year", 2, "2022年经营情况/营业收入") in said(staged)
    assert ("unknown_heading", 2, "2023年经营情况/税收") in said(staged)


def test_merged_keys_are_filled_down(tmp_path: Path) -> None:
    make_book(tmp_path / "a.xlsx", with_list("06_生产能力", [*CAPACITIES, [None, "P1", 5, "现状"]]))
    book = load_workbook(tmp_path / "a.xlsx")
    page = book["06_生产能力"]
    page.merge_cells("A3:A4")
    book.save(tmp_path / "b.xlsx")
    staged = read(tmp_path / "b.xlsx")
    assert [row["firm"] for row in staged.tables.rows("capacities")][1:] == ["示例炭黑一厂", "示例炭黑一厂"]
    assert said(staged) == [("merged_filled", 3, "企业(信用代码或名称)")]


def test_hidden_things_are_read_and_told(tmp_path: Path) -> None:
    make_book(tmp_path / "a.xlsx", {**PLAIN, "别名对照": [["原名", "标准名", "类型"], ["黑", "炭黑", "产品"]]})
    book = load_workbook(tmp_path / "a.xlsx")
    book["别名对照"].sheet_state = "hidden"
    book["06_生产能力"].row_dimensions[3].hidden = True
    book["06_生产能力"].column_dimensions["C"].hidden = True
    book["05_企业名录"]["B2"].comment = Comment("实为二厂 13812345678", "x")
    book["05_企业名录"]["ZZ2"] = "远"
    book.save(tmp_path / "b.xlsx")
    staged = read(tmp_path / "b.xlsx")
    assert {code for code, _, _ in said(staged)} == {
        "hidden_sheet",
        "hidden_row",
        "hidden_column",
        "cell_comment",
        "far_cells",
    }
    (comment,) = [n for n in staged.notices if n.code == "cell_comment"]
    assert (comment.place.row, comment.place.column, comment.original) == (2, "企业名称", "实为二厂 138****5678")
    assert staged.tables.rows("aliases")[0]["target"] == "炭黑"


def test_sheets_that_are_no_list(tmp_path: Path) -> None:
    extra = {"重点企业清单 (2)": FIRMS, "Sheet3": FIRMS, "联系方式": [["甲", "乙"], ["丙", "丁"]], "空白": []}
    staged = read(make_book(tmp_path / "a.xlsx", {**PLAIN, **extra}))
    assert [(n.code, n.place.sheet) for n in staged.notices] == [
        ("leftover_sheet", "重点企业清单 (2)"),
        ("leftover_sheet", "Sheet3"),
        ("unknown_sheet", "联系方式"),
    ]
    assert len(staged.tables.rows("firms")) == 2


@pytest.mark.parametrize("names", [("Sheet1", "Sheet2", "Sheet3"), ("工作表1", "工作表2", "sheet3")])
def test_sheets_nobody_named_are_read_where_no_list_has_a_name(tmp_path: Path, names: tuple[str, ...]) -> None:
    """Beside named lists they are left over; where there is nothing else they are what the office sends."""
    lists = {"00_填报说明": PLAIN["00_填报说明"], names[0]: FIRMS, names[1]: SUPPLIES, names[2]: CAPACITIES}
    staged = read(make_book(tmp_path / "a.xlsx", lists))
    told = [(n.place.sheet, n.facts["list"]) for n in staged.notices if n.code == "sheet_by_header"]
    assert told == [(names[0], "企业名录"), (names[1], "供应关系"), (names[2], "生产能力")]
    assert [staged.tables.n_rows()[table] for table in ("firms", "supplies", "capacities")] == [2, 1, 2]
    assert "leftover_sheet" not in {n.code for n in staged.notices}


def test_a_copy_under_a_name_of_the_program_is_no_second_list(tmp_path: Path) -> None:
    lists = {"00_填报说明": PLAIN["00_填报说明"], "Sheet1": FIRMS, "Sheet2": FIRMS[:2]}
    staged = read(make_book(tmp_path / "a.xlsx", lists))
    assert [n.place.sheet for n in staged.notices if n.code == "unknown_sheet"] == ["Sheet2"]
    assert staged.tables.n_rows()["firms"] == 2


@pytest.mark.parametrize(
    ("head", "year"),
    [
        ([["企业名称", "信用代码", "2023年营业收入"]], 2023),
        ([["企业名称", "信用代码", "2022年营业收入", "2023年营业收入"]], 2023),
        ([["企业名称", "信用代码", "2022年", "2023年"], ["企业名称", "信用代码", "营业收入", "营业收入"]], 2023),
        ([["企业名称", "信用代码", 2022, 2023], ["企业名称", "信用代码", "营业收入", "营业收入"]], 2023),
        ([[None, None, "2022年度", "2023年度"], ["企业名称", "信用代码", "营业收入", "营业收入"]], 2023),
        ([["企业名称", "信用代码", "2022年营业收入", "2023年从业人数"]], None),
        ([["企业名称", "信用代码", "营业收入", "年度"]], 2021),
    ],
)
def test_a_year_of_headings_is_that_of_the_rows(tmp_path: Path, head: list[list[Any]], year: int | None) -> None:
    figures: list[Any] = {2021: [500, 2021]}.get(year or 0, [500, 600])[: len(head[-1]) - 2]
    rows = [*head, ["示例轮胎一厂", FIRMS[1][FIRMS[0].index("统一社会信用代码")], *figures]]
    staged = read(make_book(tmp_path / "a.xlsx", with_list("05_企业名录", rows)))
    (firm,) = staged.tables.rows("firms")
    assert firm["year"] == year
    assert firm["revenue"] == (600.0 if "2022" in str(head) and year else 500.0)
    missing = {n.place.column for n in staged.notices if n.code == "column_missing"}
    assert ("年度" in missing) == (year is None)


def test_two_names_of_one_list_merge_and_numbers_help(tmp_path: Path) -> None:
    lists = {**with_list("05_企业名录", FIRMS[:2]), "领航龙头企业清单": [FIRMS[0], FIRMS[2]], "07_买卖": SUPPLIES}
    del lists["07_供应关系"]
    staged = read(make_book(tmp_path / "a.xlsx", lists))
    assert {code for code, _, _ in said(staged)} == {"lists_merged", "sheet_guessed"}
    assert len(staged.tables.rows("firms")) == 2
    assert len(staged.tables.rows("supplies")) == 1


@pytest.mark.parametrize("name", ["05", "05_企业名录", "企业名录", "firms", "05_firms", "05、重点企业名录"])
def test_names_of_a_list(name: str) -> None:
    sheet, kind = identify(name)
    assert sheet is not None
    assert (sheet.table, kind) == ("firms", "list")


def test_missing_lists_and_cut_off(tmp_path: Path) -> None:
    path = make_book(tmp_path / "a.xlsx", {"05_企业名录": FIRMS})
    staged = read(path, LoadOptions(chain="SD-C90", region="370000"))
    assert [(n.code, n.place.sheet) for n in staged.notices] == [
        ("V01", "02_产业链环节"),
        ("V01", "03_环节产品"),
        ("V01", "06_生产能力"),
        ("V01", "07_供应关系"),
        ("no_cutoff_date", None),
    ]


def test_headings_of_one_field(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["信用代码", "企业名称", "产品", "年产能", "设计产能(吨)", "状态", "旧列", "曾用列"],
        ["91370500FAKE010162", "示例轮胎一厂", "P1", 7, 80_000, "现状", "x", None],
        [None, "示例炭黑一厂", "P1", 7, None, "现状", None, None],
        ["91370500FAKE010162", "示例炭黑一厂", "P1", None, 10_000, "现状", None, None],
    ]
    staged = read(make_book(tmp_path / "a.xlsx", with_list("06_生产能力", rows)))
    assert [(r["firm"], r["design_capacity"]) for r in staged.tables.rows("capacities")] == [
        ("91370500FAKE010162", 8.0),
        ("示例炭黑一厂", 0.0007),
        ("91370500FAKE010162", 1.0),
    ]
    assert said(staged) == [
        ("duplicate_heading", 1, "年产能"),
        ("unknown_heading", 1, "旧列"),
        ("code_name_mismatch", 4, "企业名称"),
    ]


def test_parked_rows_keep_their_cells(tmp_path: Path) -> None:
    rows = [*CAPACITIES, ["示例轮胎一厂", "P2", "约5", "在造"], [None, "P2", 5, "现状"]]
    staged = read(make_book(tmp_path / "a.xlsx", with_list("06_生产能力", rows)))
    parked = staged.tables.rows("parked")
    assert [(p["table"], p["code"], p["sheet"], p["row"]) for p in parked] == [
        ("capacities", "bad_value", "06_生产能力", 4),
        ("capacities", "missing_value", "06_生产能力", 5),
    ]
    assert orjson.loads(parked[0]["cells"])["设计产能"] == "约5"
    assert parked[0]["slot_chain"] == "SD-C90"
    assert len(staged.tables.rows("capacities")) == 2


def test_quality_of_rows(tmp_path: Path) -> None:
    rows = [
        [*FIRMS[0], "企业规模"],
        [*FIRMS[1], "大型"],
        [*FIRMS[2], "巨型"],
        [None, "示例企业三厂", "370100", None, 2023, None],
    ]
    staged = read(make_book(tmp_path / "a.xlsx", with_list("05_企业名录", rows)))
    assert [row["quality"] for row in staged.tables.rows("firms")] == ["A", "B", "C"]
    assert said(staged) == [("bad_value", 3, "企业规模"), ("missing_value", 4, "行业小类代码")]


def test_rows_after_the_end(tmp_path: Path) -> None:
    rows = [*FIRMS, ["合计"], ["91370300FAKE01032D", "示例合成胶厂", "370300", "2652", 2023]]
    staged = read(make_book(tmp_path / "a.xlsx", with_list("05_企业名录", rows)))
    assert said(staged) == [("footer_row", 4, None), ("rows_after_end", 5, None)]
    gap = [*FIRMS, *([None] for _ in range(25)), FIRMS[1]]
    staged = read(make_book(tmp_path / "b.xlsx", with_list("05_企业名录", gap)))
    assert [code for code, _, _ in said(staged)] == ["rows_after_end"]
    repeated = [*FIRMS[:2], FIRMS[0], FIRMS[2]]
    staged = read(make_book(tmp_path / "c.xlsx", with_list("05_企业名录", repeated)))
    assert said(staged) == [("repeated_header", 3, None)]


def test_every_notice_has_its_sentences(tmp_path: Path) -> None:
    rows = [
        *FIRMS,
        ["9137O500FAKE010162", "某厂", "市中区", "39", "23"],
        [9.1370e17, "示例企业四厂", "—", "3150", 2023],
    ]
    staged = read(make_book(tmp_path / "a.xlsx", with_list("05_企业名录", rows)))
    assert staged.notices
    for notice in staged.notices:
        for lang in LANGS:
            document = notice_document(notice, lang)
            assert "?" not in document["message"]
            assert document["file"] == "a.xlsx"


def test_key_value_sheet(tmp_path: Path) -> None:
    head: list[list[object]] = [
        ["填报说明"],
        ["产业链名称:", "示例链", "编制单位:", "示例专班"],
        ["区划代码", "山东省", "数据年度", "2023年"],
        ["数据截止日期", date(2023, 12, 31)],
        ["图谱版本", "v1"],
        ["密级", "公开"],
        ["联系电话", "13812345678"],
        ["数据完整声明", "06、07"],
    ]
    chains = [
        ["产业链编码", "产业链名称", "类别", "适用区划代码", "牵头单位", "终端产品编码"],
        ["SD-C90", "示例链", "重点产业链", "370000", "示例局", "P2"],
    ]
    staged = read(make_book(tmp_path / "a.xlsx", {**with_list("00_填报说明", head), "01_产业链信息": chains}))
    (row,) = staged.tables.rows("submissions")
    assert (row["chain_code"], row["region_code"], row["complete_lists"]) == ("SD-C90", "370000", ["06", "07"])
    assert (row["phone"], row["as_of"], row["source_row"]) == ("138****5678", "2023-12-31", 2)
    assert [(n.code, n.place.row, n.original) for n in staged.notices] == [("personal_masked", 7, "138****5678")]


def test_what_else_is_said(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["企业名称", "产品", "设计产能", "有效产能", "实际产能", "产品等级", "等级"],
        ["示例轮胎一厂", "P2", 800, 700, 600, "甲", "乙"],
        ["示例炭黑一厂", "P1", 10, 9, None, "甲", None],
    ]
    make_book(tmp_path / "a.xlsx", with_list("06_生产能力", rows))
    book = load_workbook(tmp_path / "a.xlsx")
    book["06_生产能力"].merge_cells("C2:C3")
    chains = [
        ["产业链编码", "产业链名称", "类别", "适用区划代码", "牵头单位", "终端产品编码"],
        ["链九十", "示例链", "重点产业链", "370000", "示例局", "P2"],
    ]
    page = book.create_sheet("01_产业链信息")
    for line in chains:
        page.append(line)
    policies = book.create_sheet("20_政策清单")
    policies.append(["名称", "层级", "有效期"])
    policies.append(["示例政策", "省", "2023-01-01至2025-12-31"])
    book.save(tmp_path / "b.xlsx")
    staged = read(tmp_path / "b.xlsx")
    assert said(staged) == [
        ("bad_pattern", 2, "产业链编码"),
        ("merged_kept", 2, "设计产能"),
        ("duplicate_heading", 1, "实际产能"),
        ("duplicate_heading", 1, "等级"),
        ("column_missing", 1, "状态"),
        ("conflicting_cells", 2, "等级"),
        ("two_dates", 2, "有效期"),
    ]
    assert [row["quality"] for row in staged.tables.rows("capacities")] == ["C", "C"]
    assert staged.tables.rows("policies")[0]["valid_until"] == "2025-12-31"


def test_a_heading_that_is_too_long_is_said_shortened(tmp_path: Path) -> None:
    heading = "企业(" * 200
    rows = [[*FIRMS[0], heading], *([*row, "x"] for row in FIRMS[1:])]
    staged = read(make_book(tmp_path / "a.xlsx", with_list("05_企业名录", rows)))
    (notice,) = (n for n in staged.notices if n.code == "unknown_heading")
    assert notice.place.row == 1
    assert notice.place.column == f"{heading[:300]}…"
    assert len(message(notice.code, notice.facts, "zh").text) < 1_000


def test_what_a_warning_repeats_is_shortened(tmp_path: Path) -> None:
    rows = [*FIRMS, ["91370500FAKE010162"[:17] + "X" * 600, "示例钢厂一号", "370500", "2911", 2023]]
    staged = read(make_book(tmp_path / "a.xlsx", with_list("05_企业名录", rows)))
    (notice,) = (n for n in staged.notices if n.code == "text_too_long")
    assert (notice.place.row, notice.facts["n"], len(notice.original or "")) == (4, 617, 301)


def test_cells_are_counted_blank_ones_are_not() -> None:
    out = Out()
    out.cells = MAX_CELLS - 1
    with pytest.raises(Refused) as caught:
        out.block([1, 2], [False, False], [["a", None], [None, "b"]])
    assert caught.value.code == "too_many_cells"

"""Defects of headings, columns, sheets, and of lines that are no rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random

from tests.corpus.defects import Defect, Expected, at
from tests.corpus.pages import Book


def no_capacities(book: Book, random: Random) -> Expected | None:
    page = book.pop(random.choice(("stages", "products", "firms", "capacities", "supplies")))
    gone = at(page, None, None, "V01", "list_missing", "firm_not_listed", "V02", "V06", "unit_mismatch")
    return gone if page.sheet.table in ("capacities", "supplies") else None


def hidden_row(book: Book, random: Random) -> Expected | None:
    page = book[random.choice(("firms", "capacities", "supplies"))]
    row = random.randrange(2, len(page.rows) + 1)
    page.hidden_rows.add(row)
    return at(page, row, None, "hidden_row")


def hidden_column(book: Book, random: Random) -> Expected | None:
    page = book[random.choice(("firms", "capacities", "supplies"))]
    position = random.choice([p for p in range(len(page.rows[0])) if any(row[p] is not None for row in page.rows[1:])])
    page.hidden_columns.add(position + 1)
    return Expected("hidden_column", page.name, 1, page.rows[0][position])


def hidden_sheet(book: Book, random: Random) -> Expected | None:
    page = book[random.choice(("firms", "capacities", "supplies"))]
    page.state = "hidden"
    return at(page, None, None, "hidden_sheet")


def second_table(book: Book, random: Random) -> Expected | None:
    page = book["supplies"]
    cut = random.randrange(2, len(page.rows) + 1)
    tail = [row[::-1] for row in page.rows[cut - 1 :]]
    page.rows[cut - 1 :] = [[], page.rows[0][::-1], *tail]
    return at(page, cut + 1, None, "another_table")


def repeated_header(book: Book, random: Random) -> Expected | None:
    page = book[random.choice(("firms", "capacities", "supplies"))]
    row = random.randrange(3, len(page.rows) + 1)
    page.rows.insert(row - 1, list(page.rows[0]))
    return at(page, row, None, "repeated_header")


def section(book: Book, random: Random) -> Expected | None:
    page = book[random.choice(("firms", "capacities", "supplies"))]
    row = random.randrange(2, len(page.rows) + 1)
    page.rows.insert(row - 1, ["（二）省外"])
    return at(page, row, None, "section_row")


def rows_behind_the_end(book: Book, random: Random) -> Expected | None:
    page = book["supplies"]
    page.rows[-1:] = [["合计"], page.rows[-1]]
    return at(page, len(page.rows), None, "rows_after_end", "footer_row", "V09", "V12")


def no_heading(book: Book, random: Random) -> Expected | None:
    page = book[random.choice(("firms", "capacities", "supplies"))]
    for row in page.rows[1:]:
        row.append("示例")
    return at(page, 1, None, "column_without_heading")


def strange_heading(book: Book, random: Random) -> Expected | None:
    page = book[random.choice(("firms", "capacities", "supplies"))]
    for row in page.rows:
        row.append("甲乙丙丁")
    return Expected("unknown_heading", page.name, 1, "甲乙丙丁")


def strange_unit(book: Book, random: Random) -> Expected | None:
    page = book["firms"]
    heading = "营业收入(亿标箱)"
    page.rows[0][page.column("revenue")] = heading
    return Expected("unit_not_understood", page.name, 1, heading)


def heading_twice(book: Book, random: Random) -> Expected | None:
    page = book["firms"]
    position = page.column("employees")
    for row in page.rows:
        row.append(row[position])
    page.rows[0][-1] = "职工人数"
    return Expected("duplicate_heading", page.name, 1, "职工人数")


def no_column(book: Book, random: Random) -> Expected | None:
    page = book["capacities"]
    position = page.column("state")
    for row in page.rows:
        del row[position]
    return Expected("column_missing", page.name, 1, "状态")


def left_over(book: Book, random: Random) -> Expected | None:
    page = book["firms"]
    book["copy"] = replace(page.copy(), name="企业名录 (2)")
    return Expected("leftover_sheet", "企业名录 (2)", None, None)


def unknown_sheet(book: Book, random: Random) -> Expected | None:
    book["more"] = replace(book["firms"], name="示例随笔", rows=[["示例"], ["没有表"]])
    return Expected("unknown_sheet", "示例随笔", None, None)


def far_cell(book: Book, random: Random) -> Expected | None:
    page = book["firms"]
    row = page.rows[random.randrange(1, len(page.rows))]
    row.extend([None] * (600 - len(row)))
    row[-1] = "示例"
    return at(page, None, None, "far_cells")


def no_cut_off(book: Book, random: Random) -> Expected | None:
    page = book["submissions"]
    page.rows[:] = [row for row in page.rows if row[0] != "数据截止日期"]
    return Expected("no_cutoff_date", None, None, None, frozenset({"missing_value"}))


def no_column_of_evidence(book: Book, random: Random) -> Expected | None:
    page = book["supplies"]
    position = page.column("evidence")
    for row in page.rows:
        del row[position]
    return Expected("missing_heading", page.name, 1, "数据来源")


SHEET_DEFECTS: Mapping[str, Defect] = {
    made.__name__: made
    for made in (
        no_capacities, hidden_row, hidden_column, hidden_sheet, second_table, repeated_header, section,
        rows_behind_the_end, no_heading, strange_heading, strange_unit, heading_twice, no_column, left_over,
        unknown_sheet, far_cell, no_cut_off, no_column_of_evidence,
    )
}  # fmt: skip

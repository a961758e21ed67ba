"""Careless edits of rows, columns, headings, merges and sheets."""

from __future__ import annotations

from random import Random
from typing import Any

from loaders.entity_names import name_key
from loaders.lists.headings import known_headings
from tests.corpus.cell_edits import column_at
from tests.corpus.edits import Edited, Edits
from tests.corpus.pages import Book, Page


def _some_page(book: Book, random: Random) -> Page:
    return book[random.choice(sorted(table for table in book if table != "submissions"))]


def heading_in_another_form(book: Book, random: Random) -> Edited | None:
    page = _some_page(book, random)
    position = random.randrange(len(page.rows[0]))
    text = str(page.rows[0][position])
    page.rows[0][position] = random.choice(
        (f" {text} ", f"{text[:2]}\n{text[2:]}", f"{text}*", f"※{text}", f"{text}：")
    )
    return Edited(page.sheet.table, is_lossless=True)


def heading_by_another_name(book: Book, random: Random) -> Edited | None:
    page = _some_page(book, random)
    position = random.randrange(len(page.rows[0]))
    column, known = column_at(page, position), known_headings(page.sheet)
    names = [name for name in column.aliases if known[name_key(name)][0] is column]
    if not names:
        return None
    page.rows[0][position] = random.choice(names)
    return Edited(page.sheet.table, is_lossless=True)


def heading_unknown(book: Book, random: Random) -> Edited | None:
    page = _some_page(book, random)
    page.rows[0][random.randrange(len(page.rows[0]))] = random.choice(("改过的列名", "数据", None, "其他", "2", "万元"))
    return Edited(page.sheet.table, is_wide=True)


def heading_of_another(book: Book, random: Random) -> Edited | None:
    page = _some_page(book, random)
    first, second = (random.randrange(len(page.rows[0])) for _ in range(2))
    page.rows[0][first] = page.rows[0][second]
    return Edited(page.sheet.table, is_wide=True) if first != second else None


def columns_in_another_order(book: Book, random: Random) -> Edited | None:
    page = _some_page(book, random)
    order = random.sample(range(len(page.rows[0])), len(page.rows[0]))
    page.rows[:] = [[row[at] for at in order] for row in page.rows]
    return Edited(page.sheet.table, is_lossless=True)


def empty_column(book: Book, random: Random) -> Edited | None:
    page = _some_page(book, random)
    at = random.randrange(len(page.rows[0]) + 1)
    for row in page.rows:
        row.insert(at, None)
    return Edited(page.sheet.table, is_lossless=True)


def strange_column(book: Book, random: Random) -> Edited | None:
    page = _some_page(book, random)
    at = random.randrange(len(page.rows[0]) + 1)
    heading: Any = random.choice((None, "备注栏", "序"))
    for n, row in enumerate(page.rows):
        row.insert(at, f"示例{n}" if n else heading)
    return Edited(page.sheet.table, is_wide=True)


def rows_above(book: Book, random: Random) -> Edited | None:
    page = _some_page(book, random)
    lines: list[list[object]] = [["示例市示例清单"], [], ["填报单位：示例局"], [None, None, "内部资料"]]
    n = random.randrange(1, 5)
    page.rows[:0] = [list(line) for line in lines[:n]]
    return Edited(page.sheet.table, moved=lambda row: row + n, is_lossless=True)


def empty_row(book: Book, random: Random) -> Edited | None:
    page = _some_page(book, random)
    at = random.randrange(2, len(page.rows) + 1)
    page.rows.insert(at - 1, [])
    return Edited(page.sheet.table, moved=lambda row: row + (row >= at), is_lossless=True)


def many_empty_rows(book: Book, random: Random) -> Edited | None:
    page = _some_page(book, random)
    at, n = random.randrange(2, len(page.rows) + 1), random.randrange(15, 30)
    page.rows[at - 1 : at - 1] = [[] for _ in range(n)]
    return Edited(page.sheet.table, moved=lambda row: row + n * (row >= at))


def a_note_between(book: Book, random: Random) -> Edited | None:
    page = _some_page(book, random)
    at = random.randrange(2, len(page.rows) + 1)
    text = random.choice(("注：以下为省外", "二、其他", "小计", "合计", "以下空白", "示例说明文字", "2023年", "—"))
    place = random.choice((0, 0, 1, 2))
    page.rows.insert(at - 1, [*[None] * place, text])
    return Edited(page.sheet.table, moved=lambda row: row + (row >= at))


def the_header_again(book: Book, random: Random) -> Edited | None:
    page = _some_page(book, random)
    at = random.randrange(2, len(page.rows) + 2)
    page.rows.insert(at - 1, list(page.rows[0]))
    return Edited(page.sheet.table, moved=lambda row: row + (row >= at))


def no_header(book: Book, random: Random) -> Edited | None:
    page = _some_page(book, random)
    del page.rows[0]
    return Edited(page.sheet.table, moved=lambda row: row - 1, is_wide=True)


def header_below_the_first_row(book: Book, random: Random) -> Edited | None:
    page = _some_page(book, random)
    page.rows[:2] = page.rows[1::-1]
    return Edited(page.sheet.table, rows=frozenset({2}), moved=lambda row: 1 if row == 2 else row, is_wide=True)


def cells_merged(book: Book, random: Random) -> Edited | None:
    page = _some_page(book, random)
    top, left = random.randrange(1, len(page.rows) + 1), random.randrange(1, len(page.rows[0]) + 1)
    bottom = min(len(page.rows), top + random.randrange(3))
    right = min(len(page.rows[0]), left + random.randrange(3))
    if (top, left) == (bottom, right) or page.rows[top - 1][left - 1] is None:  # what lies beneath is not written
        return None
    page.merged.append((top, left, bottom, right))
    return Edited(page.sheet.table, rows=frozenset(range(top, bottom + 1)), is_wide=top == 1)


def row_left_out(book: Book, random: Random) -> Edited | None:
    """A row gone; what hangs on it is said elsewhere, that it is gone nobody can know."""
    page = _some_page(book, random)
    at = random.randrange(2, len(page.rows) + 1)
    del page.rows[at - 1]
    return Edited(page.sheet.table, {at: "*"}, moved=lambda row: 0 if row == at else row - (row > at))


def rows_in_another_order(book: Book, random: Random) -> Edited | None:
    page = _some_page(book, random)
    order = random.sample(range(1, len(page.rows)), len(page.rows) - 1)
    page.rows[1:] = [page.rows[at] for at in order]
    return Edited(page.sheet.table, moved=lambda row: order.index(row - 1) + 2, is_lossless=True)


def sheet_by_another_name(book: Book, random: Random) -> Edited | None:
    page = _some_page(book, random)
    page.name = random.choice(
        (
            "示例表",
            "Sheet7",
            "附件",
            "07",
            f"{page.name}（终稿）",
            f"新{page.name}",
            f"{page.name} (2)",
            "表1",
            "05_生产能力",
        )
    )
    return Edited(page.sheet.table, is_wide=True)


def sheet_of_another(book: Book, random: Random) -> Edited | None:
    first, second = _some_page(book, random), _some_page(book, random)
    first.name, second.name = second.name, first.name
    return Edited(first.sheet.table, is_wide=True) if first is not second else None


def sheet_twice(book: Book, random: Random) -> Edited | None:
    page = _some_page(book, random)
    copy = page.copy()
    copy.name = random.choice(("Sheet1", f"{page.name} (2)", f"{page.sheet.name}清单", "示例副本"))
    book["copy"] = copy
    return Edited(page.sheet.table, is_wide=True)


SHEET_EDITS: Edits = {
    made.__name__.replace("_", " "): made
    for made in (
        heading_in_another_form, heading_by_another_name, heading_unknown, heading_of_another,
        columns_in_another_order, empty_column, strange_column, rows_above, empty_row, many_empty_rows, a_note_between,
        the_header_again, no_header, header_below_the_first_row, cells_merged, row_left_out, rows_in_another_order,
        sheet_by_another_name, sheet_of_another, sheet_twice,
    )
}  # fmt: skip

"""Careless edits of single cells: blanks, words beside a figure, signs, units, brackets, notes, swaps."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

from graphsvc.domain.dictionary import Column
from tests.corpus.edits import Edited, Edits
from tests.corpus.pages import Book, Page

FIGURES = frozenset({"number", "integer", "share"})
_FULL = str.maketrans("0123456789.", "０１２３４５６７８９．")


def column_at(page: Page, position: int) -> Column:
    """The column of the dictionary that a position of a plain page holds."""
    heading = page.rows[0][position]
    return next(c for c in page.sheet.columns if c.heading == heading)


def some_cell(book: Book, random: Random, types: frozenset[str] | None = None) -> tuple[Page, int, int] | None:
    """A random filled cell below a header: page, row, position."""
    pages = [page for table, page in sorted(book.items()) if table != "submissions"]
    random.shuffle(pages)
    for page in pages:
        cells = [
            (row, position)
            for row in range(2, len(page.rows) + 1)
            for position, cell in enumerate(page.rows[row - 1])
            if cell is not None and (types is None or column_at(page, position).type in types)
        ]
        if cells:
            return page, *random.choice(cells)
    return None


def rewritten(
    change: Callable[[Any, Random], Any], types: frozenset[str] | None, is_lossless: bool, book: Book, random: Random
) -> Edited | None:
    """One cell written another way."""
    found = some_cell(book, random, types)
    if found is None:
        return None
    page, row, position = found
    column = column_at(page, position)
    page.rows[row - 1][position] = change(page.rows[row - 1][position], random)
    return Edited(page.sheet.table, {row: column.field}, is_lossless=is_lossless)


def swapped(book: Book, random: Random) -> Edited | None:
    """Two cells of one column in each other's place: nobody can tell, each is what its cell says."""
    found = some_cell(book, random)
    if found is None:
        return None
    page, row, position = found
    other = random.randrange(2, len(page.rows) + 1)
    first, second = page.rows[row - 1], page.rows[other - 1]
    first[position], second[position] = second[position], first[position]
    field = column_at(page, position).field
    values = tuple(cells[position] for cells in page.rows[1:])
    values += tuple({"是": True, "否": False}.get(str(value)) for value in values)
    return Edited(page.sheet.table, {row: field, other: field}, values)


def swapped_across(book: Book, random: Random) -> Edited | None:
    """Two cells of one row in each other's place."""
    found = some_cell(book, random)
    if found is None:
        return None
    page, row, position = found
    cells = page.rows[row - 1]
    other = random.randrange(len(cells))
    cells[position], cells[other] = cells[other], cells[position]
    columns = column_at(page, position), column_at(page, other)
    is_alike = columns[0].type == columns[1].type and columns[0].unit is not None and columns[0].unit == columns[1].unit
    alike = frozenset(column.field for column in columns) if is_alike else frozenset()
    return Edited(page.sheet.table, {row: "*"}, alike=alike)


def another_unit(book: Book, random: Random) -> Edited | None:
    """A unit behind a figure: it may move the point (or count months in days), the digits stay."""
    found = some_cell(book, random, FIGURES)
    if found is None:
        return None
    page, row, position = found
    cell = page.rows[row - 1][position]
    unit = random.choice(("万吨", "亿元", "万", "%", "kg", "天", "个月", "台/天", "成"))
    page.rows[row - 1][position] = f"{cell}{unit}"
    exact = Decimal(str(cell))
    values = (*(float(exact.scaleb(n)) for n in range(-9, 10)), float(exact * 30))
    return Edited(page.sheet.table, {row: column_at(page, position).field}, values)


def another_sign(book: Book, random: Random) -> Edited | None:
    """A minus in front or gone: only profits may be below nothing, and are then what is written."""
    found = some_cell(book, random, FIGURES)
    if found is None:
        return None
    page, row, position = found
    cell = page.rows[row - 1][position]
    page.rows[row - 1][position] = f"-{cell}".replace("--", "")
    return Edited(page.sheet.table, {row: column_at(page, position).field}, (-cell,))


def truth_value(book: Book, random: Random) -> Edited | None:
    """TRUE, which is what it says where 是 or 否 is asked for."""
    found = some_cell(book, random)
    if found is None:
        return None
    page, row, position = found
    page.rows[row - 1][position] = True
    return Edited(page.sheet.table, {row: column_at(page, position).field}, (True,))


def comma(book: Book, random: Random) -> Edited | None:
    """A comma for the point: before three digits it is one of thousands, as it is written."""
    found = some_cell(book, random, FIGURES)
    if found is None:
        return None
    page, row, position = found
    text = str(page.rows[row - 1][position])
    page.rows[row - 1][position] = text.replace(".", ",")
    return Edited(page.sheet.table, {row: column_at(page, position).field}, (float(text.replace(".", "")),))


def large_number(book: Book, random: Random) -> Edited | None:
    """A power of ten: what it says where it can be meant at all."""
    found = some_cell(book, random)
    if found is None:
        return None
    page, row, position = found
    number = page.rows[row - 1][position] = 10 ** random.randrange(3, 30)
    values = (number, number * 10_000)  # 总投资 is filled in 亿元 and kept in 万元
    return Edited(page.sheet.table, {row: column_at(page, position).field}, values)


def _text(cell: Any, random: Random) -> str:
    return str(cell)


WAYS: dict[str, tuple[Callable[[Any, Random], Any], frozenset[str] | None, bool]] = {
    "spaces around": (lambda cell, random: f"  {cell}\u3000", None, True),
    "a line break behind": (lambda cell, random: f"{cell}\n", None, True),
    "a figure as text": (_text, FIGURES, True),
    "full-width digits": (lambda cell, random: str(cell).translate(_FULL), FIGURES | {"date"}, True),
    "an apostrophe in front": (lambda cell, random: f"'{cell}", FIGURES, True),
    "with .0": (lambda cell, random: f"{float(cell):.3f}", FIGURES, True),
    "blank": (lambda cell, random: None, None, False),
    "a blank text": (lambda cell, random: "  ", None, False),
    "words in front": (
        lambda cell, random: random.choice(("约", "其中", "计划", "原", "X", "第", "共")) + str(cell),
        None,
        False,
    ),
    "words behind": (
        lambda cell, random: str(cell) + random.choice(("左右", "（预计）", "等", "?", "x", "元", "（含税）", "以上")),
        None,
        False,
    ),
    "in brackets": (lambda cell, random: f"（{cell}）", None, False),
    "a footnote": (lambda cell, random: str(cell) + random.choice(("①", "²", "*", "[1]", "注1")), None, False),
    "a line break inside": (lambda cell, random: re.sub(r"^(.{2})", "\\1\n", str(cell)), None, False),
    "two figures": (lambda cell, random: f"{cell}；{cell}", FIGURES, False),
    "a letter for a digit": (lambda cell, random: str(cell).replace("0", "O").replace("1", "l"), FIGURES, False),
    "an error": (lambda cell, random: random.choice(("#REF!", "#DIV/0!", "#N/A")), None, False),
    "a formula": (lambda cell, random: "=A1+1", None, False),
    "a long text": (lambda cell, random: "示例" * 400, None, False),
    "not a number": (
        lambda cell, random: random.choice(("nan", "inf", "1e400", "-inf", "1e", "0x10", "1..5")),
        None,
        False,
    ),
    "markup": (lambda cell, random: "<b>=cmd|' /C calc'!A0</b>", None, False),
}

CELL_EDITS: Edits = {
    **{name: partial(rewritten, *way) for name, way in WAYS.items()},
    "another unit": another_unit,
    "a comma for the point": comma,
    "a truth value": truth_value,
    "another sign": another_sign,
    "a large number": large_number,
    "swapped down": swapped,
    "swapped across": swapped_across,
}

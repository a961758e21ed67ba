"""One chain in five layouts, as offices keep their lists; each must be read as the same content."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from graphsvc.domain.dictionary import Column, Sheet, sheet_of
from graphsvc.domain.name_keys import SIMPLIFIED
from loaders.entity_names import name_key
from loaders.lists.headings import known_headings
from tests.corpus.chains import Chain, Record
from tests.corpus.pages import Page, Styled, write_book, write_tables
from tests.corpus.plain import fields_of, number, plain_book, plain_cell
from tests.corpus.two_rows import two_row_page
from tests.corpus.units import LARGER, unit_of, units_of

_FULL = str.maketrans("0123456789.,%", "０１２３４５６７８９．，％")
_OLD = {ord(new): chr(old) for old, new in SIMPLIFIED.items()}


def plain(chain: Chain, folder: Path, random: Random) -> list[Path]:
    """The template as it is handed out."""
    return [write_book(list(plain_book(chain).values()), folder / "plain.xlsx")]


def titled(chain: Chain, folder: Path, random: Random) -> list[Path]:
    """Title, unit line, serial numbers, marks and units in headings, other names and order of columns."""
    pages = [_head_page(chain, random, lambda text: f"{text}：")]
    units = units_of(chain["products"])
    for table, rows in _lists(chain):
        sheet = sheet_of(table)
        columns = random.sample(fields_of(sheet, rows), len(fields_of(sheet, rows)))
        line_unit = random.choice(("万元", "亿元"))
        cells: list[list[Any]] = [[None] * len(columns) for _ in rows]
        headings = []
        for position, column in enumerate(columns):
            heading, unit = _bracketed(random, sheet, column, rows, units)
            headings.append(heading)
            for line, row in zip(cells, rows, strict=True):
                line[position] = _in_unit(column, row, unit or line_unit)
        has_serial = name_key("序号") not in known_headings(sheet)
        if has_serial:
            headings = ["序号", *headings]
            cells = [[n, *line] for n, line in enumerate(cells, start=1)]
        title = f"示例市示例产业链{sheet.name}"
        lines: list[list[Any]] = [[title], [f"填报单位：示例局    单位：{line_unit}、人"], headings, *cells]
        pages.append(Page(sheet, f"{sheet.number}_{sheet.name}", lines, [(1, 1, 1, max(2, len(headings)))]))
    return [write_book(pages, folder / "titled.xlsx")]


def two_rows(chain: Chain, folder: Path, random: Random) -> list[Path]:
    """Headings in two rows under merged groups, merged keys, totals and footers at the end."""
    pages = [plain_book({"submissions": chain["submissions"]})["submissions"]]
    for table, rows in _lists(chain):
        sheet = sheet_of(table)
        pages.append(two_row_page(sheet, fields_of(sheet, rows), rows, random))
    return [write_book(pages, folder / "two_rows.xlsx")]


def typed_in(chain: Chain, folder: Path, random: Random) -> list[Path]:
    """Full-width digits, separators, units and percents in cells, real dates, codes as numbers, old characters."""
    units = units_of(chain["products"])
    pages = []
    for table, rows in chain.items():
        sheet = sheet_of(table)
        columns = fields_of(sheet, rows)
        lines = [[_typed(random, c, row, units) for c in columns] for row in rows]
        headings = [c.heading.translate(_OLD) if random.random() < 0.5 else c.heading for c in columns]
        name = f"附件{int(sheet.number)}-{sheet.name}"
        if table == "submissions":
            lines = [list(pair) for pair in zip(headings, lines[0], strict=True)]
            pages.append(Page(sheet, name, lines))
        else:
            pages.append(Page(sheet, name, [headings, *lines]))
    return [write_book(pages, folder / "typed_in.xlsx")]


def tables(chain: Chain, folder: Path, random: Random) -> list[Path]:
    """A folder of CSV files in one of the two encodings that spreadsheets write."""
    return write_tables(list(plain_book(chain).values()), folder, random.choice(("gb18030", "utf-8-sig")))


Layout = Callable[[Chain, Path, Random], list[Path]]

LAYOUTS: Mapping[Layout, frozenset[str]] = {
    plain: frozenset(),
    titled: frozenset(),
    # what is filled down or left out at the end is said, so that whoever reads the report sees it was understood
    two_rows: frozenset({"merged_filled", "footer_row"}),
    typed_in: frozenset(),
    tables: frozenset(),
}
"""Every layout with the codes that it makes unavoidable."""


def _lists(chain: Chain) -> list[tuple[str, list[Record]]]:
    return [(table, rows) for table, rows in chain.items() if table != "submissions"]


def _head_page(chain: Chain, random: Random, shown: Callable[[str], str]) -> Page:
    page = plain_book({"submissions": chain["submissions"]})["submissions"]
    page.rows = [["示例省产业链填报说明"], *([shown(key), value] for key, value in page.rows)]
    return page


def _bracketed(
    random: Random, sheet: Sheet, column: Column, rows: Sequence[Record], units: Mapping[str, str]
) -> tuple[str, str | None]:
    """A heading under another name, with a mark and a unit; and the unit."""
    known = known_headings(sheet)
    names = [name for name in (column.heading, *column.aliases) if known[name_key(name)][0] is column]
    name = random.choice(names)
    told = {unit_of(column, row, units) for row in rows if row.get(column.field) is not None}
    unit = next(iter(told)) if len(told) == 1 else None
    if unit is not None and unit in LARGER and random.random() < 0.5:
        unit = LARGER[unit][0]
    if column.type == "share":
        unit = "%"
    shown = f"{name}({unit})" if unit and random.random() < 0.7 else name
    unit = unit if shown != name or column.type == "share" else None
    return random.choice((f"{shown}*", f"*{shown}", f"{shown}（必填）", shown)), unit


def _in_unit(column: Column, row: Record, unit: str) -> Any:
    """A value under a heading of this unit."""
    value = row.get(column.field)
    if isinstance(value, Decimal) and column.type == "share":
        return number(value * 100)
    if isinstance(value, Decimal) and column.unit == "万元" and unit == "亿元":
        return number(value / LARGER["万元"][1])
    return plain_cell(value, "；")


def _typed(random: Random, column: Column, row: Record, units: Mapping[str, str]) -> Any:
    """A value as somebody types it in."""
    value = row.get(column.field)
    if isinstance(value, date):
        return random.choice((Styled(value, "yyyy-mm-dd"), f"{value.year}年{value.month}月{value.day}日"))
    if isinstance(value, bool):
        return random.choice(("√", "Y", "是") if value else ("×", "N", "否"))
    if column.type == "share" and value is not None:
        shown = f"{value * 100:f}".rstrip("0").rstrip(".") if value * 100 % 1 else f"{value * 100:.0f}"
        return random.choice((Styled(float(value), "0.0%"), f"{shown}%", f"{shown}%".translate(_FULL)))
    if isinstance(value, (Decimal, int)):
        unit = unit_of(column, row, units)
        return _typed_figure(random, Decimal(value), unit, is_bare=column.default_unit != "亿元")
    if isinstance(value, list):
        return random.choice(("，", "\n", "/", " ； ")).join(value)
    if isinstance(value, str) and value.isdigit() and not value.startswith("0"):
        return int(value)
    return value


def _typed_figure(random: Random, value: Decimal, unit: str | None, *, is_bare: bool) -> Any:
    """A figure, with its unit wherever a bare one would stand in another."""
    shown = f"{value:,f}"
    if not is_bare:
        return f"{shown}{unit}"
    ways = [number(value), shown.replace(",", "").translate(_FULL)]
    if unit is not None:
        ways += [shown, shown.translate(_FULL), f"{shown} {unit}", f"{shown}{unit}".translate(_FULL)]
        if unit in LARGER:
            ways.append(f"{value / LARGER[unit][1]:f}{LARGER[unit][0]}")
    return random.choice(ways)

"""Sheet 00: lines of key and value (or a header with one row) to the one row of ``submissions``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from graphsvc.domain.dictionary import Sheet
from graphsvc.domain.notices import Place
from graphsvc.domain.secrecy import level_of
from graphsvc.domain.template import EXAMPLE
from loaders.cells.reading import Reading
from loaders.cells.values import reader_of
from loaders.entity_names import name_key
from loaders.files.sheets import RawSheet
from loaders.lists.header import HEADER_ROWS, Header
from loaders.lists.headings import SERIAL, Heading, is_unit, match_heading, nearest_heading
from loaders.lists.plans import Plan, SheetPlan
from loaders.lists.staging import Context, Outcome, stage_rows
from loaders.raw_cells import Cell, cell_at
from loaders.report import Report
from loaders.text import cell_text, is_blank


def stage_submission(raw: RawSheet, sheet: Sheet, context: Context) -> Outcome | None:
    """The row of sheet 00; None where neither its lines nor its first rows hold its keys.

    ``source_row`` is the line of the first key; notices stand at the line of their own key.
    """
    keys = _counting(raw, _pairs(raw, sheet, context), context)
    if not keys:
        return None
    plans: list[Plan] = []
    cells: list[Cell] = []
    places: dict[str, Place] = {}
    for position, key in enumerate(keys.values()):
        column = key.heading.column
        moved = Heading(position, key.heading.text, column, key.heading.rank)
        reading = Reading(sheet.table, column)
        plans.append(Plan(column, [moved], "single", reading, reader_of(reading)))
        cells.append(key.cell)
        places[column.field] = Place(raw.file, raw.name, key.row, key.heading.text)
    plan = SheetPlan(raw, sheet, Header(0, []), plans, places=places)
    return stage_rows(plan, [(min(key.row for key in keys.values()), cells)], context)


class Key(NamedTuple):
    """A key of sheet 00 with its line, its heading and the cell of its value."""

    row: int
    heading: Heading
    cell: Cell


def _counting(raw: RawSheet, pairs: Sequence[Key], context: Context) -> dict[str, Key]:
    """Of each field the key that counts; a second one is said, of 密级 the highest counts (see ``file_level``)."""
    taken: dict[str, Key] = {}
    for key in pairs:
        field, place = key.heading.column.field, Place(raw.file, raw.name, key.row, key.heading.text)
        is_told = key.cell is not None
        if field == "secrecy" and is_told:
            context.secrecy.append((place, cell_text(key.cell)))
            key = key._replace(cell=level_of(cell_text(key.cell)) or key.cell)
        if field not in taken:
            taken[field] = key
        elif is_told and field != "secrecy":
            facts = {"field": key.heading.column.heading, "counts": taken[field].heading.text}
            context.report.add("duplicate_heading", place, cell_text(key.cell), "ignored", **facts)
    return taken


UNIT_KEYS = frozenset({"计量单位", "金额单位", "货币单位", "单位", "数据单位"})
"""Keys of sheet 00 that name the units of figures which stand without one."""


def _units_of(cells: Sequence[Cell]) -> tuple[str, ...]:
    told = [part for cell in cells[1:] for part in re.split(r"[、,，;；/\s]+", cell_text(cell)) if part]
    return tuple(part for part in told if is_unit(name_key(part)))


def _pairs(raw: RawSheet, sheet: Sheet, context: Context) -> list[Key]:
    """(row, key, value) of every key: the value is the next filled cell that is no key itself."""
    report = context.report
    across = next((n for n, (_, cells) in enumerate(raw.rows[:HEADER_ROWS]) if _is_header(sheet, cells)), None)
    if across is not None:
        return _across(raw, sheet, report, across)
    found: list[Key] = []
    for number, cells in raw.rows:
        position, is_known, first = 0, False, ""
        while position < len(cells):
            cell = cells[position]
            heading = _key(sheet, cell)
            position += 1
            if heading is None and (parted := _in_one_cell(sheet, number, cell)):
                found.append(parted)
                is_known = True
                continue
            if heading is None:
                first = first or cell_text(cell).strip()
                continue
            is_known = True
            value: Cell = None
            while position < len(cells) and _key(sheet, cells[position]) is None:
                cell = cells[position]
                position += 1
                if value is None and not is_blank(cell_text(cell)) and not cell_text(cell).startswith(EXAMPLE):
                    value = cell
            found.append(Key(number, heading, value))
        if not is_known and name_key(first).rstrip(":：") in UNIT_KEYS:
            context.learned.units = _units_of(cells)
        elif not is_known and first and sum(1 for c in cells if not is_blank(cell_text(c))) == 2 and len(first) < 20:
            place = Place(raw.file, raw.name, number, first)
            report.add("unknown_heading", place, first, "ignored", nearest=nearest_heading(sheet, first) or "—")
    return found


def _in_one_cell(sheet: Sheet, number: int, cell: Cell) -> Key | None:
    """A key with its value behind a colon: 产业链名称：示例链."""
    if not isinstance(cell, str) or not (match := _COLON.fullmatch(cell)):
        return None
    heading = _key(sheet, match[1])
    return Key(number, heading, match[2].strip()) if heading and not is_blank(match[2]) else None


_COLON = re.compile(r"\s*([^:：]{2,20})[:：](.+)", re.DOTALL)


def _is_header(sheet: Sheet, cells: Sequence[Cell]) -> bool:
    """Whether a row is a header: keys beside keys, not each beside its value."""
    n_keys = sum(1 for cell in cells if _key(sheet, cell))
    n_filled = sum(1 for cell in cells if not is_blank(cell_text(cell)))
    return n_keys >= 3 and 2 * n_keys > n_filled


def _across(raw: RawSheet, sheet: Sheet, report: Report, index: int) -> list[Key]:
    """Keys of a header with the values in the row below it."""
    row, values = raw.rows[index + 1] if index + 1 < len(raw.rows) else (raw.rows[index][0], [])
    found: list[Key] = []
    for position, cell in enumerate(raw.rows[index][1]):
        heading, value = _key(sheet, cell), cell_at(values, position)
        shown = " ".join(cell_text(cell).split())
        if heading:
            found.append(Key(row, heading, value))
        elif shown and name_key(shown) not in SERIAL and not is_blank(cell_text(value)):
            place = Place(raw.file, raw.name, raw.rows[index][0], shown)
            report.add("unknown_heading", place, shown, "ignored", nearest=nearest_heading(sheet, shown) or "—")
    for number, cells in raw.rows[index + 2 :]:
        filled = [text for text in map(cell_text, cells) if not is_blank(text)]
        if filled:
            report.add("footer_row", Place(raw.file, raw.name, number), " | ".join(filled[:5])[:200], "ignored")
    return found


def _key(sheet: Sheet, cell: Cell) -> Heading | None:
    if not isinstance(cell, str) or is_blank(cell) or len(cell) > 40:
        return None
    match = match_heading(sheet, cell)
    return Heading(0, cell.strip(), match.column, match.rank) if match else None

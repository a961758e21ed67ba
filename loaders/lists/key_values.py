"""Sheet 00: lines of key and value (or a header with one row) to the one row of ``submissions``."""

from __future__ import annotations

from collections.abc import Sequence

from graphsvc.domain.dictionary import Sheet
from graphsvc.domain.notices import Place
from graphsvc.domain.secrecy import level_of
from loaders.cells.reading import Reading
from loaders.cells.values import reader_of
from loaders.entity_names import name_key
from loaders.files.sheets import Cell, RawSheet
from loaders.lists.headings import HEADER_ROWS, SERIAL, Header, Heading, match_heading, nearest
from loaders.lists.plans import Plan, SheetPlan
from loaders.lists.staging import Context, Outcome, Stager
from loaders.rows import Report
from loaders.text import cell_text, is_blank


def stage_submission(raw: RawSheet, sheet: Sheet, context: Context) -> Outcome | None:
    """The row of sheet 00; None where neither its lines nor its first rows hold its keys.

    ``source_row`` is the line of the first key; notices stand at the line of their own key.
    """
    pairs = _pairs(raw, sheet, context.report)
    if not pairs:
        return None
    taken: dict[str, tuple[int, Heading, Cell]] = {}
    for row, heading, cell in pairs:
        field = heading.column.field
        if field == "secrecy" and cell is not None:
            context.secrecy.append((Place(raw.file, raw.name, row, heading.text), cell_text(cell)))
            cell = level_of(cell_text(cell)) or cell
            if field in taken:
                continue  # the higher one counts, see ``file_level``
        if field in taken:
            if cell is not None:
                place = Place(raw.file, raw.name, row, heading.text)
                facts = {"field": heading.column.heading, "counts": taken[field][1].text}
                context.report.add("duplicate_heading", place, cell_text(cell), "ignored", **facts)
            continue
        taken[field] = (row, heading, cell)
    plans: list[Plan] = []
    cells: list[Cell] = []
    places: dict[str, Place] = {}
    for position, (field, (row, heading, cell)) in enumerate(taken.items()):
        moved = Heading(position, heading.text, heading.column, heading.rank)
        reading = Reading(sheet.table, heading.column)
        plans.append(Plan(heading.column, [moved], "single", reading, reader_of(reading)))
        cells.append(cell)
        places[field] = Place(raw.file, raw.name, row, heading.text)
    plan = _KeyPlan(raw, sheet, Header(0, []), plans)
    plan.places = places
    plan.first_row = min(row for row, _, _ in taken.values())
    plan.absent = []
    stager = Stager(plan, context)
    for column in sheet.columns:
        stager.headings.setdefault(column.field, Heading(-1, column.heading, column, 0))
    return stager.run([(plan.first_row, cells)])


class _KeyPlan(SheetPlan):
    """A plan whose fields stand in lines of their own."""

    places: dict[str, Place]
    first_row: int

    def place(self, row: int | None = None, heading: Heading | None = None) -> Place:
        """The line of a key."""
        if heading is None:
            return Place(self.raw.file, self.raw.name, row, None)
        return self.places.get(heading.column.field, Place(self.raw.file, self.raw.name, row, heading.text))


def _pairs(raw: RawSheet, sheet: Sheet, report: Report) -> list[tuple[int, Heading, Cell]]:
    """(row, key, value) of every key: the value is the next filled cell that is no key itself."""
    across = next((n for n, (_, cells) in enumerate(raw.rows[:HEADER_ROWS]) if _is_header(sheet, cells)), None)
    if across is not None:
        return _across(raw, sheet, report, across)
    found: list[tuple[int, Heading, Cell]] = []
    for number, cells in raw.rows:
        position, is_known, first = 0, False, ""
        while position < len(cells):
            cell = cells[position]
            heading = _key(sheet, cell)
            position += 1
            if heading is None:
                first = first or cell_text(cell).strip()
                continue
            is_known = True
            value: Cell = None
            while position < len(cells) and _key(sheet, cells[position]) is None:
                cell = cells[position]
                position += 1
                if value is None and not is_blank(cell_text(cell)):
                    value = cell
            found.append((number, heading, value))
        if not is_known and first and sum(1 for c in cells if not is_blank(cell_text(c))) == 2 and len(first) < 20:
            place = Place(raw.file, raw.name, number, first)
            report.add("unknown_heading", place, first, "ignored", nearest=nearest(sheet, first) or "—")
    return found


def _is_header(sheet: Sheet, cells: Sequence[Cell]) -> bool:
    """Whether a row is a header: keys beside keys, not each beside its value."""
    n_keys = sum(1 for cell in cells if _key(sheet, cell))
    n_filled = sum(1 for cell in cells if not is_blank(cell_text(cell)))
    return n_keys >= 3 and 2 * n_keys > n_filled


def _across(raw: RawSheet, sheet: Sheet, report: Report, index: int) -> list[tuple[int, Heading, Cell]]:
    """Keys of a header with the values in the row below it."""
    row, values = raw.rows[index + 1] if index + 1 < len(raw.rows) else (raw.rows[index][0], [])
    found: list[tuple[int, Heading, Cell]] = []
    for position, cell in enumerate(raw.rows[index][1]):
        heading, value = _key(sheet, cell), values[position] if position < len(values) else None
        shown = " ".join(cell_text(cell).split())
        if heading:
            found.append((row, heading, value))
        elif shown and name_key(shown) not in SERIAL and not is_blank(cell_text(value)):
            place = Place(raw.file, raw.name, raw.rows[index][0], shown)
            report.add("unknown_heading", place, shown, "ignored", nearest=nearest(sheet, shown) or "—")
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

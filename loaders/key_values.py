"""Sheet 00: lines of key and value (or a header with one row) to the one row of ``submissions``."""

from __future__ import annotations

from graphsvc.domain.dictionary import Sheet
from graphsvc.domain.notices import Place
from loaders.headings import Header, Heading, match_heading, nearest
from loaders.plans import Plan, SheetPlan
from loaders.reading import Reading
from loaders.rows import Report
from loaders.sheets import Cell, RawSheet
from loaders.staging import Context, Outcome, Stager
from loaders.text import cell_text, is_blank
from loaders.values import reader_of


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
    across = [
        (index, number)
        for index, (number, cells) in enumerate(raw.rows[:15])
        if sum(1 for cell in cells if _key(sheet, cell)) >= 3
    ]
    found: list[tuple[int, Heading, Cell]] = []
    if across:  # a header with one row of values
        index, _ = across[0]
        values = raw.rows[index + 1][1] if index + 1 < len(raw.rows) else []
        row = raw.rows[min(index + 1, len(raw.rows) - 1)][0]
        for position, cell in enumerate(raw.rows[index][1]):
            heading = _key(sheet, cell)
            if heading:
                found.append((row, heading, values[position] if position < len(values) else None))
        return found
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


def _key(sheet: Sheet, cell: Cell) -> Heading | None:
    if not isinstance(cell, str) or is_blank(cell) or len(cell) > 40:
        return None
    match = match_heading(sheet, cell)
    return Heading(0, cell.strip(), match.column, match.rank) if match else None

"""A header to a reading plan: which positions feed which field, in which unit, and what is wrong with the header."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from graphsvc.domain.dictionary import Column, Sheet
from graphsvc.domain.errors import LoadError
from graphsvc.domain.notices import Notice, Place
from loaders.cells.figures import percent_mode
from loaders.cells.reading import Reader, Reading
from loaders.cells.values import reader_of
from loaders.entity_names import name_key
from loaders.files.sheets import Cell, RawSheet
from loaders.lists.deciding import EFFECTS
from loaders.lists.headings import Header, Heading, missing_keys, unit_from_line
from loaders.rows import Report
from loaders.text import cell_text, is_blank

Mode = Literal["single", "pair", "list", "twice"]
_CODE_WORDS = re.compile(r"代码|编码|信用|识别号|code")


@dataclass
class Plan:
    """How one field of a list is read from a sheet.

    ``headings``: the positions that feed it, the first one counts; ``pair``: code first, then name.
    """

    column: Column
    headings: list[Heading]
    mode: Mode
    reading: Reading
    reader: Reader

    @property
    def is_quantity(self) -> bool:
        """True where the unit hangs on the product of the row."""
        return "unit" in (self.column.unit or "")


@dataclass
class SheetPlan:
    """How one sheet is read: its list, its header row, its fields; required fields it has no column for."""

    raw: RawSheet
    sheet: Sheet
    header: Header
    plans: list[Plan]
    absent: list[Column] = field(default_factory=list)

    def place(self, row: int | None = None, heading: Heading | None = None) -> Place:
        """A place in this sheet."""
        return Place(self.raw.file, self.raw.name, row, heading.text if heading else None)


def plan_sheet(
    raw: RawSheet,
    sheet: Sheet,
    header: Header,
    data: list[tuple[int, list[Cell]]],
    report: Report,
    data_year: int | None,
    knows: Mapping[str, Callable[[str], bool]],
) -> SheetPlan:
    """Make the plan of a sheet and say what is odd about its headings.

    Parameters
    ----------
    data
        Rows below the header, for the decision on percent columns.
    knows
        By table of a reference: whether a text names a known row of it.

    Raises
    ------
    LoadError
        ``missing_column``: a column is absent without which no row means anything.
    """
    plan = SheetPlan(raw, sheet, header, [])
    by_field: dict[str, list[Heading]] = {}
    for heading in header.headings:
        by_field.setdefault(heading.column.field, []).append(heading)
    lacking = missing_keys(sheet, set(by_field))
    if lacking:
        facts = {"sheet": raw.name, "file": raw.file, "columns": "、".join(lacking)}
        notices = [
            Notice("missing_column", Place(raw.file, raw.name, header.row, name), None, "refused", facts)
            for name in lacking
        ]
        raise LoadError("missing_column", notices=notices, **facts)
    for headings in by_field.values():
        headings = _of_one_year(plan, headings, report, data_year)
        mode = _mode(headings)
        if mode == "twice":
            headings = sorted(headings, key=lambda h: (h.rank, h.position))
            for other in headings[1:]:
                report.add(
                    "duplicate_heading",
                    plan.place(header.row, other),
                    other.text,
                    "ignored",
                    field=headings[0].column.heading,
                    counts=headings[0].text,
                )
        elif mode == "pair":
            headings = sorted(headings, key=lambda h: not _CODE_WORDS.search(name_key(h.text)))
        plan.plans.append(_plan(sheet, headings, mode, header, data, knows))
    for position, text, nearest in header.unknown:
        if any(_filled(cells, position) for _, cells in data):
            place = Place(raw.file, raw.name, header.row, text)
            report.add("unknown_heading", place, text, "ignored", nearest=nearest or "—")
    read = {p.column.field for p in plan.plans}
    plan.absent = [c for c in sheet.columns if c.required == "R" and c.field not in read]
    for column in sheet.columns:
        place, effect = Place(raw.file, raw.name, header.row, column.heading), EFFECTS.get((sheet.table, column.field))
        if effect is not None and column.field not in read:
            facts = {"heading": column.heading, "effect_zh": effect[0], "effect_en": effect[1]}
            report.add("column_missing", place, None, "kept", **facts)
        elif column in plan.absent and not column.field.startswith("quantity_"):
            report.add("missing_heading", place, None, "kept", heading=column.heading)
    _hidden_columns(plan, data, report)
    return plan


def _plan(
    sheet: Sheet,
    headings: list[Heading],
    mode: Mode,
    header: Header,
    data: list[tuple[int, list[Cell]]],
    knows: Mapping[str, Callable[[str], bool]],
) -> Plan:
    column = headings[0].column
    unit = headings[0].unit or unit_from_line(column, header.units)
    reading = Reading(sheet.table, column, unit)
    if column.references:
        reading.knows = knows.get(column.references.partition(".")[0], lambda _: False)
    if column.type == "share":
        position = headings[0].position
        cells = [cells[position] for _, cells in data if position < len(cells)]
        reading.percent = percent_mode(cells, unit)
    return Plan(column, headings, mode, reading, reader_of(reading))


def _of_one_year(plan: SheetPlan, headings: list[Heading], report: Report, data_year: int | None) -> list[Heading]:
    """Of columns of several years side by side those of the data year; the others warn."""
    years = {heading.year for heading in headings if heading.year}
    if len(headings) < 2 or len(years) < 2:
        return headings
    past = [year for year in years if data_year is None or year <= data_year]
    counts = max(past) if past else min(years)
    for heading in headings:
        if heading.year != counts:
            report.add("other_year", plan.place(plan.header.row, heading), heading.text, "ignored", year=counts)
    return [heading for heading in headings if heading.year == counts]


def _mode(headings: list[Heading]) -> Mode:
    if len(headings) == 1:
        return "single"
    column = headings[0].column
    if column.type == "list":
        return "list"
    n_codes = sum(1 for heading in headings if _CODE_WORDS.search(name_key(heading.text)))
    return "pair" if column.references and n_codes == 1 and len(headings) == 2 else "twice"


def _filled(cells: list[Cell], position: int) -> bool:
    return position < len(cells) and cells[position] is not None and not is_blank(cell_text(cells[position]))


def _hidden_columns(plan: SheetPlan, data: list[tuple[int, list[Cell]]], report: Report) -> None:
    for each in plan.plans:
        for heading in each.headings:
            if heading.position + 1 in plan.raw.hidden_columns and any(
                _filled(cells, heading.position) for _, cells in data
            ):
                report.add("hidden_column", plan.place(plan.header.row, heading), heading.text, "kept")

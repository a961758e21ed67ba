"""A header to a reading plan: which positions feed which field, in which unit, and what is wrong with the header."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Literal

from graphsvc.domain.dictionary import Column, Sheet
from graphsvc.domain.errors import LoadError
from graphsvc.domain.notices import Notice, Place
from loaders.cells.figures import percent_mode
from loaders.cells.reading import Reader, Reading
from loaders.cells.values import reader_of
from loaders.entity_names import name_key
from loaders.files.sheets import RawSheet
from loaders.lists.deciding import EFFECTS
from loaders.lists.header import Header
from loaders.lists.headings import Heading
from loaders.lists.keys import missing_keys
from loaders.lists.learned import Learned
from loaders.lists.parts_of_year import part_of_year, say_parts_of_year
from loaders.lists.unit_lists import listed_in_heading, units_from_line
from loaders.raw_cells import Cell, cell_at
from loaders.report import Report
from loaders.text import cell_text, is_blank

Line = tuple[int, list[Cell]]
"""A line of a sheet: its number and its cells from the first column on."""

Mode = Literal["single", "pair", "list", "parts", "twice"]
_YEAR = "year"
_CODE_WORDS = re.compile(r"代码|编码|信用|识别号|code")


@dataclass
class Plan:
    """How one field of a list is read from a sheet.

    ``headings``: the positions that feed it, the first one counts; ``pair``: code first, then name;
    ``parts``: a region told in several columns, 市 beside 县.
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
    """How one sheet is read: its list, its header row, its fields; required fields it has no column for.

    ``places`` are those of fields that stand in lines of their own (sheet 00). ``year`` is that of all rows, where the
    headings tell it and no column does.
    """

    raw: RawSheet
    sheet: Sheet
    header: Header
    plans: list[Plan]
    absent: list[Column] = field(default_factory=list)
    places: Mapping[str, Place] = field(default_factory=dict)
    year: int | None = None

    @cached_property
    def words(self) -> list[Plan]:
        """Plans of all fields but quantities, which wait for them."""
        return [plan for plan in self.plans if not plan.is_quantity]

    @cached_property
    def amounts(self) -> list[Plan]:
        """Plans of quantities, whose unit hangs on the product of the row."""
        return [plan for plan in self.plans if plan.is_quantity]

    @cached_property
    def headings(self) -> Mapping[str, Heading]:
        """The heading that counts by field; of a list of keys every field has one, printed or not."""
        found = {plan.column.field: plan.headings[0] for plan in self.plans}
        if self.places:
            found = {c.field: found.get(c.field, Heading(-1, c.heading, c, 0)) for c in self.sheet.columns}
        return found

    def is_combined(self, field_name: str) -> bool:
        """Whether a field stands in a column printed for two, such as 环节/产品."""
        heading = self.headings.get(field_name)
        return heading is not None and "/" in heading.text

    def place(self, row: int | None = None, heading: Heading | None = None) -> Place:
        """A place in this sheet."""
        if heading is not None and heading.column.field in self.places:
            return self.places[heading.column.field]
        return Place(self.raw.file, self.raw.name, row, heading.text if heading else None)


def plan_sheet(
    raw: RawSheet,
    sheet: Sheet,
    header: Header,
    data: Sequence[Line],
    report: Report,
    learned: Learned,
) -> SheetPlan:
    """Make the plan of a sheet and say what is odd about its headings.

    Parameters
    ----------
    data
        Rows below the header, for the decision on percent columns.
    learned
        What the sheets before this one told: names of other lists, the data year.

    Raises
    ------
    LoadError
        ``missing_column``: a column is absent without which no row means anything.
    """
    by_field: dict[str, list[Heading]] = {}
    for heading in header.headings:
        by_field.setdefault(heading.column.field, []).append(heading)
    lacking = missing_keys(sheet, set(by_field))
    if lacking:
        raise _lacking(raw, header, lacking)
    plan = SheetPlan(raw, sheet, header, [])
    for headings in by_field.values():
        headings, mode = _counting(plan, headings, report, learned)
        made = _plan(sheet, headings, mode, header, data, learned)
        if made.reading.percent == "denied":
            report.add("percent_heading", plan.place(header.row, headings[0]), headings[0].text, "kept")
        plan.plans.append(made)
    read = {each.column.field for each in plan.plans}
    if _YEAR not in read and (sheet.table, _YEAR) in EFFECTS:
        plan.year = _year_of_headings(plan)
        read |= {_YEAR} if plan.year else set()
    plan.absent = [column for column in sheet.columns if column.required == "R" and column.field not in read]
    _say_unread(plan, data, report)
    _say_absent(plan, read, report)
    _say_hidden(plan, data, report)
    say_parts_of_year(raw, sheet.table, header, [each.headings[0] for each in plan.plans], report)
    return plan


def _lacking(raw: RawSheet, header: Header, lacking: Sequence[str]) -> LoadError:
    """The refusal of a list without the columns that everything hangs on."""
    facts = {"sheet": raw.name, "file": raw.file, "columns": "、".join(lacking)}
    places = [Place(raw.file, raw.name, header.row, name) for name in lacking]
    notices = [Notice("missing_column", place, None, "refused", facts) for place in places]
    return LoadError("missing_column", notices=notices, **facts)


def _counting(plan: SheetPlan, headings: list[Heading], report: Report, learned: Learned) -> tuple[list[Heading], Mode]:
    """The headings that feed one field, the one that counts first, and how they go together."""
    headings = _of_one_year(plan, headings, report, learned.data_year)
    mode = _mode(headings)
    if mode == "pair":
        return sorted(headings, key=lambda h: not _CODE_WORDS.search(name_key(h.text))), mode
    if mode == "list":
        texts = [name_key(heading.text) for heading in headings]
        for other in (h for at, h in enumerate(headings) if texts[at] in texts[:at]):
            report.add("column_twice", plan.place(plan.header.row, other), other.text, "kept")
    if mode == "twice":
        headings = sorted(headings, key=lambda h: (h.rank, h.position))
        facts = {"field": headings[0].column.heading, "counts": headings[0].text}
        for other in headings[1:]:
            report.add("duplicate_heading", plan.place(plan.header.row, other), other.text, "ignored", **facts)
    return headings, mode


def _say_unread(plan: SheetPlan, data: Sequence[Line], report: Report) -> None:
    """Filled columns whose heading is not known."""
    for position, text, nearest in plan.header.unknown:
        if any(_filled(cells, position) for _, cells in data):
            place = Place(plan.raw.file, plan.raw.name, plan.header.row, text)
            report.add("unknown_heading", place, text, "ignored", nearest=nearest or "—", table=plan.sheet.table)

    known = {heading.position for heading in plan.header.headings} | {at for at, _, _ in plan.header.unknown}
    known.update(plan.header.units_at)
    first = min((heading.position for heading in plan.header.headings), default=0)
    width = max((len(cells) for _, cells in data), default=0)
    for position in range(width):
        n = 0 if position in known else sum(_filled(cells, position) for _, cells in data)
        counts = position < first or position in plan.header.serials  # elsewhere it may be 排序号 without its heading
        if n and not (counts and _is_serial(data, position)):
            place = Place(plan.raw.file, plan.raw.name, plan.header.row, None)
            report.add("column_without_heading", place, None, "ignored", position=_letters(position), n=n)
    _say_units(plan, report)


def _say_units(plan: SheetPlan, report: Report) -> None:
    """What stands where a unit would, above the header or in a heading, and is none that is known."""
    for text in plan.header.unread_units:
        if is_foreign(text):  # said of every figure that it takes with it
            continue
        place = Place(plan.raw.file, plan.raw.name, plan.header.first_row - 1, None)
        report.add("unit_not_understood", place, text, "kept")
    for each in plan.plans:
        heading = each.headings[0]
        if (
            heading.unread
            and not part_of_year(heading.unread)
            and not each.reading.listed_units
            and heading.unread != each.reading.heading_unit
            and each.column.type in ("number", "integer", "share")
        ):
            report.add("unit_not_understood", plan.place(plan.header.row, heading), heading.unread, "kept")


def _is_serial(data: Sequence[Line], position: int) -> bool:
    """Whether a column only counts the rows: 1, 2, 3, anew in each section, or on from a table beside it."""
    told = [text for _, cells in data if (text := cell_text(cell_at(cells, position)).strip())]
    numbers = [int(text) if text.isdecimal() and len(text) < _LONGEST_SERIAL else 0 for text in told]
    return all(numbers) and all(after in (before + 1, 1) for before, after in pairwise(numbers))


_LONGEST_SERIAL = 7


def _letters(position: int) -> str:
    """A column as a spreadsheet names it: A, B, …, AA."""
    name, rest = "", position + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        name = chr(65 + letter) + name
    return name


def _say_absent(plan: SheetPlan, read: Collection[str], report: Report) -> None:
    """Columns that are required, or that answers hang on, and that the sheet does not have."""
    for column in plan.sheet.columns:
        place = Place(plan.raw.file, plan.raw.name, plan.header.row, column.heading)
        effect = EFFECTS.get((plan.sheet.table, column.field))
        if effect is not None and column.field not in read:
            facts = {"heading": column.heading, "effect_zh": effect[0], "effect_en": effect[1]}
            report.add("column_missing", place, None, "kept", **facts)
        elif column in plan.absent and not column.field.startswith("quantity_"):
            report.add("missing_heading", place, None, "kept", heading=column.heading)


def _plan(
    sheet: Sheet,
    headings: list[Heading],
    mode: Mode,
    header: Header,
    data: Sequence[Line],
    learned: Learned,
) -> Plan:
    column = headings[0].column
    unit = headings[0].unit or _foreign(column, headings[0].unread, header)
    listed = listed_in_heading(column, unit, headings[0].unread)
    if not unit and not listed:
        listed = units_from_line(column, header.units or learned.units)
        unit = listed[0] if len(listed) == 1 else None
    if len(listed) > 1:
        unit = None
    percent = "share"
    if column.type == "share":
        percent = percent_mode([cell_at(cells, headings[0].position) for _, cells in data], unit)
    reading = Reading(sheet.table, column, unit, percent, learned.knows(column.references), () if unit else listed)
    return Plan(column, headings, mode, reading, reader_of(reading))


_FOREIGN = re.compile(r"(?:美|欧|日|港|韩|澳|加|台)[元币]|英镑|卢布|卢比|法郎|usd|eur|jpy|hkd|gbp|[$€£]")


def is_foreign(text: str) -> bool:
    """Whether a unit is that of another country's money, for which no rate is known."""
    return _FOREIGN.search(text) is not None


def _foreign(column: Column, unread: str | None, header: Header) -> str | None:
    """The unit of money of another country that the heading or the unit line names: its figures are no yuan."""
    if "元" not in (column.unit or ""):
        return None
    told = (unread,) if unread else header.unread_units
    return next((text for text in told if is_foreign(text)), None)


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


def _year_of_headings(plan: SheetPlan) -> int | None:
    """The one year that headings of figures name: 2023年 above them, or 2023年营业收入."""
    years = {plan.headings[each.column.field].year for each in plan.plans} - {None}
    return years.pop() if len(years) == 1 else None


def _mode(headings: list[Heading]) -> Mode:
    if len(headings) == 1:
        return "single"
    column = headings[0].column
    if column.type == "list":
        return "list"
    if column.rules.get("kind") == "region":
        return "parts"
    n_codes = sum(1 for heading in headings if _CODE_WORDS.search(name_key(heading.text)))
    return "pair" if column.references and n_codes == 1 and len(headings) == 2 else "twice"


def _filled(cells: list[Cell], position: int) -> bool:
    return not is_blank(cell_text(cell_at(cells, position)))


def _say_hidden(plan: SheetPlan, data: Sequence[Line], report: Report) -> None:
    for each in plan.plans:
        for heading in each.headings:
            if heading.position + 1 in plan.raw.hidden_columns and any(
                _filled(cells, heading.position) for _, cells in data
            ):
                report.add("hidden_column", plan.place(plan.header.row, heading), heading.text, "kept")

"""Which sheets of a file are lists, and in which order they are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graphsvc.domain.dictionary import Sheet, sheets
from graphsvc.domain.errors import LoadError
from graphsvc.domain.notices import Notice, Place
from graphsvc.domain.template import OPTIONS_SHEET, is_printed_note
from loaders.files.sheets import RawSheet
from loaders.lists.beside import tables_beside
from loaders.lists.chosen import Chosen
from loaders.lists.header import Header, find_header
from loaders.lists.keys import missing_keys
from loaders.lists.lines import rows_above
from loaders.lists.sheet_names import bare_name, has_default_name, identify
from loaders.lists.tables import KNOWN_PART, table_above, tables_on
from loaders.lists.turned import turned_table
from loaders.report import Report
from loaders.text import cell_text, is_blank

KEY_VALUES = "00"
"""Number of the list that stands in lines of key and value, without a header."""

LEAST_FIELDS = 4
"""Fields of a list that a sheet of unknown name must have before it is taken for it."""

_ORDER = (KEY_VALUES, "01", "02", "03", "23", "05")


def choose_lists(raws: Sequence[RawSheet], file: str, report: Report) -> list[Chosen]:
    """Sheets that are lists, in reading order; copies and unknown ones are said and left out.

    A sheet that still has the name the program gave it (``Sheet1``) is left over beside named lists. Where there are
    none, such sheets are what the office sends, and their headings tell what they are.

    Raises
    ------
    LoadError
        ``no_list``: none is a list; ``no_header``: a sheet named like a list holds a table without its headings.
    """
    found: list[Chosen] = []
    names: dict[str, list[RawSheet]] = {}
    unnamed: list[RawSheet] = []
    as_created: list[RawSheet] = []
    for raw in raws:
        if raw.name == OPTIONS_SHEET or all(is_blank(cell_text(cell)) for _, cells in raw.rows for cell in cells):
            continue
        if has_default_name(raw.name):
            as_created.append(raw)
        elif chosen := _choose(raw, names, unnamed, report):
            found += _tables(chosen, names, report)
    named = {each.raw.file for each in found if each.sheet.number != KEY_VALUES}
    for raw in as_created:
        if raw.file in named:
            report.add("leftover_sheet", Place(raw.file, raw.name), raw.name, "asked", list="—")
        else:
            unnamed.append(raw)
    found += _without_names(unnamed, names, report)
    if not found:
        notice = Notice("no_list", Place(file=file), None, "refused", {"file": file})
        raise LoadError("no_list", notices=[notice], file=file)
    return sorted(found, key=lambda each: _ORDER.index(each[0].number) if each[0].number in _ORDER else len(_ORDER))


def _without_names(raws: Sequence[RawSheet], names: dict[str, list[RawSheet]], report: Report) -> list[Chosen]:
    """The lists of sheets whose names say nothing, by their headings."""
    found: list[Chosen] = []
    for raw in raws:
        guessed = _by_header(raw, names)
        if guessed is None:
            report.add("unknown_sheet", Place(raw.file, raw.name), raw.name, "ignored")
            continue
        report.add("sheet_by_header", Place(raw.file, raw.name), raw.name, "repaired", list=guessed.sheet.name)
        found += _tables(guessed, names, report)
    return found


def _choose(
    raw: RawSheet, names: Mapping[str, Sequence[RawSheet]], unnamed: list[RawSheet], report: Report
) -> Chosen | None:
    """A sheet as the list its name says; None where it is said to be a copy, or goes to those ``unnamed``.

    ``names`` are the sheets taken so far.
    """
    place = Place(raw.file, raw.name)
    sheet, kind = identify(raw.name)
    taken = names.get(sheet.table, ()) if sheet else ()
    if kind == "copy" or any(bare_name(other.name) == bare_name(raw.name) for other in taken):
        report.add("leftover_sheet", place, raw.name, "asked", list=sheet.name if sheet else "—")
        return None
    header = find_header(raw, sheet) if sheet and sheet.number != KEY_VALUES else None
    if sheet is not None and kind == "list" and sheet.number != KEY_VALUES and not _has_keys(sheet, header):
        above = table_above(sheet, raw)
        if above is not None:
            return above
        if (turned := turned_table(raw, sheet, report)) is not None:
            return turned
    if sheet is not None and (header is not None or (sheet.number == KEY_VALUES and kind == "list")):
        if kind == "unknown":
            report.add("sheet_guessed", place, raw.name, "repaired", list=sheet.name)
        return Chosen(sheet, raw, header)
    if sheet is not None and kind == "list" and _has_table(raw):
        raise no_header(raw, sheet)
    unnamed.append(raw)
    return None


def _has_keys(sheet: Sheet, header: Header | None) -> bool:
    return header is not None and not missing_keys(sheet, {heading.column.field for heading in header.headings})


def _tables(chosen: Chosen, names: dict[str, list[RawSheet]], report: Report) -> list[Chosen]:
    """The tables of a sheet, noted among the sheets taken so far, with what is odd about them."""
    found = [table for part in tables_beside(chosen, report) for table in tables_on(part, report)] or [chosen]
    _say_oddities(found, names.get(chosen.sheet.table, []), report)
    for table in dict.fromkeys(each.sheet.table for each in found):
        names.setdefault(table, []).append(chosen.raw)
    return found


def _by_header(raw: RawSheet, taken: Mapping[str, Sequence[RawSheet]]) -> Chosen | None:
    """A sheet of unknown name as the one list, not yet in the file, whose headings it holds."""
    fitting = []
    for sheet in sheets():
        if sheet.table in taken or not sheet.needs:
            continue
        header = find_header(raw, sheet)
        fields = {heading.column.field for heading in header.headings} if header else set()
        if header and len(fields) >= LEAST_FIELDS and not missing_keys(sheet, fields):
            n_all = len(header.headings) + len(header.unknown)
            if len(header.headings) >= KNOWN_PART * n_all:
                fitting.append((len(fields), Chosen(sheet, raw, header)))
    most = max((n for n, _ in fitting), default=0)
    best = [chosen for n, chosen in fitting if n == most]
    return best[0] if len(best) == 1 else None


def _say_oddities(found: Sequence[Chosen], taken: Sequence[RawSheet], report: Report) -> None:
    """A list told in two sheets, what is hidden, what lies far off, notes beside the cells of each table."""
    sheet, raw, header = found[0]
    place = Place(raw.file, raw.name)
    if taken:
        report.add("lists_merged", place, raw.name, "merged", list=sheet.name, other=taken[0].name)
    if raw.state != "visible":
        report.add("hidden_sheet", place, raw.name, "kept")
    if raw.n_far_cells:
        report.add("far_cells", place, None, "ignored", n=raw.n_far_cells)
    if header is not None:
        for row, shown in rows_above(raw, header):
            report.add("row_above_header", Place(raw.file, raw.name, row), shown, "ignored", header=header.row)
    for row, column, text in raw.comments:
        above = [each for each in reversed(found) if each.header and each.header.first_row <= row] or found[:1]
        if is_printed_note(above[0].sheet, text):
            continue
        headings = [heading for each in above if each.header for heading in each.header.headings]
        heading = next((h.text for h in headings if h.position == column - 1), None)
        report.add("cell_comment", Place(raw.file, raw.name, row, heading), text, "ignored")


def _has_table(raw: RawSheet) -> bool:
    return any(sum(1 for cell in cells if cell is not None) >= 2 for _, cells in raw.rows)


def no_header(raw: RawSheet, sheet: Sheet) -> LoadError:
    """The refusal of a sheet in which no row holds the headings of its list."""
    keys = "、".join(c.heading for c in sheet.columns if c.required == "R")
    facts = {"file": raw.file, "sheet": raw.name, "list": sheet.name, "columns": keys}
    notice = Notice("no_header", Place(raw.file, raw.name), None, "refused", facts)
    return LoadError("no_header", notices=[notice], **facts)

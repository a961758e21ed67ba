"""Cells, headings and units about which a person decided, read as was decided; each is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graphsvc.domain.decisions import Decision, Kind
from graphsvc.domain.dictionary import Column, Sheet
from graphsvc.domain.notices import Place
from loaders.cells.reading import Issue, Read
from loaders.decided import Decided
from loaders.files.sheets import RawSheet
from loaders.lists.drafts import Draft, Told
from loaders.lists.header import Header
from loaders.lists.headings import Heading, unit_of_heading
from loaders.raw_cells import Cell, cell_at
from loaders.report import Report
from loaders.text import cell_text, split_list

_KINDS: dict[str | None, Kind] = {"region": "place", "place": "place", "country": "place", "uscc": "code"}


def kind_of(table: str, column: Column) -> Kind | None:
    """What may be decided about the texts of a column, None for nothing."""
    if table == "products" and column.field == "unit":
        return "unit"
    return _KINDS.get(column.rules.get("kind"))


def with_decided_cells(row: Draft, line: Sequence[Cell], decided: Decided) -> Sequence[Cell]:
    """The line with every text that was decided about as what it was decided to be."""
    if not decided.has_cells():
        return line
    cells = list(line)
    for plan in row.plan.words:
        kind = kind_of(row.plan.sheet.table, plan.column)
        for heading in plan.headings if kind else ():
            cell = cell_at(line, heading.position)
            text = cell_text(cell).strip()
            if not text or kind is None:
                continue
            parts = [text] if kind != "place" or decided.cell(kind, text) else split_list(text)
            found = {part: each for part in parts if (each := decided.cell(kind, part))}
            if found:
                cells[heading.position] = "、".join((found[p].value or "") if p in found else p for p in parts)
                issues = tuple(_said(each, part) for part, each in found.items())
                row.write(Told(plan.column, heading, cell, Read(issues=issues)))
    return cells


def _said(decision: Decision, original: str) -> Issue:
    return Issue("decided", "repaired", decision.facts, original)


def with_decided_headings(header: Header, sheet: Sheet, raw: RawSheet, decided: Decided, report: Report) -> Header:
    """The header with the headings and units that a person explained."""
    if not decided.has_cells():
        return header
    unknown: list[tuple[int, str, str]] = []
    headings = [_with_unit(each, decided) for each in header.headings]
    for position, text, near in header.unknown:
        found = decided.cell("heading", text, sheet.table)
        if found is None or found.value is None:
            unknown.append((position, text, near))
            continue
        column = sheet.column(found.value)
        unit, unread = unit_of_heading(text)
        headings.append(_with_unit(Heading(position, text, column, 1, unit, None, unread), decided))
        facts = {**found.facts, "value": column.heading}
        report.add("decided", Place(raw.file, raw.name, header.row, text), text, "repaired", **facts)
    told = {text: each for text in header.unread_units if (each := decided.cell("unit", text))}
    for text, each in told.items():
        report.add("decided", Place(raw.file, raw.name, header.first_row - 1, None), text, "repaired", **each.facts)
    return replace(
        header,
        headings=headings,
        unknown=unknown,
        units=(*header.units, *(each.value or "" for each in told.values())),
        unread_units=tuple(text for text in header.unread_units if text not in told),
    )


def _with_unit(heading: Heading, decided: Decided) -> Heading:
    found = decided.cell("unit", heading.unread) if heading.unread else None
    return replace(heading, unit=found.value, unread=None) if found else heading

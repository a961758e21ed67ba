"""Page: what a finding rests on. The finding as it was answered, then its rows as they stand on their sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pyarrow.compute as pc

from graphsvc.domain.arrays import positions_where
from graphsvc.domain.dictionary import Column, Sheet, list_name, sheets
from graphsvc.domain.originals import OriginalCell, OriginalRows, SheetKey, WantedRows
from graphsvc.domain.pages import (
    Block,
    Folded,
    Goto,
    Line,
    Linked,
    Links,
    Listing,
    Named,
    Page,
    Panel,
    Sentences,
    SheetCell,
    SheetColumn,
    SheetLine,
    SheetShown,
    Tiles,
)
from graphsvc.domain.ports import Originals, Store
from graphsvc.domain.report import Cell, Coded, Saying, Way
from graphsvc.domain.results import Trace
from graphsvc.domain.sentences import Both, Joined
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.submission import RawFile
from graphsvc.domain.values import Values
from graphsvc.judgements.objects import find_firm
from graphsvc.judgements.workspace import Workspace
from graphsvc.questions.catalogue import CATALOGUE
from graphsvc.questions.records.evidence import evidence_rows, with_reports
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.pages.told import leads_to, listed_cell, parameter_tiles, plain_cell, value_tiles

ROWS = 60
"""Rows of one sheet shown; the files hold all."""
NO_ROWS = frozenset({"submissions"})
"""Sheets of keys and values: no rows to be looked up."""


def evidence(analyst: Analyst, store: Store, originals: Originals, evidence_id: str) -> Page:
    """The finding under an evidence id and the rows behind it.

    Raises
    ------
    NotFound
        ``unknown_evidence``.
    """
    answer = analyst.ask("evidence", {"id": evidence_id})
    rows: list[Values] = [finding.values for finding in answer.findings]
    placed = [row for row in rows if row["table"]]
    question = str(answer.summary["question"])
    space = analyst.workspace(answer.version_id)
    asked = CATALOGUE[question]
    files = Goto("/api/v1/questions/evidence", {"id": evidence_id, "at": None, "region": None})
    shown = sheets_shown(store, originals, placed)
    facts: dict[str, Cell] = {
        "asks": Both(asked.asks, asked.asks_en),
        "n": len(placed),
        "n_sheets": len(shown),
        "version": answer.version_id or "",
    }
    blocks: list[Block] = [
        Sentences(((Saying("evidence_asks", facts), None), (Saying("evidence_rows", facts), None))),
        Panel(
            "finding",
            (
                Tiles(value_tiles(answer.summary["finding"], partial(leads_to, space.snapshot)), is_list=True),
                Folded("asked_with", (Tiles(parameter_tiles(question, answer.summary["parameters"]), is_list=True),)),
                Links((("xlsx", _as(files, "xlsx"), True), ("json", files, False))),
            ),
        ),
    ]
    blocks += shown
    if rows and rows[0]["path"]:
        blocks.append(_path(space, rows[0]["path"]))
    if rows and rows[0]["missing"]:
        blocks.append(_missing(space, rows[0]["missing"]))
    return Page("evidence", "", tuple(blocks), {"id": evidence_id})


def firm_rows(analyst: Analyst, store: Store, originals: Originals, firm_id: str, at: str) -> Page:
    """The rows that tell of a firm: lists 05, 06 and 07, and what else names it.

    Raises
    ------
    NotFound
        ``unknown_object``: no such firm.
    """
    space = analyst.workspace(at)
    snapshot = space.snapshot
    firm = snapshot.network.firm_ids[find_firm(snapshot, firm_id)]
    refs: list[tuple[str, int, tuple[str, ...]]] = []
    if firm in snapshot.firms:
        refs.append(("firms", snapshot.firms[firm]["row"], ("firm_id", "name", "reg_region", "controller", "tags")))
    refs += _naming(snapshot, "capacities", ("firm",), firm, ("product", "effective_capacity", "output", "state"))
    refs += _naming(snapshot, "supplies", ("buyer", "supplier"), firm, ("supplier", "buyer", "product", "share_buyer"))
    rows = evidence_rows(snapshot, with_reports(snapshot, Trace(tuple(refs))))
    shown = sheets_shown(store, originals, rows if refs else [])
    name = snapshot.network.firm_names[snapshot.network.firm_index[firm]]
    facts: dict[str, Cell] = {"name": name, "n": len(refs), "n_sheets": len(shown)}
    back = Sentences(((Saying("firm_rows", facts), Goto(f"/firms/{firm}")),))
    return Page("firm_rows", "firms", (back, *shown), {"name": name})


def _naming(
    snapshot: GraphSnapshot, table: str, columns: Sequence[str], firm: str, fields: tuple[str, ...]
) -> list[tuple[str, int, tuple[str, ...]]]:
    """Rows of a list that name a firm in one of the columns."""
    data = snapshot.tables[table]
    found: dict[int, None] = {}
    for column in columns:
        found.update(dict.fromkeys(positions_where(pc.equal(data[column], firm))))
    return [(table, row, fields) for row in sorted(found)]


def sheets_shown(store: Store, originals: Originals, rows: Sequence[Values]) -> list[SheetShown]:
    """Rows of ``evidence`` as they stand on their sheets, one block a sheet."""
    groups = _groups(rows)
    found = _originals(store, originals, groups)
    return [_sheet(key, group, found.get(key[1:], {})) for key, group in groups.items()]


def _as(to: Goto, ending: str) -> Goto:
    return Goto(to.path, {**to.query, "format": ending})


def _groups(rows: Sequence[Values]) -> dict[tuple[str, str, str], list[Values]]:
    """Rows by list, file and sheet, in the order of the answer; of a sheet in the order of its rows."""
    found: dict[tuple[str, str, str], list[Values]] = {}
    for row in rows:
        key = (row["table"], str(row["source_file"] or ""), str(row["source_sheet"] or ""))
        found.setdefault(key, []).append(row)
    for group in found.values():
        group.sort(key=lambda row: row["source_row"] or 0)
    return found


def _originals(
    store: Store, originals: Originals, groups: Mapping[tuple[str, str, str], Sequence[Values]]
) -> OriginalRows:
    """The rows as they were written, read from the kept files of their submissions."""
    by_submission: dict[str, dict[SheetKey, WantedRows]] = {}
    for (table, file, sheet), rows in groups.items():
        if table in NO_ROWS or table == "parked":
            continue
        numbers = sorted({row["source_row"] for row in rows[:ROWS] if row["source_row"] is not None})
        for submission in {row["submission_id"] for row in rows}:
            by_submission.setdefault(submission, {})[(file, sheet)] = WantedRows(table, numbers)
    found: dict[SheetKey, Mapping[int, tuple[OriginalCell, ...]]] = {}
    for submission, wanted in by_submission.items():
        files: Sequence[RawFile] = store.staged(submission).files
        found.update(originals.original_rows(files, wanted))
    return found


def _sheet(
    key: tuple[str, str, str], rows: Sequence[Values], found: Mapping[int, tuple[OriginalCell, ...]]
) -> SheetShown:
    table, file, sheet = key
    shown = _merged(rows)[:ROWS]
    known = next((s for s in sheets() if s.table == table), None)
    name = sheet or (list_name(table) if known else table)
    written = any(row["source_row"] in found for row in shown)
    if table == "parked":
        return _parked(file, sheet, shown)
    columns = _columns(shown, found) if written else _value_columns(shown)
    lines = tuple(_line(row, columns, found.get(row["source_row"] or -1), known) for row in shown)
    heads = tuple(
        SheetColumn(place, _heading(known, field, text), any(field in row["columns"] for row in shown))
        for place, text, field in columns
    )
    return SheetShown(file, name, heads, lines, len(_merged(rows)), written)


def _merged(rows: Sequence[Values]) -> list[Values]:
    """One entry a row of the sheet: a row that is cited for several fields is shown once."""
    found: dict[tuple[Any, str], dict[str, Any]] = {}
    for i, row in enumerate(rows):
        place = (row["source_row"] if row["source_row"] is not None else f"?{i}", row["counts"])
        held = found.setdefault(place, {**row, "columns": [], "cells": {}})
        held["columns"] = list(dict.fromkeys([*held["columns"], *row["columns"]]))
        held["cells"] = {**held["cells"], **row["cells"]}
    return list(found.values())


ShownColumn = tuple[int | None, str, str | None]
"""Place on the sheet, heading, field."""


def _columns(rows: Sequence[Values], found: Mapping[int, tuple[OriginalCell, ...]]) -> list[ShownColumn]:
    """Columns of the sheet with content in one of the rows, then used fields that stand on no column of it."""
    held: dict[int, ShownColumn] = {}
    wanted = {field for row in rows for field in row["columns"]}
    for row in rows:
        for cell in found.get(row["source_row"] or -1, ()):
            if cell.text.strip() or cell.field in wanted:
                held[cell.column] = (cell.column, cell.heading, cell.field)
    columns = [held[place] for place in sorted(held)]
    seen = {field for _, _, field in columns}
    rest = dict.fromkeys(field for row in rows for field in row["columns"] if field not in seen)
    return [*columns, *((None, "", field) for field in rest)]


def _value_columns(rows: Sequence[Values]) -> list[ShownColumn]:
    fields = dict.fromkeys(field for row in rows for field in row["columns"])
    return [(None, "", field) for field in fields]


def _heading(sheet: Sheet | None, field: str | None, text: str) -> Named:
    column = _dictionary(sheet, field)
    if text:
        return text
    return Both(column.heading or column.label_en, column.label_en) if column else field or ""


def _dictionary(sheet: Sheet | None, field: str | None) -> Column | None:
    return None if sheet is None else next((c for c in sheet.columns if c.field == field), None)


def _line(
    row: Values, columns: Sequence[ShownColumn], written: tuple[OriginalCell, ...] | None, sheet: Sheet | None
) -> SheetLine:
    by_place = {cell.column: cell for cell in written or ()}
    cells, told = [], set()
    for place, _, field in columns:
        is_used = field is not None and field in row["columns"]
        value = row["cells"].get(field) if is_used and field not in told else None
        if place is None:
            cells.append(SheetCell(None, _value(value, sheet, field) if is_used else None, is_used))
            continue
        original = by_place[place].text if place in by_place else ""
        told |= {field} if is_used else set()
        differs = value is not None and not _same(original, value)
        cells.append(SheetCell(original, _value(value, sheet, field) if differs else None, is_used))
    return SheetLine(row["source_row"], Coded("counts", row["counts"]), tuple(cells))


def _value(value: object, sheet: Sheet | None, field: str | None) -> Cell:
    column = _dictionary(sheet, field)
    return listed_cell(value, column.unit if column else None, None)


def _same(original: str, value: object) -> bool:
    """Whether a cell says what it counts as."""
    text = original.strip()
    if isinstance(value, bool):
        return text in (("是", "TRUE") if value else ("否", "FALSE"))
    if isinstance(value, int | float):
        try:
            return float(text.replace(",", "")) == float(value)
        except ValueError:
            return False
    if isinstance(value, list | tuple):
        return [part for part in text.replace("；", "、").replace(";", "、").split("、") if part] == list(value)
    return text == str(value)


def _parked(file: str, sheet: str, rows: Sequence[Values]) -> SheetShown:
    """Rows that were put aside, cell by cell as they were kept."""
    texts: list[Mapping[str, object]] = [row["cells"].get("cells") or {} for row in rows]
    names = list(dict.fromkeys(name for cells in texts for name in cells))
    heads = tuple(SheetColumn(None, Both(name, name), False) for name in names)
    lines = tuple(
        SheetLine(
            row["source_row"],
            Coded("counts", "no"),
            tuple(SheetCell(None if cells.get(name) is None else str(cells[name])) for name in names),
        )
        for row, cells in zip(rows, texts, strict=True)
    )
    return SheetShown(file, sheet, heads, lines, len(rows), False)


def _path(space: Workspace, path: Sequence[Values]) -> Block:
    """The way of goods a finding rests on."""
    n = space.snapshot.network
    steps = tuple(
        (
            n.firm_names[n.firm_index[step["firm_id"]]] if step.get("firm_id") in n.firm_index else step["firm_id"],
            space.ground.names.product(str(step.get("product_code"))),
        )
        for step in path
        if step.get("firm_id")
    )
    return Panel("way", (Sentences(((Saying("evidence_way", {"way": Way(steps)}), None),)),))


def _said_of(name: str, value: object) -> Cell:
    """What else is told of a blank cell: the list it stands in by its name."""
    known = next((s for s in sheets() if name == "table" and s.table == value), None)
    return Both(f"{known.number} {known.name}", f"{known.number} {known.name_en}") if known else plain_cell(value)


def _missing(space: Workspace, missing: Sequence[Mapping[str, object]]) -> Listing:
    """Blank cells that the figures hang on: whom to ask for what."""
    n = space.snapshot.network
    lines = []
    for item in missing:
        firm_id, product = str(item.get("firm_id") or ""), item.get("product_code")
        name: Cell | Linked = firm_id or None
        if firm_id in n.firm_index:
            name = Linked(n.firm_names[n.firm_index[firm_id]], Goto(f"/firms/{firm_id}"))
        told = {k: v for k, v in item.items() if k not in ("firm_id", "product_code", "field")}
        field = item.get("field")
        cells = (
            name,
            space.ground.names.product(str(product)) if product else None,
            Coded("field", str(field)) if field else None,
            Joined(tuple(_said_of(k, v) for k, v in told.items() if v is not None), " · ") if told else None,
        )
        lines.append(Line(cells))
    return Listing("missing_cells", ("firm", "product", "missing_field", "what"), tuple(lines), len(missing), most=ROWS)

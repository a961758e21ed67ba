"""Rows of kept files as they were written, for showing: nothing is interpreted, numbers of persons are masked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from graphsvc.domain.dictionary import Sheet, sheets
from graphsvc.domain.errors import LoadError
from graphsvc.domain.originals import OriginalCell, OriginalRows, SheetKey, WantedRows
from graphsvc.domain.personal import mask
from graphsvc.domain.submission import RawFile
from loaders.files.sheets import RawSheet, read_bytes
from loaders.lists.chosen import Chosen
from loaders.lists.header import find_header
from loaders.lists.headings import Heading
from loaders.lists.tables import tables_on
from loaders.raw_cells import Cell
from loaders.report import Report
from loaders.text import cell_text, is_blank


def original_rows(files: Sequence[RawFile], wanted: Mapping[SheetKey, WantedRows]) -> OriginalRows:
    """The rows wanted; those of a file, sheet or list that cannot be found again are left out."""
    lists = {sheet.table: sheet for sheet in sheets()}
    found: dict[SheetKey, dict[int, tuple[OriginalCell, ...]]] = {}
    for file in files:
        own = {key: rows for key, rows in wanted.items() if key[0] == file.name and rows.table in lists}
        if not own:
            continue
        try:
            book = read_bytes(file.name, file.data)
        except LoadError:
            continue
        for key, rows in own.items():
            raw = next((sheet for sheet in book.sheets if sheet.name in (key[1], Path(key[1]).stem)), None)
            if raw is not None:
                found[key] = _rows_of(raw, lists[rows.table], rows.rows)
    return found


def _rows_of(raw: RawSheet, sheet: Sheet, rows: Sequence[int]) -> dict[int, tuple[OriginalCell, ...]]:
    header = find_header(raw, sheet)
    if header is None:
        return {}
    parts = tables_on(Chosen(sheet, raw, header), Report())
    told: dict[int, tuple[OriginalCell, ...]] = {}
    cells = dict(raw.rows)
    for row in rows:
        if row not in cells:
            continue
        heads = [part.header for part in parts if part.header is not None and part.header.row < row]
        head = heads[-1] if heads else header
        by_position = {heading.position: heading for heading in head.headings}
        unread = {position: text for position, text, _ in head.unknown}
        told[row] = _cells(cells[row], by_position, unread)
    return told


def _cells(
    cells: Sequence[Cell], headings: Mapping[int, Heading], unread: Mapping[int, str]
) -> tuple[OriginalCell, ...]:
    found = []
    for position, cell in enumerate(cells):
        text = cell_text(cell)
        heading = headings.get(position)
        if is_blank(text) and heading is None:
            continue
        column = heading.column if heading is not None else None
        is_personal = column is not None and ("personal" in column.rules or column.field == "person")
        shown = heading.text if heading is not None else unread.get(position, "")
        found.append(OriginalCell(position + 1, shown, column.field if column else None, mask(text, is_personal)))
    return tuple(found)

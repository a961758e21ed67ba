"""A list whose headings stand in the first column and whose rows are columns: turned before it is read."""

from __future__ import annotations

from dataclasses import replace

from graphsvc.domain.dictionary import Sheet
from graphsvc.domain.notices import Place
from loaders.files.sheets import RawSheet
from loaders.lists.chosen import Chosen
from loaders.lists.header import find_header
from loaders.lists.headings import match_heading
from loaders.lists.keys import missing_keys
from loaders.raw_cells import cell_at
from loaders.report import Report
from loaders.text import cell_text, is_blank

_MOST_ROWS = 60
"""A list has no more headings than that."""

_LEAST_FIELDS = 4
_KNOWN_PART = 0.6


def turned_table(raw: RawSheet, sheet: Sheet, report: Report) -> Chosen | None:
    """The list with its columns as rows, said; None where its first column does not hold its headings.

    Rows are then numbered as the columns of the sheet are: 2 is column B.
    """
    if len(raw.rows) > _MOST_ROWS:
        return None
    texts = [cell_text(cell_at(cells, 0)) for _, cells in raw.rows]
    told = [text for text in texts if not is_blank(text)]
    known = [match.column.field for text in told if (match := match_heading(sheet, text))]
    if len(set(known)) < max(_LEAST_FIELDS, _KNOWN_PART * len(told)) or missing_keys(sheet, set(known)):
        return None
    turned = _turned(raw)
    header = find_header(turned, sheet)
    if header is None or header.first_row != 1:
        return None
    report.add("turned_sheet", Place(raw.file, raw.name), raw.name, "repaired", list=sheet.name)
    return Chosen(sheet, turned, header)


def _turned(raw: RawSheet) -> RawSheet:
    lines = list(raw.rows)
    width = max((len(cells) for _, cells in lines), default=0)
    rows = [(at + 1, [cell_at(cells, at) for _, cells in lines]) for at in range(width)]
    at_row = {number: index for index, (number, _) in enumerate(lines, start=1)}
    merged = [
        (left, at_row[top], right, at_row.get(bottom, at_row[top]))
        for top, left, bottom, right in raw.merged
        if top in at_row
    ]
    comments = [(column, at_row[row], text) for row, column, text in raw.comments if row in at_row]
    hidden = {at_row[row] for row in raw.hidden_rows if row in at_row}
    return replace(
        raw, rows=rows, merged=merged, comments=comments, hidden_rows=set(raw.hidden_columns), hidden_columns=hidden
    )

"""The template filled in as an office does: the lists of another workbook written below its examples."""

from __future__ import annotations

from pathlib import Path

import openpyxl

HEADING, FIRST = 3, 5
"""Rows of the template."""


def fill_template(template: Path, lists: Path, target: Path) -> Path:
    """Write the cells of plain lists (headings in row 1) into the template, column by column."""
    book, source = openpyxl.load_workbook(template), openpyxl.load_workbook(lists)
    for page in source:
        own = book[page.title]
        if page.title.startswith("00"):
            given = {row[0].value: row[1].value for row in page.iter_rows(max_col=2)}
            for row in own.iter_rows(min_row=3):
                row[1].value = given.get(row[0].value)
            continue
        columns = {cell.value: cell.column for cell in own[HEADING]}
        headings, *lines = page.iter_rows(values_only=True)
        for y, line in enumerate(lines, start=FIRST):
            for heading, value in zip(headings, line, strict=True):
                own.cell(y, columns[heading] or 1).value = value
    book.save(target)
    return target

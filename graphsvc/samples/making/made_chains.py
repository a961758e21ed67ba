"""One big sample chain as a workbook: its readable sources turned into all 25 lists, seeded and deterministic.

``python -m graphsvc.samples.making.made_chains FOLDER_NAME OUT.xlsx`` writes one workbook after checking the sources;
``... FOLDER_NAME check`` only checks; ``... FOLDER_NAME code NUMBER REGION`` prints a credit code for a firm by hand.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from graphsvc.domain.dictionary import Sheet, sheets
from graphsvc.samples.making.chain_sources import SOURCES, Row, Sources, read_sources
from graphsvc.samples.making.credit_codes import made_code
from graphsvc.samples.making.made_basics import (
    capacity_rows,
    chain_rows,
    firm_rows,
    input_rows,
    product_rows,
    stage_rows,
    submission_lines,
)
from graphsvc.samples.making.made_lists import made_rows
from graphsvc.samples.making.made_trade import supply_rows
from graphsvc.samples.making.sheet_writer import KEY_VALUE_SHEET, Lines, check_lines, write_book
from graphsvc.samples.making.source_checks import faults_of

Lists = Mapping[str, Lines]
"""Lines of each list by its two-digit number; the first line holds the headings, but for 00."""


def made_chain(sources: Sources) -> dict[str, Lines]:
    """All lists of one chain."""
    rows: dict[str, list[Row]] = {
        "01": chain_rows(sources),
        "02": stage_rows(sources),
        "03": product_rows(sources),
        "04": input_rows(sources),
        "05": firm_rows(sources),
        "06": capacity_rows(sources),
        "07": supply_rows(sources),
    }
    supplies = rows["07"]
    for sheet in sheets():
        if sheet.number >= "08":
            rows[sheet.number] = [*sources.rows(sheet.number), *made_rows(sources, sheet.number, supplies)]
    lists: dict[str, Lines] = {KEY_VALUE_SHEET: submission_lines(sources)}
    for sheet in sheets():
        if rows.get(sheet.number):
            lists[sheet.number] = _lines(sheet, rows[sheet.number])
    return lists


def _lines(sheet: Sheet, rows: Sequence[Row]) -> list[list[str]]:
    """Rows as lines under the headings that any row fills, in the dictionary's order; unknown headings at the end."""
    filled = {heading for row in rows for heading, cell in row.items() if cell}
    order = [column.heading for column in sheet.columns if column.heading in filled]
    order += sorted(filled - set(order))
    return [order, *([row.get(heading, "") for heading in order] for row in rows)]


def write_lists(lists: Lists, out: Path, title: str) -> Path:
    """Write the lists of a chain as one workbook; a heading that the dictionary does not print is a ValueError."""
    contents = [(sheet, lists[sheet.number]) for sheet in sheets() if sheet.number in lists]
    for sheet, lines in contents:
        check_lines(sheet, lines, f"{title}, list {sheet.number}")
    return write_book(contents, out, title)


def write_made_chain(folder: Path, out: Path) -> Path:
    """Write the workbook of one folder of sources."""
    return write_lists(made_chain(read_sources(folder)), out, folder.name)


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the sources of one chain and write its workbook."""
    parser = argparse.ArgumentParser(prog="python -m graphsvc.samples.making.made_chains", description=main.__doc__)
    parser.add_argument("folder", help="name of the folder of sources beside this file")
    parser.add_argument("out", help="the .xlsx to write, 'check' or 'code'")
    parser.add_argument("more", nargs="*", help="with 'code': number and region of a firm")
    given = parser.parse_args(arguments)
    if given.out == "code":
        number, region = given.more
        print(made_code(int(number), region))
        return 0
    sources = read_sources(SOURCES / given.folder)
    faults = faults_of(sources)
    for fault in faults:
        print(fault, file=sys.stderr)
    if given.out != "check":
        lists = made_chain(sources)
        write_lists(lists, Path(given.out), given.folder)
        sizes = {number: len(lines) - 1 for number, lines in sorted(lists.items()) if number != KEY_VALUE_SHEET}
        print(f"{given.out}: rows per list {sizes}")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())

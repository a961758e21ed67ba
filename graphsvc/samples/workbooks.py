"""Workbooks of the sample chains, made from the readable sources beside this file.

A folder is one chain. ``tyre/`` holds whole lists: ``NN_table.csv`` is one list under the dictionary's printed
headings, ``00`` as lines of key and value. A folder with ``chain.toml`` holds the sources of a big chain, from which
``made_chains.py`` makes the lists. ``python -m graphsvc.samples.workbooks FOLDER`` makes all of them.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from pathlib import Path

from graphsvc.domain.dictionary import Sheet, sheets
from graphsvc.samples.making.chain_sources import SETTINGS, SOURCES, chain_folders
from graphsvc.samples.making.made_chains import write_made_chain
from graphsvc.samples.making.sheet_writer import CREATED, check_lines, write_book

__all__ = ["CREATED", "SOURCES", "demo_samples", "main", "make_samples", "make_workbook"]


def make_workbook(sources: Path, out: Path) -> Path:
    """Write one chain's lists as one workbook.

    Parameters
    ----------
    sources
        Folder with ``chain.toml`` and its tables, or with ``NN_table.csv`` files (UTF-8); of the latter other names
        are not read, missing lists make no sheet.
    out
        The ``.xlsx`` file to write; its folder is made where needed, an older file is replaced.

    Returns
    -------
    ``out``. Sheets are named ``NN_中文名``, numbers and whole days are cells of that kind, all else is text.
    The same sources give the same bytes.

    Raises
    ------
    ValueError
        A folder without lists, an empty list, a heading that the dictionary does not print or that stands
        twice, or a line with more cells than headings.
    """
    if (sources / SETTINGS).is_file():
        return write_made_chain(sources, out)
    lists = [(sheet, path) for sheet in sheets() if (path := sources / _source_name(sheet)).is_file()]
    if not lists:
        raise ValueError(f"{sources}: no NN_table.csv in this folder")
    contents = [(sheet, _read(path), path) for sheet, path in lists]
    for sheet, lines, path in contents:
        check_lines(sheet, lines, str(path))
    return write_book([(sheet, lines) for sheet, lines, _ in contents], out, sources.name)


def make_samples(out_dir: Path) -> list[Path]:
    """Write the worked example and the big chains into a folder; the paths, by name of the chain's sources."""
    examples = [path.parent for path in SOURCES.glob("*/00_submissions.csv")]
    return [make_workbook(chain, out_dir / f"{chain.name}.xlsx") for chain in sorted([*examples, *chain_folders()])]


def demo_samples(out_dir: Path) -> list[Path]:
    """Write the workbooks of the big chains alone, which the demonstration loads into one store."""
    return [make_workbook(chain, out_dir / f"{chain.name}.xlsx") for chain in chain_folders()]


def _source_name(sheet: Sheet) -> str:
    return f"{sheet.number}_{sheet.table}.csv"


def _read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return [line for line in csv.reader(stream) if line]


def main(arguments: Sequence[str] | None = None) -> None:
    """Make all sample workbooks in the folder named on the command line and list their paths."""
    parser = argparse.ArgumentParser(prog="python -m graphsvc.samples.workbooks", description=main.__doc__)
    parser.add_argument("folder", type=Path)
    for path in make_samples(parser.parse_args(arguments).folder):
        print(path)


if __name__ == "__main__":
    main()

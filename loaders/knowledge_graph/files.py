"""The files of a ChainKnowledgeGraph folder as columns of text; every row ends as loaded, merged or parked."""

from __future__ import annotations

import csv
import hashlib
import io
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path

import orjson

from graphsvc.domain.errors import LoadError
from graphsvc.domain.notices import Notice, Place
from graphsvc.domain.submission import RawFile
from loaders.files.sheets import MAX_UPLOAD
from loaders.raw_cells import Row
from loaders.report import Report
from loaders.rulings import UNKNOWN_REFERENCE, WHY_UNKNOWN


@dataclass(frozen=True)
class FileMapping:
    """What a file says: canonical table, its columns by our words, those that must be filled."""

    table: str
    keys: tuple[str, ...]
    columns: Mapping[str, str]


@cache
def mapping() -> Mapping[str, FileMapping]:
    """What each file says, by its stem."""
    text = resources.files("loaders.knowledge_graph").joinpath("columns.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text).items()
    return {stem: FileMapping(each["table"], tuple(each["keys"]), each["columns"]) for stem, each in told}


@dataclass
class GraphFile:
    """One file, row by row from 0: texts by our words, the line each row stands at, and what became of it.

    ``members``: what the file calls our words, where it is no CSV.
    """

    stem: str
    raw: RawFile
    columns: Mapping[str, list[str]]
    lines: list[int]
    report: Report
    members: Mapping[str, str] = field(default_factory=dict)
    merged: dict[int, int] = field(default_factory=dict)
    parked: dict[int, tuple[str, str]] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """Rows below the heading."""
        return len(self.lines)

    def place(self, row: int, word: str | None = None) -> Place:
        """Where a row stands; the column as the file prints it."""
        heading = {**mapping()[self.stem].columns, **self.members}[word] if word else None
        return Place(self.raw.name, self.stem, self.lines[row], heading)

    def standing(self) -> list[int]:
        """Rows neither merged nor parked, in file order."""
        if not self.parked and not self.merged:
            return list(range(self.n))
        return [row for row in range(self.n) if row not in self.parked and row not in self.merged]

    def merge(self, row: int, base: int, code: str = "V18", word: str | None = None, **facts: object) -> None:
        """A row goes up in another one and is said once."""
        self.merged[row] = base
        original = self.columns[word][row] if word else None
        self.report.add(code, self.place(row, word), original, "merged", first=self.lines[base], **facts)

    def park(self, row: int, code: str, word: str, table: str | None = None, **facts: object) -> None:
        """A row is put aside under a code, with the cell that is the reason; ``table`` it was meant for."""
        self.parked[row] = (code, table or mapping()[self.stem].table)
        original = self.columns[word][row]
        place = self.place(row, word)
        self.report.add(code, place, original, "parked", **{"heading": place.column, **facts})

    def park_unknown(
        self, row: int, word: str, within: str, table: str | None = None, *, several: bool = False
    ) -> None:
        """V02: the cell names nothing (or several things) of the file ``within``."""
        why = WHY_UNKNOWN["ambiguous" if several else "unknown"]
        self.park(
            row,
            UNKNOWN_REFERENCE,
            word,
            table,
            list=within if self.members else f"{within}.csv",
            why_zh=why[0],
            why_en=why[1],
        )

    def parked_rows(self, known: Collection[str]) -> list[Row]:
        """Rows for the table ``parked``: cells as they stand in the file; ``known``: products of the folder."""
        products = self.columns.get("product", ())
        headings = mapping()[self.stem].columns
        found: list[Row] = []
        for row, (code, table) in sorted(self.parked.items()):
            cells = {headings[word]: values[row] for word, values in self.columns.items() if values[row]}
            found.append(
                {
                    "table": table,
                    "code": code,
                    "file": self.raw.name,
                    "sheet": self.stem,
                    "row": self.lines[row],
                    "cells": orjson.dumps(cells).decode(),
                    "products": [products[row]] if products and products[row] in known else None,
                }
            )
        return found

    def account(self) -> Notice:
        """Rows in = loaded + merged + parked."""
        facts = {
            "file": self.raw.name,
            "rows": self.n,
            "loaded": self.n - len(self.merged) - len(self.parked),
            "merged": len(self.merged),
            "parked": len(self.parked),
        }
        return Notice("rows_accounted", Place(self.raw.name, self.stem), None, None, facts)


def read_graph_file(path: Path, report: Report) -> GraphFile:
    """Read one file of the folder; short rows and blank keys are parked.

    Raises
    ------
    LoadError
        ``file_not_found``, ``file_too_large``, ``bad_encoding``, ``bad_csv``, ``missing_column``.
    """
    data, text = contents(path)
    about = mapping()[path.stem]
    headings = about.columns
    rows, lines = _records(path.name, text)
    header = rows[0] if rows else []
    lacking = [heading for heading in headings.values() if heading not in header]
    if lacking:
        raise refused("missing_column", path.name, sheet=path.stem, columns="、".join(lacking))
    width, body, lines = len(header), rows[1:], lines[1:]
    uneven = [i for i, row in enumerate(body) if len(row) != width]
    for i in uneven:
        body[i] = (body[i] + [""] * width)[:width]
    by_heading = dict(zip(header, map(list, zip(*body, strict=True)), strict=True)) if body else {}
    columns: dict[str, list[str]] = {word: by_heading.get(heading, []) for word, heading in headings.items()}
    found = GraphFile(path.stem, RawFile(path.name, hashlib.sha256(data).hexdigest(), data), columns, lines, report)
    first = next(iter(headings))
    for i in uneven:
        found.park(i, "wrong_width", first, width=width)
    park_blank_keys(found)
    return found


def park_blank_keys(file: GraphFile) -> None:
    """Put aside the rows of which a key is blank."""
    for word in mapping()[file.stem].keys:
        for row, cell in enumerate(file.columns[word]):
            if not cell.strip() and row not in file.parked:
                file.park(row, "missing_value", word)


def contents(path: Path) -> tuple[bytes, str]:
    """Bytes and text of a file."""
    try:
        size = path.stat().st_size
        if size > MAX_UPLOAD:
            raise refused("file_too_large", path.name, size=size, limit=MAX_UPLOAD)
        data = path.read_bytes()
    except OSError:
        raise refused("file_not_found", str(path)) from None
    try:
        return data, data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refused("bad_encoding", path.name) from None


def _records(name: str, text: str) -> tuple[list[list[str]], list[int]]:
    """Records of a CSV text and the number of each, blank lines counted but left out."""
    rows: list[list[str]] = []
    lines: list[int] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for number, row in enumerate(reader, 1):
            if row:
                rows.append(row)
                lines.append(number)
    except csv.Error:
        raise refused("bad_csv", name, row=len(lines) + 1) from None
    return rows, lines


def refused(code: str, name: str, **facts: object) -> LoadError:
    """The refusal of a file, at its row where one is told."""
    row = facts.get("row")
    place = Place(file=name, row=row if isinstance(row, int) else None)
    facts = {"file": name, **facts}
    return LoadError(code, notices=[Notice(code, place, None, "refused", facts)], **facts)


def absent(stem: str, report: Report, name: str) -> GraphFile:
    """A file that is not there: no rows, and said."""
    report.add("file_absent", Place(name), None, "kept", file=name)
    return GraphFile(stem, RawFile(name, "", b""), {word: [] for word in mapping()[stem].columns}, [], report)

"""One worksheet row by row, inside the disposable reader."""

from __future__ import annotations

import datetime
import re
import sys

import orjson

from loaders.files.child_lines import JsonCell, SheetEnd
from loaders.files.row_scanner import scan_rows
from loaders.files.runs import Runs
from loaders.files.xlsx_parts import Workbook
from loaders.files.xml_parts import (
    MAX_CELL_TEXT,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_COMMENTS,
    MAX_OUTPUT,
    Refused,
    local_name,
    number_of,
    parse,
    unescape,
)

_CONSTANT = re.compile(r'\s*"((?:[^"]|"")*)"\s*')
"""A formula that is nothing but a text in quotes."""

_PICTURE = re.compile(r"=?(?:_xlfn\.)*(?:DISPIMG|IMAGE)\(", re.IGNORECASE)
_ROWS_AT_ONCE = 200


class Out:
    """Lines to the parent, counted."""

    def __init__(self) -> None:
        self.cells = 0
        self.size = 0
        self.rows: list[tuple[int, int, list[JsonCell]]] = []

    def line(self, document: object) -> None:
        """Write one JSON document."""
        if self.rows:
            batch, self.rows = self.rows, []
            self.line(batch)
        text = orjson.dumps(document)
        self.size += len(text)
        if self.size > MAX_OUTPUT:
            raise Refused("too_many_cells", limit=MAX_CELLS)
        sys.stdout.buffer.write(text + b"\n")

    def row(self, number: int, hidden: bool, cells: list[JsonCell], n_cells: int) -> None:
        """Write one row with content."""
        self.cells += n_cells
        if self.cells > MAX_CELLS:
            raise Refused("too_many_cells", limit=MAX_CELLS)
        self.rows.append((number, int(hidden), cells))
        if len(self.rows) >= _ROWS_AT_ONCE:
            batch, self.rows = self.rows, []
            self.line(batch)


class SheetReader:
    """One worksheet, row by row."""

    def __init__(self, book: Workbook, out: Out) -> None:
        self.book, self.out = book, out
        self.columns: dict[str, int] = {}
        self.row_number, self.hidden, self.column = 0, False, 0
        self.cells: dict[int, JsonCell] = {}
        self.kind, self.style, self.has_value = "n", "", False
        self.formula: str | None = None
        self.is_in_formula = False
        self.pieces: list[str] = []
        self.reading = False
        self.runs: Runs | None = None
        self.n_far = self.n_rows = 0
        self.merged: list[list[int]] = []
        self.hidden_columns: list[list[int]] = []

    def read(self, part: str) -> None:
        """Emit the rows and the closing line of a sheet."""
        scan_rows(self.book.open(part), self)
        comments: list[tuple[int, int, str]] = []
        for kind, target in self.book.relations(part).values():
            if kind == "comments" and self.book.has(target):
                comments += self.comments(target)
        end: SheetEnd = {
            "end": True,
            "merged": self.merged,
            "hidden_columns": self.hidden_columns,
            "far_cells": self.n_far,
            "comments": comments[:MAX_COMMENTS],
        }
        self.out.line(end)

    def pieces_text(self, data: str) -> None:
        if self.reading:
            self.pieces.append(data)
        elif self.is_in_formula and self.formula is not None:
            self.formula += data
        elif self.runs is not None:
            self.runs.text(data)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag if ":" not in tag else local_name(tag)
        if local == "c":
            reference = attributes.get("r")
            self.column = self.place(reference)[1] if reference else self.column + 1
            self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
            self.formula, self.has_value = None, False
            self.pieces.clear()
        elif self.runs is not None:
            self.runs.start(tag, attributes)
        elif local == "v":
            self.reading = self.has_value = True
            self.pieces.clear()
        elif local == "is":
            self.has_value = True
            self.runs = Runs()
        elif local == "f":
            self.formula, self.is_in_formula = "", True
        elif local == "row":
            self.row_number = int(attributes.get("r") or self.row_number + 1)
            if not 1 <= self.row_number <= 2**20:
                raise Refused("not_a_workbook", reason=f"row {self.row_number}")
            self.hidden = attributes.get("hidden") in ("1", "true")
            self.cells = {}
            self.column = 0
        elif local == "col" and attributes.get("hidden") in ("1", "true"):
            low, high = int(attributes.get("min", "1")), int(attributes.get("max", "1"))
            if low <= MAX_COLUMNS and len(self.hidden_columns) < MAX_COLUMNS:
                self.hidden_columns.append([low, min(high, MAX_COLUMNS)])
        elif local == "mergeCell" and len(self.merged) < 100_000:
            first, _, last = attributes.get("ref", "").partition(":")
            self.merged.append([*self.place(first), *self.place(last or first)])

    def end(self, tag: str) -> None:
        local = tag if ":" not in tag else local_name(tag)
        if local == "c":
            self.keep()
            self.runs = None
        elif self.runs is not None:
            self.runs.end(tag)
        elif local == "v":
            self.reading = False
        elif local == "f":
            self.is_in_formula = False
        elif local == "row":
            row: list[JsonCell] = [None] * max(self.cells, default=0)
            for column, value in self.cells.items():
                row[column - 1] = value
            self.write(row, len(self.cells))

    def write(self, row: list[JsonCell], n_cells: int) -> None:
        """End the row that was opened: its cells from column 1 on."""
        self.n_rows += 1
        if n_cells:
            self.out.row(self.row_number, self.hidden, row, n_cells)

    def place(self, reference: str) -> tuple[int, int]:
        """(row, column) of a reference such as AB12, counted from 1."""
        letters = reference.rstrip("0123456789")
        column = self.columns.get(letters)
        if column is None:
            column = 0
            for letter in letters.replace("$", "").upper():
                if not "A" <= letter <= "Z":
                    raise Refused("not_a_workbook", reason=f"cell {reference[:20]}")
                column = column * 26 + ord(letter) - 64
            if not 1 <= column <= 16_384:
                raise Refused("not_a_workbook", reason=f"cell {reference[:20]}")
            self.columns[letters] = column
        digits = reference[len(letters) :]
        return int(digits) if digits else self.row_number, column

    def keep(self) -> None:
        value = self.value()
        if value is None or value == "":
            return
        if self.column > MAX_COLUMNS:
            self.n_far += 1
        else:
            self.cells[self.column] = value

    def value(self) -> JsonCell:
        text = "".join(self.pieces)
        kind = self.kind
        is_blank = not text or (text == "0" and self.book.is_uncalculated)
        if self.formula is not None and is_blank and kind in ("n", "b", "s", "e"):
            constant = _CONSTANT.fullmatch(self.formula)
            return self.text(constant[1].replace('""', '"')) if constant else ["formula", "="]
        if not self.has_value:
            return None
        if kind == "s":
            index = int(text) if text.isdigit() else -1
            if not 0 <= index < len(self.book.strings):
                raise Refused("not_a_workbook", reason="shared strings")
            return self.text(self.book.strings[index])
        if kind == "inlineStr" or self.runs is not None:
            return self.text(self.runs.value() if self.runs is not None else unescape(text))
        if kind == "str":
            return self.text(unescape(text))
        if kind == "b":
            return text in ("1", "true")
        if kind == "e":
            return ["error", text]
        return ["date", text[:10]] if kind == "d" else self.number(text)

    def text(self, value: JsonCell) -> JsonCell:
        """A text within its limit; pictures in cells stand there as formulas of their writers."""
        plain = value if isinstance(value, str) else str(value[2]) if isinstance(value, list) else ""
        if len(plain) > MAX_CELL_TEXT:
            raise Refused("cell_too_long", row=self.row_number, limit=MAX_CELL_TEXT)
        if plain[:1] in ("=", "_", "D", "I") and _PICTURE.match(plain):
            return ["picture", plain]
        return ["struck", plain] if plain and self.is_struck() else value

    def is_struck(self) -> bool:
        """Whether the whole cell is struck out."""
        index = int(self.style) if self.style.isdigit() else 0
        return index < len(self.book.struck) and self.book.struck[index]

    def number(self, text: str) -> JsonCell:
        if not text:
            return None
        try:
            value = number_of(text)
        except ValueError:
            return text
        if self.is_struck():
            return ["struck", text]
        index = int(self.style) if self.style.isdigit() else 0
        told = self.book.formats[index] if index < len(self.book.formats) else None
        if told is None:
            return value
        section = told.of(value)
        if section.kind == "percent":
            return ["percent", value]
        if section.kind == "date" and 1 <= value < 2_958_466:
            epoch = datetime.date(1904, 1, 1) if self.book.is_1904 else datetime.date(1899, 12, 30)
            return ["date", (epoch + datetime.timedelta(days=int(value))).isoformat(), section.precision]
        if section.kind == "shown":
            return ["shown", section.shown(value), value]
        return value

    def comments(self, part: str) -> list[tuple[int, int, str]]:
        """[row, column, text] of the notes beside the cells."""
        found: list[tuple[int, int, str]] = []
        state = {"t": False}

        def start(tag: str, attributes: dict[str, str]) -> None:
            local = local_name(tag)
            if local == "comment":
                found.append((*self.place(attributes.get("ref", "A1")), ""))
            state["t"] = local == "t"

        def text(data: str) -> None:
            if state["t"] and found and len(found[-1][2]) < 1_000:
                row, column, told = found[-1]
                found[-1] = (row, column, told + data)

        parse(self.book.open(part), start, lambda _: state.update(t=False), text)
        return found

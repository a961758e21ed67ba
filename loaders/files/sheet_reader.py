"""One worksheet row by row, inside the disposable reader."""

from __future__ import annotations

import re

from loaders.files.cell_values import CellValues
from loaders.files.child_lines import JsonCell, SheetEnd
from loaders.files.lines_out import Out
from loaders.files.plain_items import Items, scan
from loaders.files.row_scanner import PlainRows
from loaders.files.runs import Runs
from loaders.files.xlsx_parts import Workbook
from loaders.files.xml_parts import LAST_ROW, MAX_COLUMNS, MAX_COMMENTS, Refused, local_name, new_parser, parse

_FIRST_ROW = re.compile(rb"(?<=<sheetData>)")
_MOST_MERGED = 100_000


class SheetReader:
    """One worksheet, row by row."""

    def __init__(self, book: Workbook, out: Out) -> None:
        self.book, self.out, self.values = book, out, CellValues(book)
        self.columns: dict[str, int] = {}
        self.hidden, self.column = False, 0
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
        parser = new_parser(self.start, self.end, self.pieces_text)
        plain = PlainRows(self.values, self.out)
        scan(self.book.open(part), parser, Items(_FIRST_ROW, "</row>", plain.take, lambda: self.n_rows))
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
            self.values.row = int(attributes.get("r") or self.values.row + 1)
            if not 1 <= self.values.row <= LAST_ROW:
                raise Refused("not_a_workbook", reason=f"row {self.values.row}")
            self.hidden = attributes.get("hidden") in ("1", "true")
            self.cells = {}
            self.column = 0
        elif local == "col" and attributes.get("hidden") in ("1", "true"):
            low, high = int(attributes.get("min", "1")), int(attributes.get("max", "1"))
            if low <= MAX_COLUMNS and len(self.hidden_columns) < MAX_COLUMNS:
                self.hidden_columns.append([low, min(high, MAX_COLUMNS)])
        elif local == "mergeCell" and len(self.merged) < _MOST_MERGED:
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
            self.n_rows += 1
            row: list[JsonCell] = [None] * max(self.cells, default=0)
            for column, value in self.cells.items():
                row[column - 1] = value
            self.out.row(self.values.row, self.hidden, row)

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
        return int(digits) if digits else self.values.row, column

    def keep(self) -> None:
        """Keep the cell that ends, unless it is blank or too far to the right."""
        value = self.value()
        if value is None:
            return
        if self.column > MAX_COLUMNS:
            self.n_far += 1
        else:
            self.cells[self.column] = value

    def value(self) -> JsonCell:
        """The value of the cell that ends."""
        if self.runs is not None:
            return self.values.text(self.style, self.runs.value())
        text, formula = "".join(self.pieces), self.formula
        return self.values.of(
            self.kind, self.style, text, is_formula=formula is not None, has_value=self.has_value, formula=formula or ""
        )

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

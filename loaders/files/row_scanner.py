"""Rows of a worksheet in their plainest form, taken by pattern (see ``plain_items``).

A cell's value hangs on its style, type and text alone, so equal ones are asked for once. Most rows have the columns of
the row before, which gives the pattern that takes the next one whole.
"""

from __future__ import annotations

import re
from typing import IO, Protocol

from loaders.files.child_lines import JsonCell
from loaders.files.plain_items import PLAIN_TEXT, Items, scan
from loaders.files.xml_parts import MAX_COLUMNS, new_parser

_OPENING = re.compile(rb"<sheetData>")
_MOST_KEPT = 200_000
_INNER = (
    rf'(?: s="\d{{1,6}}")?(?: t="[a-zA-Z]{{1,9}}")?(?: ?/>|>(?:(?:<f>{PLAIN_TEXT}</f>)?'
    rf'(?:<v>{PLAIN_TEXT}</v>|<v ?/>)|<is><t(?: xml:space="preserve")?>{PLAIN_TEXT}</t></is>)</c>)'
)
_CELL = re.compile(rf'<c r="([A-Z]{{1,3}})\d{{1,7}}"{_INNER}')
_HEAD = r'<row((?: [A-Za-z]\w*(?::\w+)?="[\w .:+-]*")*)'
_ROW = re.compile(rf'{_HEAD}(?: ?/>|>((?:<c r="[A-Z]{{1,3}}\d{{1,7}}"{_INNER})*)</row>)\s*')
_PARTS = re.compile(r'(?: s="(\d+)")?(?: t="(\w+)")?(?: ?/>|>(<f>[^<]*</f>)?(?:<v ?/>|<v>|<is><t[^>]*>)([^<]*))')
_ATTRIBUTE = re.compile(r' ([\w:]+)="([^"]*)"')


class RowReader(Protocol):
    """What takes rows, from expat and from here alike, and knows the values of cells (``SheetReader``)."""

    cells: dict[int, JsonCell]
    kind: str
    style: str
    formula: bool
    has_value: bool
    pieces: list[str]
    n_far: int
    n_rows: int

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens."""

    def end(self, tag: str) -> None:
        """An element closes; a row is written and counted."""

    def write(self, row: list[JsonCell], n_cells: int) -> None:
        """The row that was opened ends with these cells, from column 1 on."""

    def pieces_text(self, data: str) -> None:
        """Text inside an element."""

    def place(self, reference: str) -> tuple[int, int]:
        """(row, column) of a reference."""

    def value(self) -> JsonCell:
        """The value of a cell by ``kind``, ``style``, ``formula``, ``has_value`` and ``pieces`` alone."""


def scan_rows(stream: IO[bytes], reader: RowReader) -> None:
    """Read a worksheet part; document types and what is no XML are refused."""
    parser = new_parser(reader.start, reader.end, reader.pieces_text)
    taken = _Rows(reader)
    scan(stream, parser, Items(_OPENING, "</row>", taken.take, lambda: reader.n_rows))


class _Rows:
    """Takes rows; ``layout`` is the pattern of the row before, ``columns`` the column of each of its cells."""

    def __init__(self, reader: RowReader) -> None:
        self.reader, self.values = reader, _Values(reader)
        self.layout, self.columns = _ROW, list[int]()
        self.is_known = self.is_dense = False

    def take(self, text: str, position: int) -> int | None:
        """Where the row at a position ends, handed over to the reader; None where it is not of a plain form."""
        match = self.layout.match(text, position) if self.is_known else None
        if match is None:
            match = _ROW.match(text, position)
            if match is None:
                return None
            self._learn(match[2] or "")
            match = self.layout.match(text, position)
            assert match is not None
        attributes, *inner = match.groups()
        reader = self.reader
        reader.start("row", dict(_ATTRIBUTE.findall(attributes)))
        values = [*map(self.values.__getitem__, inner)]
        if self.is_dense and None not in values and "" not in values:
            reader.write(values, len(values))
            return match.end()
        for column, value in zip(self.columns, values, strict=True):
            if value is not None and value != "":
                if column > MAX_COLUMNS:
                    reader.n_far += 1
                else:
                    reader.cells[column] = value
        reader.end("row")
        return match.end()

    def _learn(self, cells: str) -> None:
        letters = [match[1] for match in _CELL.finditer(cells)]
        self.columns = [self.reader.place(each)[1] for each in letters]
        self.is_dense = bool(letters) and self.columns == [*range(1, min(len(letters), MAX_COLUMNS) + 1)]
        inside = "".join(rf'<c r="{each}\d{{1,7}}"({_INNER})' for each in letters)
        self.layout = re.compile(rf"{_HEAD}>{inside}</row>\s*" if letters else rf"{_HEAD}(?: ?/>|></row>)\s*")
        self.is_known = True


class _Values(dict[str, JsonCell]):
    """Values of cells by what stands behind their reference, each asked of the reader once."""

    def __init__(self, reader: RowReader) -> None:
        super().__init__()
        self.reader = reader
        self.heads: dict[str, tuple[str, str, bool]] = {}

    def __missing__(self, inner: str) -> JsonCell:
        head, opened, text = inner.partition("<v>")
        reader = self.reader
        if opened and head in self.heads:
            reader.style, reader.kind, reader.formula = self.heads[head]
            text = text[: -len("</v></c>")]
            reader.has_value = True
        else:
            match = _PARTS.match(inner)
            assert match is not None
            style, kind, formula, text = match.groups()
            reader.style, reader.kind = style or "", kind or "n"
            reader.formula, reader.has_value = formula is not None, text is not None
            if opened and not formula:
                self.heads[head] = reader.style, reader.kind, False
        reader.pieces[:] = [text] if text else []
        if len(self) >= _MOST_KEPT:
            self.clear()
        value = self[inner] = reader.value()
        return value

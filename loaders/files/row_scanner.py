"""Rows of a worksheet in their plainest form, taken by pattern (see ``plain_items``).

A cell's value hangs on its style, type and text alone, so equal ones are asked for once. Where two rows in succession
have the same columns, styles and types, that gives a pattern that takes the next such row whole; there are few of them.
"""

from __future__ import annotations

import re
from typing import IO, NamedTuple, Protocol

from loaders.files.child_lines import JsonCell
from loaders.files.plain_items import PLAIN_TEXT, Items, scan
from loaders.files.xml_parts import MAX_COLUMNS, new_parser

_OPENING = re.compile(rb"<sheetData>")
_MOST_KEPT, _MOST_KINDS, _MOST_LAYOUTS, _WIDEST = 50_000, 64, 32, 64
_KIND = r'(?: s="\d{1,6}")?(?: t="[a-zA-Z]{1,9}")?'
_INSIDE = (
    rf"(?: ?/>|>(?:(?:<f>{PLAIN_TEXT}</f>)?(?:<v>{PLAIN_TEXT}</v>|<v ?/>)|"
    rf'<is><t(?: xml:space="preserve")?>{PLAIN_TEXT}</t></is>)</c>)'
)
_CELL = re.compile(rf'<c r="([A-Z]{{1,3}})\d{{1,7}}"({_KIND})({_INSIDE})')
_HEAD = r'<row((?: [A-Za-z]\w*(?::\w+)?="[\w .:+-]*")*)'
_ROW = re.compile(rf'{_HEAD}(?: ?/>|>((?:<c r="[A-Z]{{1,3}}\d{{1,7}}"{_KIND}{_INSIDE})*)</row>)\s*')
_STYLE_AND_TYPE = re.compile(r'(?: s="(\d+)")?(?: t="(\w+)")?')
_TEXT_INSIDE = re.compile(r"(?: ?/>|>(<f>[^<]*</f>)?(?:<v ?/>|<v>|<is><t[^>]*>)([^<]*))")
_ATTRIBUTE = re.compile(r' ([\w:]+)="([^"]*)"')
_FORMS = (("><v>", "</v></c>"), ("><is><t>", "</t></is></c>"))


class RowReader(Protocol):
    """What takes rows, from expat and from here alike, and knows the values of cells (``SheetReader``)."""

    cells: dict[int, JsonCell]
    kind: str
    style: str
    formula: str | None
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


class _Layout(NamedTuple):
    """The pattern of rows of one shape: where its texts stand, and what knows their values."""

    pattern: re.Pattern[str]
    columns: list[int]
    values: list[_Values]
    is_dense: bool


Shape = tuple[tuple[str, str, str], ...]
"""Cell by cell: letters of the column, style with type, what opens the text (see ``_FORMS``; blank cells: nothing)."""


class _Rows:
    """Takes rows; ``layout`` is the pattern that took the row before, or will take the next one like it."""

    def __init__(self, reader: RowReader) -> None:
        self.reader = reader
        self.kinds: dict[str, _Values] = {}
        self.layouts: dict[Shape, _Layout] = {}
        self.layout: _Layout | None = None
        self.last: Shape = ()

    def take(self, text: str, position: int) -> int | None:
        """Where the row at a position ends, handed over to the reader; None where it is not of a plain form."""
        layout = self.layout
        match = layout.pattern.match(text, position) if layout else None
        if layout is None or match is None:
            match = _ROW.match(text, position)
            if match is not None:
                self._take_any(match[1], match[2] or "")
            return match.end() if match else None
        attributes, *texts = match.groups()
        reader = self.reader
        reader.start("row", dict(_ATTRIBUTE.findall(attributes)))
        values = [known[text] for known, text in zip(layout.values, texts, strict=True)]
        if layout.is_dense and None not in values and "" not in values:
            reader.write(values, len(values))
        else:
            for column, value in zip(layout.columns, values, strict=True):
                self._put(column, value)
            reader.end("row")
        return match.end()

    def _take_any(self, attributes: str, cells: str) -> None:
        """One row of whatever plain form; a shape that comes twice becomes the pattern to try first."""
        reader = self.reader
        reader.start("row", dict(_ATTRIBUTE.findall(attributes)))
        found = _CELL.findall(cells)
        shape: list[tuple[str, str, str]] = []
        for letters, kind, inside in found:
            self._put(reader.place(letters)[1], self._values(kind).inside(inside))
            opening = next((form for form, _ in _FORMS if inside.startswith(form)), "" if "<" not in inside else "?")
            shape.append((letters, kind, opening + ("/" if inside == " />" else "")))
        reader.end("row")
        new = tuple(shape)
        if new == self.last and len(new) <= _WIDEST and all(form != "?" for _, _, form in new):
            if new not in self.layouts and len(self.layouts) < _MOST_LAYOUTS:
                self.layouts[new] = self._layout(new)
            self.layout = self.layouts.get(new)
        self.last = new

    def _layout(self, shape: Shape) -> _Layout:
        columns: list[int] = []
        values: list[_Values] = []
        pattern = ""
        for letters, kind, opening in shape:
            pattern += rf'<c r="{letters}\d{{1,7}}"{kind}'
            closing = dict(_FORMS).get(opening)
            if closing is None:
                pattern += " />" if opening else "/>"
                continue
            pattern += f"{opening}({PLAIN_TEXT}){closing}"
            columns.append(self.reader.place(letters)[1])
            values.append(self._values(kind))
        is_dense = 0 < len(columns) <= MAX_COLUMNS and columns == [*range(1, len(columns) + 1)]
        return _Layout(re.compile(rf"{_HEAD}>{pattern}</row>\s*"), columns, values, is_dense)

    def _values(self, kind: str) -> _Values:
        if kind not in self.kinds:
            if len(self.kinds) >= _MOST_KINDS:
                self.kinds.clear()
            self.kinds[kind] = _Values(self.reader, kind)
        return self.kinds[kind]

    def _put(self, column: int, value: JsonCell) -> None:
        if value is not None and value != "":
            if column > MAX_COLUMNS:
                self.reader.n_far += 1
            else:
                self.reader.cells[column] = value


class _Values(dict[str, JsonCell]):
    """Values of cells of one style and type by their text, each asked of the reader once."""

    def __init__(self, reader: RowReader, kind: str) -> None:
        super().__init__()
        match = _STYLE_AND_TYPE.fullmatch(kind)
        assert match is not None
        self.reader, self.style, self.type = reader, match[1] or "", match[2] or "n"

    def __missing__(self, text: str) -> JsonCell:
        if len(self) >= _MOST_KEPT:
            self.clear()
        value = self[text] = self._ask(text, None, True)
        return value

    def inside(self, inside: str) -> JsonCell:
        """The value of a cell by what stands behind its style and type."""
        match = _TEXT_INSIDE.match(inside)
        assert match is not None
        formula, text = match.groups()
        return self[text] if text and not formula else self._ask(text or "", formula, text is not None)

    def _ask(self, text: str, formula: str | None, has_value: bool) -> JsonCell:
        reader = self.reader
        reader.style, reader.kind = self.style, self.type
        reader.formula, reader.has_value = formula and formula[len("<f>") : -len("</f>")], has_value
        reader.pieces[:] = [text] if text else []
        return reader.value()

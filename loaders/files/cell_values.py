"""What stands in a cell of a worksheet, by its type, style and text, inside the disposable reader."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

import orjson

from loaders.files.child_lines import JsonCell
from loaders.files.number_formats import NumberFormat, clock
from loaders.files.runs import TOO_LONG, text_cell
from loaders.files.xml_parts import MAX_CELL_TEXT, Refused, number_of, unescape

_MOST_KEPT = 50_000
_CONSTANT = re.compile(r'\s*"((?:[^"]|"")*)"\s*')
"""A formula that is nothing but a text in quotes."""
_NUMBERS = re.compile(r"(?:(?:0|-?[1-9][0-9]{0,13}|-?(?:0|[1-9][0-9]{0,6})\.[0-9]{1,8}),)+")
"""Numbers of few digits: JSON reads them as ``number_of`` does."""


class Shared(Protocol):
    """What the cells of a workbook share (``Workbook``): texts, and by style formats and whether it is struck out."""

    strings: list[JsonCell]
    formats: list[NumberFormat | None]
    struck: list[bool]
    is_1904: bool
    is_uncalculated: bool


class CellValues:
    """Values of the cells of a sheet; ``row`` is the one that is being read, for what is refused in it."""

    def __init__(self, book: Shared) -> None:
        self.book, self.row = book, 0
        self.plain_strings = None if TOO_LONG in book.strings else book.strings

    def of(
        self, kind: str, style: str, text: str, *, is_formula: bool = False, has_value: bool = True, formula: str = ""
    ) -> JsonCell:
        """The value of a cell whose text is no text in runs; ``formula`` where it may be nothing but a text."""
        if is_formula and (not text or (text == "0" and self.book.is_uncalculated)) and kind in ("n", "b", "s", "e"):
            constant = _CONSTANT.fullmatch(formula)
            return ["formula", "="] if constant is None else self.text(style, text_cell(constant[1].replace('""', '"')))
        if not has_value:
            return None
        if kind == "s":
            index = int(text) if text.isdigit() else -1
            if not 0 <= index < len(self.book.strings):
                raise Refused("not_a_workbook", reason="shared strings")
            return self.text(style, self.book.strings[index])
        if kind in ("inlineStr", "str"):
            return self.text(style, text_cell(unescape(text)))
        if kind == "b":
            return text in ("1", "true")
        if kind == "e":
            return ["error", text]
        return ["date", text[:10]] if kind == "d" else self._number(style, text)

    def text(self, style: str, value: JsonCell) -> JsonCell:
        """A text (see ``text_cell``) within its limit, as its style shows it."""
        if value is TOO_LONG:
            raise Refused("cell_too_long", row=self.row, limit=MAX_CELL_TEXT)
        plain = value if isinstance(value, str) else value[2] if isinstance(value, list) and value[0] == "runs" else ""
        return ["struck", plain] if plain and self.is_struck(style) else value

    def is_struck(self, style: str) -> bool:
        """Whether cells of a style are struck out whole."""
        index = int(style) if style.isdigit() else 0
        return index < len(self.book.struck) and self.book.struck[index]

    def format(self, style: str) -> NumberFormat | None:
        """The number format of a style, None where it changes nothing."""
        index = int(style) if style.isdigit() else 0
        return self.book.formats[index] if index < len(self.book.formats) else None

    def _number(self, style: str, text: str) -> JsonCell:
        if not text:
            return None
        try:
            value = number_of(text)
        except ValueError:
            return text
        if self.is_struck(style):
            return ["struck", text]
        told = self.format(style)
        if told is None:
            return value
        section = told.of(value)
        if section.kind == "percent":
            return ["percent", value]
        if section.kind == "date" and 1 <= value < 2_958_466:
            epoch = datetime.date(1904, 1, 1) if self.book.is_1904 else datetime.date(1899, 12, 30)
            return ["date", (epoch + datetime.timedelta(days=int(value))).isoformat(), section.precision]
        if section.kind == "time" or (section.kind == "date" and 0 < value < 1):
            return clock(value)
        if section.kind == "shown":
            return ["shown", section.shown(value), value]
        return value


class LikeCells(dict[str, JsonCell]):
    """Values of cells of one type and style by their text, each found once.

    Without a formula, no text is no value.
    """

    def __init__(self, values: CellValues, kind: str, style: str, *, is_formula: bool) -> None:
        super().__init__()
        self._values, self._kind, self._style, self._is_formula = values, kind, style, is_formula
        is_plain = not is_formula and not values.is_struck(style)
        self._strings = values.plain_strings if kind == "s" and is_plain else None
        self._is_number = kind == "n" and is_plain and values.format(style) is None

    def __missing__(self, text: str) -> JsonCell:
        if len(self) >= _MOST_KEPT:
            self.clear()
        is_formula = self._is_formula
        has_value = is_formula or bool(text)
        value = self[text] = self._values.of(self._kind, self._style, text, is_formula=is_formula, has_value=has_value)
        return value

    def all(self, texts: Sequence[str]) -> list[JsonCell]:
        """Values of many texts; those of numbers and shared texts in their plainest form at once."""
        together = ",".join(texts)
        if together.count(",") >= len(texts):
            return [self[text] for text in texts]  # one of them holds a comma itself
        if self._is_number and _NUMBERS.fullmatch(f"{together},"):
            return list(orjson.loads(f"[{together}]"))
        if self._strings is not None and together.replace(",", "").isdecimal():
            with suppress(ValueError, IndexError):  # blank ones between them, or none of these texts
                return list(map(self._strings.__getitem__, orjson.loads(f"[{together}]")))
        return [self[text] for text in texts]

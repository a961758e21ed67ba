"""Rows of a worksheet in their plainest form, taken by pattern, as many as follow one another (see ``plain_items``).

The pattern is that of a row whose cells stand in the order of the columns, each of them there or not; it is about as
wide as the rows are. What it takes is handed on column by column, equal cells of a column found once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from loaders.files.cell_values import CellValues, LikeCells
from loaders.files.child_lines import JsonCell
from loaders.files.lines_out import Out
from loaders.files.plain_items import PLAIN_TEXT, items_at, items_pattern
from loaders.files.xml_parts import LAST_ROW, MAX_COLUMNS, Refused

_MOST_KINDS = 64

_HEAD = r'<row r="([1-9]\d{0,6})"((?: [A-Za-z]\w*(?::\w+)?="[\w .:+-]*")*)'
_KIND = r'(?: s="\d{1,6}+")?+(?: t="[a-zA-Z]{1,9}+")?+'
_FORMULA = rf'(<f)(?: [a-z]+="[\w.:$]*")*(?:>(?!\s*["&]){PLAIN_TEXT}</f>| ?/>)'
_VALUE = rf'(?:{_FORMULA})?(?:<v>(?!<)({PLAIN_TEXT})</v>|(?<!">)(?:<v(?: ?/>|></v>))?)'
_INSIDE = rf'<is><t(?: xml:space="preserve")?>({PLAIN_TEXT})</t></is>'
_CELL = rf'(?:<c r="{{letters}}\d{{1,7}}+"({_KIND})(?:>(?:{_VALUE}|{_INSIDE})</c>| ?/>)|)'
"""A cell or none: its style and type, whether there is a formula, its text, its text where that stands inside.

A value without text is plain beneath a formula only: of other cells their type decides what it is.
"""

_GROUPS = 4
"""Groups of a cell in the pattern."""

_REFERENCE = re.compile(r'<c r="([A-Z]{1,3})')
_STYLE_AND_TYPE = re.compile(r'(?: s="(\d+)")?(?: t="(\w+)")?')
_HIDDEN = re.compile(r' hidden="(?:1|true)"')


def column_letters(column: int) -> str:
    """The letters of a column counted from 1: A, B, …, Z, AA."""
    before, last = divmod(column - 1, 26)
    return (column_letters(before) if before else "") + chr(65 + last)


_COLUMNS = {column_letters(column): column for column in range(1, MAX_COLUMNS + 1)}


class PlainRows:
    """Takes plain rows: their values go to ``out``."""

    def __init__(self, values: CellValues, out: Out) -> None:
        self._values, self._out = values, out
        self._known: dict[tuple[str, str, bool], LikeCells] = {}
        self._width = self._left = 0

    def take(self, text: str, position: int) -> int:
        """Take the plain rows from a position on; where they end."""
        rows, end = items_at(_row_pattern(_round(self._width)), text, position)
        if not rows and self._widen(text[position : text.find("</row>", position)]):
            rows, end = items_at(_row_pattern(_round(self._width)), text, position)
        if rows:
            try:
                self._write(rows)
            except Refused:
                for row in rows:  # one by one, so that it is refused at its row
                    self._write([row])
                raise
        return end

    def _widen(self, row: str) -> bool:
        """Make the pattern as wide as a row; a much wider one is left out, unless the one before was left out as well.

        The time that a pattern takes grows with its width, of whatever width the rows are.
        """
        width = max((_COLUMNS.get(letters, 0) for letters in _REFERENCE.findall(row)), default=0)
        before, self._left = self._left, width
        width = width if width <= _near(self._width) else min(width, before)
        is_wider = width > self._width
        self._width = max(width, self._width)
        return is_wider

    def _write(self, rows: Sequence[tuple[str, ...]]) -> None:
        _, numbers_told, attributes, *groups = zip(*rows, strict=True)
        numbers = [int(number) for number in numbers_told]
        if max(numbers) > LAST_ROW:
            raise Refused("not_a_workbook", reason=f"row {max(numbers)}")
        hidden = {told for told in set(attributes) if _HIDDEN.search(told)}
        self._values.row = numbers[0]
        columns = [self._column(*groups[at : at + _GROUPS]) for at in range(0, len(groups), _GROUPS)]
        self._values.row = numbers[-1]
        self._out.block(numbers, [told in hidden for told in attributes], columns)
        used = max((at // _GROUPS + 1 for at, told in enumerate(groups) if any(told)), default=0)
        if self._width > _near(used):
            self._width = used
        self._left = 0

    def _column(
        self, kinds: Sequence[str], formulas: Sequence[str], texts: Sequence[str], insides: Sequence[str]
    ) -> list[JsonCell]:
        is_inside = any(insides)
        if _are_same(kinds) and _are_same(formulas) and not (is_inside and any(texts)):
            return self._like(kinds[0], formulas[0], is_inside).all(insides if is_inside else texts)
        cells = zip(kinds, formulas, texts, insides, strict=True)
        return [self._like(kind, formula, bool(inside))[inside or text] for kind, formula, text, inside in cells]

    def _like(self, kind: str, formula: str, is_inside: bool) -> LikeCells:
        key = kind, formula, is_inside
        if key not in self._known:
            if len(self._known) >= _MOST_KINDS:
                self._known.clear()
            match = _STYLE_AND_TYPE.fullmatch(kind)
            assert match is not None
            told = "inlineStr" if is_inside else match[2] or "n"
            self._known[key] = LikeCells(self._values, told, match[1] or "", is_formula=bool(formula))
        return self._known[key]


def _are_same(texts: Sequence[str]) -> bool:
    return texts.count(texts[0]) == len(texts)


def _near(width: int) -> int:
    return 2 * width + 8


def _round(width: int) -> int:
    """A width rounded up, so that there are few patterns: a wide one takes long to make."""
    step = 4 if width <= 32 else 32
    return -(-width // step) * step


@cache
def _row_pattern(width: int) -> re.Pattern[str]:
    """The pattern of rows up to so many columns wide."""
    cells = (_CELL.replace("{letters}", letters) for letters, _ in zip(_COLUMNS, range(width), strict=False))
    return items_pattern(f"{_HEAD}(?: ?/>|>{''.join(cells)}</row>)")

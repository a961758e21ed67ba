"""Rows of a worksheet in their plainest form, taken by pattern, as many as follow one another (see ``plain_items``).

The pattern is that of a row whose cells stand in the order of the columns, each of them there or not; it is about as
wide as the rows are. What it takes is handed on column by column, equal cells of a column found once. Of rows taken so
the next are expected to be alike: their own pattern has the style and type of each column as they were (``Shape``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

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

_LIKE_BEFORE = rf'(?:<c r="{{letters}}\d{{1,7}}+"{{kind}}(?:><v>(?!<)({PLAIN_TEXT})</v></c>| ?/>)|)'
"""A cell of the style and type that its column had, or none: its text."""

_MOST_SHAPES, _WIDEST_SHAPE = 16, 64

_REFERENCE = re.compile(r'<c r="([A-Z]{1,3})')
_STYLE_AND_TYPE = re.compile(r'(?: s="(\d+)")?(?: t="(\w+)")?')
_HIDDEN = re.compile(r' hidden="(?:1|true)"')


def column_letters(column: int) -> str:
    """The letters of a column counted from 1: A, B, …, Z, AA."""
    before, last = divmod(column - 1, 26)
    return (column_letters(before) if before else "") + chr(65 + last)


_COLUMNS = {column_letters(column): column for column in range(1, MAX_COLUMNS + 1)}


class Shape(NamedTuple):
    """What rows of a sheet are alike in: by column the one style and type of its cells, None where they vary."""

    kinds: tuple[str | None, ...]
    pattern: re.Pattern[str]


class PlainRows:
    """Takes plain rows: their values go to ``out``."""

    def __init__(self, values: CellValues, out: Out) -> None:
        self._values, self._out = values, out
        self._known: dict[tuple[str, str, bool], LikeCells] = {}
        self._width = self._left = 0
        self._seen: list[set[str | None]] = []
        self._shape: Shape | None = None
        self._n_shapes = 0

    def take(self, text: str, position: int) -> int:
        """Take the plain rows from a position on; where they end."""
        if self._shape is not None:
            rows, end = items_at(self._shape.pattern, text, position)
            if rows:
                self._write_each(rows, self._shape.kinds)
                return end
        width = _round(self._width)
        rows, end = items_at(_row_pattern(width), text, position)
        if not rows and self._widen(text[position : text.find("</row>", position)]):
            width = _round(self._width)
            rows, end = items_at(_row_pattern(width), text, position)
        if rows:
            groups = self._write_each(rows, (None,) * width)
            self._learn(groups)
            used = max((at // _GROUPS + 1 for at, told in enumerate(groups) if any(told)), default=0)
            if self._width > _near(used):
                self._width = used
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

    def _learn(self, groups: Sequence[Sequence[str]]) -> None:
        """Expect the next rows to be like these and those before; not for ever where they go on being others."""
        if self._n_shapes == _MOST_SHAPES:
            return
        n_columns = min(len(groups) // _GROUPS, _WIDEST_SHAPE)
        self._seen += [set() for _ in range(n_columns - len(self._seen))]
        for seen, at in zip(self._seen, range(0, n_columns * _GROUPS, _GROUPS), strict=False):
            kinds, formulas, texts, insides = groups[at : at + _GROUPS]
            told: set[str | None] = set(kinds)
            if told == {""} and not any(texts):
                continue  # no cells, or blank ones
            if any(formulas) or any(insides):
                told.add(None)
            elif (
                "" in told
                and len(told) > 1
                and not any(text for kind, text in zip(kinds, texts, strict=True) if not kind)
            ):
                told.remove("")  # where there is none
            seen.update(told)
        kinds_now = tuple(seen.copy().pop() if len(seen) == 1 else None for seen in self._seen)
        while kinds_now and not self._seen[len(kinds_now) - 1]:
            kinds_now = kinds_now[:-1]
        if self._shape is None or self._shape.kinds != kinds_now:
            self._shape = Shape(kinds_now, _like_pattern(kinds_now))
            self._n_shapes += 1

    def _write_each(self, rows: Sequence[tuple[str, ...]], kinds: Sequence[str | None]) -> Sequence[Sequence[str]]:
        """Write rows, together or, where one is refused, one by one, so that it is refused at its row."""
        try:
            return self._write(rows, kinds)
        except Refused:
            for row in rows:
                self._write([row], kinds)
            raise

    def _write(self, rows: Sequence[tuple[str, ...]], kinds: Sequence[str | None]) -> Sequence[Sequence[str]]:
        """Write rows, whose cells have one group where their kind is known, else ``_GROUPS``; the groups of cells."""
        numbers_told, attributes, *groups = zip(*rows, strict=True)
        numbers = list(map(int, numbers_told))
        if max(numbers) > LAST_ROW:
            raise Refused("not_a_workbook", reason=f"row {max(numbers)}")
        hidden = {told for told in set(attributes) if _HIDDEN.search(told)}
        self._values.row = numbers[0]
        columns, at = [], 0
        for kind in kinds:
            if kind is None:
                columns.append(self._column(*groups[at : at + _GROUPS]))
                at += _GROUPS
            else:
                columns.append(self._like(kind, "", is_inside=False).all(groups[at]))
                at += 1
        self._values.row = numbers[-1]
        self._out.block(numbers, [told in hidden for told in attributes], columns)
        self._left = 0
        return groups[:-1]

    def _column(
        self, kinds: Sequence[str], formulas: Sequence[str], texts: Sequence[str], insides: Sequence[str]
    ) -> list[JsonCell]:
        is_inside = any(insides)
        if _are_same(kinds) and _are_same(formulas) and not (is_inside and any(texts)):
            return self._like(kinds[0], formulas[0], is_inside=is_inside).all(insides if is_inside else texts)
        cells = zip(kinds, formulas, texts, insides, strict=True)
        return [
            self._like(kind, formula, is_inside=bool(inside))[inside or text] for kind, formula, text, inside in cells
        ]

    def _like(self, kind: str, formula: str, *, is_inside: bool) -> LikeCells:
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


def _like_pattern(kinds: Sequence[str | None]) -> re.Pattern[str]:
    """The pattern of rows whose columns have these styles and types."""
    forms = (_CELL if kind is None else _LIKE_BEFORE.replace("{kind}", re.escape(kind)) for kind in kinds)
    cells = (form.replace("{letters}", letters) for form, letters in zip(forms, _COLUMNS, strict=False))
    return items_pattern(f"{_HEAD}(?: ?/>|>{''.join(cells)}</row>)")

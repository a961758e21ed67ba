"""Drop-downs: the allowed values of a column, or what another list of the same workbook holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from graphsvc.domain.dictionary import Column, Sheet, sheet_of
from graphsvc.domain.template import OPTIONS_SHEET, word
from graphsvc.exports.template.styles import FIRST_ROW, LAST_ROW

_LONGEST_LIST = 255
"""Characters that a list of entries may have inside a cell's own rule; longer ones stand on a sheet."""

_YES_NO = ("是", "否")
_CODE_WORDS = re.compile("编码|代码")
_NAMES = {"firms": "name", "products": "product_name", "stages": "stage_name", "parks": "name"}
_CODES = {"firms": "uscc", "products": "product_code", "stages": "stage_code", "parks": "park_code"}


def page_name(sheet: Sheet) -> str:
    """The worksheet of a list."""
    return f"{sheet.number}_{sheet.name}"


class Choices:
    """The drop-downs of one workbook; entries too long for a rule are kept for the sheet of entries."""

    def __init__(self) -> None:
        self._kept: list[tuple[str, ...]] = []

    def rule(self, column: Column) -> dict[str, Any] | None:
        """The rule of a column's cells, None where anything may be written."""
        if column.references:
            return self._rule(column, _filled_cells(column), "warning", word("pick_reference"))
        entries = _YES_NO if column.type == "bool" else column.allowed
        if not entries:
            return None
        is_closed = column.type == "enum" and "open" not in column.rules
        return self._rule(column, self._source(entries), "stop" if is_closed else "warning", word("pick"))

    def kept(self) -> Sequence[tuple[str, ...]]:
        """Entries that stand on the sheet of entries, column by column."""
        return tuple(self._kept)

    def _source(self, entries: tuple[str, ...]) -> list[str] | str:
        if len(",".join(entries)) <= _LONGEST_LIST:
            return list(entries)
        if entries not in self._kept:
            self._kept.append(entries)
        letter = chr(ord("A") + self._kept.index(entries))
        return f"='{OPTIONS_SHEET}'!${letter}$1:${letter}${len(entries)}"

    def _rule(self, column: Column, source: list[str] | str, kind: str, message: str) -> dict[str, Any]:
        rule: dict[str, Any] = {
            "validate": "list", "source": source, "error_type": kind,
            "error_title": word("pick_title"), "error_message": message,
        }  # fmt: skip
        if column.type == "list":  # one may be picked, several are typed
            rule |= {"show_error": False, "input_message": word("pick_several")}
        return rule


def _filled_cells(column: Column) -> str:
    """The filled cells that a reference is about: codes where the heading asks for them, else names."""
    table = (column.references or "").partition(".")[0]
    wants_code = "名称" not in column.heading and _CODE_WORDS.search(column.heading)
    sheet, field = sheet_of(table), (_CODES if wants_code else _NAMES)[table]
    position = [each.field for each in sheet.columns if not each.is_derived].index(field)
    letter = chr(ord("A") + position)
    cells = f"'{page_name(sheet)}'!${letter}${FIRST_ROW + 1}"
    return f"=OFFSET({cells},0,0,MAX(1,COUNTA({cells}:${letter}${LAST_ROW + 1})),1)"

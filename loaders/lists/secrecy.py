"""密级 of a file: what sheet 00 says and what stands over its lists; above the store's limit the file is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable

from graphsvc.domain.errors import LoadError
from graphsvc.domain.notices import Notice, Place
from graphsvc.domain.secrecy import highest, is_above, level_of
from loaders.files.sheets import RawSheet

TITLE_ROWS = 15
"""Rows at the top of a sheet in which a mark is looked for."""

_MARK = re.compile(r"\s*密级\s*[:：]\s*(\S.{0,30}?)\s*|\s*((?:秘密|机密|绝密)\s*[★☆].{0,20}?)\s*")

Mark = tuple[Place, str]
"""Where a level is told, and the text that tells it."""


def marks_over(raw: RawSheet) -> list[Mark]:
    """Marks that stand in cells of their own at the top of a sheet: 密级：内部, 机密★10年."""
    found: list[Mark] = []
    for number, cells in raw.rows[:TITLE_ROWS]:
        for cell in cells:
            match = _MARK.fullmatch(cell) if isinstance(cell, str) else None
            if match:
                found.append((Place(raw.file, raw.name, number, "密级"), match[1] or match[2]))
    return found


def file_level(marks: Iterable[Mark], limit: str) -> str | None:
    """The highest level of a file's marks, None where none is told.

    Raises
    ------
    LoadError
        ``V20``: a level is above ``limit``, or cannot be read.
    """
    told: list[str] = []
    refused: list[Notice] = []
    for place, text in marks:
        level = level_of(text)
        if level is None or is_above(level, limit):
            facts = {"sheet": place.sheet, "file": place.file, "row": place.row, "limit": limit}
            refused.append(Notice("V20", place, text, "refused", facts))
        else:
            told.append(level)
    if refused:
        first = refused[0]
        raise LoadError("V20", notices=refused, **first.facts, original=first.original)
    return highest(told)

"""Which list a sheet is, by its name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal

from graphsvc.domain.dictionary import Sheet, sheets
from loaders.entity_names import name_key

_NUMBER = re.compile(r"^(\d{2})(?!\d)[\s_.、\-—]*(.*)$")
_COPY = re.compile(r"^(.+?)(?:\(\d+\)|副本\d*|-副本|的副本|copy)$")
_DEFAULT_NAME = re.compile(r"^(?:sheet|工作表|表)\d*$")

SheetKind = Literal["list", "copy", "unknown"]


def identify(name: str) -> tuple[Sheet | None, SheetKind]:
    """Which list a sheet (or the stem of a CSV file) is: by its Chinese part or table name, else its number.

    Examples
    --------
    >>> identify("05_企业名录")[0].table, identify("重点企业清单 (2)")[1], identify("Sheet3")
    ('firms', 'copy', (None, 'copy'))
    """
    key = name_key(name)
    match = _NUMBER.match(key)
    number, part = (match[1], match[2]) if match else (None, key)
    known = _sheet_names()
    if part in known:
        return known[part], "list"
    if copied := _COPY.match(part):
        found = known.get(copied[1].rstrip("-_ "))
        if found:
            return found, "copy"
    if _DEFAULT_NAME.match(key):
        return None, "copy"
    if number and not part:
        return next((sheet for sheet in sheets() if sheet.number == number), None), "list"
    return (
        (next((sheet for sheet in sheets() if sheet.number == number), None), "unknown")
        if number
        else (None, "unknown")
    )


def bare_name(name: str) -> str:
    """A sheet's name as it is compared, without its number."""
    key = name_key(name)
    match = _NUMBER.match(key)
    return match[2] if match else key


@cache
def _sheet_names() -> Mapping[str, Sheet]:
    return {name_key(n): sheet for sheet in sheets() for n in (sheet.name, *sheet.aliases, sheet.table)}

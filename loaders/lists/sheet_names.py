"""Which list a sheet is, by its name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal

from graphsvc.domain.dictionary import Sheet, sheets
from loaders.cells.spoken_numbers import chinese_number
from loaders.entity_names import name_key

_DIGITS = "一二三四五六七八九十"
_NUMBER = re.compile(
    rf"^(?!20\d\d)(?:(?:附件|附表|附录|附|表|清单|sheet)?[(]?(?P<n>\d{{1,2}}|[{_DIGITS}]{{1,3}})[)]?)(?!\d)[\s_.、:：．\-—–]*(?P<part>.*)$"
)
_PREFIX = re.compile(r"^(?:附件|附表|附录|表|清单)[\s_.、:：．\-—–]*")
_SUFFIX = re.compile(
    r"(?:\(20\d{2}(?:年度?)?\)|[_\-]?20\d{2}(?:年度?)?|统计表|汇总表|明细表|一览表|情况表|登记表|填报表|模板|表|清单|台账|名单)$"
)
_YEAR = re.compile(r"^20\d{2}年度?")
_COPY = re.compile(r"^(.+?)(?:\(\d{1,2}\)|\(?(?:的?副本\d*|copy|旧|旧版|备份|作废|历史|去年|上年|old|bak|backup)\)?)$")
_DEFAULT_NAME = re.compile(r"^(?:(?:sheet|工作表)\d*|表)$")

_LEAST_NAME = 4
"""Characters of a list's name before it is looked for in a longer one."""

SheetKind = Literal["list", "copy", "unknown"]


def identify(name: str) -> tuple[Sheet | None, SheetKind]:
    """Which list a sheet (or the stem of a CSV file) is: by its Chinese part or table name, else its number.

    Examples
    --------
    >>> identify("05_企业名录")[0].table, identify("重点企业清单 (2)")[1], identify("Sheet3")
    ('firms', 'copy', (None, 'copy'))
    """
    key = name_key(name)
    if has_default_name(name):
        return None, "copy"
    number, part = _numbered(key)
    if found := _named(part):
        return found, "list"
    if copied := _COPY.match(part):
        found = _named(copied[1].rstrip("-_ "))
        if found:
            return found, "copy"
    by_number = next((sheet for sheet in sheets() if sheet.number == number), None)
    if by_number is not None and not part and key.lstrip("表附件录").startswith(by_number.number):
        return by_number, "list"
    return _within(part) or by_number, "unknown"


def has_default_name(name: str) -> bool:
    """Whether a sheet still has the name that the program gave it, so that nobody said what it is.

    Examples
    --------
    >>> has_default_name("Sheet2"), has_default_name("表7")
    (True, False)
    """
    return _DEFAULT_NAME.match(name_key(name)) is not None


def _within(part: str) -> Sheet | None:
    """The one list whose full name begins or ends a longer one: 济南市企业名录."""
    known = _sheet_names()
    found = {
        sheet.table: sheet
        for name, sheet in known.items()
        if len(name) >= _LEAST_NAME and name in (part[: len(name)], part[-len(name) :])
    }
    return next(iter(found.values())) if len(found) == 1 else None


def _numbered(key: str) -> tuple[str | None, str]:
    """(two-digit number, rest) of a sheet's name: 05_企业名录, 7、供应关系, 附件7-供应关系, 表七."""
    if _named(key):
        return None, key
    match = _NUMBER.match(key)
    if match is None:
        return None, _YEAR.sub("", _PREFIX.sub("", key))
    told = match["n"]
    value = int(told) if told.isdigit() else int(chinese_number(told) or 0)
    return f"{value:02d}", match["part"].strip()


def _named(part: str) -> Sheet | None:
    """The list of a name, with or without what offices put behind it: 供应关系表, 企业名录(2025年)."""
    known = _sheet_names()
    while part:
        if part in known:
            return known[part]
        shorter = _SUFFIX.sub("", part)
        if shorter == part:
            return None
        part = shorter
    return None


def bare_name(name: str) -> str:
    """A sheet's name as it is compared, without its number."""
    return _numbered(name_key(name))[1]


@cache
def _sheet_names() -> Mapping[str, Sheet]:
    return {name_key(n): sheet for sheet in sheets() for n in (sheet.name, *sheet.aliases, sheet.table)}

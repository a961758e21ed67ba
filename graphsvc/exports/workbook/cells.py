"""A canonical value to the cell that reads back as the same value: by the type and kind of its column, here alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from graphsvc.domain.dictionary import Column
from graphsvc.domain.reference import country_name, industry_name, reference_rows
from graphsvc.exports.workbook.figures import Row, UnitOf, figure_cell
from graphsvc.exports.workbook.written import Written

ABROAD, NONE, UNREADABLE = "国外", "无", "(原文未能识别)"
_JOINT, _SEPARATORS = "、", frozenset("、，,;；/")
_FIRST_DAY = dt.date(1900, 3, 1)
"""Before it the days of a workbook are counted in two ways."""

_HALVES = {1: "上", 7: "下"}


def cell_of(column: Column, row: Row, unit_of: UnitOf) -> Written | None:
    """What a person would write into the column of a list for this row; None for a blank."""
    value = row[column.field]
    if value is None and column.field == "uscc":
        return _text(row.get("other_id"))
    if value is None:
        return UNREADABLE if row.get(f"{column.field}_flag") == "unread" else None
    return _WRITERS.get(column.type, _word)(column, row, unit_of)


def _word(column: Column, row: Row, unit_of: UnitOf) -> Written | None:
    kind, value = column.rules.get("kind"), row[column.field]
    if kind == "region":
        return _text(row.get(f"{column.field}_zone")) or _text(value)
    return _entry(kind, str(value), is_flagged=_is_flagged(column, row))


def _list(column: Column, row: Row, unit_of: UnitOf) -> Written:
    items: Sequence[str] = row[column.field]
    kind, is_flagged = column.rules.get("kind"), _is_flagged(column, row)
    entries = [(item, _entry(kind, item, is_flagged=is_flagged)) for item in items]
    if kind == "industry":  # names of classes hold separators and are read as one beside their code
        return _JOINT.join(entry for _, entry in entries) or NONE
    return _JOINT.join(item if _SEPARATORS & set(entry) else entry for item, entry in entries) or NONE


def _is_flagged(column: Column, row: Row) -> bool:
    """Whether the row says that a code of it has two meanings: it stood there without a name."""
    return row.get(f"{column.field}_flag") is not None


def _entry(kind: str | None, text: str, *, is_flagged: bool) -> str:
    if kind in ("place", "country"):
        return _place(text)
    return _industry(text, is_flagged=is_flagged) if kind == "industry" else text


def _industry(code: str, *, is_flagged: bool) -> str:
    """A code; its name beside it, or instead, where the code alone can be taken for another and is not so marked."""
    if len(code) == 3 and code[0] in "6789" and industry_name(f"0{code}"):
        return industry_name(code)
    return f"{code}{industry_name(code)}" if code in _two_meanings() and not is_flagged else code


@cache
def _two_meanings() -> frozenset[str]:
    """Codes that stood for another class in 2011: with its name beside it, which one is meant is plain."""
    rows = reference_rows("industries_2011")
    return frozenset(row["code_2011"] for row in rows if row["code_2011_in_2017"] == "other_name")


def _truth(column: Column, row: Row, unit_of: UnitOf) -> Written:
    return "是" if row[column.field] else "否"


def _date(column: Column, row: Row, unit_of: UnitOf) -> Written:
    """A day as a day; one of another precision in the words for it."""
    day = dt.date.fromisoformat(row[column.field])
    precision = row.get(f"{column.field}_precision")
    if precision == "month":
        return f"{day.year}年{day.month}月"
    if precision == "half-year":
        return f"{day.year}年{_HALVES[day.month]}半年"
    if precision == "quarter":
        return f"{day.year}年第{(day.month + 2) // 3}季度"
    if precision == "year":
        return f"{day.year}年" + ("底" if day.month == 12 else "")
    if precision == "plan-period":
        number = (day.year - 1951 + 4 * (day.month == 1)) // 5
        return f"十{'一二三四五六'[number - 11] if number > 10 else ''}五{'初' if day.month == 1 else '末'}"
    return day if day >= _FIRST_DAY else day.isoformat()


def _place(code: str) -> str:
    """A country by its name, a region by its six digits."""
    return ABROAD if code == "ZZ" else country_name(code)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


_WRITERS: Mapping[str, Callable[[Column, Row, UnitOf], Written | None]] = {
    "list": _list,
    "bool": _truth,
    "date": _date,
    "number": figure_cell,
    "integer": figure_cell,
    "share": figure_cell,
}

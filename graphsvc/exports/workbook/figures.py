"""Figures as a person writes them: 3~5, 约500, ≥500, 2.5万吨/月; plain ones as numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache

from graphsvc.domain.dictionary import Column
from graphsvc.domain.reference import reference_rows
from graphsvc.exports.workbook.written import Share, Value, Written, digits, is_kept

Row = Mapping[str, Value]
UnitOf = Callable[[Row], str | None]
"""The unit of the product that a row is about, None where it is not known."""

_PER_YEAR = {
    "年": Decimal(1),
    "季": Decimal(4),
    "月": Decimal(12),
    "周": Decimal(365) / Decimal(7),
    "日": Decimal(365),
    "小时": Decimal(8760),
}
_PLACES = (0, 1, 2, 3, 4, 6, 9, 12, 15, 18, 24)
_DAILY = "unit or unit/day"


def figure_cell(column: Column, row: Row, unit_of: UnitOf) -> Written | None:
    """The cell of a number, an integer or a share with its bounds and its flag."""
    value, flag = row[column.field], row.get(f"{column.field}_flag")
    if value is None:
        return None
    lower, upper = (row.get(column.field + end) for end in ("_lower", "_upper"))
    if flag == "区间" and lower is not None and upper is not None:
        return f"{_scaled(column, lower)}~{_scaled(column, upper)}{_tail(column)}"
    if flag == "约":
        return f"约{_scaled(column, value)}{_tail(column)}"
    if flag == "下限":
        return f"≥{_scaled(column, value if lower is None else lower)}{_tail(column)}"
    if flag == "上限":
        return f"≤{_scaled(column, value if upper is None else upper)}{_tail(column)}"
    if isinstance(flag, str) and flag.startswith("按") and (period := flag[1:-2]) in _PER_YEAR:
        return _per_period(column, row, period, flag.endswith("折日"), unit_of)
    return _plain(column, value)


def bare_percent(value: float) -> float | None:
    """A share as a percent without its sign, where that is above 1 and reads back as the same share; else None."""
    number = float(Decimal(repr(value)) * 100)
    is_same = float(Decimal(repr(number)) * Decimal("0.01")) == value
    return number if number > 1 and is_same and is_kept(number) else None


def _plain(column: Column, value: float) -> Written:
    if column.type == "integer":
        return value
    if column.type == "share":
        return Share(value) if is_kept(value) else f"{_scaled(column, value)}%"
    factor = _default_factor(column)
    shown = float(Decimal(repr(value)) / factor)
    if is_kept(shown) and float(Decimal(repr(shown)) * factor) == value:
        return shown
    return digits(value) + _tail(column)


def _scaled(column: Column, value: float) -> str:
    return digits(Decimal(repr(value)) * 100) if column.type == "share" else digits(value)


def _tail(column: Column) -> str:
    """What stands behind a figure in words: its unit where a bare one means another."""
    if column.type == "share":
        return "%"
    return "" if _default_factor(column) == 1 else column.unit or ""


@cache
def _factors() -> Mapping[str, tuple[str, Decimal]]:
    return {row["unit"]: (row["measure"], Decimal(row["factor"])) for row in reference_rows("units")}


def _default_factor(column: Column) -> Decimal:
    """How many of the unit that a column is kept in a bare number stands for: 总投资 is written in 亿元."""
    own, bare = (_factors().get(unit or "") for unit in (column.unit, column.default_unit))
    return bare[1] / own[1] if own and bare and own[0] == bare[0] else Decimal(1)


def _per_period(column: Column, row: Row, period: str, is_daily: bool, unit_of: UnitOf) -> str:
    """A figure that was counted over another period than the one it is kept over, counted so again."""
    factor = _PER_YEAR[period]
    if is_daily or (column.unit == _DAILY and row.get("instrument") != "实物储备"):
        factor /= 365
    value = row[column.field]
    exact = Decimal(repr(value)) / factor
    rounded = (round(exact, places) for places in _PLACES)
    shown = digits(next((each for each in rounded if float(each * factor) == value), exact))
    written = row.get(f"{column.field}_unit")
    unit = written.rpartition("/")[0] or written if isinstance(written, str) else unit_of(row)
    return f"{shown}{unit}/{period}" if unit else f"{period}均{shown}"

"""Cells that hold figures: numbers with their units, shares, percent columns."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from graphsvc.domain.dictionary import Column
from graphsvc.domain.sentences import Code, Figure, Wording
from loaders.cells.dates import number_behind
from loaders.cells.durations import WORKING, spelled_out
from loaders.cells.plausible import asked_about
from loaders.cells.quantities import Target, convert, is_plain_tail, one_fitting
from loaders.cells.reading import Issue, Read, Reading, bad, issue, null_of
from loaders.cells.remarks import without_remark
from loaders.cells.seen import seen
from loaders.cells.shares_in_words import share_in_words
from loaders.cells.spoken_numbers import ABOUT, AT_LEAST, AT_MOST, RANGE, Number, parse_number
from loaders.cells.units import parse_unit
from loaders.raw_cells import Cell, IsoDay, Percent, Value, is_number
from loaders.text import cell_text, number_text

LARGEST = 1e15
"""Beyond this no figure of a list is meant, in whatever unit: the world's output is some 1e15 元 a year."""

LARGEST_SHARE = 10
"""Beyond this no share is meant: a plant may run at more than 100 %, none at more than ten times that."""

NO_UNIT = Code("limit", "no_unit")
"""What a figure should have been counted in where nobody knows it."""

VAGUE = {RANGE: "range", ABOUT: "approximate", AT_LEAST: "bounded", AT_MOST: "bounded"}


def read_share(reading: Reading, cell: Cell) -> Read:
    """A share 0–1: % and 成 speak for themselves, bare numbers as the whole column decides (ruling 26)."""
    return asked_about(reading.column, _share(reading, cell))


def _share(reading: Reading, cell: Cell) -> Read:
    if isinstance(cell, Percent):
        return _bounded(reading, Decimal(repr(cell.value)), None, None, None, ())
    if isinstance(cell, str) and (told := share_in_words(cell)) is not None:
        return _bounded(reading, told, None, None, None, ())
    number, text = number_of(cell)
    if number is None or "半" in text:  # 一半以上: half of what is told, not half a percent
        return null_of(reading, text) or bad(reading, text)
    unit = number.unit
    factor = {"%": Decimal("0.01"), "成": Decimal("0.1"), "‰": Decimal("0.001"), "": None}.get(unit, Decimal(0))
    if factor == 0:
        return bad(reading, text)
    said: tuple[Issue, ...] = ()
    if factor is None:
        if reading.percent in ("mixed", "odd") and 0 < number.value < 1:
            return Read(doubt=float(number.value))
        factor = Decimal(1) if reading.percent in ("share", "denied") else Decimal("0.01")
        if (reading.percent == "mixed" and number.value == 1) or (reading.percent == "odd" and number.value >= 1):
            said = (issue("percent_doubt", "asked", value=number_text(float(number.value))),)
    low = None if number.lower is None else number.lower * factor
    high = None if number.upper is None else number.upper * factor
    return _bounded(reading, number.value * factor, low, high, number.flag, said)


def number_of(cell: Cell) -> tuple[Number | None, str]:
    """A cell as a number with what it says beside it, and its text."""
    if isinstance(cell, str):
        text = cell.strip()
        return parse_number(text), text
    if is_number(cell):
        return Number(Decimal(repr(cell))), cell_text(cell)
    return Number(Decimal(repr(cell.value))) if isinstance(cell, Percent) else None, cell_text(cell)


def with_unit(cell: Cell, heading_unit: str | None) -> str:
    """A figure as text with the unit of its heading or row, where it has none of its own.

    Examples
    --------
    >>> with_unit(5, "万吨"), with_unit("5吨", "万吨"), with_unit("3万", "万台"), with_unit("5（一期）", "万吨")
    ('5万吨', '5吨', '3万台', '5万吨（一期）')
    """
    number, text = number_of(seen(cell, is_figure=True)[0])
    if number is None or not heading_unit or without_remark(number, None)[1].unit:
        return text
    at = min((text.index(sign) for sign in "(（[" if sign in text), default=len(text))
    return text[:at] + (heading_unit.lstrip("十百千万亿") if number.magnitude else heading_unit) + text[at:]


def percent_mode(cells: Sequence[Cell], heading_unit: str | None) -> str:
    """How bare numbers of a share column are meant.

    ``share`` where all are ≤ 1, else ``percent``; ``mixed`` where fractions stand beside percents and the heading does
    not say %, ``odd`` where those above 1 are then the fewer, or are fewer than ones without a fraction: each is asked
    about; ``denied`` where the heading says % and all are ≤ 1, fractions among them: they are shares.
    """
    bare: list[float] = []
    for each in cells:
        cell, _ = seen(each, is_figure=True)
        if is_number(cell):
            bare.append(float(cell))
        elif isinstance(cell, str) and "半" not in cell and (number := parse_number(cell)) and not number.unit:
            bare += [float(each) for each in (number.value, number.upper) if each is not None]
    fractions, ones = sum(0 < value < 1 for value in bare), bare.count(1)
    above = sum(value > 1 for value in bare)
    if not above:
        return "denied" if fractions and heading_unit == "%" else "share"
    if heading_unit == "%":
        return "percent"
    if above < fractions + ones:
        return "odd"
    return "mixed" if fractions else "percent"


def read_plain_number(reading: Reading, cell: Cell) -> Read:
    """A number whose unit, if any, does not hang on a product."""
    column = reading.column
    if column.field.endswith("year") and isinstance(cell, IsoDay):
        return Read(int(cell.iso[:4]), None, about_number_behind(cell.iso))
    if column.field.endswith("year") and isinstance(cell, str) and _DAY.match(cell):
        return Read(int(cell[:4]))
    if isinstance(cell, str) and cell.startswith("第"):
        cell = cell[1:]
    unit = column.unit if column.unit not in (None, "°") else None
    target = Target(parse_unit(unit), default=column.default_unit) if unit else None
    if isinstance(cell, str) and target and target.numerator and target.numerator.measure == "时长":
        cell = spelled_out(cell)
    return read_number(reading, cell, target)


def about_number_behind(iso: str) -> tuple[Issue, ...]:
    """A question about a day that is rather a number under a date format; the day stays."""
    number = number_behind(iso)
    return () if number is None else (issue("number_as_date", "asked", value=number),)


def read_number(reading: Reading, cell: Cell, target: Target | None, period: str | None = None) -> Read:
    """A number into the unit of its column; None as target for numbers without unit.

    A remark in brackets behind a figure (120(含劳务派遣30), 300台(2班)) is no part of it and is said.
    """
    if isinstance(cell, str) and (written := _with_wan(cell)) != cell:
        found = read_number(reading, written, target, period)
        said = issue("letter_read", "repaired", value=written)
        return found if found.value is None else found._replace(issues=(said, *found.issues))
    number, text = number_of(cell)
    if text == _NO_STOCK and "stock" in reading.column.field:
        return Read(0)
    if number is None:
        return null_of(reading, text) or bad(reading, text)
    remark, number = without_remark(number, target.numerator.note if target and target.numerator else None)
    found = _of_number(reading, number, text, target, period)
    if remark and found.value is not None:
        year = _YEAR.search(remark)
        code, facts = ("remark_year", {"year": int(year[1])}) if year else ("remark_left_out", {})
        found = found._replace(issues=(issue(code, "repaired", value=f"({remark})", **facts), *found.issues))
    if found.value is not None and number.value < 0 and not text.startswith(("-", "－", "−", "‐")):
        said = issue("sign_read", "repaired", value=number_text(float(number.value)))
        found = found._replace(issues=(said, *found.issues))
    if found.value is not None and (unit := parse_unit(number.unit)) and unit.name == WORKING:
        said = issue("working_days", "repaired", value=found.value)
        found = found._replace(issues=(said, *(each for each in found.issues if each.code != "rounded")))
    return asked_about(reading.column, found, number)


def _with_wan(text: str) -> str:
    """2.5W吨 as 2.5万吨: W between a figure and a unit is 万; behind a figure alone it may be watts."""
    match = _WAN.fullmatch(text)
    return f"{match[1]}万{match[2]}" if match and parse_unit(match[2]) else text


_WAN = re.compile(r"([^A-Za-zＡ-Ｚａ-ｚ]*\d)\s*[wWｗＷ]\s*([一-龥][^\d]*)")
_DAY = re.compile(r"(?:19|20)\d\d([-/.])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])$")
_NO_STOCK = "零库存"
_YEAR = re.compile(r"((?:19|20)\d{2})(?=年|$)")


def _of_number(reading: Reading, number: Number, text: str, target: Target | None, period: str | None) -> Read:
    if reading.column.type == "integer" and reading.column.field.endswith("year"):
        ok = is_plain_tail(number.unit) and number.value == int(number.value) and 1900 <= number.value <= 2100
        return Read(int(number.value)) if ok and number.flag is None else bad(reading, text)
    if target is None:
        if not is_plain_tail(number.unit, reading.column.unit == "°"):
            return bad(reading, text)
        return _bounded(reading, number.value, number.lower, number.upper, number.flag, ())
    shown = target.numerator.name if target.numerator else NO_UNIT
    heading_unit = reading.heading_unit
    if reading.listed_units and not number.unit:
        heading_unit = one_fitting(reading.listed_units, target, is_magnitude=number.magnitude)
        if heading_unit is None:
            said = issue("unit_of_several", "nulled", units="、".join(reading.listed_units), expected=shown)
            return Read(None, None, (said,))
    made = convert(number, heading_unit, target, period)
    if made is None:
        is_product = (reading.column.unit or "").startswith("unit")
        unit = number.unit or heading_unit or ""
        if is_product and target.numerator and parse_unit(unit):
            told = text if number.unit else f"{text} {unit}"
            why = {
                "why_zh": f"“{told}”的单位不能换算成该产品的计量单位{shown}，当作空白",
                "why_en": f'the unit of "{told}" does not convert into {shown}, that of the product; taken as blank',
            }
            return Read(None, None, (Issue("V11", "nulled", why),))
        return Read(None, None, (issue("unit_mismatch", "nulled", unit=unit or text, expected=shown),))
    issues = (issue("made_yearly", "repaired", how=Code("yearly", made.note)),) if made.note else ()
    return _bounded(reading, made.value, made.lower, made.upper, number.flag or made.note, issues)


def _limit(column: Column, value: float) -> Wording | str:
    """A bound as people write it: a percentage, a figure with its unit, or that there is none."""
    if abs(value) >= LARGEST:
        return Code("limit", "none")
    return f"{value:.0%}" if column.type == "share" else Figure(value, _SHOWN_UNITS.get(column.unit or "", ""))


_SHOWN_UNITS: Mapping[str, str] = {"d": "天", "万元": "万元", "人": "人", "亩": "亩", "°": "度"}
"""Units of the dictionary that are those of a figure, not of the product or row beside it, as lists write them."""


def _bounded(
    reading: Reading,
    value: Decimal,
    lower: Decimal | None,
    upper: Decimal | None,
    flag: str | None,
    issues: tuple[Issue, ...],
) -> Read:
    """Check the range of a number and lay its bounds and flag beside it."""
    column = reading.column
    rules = column.rules
    low = float(rules.get("min", -LARGEST if "negative" in rules else 0))
    high = float(rules.get("max", LARGEST_SHARE if column.type == "share" else LARGEST))
    plain = float(value)
    ends = [float(end) for end in (lower, upper) if end is not None]
    if not all(low <= each <= high for each in (plain, *ends)) or ("positive" in rules and plain <= 0):
        shown = Code("limit", "above_zero") if "positive" in rules and low <= 0 else _limit(column, low)
        return Read(None, None, (issue("out_of_range", "nulled", low=shown, high=_limit(column, high)),))
    result: float | int = plain
    if column.type == "integer":
        result = math.ceil(value)
        if result != value and flag != RANGE:
            issues = (*issues, issue("rounded", "repaired", value=result))
    if flag is None:
        return Read(result, None, issues)
    if flag in VAGUE:
        issues = (*issues, issue(VAGUE[flag], "repaired", value=number_text(float(result))))
    beside: dict[str, Value] = {}
    if "_flag" in column.siblings:
        bounds = {"_lower": lower, "_upper": upper}
        beside |= {column.field + end: float(b) for end, b in bounds.items() if b is not None}
        beside[f"{column.field}_flag"] = flag
    return Read(result, beside or None, issues)

"""Dates in words: 2023.4, 2023年4月, 2023/4/1, 45017, 2023年上半年, 十四五末; always ISO, with a precision."""

from __future__ import annotations

import calendar
import datetime
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from loaders.cells.plausible import looks_like_year
from loaders.cells.spoken_numbers import chinese_number

MONTH, HALF, QUARTER, YEAR, PLAN = "month", "half-year", "quarter", "year", "plan-period"

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?(?:[t ]?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?z?")
_DAY_TOGETHER = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})(?:[-/]|年)(\d{1,2})月?(?:份|初|中旬|上旬|下旬)?")
_MONTH_END = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})月?份?(?:底|末)")
_MONTH_POINT = re.compile(r"(\d{4})\.(\d{1,2})")
_MONTH_TOGETHER = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])")
_HALF = re.compile(r"(\d{4})年?(上|下|前|后)半年(?:度)?")
_QUARTER = re.compile(r"(\d{4})年?(?:第?([1-4一二三四])季度?|-?q([1-4]))")
_YEAR = re.compile(r"(\d{4})年?(?:度|初)?")
_YEAR_END = re.compile(r"(\d{4})年?(?:底|末|年底|年末)前?")
_PLAN = re.compile(r"[\"“'‘]?(十|十一|十二|十三|十四|十五|十六)五[\"”'’]?(?:规划)?(?:期)?(末|期末|末期|初)?")
_JANUARY = re.compile(r"(\d{4})\.1(?![\d.])")
"""2021.1 in a text of two dates, which no spreadsheet took for a number that loses the nought of 2021.10."""
_TO = re.compile(r"至|到|~|—+|–|--")
_EPOCH = datetime.date(1899, 12, 30)


@dataclass(frozen=True)
class Day:
    """A date as ISO text; ``precision`` None means to the day, ``repaired`` that its form was guessed at."""

    iso: str
    precision: str | None = None
    repaired: bool = False


def _day(year: int, month: int, day: int, precision: str | None = None, repaired: bool = False) -> Day | None:
    if not 1900 <= year <= 2100:
        return None
    try:
        return Day(datetime.date(year, month, day).isoformat(), precision, repaired)
    except ValueError:
        return None


def date_of_number(value: float) -> Day | None:
    """A bare number in a date column: a serial number, yyyymmdd, yyyymm or a year; yyyy.m is refused.

    Examples
    --------
    >>> date_of_number(45017).iso, date_of_number(2023).precision, date_of_number(2021.1)
    ('2023-04-01', 'year', None)
    """
    if value == int(value):
        return parse_date(str(int(value)))
    if _is_serial(value):
        return _of_serial(int(value))
    text = f"{value:.15g}"
    return parse_date(text) if _MONTH_POINT.fullmatch(text) else None


def _is_serial(value: float) -> bool:
    """Whether a number may be what a spreadsheet counts days by: from 1954 to 2119."""
    return 20_000 <= value <= 80_000


def _of_serial(whole: int) -> Day:
    return Day((_EPOCH + datetime.timedelta(days=whole)).isoformat(), None, True)


def number_behind(iso: str) -> int | None:
    """The number that a spreadsheet shows as this day, where it is rather a year or a count than a day; else None.

    2019 under a date format is shown as 1905-07-11, and what counts less than a year as some day of 1900.

    Examples
    --------
    >>> number_behind("1905-07-11"), number_behind("1900-01-12"), number_behind("1903-08-15")
    (2019, 12, None)
    """
    serial = (datetime.date.fromisoformat(iso) - _EPOCH).days
    serial -= serial <= _FALSE_LEAP_DAY
    return serial if serial <= _DAYS_OF_1900 or looks_like_year(serial) else None


_DAYS_OF_1900 = 366
_FALSE_LEAP_DAY = 60
"""Spreadsheets count a 29 February 1900, which never was."""


@lru_cache(maxsize=1 << 15)
def parse_date(text: str) -> Day | None:
    """One date in words; None where the text is none or could be two (2021.1: January or October).

    Examples
    --------
    >>> parse_date("2023年4月"), parse_date("2023/4/1").iso, parse_date("十四五末").iso
    (Day(iso='2023-04-01', precision='month', repaired=False), '2023-04-01', '2025-12-31')
    """
    shown = re.sub(r"\s+(?!\d{1,2}:)", "", unicodedata.normalize("NFKC", text)).strip().casefold()
    shown = _arabic(shown.rstrip("前。"))
    if (match := _DAY.fullmatch(shown)) or (match := _DAY_TOGETHER.fullmatch(shown)):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _MONTH_POINT.fullmatch(shown):
        return None if match[2] == "1" else _day(int(match[1]), int(match[2]), 1, MONTH)
    if match := _MONTH_END.fullmatch(shown):
        last = calendar.monthrange(int(match[1]), int(match[2]))[1] if 1 <= int(match[2]) <= 12 else 0
        return _day(int(match[1]), int(match[2]), last, MONTH)
    if (match := _MONTH.fullmatch(shown)) or (match := _MONTH_TOGETHER.fullmatch(shown)):
        return _day(int(match[1]), int(match[2]), 1, MONTH)
    if match := _HALF.fullmatch(shown):
        return _day(int(match[1]), 1 if match[2] in "上前" else 7, 1, HALF)
    if match := _QUARTER.fullmatch(shown):
        quarter = "一二三四".find(match[2]) + 1 if match[2] in tuple("一二三四") else int(match[2] or match[3])
        return _day(int(match[1]), 3 * quarter - 2, 1, QUARTER)
    if match := _YEAR_END.fullmatch(shown):
        return _day(int(match[1]), 12, 31, YEAR)
    if match := _YEAR.fullmatch(shown):
        return _day(int(match[1]), 1, 1, YEAR)
    if (match := _PLAN.fullmatch(shown)) and (number := chinese_number(match[1])):
        year = 1955 + 5 * int(number)
        return _day(year - 4, 1, 1, PLAN, True) if match[2] == "初" else _day(year, 12, 31, PLAN, True)
    if re.fullmatch(r"\d{5}", shown) and _is_serial(int(shown)):
        return _of_serial(int(shown))
    return None


_CHINESE_DATE = re.compile(
    r"([〇○零一二三四五六七八九]{4}|\d{4}(?=年[一二三四五六七八九十]))年"
    r"(?:([\d一二三四五六七八九十]{1,3})月)?(?:([\d一二三四五六七八九十廿卅]{1,3})[日号])?"
)


def _arabic(text: str) -> str:
    """A date in Chinese numerals with Arabic ones: 二〇二三年四月一日."""
    match = _CHINESE_DATE.match(text)
    if match is None:
        return text
    parts = [f"{chinese_number(match[1])}年"]
    parts += [f"{chinese_number(part)}{sign}" for part, sign in ((match[2], "月"), (match[3], "日")) if part]
    return "".join(parts) + text[match.end() :]


@lru_cache(maxsize=1 << 12)
def parse_period(text: str) -> tuple[Day, Day] | None:
    """Two dates in one cell, such as ``2023.3-2024.12``; None where there are not two."""
    shown = _JANUARY.sub(r"\1.01", unicodedata.normalize("NFKC", text))
    cuts = [(m.start(), m.end()) for m in _TO.finditer(shown)]
    cuts += [(i, i + 1) for i, letter in enumerate(shown) if letter in "-/,、;；，\n"]
    for begin, end in cuts:
        first, second = parse_date(shown[:begin]), parse_date(shown[end:])
        if first and second and first.iso <= second.iso:
            return first, second
        year = re.match(r"\s*(\d{4})年", shown)
        if first and year and re.match(r"\s*\d{1,2}月", shown[end:]):
            second = parse_date(year[0] + shown[end:].strip())
            if second and first.iso <= second.iso:
                return first, second
    return None


def iso_period(text: str) -> str | None:
    """``yyyy-MM`` or ``yyyy-Www`` from the words for a month or a week; None where it is neither.

    Examples
    --------
    >>> iso_period("2023年7月"), iso_period("2023年第5周"), iso_period("2023-W05")
    ('2023-07', '2023-W05', '2023-W05')
    """
    shown = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper()
    match = re.fullmatch(r"(\d{4})(?:年第?|-?W|-W)(\d{1,2})(?:周)?", shown)
    if match and ("周" in shown or "W" in shown):
        return f"{match[1]}-W{int(match[2]):02d}" if 1 <= int(match[2]) <= 53 else None
    day = parse_date(shown)
    return day.iso[:7] if day and day.precision == MONTH else None

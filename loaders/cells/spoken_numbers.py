"""Numbers in words: 1,200, 约500, 3-5万套, 三万吨, 35%, 年产12万吨, 500(在建300)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import pairwise

RANGE, ABOUT, AT_LEAST, AT_MOST = "区间", "约", "下限", "上限"

_DIGITS = {letter: value for value, letter in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "◯": 0,
    "两": 2,
    "壹": 1,
}
_DIGITS |= dict(zip("贰叁肆伍陆柒捌玖", range(2, 10), strict=True))
_TENS = {"廿": 20, "卅": 30, "卌": 40}
_STEPS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_LEVELS = {"万": 10**4, "亿": 10**8}
_CHINESE = "零〇○◯一二三四五六七八九两壹贰叁肆伍陆柒捌玖廿卅卌"
_THOUSAND = "千(?!瓦)"  # 320万千瓦时: 千瓦 is the unit
_NUMBER = re.compile(
    rf"[-+]?(?:\d{{1,3}}(?:,\d{{3}})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?(?:e[-+]?\d+)?|\.\d+|[{_CHINESE}十拾百佰半]+)"
    rf"(?:[{_CHINESE}十拾百佰仟万亿]|{_THOUSAND})*(?:(?<=[百千万亿])\d+(?:\.\d+)?(?:[百万]|{_THOUSAND})*)*"
)
_ABOUT = re.compile(
    r"^(?:大约|大概|约为|约|近|将近|接近|预计|估计|上(?=[百千万亿])|~|≈)|(?:左右|上下|余|多|\+)(?=\D*$)"
)
_AT_LEAST = re.compile(r"^(?:不低于|不少于|不小于|至少|最少|超过|超|逾|最低|大于等于|大于|高于|>=|≥|>)|(?:以上|起)$")
_AT_MOST = re.compile(
    r"^(?:不高于|不超过|不超|不多于|不大于|至多|最多|最高|不足|不到|小于等于|小于|低于|<=|≤|<)|(?:以内|以下|之内)$"
)
_RATE = re.compile(
    r"^(年|月|日|季|周)(?:均|产能|产量|产|供应量|供应|供|销量|销)?(?:为|约)?(?=[约\d一二三四五六七八九十两])"
)
_OPEN_TAIL = re.compile(r"亿(?![零〇○◯0])[^万亿]{2,}$")
_LAST_LEVEL = re.compile(r"^.*([万亿])[^万亿]*$")
_BETWEEN = re.compile(r"(?:-{1,2}|~|至|到|—{1,2}|–|―)")


@dataclass(frozen=True)
class Number:
    """A number as told: value, bounds, kind of vagueness, what stands behind it.

    ``unit`` is the text after the number, ``magnitude`` tells that the value was counted in 万 or 亿 (1.2亿, 一亿二,
    2万5), ``period`` that a word such as 年产 stands before it.
    """

    value: Decimal
    lower: Decimal | None = None
    upper: Decimal | None = None
    flag: str | None = None
    unit: str = ""
    magnitude: bool = False
    period: str | None = None
    is_spoken: bool = False
    """万 stands inside and no 亿 (一万二, 2万5): of money without any unit the number that people say, no full one."""


def chinese_number(text: str) -> Decimal | None:
    """A number written with Chinese numerals or magnitudes; None where it is none.

    A lone last digit counts in tenths of the step before it, as it is spoken: 一百二 is 120, 1万2 is 12,000. Of
    1亿2000 no one can tell whether 2000 or 2000万 is meant: it is none.

    Examples
    --------
    >>> chinese_number("一百二十"), chinese_number("1.2亿"), chinese_number("一百二"), chinese_number("二〇二三")
    (Decimal('120'), Decimal('120000000.0'), Decimal('120'), Decimal('2023'))
    """
    if _OPEN_TAIL.search(text):
        return None
    if len(text) > 2 and all(letter in _DIGITS for letter in text):
        return Decimal("".join(str(_DIGITS[letter]) for letter in text))
    told = _Told()
    plain = ""
    for letter in [*text, ""]:
        if letter and ((letter.isdigit() and letter.isascii()) or letter in ".-+e"):
            plain += letter
            continue
        if plain:
            try:
                told.figure(Decimal(plain), is_lone=len(plain) == 1 and plain.isdigit())
            except InvalidOperation:
                return None
            plain = ""
        if letter and not told.take(letter):
            return None
    return told.value()


def _has_level(text: str) -> bool:
    """Whether a figure is counted in 万 or 亿, at its end or inside: it is then a full number."""
    return any(level in text for level in _LEVELS)


class _Told:
    """A number while its letters go by: what whole levels (万, 亿) made, the section below, the digit waiting."""

    def __init__(self) -> None:
        self.total = self.section = Decimal(0)
        self.digit: Decimal | None = None
        self.step = 0
        self.is_lone = self.has_level = self.is_told = False

    def figure(self, value: Decimal, *, is_lone: bool) -> None:
        """Arabic digits stand for what is counted next."""
        self.digit, self.is_lone, self.is_told = value, is_lone, True

    def take(self, letter: str) -> bool:
        """Count one letter in; False where it is no part of a number."""
        self.is_told = self.is_told or letter not in _LEVELS
        if letter in _DIGITS:
            if self.digit is not None and self.digit != 0:
                return False
            if not _DIGITS[letter]:  # 一百零二: the last digit counts ones
                self.step = 0
            self.digit, self.is_lone = Decimal(_DIGITS[letter]), True
        elif letter == "半":
            self.digit, self.is_lone = Decimal("0.5"), False
        elif letter in _TENS:
            self.section, self.step = self.section + _TENS[letter], 10
        elif letter in _STEPS:
            self.section += (Decimal(1) if self.digit is None else self.digit) * _STEPS[letter]
            self.digit, self.step = None, _STEPS[letter]
        elif letter in _LEVELS:
            self._level(letter)
        else:
            return False
        return True

    def _level(self, letter: str) -> None:
        section = self.section + (self.digit or Decimal(0))
        if letter == "亿" and self.has_level:
            self.total = (self.total + section) * _LEVELS[letter]
        else:
            self.total += (section if self.is_told else Decimal(1)) * _LEVELS[letter]  # 0万 is nothing, 万 alone is one
        self.section, self.digit, self.step = Decimal(0), None, _LEVELS[letter]
        self.has_level, self.is_told = True, False

    def value(self) -> Decimal:
        """What all letters came to."""
        last = self.digit or Decimal(0)
        if self.is_lone and self.step >= 100:
            last *= self.step // 10
        return self.total + self.section + last


def _one(text: str) -> tuple[Decimal, str] | None:
    """(value, what stands behind it) of a text that begins with a number."""
    match = _NUMBER.match(text)
    if not match:
        return None
    value = chinese_number(match[0].replace(",", ""))
    if value is None or not value.is_finite():
        return None
    return value, text[match.end() :]


_CURRENCY = re.compile(rf"^(?:人民币|rmb|cny|[¥￥])[:：]?(?=[\d.约十百千半拾佰仟{_CHINESE}])|(?:人民币|rmb|cny)$")
_PIECES = re.compile(rf"(?<=[\d{_CHINESE}十百千半])个(?=[万亿])")
_WHOLE = re.compile(r"(?<=[元万亿])[整正]$|(?<=.)整$")
_NEGATIVE = re.compile(r"^\(([\d,.]+(?:[^\d()]*))\)$|^[▲△](?=\d)")
_LOSS = re.compile(rf"^(?:亏损?额?|负)[:：]?(?=[\d十百千{_CHINESE}])")
_ROUND = re.compile(r"^(?=[千万亿](?![瓦克米升]))")
_NEIGHBOURS = re.compile(
    r"^([一二两三四五六七八九])([二三四五六七八九])([十百千万亿]+)(?![零〇○◯一二三四五六七八九两])"
)
_ALIKE = frozenset({"一二", "两三", "三五", *map("".join, pairwise("一二三四五六七八九"))})


def _signed(text: str) -> str:
    """A figure without words that say nothing of its size, a bookkeeper's negative with its sign.

    Examples
    --------
    >>> _signed("人民币500万元整"), _signed("3个亿"), _signed("(1,200)"), _signed("△300"), _signed("亏损120")
    ('500万元', '3亿', '-1,200', '-300', '-120')
    """
    shown = _PIECES.sub("", _WHOLE.sub("", _CURRENCY.sub("", text)))
    shown = _LOSS.sub("-", shown)
    if match := _NEGATIVE.match(shown):
        return f"-{match[1] or shown[1:]}"
    return shown


def _spoken(text: str, *, is_vague: bool) -> str:
    """Two neighbours as the range they stand for, and 千 alone as one of them where it is said to be about that.

    Examples
    --------
    >>> _spoken("三五百吨", is_vague=False), _spoken("千吨", is_vague=True), _spoken("一二三四", is_vague=False)
    ('三百-五百吨', '一千吨', '一二三四')
    """
    match = _NEIGHBOURS.match(text)
    if match and match[1] + match[2] in _ALIKE:
        return f"{match[1]}{match[3]}-{match[2]}{match[3]}{text[match.end() :]}"
    return _ROUND.sub("一", text) if is_vague else text


_WITH_IT = re.compile(r"(?<=[上下内])\(含.{0,4}\)$|(?<=\d)\.$")
"""500以上(含), and a point at the end of the sentence."""
_CIRCLES = frozenset("○◯")
"""Marks that stand for a digit inside a number and for anything alone."""


@lru_cache(maxsize=1 << 16)
def parse_number(text: str) -> Number | None:
    """Read a number in words; None where the text is none.

    Examples
    --------
    >>> parse_number("3-5万套").value, parse_number("约500").flag, parse_number("12万t/a").unit
    (Decimal('40000'), '约', 't/a')
    """
    shown = unicodedata.normalize("NFKC", text).casefold().translate({0x2212: "-", 0x2010: "-", 0x2011: "-"})
    shown = re.sub(r"(?<=\d)(?:\s+|['’])(?=\d{3}(?!\d))", "", shown).lstrip("'‘")
    shown = _signed(_WITH_IT.sub("", re.sub(r"\s+", "", shown).rstrip("。;；")))
    period = None
    if match := _RATE.match(shown):
        period, shown = match[1], shown[match.end() :]
    flag = None
    for pattern, name in ((_AT_LEAST, AT_LEAST), (_AT_MOST, AT_MOST), (_ABOUT, ABOUT)):
        if pattern.search(shown) and not (name == ABOUT and _BETWEEN.match(shown)):
            flag = name
            shown = pattern.sub("", shown, count=1)
            shown = pattern.sub("", shown, count=1)
            break
    shown = _spoken(shown, is_vague=flag is not None)
    first = _one(shown)
    if first is None or shown in _CIRCLES:
        return None
    value, rest = first
    magnitude = _has_level(shown[: len(shown) - len(rest)])
    if joint := _BETWEEN.match(rest) or re.match(r"^(%|[^\d%~至到—–-]{1,6}?)(?:-|~|至|到|—{1,2}|–)", rest):
        second = _one(rest[joint.end() :])
        if second is not None and not re.match(r"^[年月日]", rest):
            return _range(value, shown, rest, second, (joint[1] or "") if joint.lastindex else "", period)
    lower = value if flag == AT_LEAST else None
    upper = value if flag == AT_MOST else None
    figure = shown[: len(shown) - len(rest)].rstrip()
    is_spoken = "万" in figure and "亿" not in figure and not figure.endswith("万")
    return Number(value, lower, upper, flag, rest, magnitude, period, is_spoken)


def _range(
    low: Decimal, shown: str, rest: str, second: tuple[Decimal, str], between: str, period: str | None
) -> Number | None:
    high, unit = second
    head = shown[: len(shown) - len(rest)]
    tail = shown[: len(shown) - len(unit)]
    shared = tail[len(tail.rstrip("万亿千百")) :]
    if shared and head[-1:] not in "万亿千百" and not between:
        low = chinese_number(f"1{shared}" if len(shared) == 1 else shared) * low  # type: ignore[operator]
    own = head[len(head.rstrip("万亿千百")) :]
    if own and shared.startswith(own) and shared != own:
        return None  # 3千-5千万: of the first figure no one can tell whether it is 3千 or 3千万
    if between and unit and between != unit and not unit.startswith(between):
        return None
    if (
        not shared
        and not _has_level(head)
        and (level := _LEVELS.get(_LAST_LEVEL.sub(r"\1", tail)))
        and low * level < high
    ):
        return None  # 2-3万5: of the first figure no one can tell whether it is 2 or 2万
    if low > high:
        return None
    return Number((low + high) / 2, low, high, RANGE, unit or between, _has_level(tail), period)

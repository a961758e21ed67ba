"""Units: what a text names, and how many of another unit one of it is. The table is data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from loaders.text import read_reference

_MORE = (
    ("年", "时长", "365", ("周年", "a", "yr", "years")),
    ("季", "时长", "90", ("季度", "个季度")),
    ("自然日", "时长", "1", ("个自然日", "自然天", "个自然天", "日历日", "个日历日", "日历天", "个日历天")),
    ("工作日", "时长", "1.4", ("个工作日", "个工作天", "工作天")),
    ("小时", "时长", "0.041666666666666664", ("h", "小時")),
)
_PERIODS: Mapping[str, tuple[str, ...]] = {
    "年": ("年", "a", "yr", "y", "year", "年度"),
    "季": ("季", "季度", "q"),
    "月": ("月", "mo", "month"),
    "周": ("周", "week", "w"),
    "日": ("日", "天", "d", "day"),
    "小时": ("小时", "h", "时"),
}
PER_YEAR: Mapping[str, Decimal] = {
    "年": Decimal(1),
    "季": Decimal(4),
    "月": Decimal(12),
    "周": Decimal(365) / Decimal(7),
    "日": Decimal(365),
    "小时": Decimal(8760),
}
"""How often a period fits into a year of 365 days."""

_MAGNITUDES: Mapping[str, int] = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_NOTE = re.compile(r"\(([^()]*)\)")
_PER = re.compile(r"(?:/|每|·)(?P<per>[^/]+)$")


_OWN = "="
"""How the measure of a unit begins that no table has."""
_OWN_NAME = re.compile(r"[^\W\d_]{1,8}")

_ALIKE = ({"台套", "台"}, {"台套", "套"})
"""Measures that count the same things: 台套 is said of machines whether they come one by one or in sets."""


@dataclass(frozen=True)
class Unit:
    """What stands behind a number: unit, period it is counted over, remark in brackets (8英寸)."""

    name: str
    measure: str
    factor: Decimal
    period: str | None = None
    note: str | None = None


@cache
def _table() -> Mapping[str, tuple[str, str, Decimal]]:
    """Key of a unit or alias → (unit, measure, factor to the measure's base)."""
    rows = [
        (row["unit"], row["measure"], row["factor"], tuple(filter(None, row["aliases"].split("|"))))
        for row in read_reference("units.csv")
    ]
    known: dict[str, tuple[str, str, Decimal]] = {}
    for name, measure, factor, aliases in (*rows, *_MORE):
        for each in (name, *aliases):
            known.setdefault(_key(each), (name, measure, Decimal(factor)))
    return known


def _key(text: str) -> str:
    shown = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()
    return _YUAN.sub(r"\1\2", shown) if "人民币" in shown else shown


_YUAN = re.compile(r"^人民币(.*元)$|^(.*元)人民币$")
"""The currency said of a unit of money."""


def _named(text: str, own: str = "") -> tuple[str, str, Decimal] | None:
    """A unit by its name, else by its name behind 千, 百万 and the like; ``own`` is one that stands in no table."""
    known = _table()
    if own:
        known = {**known, own: (own, f"{_OWN}{own}", Decimal(1))}
    if text in known:
        return known[text]
    factor, rest = Decimal(1), text
    while rest and rest[0] in _MAGNITUDES:
        factor *= _MAGNITUDES[rest[0]]
        rest = rest[1:]
        if rest in known:
            name, measure, base = known[rest]
            return f"{text[: len(text) - len(rest)]}{name}", measure, base * factor
    return None


@lru_cache(maxsize=1 << 14)
def parse_unit(text: str, own: str = "") -> Unit | None:
    """The unit a text names, such as ``万吨/年``, ``t/a``, ``片/月(8英寸)``; None where it names none.

    ``own``: the name of a unit that no table has and that counts too (see ``own_name``).

    Examples
    --------
    >>> parse_unit("万吨/年").name, parse_unit("t/a").period, parse_unit("片/月(8英寸)").note
    ('万吨', '年', '8英寸')
    """
    key = _key(text)
    notes = _NOTE.findall(key)
    key = _NOTE.sub("", key).strip("，。,.;；")
    found, period = _named(key, own), None
    if found is None and (match := _PER.search(key)):
        period = next((name for name, words in _PERIODS.items() if match["per"] in words), None)
        found = _named(key[: match.start()], own) if period else None
    if found is None and (match := re.match(r"^(?:每|/)?([年季月周日天])(.+)$|^(.+?)每?([年月])$", key)):
        word, rest = (match[1], match[2]) if match[1] else (match[4], match[3])
        period = "日" if word == "天" else word
        found = _named(rest, own)
    if found is None:
        return None
    return Unit(*found, period=period, note=notes[0] if notes else None)


def unit_of_product(text: str) -> Unit | None:
    """The unit a product is counted in; one that no table has is a unit of its own, which only itself converts into.

    Examples
    --------
    >>> unit_of_product("万卷").factor, unit_of_product("万卷").measure == unit_of_product("卷").measure
    (Decimal('10000'), True)
    """
    bare = _NOTE.sub("", _key(text)).lstrip("".join(_MAGNITUDES))
    return parse_unit(text) or (parse_unit(text, bare) if _OWN_NAME.fullmatch(bare) else None)


def own_name(unit: Unit | None) -> str:
    """The name of a unit that no table has, "" for all others."""
    return unit.measure.removeprefix(_OWN) if unit and unit.measure.startswith(_OWN) else ""


def period_of(text: str) -> str | None:
    """年, 季, 月, 周, 日 or 小时 from a word for it."""
    key = _key(text).strip("/每")
    return next((name for name, words in _PERIODS.items() if key in words), None)


def ratio(unit: Unit, target: Unit) -> Decimal | None:
    """How many of ``target`` one ``unit`` is (periods left aside); None where they measure different things."""
    if (unit.measure != target.measure and {unit.measure, target.measure} not in _ALIKE) or (
        unit.note and target.note and unit.note != target.note
    ):
        return None
    return unit.factor / target.factor


def base_unit(unit: Unit) -> Unit:
    """The unit without its magnitude: 万条 → 条, 亿㎡ → ㎡."""
    bare = unit.name.lstrip("十百千万亿")
    found = _named(_key(bare), own_name(unit)) if bare else None
    return Unit(*found, period=unit.period, note=unit.note) if found else unit

"""One place: a cell to a region of GB/T 2260, with its development zone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from loaders.entity_names import name_key
from loaders.text import read_reference

_VIRTUAL = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
_ENDING = re.compile(r"(?:(?:壮族|回族|维吾尔)?自治区|特别行政区|省|市|地区|盟|区|县|旗)$")
_LONE_ZONE = re.compile(
    r"(?:国家级?|省级)?(?:高新区|高新技术产业开发区|高新技术开发区|经开区|经济技术开发区|经济开发区|开发区|新区|工业园区?|保税区)"
)


@dataclass(frozen=True)
class Place:
    """What a cell resolves to: ``code`` (None where it does not), zone beside it, and what had to be done.

    ``problem`` is None, ``former`` (a code or name of the past), ``short`` (digits were filled up), ``prefix``
    (the head of an address), ``ambiguous`` or ``unknown``; ``candidates`` are the codes it could be.
    """

    code: str | None
    zone: str | None = None
    problem: str | None = None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Regions:
    names: Mapping[str, str]
    former: Mapping[str, str]
    former_names: Mapping[str, frozenset[str]]
    children: Mapping[str, Mapping[str, tuple[str, ...]]]
    zones: Mapping[str, tuple[str, str, bool]]
    zone_names: Mapping[str, str]


def _shown(name: str, level: str) -> set[str]:
    key = name_key(name)
    short = _ENDING.sub("", key)
    return {key, short} if len(short) > 1 and (level != "county" or len(short) > 1) else {key}


@cache
def _regions() -> _Regions:
    rows = read_reference("regions.csv")
    current = [row for row in rows if row["status"] == "current"]
    names = {row["code"]: row["name"] for row in current}
    children: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in current:
        if row["name"] not in _VIRTUAL:
            for name in _shown(row["name"], row["level"]):
                children[row["level"]][name].append(row["code"])
    former: dict[str, str] = {}
    former_names: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["status"] != "current" and row["current_code"]:
            former.setdefault(row["code"], row["current_code"])
            former_names[name_key(row["name"])].add(row["current_code"])
    zones: dict[str, tuple[str, str, bool]] = {}
    zone_names: dict[str, str] = {}
    for row in sorted(read_reference("zones.csv"), key=lambda each: each["status"] == "current"):
        now = row["successor"] or row["code"]
        zones[row["code"]] = (row["parent"], now, row["status"] == "current")
        for name in (row["name"], *filter(None, row["aliases"].split("|"))):
            zone_names[name_key(name)] = now
    frozen = {level: {name: tuple(codes) for name, codes in by.items()} for level, by in children.items()}
    return _Regions(names, former, {k: frozenset(v) for k, v in former_names.items()}, frozen, zones, zone_names)


@lru_cache(maxsize=1 << 16)
def region(text: str) -> Place:
    """Resolve a code or a name of a region.

    Examples
    --------
    >>> region("临沂兰山").code, region("371371").zone, region("市中区").problem
    ('371302', '371371', 'ambiguous')
    """
    key = name_key(text)
    digits = key.removesuffix(".0")
    if digits.isdigit() and digits.isascii():
        return _by_code(digits)
    if match := re.fullmatch(r"(\d{6})(\D.*)|(\D+?)\(?(\d{6})\)?", key):
        return _by_code(match[1] or match[4])
    return _by_name(key.removeprefix("中国").removeprefix("中华人民共和国"))


def _by_code(digits: str) -> Place:
    known = _regions()
    if len(digits) in (9, 12) and digits in (f"{digits[:6]}000", f"{digits[:6]}000000"):
        digits = digits[:6]
    problem = None
    if len(digits) in (2, 4):
        digits, problem = digits.ljust(6, "0"), "short"
    if digits in known.names:
        return Place(digits, problem=problem)
    if digits in known.zones:
        parent, now, is_current = known.zones[digits]
        return Place(parent, now, None if is_current else "former")
    if digits in known.former:
        return _former(known.former[digits].split(";"))
    return Place(None, problem="unknown")


def _former(codes: list[str]) -> Place:
    if len(codes) == 1:
        return Place(codes[0], problem="former")
    return Place(None, problem="ambiguous", candidates=tuple(codes))


def _parses(key: str) -> Iterator[tuple[int, str]]:
    """(length read, deepest code) of every way to read province, city, county from the front of a name."""
    levels = _regions().children

    def heads(text: str, level: str) -> Iterator[tuple[int, str]]:
        for length in range(2, min(len(text), 15) + 1):
            for code in levels.get(level, {}).get(text[:length], ()):
                yield length, code

    def descend(position: int, order: tuple[str, ...], above: str) -> Iterator[tuple[int, str]]:
        for index, level in enumerate(order):
            for length, code in heads(key[position:], level):
                if code.startswith(above):
                    here = position + length
                    yield here, code
                    stem = code[:2] if level == "province" else code[:4] if level == "city" else code
                    yield from descend(here, order[index + 1 :], stem)

    yield from descend(0, ("province", "city", "county"), "")


def _by_name(key: str) -> Place:
    known = _regions()
    if zone := _zone(key):
        return zone
    if _LONE_ZONE.fullmatch(key):
        return Place(None, problem="ambiguous")
    reads = list(_parses(key))
    whole = {code for length, code in reads if length == len(key)}
    if not whole and key in known.former_names:
        return _former(sorted({code for each in known.former_names[key] for code in each.split(";")}))
    if whole:
        return _choose(key, whole)
    told = [(length, code) for length, code in reads if key[:length].endswith(("省", "市", "区", "县", "旗"))]
    if told:
        longest = max(length for length, _ in told)
        place = _choose(key[:longest], {code for length, code in told if length == longest})
        return place if place.code is None else Place(place.code, place.zone, "prefix")
    return Place(None, problem="unknown")


def _choose(key: str, codes: set[str]) -> Place:
    exact = {code for code in codes if name_key(_regions().names[code]) == key} or codes
    for pool in (exact, codes):
        if len(pool) == 1:
            return Place(next(iter(pool)))
    tops = [code for code in codes if code.endswith("0000")] or [code for code in codes if code.endswith("00")]
    if len(tops) == 1 and name_key(_regions().names[next(iter(codes - set(tops)))]) != key:
        return Place(tops[0])
    return Place(None, problem="ambiguous", candidates=tuple(sorted(codes)))


def _zone(key: str) -> Place | None:
    known = _regions()
    for name in dict.fromkeys((key, re.sub(r"^.{2,8}?(?:省|自治区)", "", key))):
        for each in (name, name.replace("市", "", 1)):
            if code := known.zone_names.get(each):
                parent, now, is_current = known.zones[code]
                return Place(parent, now, None if is_current else "former")
    return None

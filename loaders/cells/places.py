"""One place: a cell to a region of GB/T 2260, with its development zone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from graphsvc.domain.control import lies_in
from loaders.cells.region_tables import Former, former_codes, former_names, regions
from loaders.cells.zones import is_lone_zone, named_zone, zone_behind, zone_of_code
from loaders.entity_names import name_key

_BETWEEN = re.compile(r"[()/\\·•・>→,，、|_-]+")
_ROAD = re.compile(r"[东西南北中]?[一二三四五]?(?:路|街|大街|大道|道|巷|弄|广场|桥)")
_TOLD_ENDINGS = ("省", "市", "区", "县", "旗", "州", "盟")
_CORPS = re.compile(r"(?:新疆)?(?:维吾尔自治区)?(?:新疆)?(?:生产建设)?兵团?(?:第?[一二三四五六七八九十]{1,3}师)?")
_DIVISION = re.compile(r"第?[一二三四五六七八九十]{1,3}师")
_FREE_TRADE = re.compile(r"(?:中国)?\(?([^()]{2,4}?)\)?自由?贸易?试验区(?:([^()]{2,8}?)片区)?(.*)")
_XINJIANG = "650000"
_MUNICIPALITIES = frozenset({"11", "12", "31", "50"})


@dataclass(frozen=True)
class Place:
    """What a cell resolves to: ``code`` (None where it does not), zone beside it, and what had to be done.

    ``problem`` is None, ``former`` (a code or name of the past, ``former`` says which), ``short`` (digits were filled
    up), ``prefix`` (the head of an address), ``ambiguous`` or ``unknown``; ``candidates`` are the codes it could be.
    """

    code: str | None
    zone: str | None = None
    problem: str | None = None
    candidates: tuple[str, ...] = ()
    former: Former | None = None


UNKNOWN = Place(None, problem="unknown")


class _Parse(NamedTuple):
    """A way to read a name from its front: how far, to which code, over how many levels."""

    length: int
    code: str
    n_levels: int


@lru_cache(maxsize=1 << 16)
def region(text: str) -> Place:
    """Resolve a code or a name of a region.

    Examples
    --------
    >>> region("临沂兰山").code, region("371371").zone, region("市中区").problem
    ('371302', '371371', 'ambiguous')
    >>> region("烟台经开区").zone, region("合肥高新区"), region("330103").code
    ('370676', Place(code='340100', zone='合肥高新区', problem=None, candidates=(), former=None), '330105')
    """
    key = name_key(text)
    digits = key.removesuffix(".0")
    if digits.isdigit() and digits.isascii():
        return _by_code(digits)
    if match := re.fullmatch(r"(\d{6,12})[^\w]*(\D.*)|(\D+?)[^\w]*(\d{6})\)?", key):
        return _code_and_name(match[1] or match[4], match[2] or match[3])
    return _by_name(key.removeprefix("中华人民共和国").removeprefix("中国"))


def _code_and_name(digits: str, name: str) -> Place:
    """A code with a name beside it: the deeper one where one lies in the other, else ambiguous; no postal code."""
    by_code, by_name = _by_code(digits), _by_name(name.strip("()"))
    if by_code.code and re.search(r"\d{6}", name):  # of several codes the first
        return Place(by_code.code, by_code.zone, "prefix")
    if by_code.code is None or by_name.code is None:
        return by_name if by_code.code is None and by_name.code else by_code
    one, other = sorted((by_code.code, by_name.code), key=lambda code: len(code.rstrip("0")))
    if other.startswith(one.rstrip("0")):
        return by_code if by_code.code == other else by_name
    return Place(None, problem="ambiguous", candidates=(by_code.code, by_name.code))


def _by_code(digits: str) -> Place:
    problem = None
    if len(digits) in (9, 12):  # towns and villages stand behind the county
        digits, problem = digits[:6], None if digits[6:].strip("0") == "" else "prefix"
    if len(digits) in (2, 4):
        digits, problem = digits.ljust(6, "0"), "short"
    if digits in regions().names:
        return Place(digits, problem=problem)
    if zone := zone_of_code(digits):
        return Place(zone.region, zone.id, None if zone.is_current else "former")
    former = former_codes().get(digits)
    return _became((former,)) if former else UNKNOWN


def _became(formers: Iterable[Former]) -> Place:
    """What became of a former unit: its one successor, else the city that all of them lie in; else several."""
    found = list(formers)
    codes = sorted({code for each in found for code in each.now})
    if len(codes) == 1:
        return Place(codes[0], problem="former", former=found[0])
    shared = regions().shared(codes)
    if shared and len({each.now for each in found}) == 1:
        return Place(shared, problem="former", former=found[0])
    return Place(None, problem="ambiguous", candidates=tuple(codes))


def _parses(key: str) -> Iterator[_Parse]:
    """Every way to read province, city, county from the front of a name."""
    levels = regions().children

    def heads(text: str, level: str) -> Iterator[tuple[int, str]]:
        for length in range(2, min(len(text), 15) + 1):
            for code in levels.get(level, {}).get(text[:length], ()):
                yield length, code

    def descend(position: int, order: tuple[str, ...], above: str, n_levels: int) -> Iterator[_Parse]:
        for index, level in enumerate(order):
            for length, code in heads(key[position:], level):
                if code.startswith(above):
                    here = position + length
                    yield _Parse(here, code, n_levels + 1)
                    stem = code[:2] if level == "province" else code[:4] if level == "city" else code
                    yield from descend(here, order[index + 1 :], stem, n_levels + 1)

    yield from descend(0, ("province", "city", "county"), "", 0)


def _by_name(key: str) -> Place:
    place = _plainly(key)
    if place.problem in ("unknown", "prefix") and _BETWEEN.search(key):
        joined = _plainly(_BETWEEN.sub("", key))
        return joined if joined.problem in (None, "former") else place
    return place


def _plainly(key: str) -> Place:
    if is_lone_zone(key) and not named_zone(key):
        return Place(None, problem="ambiguous")
    reads = list(_parses(key))
    whole = {read.code for read in reads if read.length == len(key)}
    if whole:
        return _choose(key, whole)
    zone = _zone(key, reads)
    if zone and zone.problem is None:
        return zone
    if formers := former_names().get(key):
        return _became(formers)
    return zone or _corps(key) or _free_trade(key) or _head(key, reads)


def _head(key: str, reads: list[_Parse]) -> Place:
    """The place at the head of an address: what ends in 市, 区, 县 …, or a city behind its province."""
    if former := _former_head(key):
        return former
    told = [read for read in reads if key[: read.length].endswith(_TOLD_ENDINGS) or _is_certain(key, read)]
    if not told:
        return UNKNOWN
    longest = max(read.length for read in told)
    place = _choose(key[:longest], {read.code for read in told if read.length == longest})
    return place if place.code is None else Place(place.code, place.zone, "prefix")


def _is_certain(key: str, read: _Parse) -> bool:
    """Whether two levels agree and no road begins with the name: 山东烟台福海路, not 河南南阳路."""
    return read.n_levels > 1 and _ROAD.match(key[read.length :]) is None


def _former_head(key: str) -> Place | None:
    """A county of the past at the head of an address, behind its city: 杭州市下城区体育场路."""
    for length in range(min(len(key) - 1, 24), 4, -1):
        head = key[:length]
        if head.endswith(("市", "区", "县")) and (formers := former_names().get(head)):
            if any(read.length == length for read in _parses(head)):
                return None
            return _became(formers)
    return None


def _choose(key: str, codes: set[str]) -> Place:
    known = regions().names
    exact = {code for code in codes if name_key(known[code]) == key} or codes
    for pool in (exact, codes):
        if len(pool) == 1:
            return Place(next(iter(pool)))
    tops = [code for code in codes if code.endswith("0000")] or [code for code in codes if code.endswith("00")]
    others = codes - set(tops)
    in_capital = any(code[:2] in _MUNICIPALITIES for code in others)  # 朝阳 is in Beijing to most, in Liaoning to some
    is_told = len(tops) == 1 and (tops[0].endswith("0000") or not in_capital)
    if is_told and name_key(known[next(iter(others))]) != key:
        return Place(tops[0])
    return Place(None, problem="ambiguous", candidates=tuple(sorted(codes)))


def _zone(key: str, reads: list[_Parse]) -> Place | None:
    """A development zone: one that is known by name, else one that stands behind the name of its city."""
    heads = {0: "", **{read.length: read.code for read in reads}}
    for begin in sorted(heads, key=lambda begin: (begin > 0, -begin)):
        if found := named_zone(key[begin:]):
            zone, length = found
            if begin and not lies_in(zone.region, heads[begin]):
                continue
            beside = None if zone.region == _own(zone.id) else zone.id
            return Place(zone.region, beside, None if begin + length == len(key) else "prefix")
    for length in sorted({read.length for read in reads}, reverse=True):
        behind = zone_behind(key[length:])
        if behind is None:
            continue
        place = _choose(key[:length], {read.code for read in reads if read.length == length})
        if place.code is None:
            return place
        end = length + len(behind)
        begin = _behind_province(key, place.code)
        return Place(place.code, key[begin:end], None if end == len(key) else "prefix")
    return None


def _own(zone: str) -> str | None:
    """Code of the region that is called like the zone itself: 浦东新区 needs no zone beside it."""
    codes = regions().children["county"].get(zone, ())
    return codes[0] if len(codes) == 1 else None


def _behind_province(key: str, code: str) -> int:
    """Where the name of a city begins behind that of its province; 0 where the province itself is meant."""
    if code.endswith("0000"):
        return 0
    provinces = regions().children["province"]
    return max((len(n) for n, codes in provinces.items() if key.startswith(n) and codes[0][:2] == code[:2]), default=0)


def _corps(key: str) -> Place | None:
    """兵团: a division with its city is the city, else Xinjiang is all that is certain."""
    match = _CORPS.match(key)
    if match and "兵" in match[0]:
        rest = _DIVISION.sub("", key[match.end() :], count=1)
    elif (match := _DIVISION.match(key)) and key[match.end() :]:
        rest = key[match.end() :]
    else:
        return None
    place = region(rest) if rest else UNKNOWN
    if place.code and place.code.startswith(_XINJIANG[:2]):
        return place
    return Place(_XINJIANG, problem="prefix") if "兵" in match[0] else None


def _free_trade(key: str) -> Place | None:
    """中国(山东)自由贸易试验区济南片区: the area where it is a region of the province, else the province."""
    match = _FREE_TRADE.fullmatch(key)
    province = regions().children["province"].get(match[1]) if match else None
    if not match or not province:
        return None
    for name in (match[3], match[2]):
        place = _by_name(f"{match[1]}{name}") if name else UNKNOWN
        if place.code and place.code != province[0]:
            return Place(place.code, place.zone, "prefix")
    return Place(province[0], problem="prefix")

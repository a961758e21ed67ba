"""Development zones and new areas by name: the region of GB/T 2260 that contains one, and what it is called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from loaders.entity_names import name_key
from loaders.text import read_reference

_RANK = re.compile(r"\(?(?:国家级|国家|省级|市级|县级)\)?(?!级)")
_KINDS: tuple[tuple[str, str], ...] = (
    (r"高新技术(?:产业)?(?:开发|示范|园)?[园区]+|高技术产业开发区|高新(?:产业)?(?:开发|园)区", "高新区"),
    (r"经济(?:技术)?开发区|技术开发区|经技区|经开区", "开发区"),
)
_ANY_ZONE = (
    "高新区|高技术区|高区|经开区|经区|开发区|新区|工业园区?|产业园区?|科技园区?|化工园区?|化工区|创新区|示范区|试验区|合作区|起步区|集聚区|"
    "综合保税区|综保区|保税港区|保税区|出口加工区|旅游度假区|临港区|"
    "高新技术产业开发区|高新技术产业园区|高新技术开发区|高技术产业开发区|经济技术开发区|经济开发区|技术开发区"
)
_ZONE = re.compile(rf"市?(?:国家级?|省级|市级)?[\u4e00-\u9fff]{{0,6}}?(?:{_ANY_ZONE})(?:\((?:国家|省|市)级\))?")
_LONE = re.compile(rf"(?:国家级?|省级|市级)?(?:{_ANY_ZONE})")


@dataclass(frozen=True)
class Zone:
    """A zone: the region that contains it, its statistical code or its name, whether that code stands today."""

    region: str
    id: str
    is_current: bool = True


def zone_key(text: str) -> str:
    """A zone's name as it is compared: without 国家级, with one word for each kind.

    Examples
    --------
    >>> zone_key("烟台国家级经济技术开发区"), zone_key("烟台市经开区"), zone_key("济南高新技术产业开发区")
    ('烟台开发区', '烟台开发区', '济南高新区')
    """
    key = _RANK.sub("", name_key(text))
    for long, short in _KINDS:
        key = re.sub(long, short, key)
    return key.replace("市", "", 1)


def zone_of_code(code: str) -> Zone | None:
    """The zone with a statistical code that GB/T 2260 does not have."""
    return _zones()[0].get(code)


def named_zone(key: str) -> tuple[Zone, int] | None:
    """The zone whose name is the longest beginning of a text, and how long that is; None where none is."""
    names = _zones()[1]
    for length in range(min(len(key), 30), 1, -1):
        head = key[:length]
        zone = names.get(head) or names.get(zone_key(head))
        if zone and (length == len(key) or _may_follow(head, key[length:])):
            return zone, length
    return None


def zone_behind(rest: str) -> str | None:
    """The zone's name at the head of what stands behind a city: 高新区 of 高新区创新路1号; None where none is."""
    found = _ZONE.match(rest)
    return found[0] if found else None


def is_lone_zone(key: str) -> bool:
    """Whether a text says what kind of zone and nothing of where."""
    return _LONE.fullmatch(key) is not None


def _may_follow(head: str, rest: str) -> bool:
    """Whether a name may end here: 亦庄 in 亦庄荣华路, not 中关村 in 中关村大街 (which is a street)."""
    return re.match(r"[东西南北中]?(?:路|街|大街|大道|道|巷|弄|镇|乡|村)", rest) is None and (
        head[-1] in "区城" or len(head) > 3
    )


@cache
def _zones() -> tuple[Mapping[str, Zone], Mapping[str, Zone]]:
    codes: dict[str, Zone] = {}
    names: dict[str, Zone] = {}
    for row in sorted(read_reference("zones.csv"), key=lambda each: each["status"] == "current"):
        now = row["successor"] or row["code"]
        codes[row["code"]] = Zone(row["parent"], now, row["status"] == "current")
        for name in (row["name"], *filter(None, row["aliases"].split("|"))):
            names[name_key(name)] = names[zone_key(name)] = Zone(row["parent"], now)
    for row in read_reference("new_areas.csv"):
        for name in (row["name"], *filter(None, row["aliases"].split("|"))):
            names.setdefault(name_key(name), Zone(row["region"], row["name"]))
    return codes, names

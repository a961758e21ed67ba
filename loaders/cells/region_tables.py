"""GB/T 2260 as names to look up: current regions by level, former codes and names with what became of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cache, lru_cache

from loaders.entity_names import name_key
from loaders.text import read_reference

_VIRTUAL = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|"
    "达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|"
    "赫哲|门巴|珞巴|基诺|各"
)
_OF_PEOPLES = rf"(?:(?:{_PEOPLES})族?)*自治"
_ENDING = re.compile(
    rf"(?:{_OF_PEOPLES}[州县旗]|(?:壮族|回族|维吾尔)?自治区|(?:(?:{_PEOPLES})族)+区|特别行政区|地区|林区|特区|省|市|盟|区|县|旗)$"
)


@dataclass(frozen=True)
class Former:
    """A code or name of the past: what it was, and the codes in its place (the region around it where none is told)."""

    was: str
    until: str
    now: tuple[str, ...]
    has_successor: bool


@dataclass(frozen=True)
class Regions:
    """``names`` by code, ``children``: codes by level and name key."""

    names: Mapping[str, str]
    children: Mapping[str, Mapping[str, tuple[str, ...]]]

    def shown(self, code: str) -> str:
        """A region as people tell it from its namesakes: its city or province, its name, its code.

        Examples
        --------
        >>> regions().shown("370103"), regions().shown("370000"), regions().shown("110105")
        ('济南市市中区 370103', '山东省 370000', '北京市朝阳区 110105')
        """
        above = (f"{code[:4]}00", f"{code[:2]}0000")
        name = self.names.get(code, "")
        parent = next((self.names[each] for each in above if each != code and self._is_real(each)), "")
        return f"{parent if not code.endswith('0000') else ''}{name} {code}".strip()

    def above(self, code: str) -> str | None:
        """The smallest current region above a code, headings of the list left out: its city, else its province."""
        above = (f"{code[:4]}00", f"{code[:2]}0000")
        return next((each for each in above if each != code and self._is_real(each)), None)

    def shared(self, codes: Iterable[str]) -> str | None:
        """The one city, else the province, that all these codes lie in; None where they lie in several."""
        codes = list(codes)
        for above in ({self.above(code) for code in codes}, {f"{code[:2]}0000" for code in codes}):
            if len(above) == 1:
                return above.pop()
        return None

    def _is_real(self, code: str) -> bool:
        return self.names.get(code, "市辖区") not in _VIRTUAL


_SPOKEN: Mapping[str, tuple[str, ...]] = {"内蒙古": ("内蒙",)}
"""Names that people shorten further."""


@lru_cache(maxsize=1 << 13)
def spellings(name: str) -> frozenset[str]:
    """Keys of a region's name: as it stands, and without 省, 市, 区, 土家族自治县 … where two characters are left.

    Examples
    --------
    >>> sorted(spellings("延边朝鲜族自治州")), sorted(spellings("内蒙古自治区")), sorted(spellings("郊区"))
    (['延边', '延边州', '延边朝鲜族自治州'], ['内蒙', '内蒙古', '内蒙古自治区'], ['郊区'])
    """
    key = name_key(name)
    short = _ENDING.sub("", key)
    plain = re.sub(_OF_PEOPLES + "(?=[州县旗]$)", "", key)
    return frozenset({key, short, plain, *_SPOKEN.get(short, ())} if len(short) > 1 else {key})


@cache
def regions() -> Regions:
    """The whole table."""
    rows = read_reference("regions.csv")
    current = [row for row in rows if row["status"] == "current"]
    names = {row["code"]: row["name"] for row in current}
    children: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in current:
        if row["name"] not in _VIRTUAL:
            for name in spellings(row["name"]):
                children[row["level"]][name].append(row["code"])
    return Regions(names, {level: {n: tuple(c) for n, c in by.items()} for level, by in children.items()})


@cache
def former_codes() -> Mapping[str, Former]:
    """Codes of the past; of one used for several units the last one counts."""
    found: dict[str, Former] = {}
    for row in _past():
        if row["code"] not in regions().names and (former := _former(row)):
            found.setdefault(row["code"], former)
    return found


@cache
def former_names() -> Mapping[str, tuple[Former, ...]]:
    """Names of the past by key, alone and behind city and province."""
    found: dict[str, list[Former]] = defaultdict(list)
    parents: dict[str, set[str]] = defaultdict(set)
    for row in read_reference("regions.csv"):
        if row["name"] not in _VIRTUAL:
            parents[row["code"]] |= spellings(row["name"])
    for row in _past():
        if row["name"] not in _VIRTUAL and (former := _former(row)):
            for key in _former_keys(row, parents):
                found[key].append(former)
    return {key: tuple(each) for key, each in found.items()}


def _past() -> list[dict[str, str]]:
    rows = [row for row in read_reference("regions.csv") if row["status"] != "current"]
    return sorted(rows, key=lambda row: row["valid_to"], reverse=True)


def _former(row: Mapping[str, str]) -> Former | None:
    names = regions().names
    successors = tuple(code for code in row["current_code"].split(";") if names.get(code, "市辖区") not in _VIRTUAL)
    above = regions().above(row["code"])
    now = successors or ((above,) if above else ())
    return Former(f"{row['name']} {row['code']}", row["valid_to"], now, bool(successors)) if now else None


def _former_keys(row: Mapping[str, str], parents: Mapping[str, Set[str]]) -> Set[str]:
    """Keys of a former name: alone, behind its city, its province, all of them also in short."""
    code = row["code"]
    province = parents.get(f"{code[:2]}0000", frozenset())
    cities = parents.get(f"{code[:4]}00", frozenset()) if row["level"] == "county" else frozenset()
    heads = province | cities | {one + other for one in province for other in cities}
    return spellings(row["name"]) | {head + name for head in heads for name in spellings(row["name"])}

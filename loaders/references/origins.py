"""Sources that no firm name stands for: 境外·泰国, 进口, 河北某厂, 市场采购, 其他, 自产.

A supplier cell says either a firm's name or only where goods come from; here the second kind is told apart.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache
from typing import Literal, NamedTuple

from loaders.cells.countries import UNKNOWN_COUNTRY, abbreviations, country, is_abroad, is_vague
from loaders.entity_names import name_key
from loaders.text import read_reference, words

Kind = Literal["self", "group", "other", "trader", "unknown", "place"]
"""A trader or the market hides its origin whatever place stands beside it; "unknown" only lacks a place."""


class Origin(NamedTuple):
    """Where an unnamed source stands: codes of places in the order written, and whether a cell says "several"."""

    kind: Kind
    places: tuple[str, ...] = ()
    several: bool = False


_OWN = r"自(?:行|主|己)?(?:产|配|供|用|制|有|给|建|备|采|造|加工|生产|制造|供应|配套)"
_SELF = re.compile(rf"(?:本?(?:企业|公司|厂|单位))?(?:{_OWN}){{1,2}}|本(?:企业|公司|厂|单位)")
_GROUP = re.compile(
    r"(?:本?集团(?:公司)?内部?|本集团|内部|[系体][统系]内部?)自?(?:供应?|供货|配套|采购|生产|调拨|企业|单位|公司)?"
    r"|本?集团(?:公司)?(?:自[供产配]|配套)"
)
_OTHER = re.compile(
    r"(?:其[他它余]|剩余|余下)(?:未列明|零星)?(?:的)?"
    r"(?:供应商|供货商|供方|企业|厂家|厂商|公司|单位|来源|渠道|部分)?\(?(?:未列明|合计)?\)?"
)
_MARKET = re.compile(
    r"(?:现货|外部|公开|国内|本地|当地)?市场(?:化|现货)?(?:采购|购买|外购|购入)?|外[购采](?:件)?"
    r"|(?:零散|零星|分散|多方|贸易|现货|网上|网络)采购|网购|散户|各地|不详|未知|不固定|不定|无固定(?:供应商|供方|来源)?"
)
_TRADERS = re.compile(r"^(.*?)(?:多家|几家|某)?(?:贸易商|经销商|代理商|中间商|贸易企业|贸易公司)$")
_ABROAD = words("境外 国外 海外 进口 外国 欧美 欧洲 东南亚 中东 非洲 南美 北美 亚洲 拉美")
_INLAND = words("国内 境内 国产 省外 外省")
_NEAR = words("省内 本省 本地 本市 市内 当地 本区 区内 本县 县内")
_VAGUE = words("外地 外部 外协")
_MANY = r"多家|几家|数家|若干家|若干|部分|众多|多个"
_MAKER = r"企业|厂家|厂商|供应商|供货商|生产商|制造商|供方"
_SOME_MAKER = re.compile(rf"^(?P<where>.*?)(?P<how>{_MANY}|某|一家)(?P<rest>.{{0,12}})$")
_COUNTED = re.compile(
    rf"^(?P<where>.*?)等?(?:[2-9]|[1-9]\d|[两二三四五六七八九十]{{1,2}})[多余]?家(?:{_MAKER}|公司|单位|工厂)?$"
)
_PLAIN_MAKER = re.compile(rf"^(?P<where>.+?)(?:的)?(?:{_MAKER})$")
_AND_MORE = re.compile(r"(?:等多?(?:地|国|省|市)?|多地|多国)(?:的)?$")
_SEPARATORS = re.compile(r"[·•・‧∙/、,;:|()\-—_+&]")
_CONJUNCTIONS = re.compile(r"和|及|与")
_REGION_ENDINGS = re.compile(
    r"(?:(?:壮族|回族|维吾尔)?自治区|特别行政区|省|市|地区|(?:[\u4e00-\u9fff]{1,8}族)*自治州|盟)$"
)


def origin_of(text: str, is_product: Callable[[str], bool], home: str = "") -> Origin | None:
    """What an unnamed source's cell says; None where it names a firm.

    Parameters
    ----------
    text
        The cell.
    is_product
        Whether a part of the cell names a product (境外·泰国·天然橡胶).
    home
        Region of the list's author, for 省内 and 本市; "" where there is none.
    """
    key = name_key(text)
    if _SELF.fullmatch(key):
        return Origin("self")
    if _GROUP.fullmatch(key):
        return Origin("group")
    if _OTHER.fullmatch(key):
        return Origin("other", several=True)
    if _MARKET.fullmatch(key):
        return Origin("trader", several=True)
    trader = _TRADERS.match(key)
    if trader and (not trader[1] or _places(trader[1], is_product, home) is not None):
        return Origin("trader", several=True)
    return _unnamed(key, is_product, home)


def _unnamed(key: str, is_product: Callable[[str], bool], home: str) -> Origin | None:
    where, several = key, False
    counted = _COUNTED.match(key)
    if counted:
        places = _places(counted["where"], is_product, home) if counted["where"] else ()
        return None if places is None else Origin("place" if places else "unknown", places, several=True)
    some = _SOME_MAKER.match(key)
    plain = _PLAIN_MAKER.match(key)
    if some:
        where, several = some["where"], some["how"] not in ("某", "一家")
        several = several or _AND_MORE.search(where) is not None
        if not where:
            return Origin("unknown", several=several)
    elif plain:
        where = plain["where"]
    more = _AND_MORE.search(where)
    if more and more.start():
        where, several = where[: more.start()], True
    places = _places(where, is_product, home)
    if places is None:
        return None
    return Origin("place" if places else "unknown", places, several or len(places) > 1)


def _places(where: str, is_product: Callable[[str], bool], home: str) -> tuple[str, ...] | None:
    """Codes of the places a text is made of, "abroad" alone as ZZ; None where anything else stands in it."""
    found: list[str] = []
    n_placed = 0
    abroad = False
    for token in filter(None, _SEPARATORS.split(where)):
        codes = _token(token, home)
        if codes is None and len(parts := _CONJUNCTIONS.split(token)) > 1:
            told = [_token(part, home) for part in parts]
            codes = None if None in told else tuple(c for part in told for c in part or ())
        if codes is None:
            if is_product(token):
                continue
            return None
        n_placed += 1
        abroad = abroad or UNKNOWN_COUNTRY in codes
        found += [c for c in codes if c != UNKNOWN_COUNTRY and c not in found]
    if not n_placed:
        return None
    if found != ["CN"] and "CN" in found:
        found.remove("CN")  # 国内·河北 is Hebei
    return tuple(found) or ((UNKNOWN_COUNTRY,) if abroad else ())


def _token(token: str, home: str) -> tuple[str, ...] | None:
    if token in _ABROAD:
        return (UNKNOWN_COUNTRY,)
    if token in _INLAND:
        return ("CN",)
    if token in _NEAR:
        return (f"{home[:2]}0000",) if home else ()
    if token in _VAGUE:
        return ()
    for word in ("进口", "境外", "国外", "国产"):
        bare = token.removeprefix(word).removesuffix(word)
        if bare and bare != token:
            return _token(bare, home)
    code = place_code(token)
    if code:
        return (code,)
    if is_abroad(token) or is_vague(token):
        return (UNKNOWN_COUNTRY,)
    countries = abbreviations()
    if len(token) <= 4 and all(letter in countries for letter in token):
        return tuple(countries[letter] for letter in token)
    return None


@cache
def _place_names() -> Mapping[str, str]:
    """Name key of a region to its code; a name of several regions gives their one province, if any."""
    regions: dict[str, set[str]] = defaultdict(set)
    rows = [row for row in read_reference("regions.csv") if row["status"] == "current"]
    names = {row["code"]: row["name"] for row in rows}
    for row in rows:
        code, name = row["code"], row["name"]
        if name in ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"):
            continue
        shown = {name}
        if row["level"] != "county":
            shown.add(_REGION_ENDINGS.sub("", name))
        above = {""} | _region_prefixes(code, names)
        for prefix in above:
            for each in shown:
                regions[name_key(prefix + each)].add(code)
    known: dict[str, str] = {}
    for key, codes in regions.items():
        provinces = {code[:2] for code in codes}
        if len(codes) == 1:
            known[key] = next(iter(codes))
        elif len(provinces) == 1:
            known[key] = f"{provinces.pop()}0000"
    return known


def _region_prefixes(code: str, names: Mapping[str, str]) -> set[str]:
    prefixes = {""}
    for above in (f"{code[:2]}0000", f"{code[:4]}00"):
        name = names.get(above)
        if above != code and name and name not in ("市辖区", "县"):
            prefixes |= {p + n for p in prefixes for n in (name, _REGION_ENDINGS.sub("", name))}
    return prefixes


def named_part(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Take places off a named source: 境外·泰国·示例橡胶 is 示例橡胶, from TH; None without such parts."""
    parts = [part for part in re.split(r"[·•・‧∙]", text) if part.strip()]
    told = [_token(name_key(part), "") for part in parts]
    left = [part for part, codes in zip(parts, told, strict=True) if codes is None]
    if len(left) != 1 or len(parts) < 2:
        return None
    codes = tuple(dict.fromkeys(code for each in told for code in each or ()))
    return left[0], tuple(c for c in codes if c != UNKNOWN_COUNTRY) or codes


def places_behind(text: str) -> tuple[str, ...]:
    """Places in brackets behind a named source, which stay a part of its name: 示例橡胶（泰国） is from TH.

    China alone is none: 示例（中国） is what a firm of another country calls its company here.
    """
    match = _LAST_BRACKETS.search(name_key(text))
    found = _places(match[1], lambda _: False, "") if match else None
    return () if found is None or found == ("CN",) else found


_LAST_BRACKETS = re.compile(r"(?<=.)\(([^()]+)\)$")


def place_code(text: str) -> str | None:
    """Six-digit region or ISO alpha-2 code of a place's name; None where it is none or stands for several.

    Examples
    --------
    >>> place_code("泰国"), place_code("河北"), place_code("山东省临沂市"), place_code("某地")
    ('TH', '130000', '371300', None)
    """
    key = name_key(text)
    is_code = len(key) == 2 and key.isascii()  # two letters are sooner a firm than a country
    return (None if is_code and key not in ("uk", "us") else country(key)) or _place_names().get(key)

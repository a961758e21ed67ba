"""Names of countries as people write them, Chinese and English, to codes of ISO 3166: exact, never by likeness."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

from loaders.entity_names import name_key
from loaders.text import read_reference

UNKNOWN_COUNTRY = "ZZ"
"""User-assigned code of ISO 3166: abroad, country not told."""

OWN_CUSTOMS: Mapping[str, str] = {"71": "TW", "81": "HK", "82": "MO"}
"""First two digits of regions of China that have a code of ISO 3166 too; among countries that one stands."""

_SAINT = re.compile(r"\bst\b\.?(?=\s)")
_THE = re.compile(r"[,(]\s*the\)?$")
_NO_LETTER = re.compile(r"[\W_]+")
_WORDS_BEFORE = ("原产国", "原产地", "原产于", "原产", "产地", "产自", "来自", "进口自", "境外", "国外", "海外", "进口")
_WORDS_BEHIND = ("原装进口", "进口", "制造", "生产", "原产", "产")
_ENGLISH_BEFORE = ("importedfrom", "madein", "countryoforigin", "origin", "from", "imported")
_WITH_CITY = frozenset("日本 台湾 香港 澳门 越南".split())

_ABROAD = (
    "进口|国外|境外|海外|外国|进口产品|国外进口|境外进口|abroad|overseas|foreign|foreign country|import|imported|imports|"
    "outside China|non-China"
)
_VAGUE = (
    "欧美|欧洲|欧盟|欧盟国家|欧洲国家|欧洲各国|西欧|东欧|北欧|南欧|中欧地区|欧元区|独联体|东南亚|东南亚国家|东盟|东盟国家|东亚|南亚|中亚|西亚|"
    "中东|非洲|北非|西非|东非|南部非洲|南美|南美洲|北美|北美洲|中美洲|美洲|亚洲|亚太|亚太地区|拉美|拉丁美洲|大洋洲|加勒比|日韩等|欧美日|欧美日韩|"
    "一带一路国家|一带一路沿线国家|全球|世界各地|全世界|国际|国际市场|多国|多个国家|多国进口|各国|其他国家|其它国家|海外多国|欧美国家|发达国家|"
    "EU|E.U.|EC|European Union|Europe|European countries|EU countries|EU member states|Western Europe|Eastern Europe|Northern Europe|"
    "Scandinavia|Asia|Asian countries|Southeast Asia|South East Asia|South-East Asia|S.E. Asia|East Asia|Asia Pacific|APAC|ASEAN|"
    "Africa|Middle East|North America|South America|Latin America|Central America|Americas|Oceania|EMEA|CIS|"
    "Various|Various countries|Various origins|Multiple|Multiple countries|Several countries|Many countries|Other countries|"
    "Worldwide|Global|International|Rest of the world|RoW|Europe and America|Europe & America|Japan/EU/US"
)


def country_key(text: str) -> str:
    """A country's name as it is compared: letters alone, without accents, without an English "the" around it.

    Examples
    --------
    >>> country_key("The Netherlands"), country_key("Türkiye"), country_key("U.S.A."), country_key("刚果（金）")
    ('netherlands', 'turkiye', 'usa', '刚果金')
    """
    shown = _SAINT.sub("saint", unicodedata.normalize("NFKC", text).casefold().strip()).replace("&", " and ")
    parts = unicodedata.normalize("NFD", name_key(_THE.sub("", shown)))
    key = _NO_LETTER.sub("", "".join(letter for letter in parts if not unicodedata.combining(letter)))
    return key.removeprefix("the") if re.match(r"the[a-z]", key) else key


@lru_cache(maxsize=1 << 15)
def country(text: str) -> str | None:
    """Code of the one country that a text names; None where it names none, or several may be meant.

    Examples
    --------
    >>> country("Korea, Republic of"), country("Macedonia (FYROM)"), country("Hong Kong SAR"), country("欧洲")
    ('KR', 'MK', 'HK', None)
    """
    return _names().get(country_key(text))


def is_abroad(text: str) -> bool:
    """Whether a text says that something comes from abroad and nothing more."""
    return country_key(text) in _keys(_ABROAD)


def is_vague(text: str) -> bool:
    """Whether a text names more countries than one can tell: a continent, a union, "various"."""
    return country_key(text) in _keys(_VAGUE)


def without_origin_words(text: str) -> str:
    """A name without what is written around it: 进口, 原产地：, Made in.

    Examples
    --------
    >>> without_origin_words("原产地：德国"), without_origin_words("Made in Japan"), without_origin_words("泰国进口")
    ('德国', 'japan', '泰国')
    """
    key = name_key(text)
    for word in (*_WORDS_BEFORE, *_ENGLISH_BEFORE):
        if key.startswith(word) and len(key) > len(word):
            return key.removeprefix(word).lstrip("·•・:-为是")
    for word in _WORDS_BEHIND:
        if key.endswith(word) and country(key.removesuffix(word)):
            return key.removesuffix(word)
    return key


def country_of_address(text: str) -> str | None:
    """Code of the country at the head of a place in it: 德国慕尼黑, 台湾新竹, Germany (Munich); None where none is.

    Names that other names begin with are left alone unless they end in 国: 印度洋 and 马里兰 are no countries.
    """
    key = name_key(text)
    bracket = re.fullmatch(r"(.{2,}?)\(.+\)", key)
    if bracket and (code := country(bracket[1])):
        return code
    for length in range(min(len(key) - 1, 9), 1, -1):
        head = key[:length]
        is_telling = head[-1] == "国" or head in _WITH_CITY or length > 3
        if is_telling and not head.isascii() and head not in ("中国", "国") and (code := country(head)):
            return code
    return None


@cache
def abbreviations() -> Mapping[str, str]:
    """Codes by the one sign that a country is abbreviated to: 日韩, 中美."""
    rows = read_reference("countries.csv")
    return {row["abbreviation"]: row["alpha2"] for row in rows if row["abbreviation"]}


@cache
def _names() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for row in read_reference("countries.csv"):
        for name in (row["alpha2"], row["alpha3"], row["name"], row["name_en"], *row["aliases"].split("|")):
            if name:
                found.setdefault(country_key(name), row["alpha2"])
    for row in read_reference("country_names.csv"):
        found.setdefault(country_key(row["name"]), row["alpha2"])
    return found


@cache
def _keys(words: str) -> frozenset[str]:
    return frozenset(map(country_key, words.split("|")))

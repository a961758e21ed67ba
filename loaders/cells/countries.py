"""Names of countries as people write them, Chinese and English, to codes of ISO 3166: exact, never by likeness."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

from loaders.entity_names import name_key
from loaders.text import read_reference, words

UNKNOWN_COUNTRY = "ZZ"
"""User-assigned code of ISO 3166: abroad, country not told."""

OWN_CUSTOMS: Mapping[str, str] = {"71": "TW", "81": "HK", "82": "MO"}
"""First two digits of regions of China that have a code of ISO 3166 too; among countries that one stands."""

_SAINT = re.compile(r"\bst\b\.?(?=\s)")
_THE = re.compile(r"[,(]\s*the\)?$")
_BETWEEN = re.compile(r"\s*[、,，;；/／|｜+＋\n]\s*")
"""What stands between the items of a list: several codes must not run together into the name of another country."""
_MARK = re.compile(r"[、;；/／|｜+＋\n]")
"""Marks between items that no country has in its name."""
_NO_CODE = 4
"""Letters of what is no code of a country."""
_NO_LETTER = re.compile(r"[^\w,]+|_+")
_WORDS_BEFORE = ("原产国", "原产地", "原产于", "原产", "产地", "产自", "来自", "进口自", "境外", "国外", "海外", "进口")
_WORDS_BEHIND = ("原装进口", "进口", "制造", "生产", "原产", "产")
_ENGLISH_BEFORE = ("importedfrom", "madein", "countryoforigin", "origin", "from", "imported")
_WITH_CITY = words("日本 台湾 香港 澳门 越南")


def country_key(text: str) -> str:
    """A country's name as it is compared: letters alone, without accents, without an English "the" around it; what
    stands between the items of a list is kept as a comma.

    Examples
    --------
    >>> country_key("The Netherlands"), country_key("Türkiye"), country_key("U.S.A."), country_key("刚果（金）")
    ('netherlands', 'turkiye', 'usa', '刚果金')
    >>> country_key("GA、ZA"), country_key("Korea, Republic of")
    ('ga,za', 'korea,republicof')
    """
    shown = _SAINT.sub("saint", unicodedata.normalize("NFKC", text).casefold().strip()).replace("&", " and ")
    listed = ",".join(name_key(part) for part in _BETWEEN.split(_THE.sub("", shown)))
    parts = unicodedata.normalize("NFD", listed)
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
    key = country_key(text)
    code = _names().get(key)
    if code is None and not _MARK.search(text) and any(len(part) >= _NO_CODE for part in key.split(",")):
        code = _names().get(key.replace(",", ""))  # Korea, Democratic People's Republic of
    return code


def is_abroad(text: str) -> bool:
    """Whether a text says that something comes from abroad and nothing more."""
    return _groups().get(country_key(text)) == "abroad"


def is_vague(text: str) -> bool:
    """Whether a text names more countries than one can tell: a continent, a union, "various"."""
    return _groups().get(country_key(text)) == "several"


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
    for key, code in list(found.items()):  # Korea Republic of, without its comma
        found.setdefault(key.replace(",", ""), code)
    return found


@cache
def _groups() -> Mapping[str, str]:
    return {country_key(row["name"]): row["kind"] for row in read_reference("country_groups.csv")}

"""Several places in one cell: countries of ISO 3166, and regions where they are asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from loaders.cells.places import region
from loaders.entity_names import name_key
from loaders.text import read_reference, split_list, words

ABROAD = words("进口 国外 境外 海外 外国")
VAGUE = words("欧美 欧洲 欧盟 东南亚 中东 非洲 南美 北美 亚洲 拉美 日韩等 欧美日 一带一路国家")
UNKNOWN_COUNTRY = "ZZ"
"""User-assigned code of ISO 3166: abroad, country not told."""

_KINDS = ("expanded", "lost", "ambiguous", "repaired")
_MORE = re.compile(r"(?:等(?:地|国|省|市|国家|地区)?)$")


@dataclass(frozen=True)
class Places:
    """Several places of one cell; ``expanded`` where 日韩 was taken apart, ``lost`` are parts that are no place."""

    codes: tuple[str, ...]
    expanded: bool = False
    lost: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    repaired: tuple[str, ...] = ()


class _Part(NamedTuple):
    """What one part of a cell names: codes of places, and the field of ``Places`` that it is told in besides."""

    codes: tuple[str, ...]
    told: str = ""


@lru_cache(maxsize=1 << 15)
def places(text: str, with_regions: bool) -> Places:
    """Countries, and regions where asked for, of one cell; abroad without a country is ``ZZ``.

    Examples
    --------
    >>> places("德国/日本", False).codes, places("日韩", False).codes, places("河北", True).codes
    (('DE', 'JP'), ('JP', 'KR'), ('130000',))
    """
    names, _ = _countries()
    parts = [text] if name_key(text) in names else split_list(text)
    read = [(part, _read(part, with_regions)) for part in parts]
    told = {kind: tuple(part for part, found in read if found.told == kind) for kind in _KINDS}
    codes = dict.fromkeys(code for _, found in read for code in found.codes)
    return Places(tuple(codes), bool(told["expanded"]), told["lost"], told["ambiguous"], told["repaired"])


def _read(part: str, with_regions: bool) -> _Part:
    names, short = _countries()
    key = re.sub(r"^(?:境外|国外|进口)[·•・:-]", "", name_key(part))
    bare = _MORE.sub("", key) or key
    head = bare.removeprefix("进口").removesuffix("进口")
    bare = head if head in names else bare
    if bare in names:
        return _Part((names[bare],))
    if bare in ABROAD:
        return _Part((UNKNOWN_COUNTRY,))
    if bare in VAGUE:
        return _Part((UNKNOWN_COUNTRY,), "repaired")
    if len(bare) > 1 and all(letter in short for letter in bare):
        return _Part(tuple(short[letter] for letter in bare), "expanded")
    place = region(bare) if with_regions else None
    if place is None or place.code is None:
        return _Part((), "ambiguous" if place is not None and place.problem == "ambiguous" else "lost")
    return _Part((place.code,), "repaired" if place.problem else "")


@cache
def _countries() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Codes by name key, and by the one sign that a country is abbreviated to."""
    names: dict[str, str] = {}
    short: dict[str, str] = {}
    for row in read_reference("countries.csv"):
        for name in (row["alpha2"], row["alpha3"], row["name"], row["name_en"], *row["aliases"].split("|")):
            if name:
                names.setdefault(name_key(name), row["alpha2"])
        if row["abbreviation"]:
            short[row["abbreviation"]] = row["alpha2"]
    return names, short

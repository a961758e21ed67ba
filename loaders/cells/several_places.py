"""Several places in one cell: countries of ISO 3166, and regions where they are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from loaders.cells.countries import (
    OWN_CUSTOMS,
    UNKNOWN_COUNTRY,
    abbreviations,
    country,
    country_of_address,
    is_abroad,
    is_vague,
    without_origin_words,
)
from loaders.cells.places import region
from loaders.text import SEPARATORS, split_list

_COMMAS = frozenset(",，")
_OTHERS = "".join(sign for sign in SEPARATORS if sign not in _COMMAS) + "+"
_SIGNS = re.compile(r"(\s*[,，]\s*|\s*&\s*|\s+(?:and|or)\s+|\s*(?:以及|和|及|与|或)\s*)", re.IGNORECASE)
_AND_LAST = re.compile(r"(?:&|\band\b|以及|和|及|与|或)\s*$", re.IGNORECASE)
_MORE = re.compile(r"(?:等多?(?:地|国|省|市|国家|地区|个国家)?|\betc\b\.?|\band others\b)$", re.IGNORECASE)
_LONGEST_RUN = 9
"""Names and the signs between them that may be one name: Bosnia and Herzegovina."""

_KINDS = ("expanded", "lost", "ambiguous", "repaired")


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
    >>> places("Italy, Korea, Republic of and Freedonia", False).codes
    ('IT', 'KR')
    """
    read = [(part, _read(part, with_regions)) for part in _parts(text, with_regions)]
    told = {kind: tuple(part for part, found in read if found.told == kind) for kind in _KINDS}
    codes = dict.fromkeys(code for _, found in read for code in found.codes)
    return Places(tuple(codes), bool(told["expanded"]), told["lost"], told["ambiguous"], told["repaired"])


def _parts(text: str, with_regions: bool) -> Iterator[str]:
    """A cell taken apart; what is a name as a whole stays whole, whatever signs stand in it."""
    if _is_place(text, with_regions):
        yield text
        return
    for piece in split_list(_MORE.sub("", text.strip().rstrip("。.;；")) or text, _OTHERS):
        yield from _pieces(piece, with_regions)


def _pieces(text: str, with_regions: bool) -> Iterator[str]:
    """A text taken apart at commas, 和, and, &; the longest run that is one name stays whole: Korea, Republic of.

    At a word only where something known stands beside it; at blanks only where everything between them is known.
    """
    words = text.split()
    if not _is_place(text, with_regions) and len(words) > 1:
        runs = list(_runs([word for each in words for word in (" ", each)][1:], with_regions))
        if all(is_known for _, is_known in runs):
            yield from (run for run, _ in runs)
            return
    waiting = ""
    signs = [sign for sign in _SIGNS.split(text) if sign]
    for run, is_known in _runs(signs, with_regions):
        if is_known or run.strip() in _COMMAS:
            if waiting.strip():
                yield _AND_LAST.sub("", waiting).strip()
            waiting = ""
            if is_known:
                yield run.strip()
        elif waiting or not _SIGNS.fullmatch(run):
            waiting += run
    if waiting.strip():
        yield _AND_LAST.sub("", waiting).strip() or waiting.strip()


def _runs(tokens: Sequence[str], with_regions: bool) -> Iterator[tuple[str, bool]]:
    """Tokens, names and the signs between them in turn, as the longest runs that are one place."""
    at = 0
    while at < len(tokens):
        ends = range(min(len(tokens), at + _LONGEST_RUN), at, -1)
        is_sign = _SIGNS.fullmatch(f" {tokens[at].strip()} ") is not None
        end = 0 if is_sign else next((e for e in ends if _is_place("".join(tokens[at:e]), with_regions)), 0)
        if end or tokens[at].strip():
            yield "".join(tokens[at : end or at + 1]), bool(end)
        at = end or at + 1


def _is_place(text: str, with_regions: bool) -> bool:
    """Whether a text is one name, or one word for many places."""
    bare = without_origin_words(text)
    return any(
        country(name) or is_vague(name) or is_abroad(name) or name in abbreviations() for name in (text, bare)
    ) or (with_regions and region(bare).problem is None)


def _read(part: str, with_regions: bool) -> _Part:
    bare = without_origin_words(_MORE.sub("", part.strip()) or part)
    for name in (part, bare):
        if code := country(name):
            return _Part((code,))
        if is_abroad(name):
            return _Part((UNKNOWN_COUNTRY,))
        if is_vague(name):
            return _Part((UNKNOWN_COUNTRY,), "repaired")
    short = abbreviations()
    if bare and all(letter in short for letter in bare):
        return _Part(tuple(short[letter] for letter in bare), "expanded")
    place = region(bare) if with_regions else None
    if place is not None and place.code is not None:
        abroad = OWN_CUSTOMS.get(place.code[:2])
        return _Part((abroad or place.code,), "repaired" if place.problem else "")
    if code := country_of_address(bare):
        return _Part((code,), "repaired")
    return _Part((), "ambiguous" if place is not None and place.problem == "ambiguous" else "lost")

"""Credit codes (GB 32100) and industry codes (GB/T 4754): what a cell says and what had to be done to it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from graphsvc.domain.credit_codes import is_credit_code
from loaders.entity_names import name_key
from loaders.text import read_reference, split_list

_UNSEEN = re.compile(r"[\s\u00ad\u200b-\u200f\u2060-\u2064\ufeff‐‑‒–—―−-]+")
_FLOAT = re.compile(r"\d(?:\.\d+)?E\+?\d{1,2}")
_ORGANISATION = re.compile(r"[0-9A-Z]{8}[0-9X]")
_LOOKS_LIKE_CODE = re.compile(r"\d{15}|[0-9A-Z]{2}[0-9OI]{6}[0-9A-Z]{10}")
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class CreditCode:
    """A cell of a credit code: ``uscc`` where it is valid, else what it says as ``other``.

    ``code`` is the warning (V03, V03b, V04, other_identity) or None, ``why`` a word, ``proposal`` the code that
    a repaired letter would give.
    """

    uscc: str | None
    other: str | None = None
    code: str | None = None
    why: str | None = None
    proposal: str | None = None


def clean_code(text: str) -> str:
    """NFKC, without blanks and hyphens, upper case."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).upper()


def firm_text(text: str) -> str:
    """A cell that names a firm: a code without blanks and hyphens, upper case; a name as it stands.

    Letters alone are a name, however many there are: what looks like a code has digits where a code has its region.

    Examples
    --------
    >>> firm_text("91370500-fake0101-62"), firm_text("Hoya Corporation"), firm_text("GlobalFoundries US")
    ('91370500FAKE010162', 'Hoya Corporation', 'GlobalFoundries US')
    """
    shown = clean_code(text)
    return shown if _LOOKS_LIKE_CODE.fullmatch(shown) else text


def _org_check(body: str) -> bool:
    values = [int(letter) if letter.isdigit() else ord(letter) - 55 for letter in body[:8]]
    rest = 11 - sum(v * w for v, w in zip(values, _ORG_WEIGHTS, strict=True)) % 11
    return body[8] == ("X" if rest == 10 else "0" if rest == 11 else str(rest))


@lru_cache(maxsize=1 << 17)
def credit_code(text: str, is_number: bool = False) -> CreditCode:
    """Judge a credit code; ``is_number`` where it came from a number cell.

    Examples
    --------
    >>> credit_code("91370500-fake0101-62").uscc, credit_code("9137O500FAKE010162").proposal
    ('91370500FAKE010162', '91370500FAKE010162')
    >>> credit_code("9.13701E+17").code, credit_code("370100200012344").code
    ('V04', 'other_identity')
    """
    shown = clean_code(text)
    if _FLOAT.fullmatch(unicodedata.normalize("NFKC", text).strip().upper().replace(" ", "")):
        return CreditCode(None, text.strip(), "V04", "number")
    if len(shown) == 15 and shown.isdigit():
        return CreditCode(None, shown, "other_identity", "licence")
    if is_number:
        return CreditCode(None, shown, "V04", "number")
    if is_credit_code(shown):
        return CreditCode(shown, None, None if _org_check(shown[8:17]) else "V03b")
    if _ORGANISATION.fullmatch(shown):
        return CreditCode(None, shown, "other_identity", "organisation")
    if len(shown) != 18:
        return CreditCode(None, shown, "V03", "length")
    repaired = shown.replace("O", "0").replace("I", "1")
    if repaired != shown and is_credit_code(repaired):
        return CreditCode(None, shown, "V03", "letters", repaired)
    is_alphabet = re.fullmatch(r"[0-9A-HJ-NP-RTUWXY]{18}", shown) is not None
    return CreditCode(None, shown, "V03", "check" if is_alphabet else "letters")


@dataclass(frozen=True)
class Industry:
    """An industry cell: the code of 2017 or None, and the warning (None, V07, industry_*)."""

    code: str | None
    warning: str | None = None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Classes:
    codes: Mapping[str, str]
    names: Mapping[str, str]
    old: Mapping[str, tuple[tuple[str, str, bool, bool], ...]]
    old_names: Mapping[str, str]


@cache
def _classes() -> _Classes:
    codes: dict[str, str] = {}
    names: dict[str, str] = {}
    for row in read_reference("industries.csv"):  # classes come after their groups: a shared name is the class's
        codes[row["code"]] = row["name"]
        names[name_key(row["name"])] = row["code"]
    old: dict[str, list[tuple[str, str, bool, bool]]] = {}
    old_names: dict[str, str] = {}
    for row in read_reference("industries_2011.csv"):
        is_other = row["code_2011_in_2017"] == "other_name"
        old.setdefault(row["code_2011"], []).append(
            (name_key(row["name_2011"]), row["code_2017"], row["auto_map"] == "yes", is_other)
        )
        old_names[name_key(row["name_2011"])] = row["code_2011"]
    return _Classes(codes, names, {k: tuple(v) for k, v in old.items()}, old_names)


@lru_cache(maxsize=1 << 14)
def industry(text: str) -> Industry:
    """Read an industry code, with or without section letter, name, lost zero.

    Examples
    --------
    >>> industry("C3973").code, industry("3973.0").code, industry("610"), industry("集成电路制造").code
    ('3973', '3973', Industry(code='0610', warning='industry_lost_zero', candidates=()), '3973')
    """
    known = _classes()
    key = name_key(text).upper()
    match = re.fullmatch(r"([A-T])?(\d{1,4})(?:\.0+)?(?:[-_:.、\s]*(\D.*))?|(\D+?)\(?[A-T]?(\d{4})\)?", key)
    if not match:
        return _by_name(name_key(text))
    digits, name = (match[2], match[3]) if match[2] else (match[5], match[4])
    name = name_key(name).strip("()") if name else ""
    if len(digits) == 4:
        return _by_code(digits, name)
    if len(digits) == 3 and (digits[0] in "6789" or digits not in known.codes) and f"0{digits}" in known.codes:
        return Industry(f"0{digits}", "industry_lost_zero")
    if len(digits) == 1:
        return Industry(f"0{digits}", "industry_short") if f"0{digits}" in known.codes else Industry(None, "V07")
    return Industry(digits, "industry_short") if digits in known.codes else Industry(None, "V07")


def is_one_industry(text: str) -> bool:
    """Whether a text names one class, whatever separators its name holds; not where it lists several.

    Examples
    --------
    >>> is_one_industry("3973、集成电路制造"), is_one_industry("2614、2619"), is_one_industry("豆类、油料和薯类种植")
    (True, False, True)
    """
    codes = {industry(part).code for part in split_list(text)}
    return industry(text).code is not None and (len(codes) == 1 or None in codes)


def _by_code(code: str, name: str) -> Industry:
    known = _classes()
    old = known.old.get(code, ())
    if code in known.codes:
        if old and old[0][3]:
            if name and name == old[0][0] and name != name_key(known.codes[code]):
                return _mapped(old)
            return Industry(code, None if name == name_key(known.codes[code]) else "industry_two_meanings")
        return Industry(code)
    return _mapped(old)


def _mapped(old: tuple[tuple[str, str, bool, bool], ...]) -> Industry:
    targets = tuple(sorted(row[1] for row in old if row[1]))
    if len(targets) == 1 and old[0][2]:
        return Industry(targets[0], "V07", targets)
    return Industry(None, "V07", targets)


def _by_name(key: str) -> Industry:
    known = _classes()
    if key in known.names and known.names[key].isdigit():
        code = known.names[key]
        return Industry(code, None if len(code) == 4 else "industry_short")
    if key in known.old_names:
        return _mapped(known.old[known.old_names[key]])
    return Industry(None, "V07")

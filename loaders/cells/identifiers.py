"""Credit codes (GB 32100): what a cell says and what had to be done to it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from graphsvc.domain.credit_codes import is_credit_code

_UNSEEN = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff‐‑‒–—―−-]+")
_GUARD = "='\"`´‘’“”′＇＂"
_LABEL = re.compile(r"^(?:统一)?(?:社会)?信用代码[:：]")
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
    """NFKC, without blanks and hyphens, without what guards it from a spreadsheet, upper case.

    Examples
    --------
    >>> clean_code('="91370500FAKE010162"'), clean_code("'91370500-fake0101-62\\t")
    ('91370500FAKE010162', '91370500FAKE010162')
    """
    shown = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).strip(_GUARD)
    return _LABEL.sub("", shown).strip(_GUARD).upper()


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
    if _FLOAT.fullmatch(unicodedata.normalize("NFKC", text).strip(_GUARD + " \t\r\n").upper().replace(" ", "")):
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

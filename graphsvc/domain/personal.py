"""Numbers that belong to persons: mobile and land lines, identity cards, messaging accounts. They are masked.

People write them with spaces, dots, hyphens, brackets, +86, full-width digits and letters glued on. They are looked
for with every sign in its plain form, and masked in the text itself: the first and the last digits stay.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from graphsvc.domain.credit_codes import is_credit_code

_GAP = r"[\s.\-·•_—–/\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]{0,3}"
_MOBILE = re.compile(rf"(?<!\d)(?:\(?\+?(?:00)?86\)?{_GAP})?(1{_GAP}[3-9](?:{_GAP}\d){{9}})(?!{_GAP}\d)")
_IDENTITY = re.compile(rf"(?<!\d)[1-9](?:{_GAP}\d){{16}}{_GAP}[\dXx](?!\d)")
_LANDLINE = re.compile(
    rf"(?<!\d)(?:\(?0|\(?\+?(?:00)?86\)?{_GAP}\(?0?)(?:(?:10|2\d)\)?{_GAP}[2-9](?:{_GAP}\d){{7}}"
    rf"|[3-9]\d\d\)?{_GAP}[2-9](?:{_GAP}\d){{6,7}})(?!{_GAP}\d)"
)
_ACCOUNT = re.compile(
    r"(?i)(?:微信|薇信|wechat|weixin|vx|wx|qq|企鹅|钉钉|telegram|whatsapp)(?:群|号码|号|id|no)?\s*(?:是|为)?\s*[::.]?\s*"
    r"(?P<name>[a-z0-9][a-z0-9_\-]{4,19})(?![a-z0-9_])"
)
_TOKEN = re.compile(r"[0-9A-Za-z]+")
_HASH = re.compile(r"[0-9a-f]{32,}")
_LONG = re.compile(r"(?<!\d)\d{7,}(?!\d)")
_BIRTH = re.compile(r"(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_DIGIT = re.compile(r"\d")
_CACHED = 60
"""Characters up to which what became of a text is remembered: names and codes come again and again."""


def mask(text: str, is_personal: bool = False) -> str:
    """Mask the numbers of persons; ``is_personal``: the column is about a person, any long number is one.

    Examples
    --------
    >>> mask("张某 138 1234 5678"), mask("QQ：12345678"), mask("0531-86012345")
    ('张某 138****5678', 'QQ：12****78', '0531****2345')
    """
    if not _DIGIT.search(text):
        return text
    return _known(text, is_personal) if len(text) <= _CACHED else _masked(text, is_personal)


def _masked(text: str, is_personal: bool) -> str:
    masked = _replaced(text, _IDENTITY, _identity)
    for pattern in (_MOBILE, _LANDLINE, *((_LONG,) if is_personal else ())):
        masked = _replaced(masked, pattern, lambda found: (found.start(), found.end(), _hidden(found[0], 3, 4)))
    return _replaced(masked, _ACCOUNT, _account)


_known = lru_cache(maxsize=1 << 16)(_masked)
Hidden = tuple[int, int, str]


def _replaced(text: str, pattern: re.Pattern[str], hide: Callable[[re.Match[str]], Hidden | None]) -> str:
    """The text with what a pattern finds in its plain form hidden; codes and hashes stay."""
    plain = _plain(text)
    parts, done = [], 0
    for found in pattern.finditer(plain):
        hidden = hide(found)
        if hidden is not None and not _lies_in_code(plain, found):
            parts += [text[done : hidden[0]], hidden[2]]
            done = hidden[1]
    return "".join([*parts, text[done:]])


def _lies_in_code(plain: str, found: re.Match[str]) -> bool:
    """Whether what was found is part of a credit code or a hash, which are no numbers of persons."""
    around = (
        token for token in _TOKEN.finditer(plain) if token.start() <= found.start() and found.end() <= token.end()
    )
    return any(is_credit_code(token[0].upper()) or _HASH.fullmatch(token[0]) for token in around)


@lru_cache(maxsize=16)  # each pattern asks for the text at hand
def _plain(text: str) -> str:
    """Every sign in its plain form, place by place."""
    if text.isascii():
        return text
    return "".join(map(_plain_sign, text))


@lru_cache(maxsize=1 << 14)
def _plain_sign(sign: str) -> str:
    folded = unicodedata.normalize("NFKC", sign)
    return folded if len(folded) == 1 else sign


def _hidden(found: str, first: int, last: int) -> str:
    digits = re.sub(r"[^0-9Xx]", "", re.sub(r"^\(?\+?(?:00)?86(?=\D|1[3-9])\)?", "", found))
    is_long_area = digits.startswith("0") and not digits.startswith(("01", "02"))
    return f"{digits[: first + is_long_area]}****{digits[-last:]}"


def _identity(found: re.Match[str]) -> Hidden | None:
    number = re.sub(r"[^0-9Xx]", "", found[0])
    if not _BIRTH.fullmatch(number[6:14]):
        return None
    return found.start(), found.end(), f"{number[:6]}********{number[-4:]}"


def _account(found: re.Match[str]) -> Hidden | None:
    name = found["name"]
    if not _DIGIT.search(name):
        return None
    return found.start("name"), found.end("name"), f"{name[:2]}****{name[-2:]}"

"""Names as they are compared: what two spellings of one text have in common."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from graphsvc.domain.reference import reference_rows

SIMPLIFIED: dict[int, str] = {ord(row["traditional"]): row["simplified"] for row in reference_rows("traditional")}
"""For ``str.translate``: a traditional character's code point to its simplified form; what was written is kept."""


def _is_simplified_too(code: int) -> bool:
    """Whether GB 2312, the character set of simplified texts, has a character of the table: 乾 is one of its own."""
    try:
        chr(code).encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


_TRADITIONAL_ALONE = {code: new for code, new in SIMPLIFIED.items() if not _is_simplified_too(code)}
_BRACKETS = str.maketrans("〔〕【】[]{}〈〉《》〖〗「」『』", "()()()()()()()()()")
UNSEEN = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
"""Blanks and signs that nobody sees."""


@lru_cache(maxsize=1 << 18)
def name_key(text: str) -> str:
    """A name as it is compared: NFKC, one kind of brackets, no spaces or invisible signs, simplified, one case.

    A character that simplified texts have too (乾, 徵 …) is changed in a text alone that is traditional by another one.
    """
    shown = unicodedata.normalize("NFKC", text).translate(_BRACKETS)
    if shown.translate(_TRADITIONAL_ALONE) != shown:
        shown = shown.translate(SIMPLIFIED)
    return UNSEEN.sub("", shown).casefold()

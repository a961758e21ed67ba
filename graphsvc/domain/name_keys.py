"""Names as they are compared: what two spellings of one text have in common."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from graphsvc.domain.reference import reference_rows

SIMPLIFIED: dict[int, str] = {ord(row["traditional"]): row["simplified"] for row in reference_rows("traditional")}
"""For ``str.translate``: a traditional character's code point to its simplified form; what was written is kept."""

_BRACKETS = str.maketrans("〔〕【】[]{}〈〉《》〖〗「」『』", "()()()()()()()()()")
UNSEEN = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
"""Blanks and signs that nobody sees."""


@lru_cache(maxsize=1 << 18)
def name_key(text: str) -> str:
    """A name as it is compared: NFKC, one kind of brackets, no spaces or invisible signs, simplified, one case."""
    shown = unicodedata.normalize("NFKC", text).translate(_BRACKETS).translate(SIMPLIFIED)
    return UNSEEN.sub("", shown).casefold()

"""Letters that take the room of two: what pictures and sheets measure text by."""

from __future__ import annotations

import unicodedata

_WIDE = frozenset("WFA")


def is_wide(letter: str) -> bool:
    """Whether a letter is as wide as a Chinese one (Unicode's wide, full-width and ambiguous letters)."""
    return unicodedata.east_asian_width(letter) in _WIDE

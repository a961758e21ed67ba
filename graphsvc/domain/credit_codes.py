"""Unified social credit codes (GB 32100): whether a check character fits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_CODE = re.compile(r"[0-9A-HJ-NP-RTUWXY]{2}\d{6}[0-9A-HJ-NP-RTUWXY]{10}")
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES: Mapping[str, int] = {letter: value for value, letter in enumerate(_ALPHABET)}
_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))  # GB 32100-2015


@lru_cache(maxsize=1 << 18)
def is_credit_code(code: str) -> bool:
    """Whether an upper-case text is a unified social credit code whose check character fits (GB 32100).

    Examples
    --------
    >>> is_credit_code("91350100M000100Y43"), is_credit_code("91350100M000100Y44")
    (True, False)
    """
    if not _CODE.fullmatch(code):
        return False
    total = sum(_VALUES[letter] * weight for letter, weight in zip(code[:17], _WEIGHTS, strict=True))
    return _VALUES[code[17]] == (31 - total % 31) % 31

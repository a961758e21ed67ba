"""密级: the six levels in rising order, how a cell names one, and the highest of several."""

from __future__ import annotations

import re
from collections.abc import Iterable

LEVELS = ("公开", "内部", "敏感", "秘密", "机密", "绝密")
"""In rising order; the last three are those of the state secrets law."""

_MARK = re.compile(r"(公开|内部|敏感|秘密|机密|绝密)(?:级|资料|文件|信息|件|使用|事项)?(?:[★☆*].{0,12}|\d+年|长期)?")


def level_of(text: str) -> str | None:
    """The level that a cell names, with its term (机密★10年) or a word behind it; None where it cannot be read.

    Examples
    --------
    >>> level_of("机密★10年"), level_of(" 内部资料 "), level_of("一般")
    ('机密', '内部', None)
    """
    found = _MARK.fullmatch("".join(text.split()))
    return found[1] if found else None


def highest(levels: Iterable[str | None]) -> str | None:
    """The highest of the levels that are told, None where none is."""
    return max((level for level in levels if level in LEVELS), key=LEVELS.index, default=None)


def is_above(level: str, limit: str) -> bool:
    """Whether a level is higher than a store may hold."""
    return LEVELS.index(level) > LEVELS.index(limit)

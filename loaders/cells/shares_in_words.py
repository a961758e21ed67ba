"""Shares as they are spoken: 六成五, 百分之百, 三分之二, 1/3, 一半, 全部."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from loaders.cells.spoken_numbers import chinese_number

_WORDS = {"一半": Decimal("0.5"), "全部": Decimal(1)}
_TENTHS = re.compile(r"([1-9一二三四五六七八九])成([1-9一二三四五六七八九半])")
_PARTS = re.compile(r"([\d十百千一二三四五六七八九两]+)分之([\d十百一二三四五六七八九两零点.]+)")
_WHOLE = 100
_STROKE = re.compile(r"(\d{1,3})/(\d{1,3})")


def share_in_words(text: str) -> Decimal | None:
    """The share 0–1 that a text speaks of; None where it is none, or only about one (六七成, 三分之二强).

    Examples
    --------
    >>> share_in_words("六成五"), share_in_words("四分之三"), share_in_words("百分之百"), share_in_words("六七成")
    (Decimal('0.65'), Decimal('0.75'), Decimal('1'), None)
    """
    shown = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    if (told := _WORDS.get(shown)) is not None:
        return told
    if match := _TENTHS.fullmatch(shown):
        whole, tenths = _number(match[1]), _number(match[2])
        return None if whole is None or tenths is None else whole / 10 + tenths / (10 if match[2] == "半" else 100)
    if match := _PARTS.fullmatch(shown):
        return _part(_number(match[2]), _number(match[1]))
    if match := _STROKE.fullmatch(shown):
        some, all_of_it = Decimal(match[1]), Decimal(match[2])
        is_split = some + all_of_it == _WHOLE  # 30/70 tells of two
        return _part(some, all_of_it) if 0 < some <= all_of_it and not is_split else None
    return None


def _part(some: Decimal | None, all_of_it: Decimal | None) -> Decimal | None:
    return some / all_of_it if some is not None and all_of_it else None


def _number(text: str) -> Decimal | None:
    """A number in words, with 点 for the point: 三十五点五."""
    whole, point, rest = text.partition("点")
    if not point:
        return chinese_number(text)
    digits = [chinese_number(letter) for letter in rest]
    first = chinese_number(whole)
    if first is None or not digits or any(each is None or each > 9 for each in digits):
        return None
    return Decimal(f"{first}.{''.join(str(each) for each in digits)}")

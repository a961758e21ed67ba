"""Durations as they are spoken: 半年, 一年半, 一个半月, 1年3个月, 10个工作日."""

from __future__ import annotations

import re
from decimal import Decimal

from loaders.cells.spoken_numbers import chinese_number

_FIGURE = r"\d+(?:\.\d+)?|[一二三四五六七八九十两]+"
_HALF_BEFORE = re.compile(rf"({_FIGURE})个半(?=月|季度|星期|礼拜|周|小时)")
_HALF_BEHIND = re.compile(rf"({_FIGURE})(年|个月|天|周|小时)半(?!年|月)")
_PARTS = re.compile(rf"(?:({_FIGURE})(年|个?月|周))(?:零|又)?({_FIGURE})(个?月|周|天|日)")
_DAYS = {"年": 365, "个月": 30, "月": 30, "周": 7, "天": 1, "日": 1}
WORKING = "工作日"
"""Of working days five make a week."""


def spelled_out(text: str) -> str:
    """The text with spoken halves and joint units as one figure; other texts stay as they are.

    Examples
    --------
    >>> spelled_out("两个半月左右"), spelled_out("一年半"), spelled_out("1年3个月"), spelled_out("45天")
    ('2.5个月左右', '1.5年', '455天', '45天')
    """
    shown = _HALF_BEFORE.sub(lambda m: f"{_value(m[1]) + Decimal('0.5')}个", text)
    shown = _HALF_BEHIND.sub(lambda m: f"{_value(m[1]) + Decimal('0.5')}{m[2]}", shown)
    return _PARTS.sub(lambda m: f"{_value(m[1]) * _DAYS[m[2]] + _value(m[3]) * _DAYS[m[4]]}天", shown)


def _value(text: str) -> Decimal:
    return chinese_number(text) or Decimal(0)

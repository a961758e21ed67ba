"""Rows of a list that hold no data, by the first cell: totals, computed rows, footers, titles of sections.

Whoever reads a list leaves them out; whoever writes one puts a number before such a cell.
"""

from __future__ import annotations

import re

from graphsvc.domain.name_keys import name_key

_SUM = "合计|总计|共计|累计|汇总|总和|总数|合计数|总计数|累计数|total|grandtotal"
_FIGURE = "平均|平均值|均值|平均数|占比|比重|占全市比重|占全省比重|同比|增速|同比增长|增长率|最大值|最小值|计数|中位数"
_TOTAL = re.compile(
    rf"^(?:.{{0,6}}(?:{_SUM})|共[\d一二三四五六七八九十百]+[家户个条项].{{0,8}})(?:\(.*\))?[::]?(?:共?\d+[家户个条项])?$"
)
_COMPUTED = re.compile(rf"^(?:.{{0,6}}(?:{_FIGURE})|[比较](?:上年|去年|上月|同期|上期).{{0,8}})(?:\(.*\))?[::]?$")
_SUBTOTAL = re.compile(r"^(?:.{0,12}小计|subtotal|其中[::]?.{0,20})(?:\(.*\))?[::]?$")
_SECTION = re.compile(
    r"^(?:[(]?[一二三四五六七八九十]{1,3}[)、.]|第[一二三四五六七八九十]{1,3}(?:部分|类|批)|[ivx]{1,4}[、.])"
)
_PAGE = re.compile(r"^(?:-?第\d+页.{0,8}-?|共\d+页|-\d+-|续表|\(续表?\)|以下空白|\(?以下无正文\)?)$")
_NOTE = re.compile(r"^(?:[※★☆*▲●◆■]|\(?\d{1,2}[)、.]).*[,。;:]|.{9,}。$")
_FOOTER = re.compile(
    r"^(?:(?:注|备注|说明|附注|填表说明|填报说明|数据来源|资料来源|来源)\d*(?:[::、.(]|$)"
    r"|(?:填表人|填报人|审核人|联系人|制表人|复核人|单位负责人|统计负责人|填表日期|填报日期|审核|制表|复核|单位盖章)(?:[::(]|$))"
)


def is_aside(text: str) -> bool:
    """Whether the first cell of a row says that it sums up, computes or explains the others.

    Examples
    --------
    >>> [is_aside(text) for text in ("全市合計", "小计：", "合计：3家", "平均值")]
    [True, True, True, True]
    >>> [is_aside(text) for text in ("注1：不含", "填表人：示例", "示例合计厂")]
    [True, True, False]
    """
    key = name_key(text)
    return any(pattern.match(key) for pattern in (_SUBTOTAL, _TOTAL, _COMPUTED, _FOOTER))


def is_section(text: str) -> bool:
    """Whether the only cell of a row is the title of a section: 一、省内.

    Examples
    --------
    >>> is_section("（二）外省供方"), is_section("第三部分"), is_section("示例厂")
    (True, True, False)
    """
    return _SECTION.match(name_key(text)) is not None


def is_note(text: str) -> bool:
    """Whether the only cell of a row is a sentence, a numbered note or the number of a page, and names nothing.

    Examples
    --------
    >>> [is_note(text) for text in ("※本表数据截至2024年底。", "1.产能按三班制计算；", "第1页", "1.示例厂", "示例厂")]
    [True, True, True, False, False]
    """
    key = name_key(text)
    return _PAGE.match(key) is not None or _NOTE.match(key) is not None


def ends_list(text: str, *, has_rows: bool) -> bool:
    """Whether a list ends at a row with this first cell: at a total below data, or at a footer."""
    key = name_key(text)
    return _FOOTER.match(key) is not None or (has_rows and _TOTAL.match(key) is not None and not _SUBTOTAL.match(key))

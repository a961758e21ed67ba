"""Text of cells: how it is compared, what stands for "nothing", lists taken apart."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from functools import lru_cache
from importlib import resources

from loaders.entity_names import name_key
from loaders.raw_cells import Cell, IsoDay, Percent, Runs, Shown


def words(text: str) -> frozenset[str]:
    """Words that stand in one text, as a set."""
    return frozenset(text.split())


DASHES = words("〃 ″ '' - -- --- — —— – ― － / // \\ · . .. … …… ／ _ * ? =")
NULL_WORDS = words(
    "无 暂无 没有 未统计 待定 待补充 待补 待核实 待核 保密 涉密 详见附件 见附件 另附 不适用 无数据 空 空白 缺 缺失 "
    "未填 未填报 未提供 n/a na #n/a null none nan nil 不便提供 不公开 未公开 面议 同上 同左 同前 略 "
    "#ref! #value! #name? #div/0! #null! #num!"
)
UNKNOWN_WORDS = words("不详 未知 不清楚 不明 不确定")
NONE_WORDS = words("无 没有 暂无")
"""Words that say "there is none" where a list is asked for."""

_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\uffff]"
)
_OPEN, _CLOSE = "(（[【「{", ")）]】」}"
SEPARATORS = "、；;，,/\n\r|｜"


LONGEST_NAME = 500
"""Characters of a name, a code, an entry of a list, a heading; only remarks and descriptions are longer."""


def is_blank(text: str) -> bool:
    """True where nothing stands in a cell."""
    return not text or text.isspace()


@lru_cache(maxsize=1 << 16)
def null_reason(text: str) -> str | None:
    """The word that stands for nothing, or None where the text says something."""
    key = name_key(text)
    if key in NULL_WORDS or key in DASHES or text.strip() in DASHES or not key:
        return text.strip() or " "
    return None


def clean(text: str) -> tuple[str, bool]:
    """Text without outer blanks and invisible signs, and whether any such sign was taken out."""
    shown = _CONTROL.sub("", text)
    return shown.strip(), len(shown) != len(text)


def split_list(text: str, separators: str = SEPARATORS) -> list[str]:
    """Parts of a multi-value, trimmed, without blanks; separators inside brackets do not count.

    Examples
    --------
    >>> split_list("正极材料、负极材料；电解液(A、B)")
    ['正极材料', '负极材料', '电解液(A、B)']
    >>> split_list("1.示例甲厂 2.示例乙厂"), split_list("①示例甲厂②示例乙厂"), split_list("1.5匹空调、2.5匹空调")
    (['示例甲厂', '示例乙厂'], ['示例甲厂', '示例乙厂'], ['1.5匹空调', '2.5匹空调'])
    """
    text = _without_numbers(text)
    parts: list[str] = []
    depth, begin = 0, 0
    for position, letter in enumerate(text):
        if letter in _OPEN:
            depth += 1
        elif letter in _CLOSE:
            depth = max(0, depth - 1)
        elif letter in separators and not depth:
            parts.append(text[begin:position])
            begin = position + 1
    parts.append(text[begin:])
    return [part for part in (part.strip() for part in parts) if part]


def _without_numbers(text: str) -> str:
    """A list whose parts are numbered from 1 on, each on a line of its own without its number; others as they are."""
    marks = list(_NUMBERED.finditer(text))
    numbers = [int(mark[1]) if mark[1] else ord(mark[2]) - ord("①") + 1 for mark in marks]
    if len(marks) <= 1 or text[: marks[0].start()].strip() or numbers != list(range(1, len(marks) + 1)):
        return text
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return "\n".join(text[mark.end() : end] for mark, end in zip(marks, ends, strict=True))


_NUMBERED = re.compile(r"(?<![A-Za-z0-9.])[(（]?(?:(\d{1,2})[.．、)）](?!\d)|([①-⑳]))\s*")


def number_text(value: float) -> str:
    """A number as its digits: whole numbers without a point.

    Examples
    --------
    >>> number_text(3973.0), number_text(0.5), number_text(9.13701e17)
    ('3973', '0.5', '913701000000000000')
    """
    if isinstance(value, int):
        return str(value)
    digits = Decimal(f"{value:.15g}")  # what a spreadsheet keeps of it
    return str(int(digits)) if abs(value) < 1e21 and digits == int(digits) else f"{value:.15g}"


def cell_text(cell: Cell) -> str:
    """A raw cell as people see it."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        return number_text(cell)
    if isinstance(cell, Percent):
        return f"{cell.value * 100:.15g}%"
    if isinstance(cell, IsoDay):
        return cell.iso[: {"month": 7, "year": 4}.get(cell.precision, 10)]
    return cell.text if isinstance(cell, (Shown, Runs)) else cell.shown


def read_reference(name: str) -> list[dict[str, str]]:
    """Rows of one reference table of the domain."""
    text = resources.files("graphsvc.domain.reference").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))

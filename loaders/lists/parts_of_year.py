"""Headings and titles that tell of a part of a year (2023年1-11月, 前三季度) over figures of a whole one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from graphsvc.domain.notices import Place
from loaders.entity_names import name_key
from loaders.files.sheets import RawSheet
from loaders.lists.header import Header
from loaders.lists.headings import Heading
from loaders.report import Report
from loaders.text import cell_text

_PART = re.compile(
    r"(?<![\d.])(0?[1-9]|1[0-2])月?份?(?:[-~至到]|—+|–)(0?[1-9]|1[0-2])月|[上下前后]半年|前[二两三23]个?季度|[一二三四1-4]季度"
    r"|前(?:\d|1[01]|[二两三四五六七八九十]|十一)个?月"
)
_WHOLE = (1, 12)
_YEARLY = frozenset({"unit/yr", "万元", "万kWh", "吨标煤"})
_LISTS = frozenset({"firms", "capacities", "supplies"})
"""Lists of the state of a year; the others tell of plans, costs and single events."""
_LONGEST_TITLE = 60


def part_of_year(text: str) -> str | None:
    """What a heading or title says of a part of a year, None where it says nothing or means the whole.

    Examples
    --------
    >>> part_of_year("2023年1-11月/营业收入"), part_of_year("产量（前三季度）"), part_of_year("2023年1—12月产量")
    ('1-11月', '前三季度', None)
    """
    match = _PART.search(name_key(text))
    if match is None or (match[1] is not None and (int(match[1]), int(match[2])) == _WHOLE):
        return None
    return match[0]


def say_parts_of_year(raw: RawSheet, table: str, header: Header, headings: Sequence[Heading], report: Report) -> None:
    """Say where yearly figures stand under a part of a year; they are read as they stand."""
    yearly = [heading for heading in headings if heading.column.unit in _YEARLY] if table in _LISTS else []
    told = [(header.row, heading.text, part) for heading in yearly if (part := part_of_year(heading.text))]
    for row, text, part in told or (_titles(raw, header) if yearly else ()):
        column = text if row == header.row else None
        report.add("part_of_year", Place(raw.file, raw.name, row, column), text, "kept", part=part)


def _titles(raw: RawSheet, header: Header) -> Sequence[tuple[int, str, str]]:
    above = takewhile(lambda line: line[0] < header.first_row, raw.rows)
    texts = ((number, text) for number, cells in above for text in map(cell_text, cells) if len(text) <= _LONGEST_TITLE)
    return [(number, text, part) for number, text in texts if (part := part_of_year(text))]

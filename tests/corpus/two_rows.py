"""A list under two rows of headings: groups over columns, merged keys, totals and footers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from graphsvc.domain.dictionary import Column, Sheet
from loaders.lists.keys import KEYS
from tests.corpus.pages import Area, Page
from tests.corpus.plain import cell_of

_GROUPS = ("基本情况", "填报内容", "其他情况")
_STARTS = 3


def two_row_page(sheet: Sheet, columns: Sequence[Column], rows: Sequence[Mapping[str, Any]], random: Random) -> Page:
    """The page of a list; its rows are sorted by the key that is merged."""
    keys = [c for c in columns if c.references and c.type == "code"] or list(columns[:1])
    merged = keys[0] if sheet.table in KEYS else None
    rows = sorted(rows, key=lambda row: str(row.get(merged.field))) if merged else rows
    above, areas = _groups(columns, random)
    lines = [[cell_of(c, row) for c in columns] for row in rows]
    if merged is not None and merged.references:
        position = list(columns).index(merged)
        for first, last in _runs([line[position] for line in lines]):
            areas.append((first + _STARTS, position + 1, last + _STARTS, position + 1))
            for line in lines[first + 1 : last + 1]:
                line[position] = None
    total = ["合计", *(None for _ in columns[1:])]
    ends: list[list[Any]] = [total, ["注：本表为示例数据。"], ["填表人：示例", None, "审核人：示例"]]
    return Page(
        sheet, random.choice((sheet.name, *sheet.aliases)), [above, [c.heading for c in columns], *lines, *ends], areas
    )


def _groups(columns: Sequence[Column], random: Random) -> tuple[list[Any], list[Area]]:
    """The upper row of headings and what is merged in both: groups across, all others down."""
    above: list[Any] = [c.heading for c in columns]
    areas: list[Area] = []
    at, names = 0, iter(_GROUPS)
    while at < len(columns):
        width = random.randrange(2, 5)
        name = next(names, None) if at and random.random() < 0.6 and at + width <= len(columns) else None
        if name is None:
            areas.append((1, at + 1, 2, at + 1))
            at += 1
            continue
        above[at : at + width] = [name, *[None] * (width - 1)]
        areas.append((1, at + 1, 1, at + width))
        at += width
    return above, areas


def _runs(values: Sequence[Any]) -> Iterator[tuple[int, int]]:
    """First and last of equal neighbours, two or more."""
    begin = 0
    for at in range(1, len(values) + 1):
        if at == len(values) or values[at] != values[begin] or values[begin] is None:
            if at - begin > 1 and values[begin] is not None:
                yield begin, at - 1
            begin = at

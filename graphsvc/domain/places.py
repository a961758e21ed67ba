"""Where facts stand: rows of sheets of files, told so that a person finds them without another program."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graphsvc.domain.notices import Lang
from graphsvc.domain.tables import ChainTables

Span = tuple[int, int]
DECLARATION = "数据完整声明"
"""The key of sheet 00 that says which lists are complete."""


@dataclass(frozen=True)
class SheetRows:
    """Rows of one sheet of one file as spans (first, last), both included; no span where no row number is known."""

    file: str
    sheet: str
    spans: tuple[Span, ...]

    @property
    def n_rows(self) -> int:
        """How many rows."""
        return sum(last - first + 1 for first, last in self.spans)


def sheet_rows(tables: ChainTables, refs: Iterable[tuple[str, int, *tuple[object, ...]]]) -> tuple[SheetRows, ...]:
    """Places of table rows (table, position, …), sheets in the order of first mention, rows ascending, each once."""
    wanted: dict[str, list[int]] = {}
    for table, position, *_ in refs:
        wanted.setdefault(table, []).append(int(position))
    found: dict[tuple[str, str], set[int]] = {}
    for table, positions in wanted.items():
        data, head = tables[table], "" if table == "parked" else "source_"  # a parked row is a place itself
        part = data.select([f"{head}{name}" for name in ("file", "sheet", "row")]).take(sorted(set(positions)))
        for file, sheet, row in zip(*(column.to_pylist() for column in part.columns), strict=True):
            if table == "submissions":  # keys and values, not rows: the key of what lists are read for
                sheet, row = f"{sheet} · {DECLARATION}", None
            rows = found.setdefault((str(file or ""), str(sheet or "")), set())
            rows.update([int(row)] if row is not None else [])
    return tuple(SheetRows(file, sheet, _spans(rows)) for (file, sheet), rows in found.items())


def _spans(rows: Iterable[int]) -> tuple[Span, ...]:
    spans: list[list[int]] = []
    for row in sorted(rows):
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    return tuple((first, last) for first, last in spans)


def place_text(places: Sequence[SheetRows], lang: Lang, most: int | None = None) -> str:
    """``file · sheet · rows`` of all places; with ``most`` the first spans alone and how many places there are in all.

    Examples
    --------
    >>> place_text([SheetRows("a.xlsx", "07_供应关系", ((4, 4), (6, 9)))], "zh")
    'a.xlsx · 07_供应关系 · 4、6–9 行'
    >>> place_text([SheetRows("a.xlsx", "06", ((4, 4), (6, 9))), SheetRows("b.xlsx", "07", ((2, 2),))], "en", 1)
    'a.xlsx · 06 · row 4 and others (6 rows in all)'
    """
    left, told = most, []
    for place in places:
        spans = place.spans if left is None else place.spans[:left]
        if left is not None:
            if left <= 0:
                break
            left -= max(1, len(place.spans))
        told.append(" · ".join(filter(None, (place.file, place.sheet, _rows(spans, lang)))))
    text = ("；" if lang == "zh" else "; ").join(told)
    n_told = sum(len(place.spans) or 1 for place in places)
    if most is None or n_told <= most:
        return text
    total = sum(place.n_rows for place in places)
    return f"{text} 等 {total} 处" if lang == "zh" else f"{text} and others ({total} rows in all)"


def _rows(spans: Sequence[Span], lang: Lang) -> str:
    if not spans:
        return ""
    told = [str(first) if first == last else f"{first}–{last}" for first, last in spans]
    if lang == "zh":
        return "、".join(told) + " 行"
    return ("row " if len(spans) == 1 and spans[0][0] == spans[0][1] else "rows ") + ", ".join(told)

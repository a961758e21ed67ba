"""Where facts stand: rows of sheets of files, told so that a person finds them without another program."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from graphsvc.domain.arrays import Longs
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
    found: dict[tuple[str, str], list[Longs]] = {}
    for table, positions in wanted.items():
        data, head = tables[table], "" if table == "parked" else "source_"  # a parked row is a place itself
        part = data.select([f"{head}{name}" for name in ("file", "sheet", "row")]).take(sorted(set(positions)))
        by_sheet = part.rename_columns(["file", "sheet", "row"]).group_by(["file", "sheet"], use_threads=False)
        groups = by_sheet.aggregate([("row", "list")])
        for file, sheet, rows in zip(*(groups[name] for name in ("file", "sheet", "row_list")), strict=True):
            told = rows.values.drop_null().to_numpy(zero_copy_only=False).astype(np.int64)
            name = sheet.as_py() or ""
            if table == "submissions":  # keys and values, not rows: the key of what lists are read for
                name, told = f"{name} · {DECLARATION}", told[:0]
            found.setdefault((file.as_py() or "", name), []).append(told)
    return tuple(SheetRows(file, sheet, _spans(np.concatenate(rows))) for (file, sheet), rows in found.items())


def _spans(rows: Longs) -> tuple[Span, ...]:
    """Runs of consecutive numbers, ascending."""
    once = np.unique(rows)
    if not len(once):
        return ()
    ends = np.flatnonzero(np.diff(once) > 1)
    first, last = once[np.append(0, ends + 1)], once[np.append(ends, len(once) - 1)]
    return tuple(zip(first.tolist(), last.tolist(), strict=True))


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

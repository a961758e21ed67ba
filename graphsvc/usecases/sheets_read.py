"""What was read of each sheet: as which list, and how many of its lines."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import pyarrow as pa

from graphsvc.domain.dictionary import list_name, sheets
from graphsvc.domain.submission import Staged


class SheetRead(NamedTuple):
    """Lines of one sheet that were read as rows of one list: those that stand, and those put aside while reading."""

    file: str
    sheet: str
    list: str
    rows: int
    waiting: int


def sheets_read(staged: Staged) -> list[SheetRead]:
    """Every sheet with every list found on it, by file and number of the list; a table that was lost has no entry."""
    stands: Counter[tuple[str, str, str]] = Counter()
    waits: Counter[tuple[str, str, str]] = Counter()
    for sheet in sheets():
        data = staged.tables[sheet.table]
        for file, name, n in _lines(data, ["source_file", "source_sheet"], "source_row"):
            stands[str(file), str(name), sheet.table] = n
    for table, file, name, n in _lines(staged.tables["parked"], ["table", "file", "sheet"], "row"):
        waits[str(file), str(name), str(table)] = n
    order = {sheet.table: sheet.number for sheet in sheets()}
    keys = sorted({*stands, *waits}, key=lambda key: (key[0], order.get(key[2], ""), key[1]))
    return [SheetRead(key[0], key[1], list_name(key[2]), stands[key], waits[key]) for key in keys if key[2] in order]


def _lines(data: pa.Table, keys: list[str], line: str) -> list[tuple[str | int, ...]]:
    """(keys…, number of different lines) of a table."""
    found = data.select([*keys, line]).group_by(keys).aggregate([(line, "count_distinct")])
    columns = [found[name].to_pylist() for name in (*keys, f"{line}_count_distinct")]
    return list(zip(*columns, strict=True))

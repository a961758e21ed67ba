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
    stands: Counter[_Key] = Counter()
    for sheet in sheets():
        stands.update(_lines(staged.tables[sheet.table], (sheet.table, "source_file", "source_sheet"), "source_row"))
    waits = _lines(staged.tables["parked"], ("table", "file", "sheet"), "row")
    order = {sheet.table: sheet.number for sheet in sheets()}
    keys = sorted(
        (key for key in {*stands, *waits} if key[0] in order), key=lambda key: (key[1], order[key[0]], key[2])
    )
    return [SheetRead(key[1], key[2], list_name(key[0]), stands[key], waits[key]) for key in keys]


_Key = tuple[str, str, str]
"""Table, file and sheet."""


def _lines(data: pa.Table, columns: tuple[str, str, str], line: str) -> Counter[_Key]:
    """How many different lines stand in a table, whose name may be the first column's, by file and sheet."""
    keys = [name for name in columns if name in data.column_names]
    found = data.select([*keys, line]).group_by(keys).aggregate([(line, "count_distinct")])
    n = found.num_rows
    table, file, sheet = ((found[name].to_pylist() if name in keys else [name] * n) for name in columns)
    told = zip(table, file, sheet, found[f"{line}_count_distinct"].to_pylist(), strict=True)
    return Counter({(str(table), str(file), str(sheet)): int(n) for table, file, sheet, n in told})

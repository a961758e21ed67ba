"""evidence: which rows of which file a finding rests on. Its rows are made by the use case, which knows the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import orjson

from graphsvc.domain.columns import columns
from graphsvc.domain.pending import PARKED
from graphsvc.domain.results import Trace
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.values import Values
from graphsvc.questions.parameters import Asked, parameter
from graphsvc.questions.question import LookUp, Question


@dataclass(frozen=True, kw_only=True)
class Parameters(Asked):
    """What ``evidence`` is asked with."""

    id: str = parameter("text", required=True)


COLUMNS = columns(
    "evidence",
    "table", "source_file", "source_sheet", "source_row", "columns", "cells", "counts", "used", "path", "missing",
    "submission_id",
)  # fmt: skip
QUESTION = Question(
    name="evidence",
    asks="这条结论的依据是哪张表哪一行？还缺哪些数据？",
    asks_en="Which rows of which file is this finding based on, and what data is missing?",
    asked=Parameters,
    columns=COLUMNS,
    way=LookUp(),
    brief=("table", "source_file", "source_sheet", "source_row", "cells", "counts", "path", "missing"),
)


def with_reports(snapshot: GraphSnapshot, trace: Trace) -> Trace:
    """A trace with every report behind its rows: right after the row that counts, the same columns asked of it."""
    if not snapshot.reports.rows:
        return trace
    refs: list[tuple[str, int, tuple[str, ...]]] = []
    seen: set[int] = set()
    rows = _rows_of(snapshot, trace)
    for table, position, fields in trace.refs:
        refs.append((table, position, fields))
        behind = [at for at in snapshot.reports.behind(table, rows[table, position]) if at not in seen]
        seen.update(behind)
        refs += [("reports", at, fields) for at in behind]
    return replace(trace, refs=tuple(refs))


def evidence_of_list_rows(found: Sequence[Values], trace: Trace) -> list[dict[str, object]]:
    """The same rows out of the graph database, which keeps the cells of a list row as one JSON text."""
    rows: list[dict[str, object]] = []
    for row in found:
        cells = orjson.loads(row["cells"])
        rows.append(_row(row["table"], cells, row["columns"]))
    return _completed(rows, trace)


def evidence_rows(snapshot: GraphSnapshot, trace: Trace) -> list[dict[str, object]]:
    """One row per table row behind a finding, with the values of the named columns; path and missing on the first."""
    told = _rows_of(snapshot, trace)
    return _completed([_row(table, told[table, position], fields) for table, position, fields in trace.refs], trace)


def _rows_of(snapshot: GraphSnapshot, trace: Trace) -> dict[tuple[str, int], Values]:
    """The table rows of a trace by table and position, each table read once."""
    wanted: dict[str, list[int]] = {}
    for table, position, _ in trace.refs:
        wanted.setdefault(table, []).append(position)
    return {
        (table, position): row
        for table, positions in wanted.items()
        for position, row in zip(positions, snapshot.tables.each(table, positions), strict=True)
    }


def _row(table: str, row: Values, fields: Sequence[str]) -> dict[str, object]:
    """One row of the answer. A report stands under the list it was told in; ``counts``: ``yes``, ``part`` where its
    figures are parts of a sum or fill blanks of the row that counts (``used``), ``no``. A row that was put aside stands
    at the place where it was read."""
    counts, told = "yes", row
    used: list[str] = []
    if table == "reports":
        table, told, used = row["table"], orjson.loads(row["fields"]), row["used"] or []
        counts = "part" if used else "no"
    elif table == PARKED:
        counts = "no"
        row = {**row, "source_file": row["file"], "source_sheet": row["sheet"], "source_row": row["row"]}
    return {
        "table": table,
        "source_file": row["source_file"],
        "source_sheet": row["source_sheet"],
        "source_row": row["source_row"],
        "columns": list(fields),
        "cells": _told(told, fields),
        "counts": counts,
        "used": used,
        "path": [],
        "missing": [],
        "submission_id": row["submission_id"],
    }


def _told(row: Values, columns: Sequence[str]) -> dict[str, object]:
    """Cells of the columns named; those of a row that was put aside are kept as one JSON text."""
    cells = {name: row.get(name) for name in columns}
    text = cells.get("cells")
    return cells if not isinstance(text, str) else {**cells, "cells": orjson.loads(text)}


def _completed(rows: list[dict[str, object]], trace: Trace) -> list[dict[str, object]]:
    if not rows:
        rows.append(dict.fromkeys(COLUMNS.names) | {"columns": [], "cells": {}, "used": []})
    rows[0]["path"] = [dict(step) for step in trace.path]
    rows[0]["missing"] = [dict(item) for item in trace.missing]
    return rows

"""evidence: which rows of which file a finding rests on. Its rows are made by the use case, which knows the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from graphsvc.domain.pending import PARKED
from graphsvc.domain.results import Parameter, Trace
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.questions.question import Question

QUESTION = Question(
    name="evidence",
    asks="这条结论的依据是哪张表哪一行？还缺哪些数据？",
    asks_en="Which rows of which file is this finding based on, and what data is missing?",
    parameters=(Parameter("id", "text", required=True),),
    columns=(
        "table", "source_file", "source_sheet", "source_row", "columns", "cells", "path", "missing", "submission_id",
    ),
    brief=("table", "source_file", "source_sheet", "source_row", "cells", "path", "missing"),
)  # fmt: skip


def evidence_of_list_rows(found: Sequence[Mapping[str, Any]], trace: Trace) -> list[dict[str, object]]:
    """The same rows out of the graph database, which keeps the cells of a list row as one JSON text."""
    rows: list[dict[str, object]] = []
    for row in found:
        rows.append({**row, "cells": _told(orjson.loads(row["cells"]), row["columns"]), "path": [], "missing": []})
    return _completed(rows, trace)


def evidence_rows(snapshot: GraphSnapshot, trace: Trace) -> list[dict[str, object]]:
    """One row per table row behind a finding, with the values of the named columns; path and missing on the first."""
    rows: list[dict[str, object]] = []
    for table, position, columns in trace.refs:
        row = snapshot.tables[table].slice(position, 1).to_pylist()[0]
        rows.append(
            {
                "table": table,
                "source_file": row.get("source_file") or row.get("file"),
                "source_sheet": row.get("source_sheet") or row.get("sheet"),
                "source_row": row["row"] if table == PARKED else row["source_row"],
                "columns": list(columns),
                "cells": _told(row, columns),
                "path": [],
                "missing": [],
                "submission_id": row["submission_id"],
            }
        )
    return _completed(rows, trace)


def _told(row: Mapping[str, Any], columns: Sequence[str]) -> dict[str, object]:
    """Cells of the columns named; those of a row that was put aside are kept as one JSON text."""
    cells = {name: row.get(name) for name in columns}
    text = cells.get("cells")
    return cells if not isinstance(text, str) else {**cells, "cells": orjson.loads(text)}


def _completed(rows: list[dict[str, object]], trace: Trace) -> list[dict[str, object]]:
    if not rows:
        rows.append(dict.fromkeys(QUESTION.columns) | {"columns": [], "cells": {}})
    rows[0]["path"] = [dict(step) for step in trace.path]
    rows[0]["missing"] = [dict(item) for item in trace.missing]
    return rows

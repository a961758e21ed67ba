"""Answers and canonical tables as Arrow tables: real types, units beside every column, the answer's head as metadata.

Metadata of a column: ``unit``, ``label``, ``label_en``, ``type``; of a table: ``version_id``, ``content_hash``,
``units`` (JSON by column) and ``graphsvc``, the whole document without its rows (JSON).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from graphsvc.domain.answers import Answer
from graphsvc.domain.columns import EVIDENCE_ID
from graphsvc.domain.errors import NotFound
from graphsvc.domain.notices import Lang
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.tables import columns_held
from graphsvc.domain.values import Document
from graphsvc.usecases.documents import file_document, table_head
from graphsvc.usecases.wording import shown_columns

WHOLE = "graphsvc"
"""Under this key the metadata hold the document without its rows."""
_TYPES: Mapping[str, pa.DataType] = {
    "text": pa.string(),
    "number": pa.float64(),
    "integer": pa.int64(),
    "truth": pa.string(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "list": pa.list_(pa.string()),
    "objects": pa.string(),
    "object": pa.string(),
}
"""By kind of column; objects stand as JSON texts."""


def answer_table(answer: Answer, lang: Lang) -> pa.Table:
    """An answer with its rows as they are told in ``lang``."""
    document, columns = file_document(answer, lang), shown_columns(answer.columns)
    fields, arrays = [], []
    for column in columns:
        cells = [row[column.name] for row in document["rows"]]
        if column.type in ("object", "objects"):
            cells = [None if cell is None else orjson.dumps(cell).decode() for cell in cells]
        arrays.append(_array(cells, _TYPES[column.type]))
        about = {"unit": column.unit, "label": column.label.zh, "label_en": column.label.en, "type": column.type}
        fields.append(pa.field(column.name, _TYPES[column.type], column.name != EVIDENCE_ID, _told(about)))
    return pa.table(arrays, schema=pa.schema(fields, _head(document, {c.name: c.unit for c in columns})))


def canonical_table(snapshot: GraphSnapshot, name: str) -> pa.Table:
    """One canonical table; NotFound (``unknown_table``) otherwise."""
    if name not in snapshot.tables.names():
        raise NotFound("unknown_table", name=name, known="、".join(snapshot.tables.names()))
    data, columns = snapshot.tables[name], columns_held(name, snapshot.tables[name])
    fields, arrays = [], []
    for column in columns:
        held = data[column.name].combine_chunks()
        array = pc.cast(held, pa.date32()) if column.type == "date" else held
        arrays.append(array)
        fields.append(pa.field(column.name, array.type, True, _told({"unit": column.unit, "type": column.type})))
    head = _head({**table_head(snapshot, name), "secrecy": snapshot.secrecy}, {c.name: c.unit for c in columns})
    return pa.table(arrays, schema=pa.schema(fields, head))


def _array(cells: Sequence[object], kind: pa.DataType) -> pa.Array:
    if pa.types.is_date(kind):
        return pc.cast(pa.array(cells, pa.string()), kind)
    return pa.array(cells, kind)


def _head(document: Document, units: Mapping[str, str | None]) -> dict[str, str]:
    whole = {name: value for name, value in document.items() if name != "rows"}
    return {
        "version_id": str(document["version_id"] or ""),
        "content_hash": str(document["content_hash"]),
        "units": orjson.dumps({name: unit for name, unit in units.items() if unit}).decode(),
        WHOLE: orjson.dumps(whole).decode(),
    }


def _told(about: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in about.items() if value is not None}

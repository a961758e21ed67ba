"""The list of a page as a file: Excel, CSV or JSON with the same lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import orjson

from graphsvc.domain.notices import Lang
from graphsvc.domain.ports import ListEnding, Writer
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.values import Document, Values
from graphsvc.usecases.wording import labelled


def list_document(
    key: str, columns: Sequence[str], rows: Sequence[Values], snapshot: GraphSnapshot, asked: Mapping[str, object]
) -> Document:
    """A list with what it was narrowed by, and the version it shows."""
    return {
        "question": key,
        "version_id": snapshot.version_id,
        "content_hash": snapshot.content_hash,
        "secrecy": snapshot.secrecy,
        "parameters": {name: value for name, value in asked.items() if value not in (None, "")},
        "columns": [{"name": name, "unit": None, "label": name, "label_en": name} for name in columns],
        "rows": list(rows),
        "n_rows": len(rows),
        "summary": {},
        "warnings": [],
        "data_grade": None,
        "completeness": None,
    }


def list_file(document: Document, writer: Writer, ending: ListEnding, lang: Lang) -> bytes:
    """The document as a file; every file says the highest secrecy level of its version."""
    if ending == "csv":
        return writer.csv([column["name"] for column in document["columns"]], document["rows"])
    level = {**document, "secrecy_label": labelled("secrecy", document["secrecy"], lang)}
    return writer.workbook(level, lang) if ending == "xlsx" else orjson.dumps(document)

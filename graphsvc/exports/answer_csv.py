"""Rows as CSV that a spreadsheet opens without running anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

import orjson

from graphsvc.domain.values import Values


def csv_bytes(columns: Sequence[str], rows: Sequence[Values]) -> bytes:
    """UTF-8 CSV with a byte order mark; lists joined with ``;``; text that a spreadsheet would run gets a ``'``."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_csv_cell(row.get(name)) for name in columns] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def _csv_cell(value: object) -> object:
    if value is None or isinstance(value, (bool, int, float)):
        return "" if value is None else str(value).lower() if isinstance(value, bool) else value
    if isinstance(value, (list, tuple)) and not any(isinstance(v, (Mapping, list)) for v in value):
        value = ";".join("" if v is None else str(v) for v in value)
    elif not isinstance(value, str):
        value = orjson.dumps(value).decode()
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value

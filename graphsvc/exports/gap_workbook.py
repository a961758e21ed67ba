"""The gap list as a file: a workbook for the desk and the printer, CSV and JSON for programs.

All three take the answer document of question ``gap-list`` and compute nothing.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import xlsxwriter

from graphsvc.domain.notices import Lang
from graphsvc.domain.values import Values
from graphsvc.exports.gap_cells import FIELDS, clean, is_number, text_of, word
from graphsvc.exports.gap_evidence import write_evidence
from graphsvc.exports.gap_sheets import Desk, write_excluded, write_list, write_parameters

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_EARLIEST = dt.datetime(1980, 1, 1)  # a workbook knows no time zone


def gap_workbook(document: Values, lang: Lang = "zh") -> bytes:
    """The 35-column list, the excluded gaps, the parameters and the rows behind it as one ``.xlsx``.

    Text is never a formula or a link, numbers stay numbers. The same document gives the same bytes: the creation
    date inside the file is the cut-off date of the data.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties(
        {
            "title": word("word", "title", lang),
            "comments": clean(f"{document.get('version_id')} {document.get('content_hash')}")[:255],
            "created": created(document),
        }
    )
    desk = Desk(book, lang, document, as_of(document))
    write_list(desk)
    write_excluded(desk, excluded(document))
    write_parameters(desk, blank_fields(document), len(excluded(document)))
    write_evidence(desk)
    book.close()
    return buffer.getvalue()


def gap_csv(document: Values, lang: Lang = "zh") -> bytes:
    """The rows as CSV: UTF-8 with a mark for Excel, English field names, unknown left empty.

    Text that a spreadsheet would run as a formula gets a leading apostrophe; numbers are plain, shares 0–1.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(FIELDS)
    for row in document["rows"]:
        writer.writerow([_csv_cell(row.get(field), lang) for field in FIELDS])
    return buffer.getvalue().encode("utf-8-sig")


def gap_json(document: Values) -> bytes:
    """The answer as strict JSON; every row has all fields, unknown is null."""
    rows = [{**dict.fromkeys(FIELDS), **row} for row in document["rows"]]
    plain = _plain({**document, "rows": rows})
    return orjson.dumps(plain, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _csv_cell(value: Any, lang: Lang) -> str | int | float:
    if is_number(value):
        number: int | float = value
        return number
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        text = ";".join(filter(None, (_member(item, lang) for item in value)))
    else:
        text = _member(value, lang)
    return "'" + text if text.startswith(_FORMULA_STARTS) else text


def _member(value: object, lang: Lang) -> str:
    return clean(value) if isinstance(value, str) else text_of(value, lang)


def _plain(value: object) -> object:
    """Containers as dict and list, text without lone surrogates; figures untouched."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, Mapping):
        return {_plain(str(key)): _plain(member) for key, member in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [_plain(item) for item in value]
    return value


def as_of(document: Values) -> str | None:
    """Cut-off date of the answer: its own, that of its parameters, else the latest of its rows."""
    own = document.get("as_of") or document.get("parameters", {}).get("as_of")
    dates = [str(row["as_of"]) for row in document["rows"] if row.get("as_of")]
    return str(own) if own else max(dates, default=None)


def created(document: Mapping[str, object]) -> dt.datetime:
    """The cut-off date as the file's creation date; the earliest date a workbook knows where none is given."""
    try:
        day = dt.date.fromisoformat((as_of(document) or "")[:10])
    except ValueError:
        return _EARLIEST
    return max(_EARLIEST, dt.datetime(day.year, day.month, day.day))


def excluded(document: Mapping[str, object]) -> list[Mapping[str, object]]:
    """Excluded gaps of all chains (the summary of several chains is keyed by chain)."""
    return [row for part in _summaries(document) for row in part.get("excluded", [])]


def blank_fields(document: Mapping[str, object]) -> list[Mapping[str, object]]:
    """Why a field is blank, over all chains each field once."""
    return list(
        {entry["field"]: entry for part in _summaries(document) for entry in part.get("blank_fields", [])}.values()
    )


def _summaries(document: Values) -> list[Values]:
    summary = document.get("summary") or {}
    if "excluded" in summary or "blank_fields" in summary:
        return [summary]
    return [part for part in summary.values() if isinstance(part, Mapping)]

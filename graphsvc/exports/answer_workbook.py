"""Any answer as a plain workbook: rows, summary, warnings. Codes stand as their labels; text is never a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import Any

import orjson
import xlsxwriter

from graphsvc.domain.labelled import LABEL, told, told_columns
from graphsvc.domain.labels import code_label
from graphsvc.domain.notices import Lang
from graphsvc.domain.values import Values

LONGEST_TITLE = 31
NARROWEST, WIDEST = 16, 80
"""Width of a column, in characters."""
UNFIT = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")
"""What the name of a sheet must not have."""


def answer_workbook(document: Values, lang: Lang = "zh") -> bytes:
    """An answer document of the contract as the bytes of an ``.xlsx`` file.

    Further tables stand in its ``sheets``: each ``title``, ``columns`` and ``rows``, on a sheet of its own.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    _table(book.add_worksheet("答案" if lang == "zh" else "answer"), document, head, lang)
    for part in document.get("sheets", ()):
        _table(book.add_worksheet(_title(book, part["title"])), part, head, lang)
    about = book.add_worksheet("参数与说明" if lang == "zh" else "about")
    names = ("question", "version_id", "content_hash", "secrecy", "data_grade", "completeness")
    facts = {name: document.get(name + LABEL, document[name]) for name in names}
    facts |= {f"parameters.{k}": v for k, v in document["parameters"].items()}
    facts |= {f"summary.{k}": v for k, v in told(document["summary"]).items()}
    facts |= {f"warning {i}": f"{w['code']}: {w['message']}" for i, w in enumerate(document["warnings"], start=1)}
    for y, (name, value) in enumerate(facts.items()):
        about.write_string(y, 0, name, head)
        _write(about, y, 1, value)
    about.set_column(0, 1, 40)
    book.close()
    return buffer.getvalue()


def _table(sheet: Any, document: Values, head: Any, lang: Lang) -> None:
    """Columns with their units, rows below them."""
    label = "label" if lang == "zh" else "label_en"
    for x, column in enumerate(told_columns(document["columns"])):
        unit = f" [{code_label('unit', column['unit'], lang)}]" if column["unit"] else ""
        sheet.write_string(0, x, f"{column[label]}{unit}", head)
        values = [told(row.get(column["name"])) for row in document["rows"]]
        for y, value in enumerate(values, start=1):
            _write(sheet, y, x, value)
        sheet.set_column(x, x, _width(values))
    sheet.freeze_panes(1, 0)


def _width(values: Iterable[Any]) -> int:
    """As wide as the longest text, within limits; a Chinese character takes two."""
    longest = max((sum(1 + (c > "\u2e7f") for c in value) for value in values if isinstance(value, str)), default=0)
    return min(WIDEST, max(NARROWEST, longest + 2))


def _title(book: xlsxwriter.Workbook, wanted: str) -> str:
    """A name for a sheet as Excel takes it: 31 characters, no special ones, none twice whatever their case."""
    plain = UNFIT.sub(" ", wanted).strip(" '")[:LONGEST_TITLE] or "-"
    taken = {sheet.get_name().casefold() for sheet in book.worksheets()}
    found, number = plain, 2
    while found.casefold() in taken:
        tail = f" {number}"
        found, number = plain[: LONGEST_TITLE - len(tail)] + tail, number + 1
    return found


def _write(sheet: Any, y: int, x: int, value: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(y, x, value)
    elif isinstance(value, (int, float)):
        sheet.write_number(y, x, value)
    elif isinstance(value, (list, tuple)) and all(isinstance(v, str) for v in value):
        sheet.write_string(y, x, ";".join(value)[:32_767])
    else:
        sheet.write_string(y, x, (value if isinstance(value, str) else orjson.dumps(value).decode())[:32_767])

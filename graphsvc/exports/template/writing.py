"""The template as the bytes of a workbook."""

from __future__ import annotations

import datetime as dt
import io

import xlsxwriter

from graphsvc.domain.dictionary import sheets
from graphsvc.exports.template.choices import Choices
from graphsvc.exports.template.pages import Filled, write_cover, write_entries, write_list
from graphsvc.exports.template.styles import Styles
from graphsvc.exports.workbook.lists import KEY_VALUES
from graphsvc.exports.workbook.writing import OPTIONS

_CREATED = dt.datetime(2024, 1, 1)


def template_workbook(filled: Filled) -> bytes:
    """An empty workbook with the lists 00–24 as ``.xlsx``; the same entries give the same bytes.

    Headings and examples are locked without a password; ``filled`` are entries of sheet 00 by field.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, OPTIONS)
    book.set_properties({"title": filled.get("chain_name", ""), "created": _CREATED})
    styles, choices = Styles(book), Choices()
    for sheet in sheets():
        write = write_cover if sheet.number == KEY_VALUES else write_list
        write(book, sheet, styles, choices, filled)
    write_entries(book, choices)
    book.close()
    return buffer.getvalue()

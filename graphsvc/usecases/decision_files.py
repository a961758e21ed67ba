"""Answers that decisions are taken from, as workbooks: the whole answer first, then a sheet for each of its parts."""

from __future__ import annotations

from collections.abc import Sequence

from graphsvc.domain.notices import Lang
from graphsvc.domain.ports import Writer
from graphsvc.domain.values import Document, Values
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.documents import file_document

LETTERS = "outside-suppliers"
"""The question the coordination letters are written from."""
_PLACE = ("place_kind", "place_kind_label", "place", "place_name")


def letters_file(
    analyst: Analyst, writer: Writer, given: Values, lang: Lang, at: str | None = None
) -> tuple[Document, bytes]:
    """Essential suppliers outside, a sheet per province and per country: whom to write to about whom."""
    document = file_document(analyst.ask(LETTERS, given, at), lang)
    document["sheets"] = _by_place(document)
    return document, writer.workbook(document, lang)


def _by_place(document: Values) -> list[Document]:
    """The rows of each place on their own, without saying the place in every row."""
    columns: Sequence[Values] = [c for c in document["columns"] if c["name"] not in _PLACE]
    found: dict[str, list[Values]] = {}
    for row in document["rows"]:
        found.setdefault(row["place_name"], []).append(row)
    return [{"title": place, "columns": columns, "rows": rows} for place, rows in found.items()]

"""Answers as files: the bytes that the command line writes and HTTP sends."""

from __future__ import annotations

import orjson

from graphsvc.domain.answers import Answer
from graphsvc.domain.notices import Lang
from graphsvc.domain.ports import ListEnding, Writer
from graphsvc.domain.values import Document, Values
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.documents import answer_document, file_document


def answer_file(answer: Answer, writer: Writer, ending: ListEnding, lang: Lang) -> bytes:
    """Any answer as JSON document, CSV or workbook."""
    if ending == "xlsx":
        return writer.workbook(file_document(answer, lang), lang)
    document = answer_document(answer, lang)
    if ending == "csv":
        return writer.csv([column["name"] for column in document["columns"]], document["rows"])
    return orjson.dumps(document)


def gap_file(
    analyst: Analyst, writer: Writer, given: Values, ending: ListEnding, lang: Lang, at: str | None = None
) -> tuple[Document, bytes]:
    """The gap list of a version: its document, and the same as a file.

    Raises
    ------
    NotFound, ParameterError
        As for asking ``gap-list`` with the parameters ``given``.
    """
    document = file_document(analyst.ask("gap-list", given, at), lang)
    return document, writer.gaps(document, ending, lang)

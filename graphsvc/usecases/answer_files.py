"""Answers as files: the bytes that the command line writes and HTTP sends."""

from __future__ import annotations

import orjson

from graphsvc.domain.answers import Answer
from graphsvc.domain.notices import Lang
from graphsvc.domain.ports import ListEnding, Writer
from graphsvc.usecases.documents import answer_document, file_document


def answer_file(answer: Answer, writer: Writer, ending: ListEnding, lang: Lang) -> bytes:
    """Any answer as JSON document, CSV or workbook."""
    if ending == "xlsx":
        return writer.workbook(file_document(answer, lang), lang)
    document = answer_document(answer, lang)
    if ending == "csv":
        return writer.csv([column["name"] for column in document["columns"]], document["rows"])
    return orjson.dumps(document)

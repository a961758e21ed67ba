"""Answers as files: the bytes that the command line writes and HTTP sends."""

from __future__ import annotations

import orjson

from graphsvc.domain.answers import Answer
from graphsvc.domain.notices import Lang
from graphsvc.domain.ports import AnswerEnding, Writer
from graphsvc.usecases.arrow_tables import answer_table
from graphsvc.usecases.documents import answer_document, file_document


def answer_file(answer: Answer, writer: Writer, ending: AnswerEnding, lang: Lang) -> bytes:
    """Any answer as JSON document, CSV, workbook, Parquet file or Arrow stream."""
    if ending == "parquet" or ending == "arrow":
        return writer.columnar(answer_table(answer, lang), "stream" if ending == "arrow" else ending)
    if ending == "xlsx":
        return writer.workbook(file_document(answer, lang), lang)
    document = answer_document(answer, lang)
    if ending == "csv":
        return writer.csv([column["name"] for column in document["columns"]], document["rows"])
    return orjson.dumps(document)

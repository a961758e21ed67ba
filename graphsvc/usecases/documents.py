"""Outcomes as the public documents that every door shows: plain dicts, strict JSON."""

from __future__ import annotations

from graphsvc.domain.answers import Answer
from graphsvc.domain.columns import Columns
from graphsvc.domain.notices import Lang, notice_document
from graphsvc.domain.ports import VersionInfo
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.tables import columns_held
from graphsvc.domain.values import Document, Values
from graphsvc.questions.catalogue import CATALOGUE
from graphsvc.usecases.wording import labelled, shown_columns, worded, worded_row


def version_document(version: VersionInfo) -> Document:
    """One entry of ``versions``."""
    return {
        "version_id": version.version_id,
        "content_hash": version.content_hash,
        "created": version.created,
        "published": True,
        "slots": [
            {"chain": e.slot.chain, "region": e.slot.region, "submission_id": e.submission_id} for e in version.slots
        ],
    }


def column_documents(columns: Columns) -> list[Document]:
    """Columns with unit and both labels, each code with its label beside it, the evidence id last."""
    return [
        {"name": c.name, "unit": c.unit, "label": c.label.zh, "label_en": c.label.en} for c in shown_columns(columns)
    ]


def answer_document(answer: Answer, lang: Lang, compact: bool = False) -> Document:
    """An answer as the contract has it: every row in the words of ``lang``, with its evidence id.

    ``compact``: rows are lists of cells in the order of ``columns``, so that no name is written twice.
    """
    rows = zip(answer.findings, answer.evidence_ids, strict=True)
    return {
        "question": answer.question,
        "version_id": answer.version_id,
        "content_hash": answer.content_hash,
        "parameters": dict(answer.parameters),
        "data_grade": answer.grade,
        "completeness": answer.completeness,
        "truncated": answer.truncated is not None,
        "truncated_reason": worded(answer.truncated, lang),
        "columns": column_documents(answer.columns),
        "rows": [
            [*row.values(), evidence] if compact else {**row, "evidence_id": evidence}
            for row, evidence in ((worded_row(answer.columns, f.values, lang), e) for f, e in rows)
        ],
        "n_rows": answer.n_rows,
        "summary": worded(answer.summary, lang),
        "warnings": [notice_document(n, lang) for n in answer.notices],
    }


def file_document(answer: Answer, lang: Lang) -> Document:
    """An answer as a file is made from it: with the highest 密级 of its version, which every file says."""
    level = {"secrecy": answer.secrecy, "secrecy_label": labelled("secrecy", answer.secrecy, lang)}
    return {**answer_document(answer, lang), **level}


def catalogue_document() -> list[Document]:
    """What ``questions`` answers."""
    return [
        {
            "name": question.name,
            "asks": question.asks,
            "asks_en": question.asks_en,
            "parameters": [
                {
                    "name": p.name,
                    "type": p.type,
                    "unit": p.unit,
                    "default": list(p.default) if isinstance(p.default, tuple) else p.default,
                    "required": p.required,
                    "allowed": list(p.allowed),
                    "about": p.label.zh,
                    "about_en": p.label.en,
                }
                for p in question.parameters
            ],
            "columns": column_documents(question.columns),
        }
        for question in CATALOGUE.values()
    ]


def table_document(snapshot: GraphSnapshot, name: str) -> Values:
    """One canonical table, whole."""
    import orjson

    rows = [*snapshot.tables.each(name)]
    if name == "parked":
        rows = [{**row, "cells": orjson.loads(row["cells"]) if row["cells"] else {}} for row in rows]
    head = table_head(snapshot, name)
    return {**{k: v for k, v in head.items() if k != "n_rows"}, "rows": rows, "n_rows": head["n_rows"]}


def table_head(snapshot: GraphSnapshot, name: str) -> Document:
    """A canonical table without its rows."""
    data = snapshot.tables[name]
    return {
        "table": name,
        "version_id": snapshot.version_id,
        "content_hash": snapshot.content_hash,
        "columns": [{"name": c.name, "type": c.type, "unit": c.unit} for c in columns_held(name, data)],
        "n_rows": data.num_rows,
    }

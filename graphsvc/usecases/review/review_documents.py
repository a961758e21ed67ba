"""Reviews as public documents: what is open, what is in force, what applying came to."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from graphsvc.domain.decisions import Decision, Proposal
from graphsvc.domain.dictionary import list_name, sheet_of
from graphsvc.domain.notices import Lang, message, notice_document
from graphsvc.domain.ports import ListEnding, Progress, Reviewer, Store, Writer
from graphsvc.domain.review_words import review_word
from graphsvc.domain.values import Document
from graphsvc.usecases.review.applying import Applied
from graphsvc.usecases.review.open_doubts import Review, review_of


def review_document(review: Review, lang: Lang) -> Document:
    """Everything that is open, by kind, and every decision in force."""
    return {
        "version_id": review.version.version_id,
        "content_hash": review.version.content_hash,
        "secrecy": review.secrecy,
        "n_open": len(review.proposals),
        "open": [_proposal(each, lang) for each in review.proposals],
        "decisions": decision_documents(review.decisions, lang),
    }


def decision_documents(decisions: Sequence[Decision], lang: Lang) -> list[Document]:
    """Decisions, each with what it was about and what it came to, the newest first."""
    return [
        {
            "id": each.doubt.key,
            "kind": each.doubt.kind,
            "kind_label": review_word("kinds", each.doubt.kind, lang),
            "table": each.doubt.table or None,
            "scope": each.doubt.scope or None,
            "column": _field_heading(each.doubt.table, each.doubt.field) if each.doubt.field else None,
            "original": _row_text(each.doubt.table, each.doubt.original)
            if each.doubt.kind == "row"
            else each.doubt.original,
            "verdict": each.verdict,
            "verdict_label": review_word("in_force", each.verdict, lang),
            "value": each.value,
            "value_label": _field_heading(each.doubt.table, each.value)
            if each.doubt.kind == "heading" and each.value
            else each.value,
            "decided_by": each.decided_by,
            "decided_at": each.decided_at,
            "note": each.note,
        }
        for each in reversed(decisions)
    ]


def applied_document(applied: Applied, lang: Lang) -> Document:
    """What ``review --apply`` answers."""
    return {
        "version_id": applied.version.version_id,
        "content_hash": applied.version.content_hash,
        "published": applied.published,
        "n_decided": len(applied.decisions),
        "warnings": [notice_document(n, lang) for n in applied.notices],
    }


def review_file(
    store: Store,
    loader: Reviewer,
    writer: Writer,
    at: str | None,
    ending: ListEnding,
    lang: Lang,
    progress: Progress = lambda fraction, stage: None,
) -> tuple[Document, bytes]:
    """The review of a version as document, and as the bytes of a workbook, CSV or JSON."""
    document = review_document(review_of(store, loader, at, progress), lang)
    if ending == "xlsx":
        return document, writer.review(document, lang)
    if ending == "csv":
        return document, writer.csv(list(OPEN_COLUMNS), [_flat(each) for each in document["open"]])
    return document, orjson.dumps(document)


OPEN_COLUMNS = ("id", "kind", "file", "sheet", "row", "column", "original", "reason", "proposals", "n")
"""Columns of what is open, as CSV."""


def _flat(each: Document) -> Document:
    return {**each, "proposals": [f"{c['value']} {c['name']}".strip() for c in each["proposals"]]}


def _proposal(each: Proposal, lang: Lang) -> Document:
    reason, place = each.reason, each.reason.place
    said = message(reason.code, {**reason.facts, "original": reason.original}, lang)
    return {
        "id": each.doubt.key,
        "kind": each.doubt.kind,
        "kind_label": review_word("kinds", each.doubt.kind, lang),
        "page": page_of(each),
        "table": each.doubt.table or None,
        "chain": each.slot[0],
        "region": each.slot[1],
        "file": place.file,
        "sheet": place.sheet,
        "row": place.row,
        "column": place.column,
        "original": each.doubt.original if each.shown is None else each.shown,
        "cells": dict(each.cells) or None,
        "code": reason.code,
        "reason": said.text,
        "proposals": [{"value": c.value, "name": c.name, "score": c.score} for c in each.candidates],
        "accepts": each.first.value if each.first else None,
        "options": [c.shown for c in dict.fromkeys((*each.candidates, *each.options))],
        "n": each.n,
    }


def page_of(each: Proposal) -> str:
    """The sheet on which a doubt stands."""
    is_merge = each.doubt.kind in ("merge", "code") or each.reason.code == "V05"
    return "merge" if is_merge else each.doubt.kind


def _field_heading(table: str, field: str) -> str:
    return sheet_of(table).column(field).heading


def _row_text(table: str, cells: str) -> str:
    """The row that a decision is about, as its list and its cells."""
    headings = {column.field: column.heading for column in sheet_of(table).columns}
    told = orjson.loads(cells)
    shown = (f"{headings.get(key.split()[0], key)}：{text}" for key, text in told.items())
    return f"{list_name(table)}｜" + "；".join(shown)

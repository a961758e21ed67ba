"""The gap list as files: with all columns, and as one hands it round, ten columns with what is concluded about each
row. Both hold the rows that were asked for, in the order asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graphsvc.domain.gap_reviews import GapReview
from graphsvc.domain.labels import code_label
from graphsvc.domain.notices import Lang
from graphsvc.domain.ports import ListEnding, Writer
from graphsvc.domain.reference import region_name
from graphsvc.domain.values import Document
from graphsvc.judgements.objects import find_chain, find_region
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.documents import file_document
from graphsvc.usecases.gap_reviews import FILTERS, narrowed, ordered, review_document, reviewed_gaps

_VOCABULARIES = {"kind": "gap_kind", "verb": "verb", "review": "gap_conclusion"}


def narrow_gaps(
    analyst: Analyst, kept: Iterable[GapReview], given: Mapping[str, str | None], lang: Lang, at: str | None = None
) -> Document:
    """The rows of ``gap-list`` with their conclusions, and what they were chosen by.

    ``given``: chain and region as the question takes them, kind, stage, verb and review to narrow, sort, and who
    hands the list out.

    Raises
    ------
    NotFound, ParameterError
        As for asking ``gap-list``.
    """
    version = analyst.version(at)
    snapshot = analyst.workspace(version.version_id).snapshot
    chain, region = find_chain(snapshot, given.get("chain")), find_region(given.get("region"))
    wanted = {name: given[name] or "" for name in FILTERS if given.get(name)}
    reviews, rows, regions, secrecy = tuple(kept), [], [], None
    for code in [chain] if chain else list(snapshot.chains):
        found = reviewed_gaps(analyst, reviews, code, region, version.version_id)
        document = file_document(found.answer, lang)
        secrecy = document["secrecy"]
        regions.append(found.region)
        told = {row["evidence_id"]: row for row in document["rows"]}
        chosen = ordered(narrowed(found.rows, wanted), given.get("sort") or "")
        rows += [{**told[row.evidence_id], **_review(row.shown, lang)} for row in chosen]
    names = [snapshot.chains[code].name for code in ([chain] if chain else snapshot.chains)]
    places = dict.fromkeys(f"{code} {region_name(code) or ''}".strip() for code in regions if code)
    filters = {name: code_label(_VOCABULARIES[name], value, lang) if name in _VOCABULARIES else value
               for name, value in wanted.items()}  # fmt: skip
    by = dict.fromkeys(row["reviewed_by"] for row in rows if row["reviewed_by"])
    return {
        "version_id": version.version_id,
        "content_hash": version.content_hash,
        "created": version.created,
        "as_of": max((str(row["as_of"]) for row in rows if row["as_of"]), default=None) or snapshot.as_of,
        "secrecy": secrecy,
        "chains": names,
        "regions": list(places),
        "filters": filters,
        "sort": given.get("sort") or "priority",
        "reviewers": [given["who"]] if given.get("who") else list(by),
        "rows": rows,
        "n_rows": len(rows),
    }


def gap_file(
    analyst: Analyst, kept: Iterable[GapReview], writer: Writer, given: Mapping[str, str | None], ending: ListEnding,
    lang: Lang, at: str | None = None,
) -> tuple[Document, bytes]:  # fmt: skip
    """The gap list with all columns: its document, and the same as a file; ``given`` as for ``narrow_gaps``, and the
    ``order`` the question takes, which holds where nothing else is chosen by.

    Raises
    ------
    NotFound, ParameterError
        As for asking ``gap-list``.
    """
    chosen_by = {name: given[name] or "" for name in (*FILTERS, "sort") if given.get(name)}
    taken = ("chain", "region") if chosen_by else ("chain", "region", "order")
    about = {name: given[name] for name in taken if given.get(name)}
    version = analyst.version(at).version_id
    answer = analyst.ask("gap-list", about, version)
    document = file_document(answer, lang)
    if chosen_by:
        snapshot = analyst.workspace(version).snapshot
        one = find_chain(snapshot, given.get("chain"))
        reviews, told = tuple(kept), {row["evidence_id"]: row for row in document["rows"]}
        region = find_region(given.get("region"))
        rows = []
        for code in [one] if one else snapshot.chains:
            found = reviewed_gaps(analyst, reviews, code, region, version)
            rows += ordered(narrowed(found.rows, chosen_by), chosen_by.get("sort", ""))
        shown = [told[row.evidence_id] for row in rows]
        parameters = {**document["parameters"], **chosen_by}
        document = {**document, "parameters": parameters, "rows": shown, "n_rows": len(shown)}
    return document, writer.gaps(document, ending, lang)


def _review(review: GapReview, lang: Lang) -> Document:
    told = review_document(review, lang)
    kept = ("conclusion", "conclusion_label", "note", "reviewed_by", "reviewed_at", "revision")
    return {**{name: told[name] for name in kept}, "responsible": review.owner}


def narrow_gap_file(
    analyst: Analyst, kept: Iterable[GapReview], writer: Writer, given: Mapping[str, str | None], lang: Lang,
    at: str | None = None,
) -> tuple[Document, bytes]:  # fmt: skip
    """The same as its document and as a workbook for A4."""
    document = narrow_gaps(analyst, kept, given, lang, at)
    return document, writer.narrow_gaps(document, lang)

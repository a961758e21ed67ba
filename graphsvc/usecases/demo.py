"""The demonstration: sample chains through every room, a summary, and the files an office would hand over."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from graphsvc.domain.answers import Answer
from graphsvc.domain.notices import Lang
from graphsvc.domain.ports import DatasetLoader, GraphStore, Painter, Progress, Store, Writer
from graphsvc.domain.submission import LoadOptions
from graphsvc.domain.values import Document, Values
from graphsvc.questions.catalogue import CATALOGUE
from graphsvc.questions.outages import cut_offs
from graphsvc.questions.question import AnyQuestion
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.demo_findings import ASKED, demo_findings
from graphsvc.usecases.documents import answer_document
from graphsvc.usecases.draw_map import draw_map
from graphsvc.usecases.load_submission import load
from graphsvc.usecases.projection.following import follow
from graphsvc.usecases.report.writing import write_report

NEEDS_MORE = {"evidence"}
"""Questions that need the id of an answer already given."""


def holds_samples_alone(store: Store, samples: Sequence[Path]) -> bool:
    """Whether a store is empty or every file of its latest version is one of the sample workbooks."""
    latest = store.latest()
    if latest is None:
        return True
    known = {hashlib.sha256(path.read_bytes()).hexdigest() for path in samples}
    return all(f.sha256 in known for entry in latest.slots for f in store.staged(entry.submission_id).files)


def run_demo(
    store: Store,
    loader: DatasetLoader,
    painter: Painter,
    writer: Writer,
    samples: Sequence[Path],
    lang: Lang,
    progress: Progress,
    graph: GraphStore | None = None,
) -> tuple[Document, dict[str, bytes]]:
    """Load the samples and ask every question: a document for the door to show, gap list, maps and report by file name.

    Where a graph database is configured the samples are projected into it as well.
    """
    outcome = load(samples, LoadOptions(), store, loader, progress)
    analyst = Analyst(store, graph)
    space = analyst.workspace(outcome.version_id)
    answers: dict[str, Document] = {}
    told: dict[str, Answer] = {}
    asked = sorted(CATALOGUE.items(), key=lambda item: any(p.required for p in item[1].parameters))
    for name, question in asked:  # what needs an object takes one that an earlier answer names
        if name in NEEDS_MORE:
            continue
        progress(len(answers) / len(CATALOGUE), "ask")
        given = _example(analyst, question, answers, outcome.version_id)
        if given is None:
            continue
        answer = analyst.ask(name, given, outcome.version_id)
        told.update({name: answer} if name in ASKED else {})
        answers[name] = answer_document(answer, lang)
    gaps = {**answers["gap-list"], "secrecy": space.snapshot.secrecy}
    files = {"gap_list.xlsx": writer.gaps(gaps, "xlsx", lang)}
    for code in space.snapshot.chains:
        progress(0.9, "draw")
        drawn = draw_map(analyst, code, None, None, 2, lang, outcome.version_id)
        files[f"{code}.html"] = painter.chain_map(drawn, "html", lang)
    files["report.html"] = painter.report(write_report(analyst, None, None, outcome.version_id), lang)
    evidence = answers["choke-points"]["rows"][0]["evidence_id"]
    answers["evidence"] = answer_document(analyst.ask("evidence", {"id": evidence}), lang)
    projection = None if graph is None else follow(analyst, graph, progress).document(lang)
    document = {
        "version_id": outcome.version_id,
        "content_hash": outcome.content_hash,
        "published": outcome.published,
        "chains": [{"code": c.code, "name": c.name, "region": c.region} for c in space.snapshot.chains.values()],
        "size": space.snapshot.tables.n_rows(),
        "findings": demo_findings(space, told, lang),
        "answers": {name: _brief(document) for name, document in answers.items()},
        "projection": projection,
    }
    return document, files


def _example(
    analyst: Analyst, question: AnyQuestion, answers: Mapping[str, Values], at: str | None
) -> dict[str, object] | None:
    """Parameters of a question that needs some: the worst entity of the kind asked; None where there is none."""
    required = [p.name for p in question.parameters if p.required]
    if not required:
        return {}
    worst = max(
        answers["single-sources"]["rows"], key=lambda r: (r["kind"] == "sole", r["share"] or 0, r["product_code"])
    )
    if question.name == "firm-outage":
        return {"firm": worst["supplier_ids"][0], "days": 30}
    if question.name in ("neighbourhood", "upstream"):
        return {"object": worst["buyer_id"]}
    if question.name == "supply-paths":
        return {"from": worst["supplier_ids"][0], "to": worst["buyer_id"]}
    if question.name == "gap-fillers":
        lacking = [row["product_code"] for row in answers["missing-links"]["rows"] if row["is_missing"] == "yes"]
        return {"product": (lacking or [worst["product_code"]])[0]}
    needed = required[0]
    kind = needed.removeprefix("outage_")
    kinds = next(p.allowed for p in CATALOGUE["choke-points"].parameters if p.name == "entity")
    kind = kind if kind in kinds else "group"
    entity = cut_offs.example(analyst.workspace(at), kind)
    if entity is None:
        return None
    shocks = [{"entity_type": kind, "entity_id": entity}]
    return {needed: {"shocks": shocks} if needed == "scenario" else entity}


def _brief(document: Mapping[str, object]) -> dict[str, object]:
    keep = ("question", "data_grade", "completeness", "n_rows", "summary", "warnings")
    return {**{k: document[k] for k in keep}, "rows": document["rows"]}

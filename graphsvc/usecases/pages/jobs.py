"""Pages: analyses that take long, all of them and one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import orjson

from graphsvc.domain.jobs import OPEN, Job, Seen
from graphsvc.domain.notices import Lang
from graphsvc.domain.pages import (
    Block,
    Field,
    Form,
    Goto,
    Line,
    Linked,
    Links,
    Listing,
    Option,
    Page,
    Panel,
    Sentences,
    Shown,
    Tile,
    Tiles,
)
from graphsvc.domain.report import Amount, Coded, Saying
from graphsvc.domain.sentences import Both
from graphsvc.domain.values import Values
from graphsvc.questions.catalogue import CATALOGUE
from graphsvc.questions.parameters import PAGING
from graphsvc.usecases.job_documents import problem_of
from graphsvc.usecases.pages.told import parameter_tiles
from graphsvc.usecases.pages.waiting import at_work

COLUMNS = ("job", "asked", "chain", "state", "share_done", "asked_at", "seconds")


def job_list(seen: Sequence[Seen], chains: Sequence[tuple[str, str]], question: str = "", chain: str = "") -> Page:
    """The newest jobs, and a form that begins one: questions that need to be told nothing. ``question`` and ``chain``
    are those chosen at first."""
    names = dict(chains)
    lines = tuple(Line(_cells(one, names), anchor=one.job.job_id) for one in seen)
    blocks: list[Block] = [Sentences(((Saying("jobs_about"), None),))]
    if chains:
        blocks.append(_form(chains, question, chain))
    else:
        blocks.append(Sentences(((Saying("jobs_no_data"), Goto("/")),)))
    blocks.append(Listing("jobs", COLUMNS, lines, len(lines), has_files=False))
    return Page("jobs", "jobs", tuple(blocks))


def _form(chains: Sequence[tuple[str, str]], first: str, chosen: str) -> Form:
    asked = sorted(
        (q for q in CATALOGUE.values() if not any(p.required for p in q.parameters)), key=lambda question: question.name
    )
    questions = tuple(
        Option(q.name, Both(f"{q.name}：{q.asks}", f"{q.name}: {q.asks_en}"), q.name == first) for q in asked
    )
    every = (
        Option("", Both("全部产业链", "every chain")),
        *(Option(code, name, code == chosen) for code, name in chains),
    )
    question = Field("question", "select", "question", options=questions)
    fields = (question, Field("chain", "select", "chain", options=every))
    return Form("job", Goto("/jobs"), fields, "start_job", is_post=True)


def _cells(one: Seen, names: dict[str, str]) -> tuple[Shown, ...]:
    job, question = one.job, CATALOGUE[one.job.question]
    chain = str(job.parameters.get("chain") or "")
    return (
        Linked(job.job_id, Goto(f"/jobs/{job.job_id}")),
        Both(question.asks, question.asks_en),
        names.get(chain, chain) or Both("全部产业链", "every chain"),
        Coded("job_state", job.state),
        Amount(job.fraction, "share"),
        _moment(job.created),
        _spent(job),
    )


def job_page(one: Seen, lang: Lang, answer: Sequence[Block] = ()) -> Page:
    """One job: how far it has come, or how it ended; ``answer`` is what it found (``job_answer``)."""
    job, question = one.job, CATALOGUE[one.job.question]
    here = Goto(f"/jobs/{job.job_id}")
    blocks: list[Block] = [Sentences(((Saying("job_asks", {"asks": Both(question.asks, question.asks_en)}), None),))]
    if job.state in OPEN:
        blocks.append(at_work(here, job.stage, job.fraction or None, one.seconds_left))
    blocks.append(Tiles(_facts(job)))
    problem = problem_of(job, lang)
    if problem is not None:
        told = tuple((Saying("page_problem", {"text": problem[key]}), None) for key in ("title", "detail", "remedy"))
        blocks.append(Sentences(told, "warn"))
    blocks += answer or ([_results(job)] if job.state == "succeeded" else [])
    given = {name: value for name, value in job.parameters.items() if name not in PAGING and value not in (None, "")}
    if given:
        blocks.append(Panel("asked_with", (Tiles(parameter_tiles(job.question, given), is_list=True),)))
    blocks.append(_cancel(job) if job.state in OPEN else _again(job, given))
    blocks.append(Links((("all_jobs", Goto("/jobs"), False),)))
    return Page("job", "jobs", tuple(blocks), {"job": job.job_id})


def _facts(job: Job) -> tuple[Tile, ...]:
    return (
        Tile("state", Coded("job_state", job.state)),
        Tile("share_done", Amount(job.fraction, "share")),
        Tile("created", _moment(job.created)),
        Tile("ended", _moment(job.ended) if job.ended else None),
        Tile("seconds", _spent(job)),
        Tile("version", job.version_id),
    )


def _results(job: Job) -> Links:
    """The files alone, where the answer cannot be shown any more."""
    to = f"/jobs/{job.job_id}/result"
    ways = (("answer_json", "json"), ("answer_xlsx", "xlsx"), ("answer_csv", "csv"))
    return Links(tuple((key, Goto(to, {"format": ending}), ending != "json") for key, ending in ways))


def _again(job: Job, given: Values) -> Form:
    """The same question once more, of the newest version."""
    told = {"question": job.question, "parameters": orjson.dumps(given).decode()}
    fields = tuple(Field(name, "hidden", name, value) for name, value in told.items())
    return Form("again", Goto("/jobs"), fields, "job_again", is_post=True)


def _cancel(job: Job) -> Form:
    return Form("cancel", Goto(f"/jobs/{job.job_id}/cancel"), (), "cancel_job", is_post=True)


def _moment(written: str) -> str:
    """A moment as pages print it, in UTC to the second."""
    return written[:19].replace("T", " ")


def _spent(job: Job) -> Both | None:
    """How long it was worked on, to its end or to its last sign of life."""
    if not job.started:
        return None
    last = datetime.fromisoformat(job.ended or job.heard)
    seconds = (last - datetime.fromisoformat(job.started)).total_seconds()
    return Both(f"{seconds:.0f} 秒", f"{seconds:.0f} s")

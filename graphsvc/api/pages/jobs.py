"""Analyses that take long: all of them, one of them, begun, cancelled."""

from __future__ import annotations

from functools import partial
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from graphsvc.api.bodies import parsed
from graphsvc.api.desk import Desk
from graphsvc.api.forms import posted_form
from graphsvc.api.job_book import JobBook
from graphsvc.api.negotiation import ANSWERS, Wish, known_ending, page_of
from graphsvc.api.pages.serving import page_language, standing_page, worked_page
from graphsvc.domain.errors import GraphsvcError, InputError, NotFound
from graphsvc.domain.jobs import OPEN, Seen
from graphsvc.domain.pages import Page
from graphsvc.domain.ports import AnswerEnding
from graphsvc.usecases.ask import ENGINES
from graphsvc.usecases.job_documents import result_address
from graphsvc.usecases.pages.job_answer import job_answer
from graphsvc.usecases.pages.jobs import job_list, job_page

router = APIRouter()
SHOWN = 100
"""Jobs of the list."""


@router.get("/jobs")
async def listed(request: Request) -> Response:
    """The newest jobs."""
    found = await _book(request).newest(SHOWN)
    chosen = (request.query_params.get(name, "") for name in ("question", "chain"))
    return _fresh(await standing_page(request, partial(job_list, found, await _chains(request), *chosen)))


@router.post("/jobs")
async def start(request: Request) -> Response:
    """Begin a job and show it."""
    form = await posted_form(request)
    given = parsed(form.get("parameters", "{}").encode())
    if not isinstance(given, dict):
        raise InputError("bad_request", place="parameters", reason="must be a JSON object")
    given |= {"chain": form["chain"]} if form.get("chain") else {}
    question = form.get("question", "")
    wish = Wish[AnswerEnding](page_language(request), "json", None, ENGINES[0])
    looked = await _book(request).start(question, page_of(question, given), wish)
    return _to(request, looked.job.job_id)


@router.get("/jobs/{job_id}")
async def one(request: Request, job_id: str) -> Response:
    """One job; while it is under way the page asks again by itself."""
    looked = await _book(request).look(job_id)
    if looked.job.state == "succeeded":
        try:
            return await _with_answer(request, looked)
        except GraphsvcError as error:  # its version or the graph database is gone: the page tells what the book knows
            if error.code == "busy":
                raise
    elif looked.job.state not in OPEN and request.headers.get("hx-trigger") == "waiting":
        return Response(headers={"HX-Refresh": "true"})
    return _fresh(await standing_page(request, partial(job_page, looked, page_language(request))))


async def _with_answer(request: Request, looked: Seen) -> Response:
    """A job that is done with what it found, read from what is kept or worked out again."""
    desk: Desk = request.app.state.desk
    job, lang = looked.job, page_language(request)
    version = await desk.version(job.version_id)

    def make() -> Page:
        answer = desk.asked(job.question, job.parameters, job.engine, version)
        return job_page(looked, lang, job_answer(job, answer, desk.analyst.workspace(job.version_id)))

    return await worked_page(request, make)


@router.get("/jobs/{job_id}/result")
async def result(request: Request, job_id: str) -> Response:
    """Forward to the answer of a job, as the kind of file that is asked for."""
    job = (await _book(request).look(job_id)).job
    if job.state != "succeeded":
        raise NotFound("unknown_job", job=job_id)
    ending = known_ending(request.query_params.get("format", ""), ANSWERS)
    address = result_address(job)
    return RedirectResponse(address if ending is None else f"{address}&format={ending}", status_code=303)


@router.post("/jobs/{job_id}/cancel")
async def cancel(request: Request, job_id: str) -> Response:
    """Cancel a job and show it."""
    await posted_form(request)
    await _book(request).cancel(job_id)
    return _to(request, job_id)


async def _chains(request: Request) -> tuple[tuple[str, str], ...]:
    desk: Desk = request.app.state.desk
    try:
        version = await desk.version(None)
    except NotFound:
        return ()
    snapshot = (await desk.look_up(partial(desk.analyst.workspace, version.version_id))).snapshot
    return tuple((info.code, info.name) for info in snapshot.chains.values())


def _to(request: Request, job_id: str) -> Response:
    lang = "?lang=en" if page_language(request) == "en" else ""
    return RedirectResponse(f"/jobs/{quote(job_id)}{lang}", status_code=303)


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def _book(request: Request) -> JobBook:
    book: JobBook = request.app.state.jobs
    return book

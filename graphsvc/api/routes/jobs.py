"""Jobs over HTTP: questions that take longer than a request waits."""

from __future__ import annotations

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from graphsvc.api.bodies import json_object
from graphsvc.api.job_book import JobBook
from graphsvc.api.negotiation import ANSWERS, MEDIA, Wish, checked_text, known_ending, language_of, page_of
from graphsvc.api.schemas import MAYBE_TEXT, NAME, REFUSAL, TEXT, documents, listing, problems, record
from graphsvc.domain.errors import InputError, ParameterError
from graphsvc.domain.jobs import MOVES, Seen
from graphsvc.domain.notices import Lang
from graphsvc.domain.ports import AnswerEnding
from graphsvc.domain.values import Document
from graphsvc.questions.catalogue import CATALOGUE
from graphsvc.usecases.ask import ENGINES
from graphsvc.usecases.job_documents import job_document

router = APIRouter(tags=["jobs"])
MOST = 200
"""Jobs of one list."""
_TIME: Document = {"type": ["string", "null"], "format": "date-time"}
JOB = record(
    {
        "job_id": TEXT, "state": {"enum": list(MOVES)}, "state_label": TEXT, "stage": TEXT,
        "stage_label": TEXT, "fraction": {"type": "number", "minimum": 0, "maximum": 1},
        "seconds_left": {"type": ["number", "null"], "minimum": 0}, "question": TEXT, "parameters": {"type": "object"},
        "version_id": TEXT, "engine": {"enum": list(ENGINES)}, "format": {"enum": list(ANSWERS)},
        "lang": {"enum": ["zh", "en"]}, "created": {"type": "string", "format": "date-time"}, "started": _TIME,
        "ended": _TIME, "result": MAYBE_TEXT, "problem": {"anyOf": [REFUSAL, {"type": "null"}]},
    }
)  # fmt: skip
_MEMBERS = ("question", "parameters", "at", "lang", "engine", "format")
_BODY: Document = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                **record(
                    {"question": {"enum": list(CATALOGUE)}},
                    {
                        "parameters": {"type": "object"}, "at": NAME, "lang": {"enum": ["zh", "en"]},
                        "engine": {"enum": list(ENGINES)}, "format": {"enum": list(ANSWERS)},
                    },
                ),
                "additionalProperties": False,
            },
            "example": {"question": "choke-points", "parameters": {"entity": "group", "horizon_days": 90}},
        }
    },
}  # fmt: skip


@router.post(
    "/jobs",
    status_code=202,
    responses={
        202: {"description": "under way (Location)", "content": {"application/json": {"schema": JOB}}},
        **problems(400, 403, 404, 408, 413, 415, 422, 503),
    },
    openapi_extra={"requestBody": _BODY},
)
async def start(request: Request) -> Response:
    """Ask a question without waiting for its answer; the same question under way is the same job."""
    told = await json_object(request)
    name, given, wish = _asked(told, language_of(request))
    book: JobBook = request.app.state.jobs
    return accepted(await book.start(name, given, wish), wish.lang)


@router.get(
    "/jobs",
    responses={**documents(listing(JOB)), **problems(422, 503)},
    openapi_extra={
        "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": MOST}}]
    },
)
async def newest(request: Request) -> Response:
    """The newest jobs, newest first."""
    book: JobBook = request.app.state.jobs
    lang = language_of(request)
    found = await book.newest(_most(request.query_params.get("limit")))
    return _fresh(orjson.dumps([job_document(one.job, one.seconds_left, lang) for one in found]))


@router.get("/jobs/{job_id}", responses={**documents(JOB), **problems(404, 422, 503)})
async def look(request: Request, job_id: str) -> Response:
    """How far a job has come; ``result`` is where its answer is found."""
    book: JobBook = request.app.state.jobs
    return _told(await book.look(job_id), language_of(request))


@router.delete("/jobs/{job_id}", responses={**documents(JOB), **problems(403, 404, 422, 503)})
async def cancel(request: Request, job_id: str) -> Response:
    """Cancel a job; one that has ended stays as it is."""
    book: JobBook = request.app.state.jobs
    return _told(await book.cancel(job_id), language_of(request))


def accepted(looked: Seen, lang: Lang) -> Response:
    """A job that was begun, with its address."""
    response = _told(looked, lang)
    response.status_code = 202
    response.headers["Location"] = f"/api/v1/jobs/{looked.job.job_id}"
    response.headers["Retry-After"] = "1"
    return response


def _told(looked: Seen, lang: Lang) -> Response:
    return _fresh(orjson.dumps(job_document(looked.job, looked.seconds_left, lang)))


def _fresh(body: bytes) -> Response:
    return Response(body, media_type=MEDIA["json"], headers={"Cache-Control": "no-store"})


def _asked(told: Document, lang: Lang) -> tuple[str, Document, Wish[AnswerEnding]]:
    """Question, parameters and wish of a body.

    Raises
    ------
    InputError
        ``bad_request`` with the place: a member that is none, or of another type.
    NotFound, ParameterError
        No such question; a parameter beyond its range.
    """
    for name, value in told.items():
        kind = dict if name == "parameters" else str
        if name not in _MEMBERS or not isinstance(value, kind):
            raise InputError("bad_request", place=f"body.{name[:40]}", reason=_reason(name))
    if "question" not in told:
        raise InputError("bad_request", place="body.question", reason="is missing")
    chosen = {"lang": lang, "engine": ENGINES[0], "format": "json", **told}
    ending = known_ending(chosen["format"], ANSWERS)
    for name, allowed in (("lang", ("zh", "en")), ("engine", ENGINES), ("format", tuple(ANSWERS))):
        if chosen[name] not in allowed:
            raise InputError("bad_request", place=f"body.{name}", reason=f"must be one of {', '.join(allowed)}")
    assert ending is not None
    question: str = chosen["question"]
    spoken: Lang = "en" if chosen["lang"] == "en" else "zh"
    wish = Wish(spoken, ending, checked_text("at", told.get("at")), chosen["engine"])
    return question, page_of(question, told.get("parameters", {})), wish


def _reason(name: str) -> str:
    if name not in _MEMBERS:
        return f"must have only {', '.join(_MEMBERS)}"
    return "must be an object" if name == "parameters" else "must be a text"


def _most(given: str | None) -> int:
    if given is None:
        return MOST
    if given.isascii() and given.isdecimal() and 1 <= int(given[:9]) <= MOST:
        return int(given)
    raise ParameterError(
        "bad_parameter", name="limit", value=given[:40],
        expected_zh=f"应为 1 到 {MOST}", expected_en=f"must be from 1 to {MOST}",
    )  # fmt: skip

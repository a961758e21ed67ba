"""The catalogue over HTTP: one handler for every question, described one by one."""

from __future__ import annotations

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from graphsvc.api.bodies import json_object, parsed
from graphsvc.api.desk import Desk
from graphsvc.api.examples import EXAMPLES
from graphsvc.api.job_book import JobBook
from graphsvc.api.negotiation import ANSWERS, answer_wish, page_of, parameters_of_query
from graphsvc.api.routes.jobs import JOB, accepted
from graphsvc.api.schemas import (
    NAME,
    answer_schema,
    body_content,
    documents,
    listing,
    problems,
    query_parameters,
    record,
)
from graphsvc.domain.errors import StoreError
from graphsvc.domain.values import Document, Values
from graphsvc.questions.catalogue import CATALOGUE, find_question
from graphsvc.questions.question import AnyQuestion
from graphsvc.usecases.ask import ENGINES
from graphsvc.usecases.documents import catalogue_document

BELOW = "/api/v1/questions/"
_COMMON = [
    {"name": "at", "in": "query", "schema": NAME, "description": "version id; the latest by default"},
    {"name": "lang", "in": "query", "schema": {"enum": ["zh", "en"]}},
    {"name": "format", "in": "query", "schema": {"enum": list(ANSWERS)}},
]


_ENGINE = {
    "name": "engine",
    "in": "query",
    "schema": {"enum": list(ENGINES)},
    "description": "who works out the rows: the snapshot in memory (default) or the graph database",
}


async def _get(request: Request) -> Response:
    name = request.path_params["name"] if "name" in request.path_params else request.scope["route"].name
    given = parameters_of_query(request)
    if isinstance(given.get("scenario"), str):
        given["scenario"] = parsed(given["scenario"].encode())
        if isinstance(given["scenario"], str):  # written as JSON twice over, as some clients do
            given["scenario"] = parsed(given["scenario"].encode())
    return await _answered(request, name, page_of(name, given))


async def _post(request: Request) -> Response:
    given = await json_object(request, may_be_empty=True)
    name = request.scope["route"].name
    return await _answered(request, name, page_of(name, given))


async def _answered(request: Request, name: str, given: Values) -> Response:
    """The answer; where it takes too long, the job that goes on with it."""
    desk: Desk = request.app.state.desk
    book: JobBook = request.app.state.jobs
    wish = answer_wish(request)
    try:
        return await desk.answer(request, name, given, wish)
    except StoreError as error:
        if error.code != "too_long":
            raise
        return accepted(await book.start(name, given, wish), wish.lang)


async def _catalogue(request: Request) -> Response:
    return Response(orjson.dumps(catalogue_document()), media_type="application/json")


def _answers(question: AnyQuestion) -> dict[int | str, Document]:
    found = documents(answer_schema(question))
    files = (media.split(";")[0] for ending, media in ANSWERS.items() if ending != "json")
    found[200]["content"] |= {media: {"schema": {"type": "string"}} for media in files}
    return {
        **found,
        202: {
            "description": "takes longer than a request waits: the job that goes on with it (Location)",
            "content": {"application/json": {"schema": JOB}},
        },
        304: {"description": "not changed (If-None-Match)"},
        **problems(400, 403, 404, 408, 413, 415, 422, 503),
    }


def router(has_graph: bool) -> APIRouter:
    """Routes of the catalogue: one GET and one POST per question, all through the same two handlers.

    Without a graph database the description offers the snapshot alone.
    """
    engine = _ENGINE if has_graph else {**_ENGINE, "schema": {"enum": ["snapshot"]}}
    made = APIRouter(tags=["questions"])
    made.add_api_route(
        "/questions", _catalogue, methods=["GET"], responses=documents(listing(record({"name": {"type": "string"}})))
    )
    for question in CATALOGUE.values():
        about: Document = {
            "name": question.name,
            "summary": question.asks_en,
            "description": question.asks,
            "responses": _answers(question),
        }
        common = [*_COMMON, engine] if question.has_twin else _COMMON
        path = f"/questions/{question.name}"
        made.add_api_route(
            path, _get, methods=["GET"], operation_id=f"ask_{question.name}", **about,
            openapi_extra={"parameters": [*query_parameters(question), *common]},
        )  # fmt: skip
        needed = any(p.required for p in question.parameters)
        body = {"required": needed, "content": {"application/json": body_content(question)}}
        made.add_api_route(
            path, _post, methods=["POST"], operation_id=f"post_{question.name}", **about,
            openapi_extra={"parameters": common, "requestBody": body},
        )  # fmt: skip
    made.add_api_route("/questions/{name}", _unknown, methods=["GET", "POST"], include_in_schema=False)
    return made


def show_examples(description: Document) -> None:
    """Put the example answers into the finished description (while it is made, every null is left out)."""
    for name, example in EXAMPLES.items():
        for operation in description["paths"][BELOW + name].values():
            operation["responses"]["200"]["content"]["application/json"]["example"] = example["answer"]


async def _unknown(request: Request) -> Response:
    find_question(request.path_params["name"])
    raise AssertionError("every known question has a route of its own")

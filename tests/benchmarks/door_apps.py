"""Applications for ``doors``, each a process of its own: ``python -m tests.benchmarks.door_apps KIND PORT``.

``service``: the service, with a route ``/whole`` where its desk answers without paging. ``encoding``: the same, but
question and document are worked out once, so that a request costs encoding and sending. ``plain``: FastAPI as it comes,
where ``/whole`` and ``/typed`` return the same dict.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from starlette.responses import Response

import graphsvc.api.desk
from graphsvc.api.app import create_app
from graphsvc.api.negotiation import parameters_of_query, wish_of
from graphsvc.settings import Settings
from graphsvc.usecases.documents import answer_document
from graphsvc.wiring import House

QUESTION = "neighbourhood"


def service(house: House) -> FastAPI:
    """The service with ``/whole``."""
    app = create_app(house)

    async def whole(request: Request) -> Response:
        desk = request.app.state.desk
        answered: Response = await desk.answer(request, QUESTION, parameters_of_query(request), wish_of(request))
        return answered

    app.add_api_route("/whole", whole)
    return app


def encoding(house: House) -> FastAPI:
    """The service without working anything out anew."""
    house.analyst.ask = _once(house.analyst.ask)  # type: ignore[method-assign]
    vars(graphsvc.api.desk)["answer_document"] = _once(answer_document)
    return service(house)


def plain(house: House) -> FastAPI:
    """FastAPI with its default encoding (``/whole``) and with an annotated return type (``/typed``)."""
    app = FastAPI()
    told: dict[str, dict[str, Any]] = {}

    def document(request: Request) -> dict[str, Any]:
        if request.url.query not in told:
            answer = house.analyst.ask(QUESTION, parameters_of_query(request))
            told[request.url.query] = answer_document(answer, wish_of(request).lang)
        return told[request.url.query]

    @app.get("/healthz")
    async def healthz() -> None:
        """Ready."""

    @app.get("/whole", response_model=None)
    async def whole(request: Request) -> dict[str, Any]:
        return document(request)

    @app.get("/typed")
    async def typed(request: Request) -> dict[str, Any]:
        return document(request)

    return app


def _once(work: Callable[..., Any]) -> Callable[..., Any]:
    kept: list[Any] = []

    def told(*given: Any, **named: Any) -> Any:
        if not kept:
            kept.append(work(*given, **named))
        return kept[0]

    return told


if __name__ == "__main__":
    make = {"service": service, "encoding": encoding, "plain": plain}[sys.argv[1]]
    uvicorn.run(make(House(Settings())), port=int(sys.argv[2]), log_level="warning", access_log=False)

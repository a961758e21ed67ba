"""The start page, and files dropped on it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Request, UploadFile
from starlette.responses import Response

from graphsvc.api.pages.serving import HTML, page, page_language
from graphsvc.api.routes.submissions import received
from graphsvc.domain.pages import Frame, Goto
from graphsvc.usecases.load_submission import LoadOutcome, Told
from graphsvc.usecases.pages.today import today
from graphsvc.usecases.pages.uploaded import uploaded
from graphsvc.wiring import House

router = APIRouter()


@router.get("/")
async def start(request: Request) -> Response:
    """What is to be seen this morning."""
    return await page(request, lambda asked: today(asked.analyst, asked.region, asked.at))


@router.post("/uploads")
async def upload(request: Request, files: Annotated[list[UploadFile], File(min_length=1)]) -> Response:
    """Files dropped on the page: loaded, published, and told how that came out."""
    house: House = request.app.state.house
    lang = page_language(request)

    def tell(outcome: LoadOutcome) -> Told:
        return Told(200, house.painter.page(uploaded(outcome, lang), Frame(Goto("/")), lang))

    told = await received(request, files, tell)
    return Response(told.body, told.status, media_type=HTML)

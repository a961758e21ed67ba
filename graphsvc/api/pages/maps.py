"""The map of a chain: by stage, in lanes; the same picture and its rows as files; what a person may mean."""

from __future__ import annotations

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from graphsvc.api.desk import Made
from graphsvc.api.negotiation import JSON, MEDIA, known_ending
from graphsvc.api.pages.serving import PageAsk, made, page
from graphsvc.domain.errors import NotFound
from graphsvc.domain.pages import Page
from graphsvc.usecases.answer_files import answer_file
from graphsvc.usecases.pages.map_asked import MapAsked, find_on_map, plan_picture, read_map
from graphsvc.usecases.pages.map_ground import MapGround, map_ground
from graphsvc.usecases.pages.maps import map_page, map_rows, picture
from graphsvc.usecases.pages.suggesting import suggest
from graphsvc.wiring import House

router = APIRouter()
SVG = "image/svg+xml"


def _ground(asked: PageAsk) -> MapGround:
    return map_ground(asked.analyst, asked.chain or "", asked.region, asked.at)


def _page(request: Request, asked: PageAsk, *, by_stage: bool) -> Page:
    path = f"/chains/{asked.chain}" + ("" if by_stage else "/graph")
    return map_page(_ground(asked), read_map(path, asked.query), asked.lang, by_stage=by_stage)


@router.get("/chains/{chain}")
async def panorama(request: Request, chain: str) -> Response:
    """A chain by stage."""
    return await page(request, lambda asked: _page(request, asked, by_stage=True), chain)


@router.get("/chains/{chain}/graph")
async def lanes(request: Request, chain: str) -> Response:
    """A chain, or what is around a product, in lanes."""
    return await page(request, lambda asked: _page(request, asked, by_stage=False), chain)


def _of_stages(asked: PageAsk) -> tuple[MapAsked, bool]:
    by_stage = asked.query.get("of") == "stages"
    return read_map(f"/chains/{asked.chain}" + ("" if by_stage else "/graph"), asked.query), by_stage


@router.get("/chains/{chain}/picture.svg")
async def picture_file(request: Request, chain: str) -> Response:
    """The picture of a map page as a file."""
    house: House = request.app.state.house

    def make(asked: PageAsk) -> Made:
        own, by_stage = _of_stages(asked)
        ground = _ground(asked)
        drawn = ground.draw(plan_picture(ground, own, by_stage=by_stage).wanted, asked.lang)
        block = picture(ground, own, drawn, find_on_map(ground, own.selected).code)
        headers = {"Content-Disposition": f'attachment; filename="map-{asked.chain}.svg"'}
        return Made(house.painter.map_file(block, asked.lang), SVG, headers)

    return await made(request, make, chain)


@router.get("/chains/{chain}/map-rows")
async def rows_file(request: Request, chain: str) -> Response:
    """The rows of a map page as a file."""
    house: House = request.app.state.house

    def make(asked: PageAsk) -> Made:
        ending = known_ending(request.query_params.get("format", "xlsx"), MEDIA)
        if ending is None:
            raise NotFound("unknown_route", path=request.url.path)
        own, by_stage = _of_stages(asked)
        answer = map_rows(_ground(asked), own, asked.lang, by_stage=by_stage)
        headers = {"Content-Disposition": f'attachment; filename="map-{asked.chain}.{ending}"'}
        return Made(answer_file(answer, house.writer, ending, asked.lang), MEDIA[ending], headers)

    return await made(request, make, chain)


@router.get("/chains/{chain}/suggest")
async def suggestions(request: Request, chain: str) -> Response:
    """Ids and names that hold what was typed (``q``), of one ``kind``."""

    def make(asked: PageAsk) -> Made:
        space = asked.analyst.workspace(asked.at)
        facts = space.facts(space.scope(asked.chain or "", asked.region))
        found = suggest(facts, asked.query.get("kind", "product"), asked.query.get("q", ""))
        return Made(orjson.dumps(found), JSON, {})

    return await made(request, make, chain)

"""Chains: what they are, their maps, their gap lists, and the evidence of a finding."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Literal

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from graphsvc.api.desk import Desk, Made
from graphsvc.api.negotiation import MEDIA, checked_text, known_ending, parameters_of_query, pinned, text_of, wish_of
from graphsvc.api.schemas import HASH, MAYBE_TEXT, NAME, REGION, TEXT, documents, listing, problems, record
from graphsvc.domain.errors import NotFound, ParameterError
from graphsvc.domain.gap_reviews import CONCLUSIONS, state_of
from graphsvc.domain.labels import vocabulary
from graphsvc.domain.notices import Lang
from graphsvc.domain.ports import ListEnding, MapEnding, VersionInfo
from graphsvc.domain.snapshot import ChainInfo
from graphsvc.domain.values import Document
from graphsvc.judgements.gaps.priority import ORDERS
from graphsvc.judgements.objects import find_chain
from graphsvc.usecases.documents import answer_document
from graphsvc.usecases.draw_map import draw_map
from graphsvc.usecases.gap_files import gap_file, narrow_gap_file
from graphsvc.usecases.gap_reviews import FILTERS, GAP_KINDS, SORTS
from graphsvc.wiring import House

router = APIRouter(tags=["chains"])
MAPS: Mapping[MapEnding | Literal["json"], str] = {
    "svg": "image/svg+xml",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
}
MAP_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; "
    "base-uri 'none'; frame-ancestors 'self'"
)
NARROWED = ("chain", "region", *FILTERS, "sort", "who")
"""Parameters of the gap list as a file: what narrows and orders it."""
_CHAIN = record(
    {
        "code": TEXT, "name": TEXT, "region": TEXT, "as_of": MAYBE_TEXT, "final_products": listing(TEXT),
        "n_products": {"type": "integer"}, "version_id": TEXT, "content_hash": HASH,
    }
)  # fmt: skip


def _chain(desk: Desk, info: ChainInfo, at: str) -> Document:
    snapshot = desk.analyst.workspace(at).snapshot
    return {
        "code": info.code,
        "name": info.name,
        "region": info.region,
        "as_of": info.as_of,
        "final_products": list(info.final_products),
        "n_products": len(info.product_codes),
        "version_id": snapshot.version_id,
        "content_hash": snapshot.content_hash,
    }


@router.get("/chains", responses={**documents(listing(_CHAIN)), **problems(404, 422, 503)})
async def chains(request: Request) -> Response:
    """The chains of a version."""
    desk: Desk = request.app.state.desk
    at = (await desk.version(checked_text("at", request.query_params.get("at")))).version_id

    def work() -> list[Document]:
        return [_chain(desk, info, at) for info in desk.analyst.workspace(at).snapshot.chains.values()]

    return Response(orjson.dumps(await desk.look_up(work)), media_type=MEDIA["json"])


@router.get("/chains/{code}", responses={**documents(_CHAIN), **problems(404, 422, 503)})
async def chain(request: Request, code: str) -> Response:
    """One chain of a version."""
    desk: Desk = request.app.state.desk
    at = (await desk.version(checked_text("at", request.query_params.get("at")))).version_id

    def work() -> Document:
        snapshot = desk.analyst.workspace(at).snapshot
        found = find_chain(snapshot, code)
        assert found is not None
        return _chain(desk, snapshot.chains[found], at)

    return Response(orjson.dumps(await desk.look_up(work)), media_type=MEDIA["json"])


@router.get(
    "/chains/{code}/map.{ending}",
    responses={
        200: {"description": "the map", "content": {media.split(";")[0]: {} for media in MAPS.values()}},
        **problems(404, 422, 503),
    },
    openapi_extra={
        "parameters": [
            {"name": "focus", "in": "query", "schema": TEXT, "description": "product or stage in focus"},
            {"name": "hops", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 12, "default": 2}},
            {"name": "direction", "in": "query", "schema": {"enum": ["up", "down", "both"], "default": "up"}},
            {"name": "region", "in": "query", "schema": REGION},
        ]
    },
)
async def chain_map(request: Request, code: str, ending: str) -> Response:
    """The chain map, whole or around a product: SVG, a page that works offline, or plain JSON."""
    shape = known_ending(ending, MAPS)
    if shape is None:
        raise NotFound("unknown_route", path=request.url.path)
    desk: Desk = request.app.state.desk
    wish = wish_of(request)
    given = parameters_of_query(request)
    hops, direction = str(given.get("hops", 2)), given.get("direction", "up")
    if hops not in {str(n) for n in range(1, 13)}:
        raise ParameterError(
            "bad_parameter", name="hops", value=hops[:40], expected_zh="1 到 12", expected_en="1 to 12"
        )
    if direction not in ("up", "down", "both"):
        known = "up, down, both"
        raise ParameterError(
            "bad_parameter", name="direction", value=str(direction)[:40], expected_zh=known, expected_en=known
        )
    version = await desk.version(wish.at)
    region, focus = text_of(request, "region"), text_of(request, "focus")
    house: House = request.app.state.house
    asked = (code, region, focus, int(hops), direction, shape, wish.lang)
    work = partial(_map, house, desk, version, *asked)
    about = ("map", version.version_id, version.content_hash, *asked)
    return (await desk.kept(about, work, f"graphsvc map --chain {code} --out map.{ending}")).response(request)


def _map(
    house: House, desk: Desk, version: VersionInfo, code: str, region: str | None, focus: str | None, hops: int,
    direction: str, ending: MapEnding | Literal["json"], lang: Lang,
) -> Made:  # fmt: skip
    picture = draw_map(desk.analyst, code, region, focus, hops, lang, version.version_id, direction)
    if ending == "json":
        return Made(orjson.dumps(picture), MAPS[ending], pinned(version))
    headers = {"Content-Security-Policy": MAP_POLICY} if ending == "html" else {}
    return Made(house.painter.chain_map(picture, ending, lang), MAPS[ending], {**headers, **pinned(version)})


@router.get(
    "/exports/gaps.{ending}",
    responses={
        200: {"description": "the gap list", "content": {m.split(";")[0]: {} for m in MEDIA.values()}},
        **problems(404, 422, 503),
    },
    openapi_extra={
        "parameters": [
            {"name": "chain", "in": "query", "schema": NAME},
            {"name": "region", "in": "query", "schema": REGION},
            {
                "name": "order",
                "in": "query",
                "schema": {"enum": list(ORDERS), "default": ORDERS[0]},
                "description": "of the wide list: by priority, what one supplier more saves, or purchases a year",
            },
            {
                "name": "layout",
                "in": "query",
                "schema": {"enum": ["wide", "narrow"], "default": "wide"},
                "description": "narrow: ten columns on A4 with conclusions",
            },
            {"name": "kind", "in": "query", "schema": {"enum": list(GAP_KINDS)}},
            {"name": "stage", "in": "query", "schema": NAME},
            {"name": "verb", "in": "query", "schema": {"enum": list(vocabulary("verb"))}},
            {"name": "review", "in": "query", "schema": {"enum": list(CONCLUSIONS)}},
            {"name": "sort", "in": "query", "schema": {"enum": list(SORTS), "default": SORTS[0]}},
            {"name": "who", "in": "query", "schema": NAME, "description": "who reviews"},
        ]
    },
)
async def gaps(request: Request, ending: str) -> Response:
    """The gap list for investment promotion as .xlsx, .csv or .json."""
    shape = known_ending(ending, MEDIA)
    if shape is None:
        raise NotFound("unknown_route", path=request.url.path)
    desk: Desk = request.app.state.desk
    wish = wish_of(request)
    asked = parameters_of_query(request)
    given = {name: str(value) for name, value in asked.items() if name in (*NARROWED, "order")}
    version = await desk.version(wish.at)
    if asked.get("layout", "wide") != "wide":
        return await _narrow(request, asked, shape, version, wish.lang)
    house: House = request.app.state.house
    kept = await desk.look_up(house.store.gap_reviews) if given.get("review") else ()

    def work() -> Made:
        _, body = gap_file(desk.analyst, kept, desk.writer, given, shape, wish.lang, version.version_id)
        headers = {"Content-Disposition": f'attachment; filename="gaps.{shape}"'} if shape != "json" else {}
        return Made(body, MEDIA[shape], {**headers, **pinned(version)})

    about = ("gaps", version.version_id, version.content_hash, given, shape, wish.lang, state_of(kept))
    return (await desk.kept(about, work, f"graphsvc export gaps --out gaps.{shape}")).response(request)


async def _narrow(request: Request, asked: Document, shape: ListEnding, version: VersionInfo, lang: Lang) -> Response:
    desk: Desk = request.app.state.desk
    house: House = request.app.state.house
    given = {name: str(value) for name, value in asked.items() if name in NARROWED}
    if asked["layout"] != "narrow" or shape != "xlsx":
        known_zh, known_en = "wide，或 xlsx 的 narrow", "wide, or narrow for xlsx"
        told = str(asked["layout"])[:40]
        raise ParameterError("bad_parameter", name="layout", value=told, expected_zh=known_zh, expected_en=known_en)
    kept = await desk.look_up(house.store.gap_reviews)

    def work() -> Made:
        _, body = narrow_gap_file(desk.analyst, kept, desk.writer, given, lang, version.version_id)
        headers = {"Content-Disposition": f'attachment; filename="gaps-a4.{shape}"', **pinned(version)}
        return Made(body, MEDIA[shape], headers)

    about = ("narrow", version.version_id, version.content_hash, given, lang, state_of(kept))
    return (await desk.kept(about, work, "graphsvc export gaps --layout narrow --out gaps.xlsx")).response(request)


@router.get(
    "/evidence/{evidence_id}",
    responses={**documents(record({"question": {"const": "evidence"}, "rows": listing({"type": "object"})})),
               **problems(404, 422, 503)},
)  # fmt: skip
async def evidence(request: Request, evidence_id: str) -> Response:
    """Which rows of which file a finding rests on."""
    desk: Desk = request.app.state.desk
    wish = wish_of(request)
    given = {"id": evidence_id}

    def work() -> Made:
        answer = desk.analyst.ask("evidence", given)
        return Made(orjson.dumps(answer_document(answer, wish.lang)), MEDIA["json"], {})

    return (await desk.kept(("evidence", evidence_id, wish.lang), work, "graphsvc ask evidence")).response(request)

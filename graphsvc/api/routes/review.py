"""Review: what loading could not decide goes out as a workbook or document, and comes back decided."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import orjson
from fastapi import APIRouter, File, Request, UploadFile
from starlette.responses import Response

from graphsvc.api.desk import Desk, Made
from graphsvc.api.leftovers import upload_folder
from graphsvc.api.negotiation import MEDIA, pinned, wish_of
from graphsvc.api.routes.submissions import kept_upload
from graphsvc.api.schemas import COUNT, HASH, TEXT, WARNING, documents, listing, problems, record
from graphsvc.domain.notices import Lang
from graphsvc.usecases.projection.following import Following
from graphsvc.usecases.review.applying import apply_review
from graphsvc.usecases.review.review_documents import applied_document, review_file
from graphsvc.wiring import House

router = APIRouter(tags=["review"])
_REVIEW = record(
    {
        "version_id": TEXT, "content_hash": HASH, "n_open": COUNT, "open": listing({"type": "object"}),
        "decisions": listing({"type": "object"}),
    }
)  # fmt: skip
_APPLIED = record(
    {
        "version_id": TEXT, "content_hash": HASH, "published": {"type": "boolean"}, "n_decided": COUNT,
        "warnings": listing(WARNING),
    }
)  # fmt: skip


@router.get(
    "/review",
    responses={
        200: {
            "description": "what is open",
            "content": {
                "application/json": {"schema": _REVIEW},
                **{m.split(";")[0]: {} for m in list(MEDIA.values())[1:]},
            },
        },
        **problems(404, 422, 503),
    },
)
async def review(request: Request) -> Response:
    """What a person could decide about a version, and the decisions in force: JSON, CSV, or the workbook to fill in."""
    desk: Desk = request.app.state.desk
    house: House = request.app.state.house
    wish = wish_of(request)
    version = await desk.version(wish.at)
    n_decided = await desk.look_up(lambda: len(house.store.decisions()))

    def work() -> Made:
        _, body = review_file(house.store, house.loader, house.writer, version.version_id, wish.format, wish.lang)
        headers = {"Content-Disposition": f'attachment; filename="review.{wish.format}"'}
        return Made(body, MEDIA[wish.format], {**(headers if wish.format != "json" else {}), **pinned(version)})

    about = ("review", version.version_id, version.content_hash, n_decided, wish.format, wish.lang)
    return (await desk.kept(about, work, "graphsvc review --out review.xlsx")).response(request)


@router.post(
    "/review",
    status_code=201,
    responses={
        **documents(_APPLIED, status=201),
        **documents(_APPLIED),
        **problems(400, 403, 404, 408, 409, 413, 415, 422, 503, 507),
    },
)
async def decide(request: Request, file: Annotated[UploadFile, File()]) -> Response:
    """Apply a review workbook that was filled in: 201 with the new version, 200 where nothing changed."""
    desk: Desk = request.app.state.desk
    house: House = request.app.state.house
    wish = wish_of(request)
    with upload_folder() as folder:
        path = await kept_upload(file, Path(folder), house.settings.upload_bytes)
        async with request.app.state.loading:
            told = await desk.finished(partial(_apply, house, path, wish.lang))
    desk.published()
    follower = request.app.state.follower
    if follower is not None:
        follower.published()
    return told


def _apply(house: House, path: Path, lang: Lang) -> Response:
    applied = apply_review(path, house.store, house.loader, lambda fraction, stage: None)
    document = applied_document(applied, lang)
    if house.graph is not None:
        document["projection"] = Following(house.graph.place, "behind").document(lang)
    return Response(orjson.dumps(document), 201 if applied.published else 200, None, MEDIA["json"])

"""Files in: workbooks posted as they are, kept byte for byte, published or refused as one."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import orjson
from fastapi import APIRouter, File, Request, UploadFile
from starlette.responses import Response

from graphsvc.api.desk import Desk
from graphsvc.api.leftovers import upload_folder
from graphsvc.api.negotiation import MEDIA, checked_text, wish_of
from graphsvc.api.schemas import (
    COUNT,
    HASH,
    MAYBE_TEXT,
    SLOT,
    TEXT,
    VERDICT,
    WARNING,
    documents,
    listing,
    problems,
    record,
)
from graphsvc.domain.errors import InputError, LoadError
from graphsvc.domain.notices import Lang
from graphsvc.domain.ports import REPLY_HOURS
from graphsvc.domain.submission import LoadOptions
from graphsvc.domain.values import Document
from graphsvc.usecases.load_documents import load_document
from graphsvc.usecases.load_submission import LoadOutcome, Told, load_once
from graphsvc.usecases.projection.following import Following
from graphsvc.wiring import House

router = APIRouter(tags=["submissions"])
_CHUNK = 1 << 20
KEY: Document = {"type": "string", "pattern": "^[!-~]{1,255}$"}
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
_SHEET = record({"file": TEXT, "sheet": TEXT, "list": TEXT, "rows": COUNT, "waiting": COUNT})
_LOADED = record(
    {
        "version_id": MAYBE_TEXT, "content_hash": HASH, "published": {"type": "boolean"},
        "submissions": listing(
            record({"submission_id": TEXT, "slot": SLOT, "rows": {"type": "object"}, "sheets": listing(_SHEET)})
        ),
        "warnings": listing(WARNING),
        "verdict": VERDICT,
    }
)  # fmt: skip
_SUBMISSION = record(
    {
        "submission_id": TEXT, "slot": SLOT, "report": listing({"type": "object"}),
        "files": listing(record({"name": TEXT, "sha256": TEXT, "bytes": COUNT})),
    }
)  # fmt: skip


@router.post(
    "/submissions",
    status_code=201,
    responses={
        **documents(_LOADED, status=201),
        **documents(_LOADED),
        **problems(400, 403, 408, 409, 413, 415, 422, 503, 507),
    },
    openapi_extra={
        "parameters": [
            {"name": "chain", "in": "query", "schema": TEXT, "description": "for files that name no chain"},
            {"name": "region", "in": "query", "schema": TEXT, "description": "for files that name no region"},
            {
                "name": "Idempotency-Key",
                "in": "header",
                "schema": KEY,
                "description": f"a name for this load; repeated within {REPLY_HOURS} h it gives the first answer again",
            },
        ]
    },
)
async def post(request: Request, files: Annotated[list[UploadFile], File(min_length=1)]) -> Response:
    """Load files and publish a version, all or nothing; 201 with the new version, 200 where nothing changed.

    With an ``Idempotency-Key`` the answer is kept together with the version: the same key with the same files gives
    the same answer again and loads nothing, with other files it is refused. Refusals are not kept.
    """
    house: House = request.app.state.house
    wish, key = wish_of(request), _key(request)

    def tell(outcome: LoadOutcome) -> Told:
        return Told(201 if outcome.published else 200, orjson.dumps(_document(house, outcome, wish.lang)))

    told = await received(request, files, tell, key)
    headers = {"Idempotent-Replayed": "true"} if told.is_repeated else None
    return Response(told.body, told.status, headers, MEDIA["json"])


async def received(
    request: Request, files: list[UploadFile], tell: Callable[[LoadOutcome], Told], key: str | None = None
) -> Told:
    """Load posted files and publish; ``tell`` says how it came out. One load at a time."""
    house: House = request.app.state.house
    if len(files) > house.settings.upload_files:
        raise InputError("too_many_uploads", files=len(files), most=house.settings.upload_files)
    query = request.query_params
    options = LoadOptions(checked_text("chain", query.get("chain")), checked_text("region", query.get("region")))
    desk: Desk = request.app.state.desk
    with upload_folder() as folder:
        paths = [await kept_upload(file, Path(folder), house.settings.upload_bytes) for file in files]
        if len(set(paths)) < len(paths):
            raise LoadError("same_file_name")
        async with request.app.state.loading:
            told = await desk.finished(partial(_load, house, paths, options, tell, key))
    desk.published()
    follower = request.app.state.follower
    if follower is not None:
        follower.published()
    return told


async def kept_upload(file: UploadFile, folder: Path, most: int) -> Path:
    """A posted file in a folder, under a name that is safe; refused (``too_large``) as soon as it is too long."""
    name = _UNSAFE.sub("_", Path((file.filename or "").replace("\\", "/")).name).strip(". ") or "upload.xlsx"
    path = folder / name.encode()[-200:].decode(errors="ignore")
    size = 0
    with path.open("ab") as out:
        while part := await file.read(_CHUNK):
            size += len(part)
            if size > most:
                raise InputError("too_large", bytes=size, most=most)
            out.write(part)
    return path


def _key(request: Request) -> str | None:
    given = request.headers.get("idempotency-key")
    if given is not None and not re.fullmatch(KEY["pattern"], given):
        raise InputError("bad_request", place="Idempotency-Key", reason="must be 1 to 255 visible ASCII characters")
    return given


def _load(
    house: House, paths: list[Path], options: LoadOptions, tell: Callable[[LoadOutcome], Told], key: str | None
) -> Told:
    return load_once(paths, options, house.store, house.loader, lambda fraction, stage: None, tell, key)


def _document(house: House, outcome: LoadOutcome, lang: Lang) -> dict[str, object]:
    """What a load answers; with a graph database, that it follows in the background (see /readyz)."""
    document = load_document(outcome, lang)
    if house.graph is not None:
        document["projection"] = Following(house.graph.place, "behind").document(lang)
    return document


@router.get("/submissions/{submission_id}", responses={**documents(_SUBMISSION), **problems(404, 422, 503)})
async def submission(request: Request, submission_id: str) -> Response:
    """A submission: its slot, its files and the report of its load."""
    desk: Desk = request.app.state.desk
    store = request.app.state.house.store

    def work() -> Response:
        staged = store.staged(submission_id)
        document = {
            "submission_id": staged.submission_id,
            "slot": {"chain": staged.slot.chain, "region": staged.slot.region},
            "files": [{"name": f.name, "sha256": f.sha256, "bytes": len(f.data)} for f in staged.files],
            "report": store.report(submission_id),
        }
        return Response(orjson.dumps(document), media_type=MEDIA["json"])

    return await desk.look_up(work)


@router.get(
    "/submissions/{submission_id}/file",
    responses={
        200: {"description": "the file", "content": {"application/octet-stream": {}}},
        **problems(403, 404, 422, 503),
    },
)
async def raw_file(request: Request, submission_id: str) -> Response:
    """The file as it arrived, byte for byte and unmasked, where the settings allow it; several come as one archive."""
    if not request.app.state.house.settings.serve_raw:
        raise InputError("raw_not_served", submission=submission_id[:60])
    desk: Desk = request.app.state.desk
    store = request.app.state.house.store

    def work() -> Response:
        files = store.staged(submission_id).files
        if len(files) == 1:
            name, data = files[0].name, files[0].data
        else:
            buffer = io.BytesIO()
            with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
                for file in files:
                    archive.writestr(zipfile.ZipInfo(file.name), file.data)
            name, data = f"{submission_id}.zip", buffer.getvalue()
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
        return Response(data, headers=headers, media_type="application/octet-stream")

    return await desk.look_up(work)

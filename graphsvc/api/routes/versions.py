"""Versions and their canonical tables."""

from __future__ import annotations

from functools import partial

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from graphsvc.api.desk import Desk, Made
from graphsvc.api.negotiation import ARROW, JSON, MEDIA, PARQUET, answer_wish, paged, pinned
from graphsvc.api.schemas import COUNT, HASH, TEXT, VERSION, documents, listing, problems, record
from graphsvc.domain.errors import NotFound, ParameterError
from graphsvc.domain.ports import VersionInfo
from graphsvc.usecases.arrow_tables import canonical_table
from graphsvc.usecases.documents import table_document, version_document

router = APIRouter(tags=["versions"])
_TABLE = record(
    {
        "table": TEXT, "version_id": TEXT, "content_hash": HASH,
        "columns": listing(record({"name": TEXT, "type": TEXT})), "rows": listing({"type": "object"}), "n_rows": COUNT,
    }
)  # fmt: skip


@router.get("/versions", responses={**documents(listing(VERSION)), **problems(503)})
async def versions(request: Request) -> Response:
    """All versions, newest first."""
    desk: Desk = request.app.state.desk
    found = await desk.look_up(request.app.state.house.store.versions)
    return Response(orjson.dumps([version_document(v) for v in found]), media_type=MEDIA["json"])


@router.get("/versions/{version_id}", responses={**documents(VERSION), **problems(404, 422, 503)})
async def version(request: Request, version_id: str) -> Response:
    """One version."""
    desk: Desk = request.app.state.desk
    return Response(orjson.dumps(version_document(await desk.version(version_id))), media_type=MEDIA["json"])


@router.get(
    "/versions/{version_id}/tables/{name}",
    responses={
        200: {
            "description": "table",
            "content": {
                JSON: {"schema": _TABLE},
                "text/csv": {"schema": TEXT},
                PARQUET: {"schema": TEXT},
                ARROW: {"schema": TEXT},
            },
        },
        **problems(404, 422, 503),
    },
    openapi_extra={
        "parameters": [
            {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 0, "maximum": 1000}},
            {"name": "offset", "in": "query", "schema": {"type": "integer", "minimum": 0, "maximum": 1_000_000_000}},
            {"name": "format", "in": "query", "schema": {"enum": ["json", "csv", "parquet", "arrow"]}},
        ]
    },
)
async def table(request: Request, version_id: str, name: str) -> Response:
    """One canonical table of a version, a page of it as JSON or all of it as CSV, Parquet or Arrow."""
    desk: Desk = request.app.state.desk
    wish = answer_wish(request)
    page = paged({k: v for k, v in request.query_params.items() if k in ("limit", "offset")})
    limit, offset = _whole("limit", page["limit"]), _whole("offset", page.get("offset", 0))
    found = await desk.version(version_id)
    work = partial(_table, desk, found, name, wish.format, limit, offset)
    about = ("table", found.version_id, found.content_hash, name, wish.format, limit, offset)
    return (await desk.kept(about, work, f"graphsvc table {name}")).response(request)


def _whole(name: str, value: object) -> int:
    text = str(value)
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise ParameterError(
            "bad_parameter", name=name, value=text[:40], expected_zh="应为整数", expected_en="must be a whole number"
        )
    return int(text)


def _table(desk: Desk, version: VersionInfo, name: str, format: str, limit: int, offset: int) -> Made:
    snapshot = desk.analyst.workspace(version.version_id).snapshot
    if name not in snapshot.tables.names():
        raise NotFound("unknown_table", name=name, known="、".join(snapshot.tables.names()))
    if format in ("parquet", "arrow"):
        found = canonical_table(snapshot, name)
        body = desk.writer.columnar(found, "parquet" if format == "parquet" else "stream")
        return Made(body, PARQUET if format == "parquet" else ARROW, pinned(version))
    document = dict(table_document(snapshot, name))
    if format == "csv":
        body = desk.writer.csv([c["name"] for c in document["columns"]], document["rows"])
        return Made(body, MEDIA["csv"], pinned(version))
    document["rows"] = document["rows"][offset : offset + limit]
    return Made(orjson.dumps(document), MEDIA["json"], pinned(version))

"""Conclusions about gaps: read, and changed where nobody else changed them meanwhile."""

from __future__ import annotations

from collections.abc import Callable

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from graphsvc.api.bodies import json_object
from graphsvc.api.desk import Desk
from graphsvc.api.negotiation import MEDIA, language_of, text_of
from graphsvc.api.schemas import COUNT, NAME, REGION, TEXT, documents, listing, problems, record
from graphsvc.domain.errors import InputError
from graphsvc.domain.gap_reviews import CONCLUSIONS, LONGEST
from graphsvc.domain.notices import Lang
from graphsvc.domain.values import Document
from graphsvc.judgements.objects import find_chain, find_region
from graphsvc.usecases.gap_reviews import (
    GAP_KINDS,
    keep_changes,
    known_gaps,
    read_change,
    review_document,
    reviewer,
    reviews_document,
)
from graphsvc.wiring import House

router = APIRouter(tags=["chains"])
MOST = 1000
"""Rows of one request."""
_KEPT = record(
    {
        "region": TEXT, "product": TEXT, "gap_kind": {"enum": list(GAP_KINDS)}, "gap_kind_label": TEXT,
        "conclusion": {"enum": list(CONCLUSIONS)}, "conclusion_label": TEXT, "note": TEXT, "owner": TEXT,
        "reviewed_by": TEXT, "reviewed_at": {"type": "string", "format": "date-time"}, "revision": COUNT,
    }
)  # fmt: skip
_REVIEWS = record({"chain": TEXT, "n_rows": COUNT, "rows": listing(_KEPT)})
_CHANGE: Document = {
    **record(
        {"product": NAME, "gap_kind": {"enum": list(GAP_KINDS)}, "conclusion": {"enum": list(CONCLUSIONS)}},
        {
            "region": {**REGION, "description": "区域，缺省为链的地区 · by default the chain's own"},
            "note": {"type": "string", "maxLength": LONGEST["note"]},
            "owner": {"type": "string", "maxLength": LONGEST["owner"]},
            "revision": {"type": "integer", "minimum": 0, "maximum": 2**31 - 1, "default": 0,
                         "description": "看到的修订号 · the revision that was seen, 0 where nobody reviewed"},
        },
    ),
    "additionalProperties": False,
}  # fmt: skip
_BODY: Document = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                **record(
                    {
                        "reviewed_by": {**NAME, "maxLength": LONGEST["reviewed_by"]},
                        "rows": {**listing(_CHANGE), "minItems": 1, "maxItems": MOST},
                    }
                ),
                "additionalProperties": False,
            },
            "example": {
                "reviewed_by": "示例员",
                "rows": [
                    {"product": "P020124", "gap_kind": "weak_link", "conclusion": "confirmed", "note": "",
                     "owner": "示例处", "revision": 0}
                ],
            },
        }
    },
}  # fmt: skip
Work = Callable[[House, str, Lang], Document]
"""What is done about a chain by its code."""
_ROWS_KNOWN = frozenset({"region", "product", "gap_kind", "conclusion", "note", "owner", "revision"})


@router.get(
    "/chains/{code}/gaps/reviews",
    responses={**documents(_REVIEWS), **problems(404, 422, 503)},
    openapi_extra={"parameters": [{"name": "region", "in": "query", "schema": REGION}]},
)
async def reviews(request: Request, code: str) -> Response:
    """What persons concluded about gaps of a chain; it holds across versions."""
    region = find_region(text_of(request, "region"))
    return await _answer(request, code, lambda house, chain, lang: reviews_document(house.store, chain, region, lang))


@router.put(
    "/chains/{code}/gaps/reviews",
    responses={**documents(_REVIEWS), **problems(400, 403, 404, 408, 409, 413, 415, 422, 503, 507)},
    openapi_extra={"requestBody": _BODY},
)
async def review(request: Request, code: str) -> Response:
    """Conclude about gaps, all of them or none: 409 where somebody else concluded since the ``revision`` seen."""
    told = _checked(await json_object(request))

    def work(house: House, chain: str, lang: Lang) -> Document:
        at = house.analyst.version().version_id
        own = house.analyst.workspace(at).snapshot.chains[chain].region or ""
        changes = [read_change(chain, str(row.get("region") or own), row) for row in told["rows"]]
        known_gaps(house.analyst, changes, at)
        kept = keep_changes(house.store, changes, reviewer(told["reviewed_by"]))
        return {"chain": chain, "n_rows": len(kept), "rows": [review_document(one, lang) for one in kept]}

    return await _answer(request, code, work)


async def _answer(request: Request, code: str, work: Work) -> Response:
    desk: Desk = request.app.state.desk
    house: House = request.app.state.house
    at, lang = (await desk.version(None)).version_id, language_of(request)

    def found() -> Document:
        chain = find_chain(house.analyst.workspace(at).snapshot, code)
        assert chain is not None
        return work(house, chain, lang)

    document = await desk.finished(found)
    return Response(orjson.dumps(document), media_type=MEDIA["json"], headers={"Cache-Control": "no-cache"})


def _checked(told: Document) -> Document:
    if set(told) != {"reviewed_by", "rows"} or not isinstance(told["reviewed_by"], str):
        raise InputError("bad_request", place="body", reason="must be an object with reviewed_by and rows")
    rows = told["rows"]
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST:
        raise InputError("bad_request", place="body.rows", reason=f"must be a list of 1 to {MOST} rows")
    for n, row in enumerate(rows):
        if not isinstance(row, dict) or not _ROWS_KNOWN.issuperset(row):
            raise InputError("bad_request", place=f"body.rows.{n}", reason=f"must have only {sorted(_ROWS_KNOWN)}")
        for name, value in row.items():
            if name != "revision" and not isinstance(value, str):
                raise InputError("bad_request", place=f"body.rows.{n}.{name}", reason="must be a text")
        row["revision"] = _whole(row.get("revision", 0), f"body.rows.{n}.revision")
    return told


def _whole(value: object, place: str) -> int:
    """A whole number of a JSON document, which may write it as 3.0."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        raise InputError("bad_request", place=place, reason="must be a whole number")
    return int(value)

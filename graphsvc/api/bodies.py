"""Bodies that are JSON documents, read strictly."""

from __future__ import annotations

import orjson
from starlette.requests import Request

from graphsvc.api.negotiation import JSON
from graphsvc.domain.errors import InputError
from graphsvc.domain.values import Document


async def json_object(request: Request, *, may_be_empty: bool = False) -> Document:
    """The members of the object that a request sends.

    Raises
    ------
    InputError
        ``unsupported_media``: not sent as JSON. ``bad_request``: not JSON, or no object.
    """
    media = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if media not in ("", JSON):  # before the body is read
        raise InputError("unsupported_media", media=media[:100], expected=JSON)
    body = await request.body()
    if not media and (body or not may_be_empty):
        raise InputError("unsupported_media", media="-", expected=JSON)
    told = parsed(body or b"{}")
    if not isinstance(told, dict):
        raise InputError("bad_request", place="body", reason="must be a JSON object")
    return told


def parsed(text: bytes) -> object:
    """What a JSON text says; InputError (``bad_request``) where it is none."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise InputError("bad_request", place="body", reason=f"not JSON: {error}") from error

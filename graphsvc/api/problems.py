"""Errors as problem documents (RFC 9457): one table from error to status, one shape for all of them."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from starlette.responses import Response

from graphsvc.domain.errors import (
    AnalysisError,
    GraphsvcError,
    InputError,
    LoadError,
    NotFound,
    ParameterError,
    StoreError,
)
from graphsvc.domain.notices import Lang

MEDIA = "application/problem+json"
RETRY_SECONDS = 5

BY_CODE: Mapping[str, int] = {
    "store_conflict": 409,
    "gap_review_conflict": 409,
    "idempotency_conflict": 422,
    "graph_not_configured": 422,
    "too_large": 413,
    "too_many_uploads": 413,
    "unsupported_media": 415,
    "method_not_allowed": 405,
    "too_slow": 408,
    "wrong_host": 421,
    "foreign_origin": 403,
    "raw_not_served": 403,
    "V20": 403,
    "extra_missing": 501,
    "internal_error": 500,
    "selfcheck_failed": 500,
    "disk_full": 507,
}
"""Codes whose status differs from that of their kind."""

BY_KIND: tuple[tuple[type[GraphsvcError], int], ...] = (
    (NotFound, 404),
    (ParameterError, 422),
    (LoadError, 422),
    (InputError, 400),
    (AnalysisError, 422),
    (StoreError, 503),
)
"""Status per kind of error, the narrower kind first."""


def status_of(error: GraphsvcError) -> int:
    """HTTP status of an error; of several refusals that of one whose code has its own."""
    codes = [error.code, *(notice.code for notice in error.notices if error.code == "several_refused")]
    for code in codes:
        if code in BY_CODE:
            return BY_CODE[code]
    return next((status for kind, status in BY_KIND if isinstance(error, kind)), 500)


def problem(error: GraphsvcError, lang: Lang, request_id: str) -> Response:
    """The problem document of an error: the members of a refusal, with type, status and the request's id."""
    status = status_of(error)
    body = {
        "type": f"urn:graphsvc:problem:{error.code}",
        "status": status,
        **error.document(lang),
        "instance": f"urn:uuid:{request_id}",
    }
    headers: dict[str, str] = {"Content-Language": lang}
    if status == 503:
        headers["Retry-After"] = str(RETRY_SECONDS)
    return Response(orjson.dumps(body), status, headers, MEDIA)

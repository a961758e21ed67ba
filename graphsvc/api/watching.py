"""Every request watched: an id in answer and log line, counts and times for Prometheus, headers of a safe page."""

from __future__ import annotations

import logging
import re
import time
from uuid import uuid4

import structlog
from prometheus_client import Counter, Histogram
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graphsvc.domain.personal import mask

REQUESTS = Counter("graphsvc_http_requests_total", "Requests answered", ("method", "route", "status"))
SECONDS = Histogram("graphsvc_http_request_seconds", "Time to answer a request [s]", ("route",))
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
_SAFE = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Methods that are counted by name: whoever makes up others makes no new counters."""
LONGEST_PATH = 500
"""Characters of a path that a log line repeats."""
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_log = structlog.get_logger("graphsvc.api")


def request_id(request: Request) -> str:
    """The id of a request, as in its answer and its log line."""
    return str(request.scope.get("request_id", "-"))


class DiscreetLines(logging.Formatter):
    """Log lines of whatever went wrong, without numbers of persons."""

    def format(self, record: logging.LogRecord) -> str:
        """One record as text, its stack of calls included."""
        return mask(super().format(record))


class Watching:
    """Middleware around everything; routes are named by their pattern, so that ids never become labels."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request with its id, policy and measurements."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
        own = given if _ID.fullmatch(given) and mask(given) == given else uuid4().hex
        scope["request_id"] = own
        told: dict[str, object] = {"status": 500}
        begun = time.perf_counter()

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                told["status"] = message["status"]
                headers = [*message["headers"], (b"x-request-id", own.encode()), *_SAFE]
                if not any(name == b"content-security-policy" for name, _ in message["headers"]):
                    headers.append((b"content-security-policy", POLICY.encode()))
                message = {**message, "headers": headers}
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            seconds = time.perf_counter() - begun
            method = scope["method"] if scope["method"] in METHODS else "other"
            route = getattr(scope.get("route"), "path", "-")
            REQUESTS.labels(method, route, told["status"]).inc()
            SECONDS.labels(route).observe(seconds)
            path = mask(scope["path"][:LONGEST_PATH])
            _log.info(
                "request", request_id=own, method=method, path=path, status=told["status"], ms=round(seconds * 1000, 2)
            )

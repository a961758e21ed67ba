"""Whose requests are answered: the name that was called, and the page that a request comes from.

A browser sends requests for any page that is open in it. So the name called (``Host``) must be one of ours, which
stops names that are pointed at this machine afterwards; what changes something must come from our own pages
(``Sec-Fetch-Site``, else ``Origin``, else ``Referer``: every browser since 2011 sends one of them with a form); and a
page elsewhere may lead to ours by a link, but not read from it. Programs that are no browsers send none of the three.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from graphsvc.api.negotiation import language_of
from graphsvc.api.problems import problem
from graphsvc.api.watching import request_id
from graphsvc.domain.errors import InputError

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Names under which the service is always at home."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITE = frozenset({"same-origin", "none"})
"""``Sec-Fetch-Site`` of our own pages, and of an address typed by hand."""
_BROWSER = "mozilla/"


class Origins:
    """Middleware that refuses what comes under a foreign name or from a foreign page."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = frozenset(host.casefold() for host in (*LOOPBACK, *hosts))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it with a problem document."""
        if scope["type"] == "http":
            request = Request(scope)
            refused = self._refused(request.method, request.headers)
            if refused is not None:
                await problem(refused, language_of(request), request_id(request))(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _refused(self, method: str, headers: Mapping[str, str]) -> InputError | None:
        called = headers.get("host", "")
        if host_name(called) not in self._hosts:
            return InputError("wrong_host", host=called[:100], known="、".join(sorted(self._hosts)))
        site, mode = headers.get("sec-fetch-site"), headers.get("sec-fetch-mode")
        if method in SAFE:
            is_link = mode == "navigate" and headers.get("sec-fetch-dest") == "document"
            is_own = site is None or site in OWN_SITE or is_link
        elif site is not None:
            is_own = site in OWN_SITE
        else:
            is_own = _comes_from(called, headers)
        return None if is_own else InputError("foreign_origin", origin=(headers.get("origin") or site or "?")[:100])


def _comes_from(called: str, headers: Mapping[str, str]) -> bool:
    """Whether Origin, else Referer, names the host that was called; without both only what is no browser passes."""
    told = headers.get("origin") or headers.get("referer")
    if told is None:
        return not headers.get("user-agent", "").casefold().startswith(_BROWSER)
    return urlsplit(told).netloc.casefold() == called.casefold()


def host_name(called: str) -> str:
    """Name or address in a Host header, without port and brackets.

    Examples
    --------
    >>> host_name("localhost:8000"), host_name("[::1]:8000"), host_name("127.0.0.1")
    ('localhost', '::1', '127.0.0.1')
    """
    try:
        return (urlsplit(f"//{called}").hostname or "").rstrip(".")
    except ValueError:
        return ""

"""What arrives is bounded while it arrives: bytes and seconds of a body, seconds of a head."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from graphsvc.domain.errors import InputError
from graphsvc.settings import Settings

MOST_BODY = 1_000_000
"""Bytes of a body that is no upload."""
UPLOADS = ("/submissions", "/review")


class Arriving:
    """Middleware that counts a body as it is read; what is too large or too slow is refused before it is whole."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on with a bounded body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._settings.upload_total_bytes if scope["path"].endswith(UPLOADS) else MOST_BODY
        told = dict(scope["headers"]).get(b"content-length", b"")
        declared = int(told) if told.isdigit() else 0
        loop = asyncio.get_running_loop()
        end = loop.time() + self._settings.upload_seconds
        n_read, is_whole = 0, False

        async def bounded() -> Message:
            nonlocal n_read, is_whole
            if is_whole:
                return await receive()
            if declared > most:
                raise InputError("too_large", bytes=declared, most=most)
            wait = min(self._settings.upload_idle_seconds, end - loop.time())
            try:
                message = await asyncio.wait_for(receive(), max(wait, 0.0))
            except TimeoutError as error:
                raise InputError("too_slow", bytes=n_read, seconds=self._settings.upload_idle_seconds) from error
            n_read += len(message.get("body", b""))
            is_whole = not message.get("more_body", False)
            if n_read > most:
                raise InputError("too_large", bytes=max(n_read, declared), most=most)
            return message

        await self._app(scope, bounded, send)


class PatientProtocol(H11Protocol):
    """HTTP/1.1 that closes a connection whose request head does not come to its end in time."""

    head_seconds = 15.0
    _head: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Wait for the first head."""
        super().connection_made(transport)
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        """Stop waiting once a request is there, wait again when the next one begins."""
        before = self.cycle
        is_between = before is None or before.response_complete
        super().data_received(data)
        if self.cycle is not before or not is_between:
            self._forget_head()
        elif self._head is None:
            self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing to wait for any more."""
        self._forget_head()
        super().connection_lost(exc)

    def _wait_for_head(self) -> None:
        self._head = self.loop.call_later(self.head_seconds, self.transport.close)

    def _forget_head(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None

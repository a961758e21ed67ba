"""Answers computed once, kept as bytes, told apart by their ETag; work happens beside the event loop."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import orjson
from cachetools import LRUCache
from starlette.requests import Request
from starlette.responses import Response

from graphsvc.api.negotiation import MEDIA, Wish, pinned
from graphsvc.domain.errors import AnalysisError, StoreError
from graphsvc.domain.ports import VersionInfo
from graphsvc.exports.answer_csv import csv_bytes
from graphsvc.exports.answer_workbook import answer_workbook_bytes
from graphsvc.questions.catalogue import find_question
from graphsvc.questions.parameters import read_parameters
from graphsvc.settings import Settings
from graphsvc.usecases.ask import PAGING, Analyst
from graphsvc.usecases.documents import answer_document

T = TypeVar("T")
LATEST_SECONDS = 0.25
"""How long the latest version is believed to be the latest; a load through this process is seen at once."""
KEPT_URLS = 20_000


@dataclass(frozen=True)
class Kept:
    """One answer as it goes over the wire."""

    etag: str
    body: bytes
    headers: Mapping[str, str]


class Desk:
    """Where requests are answered: versions, answers, and the few threads that compute."""

    def __init__(self, analyst: Analyst, settings: Settings) -> None:
        self.analyst = analyst
        self._settings = settings
        self._pool = ThreadPoolExecutor(settings.workers, thread_name_prefix="answer")
        self._kept: LRUCache[bytes, Kept] = LRUCache(settings.cache_bytes, getsizeof=lambda kept: len(kept.body) + 500)
        self._urls: LRUCache[tuple[Any, ...], bytes] = LRUCache(KEPT_URLS)
        self._running: dict[bytes, asyncio.Future[Kept]] = {}
        self._latest: tuple[float, VersionInfo] | None = None
        self.computed = 0

    def close(self) -> None:
        """Let running work end, take no more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def beside(self, work: Callable[[], T]) -> T:
        """Run blocking work in a thread; refused as too long beyond the interactive limit (it goes on and is kept)."""
        if len(self._running) >= self._settings.queue:
            raise StoreError("busy", queue=self._settings.queue)
        return await self.waiting(asyncio.get_running_loop().run_in_executor(self._pool, work))

    async def finished(self, work: Callable[[], T]) -> T:
        """Run blocking work in a thread to its end, however long: writing is never left half told."""
        return await asyncio.get_running_loop().run_in_executor(None, work)

    async def waiting(self, future: asyncio.Future[T], command: str = "graphsvc ask …") -> T:
        """The result of work within the interactive limit."""
        try:
            return await asyncio.wait_for(asyncio.shield(future), self._settings.interactive_seconds)
        except TimeoutError as error:
            raise StoreError("too_long", seconds=self._settings.interactive_seconds, command=command) from error

    async def version(self, at: str | None) -> VersionInfo:
        """The version asked, by default the latest."""
        if at is None:
            now = time.monotonic()
            if self._latest is not None and now - self._latest[0] < LATEST_SECONDS:
                return self._latest[1]
            found = await self.beside(self.analyst.version)
            self._latest = (now, found)
            return found
        return await self.beside(partial(self.analyst.version, at))

    def published(self) -> None:
        """Forget which version was the latest."""
        self._latest = None

    async def answer(self, request: Request, name: str, given: Mapping[str, Any], wish: Wish) -> Response:
        """The answer to a question as the request wants it: 304 where the caller has it already."""
        version = await self.version(wish.at)
        body_key = b"" if request.method == "GET" else orjson.dumps(given, option=orjson.OPT_SORT_KEYS)
        url = (version.version_id, name, request.scope["query_string"], body_key, wish.lang, wish.format)
        key = self._urls.get(url)
        kept = self._kept.get(key) if key is not None else None
        if kept is None:
            kept = await self._answered(name, given, wish, version, url)
        if request.headers.get("if-none-match") == kept.etag:
            return Response(status_code=304, headers={"ETag": kept.etag, **kept.headers})
        return Response(kept.body, headers={"ETag": kept.etag, **kept.headers}, media_type=MEDIA[wish.format])

    async def _answered(
        self, name: str, given: Mapping[str, Any], wish: Wish, version: VersionInfo, url: tuple[Any, ...]
    ) -> Kept:
        parameters = read_parameters(find_question(name), given)
        about = [version.version_id, version.content_hash, name, parameters, wish.engine, wish.lang, wish.format]
        key = hashlib.sha256(orjson.dumps(about, option=orjson.OPT_SORT_KEYS)).digest()
        self._urls[url] = key
        if key in self._kept:
            return self._kept[key]
        running = self._running.get(key)
        if running is None:
            if len(self._running) >= self._settings.queue:
                raise StoreError("busy", queue=self._settings.queue)
            work = partial(self._compute, name, given, wish, version, key.hex()[:32])
            running = asyncio.get_running_loop().run_in_executor(self._pool, work)
            self._running[key] = running
            running.add_done_callback(partial(self._done, key))
        words = [f"-p {k}={v}" for k, v in given.items() if k not in PAGING and isinstance(v, (str, int, float))]
        return await self.waiting(running, " ".join(["graphsvc ask", name, *words]))

    def _done(self, key: bytes, future: asyncio.Future[Kept]) -> None:
        self._running.pop(key, None)
        if not future.cancelled() and future.exception() is None:
            kept = future.result()
            if len(kept.body) + 500 <= self._settings.cache_bytes:
                self._kept[key] = kept

    def _compute(self, name: str, given: Mapping[str, Any], wish: Wish, version: VersionInfo, etag: str) -> Kept:
        self.computed += 1
        document = answer_document(self.analyst.ask(name, given, version.version_id, engine=wish.engine), wish.lang)
        if wish.format == "json":
            body = orjson.dumps(document)
        elif wish.format == "csv":
            body = csv_bytes([c["name"] for c in document["columns"]], document["rows"])
        else:
            body = answer_workbook_bytes(document, wish.lang)
        if len(body) > self._settings.answer_bytes:
            raise AnalysisError("answer_too_large", bytes=len(body), most=self._settings.answer_bytes)
        headers = {
            "Cache-Control": "no-cache",
            "Vary": "Accept, Accept-Language",
            "Content-Language": wish.lang,
            **pinned(version),
        }
        if wish.format != "json":
            headers["Content-Disposition"] = f'attachment; filename="{name}.{wish.format}"'
        return Kept(f'"{etag}"', body, headers)

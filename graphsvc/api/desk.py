"""Answers, maps and lists computed once, kept as bytes, told apart by their ETag; work happens beside the event loop.

Two sets of threads: a few that compute, behind one queue with a bound, and a few for look-ups, so that what takes no
time never waits for what takes long. Identical requests share one computation; what its askers no longer wait for is
kept all the same, so that asking again finds it, and steps aside, so that others get their turn.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from threading import Lock, Thread
from typing import TypeVar

import orjson
from cachetools import LRUCache
from starlette.requests import Request
from starlette.responses import Response

from graphsvc.api.negotiation import ANSWERS, Wish, pinned
from graphsvc.api.running import Running, Seen, Turns
from graphsvc.domain.answers import Answer
from graphsvc.domain.errors import AnalysisError, StoreError
from graphsvc.domain.ports import AnswerEnding, VersionInfo, Writer
from graphsvc.domain.progress import Cancelled
from graphsvc.domain.values import Values
from graphsvc.questions.catalogue import find_question
from graphsvc.questions.parameters import PAGING, values_of
from graphsvc.settings import Settings
from graphsvc.usecases.answer_files import answer_file
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.warming import compile_engine

T = TypeVar("T")
_log = logging.getLogger(__name__)
LATEST_SECONDS = 0.25
"""How long the latest version is believed to be the latest; a load through this process is seen at once."""
LOOKUPS = 4
"""Threads for look-ups."""
KEPT_URLS = 20_000
"""Addresses whose answer is known without reading their parameters; each costs some 300 bytes, whatever its length."""
KEPT_ANSWERS, LONG = 8, 1.0
"""Answers kept before they are written as a file, and how long they must have taken [s]."""
OVERHEAD = 800
"""What a kept result costs beside its body [bytes]."""


@dataclass(frozen=True)
class Kept:
    """One result as it goes over the wire."""

    etag: str
    body: bytes
    media: str
    headers: Mapping[str, str]

    @property
    def size(self) -> int:
        """Bytes it takes, headers included."""
        return OVERHEAD + len(self.body) + sum(len(k) + len(v) for k, v in self.headers.items())

    def response(self, request: Request) -> Response:
        """The result, or 304 where the caller has it already."""
        headers = {"ETag": self.etag, **self.headers}
        if request.headers.get("if-none-match") == self.etag:
            return Response(status_code=304, headers=headers)
        return Response(self.body, headers=headers, media_type=self.media)


@dataclass(frozen=True)
class Made:
    """What computing gives: body, media type, headers of its own."""

    body: bytes
    media: str
    headers: Mapping[str, str]


def key_of(*about: object) -> bytes:
    """One short key for anything that can be written as JSON."""
    return hashlib.sha256(orjson.dumps(about, option=orjson.OPT_SORT_KEYS)).digest()


def _make_ready(made: Future[None]) -> None:
    """Make the compiled loops ready; what hinders it is said, and whoever asks compiles what he needs himself."""
    try:
        compile_engine()
    except Exception:
        _log.exception("engine not made ready")
    made.set_result(None)


class Desk:
    """Where requests are answered: versions, results, and the few threads that compute."""

    def __init__(self, analyst: Analyst, writer: Writer, settings: Settings) -> None:
        self.analyst, self.writer = analyst, writer
        self._settings = settings
        self._turns = Turns(settings.workers, settings.jobs)
        self._looking = ThreadPoolExecutor(LOOKUPS, thread_name_prefix="lookup")
        self._kept: LRUCache[bytes, Kept] = LRUCache(settings.cache_bytes, getsizeof=lambda kept: kept.size)
        self._urls: LRUCache[bytes, bytes] = LRUCache(KEPT_URLS)
        self._answers: LRUCache[bytes, Answer] = LRUCache(KEPT_ANSWERS)
        self._answers_lock = Lock()
        self._running: dict[bytes, Running[Kept]] = {}
        self._latest: tuple[float, VersionInfo] | None = None
        self._engine: asyncio.Future[None] | None = None
        self.computed = 0

    def warm_up(self) -> None:
        """Begin to make the compiled loops ready; nobody's time to answer runs until they are."""
        made: Future[None] = Future()
        made.set_running_or_notify_cancel()  # whoever stops waiting leaves it running
        self._engine = asyncio.wrap_future(made)
        Thread(target=_make_ready, args=(made,), name="engine", daemon=True).start()

    @property
    def is_warm(self) -> bool:
        """Whether the compiled loops are ready."""
        return self._engine is None or self._engine.done()

    def close(self) -> None:
        """Let running work end, take no more."""
        if self._engine is not None:
            self._engine.cancel()
        for running in list(self._running.values()):
            running.cancel()
        for pool in (self._turns.pool, self._looking):
            pool.shutdown(wait=False, cancel_futures=True)

    async def look_up(self, work: Callable[[], T]) -> T:
        """Run work that takes no time in a thread of its own kind; refused as too long beyond the limit."""
        return await self._waiting(asyncio.get_running_loop().run_in_executor(self._looking, work))

    async def finished(self, work: Callable[[], T]) -> T:
        """Run blocking work in a thread to its end, however long: writing is never left half told."""
        return await asyncio.get_running_loop().run_in_executor(None, work)

    async def _waiting(
        self, future: asyncio.Future[T], command: str = "graphsvc ask …", seconds: float | None = None
    ) -> T:
        """The result of work within ``seconds``, by default the interactive limit."""
        most = self._settings.interactive_seconds if seconds is None else seconds
        try:
            return await asyncio.wait_for(asyncio.shield(future), most)
        except TimeoutError as error:
            raise StoreError("too_long", seconds=most, command=command) from error
        except asyncio.CancelledError:
            if future.cancelled():
                raise Cancelled("cancelled") from None
            raise

    async def version(self, at: str | None) -> VersionInfo:
        """The version asked, by default the latest."""
        if at is None:
            now = time.monotonic()
            if self._latest is not None and now - self._latest[0] < LATEST_SECONDS:
                return self._latest[1]
            found = await self.look_up(self.analyst.version)
            self._latest = (now, found)
            return found
        return await self.look_up(partial(self.analyst.version, at))

    def published(self) -> None:
        """Forget which version was the latest."""
        self._latest = None

    async def kept(
        self,
        about: Sequence[object],
        work: Callable[[], Made],
        command: str = "graphsvc …",
        seconds: float | None = None,
    ) -> Kept:
        """The result of ``work``: kept from before, shared with whoever asks the same now, or computed.

        ``about`` is everything that the result depends on; ``seconds`` how long it is waited for at most, by default
        the interactive limit.

        Raises
        ------
        StoreError
            ``busy``: the queue is full; ``too_long``: not finished within the limit (it goes on and is kept).
        AnalysisError
            ``answer_too_large``: more bytes than the settings allow.
        """
        return await self._kept_under(key_of(*about), work, command, seconds)

    def running(self, *about: object) -> Seen | None:
        """How far the work about something has come, None where nobody is at it."""
        running = self._running.get(key_of(*about))
        return None if running is None else running.seen

    async def _kept_under(
        self, key: bytes, work: Callable[[], Made], command: str, seconds: float | None = None
    ) -> Kept:
        if key in self._kept:
            return self._kept[key]
        if self._engine is not None and not self._engine.done():
            await asyncio.wait([self._engine], timeout=seconds)
            if not self._engine.done():
                raise StoreError("too_long", seconds=seconds, command=command)
        running = self._begun(key, work)
        try:
            return await self._waiting(running.outcome, command, seconds)
        except StoreError as error:
            if error.code == "too_long":
                running.step_aside()
            raise

    def _begun(self, key: bytes, work: Callable[[], Made]) -> Running[Kept]:
        """Work under way: what is at it already, or begun now."""
        running = self._running.get(key)
        if running is None:
            if len(self._running) >= self._settings.queue:
                raise StoreError("busy", queue=self._settings.queue)
            running = self._running[key] = Running(self._turns, partial(self._compute, key, work))
            running.outcome.add_done_callback(partial(self._done, key))
        return running

    def _done(self, key: bytes, future: asyncio.Future[Kept]) -> None:
        self._running.pop(key, None)
        if not future.cancelled() and future.exception() is None:
            kept = future.result()
            if kept.size <= self._settings.cache_bytes:
                self._kept[key] = kept

    def _compute(self, key: bytes, work: Callable[[], Made]) -> Kept:
        self.computed += 1
        made = work()
        if len(made.body) > self._settings.answer_bytes:
            raise AnalysisError("answer_too_large", bytes=len(made.body), most=self._settings.answer_bytes)
        return Kept(f'"{key.hex()[:32]}"', made.body, made.media, made.headers)

    async def answer(
        self, request: Request, name: str, given: Mapping[str, object], wish: Wish[AnswerEnding]
    ) -> Response:
        """The answer to a question as the request wants it: 304 where the caller has it already."""
        version = await self.version(wish.at)
        body = None if request.method == "GET" else given
        asked = request.scope["query_string"].decode("latin-1")
        url = key_of(version.version_id, version.content_hash, name, asked, body, wish.lang, wish.format)
        key = self._urls.get(url)
        if key is None:
            key = self._urls[url] = _answer_key(name, given, wish, version)
        work = partial(self._answer, name, given, wish, version)
        return (await self._kept_under(key, work, _command(name, given))).response(request)

    async def begun(
        self, name: str, given: Mapping[str, object], wish: Wish[AnswerEnding], version: VersionInfo
    ) -> Running[Kept] | None:
        """The work at an answer, begun now or under way; None where it is kept already.

        Raises
        ------
        StoreError
            ``busy``: the queue is full.
        """
        if self._engine is not None:
            await asyncio.wait([self._engine])
        key = _answer_key(name, given, wish, version)
        return None if key in self._kept else self._begun(key, partial(self._answer, name, given, wish, version))

    def _answer(self, name: str, given: Values, wish: Wish[AnswerEnding], version: VersionInfo) -> Made:
        answer = self.asked(name, given, wish.engine, version)
        body = answer_file(answer, self.writer, wish.format, wish.lang)
        headers = {
            "Cache-Control": "no-cache",
            "Vary": "Accept, Accept-Language",
            "Content-Language": wish.lang,
            **pinned(version),
        }
        if wish.format != "json":
            headers["Content-Disposition"] = f'attachment; filename="{name}.{wish.format}"'
        return Made(body, ANSWERS[wish.format], headers)

    def asked(self, name: str, given: Values, engine: str, version: VersionInfo) -> Answer:
        """The answer itself, in the thread of whoever asks; what took long is kept for a while, so that it is not
        worked out anew as another file."""
        key = key_of(*_asked_about(name, given, engine, version))
        with self._answers_lock:
            kept = self._answers.get(key)
        if kept is not None:
            return kept
        begun = time.monotonic()
        answer = self.analyst.ask(name, given, version.version_id, engine=engine)
        if time.monotonic() - begun > LONG:
            with self._answers_lock:
                self._answers[key] = answer
        return answer


def _asked_about(name: str, given: Values, engine: str, version: VersionInfo) -> tuple[object, ...]:
    """What an answer hangs on, however it is written; refused where the question is not asked so."""
    return version.version_id, version.content_hash, name, values_of(find_question(name).read(given)), engine


def _answer_key(name: str, given: Values, wish: Wish[AnswerEnding], version: VersionInfo) -> bytes:
    """What an answer hangs on as one file."""
    return key_of(*_asked_about(name, given, wish.engine, version), wish.lang, wish.format)


def _command(name: str, given: Mapping[str, object]) -> str:
    """The question as a command line asks it."""
    words = [f"-p {k}={str(v)[:200]}" for k, v in given.items() if k not in PAGING and isinstance(v, (str, int, float))]
    return " ".join(["graphsvc ask", name, *words])

"""Jobs: answers that take longer than a request waits. Each is followed until it ends, and kept in the store meanwhile.

The work itself is the desk's: a question that is under way and a job about it are one and the same.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from uuid import uuid4

from graphsvc.api.desk import Desk, Kept
from graphsvc.api.negotiation import Wish
from graphsvc.api.running import Running
from graphsvc.api.running import Seen as Watched
from graphsvc.domain.errors import GraphsvcError, InputError, StoreError
from graphsvc.domain.jobs import OPEN, Job, Seen, State, now_written
from graphsvc.domain.ports import AnswerEnding, Store
from graphsvc.domain.progress import Cancelled
from graphsvc.domain.values import Document
from graphsvc.questions.catalogue import find_question

BEAT = 1.0
"""How often a job is looked after [s]."""
SIGN = 15.0
"""How often a job that has come no further is kept all the same, as a sign of life [s]; well below ``SILENCE``."""
REMEMBERED = 500
"""Jobs of this process that it remembers itself: a store may be read only."""
_log = logging.getLogger(__name__)


class JobBook:
    """Jobs of this service, and those that others keep in the same store."""

    def __init__(self, desk: Desk, store: Store, most_seconds: float) -> None:
        self._desk, self._store, self._most = desk, store, most_seconds
        self._mine: dict[str, Job] = {}
        self._running: dict[str, Running[Kept]] = {}
        self._followers: dict[str, asyncio.Task[None]] = {}

    async def start(self, name: str, given: Mapping[str, object], wish: Wish[AnswerEnding]) -> Seen:
        """A job about a question; the one that is under way where it is the same.

        Raises
        ------
        NotFound, ParameterError
            As for asking the question.
        StoreError
            ``busy``: too much is waiting already.
        """
        find_question(name).read(given)
        version = await self._desk.version(wish.at)
        job = Job(
            f"J{uuid4().hex[:12]}", name, dict(given), version.version_id, wish.engine, wish.lang, wish.format,
            created=now_written(), heard=now_written(),
        )  # fmt: skip
        for other in self._mine.values():
            if other.state in OPEN and _about(other) == _about(job):
                return self._looked(other)
        self._remember(job)
        await self._desk.finished(partial(self._add, job))
        follower = asyncio.get_running_loop().create_task(self._follow(job, wish))
        self._followers[job.job_id] = follower
        follower.add_done_callback(lambda _: self._followers.pop(job.job_id, None))
        return self._looked(job)

    async def look(self, job_id: str) -> Seen:
        """A job as it is now; NotFound (``unknown_job``) otherwise."""
        if job_id in self._mine:
            return self._looked(self._mine[job_id])
        return Seen(await self._desk.look_up(lambda: self._still(self._store.job(job_id))))

    async def newest(self, most: int) -> list[Seen]:
        """The newest jobs, newest first."""
        kept = await self._desk.look_up(lambda: [self._still(job) for job in self._store.jobs(most)])
        found = {job.job_id: job for job in (*kept, *self._mine.values())}
        newest = sorted(found.values(), key=lambda job: (job.created, job.job_id), reverse=True)[:most]
        return [self._looked(job) for job in newest]

    async def cancel(self, job_id: str) -> Seen:
        """A job that is not wanted any more, as it is then; one that has ended stays as it is."""
        job = (await self.look(job_id)).job
        if job.state in OPEN:
            running = self._running.pop(job_id, None)
            if running is not None:
                running.cancel()
            await self._moved(job, "cancelled")
        return await self.look(job_id)

    async def close(self) -> None:
        """End with the service: what is open is told to have been interrupted."""
        for follower in list(self._followers.values()):
            follower.cancel()
        for job in list(self._mine.values()):
            if job.state in OPEN:
                await self._moved(job, "failed", StoreError("service_stopped"))

    async def _follow(self, job: Job, wish: Wish[AnswerEnding]) -> None:
        try:
            version = await self._desk.version(job.version_id)
            running = await self._desk.begun(job.question, job.parameters, wish, version)
            if running is not None:
                self._running[job.job_id] = running
                await self._until_done(job.job_id, running)
                if running.outcome.cancelled():  # before its turn
                    raise Cancelled("cancelled")
                if running.outcome.done():
                    running.outcome.result()
            await self._moved(self._mine[job.job_id], "succeeded")
        except Cancelled:
            await self._moved(self._mine[job.job_id], "cancelled")
        except GraphsvcError as error:
            await self._moved(self._mine[job.job_id], "failed", error)
        except Exception as error:
            _log.exception("job %s", job.job_id)
            failed = InputError("internal_error", reason=type(error).__name__)
            await self._moved(self._mine[job.job_id], "failed", failed)
        finally:
            self._running.pop(job.job_id, None)

    async def _until_done(self, job_id: str, running: Running[Kept]) -> None:
        """Keep how far the work has come, until it ends; StoreError (``job_too_long``) where that takes too long."""
        running.step_aside()
        since = last = time.monotonic()
        while not (await asyncio.wait([running.outcome], timeout=BEAT))[0]:
            running.step_aside()
            seen, job = running.seen, self._mine[job_id]
            if job.state not in OPEN:
                return
            if not seen.begun:
                since = time.monotonic()
            if time.monotonic() - since > self._most:
                running.cancel()
                raise StoreError("job_too_long", seconds=self._most)
            now = replace(_as_seen(job, seen), started=job.started or (now_written() if seen.begun else ""))
            if now != job or time.monotonic() - last > SIGN:
                last = time.monotonic()
                if not await self._keep(replace(now, heard=now_written())):
                    running.cancel()  # cancelled through another service on the same store
                    self._remember(await self._desk.look_up(partial(self._store.job, job_id)))
                    return

    async def _moved(self, job: Job, state: State, error: GraphsvcError | None = None) -> None:
        """Let a job end, unless it has ended."""
        if self._mine.get(job.job_id, job).state not in OPEN:
            return
        now = now_written()
        problem: Document | None = None if error is None else {"code": error.code, "facts": error.facts}
        fraction, stage = (1.0, "write") if state == "succeeded" else (job.fraction, job.stage)
        ended = replace(job, state=state, fraction=fraction, stage=stage, problem=problem)
        await self._keep(replace(ended, started=job.started or now, ended=now, heard=now))

    async def _keep(self, job: Job) -> bool:
        """Remember a job and keep it; False where the store knows that it has ended otherwise."""
        self._remember(job)

        def work() -> bool:
            try:
                return self._store.move_job(job)
            except GraphsvcError:  # read only, full or busy for a moment: this process remembers it all the same
                return True

        return await self._desk.finished(work)

    def _add(self, job: Job) -> None:
        try:
            self._store.add_job(job)
        except GraphsvcError as error:
            _log.warning("job %s is not kept: %s", job.job_id, error.code)

    def _still(self, job: Job) -> Job:
        """A job of the store; one whose service has fallen silent has failed."""
        if not job.is_lost(datetime.now(UTC)):
            return job
        lost = replace(job, state="failed", ended=now_written(), problem={"code": "service_stopped", "facts": {}})
        try:
            self._store.move_job(lost)
        except GraphsvcError:
            _log.warning("job %s is lost and stays open in the store", job.job_id)
        return lost

    def _remember(self, job: Job) -> None:
        self._mine[job.job_id] = job
        while len(self._mine) > REMEMBERED:
            ended = next((one for one, kept in self._mine.items() if kept.state not in OPEN), None)
            if ended is None:
                return
            del self._mine[ended]

    def _looked(self, job: Job) -> Seen:
        running = self._running.get(job.job_id)
        if running is None or job.state not in OPEN:
            return Seen(job)
        return Seen(_as_seen(job, running.seen), running.seen.seconds_left)


def _as_seen(job: Job, seen: Watched) -> Job:
    """A job as far as its work has come."""
    return replace(job, state="running" if seen.begun else "queued", stage=seen.stage, fraction=seen.fraction)


def _about(job: Job) -> tuple[object, ...]:
    return (job.question, job.parameters, job.version_id, job.engine, job.lang, job.ending)

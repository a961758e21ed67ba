"""A store that forgets: dicts behind the verbs of ``ports.Store``, for tests and examples."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from graphsvc.domain.decisions import Decision
from graphsvc.domain.errors import NotFound, StoreError
from graphsvc.domain.gap_reviews import GapObject, GapReview
from graphsvc.domain.jobs import MOVES, Job
from graphsvc.domain.ports import Part, Published, Reply, SlotEntry, VersionInfo
from graphsvc.domain.submission import RawFile, Slot, Staged
from graphsvc.domain.tables import ChainTables
from graphsvc.stores.alike import facts_of, gap_conflict, version_id_of, written
from graphsvc.stores.columnar import joined


class MemoryStore:
    """Everything in one process, for one thread; refusals are those of the real store."""

    def __init__(self) -> None:
        self._versions: list[VersionInfo] = []
        self._tables: dict[str, ChainTables] = {}
        self._parts: dict[str, Sequence[Part]] = {}
        self._staged: dict[str, Staged] = {}
        self._reports: dict[str, list[dict[str, object]]] = {}
        self._answers: dict[str, tuple[str, str, dict[str, object]]] = {}
        self._replies: dict[str, Reply] = {}
        self._decisions: list[Decision] = []
        self._gap_reviews: dict[GapObject, GapReview] = {}
        self._jobs: dict[str, Job] = {}

    def latest(self) -> VersionInfo | None:
        """The version published last."""
        return self._versions[-1] if self._versions else None

    def versions(self) -> list[VersionInfo]:
        """All versions, newest first."""
        return self._versions[::-1]

    def version(self, version_id: str) -> VersionInfo:
        """One version; NotFound otherwise."""
        for version in self._versions:
            if version.version_id == version_id:
                return version
        raise NotFound("unknown_version", version=version_id)

    def staged(self, submission_id: str) -> Staged:
        """A kept submission; NotFound otherwise."""
        if submission_id not in self._staged:
            raise NotFound("unknown_submission", submission=submission_id)
        return self._staged[submission_id]

    def tables(self, version_id: str) -> ChainTables:
        """All canonical tables of a version."""
        return self._tables[self.version(version_id).version_id]

    def published(self, version_id: str, slots: Collection[Slot]) -> dict[Slot, Published]:
        """Slots of a version as they were published."""
        parts = self._parts[self.version(version_id).version_id]
        named = [(part.staged.slot, tuple(file.name for file in part.staged.files), part.resolved) for part in parts]
        return {slot: Published(files, resolved) for slot, files, resolved in named if slot in slots}

    def parts(self, version_id: str, without: Collection[Slot]) -> list[Part]:
        """The slots of a version as they were published."""
        parts = self._parts[self.version(version_id).version_id]
        kept = [part for part in parts if part.staged.slot not in without]
        return [replace(part, staged=self._staged[part.staged.submission_id]) for part in kept]

    def publish(
        self,
        parts: Sequence[Part],
        content_hash: str,
        expected_latest: str | None,
        reply: Callable[[VersionInfo], Reply] | None = None,
        decisions: Sequence[Decision] = (),
    ) -> VersionInfo:
        """One more version; StoreError (``store_conflict``) where another is the latest."""
        latest = self._expected(expected_latest)
        parts = sorted(parts, key=lambda part: part.staged.slot)
        for part in parts:
            one = part.staged.submission_id
            self._staged.setdefault(one, replace(part.staged, notices=()))
            said = (*part.staged.notices, *part.resolved.notices)
            self._reports.setdefault(one, [facts_of(notice) for notice in said])
        info = VersionInfo(
            version_id=version_id_of(len(self._versions) + 1, content_hash),
            content_hash=content_hash,
            created=written(datetime.now(UTC)),
            slots=tuple(SlotEntry(part.staged.slot, part.staged.submission_id) for part in parts),
        )
        self._parts[info.version_id] = parts
        self._tables[info.version_id] = joined(part.resolved.tables for part in parts)
        if reply is not None:
            told = reply(info)
            if told.key in self._replies:
                raise StoreError("store_conflict", store="memory", expected=expected_latest, latest=latest)
            self.remember_reply(told)
        self._versions.append(info)
        self._decisions += decisions
        return info

    def decisions(self) -> tuple[Decision, ...]:
        """Everything that persons decided, oldest first."""
        return tuple(self._decisions)

    def decide(self, decisions: Sequence[Decision], expected_latest: str | None) -> None:
        """Keep decisions that change no version."""
        self._expected(expected_latest)
        self._decisions += decisions

    def gap_reviews(self) -> tuple[GapReview, ...]:
        """The last that was said about each gap, in the order of the gaps."""
        return tuple(self._gap_reviews[about] for about in sorted(self._gap_reviews))

    def review_gaps(self, reviews: Sequence[GapReview]) -> tuple[GapReview, ...]:
        """Keep conclusions, all of them or none."""
        kept = dict(self._gap_reviews)
        said = []
        for review in reviews:
            now = kept.get(review.about, GapReview(review.about))
            if now.revision != review.revision:
                raise gap_conflict(now)
            said.append(replace(review, revision=now.revision + 1))
            kept[review.about] = said[-1]
        self._gap_reviews = kept
        return tuple(said)

    def jobs(self, most: int) -> tuple[Job, ...]:
        """The newest jobs, newest first."""
        return tuple(sorted(self._jobs.values(), key=lambda job: job.created, reverse=True))[:most]

    def job(self, job_id: str) -> Job:
        """One job; NotFound otherwise."""
        if job_id not in self._jobs:
            raise NotFound("unknown_job", job=job_id)
        return self._jobs[job_id]

    def add_job(self, job: Job) -> None:
        """Keep a new job."""
        self._jobs[job.job_id] = job

    def move_job(self, job: Job) -> bool:
        """Keep how far a job has come, unless it has ended."""
        if job.state not in MOVES[self.job(job.job_id).state]:
            return False
        self._jobs[job.job_id] = job
        return True

    def _expected(self, expected_latest: str | None) -> str | None:
        latest = self._versions[-1].version_id if self._versions else None
        if latest != expected_latest:
            raise StoreError("store_conflict", store="memory", expected=expected_latest, latest=latest)
        return latest

    def raw_file(self, sha256: str) -> RawFile:
        """An uploaded file; NotFound otherwise."""
        for staged in self._staged.values():
            for file in staged.files:
                if file.sha256 == sha256:
                    return file
        raise NotFound("unknown_file", sha256=sha256)

    def report(self, submission_id: str) -> list[dict[str, object]]:
        """Notices of a submission when it was first published."""
        return self._reports[self.staged(submission_id).submission_id]

    def remember_answer(self, answer_id: str, version_id: str, question: str, parameters: Mapping[str, object]) -> None:
        """Keep what was asked."""
        kept = (self.version(version_id).version_id, question, dict(parameters))
        self._answers.setdefault(answer_id, kept)

    def answer(self, answer_id: str) -> tuple[str, str, dict[str, object]] | None:
        """What was remembered, else None."""
        return self._answers.get(answer_id)

    def remember_reply(self, reply: Reply) -> None:
        """Keep what a request was told."""
        self._replies.setdefault(reply.key, reply)

    def reply(self, key: str) -> Reply | None:
        """What was told under a key, else None; this store does not live for a day."""
        return self._replies.get(key)

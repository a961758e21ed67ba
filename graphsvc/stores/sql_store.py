"""The truth, in SQL: every write is one transaction, every read sees one state."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Column, Connection, Table, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from graphsvc.domain.decisions import Decision
from graphsvc.domain.errors import NotFound, StoreError
from graphsvc.domain.gap_reviews import GapReview
from graphsvc.domain.jobs import Job
from graphsvc.domain.ports import REPLY_HOURS, Part, Published, Reply, SlotEntry, VersionInfo
from graphsvc.domain.submission import RawFile, Slot, Staged
from graphsvc.domain.tables import ChainTables
from graphsvc.stores import schema
from graphsvc.stores.alike import facts_of, version_id_of, written
from graphsvc.stores.backup import write_backup
from graphsvc.stores.columnar import decode, decode_tables, digest, encode, encode_tables, joined
from graphsvc.stores.database import Database, OnStep, no_step, open_database
from graphsvc.stores.kept_decisions import add_decisions, read_decisions
from graphsvc.stores.kept_jobs import add_job, move_job, read_job, read_jobs
from graphsvc.stores.kept_notices import SAID, Notices, names_and_notices, said_of
from graphsvc.stores.kept_resolving import resolved_in, resolving_of
from graphsvc.stores.kept_reviews import add_reviews, read_reviews
from graphsvc.stores.records import batches, check, is_plain, kept_bytes, submission_row, version_info, version_infos

PUBLISH_STEPS = (
    "file",
    "blob",
    "submission",
    "submission_files",
    "submission_tables",
    "version",
    "version_slots",
    "version_tables",
    "pointer",
    "commit",
)
"""Names ``on_step`` hears during a publish, in the order of their first call (``reply`` comes before ``commit``)."""

ANSWERS_KEPT, ANSWERS_LEFT = 2_000, 1_500
"""Asked questions remembered at most, and those left once the oldest have gone: well below 1 MB."""
ANSWER_BYTES = 2_000
"""Longest parameters that are remembered [bytes of JSON]."""
ANSWER_PATIENCE = 0.2
"""How long remembering waits for another writer [s]: reading never hangs on writing."""

_Rows = Sequence[Mapping[str, object]]


def open_store(url: str, *, on_step: OnStep = no_step, patience: float = 30.0) -> SqlStore:
    """The store behind ``url``, created and moved to the newest schema at first use (see ``open_database``)."""
    return SqlStore(open_database(url, on_step=on_step, patience=patience))


class SqlStore:
    """Files, submissions, versions and asked questions over SQLite or PostgreSQL (see ``ports.Store``).

    Safe to use from several threads and processes. ``on_step`` of the database is called with a name of
    ``PUBLISH_STEPS`` (or ``answer``) before every write; what it raises undoes the whole transaction.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    def close(self) -> None:
        """Let go of all connections."""
        self.database.close()

    # ---- reading

    def latest(self) -> VersionInfo | None:
        """The version published last, None in an empty store."""
        with self.database.reading() as connection:
            newest = select(schema.pointer.c.latest).scalar_subquery()
            found = version_infos(connection, select(schema.versions).where(schema.versions.c.version_id == newest))
        return found[0] if found else None

    def versions(self) -> list[VersionInfo]:
        """All versions, newest first."""
        with self.database.reading() as connection:
            return version_infos(connection, select(schema.versions))

    def version(self, version_id: str) -> VersionInfo:
        """One version; NotFound (``unknown_version``) otherwise."""
        with self.database.reading() as connection:
            return version_info(connection, version_id)

    def staged(self, submission_id: str) -> Staged:
        """A kept submission as it was staged; NotFound (``unknown_submission``) otherwise."""
        with self.database.reading() as connection:
            row = submission_row(connection, submission_id)
            return self._staged(connection, {submission_id: Slot(row.chain, row.region)})[submission_id]

    def _staged(self, connection: Connection, slots: Mapping[str, Slot]) -> dict[str, Staged]:
        """Submissions by id as they were staged; ``slots`` are theirs."""
        names, hashes = schema.submission_files, schema.submission_tables
        named: dict[str, list[tuple[str, str]]] = {one: [] for one in slots}
        tables: dict[str, dict[str, str]] = {one: {} for one in slots}
        for some in batches(slots):
            mine = select(names).where(names.c.submission_id.in_(some)).order_by(names.c.position)
            for row in connection.execute(mine):
                named[row.submission_id].append((row.name, row.sha256))
            for row in connection.execute(select(hashes).where(hashes.c.submission_id.in_(some))):
                tables[row.submission_id][row.table_name] = row.hash
        wanted = {sha256 for each in named.values() for _, sha256 in each}
        data = kept_bytes(connection, schema.files.c.sha256, wanted)
        blobs = kept_bytes(connection, schema.blobs.c.hash, {key for of in tables.values() for key in of.values()})
        return {
            one: Staged(
                submission_id=one,
                slot=slot,
                files=tuple(RawFile(name, sha256, data[sha256]) for name, sha256 in named[one]),
                tables=decode_tables({name: blobs[key] for name, key in tables[one].items()}),
            )
            for one, slot in slots.items()
        }

    def tables(self, version_id: str) -> ChainTables:
        """All canonical tables of a version, slots in order; StoreError (``store_corrupt``) if a byte changed."""
        with self.database.reading() as connection:
            version = version_info(connection, version_id)
            slots = self._tables_of(connection, version_id, [entry.slot for entry in version.slots])
        return joined(decode_tables(_canonical(of)) for of in slots.values())

    def published(self, version_id: str, slots: Collection[Slot]) -> dict[Slot, Published]:
        """Slots of a version as they were published; without those that another edition published."""
        with self.database.reading() as connection:
            version = version_info(connection, version_id)
            wanted = [entry.slot for entry in version.slots if entry.slot in slots]
            found = self._tables_of(connection, version_id, wanted)
        known: Notices = {}
        made = {}
        for slot, blobs in found.items():
            told = names_and_notices(decode(blobs.pop(SAID)), known) if SAID in blobs else None
            if told is not None:
                made[slot] = Published(told[0], resolved_in(blobs, told[1])[0])
        return made

    def parts(self, version_id: str, without: Collection[Slot]) -> list[Part]:
        """The slots of a version, some left out, as they were published; notices of resolving where they are kept."""
        entries = [entry for entry in self.version(version_id).slots if entry.slot not in without]
        with self.database.reading() as connection:
            found = self._tables_of(connection, version_id, [entry.slot for entry in entries])
            staged = self._staged(connection, {entry.submission_id: entry.slot for entry in entries})
        known: Notices = {}
        made = []
        for entry in entries:
            blobs = found[entry.slot]
            told = names_and_notices(decode(blobs.pop(SAID)), known) if SAID in blobs else None
            resolved, resolving = resolved_in(blobs, told[1] if told else ())
            made.append(Part(staged[entry.submission_id], resolved, resolving if told else None))
        return made

    def _tables_of(
        self, connection: Connection, version_id: str, slots: Sequence[Slot]
    ) -> dict[Slot, dict[str, bytes]]:
        """Tables of some slots of a version as bytes by name, each checked."""
        rows = schema.version_tables
        keys: dict[Slot, dict[str, str]] = {slot: {} for slot in slots}
        for row in connection.execute(select(rows).where(rows.c.version_id == version_id)):
            if (slot := Slot(row.chain, row.region)) in keys:
                keys[slot][row.table_name] = row.hash
        blobs = kept_bytes(connection, schema.blobs.c.hash, {key for of in keys.values() for key in of.values()})
        return {slot: {name: blobs[key] for name, key in of.items()} for slot, of in keys.items()}

    def raw_file(self, sha256: str) -> RawFile:
        """An uploaded file, byte for byte, under its first name; NotFound (``unknown_file``) otherwise."""
        names, when = schema.submission_files, schema.submissions
        with self.database.reading() as connection:
            name = is_plain(sha256) and connection.scalar(
                select(names.c.name)
                .join_from(names, when)
                .where(names.c.sha256 == sha256)
                .order_by(when.c.created, names.c.submission_id, names.c.position)
                .limit(1)
            )
            if not isinstance(name, str):
                raise NotFound("unknown_file", sha256=sha256)
            return RawFile(name, sha256, kept_bytes(connection, schema.files.c.sha256, {sha256})[sha256])

    def report(self, submission_id: str) -> list[dict[str, object]]:
        """Notices of a submission when it was first published: code, facts, place, original, action."""
        with self.database.reading() as connection:
            report: list[dict[str, object]] = submission_row(connection, submission_id).report
        return report

    def answer(self, answer_id: str) -> tuple[str, str, dict[str, object]] | None:
        """(version_id, question, parameters) of a remembered answer, else None."""
        if not is_plain(answer_id):
            return None
        with self.database.reading() as connection:
            row = connection.execute(
                select(schema.answers).where(schema.answers.c.answer_id == answer_id)
            ).one_or_none()
        return (row.version_id, row.question, row.parameters) if row else None

    def reply(self, key: str) -> Reply | None:
        """What the request under this key was told within the last ``REPLY_HOURS``, else None."""
        if not is_plain(key):
            return None
        one = schema.replies
        with self.database.reading() as connection:
            row = connection.execute(select(one).where(one.c.key == key, one.c.created >= _too_old())).one_or_none()
        return Reply(row.key, row.request, row.status, row.body) if row else None

    def decisions(self) -> tuple[Decision, ...]:
        """Everything that persons decided, oldest first."""
        with self.database.reading() as connection:
            return read_decisions(connection)

    def gap_reviews(self) -> tuple[GapReview, ...]:
        """The last that was said about each gap, in the order of the gaps."""
        with self.database.reading() as connection:
            return read_reviews(connection)

    def jobs(self, most: int) -> tuple[Job, ...]:
        """The newest jobs, newest first."""
        with self.database.reading() as connection:
            return read_jobs(connection, most)

    def job(self, job_id: str) -> Job:
        """One job; NotFound (``unknown_job``) otherwise."""
        with self.database.reading() as connection:
            return read_job(connection, job_id)

    # ---- writing

    def add_job(self, job: Job) -> None:
        """Keep a new job; the oldest make room."""
        with self.database.writing() as connection:
            self.database.on_step("job")
            add_job(connection, job)

    def move_job(self, job: Job) -> bool:
        """Keep how far a job has come; False where it ended otherwise meanwhile, which stays."""
        with self.database.writing(ANSWER_PATIENCE) as connection:
            self.database.on_step("job")
            return move_job(connection, job)

    def review_gaps(self, reviews: Sequence[GapReview]) -> tuple[GapReview, ...]:
        """Keep conclusions, all of them or none; StoreError (``gap_review_conflict``) where one was outrun."""
        with self.database.writing() as connection:
            self.database.on_step("gap_review")
            return add_reviews(connection, reviews)

    def decide(self, decisions: Sequence[Decision], expected_latest: str | None) -> None:
        """Keep decisions that change no version; StoreError (``store_conflict``) as for ``publish``."""
        with self.database.writing() as connection:
            self._hold_pointer(connection, expected_latest)
            self._add_decisions(connection, decisions)

    def remember_answer(self, answer_id: str, version_id: str, question: str, parameters: Mapping[str, object]) -> None:
        """Keep what was asked; repeating it changes nothing, the oldest make room, long parameters are not kept."""
        if self.answer(answer_id) is not None:
            return
        if len(json.dumps(dict(parameters))) > ANSWER_BYTES:
            self.version(version_id)
            return
        with self.database.writing(ANSWER_PATIENCE) as connection:
            version_info(connection, version_id)
            row = {
                "answer_id": answer_id,
                "version_id": version_id,
                "question": question,
                "parameters": dict(parameters),
                "asked": written(datetime.now(UTC)),
            }
            self._add(connection, "answer", schema.answers, [row])
            self._make_room(connection)

    def _make_room(self, connection: Connection) -> None:
        one = schema.answers.c
        if (connection.scalar(select(func.count()).select_from(schema.answers)) or 0) > ANSWERS_KEPT:
            last = (
                select(one.answer_id).order_by(func.coalesce(one.asked, "").desc(), one.answer_id).limit(ANSWERS_LEFT)
            )
            connection.execute(delete(schema.answers).where(one.answer_id.not_in(last)))

    def remember_reply(self, reply: Reply) -> None:
        """Keep what a request was told; a key that is there already keeps its first reply."""
        with self.database.writing() as connection:
            self._add_reply(connection, reply)

    def publish(
        self,
        parts: Sequence[Part],
        content_hash: str,
        expected_latest: str | None,
        reply: Callable[[VersionInfo], Reply] | None = None,
        decisions: Sequence[Decision] = (),
    ) -> VersionInfo:
        """Write everything that is new, check every hash against what was written, then move the pointer.

        Raises
        ------
        StoreError
            ``store_conflict``: another version than ``expected_latest`` is the published one, or the key of
            ``reply`` is taken. Whatever is raised, nothing of this version is in the store.
        """
        kept = self._kept_submissions({part.staged.submission_id for part in parts})
        staged = {
            part.staged.submission_id: encode_tables(part.staged.tables)
            for part in parts
            if part.staged.submission_id not in kept
        }
        said = said_of(parts)
        resolved = {}
        for part in parts:
            slot, tables = part.staged.slot, encode_tables(part.resolved.tables)
            resolved[slot] = {**tables, **resolving_of(part, tables), SAID: encode(said[slot])}
        created = written(datetime.now(UTC))
        with self.database.writing() as connection:
            latest = self._hold_pointer(connection, expected_latest)
            self._add_decisions(connection, decisions)
            uploads = {f.sha256: f.data for part in parts for f in part.staged.files}
            self._add_data(connection, "file", schema.files.c.sha256, uploads)
            blobs = {digest(data): data for each in (*staged.values(), *resolved.values()) for data in each.values()}
            self._add_data(connection, "blob", schema.blobs.c.hash, blobs)
            for part in parts:
                if part.staged.submission_id in staged:
                    self._add_submission(connection, part, staged[part.staged.submission_id], created)
            sequence = 1 + (connection.scalar(select(func.max(schema.versions.c.sequence))) or 0)
            info = VersionInfo(
                version_id=version_id_of(sequence, content_hash),
                content_hash=content_hash,
                created=created,
                slots=tuple(
                    sorted(
                        (SlotEntry(part.staged.slot, part.staged.submission_id) for part in parts),
                        key=lambda entry: entry.slot,
                    )
                ),
            )
            self._add_version(connection, info, sequence, resolved)
            check(connection, schema.blobs.c.hash, blobs)
            self.database.on_step("pointer")
            connection.execute(update(schema.pointer).values(latest=info.version_id))
            if reply is not None and not self._add_reply(connection, reply(info)):
                raise StoreError("store_conflict", store=self.database.label, expected=expected_latest, latest=latest)
        return info

    def backup(self, path: Path) -> None:
        """Write the whole store, as it is at one moment, into one file; other processes go on meanwhile."""
        write_backup(self.database, path)

    def _kept_submissions(self, wanted: Collection[str]) -> set[str]:
        """Those that the store has: they never change, and nothing of them is written again."""
        one = schema.submissions.c.submission_id
        with self.database.reading() as connection:
            return {found for some in batches(wanted) for found in connection.scalars(select(one).where(one.in_(some)))}

    def _hold_pointer(self, connection: Connection, expected_latest: str | None) -> str | None:
        """The latest version, which nobody moves on from until this transaction ends."""
        latest: str | None = connection.scalar(select(schema.pointer.c.latest).with_for_update())
        if latest != expected_latest:
            raise StoreError("store_conflict", store=self.database.label, expected=expected_latest, latest=latest)
        return latest

    def _add_decisions(self, connection: Connection, decisions: Sequence[Decision]) -> None:
        if decisions:
            self.database.on_step("decision")
            add_decisions(connection, decisions)

    def _add_submission(self, connection: Connection, part: Part, blobs: Mapping[str, bytes], created: str) -> None:
        staged = part.staged
        one = staged.submission_id
        kept = schema.submissions.c.submission_id
        if connection.scalar(select(kept).where(kept == one)) is not None:
            return
        row = {
            "submission_id": one,
            "chain": staged.slot.chain,
            "region": staged.slot.region,
            "report": [facts_of(notice) for notice in (*staged.notices, *part.resolved.notices)],
            "created": created,
        }
        self._add(connection, "submission", schema.submissions, [row])
        files: _Rows = [
            {"submission_id": one, "position": position, "name": file.name, "sha256": file.sha256}
            for position, file in enumerate(staged.files)
        ]
        self._add(connection, "submission_files", schema.submission_files, files)
        tables: _Rows = [
            {"submission_id": one, "table_name": name, "hash": digest(data)} for name, data in blobs.items()
        ]
        self._add(connection, "submission_tables", schema.submission_tables, tables)

    def _add_version(
        self, connection: Connection, info: VersionInfo, sequence: int, resolved: Mapping[Slot, Mapping[str, bytes]]
    ) -> None:
        one = {"version_id": info.version_id}
        row = {**one, "sequence": sequence, "content_hash": info.content_hash, "created": info.created}
        self._add(connection, "version", schema.versions, [row])
        slots: _Rows = [
            {
                **one,
                "chain": entry.slot.chain,
                "region": entry.slot.region,
                "submission_id": entry.submission_id,
            }
            for entry in info.slots
        ]
        self._add(connection, "version_slots", schema.version_slots, slots)
        tables: _Rows = [
            {**one, "chain": slot.chain, "region": slot.region, "table_name": name, "hash": digest(data)}
            for slot, blobs in resolved.items()
            for name, data in blobs.items()
        ]
        self._add(connection, "version_tables", schema.version_tables, tables)

    def _add_reply(self, connection: Connection, reply: Reply) -> bool:
        """Whether the key was free."""
        one = schema.replies
        connection.execute(delete(one).where(one.c.created < _too_old()))
        if connection.scalar(select(one.c.key).where(one.c.key == reply.key)) is not None:
            return False
        row = {"key": reply.key, "request": reply.request, "status": reply.status, "body": reply.body}
        self._add(connection, "reply", one, [{**row, "created": written(datetime.now(UTC))}])
        return True

    def _add(self, connection: Connection, step: str, table: Table, rows: _Rows) -> None:
        self.database.on_step(step)
        if rows:
            insert = sqlite.insert(table) if self.database.is_sqlite else postgresql.insert(table)
            quiet = insert.on_conflict_do_nothing() if table in (schema.answers, schema.replies) else insert
            connection.execute(quiet, rows)

    def _add_data(self, connection: Connection, step: str, key: Column[str], data: Mapping[str, bytes]) -> None:
        held = {one for some in batches(data) for one in connection.scalars(select(key).where(key.in_(some)))}
        new = {one: data[one] for one in data if one not in held}
        for one, content in new.items():
            self._add(connection, step, key.table, [{key.name: one, "size": len(content), "data": content}])
        check(connection, key, new)


def _canonical(blobs: Mapping[str, bytes]) -> dict[str, bytes]:
    """Of what is kept of a slot its canonical tables."""
    return {name: data for name, data in blobs.items() if not name.startswith(".")}


def _too_old() -> str:
    return written(datetime.now(UTC) - timedelta(hours=REPLY_HOURS))

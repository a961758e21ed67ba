"""Jobs in SQL: one row each, which changes until the job ends; the oldest make room."""

from __future__ import annotations

from dataclasses import asdict, fields

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from graphsvc.domain.errors import NotFound
from graphsvc.domain.jobs import MOVES, Job
from graphsvc.stores import schema
from graphsvc.stores.records import is_plain

JOBS_KEPT, JOBS_LEFT = 500, 400
"""Jobs kept at most, and those left once the oldest have gone."""
_NAMES = tuple(one.name for one in fields(Job))


def read_jobs(connection: Connection, most: int) -> tuple[Job, ...]:
    """The newest jobs, newest first."""
    one = schema.jobs.c
    wanted = select(schema.jobs).order_by(one.created.desc(), one.job_id).limit(most)
    return tuple(_job(row) for row in connection.execute(wanted))


def read_job(connection: Connection, job_id: str) -> Job:
    """One job; NotFound (``unknown_job``) otherwise."""
    wanted = select(schema.jobs).where(schema.jobs.c.job_id == job_id)
    row = connection.execute(wanted).one_or_none() if is_plain(job_id) else None
    if row is None:
        raise NotFound("unknown_job", job=job_id)
    return _job(row)


def add_job(connection: Connection, job: Job) -> None:
    """Keep a new job."""
    one = schema.jobs
    connection.execute(insert(one).values(asdict(job)))
    if (connection.scalar(select(func.count()).select_from(one)) or 0) > JOBS_KEPT:
        last = select(one.c.job_id).order_by(one.c.created.desc(), one.c.job_id).limit(JOBS_LEFT)
        connection.execute(delete(one).where(one.c.job_id.not_in(last)))


def move_job(connection: Connection, job: Job) -> bool:
    """Keep how far a job has come; False where it has ended otherwise meanwhile."""
    one = schema.jobs
    before = [state for state, after in MOVES.items() if job.state in after]
    moved = update(one).where(one.c.job_id == job.job_id, one.c.state.in_(before)).values(asdict(job))
    return connection.execute(moved.returning(one.c.job_id)).first() is not None


def _job(row: Row[tuple[object, ...]]) -> Job:
    return Job(**{name: getattr(row, name) for name in _NAMES})

"""What databases and disks say when they fail, in the words of the service."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from graphsvc.domain.errors import StoreError

_SQLITE = {
    sqlite3.SQLITE_BUSY: "store_locked",
    sqlite3.SQLITE_LOCKED: "store_locked",
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_CORRUPT: "store_corrupt",
    sqlite3.SQLITE_FORMAT: "store_corrupt",
    sqlite3.SQLITE_NOTADB: "store_foreign",
    sqlite3.SQLITE_READONLY: "store_read_only",
    sqlite3.SQLITE_PERM: "store_read_only",
    sqlite3.SQLITE_CANTOPEN: "store_unavailable",
}

_POSTGRES = {  # by SQLSTATE, whole or its class (https://www.postgresql.org/docs/current/errcodes-appendix.html)
    "40": "store_locked",
    "55P03": "store_locked",
    "53100": "disk_full",
    "53": "store_unavailable",
    "08": "store_unavailable",
    "28": "store_unavailable",
    "3D": "store_unavailable",
    "57": "store_unavailable",
    "XX001": "store_corrupt",
    "XX002": "store_corrupt",
    "25006": "store_read_only",
    "42501": "store_read_only",
}

_DISK = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EFBIG: "disk_full",
    errno.EACCES: "store_read_only",
    errno.EPERM: "store_read_only",
    errno.EROFS: "store_read_only",
}


def failure_code(problem: BaseException) -> str:
    """The code of the service for an error of a driver, of SQLAlchemy or of the operating system."""
    cause = getattr(problem, "orig", None) or problem
    if isinstance(cause, sqlite3.Error):
        return _SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF, "store_failed")
    if isinstance(cause, OSError):
        return _DISK.get(cause.errno or 0, "store_unavailable")
    state = getattr(cause, "sqlstate", None)  # psycopg
    if state is not None:
        return _POSTGRES.get(state, _POSTGRES.get(state[:2], "store_failed"))
    # without a state the server was never reached, or is gone, or all connections are in use
    is_away = isinstance(problem, OperationalError | InterfaceError | PoolTimeoutError)
    return "store_unavailable" if is_away else "store_failed"


@contextmanager
def failures_named(store: str) -> Iterator[None]:
    """Turn every driver, SQLAlchemy and OS error inside into a StoreError that names the store."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError) as problem:
        cause = getattr(problem, "orig", None) or problem
        reason = " ".join(str(cause).split())
        raise StoreError(failure_code(problem), store=store, what=store, reason=reason) from problem

"""Errors of drivers and disks, in the words of the service."""

from __future__ import annotations

import errno
import sqlite3

import pytest
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from graphsvc.domain.errors import StoreError
from graphsvc.stores.failures import failure_code, failures_named


def _sqlite(number: int) -> OperationalError:
    cause = sqlite3.OperationalError("said")
    cause.sqlite_errorcode = number
    return OperationalError("", {}, cause)


def _postgres(state: str | None) -> OperationalError:
    cause = Exception("said")
    cause.sqlstate = state  # type: ignore[attr-defined]
    return OperationalError("", {}, cause)


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (_sqlite(sqlite3.SQLITE_BUSY), "store_locked"),
        (_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), "store_locked"),
        (_sqlite(sqlite3.SQLITE_FULL), "disk_full"),
        (_sqlite(sqlite3.SQLITE_CORRUPT), "store_corrupt"),
        (_sqlite(sqlite3.SQLITE_NOTADB), "store_foreign"),
        (_sqlite(sqlite3.SQLITE_READONLY_DIRECTORY), "store_read_only"),
        (_sqlite(sqlite3.SQLITE_CANTOPEN), "store_unavailable"),
        (_sqlite(sqlite3.SQLITE_ERROR), "store_failed"),
        (_postgres("53100"), "disk_full"),
        (_postgres("53300"), "store_unavailable"),
        (_postgres("40001"), "store_locked"),
        (_postgres("57P01"), "store_unavailable"),
        (_postgres("XX001"), "store_corrupt"),
        (_postgres("25006"), "store_read_only"),
        (_postgres("42P01"), "store_failed"),
        (_postgres(None), "store_unavailable"),
        (DataError("", {}, Exception("said")), "store_failed"),
        (PoolTimeoutError(), "store_unavailable"),
        (OSError(errno.ENOSPC, "said"), "disk_full"),
        (OSError(errno.EROFS, "said"), "store_read_only"),
        (ConnectionRefusedError(), "store_unavailable"),
    ],
)
def test_codes(problem: Exception, code: str) -> None:
    assert failure_code(problem) == code
    with pytest.raises(StoreError) as caught, failures_named("示例库"):
        raise problem
    assert caught.value.code == code
    assert "示例库" in caught.value.document("zh")["detail"]
    assert "?" not in caught.value.document("en")["detail"]


def test_other_errors_pass_through() -> None:
    with pytest.raises(KeyError), failures_named("示例库"):
        raise KeyError("x")

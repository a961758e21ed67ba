"""What runs in the processes that are killed. Imported once by a fork server, so that a child starts at once."""

from __future__ import annotations

import itertools
import os
from multiprocessing.connection import Connection

from graphsvc.domain.errors import StoreError
from graphsvc.stores.sql_store import SqlStore, open_store
from tests.contract.small_parts import parts_of

CRASHED = 9


def publish_next(store: SqlStore, number: int) -> str:
    """Publish upon the latest version, again if somebody else was faster; gives what is acknowledged."""
    while True:
        latest = store.latest()
        try:
            info = store.publish(*parts_of(number), latest.version_id if latest else None)
        except StoreError as problem:
            if problem.code != "store_conflict":
                raise
        else:
            return f"{info.version_id} {info.content_hash}\n"


def publish_forever(url: str, first: int, told: Connection) -> None:
    """Say ``ready``, then publish one version after the other and say so, until killed."""
    store = open_store(url)
    os.write(told.fileno(), b"ready\n")
    for number in itertools.count(first):
        os.write(told.fileno(), publish_next(store, number).encode())


def crash_at_step(url: str, number: int, nth: int, told: Connection) -> None:
    """Open, publish once, and vanish just before the n-th write step after having said its name."""
    left = itertools.count(1)

    def vanish(step: str) -> None:
        if next(left) == nth:
            os.write(told.fileno(), f"{step}\n".encode())
            os._exit(CRASHED)

    store = open_store(url, on_step=vanish)
    os.write(told.fileno(), publish_next(store, number).encode())


def open_and_publish(url: str, number: int, told: Connection) -> None:
    """Be one of several who use a store for the first time at once."""
    os.write(told.fileno(), publish_next(open_store(url), number).encode())

"""The connection to Neo4j: opened on first use, bounded in time, and every failure in the words of the service."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as LateError
from dataclasses import dataclass
from threading import RLock, Thread
from typing import TypeVar

from neo4j import READ_ACCESS, WRITE_ACCESS, Driver, GraphDatabase, ManagedTransaction, unit_of_work
from neo4j.exceptions import AuthError, ConfigurationError, DriverError, Neo4jError, TransientError

from graphsvc.domain.errors import StoreError
from graphsvc.domain.values import Values

T = TypeVar("T")
Record = Values
"""A row as the driver gives it: values of any type that Cypher has."""

CONNECT_SECONDS = 2.0
RETRY_SECONDS = 2.0
"""How long the driver's managed transactions try again after a dropped connection [s]."""
LIVENESS_SECONDS = 1.0
"""A pooled connection idle for longer is asked whether it still lives before it is used [s]."""
BATCH_SECONDS = 60.0
"""Longest one batch of a push may take [s]."""
FETCH = 10_000
"""Rows the server sends at a time."""
SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
_LATE = ("TransactionTimedOut", "TransactionTimedOutClientConfiguration", "Terminated")


@dataclass(frozen=True)
class Address:
    """Where the server is and how to log in. ``user`` None: without authentication; ``seconds`` a read may take."""

    uri: str
    user: str | None = None
    password: str | None = None
    database: str | None = None
    seconds: float = 4.5

    @property
    def place(self) -> str:
        """The address without anything secret in it."""
        scheme, _, rest = self.uri.partition("://")
        return f"{scheme}://{rest.rpartition('@')[2]}"


class Connection:
    """One driver, shared by threads; a hung server is given up after its time and a new driver is opened."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._driver: Driver | None = None
        self._lock = RLock()

    def read(self, work: Callable[[ManagedTransaction], T], seconds: float | None = None) -> T:
        """Run ``work`` in a read transaction that ends within ``seconds``.

        Raises
        ------
        StoreError
            ``graph_unavailable``, ``graph_login``, ``graph_too_slow`` or ``graph_failed``.
        """
        return self._within(self.address.seconds if seconds is None else seconds, READ_ACCESS, work)

    def write(self, work: Callable[[ManagedTransaction], T], seconds: float = BATCH_SECONDS) -> T:
        """Run ``work`` in a write transaction; it may run again after a dropped connection, so it must be safe to."""
        return self._within(seconds, WRITE_ACCESS, work)

    def run(self, statement: str) -> None:
        """One statement in a transaction of its own, for schema changes."""

        def once(tx: ManagedTransaction) -> None:
            tx.run(statement).consume()  # text of the house, never of a user

        self.write(once)

    def close(self) -> None:
        """Let go of the driver."""
        with self._lock:
            driver, self._driver = self._driver, None
        if driver is not None:
            driver.close()

    def _open(self) -> Driver:
        with self._lock:
            if self._driver is None:
                at = self.address
                self._driver = GraphDatabase.driver(
                    at.uri,
                    auth=(at.user, at.password or "") if at.user else None,
                    connection_timeout=CONNECT_SECONDS,
                    connection_acquisition_timeout=at.seconds,
                    max_transaction_retry_time=RETRY_SECONDS,
                    liveness_check_timeout=LIVENESS_SECONDS,
                    notifications_min_severity="OFF",
                    user_agent="graphsvc",
                )
            return self._driver

    def _within(self, seconds: float, access: str, work: Callable[[ManagedTransaction], T]) -> T:
        if self.address.uri.partition("://")[0] not in SCHEMES:
            raise StoreError("graph_address", place=self.address.place, reason="scheme: " + ", ".join(SCHEMES))
        answered: Future[T] = Future()

        def go() -> None:
            try:
                with self._open().session(
                    database=self.address.database, default_access_mode=access, fetch_size=FETCH
                ) as talk:
                    run = talk.execute_read if access == READ_ACCESS else talk.execute_write
                    answered.set_result(run(unit_of_work(timeout=seconds)(work)))
            except BaseException as problem:  # handed to whoever waits
                answered.set_exception(problem)

        Thread(target=go, daemon=True, name="neo4j").start()
        try:
            return answered.result(seconds + 0.2)
        except LateError:
            self._give_up()
            raise StoreError("graph_too_slow", place=self.address.place, seconds=seconds) from None
        except (DriverError, Neo4jError, OSError, ValueError) as problem:
            raise self._named(problem, seconds) from problem

    def _give_up(self) -> None:
        """Forget the driver of a server that does not answer; closing it may hang and is left to a thread."""
        with self._lock:
            driver, self._driver = self._driver, None
        if driver is not None:
            Thread(target=driver.close, daemon=True, name="neo4j-close").start()

    def _named(self, problem: Exception, seconds: float) -> StoreError:
        place = self.address.place
        reason = " ".join(str(problem).split())
        code = getattr(problem, "code", None) or ""
        if any(word in code for word in _LATE):
            return StoreError("graph_too_slow", place=place, seconds=seconds)
        if isinstance(problem, AuthError) or "CredentialsExpired" in code:
            return StoreError("graph_login", place=place, reason=reason)
        if isinstance(problem, ConfigurationError | ValueError):
            return StoreError("graph_address", place=place, reason=reason)
        if isinstance(problem, TransientError):
            return StoreError("graph_unavailable", place=place, reason=reason)
        if isinstance(problem, Neo4jError):
            return StoreError("graph_failed", place=place, reason=reason)
        return StoreError("graph_unavailable", place=place, reason=reason)


def rows_of(tx: ManagedTransaction, text: str, parameters: Mapping[str, object]) -> list[Record]:
    """All rows of one statement."""
    return [record.data() for record in tx.run(text, dict(parameters))]


def single(tx: ManagedTransaction, text: str, parameters: Mapping[str, object]) -> Record | None:
    """The first row of a statement, None without any."""
    found = rows_of(tx, text, parameters)
    return found[0] if found else None

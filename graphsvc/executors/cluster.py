"""Sweeps on a Dask cluster: several machines with the same program, one scheduler between them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from functools import partial
from threading import Lock
from typing import Any, TypeVar

import numpy as np

from graphsvc.domain.errors import StoreError
from graphsvc.domain.extras import needed
from graphsvc.executors.lasting import lasting
from graphsvc.executors.parcels import Parcel, digest, packed, program, unpacked

T = TypeVar("T")
SECONDS = 10.0
"""How long the scheduler and the first worker are waited for [s]."""
MOST_BYTES = 2_000_000_000
"""Arrays left with the workers for the next sweep [bytes]."""


class Cluster:
    """The workers of a scheduler ``host:port``; it is called with the first sweep."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._lock = Lock()
        self._client: Any = None
        self._sent: OrderedDict[str, tuple[Any, int]] = OrderedDict()

    def n_at_once(self) -> int:
        """A chunk on each thread of each worker."""
        threads: dict[str, int] = self._opened().nthreads()
        return max(1, sum(threads.values()))

    def begin(self, run: Callable[[int, int], T]) -> Callable[[int, int], Future[T]]:
        """Send what the sweep reads to every worker, but for what they have."""
        parcel = packed(run)
        executor: Executor = self._opened().get_executor(pure=False)
        self._futures(parcel)

        def once(first: int, last: int) -> Future[Any]:
            head, *arrays = self._futures(parcel)
            return executor.submit(run_sent, program(), head, arrays, parcel.writable, first, last)

        return lambda first, last: lasting(partial(once, first, last), _is_loss)

    def close(self) -> None:
        """Leave the cluster; what was sent is dropped there."""
        with self._lock:
            client, self._client = self._client, None
            self._sent.clear()
        if client is not None:
            client.close(timeout=1)

    def _opened(self) -> Any:
        """The client of the cluster, with a worker at least."""
        with self._lock:
            if self._client is None:
                self._client = _called(self._address)
            return self._client

    def _futures(self, parcel: Parcel) -> list[Any]:
        """Head and arrays as the cluster has them; what it lost is sent again."""
        client = self._opened()
        found = []
        wanted = [(digest(parcel.head), memoryview(parcel.head)), *zip(parcel.digests, parcel.arrays, strict=True)]
        with self._lock:
            for name, raw in wanted:
                future, size = self._sent.get(name, (None, raw.nbytes))
                if future is None or future.status != "finished":
                    future = client.scatter(np.frombuffer(raw, np.uint8), broadcast=True, hash=False)
                self._sent[name] = (future, size)
                self._sent.move_to_end(name)
                found.append(future)
            while sum(size for _, size in self._sent.values()) > MOST_BYTES and len(self._sent) > len(wanted):
                self._sent.popitem(last=False)
        return found


def _called(address: str) -> Any:
    """A client of the scheduler.

    Raises
    ------
    StoreError
        ``extra_missing``, ``cluster_away``: nobody answers there, or no worker is there.
    """
    with needed("distributed", StoreError):
        from distributed import Client
    try:
        connect: Callable[..., Any] = Client
        client = connect(f"tcp://{address}", timeout=SECONDS, set_as_default=False)
        client.wait_for_workers(1, timeout=SECONDS)
    except (OSError, TimeoutError) as error:
        raise StoreError("cluster_away", address=address) from error
    return client


def _is_loss(error: BaseException) -> bool:
    """Whether a worker went away, not the work wrong."""
    return type(error).__name__ in ("KilledWorker", "FutureCancelledError", "CommClosedError", "CancelledError")


def run_sent(told: str, head: Any, arrays: Sequence[Any], writable: Sequence[bool], first: int, last: int) -> Any:
    """One chunk on a worker; StoreError (``cluster_differs``) where the worker's program is another one."""
    if told != program():
        raise StoreError("cluster_differs")
    return unpacked(bytes(head), arrays, writable)(first, last)

"""Sweeps in processes of this machine, which read the arrays of the network out of files they all map."""

from __future__ import annotations

import mmap
import os
import pickle
import signal
from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache, partial
from multiprocessing import get_context, parent_process
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, Thread
from typing import Any, TypeVar
from weakref import finalize

from graphsvc.executors.lasting import lasting
from graphsvc.executors.parcels import Parcel, digest, packed, unpacked

T = TypeVar("T")
MOST_BYTES = 1_000_000_000
"""Arrays left lying for the next sweep [bytes], besides those of sweeps that run."""


class Processes:
    """As many processes as there are cores, started with the first sweep."""

    def __init__(self, n: int | None = None) -> None:
        self._n = n or os.cpu_count() or 1
        self._lock = Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._files: _Files | None = None

    def n_at_once(self) -> int:
        """One chunk in each process."""
        return self._n

    def begin(self, run: Callable[[int, int], T]) -> Callable[[int, int], Future[T]]:
        """Lay down what the sweep reads in files; it is theirs as long as what comes back is kept."""
        with self._lock:
            self._files = self._files or _Files()
            files = self._files
        parcel = packed(run)
        path = files.lay_down(parcel)
        submit = _Submit(self, path)
        finalize(submit, files.let_go, parcel.digests, path)
        return submit

    def pool(self, broken: ProcessPoolExecutor | None = None) -> ProcessPoolExecutor:
        """The processes; new ones in place of those that are ``broken``."""
        with self._lock:
            if self._pool is None or self._pool is broken:
                context = get_context("spawn")  # a fork would inherit locks that compiled loops hold
                self._pool = ProcessPoolExecutor(self._n, context, _begin_worker)
            return self._pool

    def close(self) -> None:
        """End the processes; a chunk that runs is not waited for."""
        with self._lock:
            pool, files, self._pool, self._files = self._pool, self._files, None, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)
        if files is not None:
            files.close()


class _Submit:
    """Hands over the chunks of one sweep."""

    def __init__(self, processes: Processes, path: Path) -> None:
        self._processes, self._path = processes, path

    def __call__(self, first: int, last: int) -> Future[Any]:
        used: list[ProcessPoolExecutor] = []

        def once() -> Future[Any]:
            pool = self._processes.pool(used[-1] if used else None)
            used.append(pool)
            try:
                return pool.submit(run_chunk, str(self._path), first, last)
            except BrokenProcessPool as error:
                lost: Future[Any] = Future()
                lost.set_exception(error)
                return lost

        return lasting(once, lambda error: isinstance(error, BrokenProcessPool))


class _Files:
    """Parcels as files: each array once, whatever sweeps read it."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory(prefix="graphsvc-sweeps-")
        self._lock = Lock()
        self._sizes: OrderedDict[str, int] = OrderedDict()
        self._used: Counter[str] = Counter()

    def lay_down(self, parcel: Parcel) -> Path:
        """Write what is not there yet; where the parcel stands."""
        folder = Path(self._folder.name)
        told = pickle.dumps((parcel.head, parcel.digests, parcel.writable))
        path = folder / f"{digest(told)}.parcel"
        with self._lock:
            for name, raw in zip(parcel.digests, parcel.arrays, strict=True):
                if name not in self._sizes:
                    (folder / name).write_bytes(raw)
                self._sizes[name] = raw.nbytes
                self._sizes.move_to_end(name)
                self._used[name] += 1
            self._used[path.name] += 1
            path.write_bytes(told)
        return path

    def let_go(self, digests: Sequence[str], path: Path) -> None:
        """A sweep is over: its head goes, its arrays as soon as there is no room for them."""
        with self._lock:
            self._used.subtract([*digests, path.name])
            self._used += Counter()  # what nobody uses is not counted
            if path.name not in self._used:
                path.unlink(missing_ok=True)
            for name in [name for name in self._sizes if name not in self._used]:
                if sum(self._sizes.values()) <= MOST_BYTES:
                    break
                del self._sizes[name]
                (path.parent / name).unlink(missing_ok=True)

    def close(self) -> None:
        """Remove everything."""
        self._folder.cleanup()


def _begin_worker() -> None:
    """A worker ends with whoever started it, however that ends, and leaves Ctrl-C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_after, args=(parent.join,), daemon=True).start()


def _end_after(gone: Callable[[], object]) -> None:
    gone()
    os._exit(1)


def run_chunk(path: str, first: int, last: int) -> Any:
    """One chunk of the sweep whose parcel stands at ``path``."""
    return _opened(path)(first, last)


@lru_cache(maxsize=4)
def _opened(path: str) -> Callable[[int, int], Any]:
    """A parcel; its arrays are mapped, not read, and a private copy if anybody should write to them."""
    told = Path(path)
    head, digests, writable = pickle.loads(told.read_bytes())  # noqa: S301 # written by the process that started this one
    return unpacked(head, list(map(partial(_mapped, told.parent), digests)), writable)


def _mapped(folder: Path, name: str) -> mmap.mmap:
    with (folder / name).open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)

"""What a sweep reads, packed for other processes: a small head, and its arrays beside it by digest of content.

An array that another sweep has sent already is the same parcel again, so it goes to a worker once.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib import resources
from importlib.metadata import version
from typing import Any, TypeVar

T = TypeVar("T")
LEAST_BYTES = 4096
"""Smaller arrays stay in the head."""


@dataclass(frozen=True)
class Parcel:
    """A function with all that it reads: ``head``, and ``arrays`` as bytes with the ``digests`` of their content;
    ``writable`` as they are here, for compiled loops tell one kind from the other."""

    head: bytes
    arrays: tuple[memoryview, ...]
    digests: tuple[str, ...]
    writable: tuple[bool, ...]


def packed(run: Callable[[int, int], object]) -> Parcel:
    """A function of a module with its arguments, as it goes to other processes."""
    arrays: list[memoryview] = []

    def apart(buffer: pickle.PickleBuffer) -> bool:
        raw = buffer.raw()
        if raw.nbytes >= LEAST_BYTES:
            arrays.append(raw)
        return raw.nbytes < LEAST_BYTES

    head = pickle.dumps(run, protocol=5, buffer_callback=apart)
    return Parcel(head, tuple(arrays), tuple(map(digest, arrays)), tuple(not raw.readonly for raw in arrays))


def unpacked(head: bytes, arrays: Sequence[Any], writable: Sequence[bool]) -> Callable[[int, int], Any]:
    """The function again over arrays that arrived as anything with bytes; they are not copied where that can be."""
    return pickle.loads(head, buffers=[_as_it_was(*each) for each in zip(arrays, writable, strict=True)])  # type: ignore[no-any-return] # noqa: S301


def _as_it_was(raw: Any, writable: bool) -> memoryview:
    view = memoryview(raw)
    if not writable:
        return view.toreadonly()
    return memoryview(bytearray(view)) if view.readonly else view


def digest(content: bytes | memoryview) -> str:
    """A name for content that nothing else has."""
    return blake2b(content, digest_size=16).hexdigest()


def identity(parcel: Parcel, chunks: Sequence[tuple[int, int]]) -> str:
    """A name for the sweep: what it runs and reads, how it is cut, and the program that runs it."""
    told = "\n".join([program(), digest(parcel.head), *parcel.digests, repr(list(chunks))])
    return digest(told.encode())


@cache
def program() -> str:
    """A name for the mathematics of this program, down to its source: only the same gives the same bits."""
    hashed = blake2b(digest_size=16)
    for name in ("numba", "numpy"):
        hashed.update(f"{name} {version(name)}\n".encode())
    for room in ("analysis", "domain"):
        _add_sources(hashed, resources.files("graphsvc") / room)
    return hashed.hexdigest()


def _add_sources(hashed: blake2b, folder: Any) -> None:
    for entry in sorted(folder.iterdir(), key=lambda each: str(each.name)):
        if entry.is_dir():
            _add_sources(hashed, entry)
        elif entry.name.endswith(".py"):
            hashed.update(f"{entry.name}\n".encode())
            hashed.update(entry.read_bytes())

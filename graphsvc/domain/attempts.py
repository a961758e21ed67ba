"""Where long work keeps what is finished, so that an attempt that broke off is taken up by the next one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphsvc.domain.ports import Attempt, Checkpoints

_attempt: ContextVar[Attempt | None] = ContextVar("attempt", default=None)


@contextmanager
def keeping(checkpoints: Checkpoints | None) -> Iterator[None]:
    """Have sweeps within keep finished chunks, and take up those of an attempt that broke off; gone where this one
    comes to its end."""
    if checkpoints is None:
        yield
        return
    attempt = checkpoints.begin()
    token = _attempt.set(attempt)
    try:
        yield
    finally:
        _attempt.reset(token)
    attempt.forget()


def attempt() -> Attempt | None:
    """Where this thread's work keeps finished chunks."""
    return _attempt.get()

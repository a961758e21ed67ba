"""What a check is: one small function over the rows of a submission, yielding what it found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from graphsvc.domain.notices import Notice
from graphsvc.domain.rounding import plain
from loaders.raw_cells import Value
from loaders.references.scene import Scene


@dataclass(frozen=True)
class Finding:
    """One notice, and the rows of ``table`` that it parks."""

    notice: Notice
    table: str
    parks: tuple[int, ...] = ()


@dataclass(frozen=True)
class Check:
    """A check of one or several codes; it runs when ``table`` and the lists before it are resolved."""

    codes: tuple[str, ...]
    table: str
    run: Callable[[Scene], Iterator[Finding]]


def finding(
    scene: Scene,
    code: str,
    table: str,
    row: int,
    field: str | None = None,
    *,
    parks: Sequence[int] = (),
    action: str | None = None,
    **facts: object,
) -> Finding:
    """A finding at one cell: the value there is its original text, parked where it parks rows, else kept."""
    rows = scene.rows[table]
    value = rows.values(field)[row] if field else None
    original = None if value is None else shown(value)
    said = action or ("parked" if parks else "kept")
    return Finding(Notice(code, rows.place(row, field), original, said, facts), table, tuple(parks))


def shown(value: Value) -> str:
    """A value as a message shows it."""
    if isinstance(value, float):
        return plain(value)
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)

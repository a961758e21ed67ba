"""What two answers of one question differ in: added, closed, changed findings, each by its key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Key = tuple[Any, ...]


def changed_rows(
    before: Iterable[Mapping[str, Any]],
    after: Iterable[Mapping[str, Any]],
    key: Sequence[str],
    watched: Sequence[str],
) -> dict[tuple[str, Key], tuple[dict[str, Any] | None, dict[str, Any] | None]]:
    """(``added``, ``closed`` or ``changed``, key) to the watched figures before and after."""

    def by_key(rows: Iterable[Mapping[str, Any]]) -> dict[Key, dict[str, Any]]:
        return {tuple(row[name] for name in key): {name: row.get(name) for name in watched} for row in rows}

    old, new = by_key(before), by_key(after)
    found: dict[tuple[str, Key], tuple[dict[str, Any] | None, dict[str, Any] | None]] = {}
    for name in sorted(set(old) | set(new), key=repr):
        if name not in old:
            found["added", name] = (None, new[name])
        elif name not in new:
            found["closed", name] = (old[name], None)
        elif old[name] != new[name]:
            found["changed", name] = (old[name], new[name])
    return found


def reason_of(as_of_before: str, as_of_after: str, *, differs: bool) -> str:
    """``reality``: a later cut-off date and a field differs; ``data``: the same date; else ``unknown``."""
    if as_of_after == as_of_before:
        return "data"
    return "reality" if as_of_after > as_of_before and differs else "unknown"

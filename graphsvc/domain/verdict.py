"""How a load came out: what was said of it by gravity, worst first, one entry per kind with its first places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graphsvc.domain.notices import Notice, Place

GRAVITIES = ("parked", "columns_unread", "nulled", "guessed", "kept")
"""Worst first: rows put aside; columns not read; cells lost; cells guessed, defaulted or merged; kept as they stand."""

FIRST = 5
"""Places shown of one kind."""

COLUMN_MISSING = "column_missing"

_BY_CODE: Mapping[str, str] = {
    COLUMN_MISSING: "columns_unread",
    "unknown_heading": "columns_unread",
    "duplicate_heading": "columns_unread",
    "other_year": "columns_unread",
    "unknown_sheet": "columns_unread",
    "leftover_sheet": "columns_unread",
    "V01": "columns_unread",
    "V04": "nulled",
}
"""Kinds whose gravity is not that of what was done: whole columns and sheets."""

_BY_ACTION: Mapping[str | None, str] = {
    "parked": "parked",
    "refused": "parked",
    "nulled": "nulled",
    "ignored": "nulled",
    "repaired": "guessed",
    "defaulted": "guessed",
    "merged": "guessed",
    "asked": "guessed",
    "kept": "kept",
    None: "kept",
}
_MORE = "more_of_the_same"


@dataclass(frozen=True)
class Kind:
    """All that was said under one code with one action: how often, and its first places."""

    gravity: str
    code: str
    action: str | None
    n: int
    first: tuple[Place, ...]
    example: Notice


@dataclass(frozen=True)
class Verdict:
    """``counts`` by gravity: rows for ``parked``, sayings for the others; ``kinds`` worst first."""

    counts: Mapping[str, int]
    kinds: tuple[Kind, ...]


def gravity_of(code: str, action: str | None) -> str:
    """Gravity of one saying.

    Examples
    --------
    >>> gravity_of("V02", "parked"), gravity_of("unknown_heading", "ignored"), gravity_of("two_dates", "repaired")
    ('parked', 'columns_unread', 'guessed')
    """
    return _BY_CODE.get(code) or _BY_ACTION[action]


def verdict_of(notices: Iterable[Notice], n_parked: int) -> Verdict:
    """The verdict of a load: what was said of it, and how many rows were put aside."""
    told: dict[tuple[str, str | None], list[Notice]] = {}
    more: Counter[str] = Counter()
    for notice in notices:
        if notice.code == _MORE:
            more[str(notice.facts["code"])] += int(str(notice.facts["n"]))
        else:
            told.setdefault((notice.code, notice.action), []).append(notice)
    left_out = {code: max((key for key in told if key[0] == code), key=lambda key: len(told[key])) for code in more}
    kinds = [
        _kind(code, action, found, more[code] if left_out.get(code) == (code, action) else 0)
        for (code, action), found in told.items()
    ]
    kinds.sort(key=lambda kind: (GRAVITIES.index(kind.gravity), kind.code != COLUMN_MISSING, -kind.n, kind.code))
    counts = {name: sum(kind.n for kind in kinds if kind.gravity == name) for name in GRAVITIES}
    return Verdict({**counts, "parked": n_parked}, tuple(kinds))


def _kind(code: str, action: str | None, found: Sequence[Notice], more: int) -> Kind:
    places = tuple(dict.fromkeys(Place(n.place.file, n.place.sheet, n.place.row) for n in found))
    return Kind(gravity_of(code, action), code, action, len(found) + more, places[:FIRST], found[0])

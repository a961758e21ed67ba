"""The verdict of a load: which saying is how grave, in which order kinds are told, and what is counted."""

from __future__ import annotations

import pytest

from graphsvc.domain.notices import Notice, Place
from graphsvc.domain.verdict import FIRST, GRAVITIES, gravity_of, verdict_of

ACTIONS = ("nulled", "repaired", "parked", "merged", "ignored", "defaulted", "kept", "asked", "refused", None)


@pytest.mark.parametrize(
    ("code", "action", "gravity"),
    [
        ("V02", "parked", "parked"),
        ("dangling", "parked", "parked"),
        ("unknown_heading", "ignored", "columns_unread"),
        ("duplicate_heading", "ignored", "columns_unread"),
        ("column_missing", "kept", "columns_unread"),
        ("unknown_sheet", "ignored", "columns_unread"),
        ("mixed_percent", "nulled", "nulled"),
        ("mixed_percent", "parked", "parked"),
        ("V02", "ignored", "nulled"),
        ("V04", "kept", "nulled"),
        ("share_settled", "repaired", "guessed"),
        ("default_used", "defaulted", "guessed"),
        ("alias_proposal", "asked", "guessed"),
        ("V18", "merged", "guessed"),
        ("V06", "kept", "kept"),
    ],
)
def test_gravity(code: str, action: str | None, gravity: str) -> None:
    assert gravity_of(code, action) == gravity


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_has_a_gravity(action: str | None) -> None:
    assert gravity_of("anything", action) in GRAVITIES


def said(code: str, action: str | None, row: int | None, sheet: str = "06") -> Notice:
    """One saying at a row of a sheet."""
    return Notice(code, Place("a.xlsx", sheet, row), None, action)


def test_kinds_are_told_worst_first_with_their_first_places() -> None:
    notices = [
        *(said("V06", "kept", row, "05") for row in range(2, 12)),
        said("unknown_place", "nulled", 3),
        said("unknown_place", "nulled", 3),
        said("unknown_heading", "ignored", 1),
        said("V02", "parked", 5),
        said("column_missing", "kept", 1),
        said("duplicate_heading", "ignored", 1),
        said("duplicate_heading", "ignored", 1, "07"),
    ]
    found = verdict_of(notices, 1)
    assert [(kind.code, kind.n) for kind in found.kinds] == [
        ("V02", 1), ("column_missing", 1), ("duplicate_heading", 2), ("unknown_heading", 1), ("unknown_place", 2),
        ("V06", 10),
    ]  # fmt: skip
    assert found.counts == {"parked": 1, "columns_unread": 4, "nulled": 2, "guessed": 0, "kept": 10}
    assert [place.row for place in found.kinds[-1].first] == [2, 3, 4, 5, 6]
    assert len(found.kinds[-1].first) == FIRST
    assert found.kinds[4].first == (Place("a.xlsx", "06", 3),)


def test_what_was_left_out_is_counted() -> None:
    more = Notice("more_of_the_same", Place("a.xlsx", "05"), None, None, {"code": "V06", "n": 700, "sheet": "05"})
    found = verdict_of([said("V06", "kept", 2), more], 0)
    assert [(kind.code, kind.n) for kind in found.kinds] == [("V06", 701)]
    assert found.counts["kept"] == 701


def test_nothing_said() -> None:
    found = verdict_of([], 0)
    assert (found.kinds, set(found.counts.values())) == ((), {0})

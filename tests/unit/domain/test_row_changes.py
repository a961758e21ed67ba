"""Rows of two versions side by side: who is whose partner, which columns differ, and why."""

from __future__ import annotations

from typing import Any

import pytest

from graphsvc.domain.row_changes import RowChange, natural_key, row_changes
from graphsvc.domain.tables import ChainTables, arrow_table

SLOT = {"slot_chain": "SD-C90", "slot_region": "370000"}
MAKER, OTHER = "91370500FAKE010162", "91371000FAKE01024F"


def version(as_of: str | None, **tables: list[dict[str, Any]]) -> ChainTables:
    """Tables of one submission with a cut-off date; rows have it as their own."""
    told = {"submissions": [{"as_of": as_of}], **tables}
    rows = {name: [{"as_of": as_of, **SLOT, **row} for row in listed] for name, listed in told.items()}
    return ChainTables({name: arrow_table(name, listed) for name, listed in rows.items()})


def makes(firm: str, capacity: float, **more: Any) -> dict[str, Any]:
    """A line of list 06."""
    return {"firm": firm, "product": "P1", "state": "现状", "effective_capacity": capacity, **more}


def changes(before: ChainTables, after: ChainTables, table: str = "capacities") -> list[RowChange]:
    """What differs in one table."""
    return [change for change in row_changes(before, after) if change.table == table]


def test_a_version_does_not_differ_from_itself() -> None:
    told = version("2023-12-31", capacities=[makes(MAKER, 10.0)])
    assert list(row_changes(told, told)) == []


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("2022-12-31", "2023-12-31", "reality"),
        ("2023-12-31", "2023-12-31", "data"),
        ("2023-12-31", "2022-12-31", "unknown"),
        (None, "2023-12-31", "unknown"),
    ],
)
def test_a_later_date_is_reality_and_the_same_date_a_correction(
    before: str | None, after: str | None, reason: str
) -> None:
    ours, theirs = version(before, capacities=[makes(MAKER, 10.0)]), version(after, capacities=[makes(MAKER, 12.0)])
    (change,) = changes(ours, theirs)
    assert ("effective_capacity" in change.fields, change.reason) == (True, reason)
    assert (change.chain, change.region, change.key["firm"]) == ("SD-C90", "370000", MAKER)


def test_rows_that_came_and_went_stand_in_the_order_of_their_keys() -> None:
    ours, theirs = version("2022", capacities=[makes(OTHER, 5.0)]), version("2023", capacities=[makes(MAKER, 5.0)])
    came, went = changes(ours, theirs)
    assert (came.key["firm"], came.before, came.after is not None) == (MAKER, None, True)
    assert (went.key["firm"], went.before is not None, went.after) == (OTHER, True, None)
    assert (came.fields, went.fields) == ((), ())


def test_lines_of_one_maker_find_their_partner_by_grade() -> None:
    """The order of two lines is turned round, and one of them grows."""
    ours = version("2023-12-31", capacities=[makes(MAKER, 10.0, grade="A"), makes(MAKER, 20.0, grade="B")])
    theirs = version("2023-12-31", capacities=[makes(MAKER, 25.0, grade="B"), makes(MAKER, 10.0, grade="A")])
    (change,) = changes(ours, theirs)
    assert change.before is not None
    assert change.after is not None
    assert [side[1]["effective_capacity"] for side in (change.before, change.after)] == [20.0, 25.0]
    assert change.fields == ("effective_capacity",)


def test_where_a_row_stands_is_no_part_of_it() -> None:
    ours = version("2023-12-31", capacities=[makes(MAKER, 10.0, source_file="a.xlsx", source_row=4)])
    theirs = version("2023-12-31", capacities=[makes(MAKER, 10.0, source_file="b.xlsx", source_row=9)])
    assert changes(ours, theirs) == []


def test_keys_are_those_of_the_lists() -> None:
    assert natural_key("firms") == ("firm_id",)
    assert natural_key("submissions") == ()

"""Code sets and limits that more than one room of the loaders goes by; each stands here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graphsvc.domain.errors import LoadError
from graphsvc.domain.notices import Notice

BAD_ROWS_AT_MOST = 0.2
"""Share of bad rows above which a list refuses its file."""

SHORTEST_LIST_REFUSED = 10
"""Rows below which a list is never refused for its bad rows."""

REJECTED = frozenset({"V03", "V04"})
"""Codes of an identity that is not taken over; its row stands, but counts as bad."""

UNKNOWN_REFERENCE = "V02"
"""Code of a reference that names nothing, or several things."""

WHY_UNKNOWN: Mapping[str, tuple[str, str]] = {
    "unknown": ("没有这一项", "nothing of that name or code"),
    "ambiguous": ("对应多项", "it may mean several"),
}
"""Why a text gives no id, zh and en."""

DANGLING = "dangling"
"""Code of rows that are parked because the row they refer to is; that is no fault of their own."""

SHARES_AT_MOST = 1.02
"""What shares of one buyer's purchases of a product may add up to (V09)."""

PRESENT = "现状"
"""State of a capacity that exists; one without a state is taken for it where figures are compared."""

ALIASED: Mapping[str, str] = {"企业": "firms", "产品": "products", "环节": "stages"}
"""对象类别 of sheet 23 to the list that its lines name a row of."""


def is_refused(n_bad: int, n_rows: int) -> bool:
    """Whether a list with so many bad rows refuses its file.

    Examples
    --------
    >>> is_refused(2, 10), is_refused(3, 10), is_refused(9, 9)
    (False, True, False)
    """
    return n_rows >= SHORTEST_LIST_REFUSED and n_bad > BAD_ROWS_AT_MOST * n_rows


def too_many_bad_rows(
    file: str, sheet: str, list_name: str, counts: tuple[int, int], notices: Sequence[Notice]
) -> LoadError:
    """The refusal of a list: ``counts`` of bad rows and of all, notices that tell what is wrong with them."""
    n_bad, n_rows = counts
    facts = {"file": file, "sheet": sheet, "n": n_bad, "of": n_rows, "list": list_name}
    return LoadError("too_many_bad_rows", notices=notices, **facts)

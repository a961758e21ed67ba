"""Lists with too many bad rows refuse their file once everything is resolved, whatever their rows waited for."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from graphsvc.domain.dictionary import list_name
from graphsvc.domain.notices import Notice
from loaders.entity_names import is_other_identity, is_repairable
from loaders.references.scene import Scene
from loaders.rows import Rows
from loaders.rulings import DANGLING, REJECTED, is_refused, too_many_bad_rows

_ERRORS_SHOWN = 100


_List = tuple[str, str, str]
"""Table, file and sheet of a list."""


class _Lines(NamedTuple):
    """Lines of a list, and those that are bad for a fault of their own."""

    all: set[int]
    bad: set[int]


def refuse_too_many_bad_rows(scene: Scene) -> None:
    """Refuse where more than a fifth of a list of ten rows or more is bad, each for its own fault.

    Raises
    ------
    LoadError
        ``too_many_bad_rows``, with what is wrong with them.
    """
    lines = _lines(scene)
    for (table, file, sheet), each in sorted(lines.items(), key=lambda item: item[0]):
        n_bad, n_rows = len(each.bad), len(each.all)
        if is_refused(n_bad, n_rows):
            told = (*scene.staged.notices, *scene.report.notices())
            faults = [notice for notice in told if _is_fault(notice, sheet, each.bad)]
            raise too_many_bad_rows(file, sheet, list_name(table), (n_bad, n_rows), faults[:_ERRORS_SHOWN])


def _lines(scene: Scene) -> dict[_List, _Lines]:
    """Lines that wait since they were read, and those that were resolved."""
    lines: dict[_List, _Lines] = defaultdict(lambda: _Lines(set(), set()))
    for parked in scene.staged.tables.rows("parked"):
        each = lines[parked["table"], parked["file"] or "", parked["sheet"] or ""]
        line = parked["row"] or 0
        each.all.add(line)
        if parked["code"] != DANGLING:
            each.bad.add(line)
    for table, rows in scene.rows.items():
        if rows.n:
            _add_resolved(table, rows, lines)
    return lines


def _add_resolved(table: str, rows: Rows, lines: dict[_List, _Lines]) -> None:
    faulty = _faulty(rows)
    places = zip(rows.texts("source_file"), rows.texts("source_sheet"), rows.wholes("source_row"), strict=True)
    for row, (file, sheet, line) in enumerate(places):
        each, number = lines[table, file or "", sheet or ""], row if line is None else line
        each.all.add(number)
        if row in faulty:
            each.bad.add(number)


def _faulty(rows: Rows) -> set[int]:
    """Rows parked for their own fault, and firms with a rejected credit code."""
    faulty = {row for row, code in rows.parked.items() if code != DANGLING}
    if rows.table == "firms":
        pairs = zip(rows.texts("uscc"), rows.texts("other_id"), strict=True)
        faulty |= {row for row, (code, other) in enumerate(pairs) if code is None and _is_rejected(other)}
    return faulty


def _is_rejected(other_id: str | None) -> bool:
    return other_id is not None and not is_other_identity(other_id) and not is_repairable(other_id)


def _is_fault(notice: Notice, sheet: str, bad: set[int]) -> bool:
    """Whether a notice tells why one of these rows counts as bad."""
    is_reason = notice.code != DANGLING and (notice.action == "parked" or notice.code in REJECTED)
    return is_reason and (notice.place.sheet or "") == sheet and notice.place.row in bad

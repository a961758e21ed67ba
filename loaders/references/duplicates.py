"""Rows that say the same thing twice: identical rows, repeated keys, firms of one year.

Which row stands never hangs on row order: more filled fields first, then the canonical text. The others stay visible
in the table ``reports``, identical ones excepted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence

from graphsvc.domain.dictionary import list_name
from graphsvc.domain.reports import report_row
from graphsvc.domain.rounding import plain
from loaders.comparing import differences
from loaders.entity_names import code_key
from loaders.raw_cells import Value
from loaders.references.scene import Scene
from loaders.rows import Rows

_TOLD_OF_INPUTS = ("coefficient", "necessity", "alt_group", "switch_days", "sub_loss")
_ROWS_AT_ONCE = 20_000


def best_first(rows: Rows, group: Sequence[int]) -> list[int]:
    """Rows of a group, more filled fields first, ties by canonical text."""
    if len(group) < 2:
        return list(group)
    return sorted(group, key=lambda row: (-rows.n_filled(row), rows.canonical(row)))


def drop_identical(scene: Scene, rows: Rows, group: Sequence[int]) -> list[int]:
    """Merge rows identical to an earlier one of the group (V18); gives those that stay, in source order."""
    seen: dict[bytes, int] = {}
    for row in group:
        base = seen.setdefault(rows.canonical(row), row)
        if base != row:
            rows.merge(row, base, counted=False)
            scene.report.add(
                "V18", rows.place(row), None, "merged", list=list_name(rows.table), first=rows.place(base).row
            )
    return sorted(seen.values())


def drop_duplicates(scene: Scene, table: str) -> None:
    """Count identical rows of a list once."""
    rows = scene.rows[table]
    fields = [c.field for c in rows.sheet.columns if c.required == "R"] or [rows.sheet.columns[0].field]
    for group in groups_of(rows, fields):
        drop_identical(scene, rows, group)


def keep_unique(scene: Scene, table: str) -> None:
    """Of rows with one code, let the fullest stand and park the others (``duplicate_key``)."""
    rows = scene.rows[table]
    for column in rows.sheet.columns:
        if "unique" not in column.rules:
            continue
        values = rows.values(column.field)
        for group in groups_of(rows, [column.field], is_code=True):
            if values[group[0]] is None:
                continue
            first, *others = best_first(rows, drop_identical(scene, rows, group))
            for row in others:
                rows.park(row, "duplicate_key")
                scene.report.add(
                    "duplicate_key",
                    rows.place(row, column.field),
                    str(values[row]),
                    "parked",
                    first=rows.place(first).row,
                )


def one_row_per_firm_and_year(scene: Scene) -> None:
    """Let the fullest row of a firm and year stand; branches go up in their parents."""
    rows = scene.rows["firms"]
    names, ids = rows.texts("name"), rows.texts("firm_id")
    for group in groups_of(rows, ["firm_id", "year"]):
        first, *others = best_first(rows, drop_identical(scene, rows, group))
        for row in others:
            rows.merge(row, first, counted=False)
            _keep_report(scene, rows, first, row)
            scene.report.add(
                "duplicate_firm",
                rows.place(row, "name"),
                names[row],
                "merged",
                firm_id=ids[row],
                first=rows.place(first).row,
            )


def one_row_per_input(scene: Scene) -> None:
    """Let the fullest row of one input, route and year stand; what the others say otherwise is told."""
    rows = scene.rows["product_inputs"]
    for group in groups_of(rows, ["to_product", "from_product", "route", "year"]):
        first, *others = best_first(rows, group)
        ours = rows.content(first)
        for row in others:
            rows.merge(row, first, counted=False)
            _keep_report(scene, rows, first, row)
            for field in _TOLD_OF_INPUTS:
                theirs = rows.values(field)[row]
                if theirs is not None and theirs != ours[field]:
                    scene.report.add(
                        "input_differs",
                        rows.place(row, field),
                        _text(theirs),
                        "merged",
                        to=ours["to_product"],
                        of=ours["from_product"],
                        ours=_text(ours[field]),
                        first=rows.place(first).row,
                    )


def _text(value: Value) -> str:
    return "—" if value is None else plain(value) if isinstance(value, float) else str(value)


def _keep_report(scene: Scene, rows: Rows, first: int, row: int) -> None:
    """Keep a second row of one fact as a report of the first."""
    is_shorter = rows.n_filled(row) < rows.n_filled(first)
    ours, theirs = rows.content(first), rows.told(row)
    differs = [each.field for each in differences(rows.table, [ours], [theirs])]
    reason = "fewer_cells" if is_shorter else "content_order"
    scene.reports.append(report_row(rows.table, ours, theirs, reason, differs=differs))


def groups_of(rows: Rows, fields: Sequence[str], *, is_code: bool = False) -> Iterator[list[int]]:
    """Standing rows that share the fields' values, groups of two and more, in source order.

    ``is_code``: the one field holds codes, which are the same however they are written.
    """
    columns = [_keys(rows.values(field), is_code) for field in fields]
    keys = list(zip(*columns, strict=True))
    groups: dict[tuple[Hashable, ...], list[int]] = defaultdict(list)
    for row in rows.standing():
        groups[keys[row]].append(row)
    return _at_hand(rows, [group for group in groups.values() if len(group) > 1])


def _keys(values: Sequence[Value], is_code: bool) -> Sequence[Hashable]:
    """Values as they are compared."""
    if is_code:
        return [code_key(str(value)) for value in values]
    return [tuple(value) if isinstance(value, list) else value for value in values]


def _at_hand(rows: Rows, groups: Sequence[list[int]]) -> Iterator[list[int]]:
    """The groups one by one, their rows read many at a time."""
    start = 0
    while start < len(groups):
        end, n = start, 0
        while end < len(groups) and n < _ROWS_AT_ONCE:
            n += len(groups[end])
            end += 1
        rows.hold([row for group in groups[start:end] for row in group])
        yield from groups[start:end]
        start = end
    rows.hold([])

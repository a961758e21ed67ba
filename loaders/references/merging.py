"""Rows that say the same thing twice: identical rows, repeated keys, firms of one year, contracts and reports.

Which row stands never hangs on row order: more filled fields first, then the canonical text. The others stay visible
in the table ``reports``, identical ones excepted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from math import fsum
from typing import Any

from graphsvc.domain.reports import report_row
from graphsvc.domain.tables import Row
from loaders.entity_names import code_key
from loaders.overlap.values import differences, fields_of
from loaders.references.scene import Scene
from loaders.rows import Rows, list_name

REPORT_ORDER = ("需方填报", "供方填报", "公开披露", "推断")
"""Whose report of one trade counts, best first."""

LOWER_BOUND = "下限"
"""Flag of a sum in which some parts are not known."""

_ADDED = ("qty", "amount", "share_buyer", "share_seller")
_LARGEST = ("lead", "transit", "stock", "switch_days", "difficulty", "contract_end")
_SUFFIXES = ("_lower", "_upper", "_flag", "_precision")
_NEVER_FILLED = (*_SUFFIXES, "supplier_count")
_AMOUNTS_DIFFER = 0.2
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
    for group in _groups(rows, fields):
        drop_identical(scene, rows, group)


def keep_unique(scene: Scene, table: str) -> None:
    """Of rows with one code, let the fullest stand and park the others (``duplicate_key``)."""
    rows = scene.rows[table]
    for column in rows.sheet.columns:
        if "unique" not in column.rules:
            continue
        for group in _groups(rows, [column.field], lambda value: code_key(str(value))):
            if rows.column(column.field)[group[0]] is None:
                continue
            first, *others = best_first(rows, drop_identical(scene, rows, group))
            for row in others:
                rows.park(row, "duplicate_key")
                scene.report.add(
                    "duplicate_key",
                    rows.place(row, column.field),
                    str(rows.column(column.field)[row]),
                    "parked",
                    first=rows.place(first).row,
                )


def one_row_per_firm_and_year(scene: Scene) -> None:
    """Let the fullest row of a firm and year stand; branches go up in their parents."""
    rows = scene.rows["firms"]
    for group in _groups(rows, ["firm_id", "year"]):
        first, *others = best_first(rows, drop_identical(scene, rows, group))
        for row in others:
            rows.merge(row, first, counted=False)
            _keep_report(scene, rows, first, row)
            scene.report.add(
                "duplicate_firm",
                rows.place(row, "name"),
                rows.column("name")[row],
                "merged",
                firm_id=rows.column("firm_id")[row],
                first=rows.place(first).row,
            )


def one_row_per_input(scene: Scene) -> None:
    """Let the fullest row of one input, route and year stand; what the others say otherwise is told."""
    rows = scene.rows["product_inputs"]
    for group in _groups(rows, ["to_product", "from_product", "route", "year"]):
        first, *others = best_first(rows, group)
        ours = rows.content(first)
        for row in others:
            rows.merge(row, first, counted=False)
            _keep_report(scene, rows, first, row)
            for field in _TOLD_OF_INPUTS:
                theirs = rows.column(field)[row]
                if theirs is not None and theirs != ours[field]:
                    facts = {"to": ours["to_product"], "of": ours["from_product"], "ours": _text(ours[field])}
                    facts["first"] = rows.place(first).row
                    scene.report.add("input_differs", rows.place(row, field), _text(theirs), "merged", **facts)


def _text(value: Any) -> str:
    return "—" if value is None else f"{value:.6g}" if isinstance(value, float) else str(value)


def _keep_report(scene: Scene, rows: Rows, first: int, row: int) -> None:
    """Keep a second row of one fact as a report of the first."""
    is_shorter = rows.n_filled(row) < rows.n_filled(first)
    ours, theirs = rows.content(first), rows.told(row)
    differs = [each.field for each in differences(rows.table, [ours], [theirs])]
    reason = "fewer_cells" if is_shorter else "content_order"
    scene.reports.append(report_row(rows.table, ours, theirs, reason, differs=differs))


def merge_trades(scene: Scene) -> None:
    """One row per (supplier, buyer, product, year): reports of one trade, contracts that add up (V10, V18)."""
    rows = scene.rows["supplies"]
    for group in _groups(rows, ["supplier", "buyer", "product", "year"]):
        left = drop_identical(scene, rows, group)
        if len(left) > 1:
            _merge_trade(scene, rows, left)


def _groups(rows: Rows, fields: Sequence[str], key: Callable[[Any], Any] | None = None) -> Iterator[list[int]]:
    """Standing rows that share the fields' values, groups of two and more, in source order."""
    columns = [rows.column(field) for field in fields]
    groups: dict[Any, list[int]] = defaultdict(list)
    if not any(c.type == "list" for c in rows.sheet.columns if c.field in fields):
        keys = list(zip(*columns, strict=True))
    else:
        keys = [tuple(map(str, values)) for values in zip(*columns, strict=True)]
    for row in rows.standing():
        groups[key(keys[row][0]) if key else keys[row]].append(row)
    return _at_hand(rows, [group for group in groups.values() if len(group) > 1])


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


def _merge_trade(scene: Scene, rows: Rows, group: list[int]) -> None:
    reports: dict[str, list[int]] = defaultdict(list)
    evidence = rows.column("evidence")
    for row in group:
        reports[evidence[row] or ""].append(row)
    order = [*REPORT_ORDER, *sorted(set(reports) - set(REPORT_ORDER))]
    ranked = sorted(reports, key=order.index)
    sums = {name: _contracts(rows, reports[name]) for name in ranked}
    base = best_first(rows, reports[ranked[0]])[0]
    _keep_parts(scene, rows, base, reports[ranked[0]])
    place = rows.place(base).row
    for row in reports[ranked[0]]:
        if row != base:
            rows.merge(row, base, counted=True)
            scene.report.add("contracts_merged", rows.place(row), None, "merged", first=place)
    for name in ranked[1:]:
        differing = _differing(sums[ranked[0]], sums[name])
        for row in reports[name]:
            rows.merge(row, base, counted=True)
            if differing is None:
                scene.report.add("reports_merged", rows.place(row, "evidence"), name, "merged", first=place)
            else:
                field, ours, theirs = differing
                facts = {"ours": f"{ours:.15g}", "first_zh": f"第 {place} 行", "first_en": f"row {place}"}
                scene.report.add("V10", rows.place(row, field), f"{theirs:.15g}", "merged", **facts)
    total = sums[ranked[0]]
    for name in ranked[1:]:
        told = dict(total)
        _fill(total, sums[name])
        filled = [field for field, value in total.items() if value is not None and told[field] is None]
        _keep_sources(scene, rows, told, reports[name], filled)
    before = rows.content(base)
    for field, value in total.items():
        if value != before[field]:
            rows.change(field)[base] = value


def _keep_parts(scene: Scene, rows: Rows, base: int, contracts: Sequence[int]) -> None:
    """Keep contracts that add up as reports of their sum; what the base leaves blank comes from the others."""
    ours = rows.content(base)
    for row in contracts if len(contracts) > 1 else ():
        told = rows.told(row)
        used = [f for f in fields_of("supplies") if told[f] is not None and (f in _ADDED or ours[f] is None)]
        scene.reports.append(report_row("supplies", ours, told, "added_up", used))


def _keep_sources(scene: Scene, rows: Rows, ours: Row, group: Sequence[int], filled: Sequence[str]) -> None:
    """Keep the rows of another 数据来源 as reports, with the fields that were filled from them."""
    for row in group:
        told = rows.told(row)
        used = [f for f in fields_of("supplies") if f in filled and told[f] is not None]
        differs = [each.field for each in differences("supplies", [ours], [told])] if len(group) == 1 else []
        scene.reports.append(report_row("supplies", ours, told, "other_source", used, differs))


def _contracts(rows: Rows, group: list[int]) -> Row:
    """Contracts of one report as one row: figures add up, times are the slowest, the fullest row gives the rest."""
    contents = [rows.content(row) for row in best_first(rows, group)]
    total = dict(contents[0])
    for other in contents[1:]:
        _fill(total, other)
    if len(contents) == 1:
        return total
    for field in _ADDED:
        _add(total, contents, field)
    for field in _LARGEST:
        known = [content for content in contents if content[field] is not None]
        if known:
            largest = max(known, key=lambda content: content[field])
            _copy(total, largest, field)
    if any(content["declared_sole"] is not None for content in contents):
        total["declared_sole"] = any(content["declared_sole"] for content in contents)
    for field in ("supplier_region", "alternates"):
        lists = [content[field] for content in contents if content[field] is not None]
        if lists:
            total[field] = list(dict.fromkeys(entry for each in lists for entry in each))
    if any(content["supplier_count"] is None for content in contents):
        total["supplier_count"] = None
    confidences = [content["confidence"] for content in contents if content["confidence"] is not None]
    total["confidence"] = min(confidences, default=None)
    return total


def _add(total: Row, contents: list[Row], field: str) -> None:
    known = [content for content in contents if content[field] is not None]
    if not known:
        return
    total[field] = fsum(content[field] for content in known)
    for suffix in ("_lower", "_upper"):
        if any(content[field + suffix] is not None for content in known):
            bounds = (content[field + suffix] for content in known)
            parts = zip(known, bounds, strict=True)
            total[field + suffix] = fsum(content[field] if b is None else b for content, b in parts)
    flags = {content[field + "_flag"] for content in known} - {None}
    if len(known) < len(contents):
        flags.add(LOWER_BOUND)
    total[field + "_flag"] = "、".join(sorted(flags)) or None


def _fill(total: Row, other: Row) -> None:
    """Take what is blank from another row, a figure with all that stands beside it."""
    for field, value in other.items():
        if value is not None and total[field] is None and not field.endswith(_NEVER_FILLED):
            _copy(total, other, field)


def _copy(total: Row, other: Row, field: str) -> None:
    for name in (field, *(field + suffix for suffix in _SUFFIXES)):
        if name in total:
            total[name] = other[name]


def _differing(ours: Row, theirs: Row) -> tuple[str, float, float] | None:
    """The first of amount, quantity and share that both know, if it differs by more than 20 % of ours."""
    for field in ("amount", "qty", "share_buyer"):
        a, b = ours[field], theirs[field]
        if a is not None and b is not None:
            return (field, a, b) if abs(a - b) > _AMOUNTS_DIFFER * abs(a) + 1e-12 else None
    return None

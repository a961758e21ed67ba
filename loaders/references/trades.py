"""One row per (supplier, buyer, product, year): reports of one trade, contracts that add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphsvc.domain.reports import report_row
from loaders.comparing import differences, fields_of
from loaders.raw_cells import Row
from loaders.references.duplicates import best_first, drop_identical, groups_of
from loaders.references.scene import Scene
from loaders.references.trade_sums import ADDED, differing, fill, sum_of
from loaders.rows import Rows

REPORT_ORDER = ("需方填报", "供方填报", "公开披露", "推断")
"""Whose report of one trade counts, best first."""


def merge_trades(scene: Scene) -> None:
    """One row per (supplier, buyer, product, year): reports of one trade, contracts that add up (V10, V18)."""
    rows = scene.rows["supplies"]
    for group in groups_of(rows, ["supplier", "buyer", "product", "year"]):
        left = drop_identical(scene, rows, group)
        if len(left) > 1:
            _merge_trade(scene, rows, _Trade.of(rows, left))


@dataclass(frozen=True)
class _Trade:
    """Rows of one trade by who reports it, best first; what each of them tells in all, and the row that stands."""

    reports: Mapping[str, Sequence[int]]
    sums: Mapping[str, Row]
    base: int

    @classmethod
    def of(cls, rows: Rows, group: Sequence[int]) -> _Trade:
        """Take a group of rows apart."""
        reports: dict[str, list[int]] = defaultdict(list)
        evidence = rows.texts("evidence")
        for row in group:
            reports[evidence[row] or ""].append(row)
        order = [*REPORT_ORDER, *sorted(set(reports) - set(REPORT_ORDER))]
        ranked = {name: best_first(rows, reports[name]) for name in sorted(reports, key=order.index)}
        sums = {name: sum_of([rows.content(row) for row in each]) for name, each in ranked.items()}
        return cls({name: reports[name] for name in ranked}, sums, next(iter(ranked.values()))[0])

    @property
    def counts(self) -> str:
        """Whose report counts."""
        return next(iter(self.reports))

    @property
    def others(self) -> list[str]:
        """Who else reports, best first."""
        return [name for name in self.reports if name != self.counts]


def _merge_trade(scene: Scene, rows: Rows, trade: _Trade) -> None:
    """Merge all rows of a trade into one; each stays visible as a report."""
    _keep_parts(scene, rows, trade.base, trade.reports[trade.counts])
    for row in trade.reports[trade.counts]:
        if row != trade.base:
            rows.merge(row, trade.base, counted=True)
            first = rows.place(trade.base).row
            scene.report.add("contracts_merged", rows.place(row), None, "merged", first=first)
    for name in trade.others:
        _merge_report(scene, rows, trade, name)
    total = dict(trade.sums[trade.counts])
    for name in trade.others:
        told = dict(total)
        fill(total, trade.sums[name])
        filled = [field for field, value in total.items() if value is not None and told[field] is None]
        _keep_sources(scene, rows, told, trade.reports[name], filled)
    before = rows.content(trade.base)
    for field, value in total.items():
        if value != before[field]:
            rows.write(trade.base, field, value)


def _merge_report(scene: Scene, rows: Rows, trade: _Trade, name: str) -> None:
    """Merge another one's report of the trade, and say where it differs from the one that counts."""
    place = rows.place(trade.base).row
    found = differing(trade.sums[trade.counts], trade.sums[name])
    for row in trade.reports[name]:
        rows.merge(row, trade.base, counted=True)
        if found is None:
            scene.report.add("reports_merged", rows.place(row, "evidence"), name, "merged", first=place)
        else:
            field, ours, theirs = found
            facts = {"ours": f"{ours:.15g}", "first_zh": f"第 {place} 行", "first_en": f"row {place}"}
            scene.report.add("V10", rows.place(row, field), f"{theirs:.15g}", "merged", **facts)


def _keep_parts(scene: Scene, rows: Rows, base: int, contracts: Sequence[int]) -> None:
    """Keep contracts that add up as reports of their sum; what the base leaves blank comes from the others."""
    ours = rows.content(base)
    for row in contracts if len(contracts) > 1 else ():
        told = rows.told(row)
        used = [f for f in fields_of("supplies") if told[f] is not None and (f in ADDED or ours[f] is None)]
        scene.reports.append(report_row("supplies", ours, told, "added_up", used))


def _keep_sources(scene: Scene, rows: Rows, ours: Row, group: Sequence[int], filled: Sequence[str]) -> None:
    """Keep the rows of another 数据来源 as reports, with the fields that were filled from them."""
    for row in group:
        told = rows.told(row)
        used = [f for f in fields_of("supplies") if f in filled and told[f] is not None]
        differs = [each.field for each in differences("supplies", [ours], [told])] if len(group) == 1 else []
        scene.reports.append(report_row("supplies", ours, told, "other_source", used, differs))

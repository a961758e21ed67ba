"""Checks of dates: facts reported after the cut-off, other years, ledgers closed without a reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from graphsvc.domain.dictionary import sheet_of
from loaders.checks.findings import Finding, finding
from loaders.references.scene import Scene
from loaders.rows import Rows
from loaders.rulings import PRESENT

_UNDER_WAY = ("开工", "在建", "投产", "达效")
_RUNNING = ("实施", "验收")

YEARS: tuple[tuple[str, str], ...] = (("product_inputs", "year"), ("firms", "year"), ("supplies", "year"))
"""Columns that hold the year of reported figures."""

FACTS: Mapping[tuple[str, str], Callable[[Rows, int], bool]] = {
    ("capacities", "start"): lambda rows, row: rows.texts("state")[row] in (PRESENT, "停产", "已退出"),
    ("capacities", "end"): lambda rows, row: rows.texts("state")[row] in ("停产", "已退出"),
    ("projects", "start"): lambda rows, row: rows.texts("phase")[row] in _UNDER_WAY,
    ("projects", "commission_date"): lambda rows, row: rows.texts("phase")[row] in ("投产", "达效"),
    ("technologies", "start"): lambda rows, row: rows.texts("status")[row] in _RUNNING,
    ("targets", "last_contact"): lambda rows, row: True,
    ("issues", "opened"): lambda rows, row: True,
    ("issues", "closed"): lambda rows, row: True,
    ("reserves", "last_drill"): lambda rows, row: True,
}
"""Dates of what has happened, and when they are such; contract ends, due and planned dates are none."""

ORDERED: tuple[tuple[str, str, str], ...] = (
    ("capacities", "start", "end"),
    ("technologies", "start", "end"),
    ("projects", "start", "commission_date"),
    ("issues", "opened", "closed"),
    ("codes", "start", "end"),
)


def other_year(scene: Scene) -> Iterator[Finding]:
    """V17: 年度 of a row is not 数据年度."""
    year = scene.data_year
    for table, field in YEARS if year is not None else ():
        rows = scene.rows[table]
        years = rows.wholes(field)
        for row in rows.standing() if set(years) - {year, None} else ():
            if years[row] is not None and years[row] != year:
                yield finding(
                    scene,
                    "V17",
                    table,
                    row,
                    field,
                    why_zh=f"年度不是数据年度 {year}",
                    why_en=f"the year is not the data year {year}",
                )


def after_cut_off(scene: Scene) -> Iterator[Finding]:
    """V17: something reported as done lies after 数据截止日期."""
    last = scene.as_of
    if last is None:
        return
    for (table, field), is_fact in FACTS.items():
        rows = scene.rows[table]
        for row in rows.standing():
            day = rows.texts(field)[row]
            if day is not None and day > last and is_fact(rows, row):
                yield _late(scene, table, row, field, last)
    periods = scene.rows["observations"].texts("period")
    for row in scene.rows["observations"].standing():
        period = periods[row]
        if period is None:
            continue
        if period[:4] > last[:4] if "W" in period else period > last[:7]:  # of a week the year alone is compared
            yield _late(scene, "observations", row, "period", last)


def _late(scene: Scene, table: str, row: int, field: str, last: str) -> Finding:
    return finding(
        scene,
        "V17",
        table,
        row,
        field,
        why_zh=f"晚于数据截止日期 {last}",
        why_en=f"it lies after the cut-off date {last}",
    )


def dates_out_of_order(scene: Scene) -> Iterator[Finding]:
    """An end before its start."""
    for table, first, then in ORDERED:
        rows = scene.rows[table]
        for row in rows.standing():
            start, end = rows.texts(first)[row], rows.texts(then)[row]
            if start is not None and end is not None and end < start:
                heading = sheet_of(table).column(first).heading
                yield finding(scene, "dates_out_of_order", table, row, then, first=heading, start=start)


def closed_without_basis(scene: Scene) -> Iterator[Finding]:
    """V19: 已销号 without 销号依据 or 办结日期; the row is parked."""
    rows = scene.rows["issues"]
    for row in rows.standing():
        if rows.texts("status")[row] != "已销号":
            continue
        missing = [f for f in ("closing_basis", "closed") if rows.values(f)[row] is None]
        if missing:
            zh = "和".join(rows.sheet.column(f).heading for f in missing)
            yield finding(
                scene,
                "V19",
                "issues",
                row,
                missing[0],
                parks=[row],
                why_zh=f"状态为已销号，但没有填{zh}",
                why_en=f"the issue is struck off without {zh}",
            )


def due_before_opened(scene: Scene) -> Iterator[Finding]:
    """V19: 办理时限 before 提出日期; the row is parked."""
    rows = scene.rows["issues"]
    for row in rows.standing():
        due, opened = rows.texts("due")[row], rows.texts("opened")[row]
        if due is not None and opened is not None and due < opened:
            yield finding(
                scene,
                "V19",
                "issues",
                row,
                "due",
                parks=[row],
                why_zh=f"办理时限早于提出日期 {opened}",
                why_en=f"it is due before it was opened on {opened}",
            )

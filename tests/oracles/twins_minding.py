"""Slow twins of challenge-matrix and overdue-issues, on plain rows: from the stage downwards, day by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Row = Mapping[str, Any]
Lists = Mapping[str, Sequence[Row]]


def under(stages: Sequence[Row], top: str) -> set[str]:
    """A stage and everything below it."""
    found = {top}
    for row in stages:
        if row["parent_code"] == top:
            found |= under(stages, row["stage_code"])
    return found


def speaks_of(lists: Lists, named: Sequence[str] | None, product: str) -> bool:
    """Whether a row that names these stages speaks of a product."""
    own = {row["stage_code"] for row in lists["products"] if row["product_code"] == product}
    return any(own & under(lists["stages"], stage) for stage in named or ())


def may_mean(day: str, precision: str | None) -> date:
    """The last day that a date of some precision can mean, found by walking on until the next period begins."""

    def span(d: date) -> tuple[int, ...]:
        if precision == "month":
            return d.year, d.month
        if precision == "quarter":
            return d.year, (d.month - 1) // 3
        if precision == "half-year":
            return d.year, (d.month - 1) // 6
        return (d.year,) if precision in ("year", "plan-period") else (d.toordinal(),)

    last = date.fromisoformat(day)
    while span(last + timedelta(days=1)) == span(last):
        last += timedelta(days=1)
    return last


@dataclass(frozen=True)
class Minding:
    """Who minds one product."""

    technologies: list[str]
    platforms: list[str]
    projects: list[str]
    policies: list[str]
    n_talents: int
    n_open: int
    covered: str


def minding(lists: Lists, product: str, on: str, *, is_complete: bool) -> Minding:
    """Rows of lists 10, 11, 13, 20 and 21 about a product, one by one."""
    tasks = [r for r in lists["technologies"] if product in (r["products"] or ())]
    works = [
        r
        for r in lists["projects"]
        if r["product"] == product
        or (r["product"] is None and r["stage"] is not None and speaks_of(lists, [r["stage"]], product))
    ]
    rules = []
    for row in lists["policies"]:
        until = row["valid_until"]
        is_over = until is not None and may_mean(until, row["valid_until_precision"]) < date.fromisoformat(on)
        if not is_over and speaks_of(lists, row["stages"], product):
            rules.append(row)
    running = [r for r in tasks if r["status"] not in (None, "中止")] + [
        r for r in works if r["phase"] not in (None, "达效")
    ]
    untold = [r for r in tasks if r["status"] is None] + [r for r in works if r["phase"] is None]
    return Minding(
        technologies=sorted({r["tech_code"] for r in tasks}),
        platforms=sorted({r["platform_code"] for r in lists["platforms"] if speaks_of(lists, r["stages"], product)}),
        projects=sorted({r["project_code"] for r in works}),
        policies=sorted({r["doc_no"] or r["name"] for r in rules}),
        n_talents=sum(speaks_of(lists, r["stages"], product) for r in lists["experts"]),
        n_open=len(running),
        covered="yes" if running else "no" if is_complete and not untold else "unknown",
    )


@dataclass(frozen=True)
class Late:
    """One overdue issue and the firm it hurts most to lose."""

    issue_no: str
    days_over: int
    entity_id: str | None
    loss_days: float | None


def overdue(
    issues: Sequence[Row], on: str, department: str | None, lost: Mapping[str, float], makers: Mapping[str, set[str]]
) -> list[Late]:
    """Issues past their limit, in the order asked for. ``lost``: days lost by firm; ``makers``: by product."""
    day, found = date.fromisoformat(on), []
    for row in issues:
        if department is not None and department not in (row["owner"] or ""):
            continue
        if row["opened"] is not None and date.fromisoformat(row["opened"]) > day:
            continue
        closed = row["closed"]
        if row["status"] in ("已办结", "已销号") and (closed is None or date.fromisoformat(closed) <= day):
            continue
        if row["due"] is None or may_mean(row["due"], row["due_precision"]) >= day:
            continue
        named = [f for f in [row["raised_by"], *(row["firms"] or [])] if f is not None]
        makes = {f for p in row["products"] or [] for f in makers.get(p, ())}
        known = [f for f in named if f in lost] or [f for f in makes if f in lost]
        worst = sorted(known, key=lambda f: (-lost[f], f))[:1] or named[:1] or [None]
        over = (day - may_mean(row["due"], row["due_precision"])).days
        found.append(Late(row["issue_no"], over, worst[0], lost.get(worst[0] or "")))
    return sorted(
        found, key=lambda late: (late.loss_days is None, -(late.loss_days or 0.0), -late.days_over, late.issue_no)
    )

"""Measures a chief may take, what each costs and saves, and the few that save most for their money.

A measure is a plan of reserves against one outage (``backup-plan``) or one supplier more for a product (``gap-list``);
both save days of full output over single outages, each happening once. A plan is credited with its own outage alone,
so what it saves is the least it does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from graphsvc.domain.report import Note
from graphsvc.domain.sentences import Code, Figure, Joined, Said, Wording
from graphsvc.domain.values import Values
from graphsvc.usecases.report.asking import Said as SaidAnswer
from graphsvc.usecases.report.asking import SaidRow

Ends = tuple[float | None, float | None, float | None]
"""Value, lower and upper end."""
NEW_STOCK = "to_be_laid_in"
SOME = 1e-9
HALF = 0.5


@dataclass(frozen=True)
class Measure:
    """One measure: what is done, of which products, ``against`` whose outage (id and name; None: a supplier, against
    every single one), cost [万元] and days of full output saved, each with its ends; ``assumed``: kinds of reserve
    whose cost is a default; ``days`` until its slowest part is ready (None: unknown)."""

    what: Wording
    products: frozenset[str]
    against: tuple[str, str] | None
    cost: Ends
    saved: Ends
    assumed: tuple[str, ...]
    days: float | None
    grade: str
    note: Note

    @property
    def per_money(self) -> float | None:
        """Days saved per 亿元; None where the cost is not known."""
        cost = self.cost[0]
        return self.saved[0] / cost * 1e4 if cost and self.saved[0] is not None else None


def best(measures: Iterable[Measure]) -> list[Measure]:
    """All of them in order: most days for the money first, then those without a cost, most days first."""
    return sorted(measures, key=_rank)


def _rank(m: Measure) -> tuple[bool, float, float]:
    per_money, days = m.per_money, m.saved[0] or 0.0
    return per_money is None, -(per_money or 0.0), -days


Lost = Callable[[Sequence[str]], Mapping[str, float]]
"""Days lost in each outage, by id, with one supplier more of each of some products."""


def chosen(measures: Sequence[Measure], most: int, lost: Lost) -> tuple[list[Measure], list[Measure]]:
    """The first ``most`` of which each saves something of its own, and all others.

    A measure is passed over where a product of it is another's already, or where the others save more than half of what
    it would: a second supplier further down the same way, a supplier for what a reserve covers.
    """
    taken: list[Measure] = []
    ordered = best(measures)
    for measure in ordered:
        if len(taken) == most:
            break
        is_new = not any(measure.products & other.products for other in taken)
        if is_new and _own(measure, taken, lost) >= HALF * (measure.saved[0] or 0.0):
            taken.append(measure)
    return taken, [m for m in ordered if m not in taken]


def _own(measure: Measure, taken: Sequence[Measure], lost: Lost) -> float:
    """Days a measure saves beyond what those taken do."""
    if not taken:
        return measure.saved[0] or 0.0
    codes = [code for m in taken if m.against is None for code in sorted(m.products)]
    before = lost(codes)
    if measure.against is not None:
        return min(measure.saved[0] or 0.0, before.get(measure.against[0], 0.0))
    covered = {m.against[0] for m in taken if m.against is not None}
    after = lost([*codes, *sorted(measure.products)])
    return sum(days - after[entity] for entity, days in before.items() if entity not in covered)


def of_plan(outage: SaidRow, said: SaidAnswer) -> Measure | None:
    """The plan of reserves against one outage; None where it takes nothing or saves nothing."""
    plan = said.summary["plan"]
    taken = [row for row in said.rows if (row["plan_quantity"] or 0.0) > SOME]
    saved = (plan["loss_days_before"] or 0.0) - (plan["loss_days"] or 0.0)
    if not taken or saved <= SOME:
        return None
    starts = [row["activation_days"] for row in taken]
    return Measure(
        what=Joined(tuple(_step(row) for row in taken)),
        products=frozenset({row["product_code"] for row in taken} | set(outage["products"])),
        against=(outage["entity_id"], outage["name"]),
        cost=(plan["cost"], _end(taken, "cost_lower"), _end(taken, "cost_upper")),
        saved=(saved, saved, saved),
        assumed=tuple(dict.fromkeys(str(row["instrument"]) for row in taken if row["cost_assumed"])),
        days=None if None in starts else max(starts),
        grade=said.grade,
        note=said.note(f"plan {outage['entity_id']}", [*taken, outage]),
    )


def _step(row: Values) -> Wording:
    amount = _amount(row["plan_quantity"], row["unit"])
    facts = {"product": row["product_name"], "amount": amount}
    if row["usable_reason"] == NEW_STOCK:
        return Said("lay_in", facts)
    kind = Code("instrument", row["instrument"])
    return Said("keep_ready", {**facts, "kind": kind, "holder": row["name"] or row["reserve_no"]})


def _amount(value: float, unit: str | None) -> Figure:
    """A quantity as a measure names it: four significant digits."""
    return Figure(float(f"{value:.4g}"), unit or "", is_close=True)


def _end(taken: Sequence[Values], end: str) -> float | None:
    """An end of the cost of what is taken: reserves cost in proportion to the part that is."""
    parts = [row[end] * (row["plan_cost"] / row["cost"] if row["cost"] else 0.0) for row in taken]
    return float(sum(parts))


def of_gap(row: SaidRow, grade: str) -> Measure | None:
    """One qualified supplier more for a gap; None where it saves nothing, or nobody knows what."""
    if not (row["effect_loss_days"] or 0.0) > SOME:
        return None
    capacity = row["effect_capacity"]
    key = ("win_supplier" if row["ladder"] else "win_second") + ("_plain" if capacity is None else "")
    facts = {"product": row["product_name"]}
    if capacity is not None:
        facts["amount"] = _amount(capacity, row["unit"])
    money = row["effect_investment"]
    return Measure(
        what=Said(key, facts),
        products=frozenset({row["product_code"]}),
        against=None,
        cost=(money, money, money),
        saved=(row["effect_loss_days"], row["effect_loss_days_lower"], row["effect_loss_days_upper"]),
        assumed=(),
        days=None,
        grade=grade,
        note=row["_note"],
    )

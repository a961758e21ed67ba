"""One fact, several reports: the rows that count, and what became of every other one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import orjson

from graphsvc.domain.identity import IDENTITIES
from graphsvc.domain.tables import Row
from loaders.comparing import Difference, content, differences, lend
from loaders.overlap.ranking import Judge, Step, Told, counting_year


@dataclass
class Outranked:
    """A row that does not count: why, what the counting row takes from it, and where it disagrees."""

    told: Told
    reason: str
    used: list[str] = field(default_factory=list)
    differs: list[Difference] = field(default_factory=list)


@dataclass
class Decision:
    """The rows of one slot that count, as they are then, and all others.

    ``fact`` names what is decided on, where that is not what the first counting row says; ``taken`` are the fields that
    it got from others.
    """

    table: str
    counting: list[Told]
    others: list[Outranked]
    fact: Row | None = None
    taken: list[str] = field(default_factory=list)


def decide(table: str, group: Sequence[Told], judge: Judge) -> Decision:
    """Which rows of one fact count; a single one is filled from the others in their order."""
    identity = IDENTITIES[table]
    rows, aside = list(group), []
    if identity.year is not None:
        year = counting_year([told.values[identity.year] for told in group], judge.data_year)
        rows = [told for told in group if told.values[identity.year] == year]
        aside = [told for told in group if told.values[identity.year] != year]
    ranked = _ranked(table, rows, judge)
    counting, first = ranked[0]
    others: list[Outranked] = []
    for told_by_slot, steps in ranked[1:]:
        reason = next((b.reason for a, b in zip(first, steps, strict=True) if a.value != b.value), "content_order")
        found = list(differences(table, [t.values for t in counting], [t.values for t in told_by_slot]))
        others += [Outranked(told, reason, differs=found) for told in told_by_slot]
    others += _of_other_years(table, aside, judge, None if identity.year is None else year)
    return _filled(Decision(table, list(counting), others))


Ranked = list[tuple[list[Told], tuple[Step, ...]]]


def _ranked(table: str, rows: Sequence[Told], judge: Judge) -> Ranked:
    """Rows by slot with the rules that place them, the slot that counts first."""
    by_slot: dict[int, list[Told]] = defaultdict(list)
    place_of: dict[int, list[str]] = defaultdict(list)
    for told, place in zip(rows, judge.places(IDENTITIES[table], rows), strict=True):
        by_slot[told.part].append(told)
        place_of[told.part].append(place)
    for each in by_slot.values():
        if len(each) > 1:
            each.sort(key=lambda told: orjson.dumps(content(table, told.values)))
    ranked = [(each, judge.steps(each, place_of[part])) for part, each in by_slot.items()]
    if len({tuple(step.value for step in steps) for _, steps in ranked}) < len(ranked):
        ranked = [(each, (*steps, *judge.last_steps(table, each))) for each, steps in ranked]
    return sorted(ranked, key=lambda item: [step.value for step in item[1]])


def _of_other_years(table: str, aside: Sequence[Told], judge: Judge, year: int | None) -> list[Outranked]:
    """Rows of years that do not count, the latest of them first."""
    found: list[Outranked] = []
    told_year = IDENTITIES[table].year
    by_year: dict[int | None, list[Told]] = defaultdict(list)
    for told in aside:
        by_year[told.values[told_year] if told_year else None].append(told)
    for other in sorted(by_year, key=lambda y: -1 if y is None else y, reverse=True):
        reason = "no_year" if other is None else "later_year" if year is not None and other > year else "earlier_year"
        for rows, _ in _ranked(table, by_year[other], judge):
            found += [Outranked(told, reason) for told in rows]
    return found


def _filled(decision: Decision) -> Decision:
    """Fill the blanks of a row that counts alone from reports that are one row too."""
    if len(decision.counting) != 1:
        return decision
    lenders: dict[int, list[Outranked]] = defaultdict(list)
    for other in decision.others:
        lenders[other.told.part].append(other)
    told = decision.counting[0]
    values: Row = dict(told.values)
    for other in decision.others:
        is_of_now = other.reason not in ("earlier_year", "no_year")
        if other.reason == "later_year" or (is_of_now and not _is_alone(other, lenders[other.told.part])):
            continue
        other.used = lend(decision.table, values, other.told.values, is_of_now)
        decision.taken += other.used
    decision.counting = [told._replace(values=values)]
    return decision


def _is_alone(other: Outranked, same_slot: Sequence[Outranked]) -> bool:
    return sum(each.reason == other.reason for each in same_slot) == 1

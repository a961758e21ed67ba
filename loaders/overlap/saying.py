"""What is said at load about facts that several reports tell: which count, where they differ, what adds up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from graphsvc.domain.dictionary import list_name, sheet_of
from graphsvc.domain.notices import Notice, Place
from graphsvc.domain.ports import Part
from graphsvc.domain.rounding import plain
from graphsvc.domain.submission import Slot
from loaders.overlap.deciding import Decision, Outranked
from loaders.overlap.ranking import Told
from loaders.overlap.shares import TooMuch
from loaders.overlap.sites import Total
from loaders.overlap.units import OtherUnit
from loaders.raw_cells import Value
from loaders.report import Report

_OTHER_YEARS = frozenset({"earlier_year", "later_year", "no_year"})


class Sayings:
    """Notices by slot: what two slots disagree about is said of both."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._slots = [part.staged.slot for part in parts]
        self._one_by_one: dict[tuple[int, int], Report] = defaultdict(Report)
        self._outranked: dict[tuple[str, int, int], list[Outranked]] = defaultdict(list)
        self._years: dict[tuple[str, int], list[Told]] = defaultdict(list)

    def decided(self, decision: Decision) -> None:
        """One fact was decided on."""
        for other in decision.others:
            told = other.told
            if other.reason in _OTHER_YEARS:
                self._years[decision.table, told.part].append(told)
            elif decision.counting and other.reason != "total_of_sites":
                ours = decision.counting[0]
                self._outranked[decision.table, ours.part, told.part].append(other)
                self._differences(decision.table, ours, other)

    def _differences(self, table: str, ours: Told, other: Outranked) -> None:
        for each in other.differs:
            if each.is_figure:
                facts = {**_beside(ours), "ours": _text(each.ours)}
                self._say("V10", table, other.told, ours, each.field, _text(each.theirs), "merged", facts)

    def total(self, total: Total) -> None:
        """A row without a site was taken for the total of rows with sites, or not."""
        facts = {
            **_beside(total.sites[0]),
            "n": len(total.sites),
            "ours": _text(total.ours),
            "theirs": _text(total.theirs),
        }
        code, action = ("site_total", "merged") if total.is_total else ("site_total_differs", "kept")
        self._say(code, "capacities", total.bare, total.sites[0], "site", None, action, facts)

    def other_unit(self, other: OtherUnit) -> None:
        """A slot lists a product in another unit than the one that counts."""
        code, action = ("other_unit", "repaired") if other.factor is not None else ("unit_not_comparable", "nulled")
        told, ours = other.told, other.counting
        product = told.values["product_code"]
        facts = {**_beside(ours), "unit": ours.values["unit"], "product": product, "slot": _slot_text(told.slot)}
        self._say(code, "products", told, ours, "unit", told.values["unit"], action, facts)

    def shares(self, found: TooMuch) -> None:
        """Slots together tell of more than a buyer's whole purchases of a product."""
        first, last = found.rows[0], found.rows[-1]
        facts = {
            "buyer": last.values["buyer"],
            "product": last.values["product"],
            "why_zh": f"与{_beside(first)['first_zh']}等各级填报的占比合计 {found.total:.1%}，超过 102%，按比例缩减",
            "why_en": f"with {_beside(first)['first_en']} and others, shares of several lists add up to"
            f" {found.total:.1%}, above 102 %; they are scaled down",
        }
        original = _text(last.values["share_buyer"])
        self._say("V09", "supplies", last, first, "share_buyer", original, "kept", facts)

    def several_things(self, table: str, things: Sequence[Told]) -> None:
        """One number was given to several things."""
        column = sheet_of(table).columns[0]
        for told in things[1:]:
            original = str(told.values[column.field])
            facts = {**_beside(things[0]), "list": list_name(table)}
            self._say("same_number", table, told, things[0], column.field, original, "kept", facts)

    def _say(
        self,
        code: str,
        table: str,
        told: Told,
        other: Told,
        field: str,
        original: str | None,
        action: str,
        facts: Mapping[str, object],
    ) -> None:
        pair = (min(told.part, other.part), max(told.part, other.part))
        heading = sheet_of(table).column(field).heading
        self._one_by_one[pair].add(code, _place(told, heading), original, action, **facts)

    def notices(self, part: int) -> tuple[Notice, ...]:
        """Everything said of a slot: the lists in which another counts or is outranked, then the single facts."""
        return tuple(notice for slots, notice in self._all if part in slots)

    @property
    def _all(self) -> list[tuple[tuple[int, ...], Notice]]:
        if "_made" not in self.__dict__:
            self._made = [*self._lists(), *self._facts()]
        return self._made

    def _lists(self) -> list[tuple[tuple[int, ...], Notice]]:
        said: list[tuple[tuple[int, ...], Notice]] = []
        for (table, ours, theirs), others in self._outranked.items():
            first = min((o.told for o in others), key=lambda t: t.row)
            facts = {
                "list": list_name(table),
                "n": len(others),
                "ours": _slot_text(self._slots[ours]),
                "theirs": _slot_text(self._slots[theirs]),
            }
            said.append(((ours, theirs), _notice("overlap", first, "merged", facts)))
        for (table, part), rows in self._years.items():
            first = min(rows, key=lambda t: t.row)
            facts = {"list": list_name(table), "n": len(rows), "theirs": _slot_text(self._slots[part])}
            said.append(((part,), _notice("other_years", first, "merged", facts)))
        return said

    def _facts(self) -> list[tuple[tuple[int, ...], Notice]]:
        return [(pair, notice) for pair, report in self._one_by_one.items() for notice in report.notices()]


def _notice(code: str, told: Told, action: str, facts: Mapping[str, object]) -> Notice:
    place = _place(told, None)
    shown = {"file": place.file, "sheet": place.sheet, "row": place.row}
    return Notice(code, place, None, action, {**shown, **facts})


def _place(told: Told, heading: str | None) -> Place:
    row = told.values
    return Place(row["source_file"], row["source_sheet"], row["source_row"], heading)


def _beside(told: Told) -> dict[str, str]:
    """Where the other row stands, in both languages."""
    row = told.values
    file, sheet, line = row["source_file"], row["source_sheet"], row["source_row"]
    return {"first_zh": f"{file} 的 {sheet} 第 {line} 行", "first_en": f"{file}, {sheet} row {line}"}


def _slot_text(slot: Slot) -> str:
    return f"{slot.chain}/{slot.region}" if slot.region else slot.chain


def _text(value: Value) -> str:
    return "—" if value is None else plain(value) if isinstance(value, float) else str(value)

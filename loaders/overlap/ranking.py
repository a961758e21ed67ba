"""Which of several reports of one fact counts: its year first, then its slot, its cut-off date, its filled cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import orjson

from graphsvc.domain.control import lies_in, origin_of, region_prefix
from graphsvc.domain.identity import Identity
from graphsvc.domain.submission import Slot
from graphsvc.domain.tables import Row
from loaders.comparing import content, n_filled


class Told(NamedTuple):
    """One row of one slot: number of the part, row in its table, slot, values."""

    part: int
    row: int
    slot: Slot
    values: Row


Rank = bool | int | tuple[list[bytes], str, str]
"""What two reports are ranked by under one rule; each rule has values of one kind."""


class Step(NamedTuple):
    """One rule of the ranking: the smaller value counts; ``reason`` is said of the report that loses by it."""

    value: Rank
    reason: str


@dataclass(frozen=True)
class Judge:
    """Ranks reports. ``data_year`` is the latest 数据年度 of the version, regions are looked up when asked."""

    prefer: str
    data_year: int | None
    chain_region: Callable[[str], str]
    firm_regions: Callable[[], Mapping[str, str]]

    def places(self, identity: Identity, rows: Sequence[Told]) -> list[str]:
        """Region in which the object of each row stands: as the row tells, else as the most precise of the others
        does, else ""."""
        if identity.place == ("@chain",):
            regions = [self.chain_region(told.slot.chain) for told in rows]
            return [min(regions, key=lambda r: (len(region_prefix(r)), r))] * len(rows)
        own = [self._place(identity, told.values) for told in rows]
        known = sorted({place for place in own if place}, key=lambda r: (-len(region_prefix(r)), r))
        return [place or (known[0] if known else "") for place in own]

    def _place(self, identity: Identity, row: Row) -> str:
        for field in identity.place:
            if not field.startswith("@"):
                found = row[field] or ""
            else:
                firm = row[field[1:]]
                found = (self.firm_regions().get(firm) or origin_of(firm, None)[0]) if firm else ""
            if found:
                return found
        return ""

    def steps(self, rows: Sequence[Told], places: Sequence[str]) -> tuple[Step, ...]:
        """The rules for the rows of one slot, first rule first; where they tie, ``last_steps`` decide."""
        slot = rows[0].slot
        is_outside = any(place and not lies_in(place, slot.region) for place in places)
        width = -len(region_prefix(slot.region))
        cut_off = -max(int((told.values["as_of"] or "0").replace("-", "")) for told in rows)
        narrow = Step(width, "wider_region")
        if self.prefer == "widest":
            narrow = Step(-width, "narrower_region")
        late = Step(cut_off, "earlier_cut_off")
        first = (late, Step(is_outside, "outside_its_region"), narrow)
        if self.prefer != "latest":
            first = (first[1], first[2], late)
        return first

    def last_steps(self, table: str, rows: Sequence[Told]) -> tuple[Step, ...]:
        """Filled cells, then the content itself, then the slot: no two slots tie."""
        slot = rows[0].slot
        filled = max(n_filled(table, told.values) for told in rows)
        texts = sorted(orjson.dumps(content(table, told.values)) for told in rows)
        return (Step(-filled, "fewer_cells"), Step((texts, slot.chain, slot.region), "content_order"))


def counting_year(years: Sequence[int | None], limit: int | None) -> int | None:
    """Of several years the latest not after ``limit``; where all are later the first of them; None where none is told.

    Examples
    --------
    >>> counting_year([2021, 2023, 2025], 2024), counting_year([2025, 2026], 2024), counting_year([None], 2024)
    (2023, 2025, None)
    """
    known = sorted({year for year in years if year is not None})
    in_time = [year for year in known if limit is None or year <= limit]
    return in_time[-1] if in_time else known[0] if known else None

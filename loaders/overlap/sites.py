"""List 06: rows without a site beside rows with sites of one firm, product and state: their total, or another plant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import fsum
from typing import NamedTuple

from graphsvc.domain.control import lies_in
from graphsvc.domain.identity import IDENTITIES
from graphsvc.domain.tables import Row
from loaders.comparing import is_other_figure
from loaders.entity_names import name_key
from loaders.overlap.deciding import Decision, Outranked, decide
from loaders.overlap.ranking import Judge, Told


class Total(NamedTuple):
    """A row without site beside rows with sites. ``is_total`` is False where it is not within a fifth of their sum."""

    bare: Told
    sites: list[Told]
    ours: float | None
    theirs: float | None
    is_total: bool


def decide_plants(group: Sequence[Told], judge: Judge) -> tuple[list[Decision], list[Total]]:
    """Decisions on one firm, product and state, site by site, and what the rows without a site were taken for."""
    by_site: dict[str, list[Told]] = defaultdict(list)
    for told in group:
        by_site[name_key(told.values["site"] or "")].append(told)
    bare = by_site.pop("", [])
    plants = [decide("capacities", rows, judge) for _, rows in sorted(by_site.items())]
    if not bare:
        return plants, []
    whole = decide("capacities", bare, judge)
    if not plants:
        return [whole], []
    sites = [told for plant in plants for told in plant.counting]
    total = _compared(whole, sites, judge)
    if not total.is_total:
        return [*plants, whole], [total]
    if len(by_site) == 1:
        return [_one_plant(bare, next(iter(by_site.values())), judge)], [total]
    told_anew = {(each.told.part, each.told.row): each.reason for each in whole.others}
    others = [Outranked(told, told_anew.get((told.part, told.row), "total_of_sites")) for told in bare]
    return [*plants, Decision("capacities", [], others, fact=bare[0].values)], [total]


def _one_plant(bare: Sequence[Told], named: Sequence[Told], judge: Judge) -> Decision:
    """The only site a firm names is what its rows without a site speak of; beside it in one list they are its total."""
    own = {told.part for told in named}
    decision = decide("capacities", [*named, *(told for told in bare if told.part not in own)], judge)
    decision.others += [Outranked(told, "total_of_sites") for told in bare if told.part in own]
    return decision


def _compared(whole: Decision, sites: Sequence[Told], judge: Judge) -> Total:
    """The total against all sites, else against those in the region of the list that tells it."""
    bare = whole.counting[0]
    identity = IDENTITIES["capacities"]
    inside = [
        told
        for told, place in zip(sites, judge.places(identity, sites), strict=True)
        if place and lies_in(place, bare.slot.region)
    ]
    told_sum = _figures([told.values for told in whole.counting])
    for some in (list(sites), inside):
        pairs = zip(told_sum, _figures([told.values for told in some]), strict=True)
        pair = next(((a, b) for a, b in pairs if a is not None and b is not None), None)
        if some and pair and not is_other_figure(pair[1], pair[0]):
            return Total(bare, some, pair[1], pair[0], True)
    pairs = zip(told_sum, _figures([told.values for told in sites]), strict=True)
    theirs, ours = next(((a, b) for a, b in pairs if a is not None and b is not None), (None, None))
    return Total(bare, list(sites), ours, theirs, False)


def _figures(rows: Sequence[Row]) -> tuple[float | None, float | None]:
    """Capacity (effective, else design) and output of rows together, None where one of them does not tell it."""
    capacity = [r["design_capacity"] if r["effective_capacity"] is None else r["effective_capacity"] for r in rows]
    return _sum(capacity), _sum([r["output"] for r in rows])


def _sum(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fsum(known) if values and len(known) == len(values) else None

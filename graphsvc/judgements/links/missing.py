"""Missing links: verdict about a product of the map in a region, and the step of the ladder of its nearest supply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

import numpy as np

from graphsvc.analysis.links.waiting import union
from graphsvc.domain.control import lies_in, region_prefix
from graphsvc.domain.network import Network
from graphsvc.domain.pending import Waiting
from graphsvc.judgements.workspace import Facts

ROWS_PENDING = "rows_pending"
"""Why a verdict is open: rows that wait may turn it round."""
LEAST_CHAIN = 0.3
"""Completeness below which a chain hardly exists: what is missing of it is built, not filled."""
EXPORTABLE = ("city_has_none", "province_has_none")
PENDING_LISTS = ("product_inputs", "capacities", "supplies")


@dataclass(frozen=True)
class Waits:
    """What rows that wait leave open about a product here: a maker or seller (or that it is needed at all), demand,
    a purchase.

    ``rows``: all of these rows. ``nearer``: a step of the ladder to the rows that may be a maker nearer than that.
    """

    maker: bool = False
    need: bool = False
    purchase: bool = False
    rows: tuple[Waiting, ...] = ()
    nearer: Mapping[str, tuple[Waiting, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, facts: Facts, code: str) -> Waits:
        """Nothing is open where no row waits; the very same rows leave most products open in the very same way."""
        waiting = facts.data.waiting
        if not waiting:
            return NOTHING_OPEN
        region = facts.scope.region
        level = len(region_prefix(region))
        places = {"city_has_none": f"{region[:4]}00"} if level >= 6 else {}
        places |= {"province_has_none": f"{region[:2]}0000"} if level >= 4 else {}
        makers, sellers = waiting.makers(code), waiting.sellers(code)
        own = makers, sellers, waiting.shifts(code), waiting.needs(code), waiting.purchases(code)
        steps = {**places, "nation_has_none": ""}
        near = [(waiting.makers_in(code, place), waiting.sellers_in(code, place)) for place in steps.values()]
        told, key = facts.kept(_told_waits), tuple(id(rows) for rows in chain(own, *near))
        if key not in told:
            nearer = {step: (*first, *second) for step, (first, second) in zip(steps, near, strict=True)}
            told[key] = (own, near), cls._opened(facts, own, nearer)
        return told[key][1]

    @classmethod
    def _opened(
        cls, facts: Facts, own: tuple[tuple[Waiting, ...], ...], nearer: Mapping[str, tuple[Waiting, ...]]
    ) -> Waits:
        makers, sellers, shifts, needs, purchases = own
        return cls(
            maker=bool(makers or sellers or shifts),
            need=bool(needs),
            purchase=bool(purchases),
            rows=facts.data.waiting.union(makers, sellers, shifts, needs),
            nearer={step: rows for step, rows in nearer.items() if rows},
        )

    def of_ladder(self, ladder: str) -> tuple[Waiting, ...]:
        """Rows behind an answer whose step of the ladder they leave open."""
        return union(self.rows, self.nearer.get(ladder, ()))


NOTHING_OPEN = Waits()


def _told_waits(_: Facts) -> dict[tuple[int, ...], tuple[object, Waits]]:
    """What ``Waits.of`` has said, by the ids of the rows it hangs on, kept with it so that ids stay theirs."""
    return {}


@dataclass(frozen=True, slots=True)
class MissingLink:
    """One product of the map: verdict, step of the ladder, demand [unit/yr] and the nearest maker (node or -1)."""

    code: str
    is_missing: str
    ladder: str | None
    demand: float
    nearest: int
    note: str | None
    waits: Waits
    behind: tuple[Waiting, ...] = ()

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """Rows that wait and may change what is said here; ``behind`` are those that leave the ladder open."""
        return self.behind or self.waits.rows


RETIRED_HERE = "retired_here"
"""Why nobody is to fill it: its makers here have left (list 06)."""


def may_be_absent(facts: Facts, code: str) -> bool:
    """Whether the product's stage may stay empty (natural resources, controlled capacity …)."""
    row = facts.names.row(code)
    stage = facts.snapshot.stage_of(row)
    return bool(stage and stage["may_be_absent"])


def is_retired(facts: Facts, code: str) -> bool:
    """Whether makers of it here have left and none is here: given up, not a link to fill."""
    p = facts.network.product_index[code]
    return bool(facts.local.retired_rows.get(code)) and not facts.local.figures.made_here[p]


def no_maker_in_nation(facts: Facts, code: str) -> bool:
    """Stated, never inferred: 国产化率 0, or list 09 naming the product missing with no domestic leader."""
    if facts.names.row(code)["localization"] == 0:
        return True
    return any(
        row["product_code"] == code and row["type"] in ("缺链", "断点") and row["domestic_leaders"] == []
        for row in facts.snapshot.tables.rows("shortfalls")
    )


def missing_link(facts: Facts, code: str, min_demand: float = 0.0) -> MissingLink:
    """Verdict about one product in the scope's region."""
    n, figures = facts.network, facts.local.figures
    p = n.product_index[code]
    demand = float(figures.demand[p])
    nearest = _nearest(facts, p)
    waits = Waits.of(facts, code)

    def said(
        is_missing: str, ladder: str | None, note: str | None = None, behind: tuple[Waiting, ...] = ()
    ) -> MissingLink:
        return MissingLink(code, is_missing, ladder, demand, nearest, note, waits, behind)

    if figures.made_here[p]:
        unmatched = figures.purchased[p] and figures.bought_here[p] == 0
        if unmatched and waits.purchase:
            return said("no", "unknown", ROWS_PENDING)
        return said("no", "not_matched" if unmatched else None)
    if may_be_absent(facts, code):
        return said("no", "not_to_fill")
    if is_retired(facts, code):
        return said("no", "not_to_fill", RETIRED_HERE)
    if figures.maybe_here[p]:
        return said("unknown", "unknown", "place_of_a_maker_too_coarse")
    declared = facts.data.is_declared("06", code)
    wanted = _is_wanted(facts, code, p, min_demand)
    if wanted is False and figures.asked[p]:
        sure = declared and not waits.maker and not waits.need
        note = ROWS_PENDING if declared and not sure else None
        return said("no" if sure else "unknown", None if sure else "unknown", note)
    if not declared:
        return said("unknown", "unknown", "list_06_not_declared_complete")
    if waits.maker:
        return said("unknown", "unknown", ROWS_PENDING)
    if facts.local.sellers_here[p]:
        return said("unknown", "unknown", "seller_on_record_here")
    if wanted is not True and waits.need and not (figures.needed[p] or code in facts.members.final_set):
        return said("unknown", "unknown", ROWS_PENDING)
    if wanted is False:
        return replace(said("no", None, "not_needed_by_present_makers"), demand=0.0)
    if wanted is None:
        return said("unknown", "unknown", "demand_unknown")
    ladder, note = _ladder(facts, code, nearest)
    if ladder in waits.nearer:
        return said("yes", "unknown", ROWS_PENDING, waits.of_ladder(ladder))
    return said("yes", ladder, note)


def _is_wanted(facts: Facts, code: str, p: int, min_demand: float) -> bool | None:
    """Whether more than ``min_demand`` is wanted here; a recorded purchase is demand whatever its quantity."""
    figures, bounds = facts.local.figures, facts.local.bounds
    if not figures.asked[p]:
        return None if code in facts.members.final_set else False
    if (figures.purchased[p] and min_demand == 0) or bounds.demand_lower[p] > min_demand:
        return True
    return False if bounds.demand_upper[p] <= min_demand else None


def _ladder(facts: Facts, code: str, nearest: int) -> tuple[str, str | None]:
    n = facts.network
    level = len(region_prefix(facts.scope.region))
    near = _places(n, nearest) if nearest >= 0 else []
    if level >= 6 and any(r and lies_in(r, f"{facts.scope.region[:4]}00") for r in near):
        return "county_has_none", None
    if level >= 4 and any(r and lies_in(r, f"{facts.scope.region[:2]}0000") for r in near):
        return "city_has_none", None
    domestic = nearest >= 0 and n.firm_country[n.node_firm[nearest]] == "CN"
    if not domestic and no_maker_in_nation(facts, code):
        return "nation_has_none", None
    return "province_has_none", None if domestic else "no_known_maker_elsewhere_in_nation"


def _nearest(facts: Facts, product: int) -> int:
    """Nearest known maker outside the region: same city, same province, nation, world; -1 if none. Of equally near ones
    the largest by capacity or quantity sold, then by what it sells in shares of its buyers, then by id."""
    n = facts.network
    best, best_key = -1, (9, 0.0, 0.0, "")
    for v in facts.ground.other_makers.get(product, []):
        if facts.members.makers_here[v]:
            continue
        firm = int(n.node_firm[v])
        if not n.firm_active[firm]:
            continue
        step = min(_step(facts.scope.region, place, n.firm_country[firm]) for place in _places(n, v))
        size = n.node_capacity[v] if np.isfinite(n.node_capacity[v]) else n.node_base[v]
        key = (step, -float(np.nan_to_num(size)), -float(n.node_sold_share[v]), n.firm_ids[firm])
        if key < best_key:
            best, best_key = v, key
    return best


def _places(n: Network, node: int) -> list[str]:
    """Regions of a maker's present sites (its registration where no site is known), "" where unknown."""
    first, last = np.searchsorted(n.site_node, [node, node + 1]).tolist()
    return list(n.site_region[first:last])


def _step(region: str, place: str, country: str) -> int:
    """How far a place is: 0 same city, 1 same province, 2 elsewhere in the nation, 3 unknown, 4 abroad."""
    if place and len(region) == 6 and place[:2] == region[:2]:
        return 0 if place[:4] == region[:4] and region[2:4] != "00" else 1
    return 4 if country not in ("", "CN") else 2 if place else 3


def nearest_region(facts: Facts, node: int) -> str | None:
    """Where the nearest maker makes it: the site closest to the region, else its country."""
    if node < 0:
        return None
    country = facts.network.firm_country[facts.network.node_firm[node]]
    place = min(_places(facts.network, node), key=lambda place: (_step(facts.scope.region, place, country), place))
    return place or country or None


def missing_links(facts: Facts, min_demand: float = 0.0) -> Mapping[str, MissingLink]:
    """All products of the chain's map by code."""
    return facts.kept(_of_any_demand) if min_demand == 0 else _of_map(facts, min_demand)


def _of_any_demand(facts: Facts) -> Mapping[str, MissingLink]:
    return _of_map(facts, 0.0)


def _of_map(facts: Facts, min_demand: float) -> Mapping[str, MissingLink]:
    return {code: missing_link(facts, code, min_demand) for code in facts.members.product_codes}


def verb_for_missing(link: MissingLink, cp: float | None) -> str | None:
    """Which of the six verbs a missing link calls for."""
    return verb_of(link.is_missing, link.ladder, cp)


def verb_of(is_missing: str, ladder: str | None, cp: float | None) -> str | None:
    """Bind where it is made here but not bought here; what is missing is built where the chain hardly exists.

    ``cp`` is the completeness of the chain, 0-1, None where it is unknown.
    """
    if ladder == "not_matched":
        return "bind"
    if is_missing != "yes":
        return None
    return "build" if cp is not None and cp < LEAST_CHAIN else "fill"

"""How far projects under way close a chain's gaps in quantity, and when; one that is late closes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphsvc.domain.control import lies_in
from graphsvc.domain.rows import ProjectRow
from graphsvc.domain.values import Values
from graphsvc.judgements.links.missing import MissingLink
from graphsvc.judgements.links.weak import WeakLink
from graphsvc.judgements.workspace import Facts

UNDER_WAY = ("开工", "在建", "投产")
"""Phases in which the money is being spent and list 06 does not have the capacity yet."""
RUNNING = "投产"


@dataclass(frozen=True)
class Closing:
    """Projects of the chain in its region: all, under way, late ones among these; share 0-1 of the gaps in quantity
    that those under way close (by value where every product has a price, else each gap alike, with the ends of the
    single gaps), None unknown; when
    the last of them starts, None where one does not say; rows of list 13 counted."""

    n_projects: int
    n_under_way: int
    n_late: int
    share: float | None
    share_lower: float | None
    share_upper: float | None
    date: str | None
    rows: tuple[int, ...]


def closing(facts: Facts, links: Mapping[str, MissingLink], weak: Mapping[str, WeakLink]) -> Closing:
    """Projects of list 13 against the chain's missing products and those made in too small quantity (W1)."""
    own = [(i, r) for i, r in enumerate(facts.snapshot.tables.rows("projects")) if _is_own(facts, r)]
    works = [(i, r) for i, r in own if r["phase"] in UNDER_WAY]
    as_of = facts.chain.as_of or facts.snapshot.as_of or ""
    late = {i for i, r in works if r["phase"] != RUNNING and (r["commission_date"] or as_of) < as_of}
    gaps = _gaps(facts, links, weak)
    in_time = [(i, r) for i, r in works if i not in late and r["product"] in gaps]
    shares = {code: _share(facts, code, gap, [r for _, r in in_time]) for code, gap in gaps.items()}
    dates = [r["commission_date"] for _, r in in_time]
    return Closing(
        len(own),
        len(works),
        len(late),
        *_mean(gaps, shares),
        max(dates, key=str) if dates and None not in dates else None,
        tuple(i for i, _ in in_time),
    )


def _is_own(facts: Facts, row: ProjectRow) -> bool:
    """Of the chain, and in the region, or somewhere the list does not say."""
    place = row["site_region"]
    return row["slot_chain"] == facts.chain.code and (not place or lies_in(place, facts.scope.region))


def _gaps(
    facts: Facts, links: Mapping[str, MissingLink], weak: Mapping[str, WeakLink]
) -> dict[str, tuple[float | None, float | None]]:
    """(quantity missing a year, price), None unknown, of each product that is missing or made too little of."""
    figures, index, price = facts.local.figures, facts.network.product_index, facts.network.product_price
    found = {}
    for code, link in links.items():
        p = index[code]
        if link.is_missing == "yes":
            gap = float(figures.demand[p])
        elif "W1" in weak[code].reasons:
            gap = float(figures.demand[p] - figures.capacity[p])
        else:
            continue
        told = gap if gap == gap else None
        found[code] = told, float(price[p]) if price[p] == price[p] else None
    return found


def _share(
    facts: Facts, code: str, gap: tuple[float | None, float | None], works: Sequence[ProjectRow]
) -> tuple[float, float]:
    """Least and most of a gap that its projects close: nothing is closed without one; a blank figure may close all."""
    unit = facts.names.row(code)["unit"]
    own = [r for r in works if r["product"] == code]
    added = [added_in(unit, r) for r in own]
    if not own:
        return 0.0, 0.0
    if gap[0] is None or gap[0] <= 0:
        return 0.0, 1.0
    least = min(1.0, sum(a or 0.0 for a in added) / gap[0])
    return least, 1.0 if None in added else least


def added_in(unit: str | None, row: Values) -> float | None:
    """Capacity a project adds, where it is told in the product's unit."""
    added: float | None = row["added_capacity"]
    return added if row["added_capacity_unit"] in (None, unit, f"{unit}/年") else None


def _mean(
    gaps: Mapping[str, tuple[float | None, float | None]], shares: Mapping[str, tuple[float, float]]
) -> tuple[float | None, float | None, float | None]:
    """(value, lower, upper) over gaps, weighted by what is missing in yuan where all of it is known."""
    if not gaps:
        return None, None, None
    told = [None if gap is None or price is None else gap * price for gap, price in gaps.values()]
    is_weighed = None not in told
    weights = [worth or 0.0 for worth in told] if is_weighed else [1.0] * len(told)
    total = sum(weights)
    if total <= 0:
        return None, 0.0, 1.0
    own = [shares[code] for code in gaps]
    ends = [sum(w * each[k] for w, each in zip(weights, own, strict=True)) / total for k in (0, 1)]
    value = ends[0] if ends[0] == ends[1] else None
    if is_weighed:
        return value, ends[0], ends[1]
    return value, min(least for least, _ in own), max(most for _, most in own)  # whatever each of them weighs

"""How far projects under way close a chain's gaps in quantity, and when; one that is late closes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphsvc.domain.control import lies_in
from graphsvc.domain.rounding import known
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
    single gaps), None unknown: what may be a gap counts in its ends; when the last of them starts, None where one does
    not say; rows of list 13 counted."""

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
    told = [(i, r) for i, r in in_time if gaps[r["product"] or ""].is_proven]
    return Closing(
        len(own),
        len(works),
        len(late),
        *_mean(gaps, shares),
        _last([r for _, r in told], [r for _, r in in_time]),
        tuple(i for i, _ in told),
    )


def _last(proven: Sequence[ProjectRow], possible: Sequence[ProjectRow]) -> str | None:
    """Day on which the last project starts; None where one does not say, or one of a gap that may be none is later."""
    ends = [max((r["commission_date"] or "9999" for r in rows), default="") for rows in (proven, possible)]
    return ends[0] if proven and ends[0] == ends[1] < "9999" else None


def _is_own(facts: Facts, row: ProjectRow) -> bool:
    """Of the chain, and in the region, or somewhere the list does not say."""
    place = row["site_region"]
    return row["slot_chain"] == facts.chain.code and (not place or lies_in(place, facts.scope.region))


@dataclass(frozen=True)
class _Gap:
    """Quantity missing a year and price of a product, None unknown; not ``is_proven``: it may be less, or none."""

    quantity: float | None
    price: float | None
    is_proven: bool

    @property
    def worth(self) -> float | None:
        """What is missing [yuan/yr]."""
        return None if self.quantity is None or self.price is None else self.quantity * self.price


def _gaps(facts: Facts, links: Mapping[str, MissingLink], weak: Mapping[str, WeakLink]) -> dict[str, _Gap]:
    """Each product that is missing or made too little of, or may be."""
    figures, index, price = facts.local.figures, facts.network.product_index, facts.network.product_price
    found = {}
    for code, link in links.items():
        p, short = index[code], weak[code]
        if link.is_missing == "yes":
            quantity, is_proven = float(figures.demand[p]), True
        elif "W1" in (*short.reasons, *short.possible):
            quantity, is_proven = float(figures.demand[p] - figures.capacity[p]), "W1" in short.reasons
        elif link.is_missing == "unknown":
            quantity, is_proven = float(figures.demand[p]), False
        else:
            continue
        found[code] = _Gap(known(quantity), known(float(price[p])), is_proven)
    return found


def _share(facts: Facts, code: str, gap: _Gap, works: Sequence[ProjectRow]) -> tuple[float, float]:
    """Least and most of a gap that its projects close: nothing is closed without one; a blank figure may close all,
    and so may any of a gap that may be smaller than it looks."""
    unit = facts.names.row(code)["unit"]
    own = [r for r in works if r["product"] == code]
    added = [added_in(unit, r) for r in own]
    if not own:
        return 0.0, 0.0
    if gap.quantity is None or gap.quantity <= 0:
        return 0.0, 1.0
    least = min(1.0, sum(a or 0.0 for a in added) / gap.quantity)
    return least, 1.0 if None in added or not gap.is_proven else least


def added_in(unit: str | None, row: Values) -> float | None:
    """Capacity a project adds, where it is told in the product's unit."""
    added: float | None = row["added_capacity"]
    return added if row["added_capacity_unit"] in (None, unit, f"{unit}/年") else None


def _mean(
    gaps: Mapping[str, _Gap], shares: Mapping[str, tuple[float, float]]
) -> tuple[float | None, float | None, float | None]:
    """(value, lower, upper) over gaps, weighted by what is missing in yuan where all of it is known; gaps that are not
    proven widen the ends. None where no gap is proven."""
    proven = [code for code, gap in gaps.items() if gap.is_proven]
    if not proven:
        return None, None, None
    told = [gaps[code].worth for code in proven]
    is_weighed = None not in told
    weights = [worth or 0.0 for worth in told] if is_weighed else [1.0] * len(told)
    total = sum(weights)
    if total <= 0:
        return None, 0.0, 1.0
    mean = [sum(w * shares[code][end] for w, code in zip(weights, proven, strict=True)) / total for end in (0, 1)]
    whatever = [shares[code] for code in gaps if code not in proven or not is_weighed]  # whatever each of them weighs
    lower = min([mean[0], *(least for least, _ in whatever)])
    upper = max([mean[1], *(most for _, most in whatever)])
    is_sure = mean[0] == mean[1] and (lower == upper or len(proven) == len(gaps))
    return mean[0] if is_sure else None, lower, upper

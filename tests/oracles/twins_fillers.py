"""Twins about who could fill a gap and who could enter a chain: slow, firm by firm, straight from the words.

``PlainOffers`` lies over a chain like ``PlainLists``: what lists 05, 06 and 15 tell beside it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tests.oracles.plain_chain import PlainCapacity, PlainChain
from tests.oracles.plain_lists import PlainLists
from tests.oracles.twins_firms import bought_by, is_local_source
from tests.oracles.twins_structure import (
    capacity,
    firm_of,
    groups,
    is_active,
    is_buyer_here,
    is_identified,
    is_made_here,
    known_output,
    nodes,
    product_of,
    purchases,
    region_prefix,
    site_region,
    sites,
    technical_inputs,
)

Place = tuple[float, float]
SMALL = ("中型", "小型", "微型", None)
STATUS = ("已认证", "送样", "潜在", None)


@dataclass(frozen=True)
class PlainListed:
    """A row of list 15; ``firm`` is an id of list 05 or None, then the name is ``示例外部<no>``."""

    no: int
    firm: str | None
    origin: str
    product: str
    spare: float | None = None
    status: str | None = None
    days: int | None = None


@dataclass(frozen=True, eq=False)
class PlainOffers:
    """``turns``: capacity row to (products it can turn to, days); ``places``: longitude, latitude [°] by firm."""

    turns: Mapping[int, tuple[tuple[str, ...], int | None]] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    sizes: Mapping[str, str | None] = field(default_factory=dict)
    listed: tuple[PlainListed, ...] = ()


@dataclass(frozen=True)
class Filler:
    """``in_region`` None: may be either. ``source``: the best row of list 15 about the firm."""

    way: str
    in_region: bool | None
    capacity: float | None
    spare: float | None
    days: int | None
    supplies: bool
    source: PlainListed | None
    from_product: str | None
    distance: float | None


def gap_fillers(chain: PlainChain, offers: PlainOffers, product: str, days: float) -> dict[tuple[str, str], Filler]:
    """By (firm id, or the name where no list knows the firm; way)."""
    buyers = [f.id for f in chain.firms if is_buyer_here(chain, f.id) and _wants(chain, f.id, product)]
    found: dict[tuple[str, str], Filler] = {}

    def add(
        firm: str, way: str, here: bool | None, capacity: float | None = None, spare: float | None = None,
        days: int | None = None, code: str | None = None,
    ) -> None:  # fmt: skip
        source = _best([row for row in offers.listed if row.product == product and row.firm == firm])
        supplies = any(row.supplier == firm for b in buyers for row in purchases(chain).get((b, product), ()))
        wait = source.days if source else None
        sure = supplies or (wait is None and source is not None and source.status == "已认证")
        if spare is None and source is not None and way != "converts":
            spare = source.spare
        near = [_km(offers.places[firm], offers.places[b]) for b in buyers
                if b != firm and b in offers.places and firm in offers.places]  # fmt: skip
        found[firm, way] = Filler(
            way, here, capacity, spare, days if way == "converts" else 0 if sure else wait,
            supplies, source, code, min(near, default=None),
        )  # fmt: skip

    for firm, made in nodes(chain):
        if made != product:
            continue
        if sites(chain, (firm, made)):
            size, output = capacity(chain, (firm, made)), known_output(chain, (firm, made))
            spare = None if size is None or output is None else max(0.0, size - output)
            add(firm, "makes", is_made_here(chain, (firm, made)), capacity=size, spare=spare)
        elif is_identified(firm) and (firm_of(chain, firm) is None or is_active(chain, firm)):
            rows = [row for row in chain.supplies if (row.supplier, row.product) == (firm, made)]
            add(firm, "sells", is_local_source(chain, rows[0]))
    for firm_id, line, wait in best_lines(chain, offers, product, days):
        size = line.design if line.effective is None else line.effective
        same = product_of(chain, line.product).unit == product_of(chain, product).unit
        spare = None if size is None or line.output is None or not same else max(0.0, size - line.output)
        here = _is_here(chain, site_region(chain, line))
        add(firm_id, "converts", here, capacity=size if same else None, spare=spare, days=wait, code=line.product)
    shown = {firm for firm, _ in found}
    for row in offers.listed:
        if row.product != product:
            continue
        if row.firm is None:
            found[f"示例外部{row.no}", "listed_source"] = Filler(
                "listed_source", False if row.origin.isalpha() else _is_here(chain, row.origin), None, row.spare,
                0 if row.days is None and row.status == "已认证" else row.days, False, row, None, None,
            )  # fmt: skip
        elif row.firm not in shown and is_active(chain, row.firm):
            add(row.firm, "listed_source", is_buyer_here(chain, row.firm))
    return found


def best_lines(
    chain: PlainChain, offers: PlainOffers, product: str, days: float = math.inf
) -> list[tuple[str, PlainCapacity, int | None]]:
    """The fastest present line of each active firm that does not make the product and can turn to it in time."""
    best: dict[str, tuple[tuple[float, float, str, int], PlainCapacity, int | None]] = {}
    for at, (targets, wait) in offers.turns.items():
        row = chain.capacities[at]
        if product not in targets or row.state != "现状" or not is_active(chain, row.firm):
            continue
        if sites(chain, (row.firm, product)) or (wait is not None and wait > days):
            continue
        size = row.design if row.effective is None else row.effective
        key = (math.inf if wait is None else wait, math.inf if size is None else -size, row.product, at)
        if row.firm not in best or key < best[row.firm][0]:
            best[row.firm] = (key, row, wait)
    return [(firm, row, wait) for firm, (_, row, wait) in sorted(best.items())]


def _best(rows: list[PlainListed]) -> PlainListed | None:
    def key(row: PlainListed) -> tuple[float, ...]:
        return (
            STATUS.index(row.status), math.inf if row.days is None else row.days,
            math.inf if row.spare is None else -row.spare,
        )  # fmt: skip

    return min(rows, key=key, default=None)


def _wants(chain: PlainChain, firm: str, product: str) -> bool:
    """It buys the product, or makes something that takes it where nothing else of its alternatives is bought."""
    if (firm, product) in purchases(chain):
        return True
    for maker, made in nodes(chain):
        for row in technical_inputs(chain, made) if maker == firm else ():
            mates = [m for m in technical_inputs(chain, made) if m.alt_group and m.alt_group == row.alt_group]
            if row.from_ == product and not any((firm, mate.from_) in purchases(chain) for mate in mates):
                return True
    return False


def _is_here(chain: PlainChain, region: str | None) -> bool:
    return region is not None and region.startswith(region_prefix(chain.region))


def _km(one: Place, other: Place) -> float:
    """Great-circle distance by the chord through the sphere."""
    points = []
    for lon, lat in (one, other):
        a, b = math.radians(lon), math.radians(lat)
        points.append((math.cos(b) * math.cos(a), math.cos(b) * math.sin(a), math.sin(b)))
    return 2 * 6371.0088 * math.asin(min(1.0, math.dist(*points) / 2))


@dataclass(frozen=True)
class Entrant:
    """``quantity`` bought outside: None unless every outside row tells it. ``amount``, ``share``: None unless sure."""

    way: str
    days: int | None
    spare: float | None
    quantity: float | None
    share: float | None


def chain_entrants(
    chain: PlainChain, lists: PlainLists, offers: PlainOffers, buyer: str
) -> dict[tuple[str, str], Entrant]:
    """By (product, candidate)."""
    found = {}
    for bought in bought_by(chain, lists, buyer):
        if not bought.has_outsider:
            continue
        product, rows = bought.product, purchases(chain)[buyer, bought.product]
        away = [row.qty for row in rows if is_local_source(chain, row) is False]
        told = [qty for qty in away if qty]
        quantity = sum(told) if len(told) == len(away) else None
        share = bought.outside / bought.amount if bought.outside is not None and bought.amount else None
        barred = {row.supplier for row in rows}
        lines = {firm: (row, wait) for firm, row, wait in best_lines(_here_only(chain), offers, product)}
        for firm in chain.firms:
            if firm.id in barred or groups(chain).get(firm.id) == groups(chain).get(buyer):
                continue
            if not is_buyer_here(chain, firm.id) or offers.sizes.get(firm.id) not in SMALL:
                continue
            if is_made_here(chain, (firm.id, product)):
                size, output = capacity(chain, (firm.id, product)), known_output(chain, (firm.id, product))
                spare = None if size is None or output is None else max(0.0, size - output)
                found[product, firm.id] = Entrant("makes", 0, spare, quantity, share)
            elif firm.id in lines and not sites(chain, (firm.id, product)):
                row, wait = lines[firm.id]
                size = row.design if row.effective is None else row.effective
                same = product_of(chain, row.product).unit == product_of(chain, product).unit
                spare = None if size is None or row.output is None or not same else max(0.0, size - row.output)
                found[product, firm.id] = Entrant("converts", wait, spare, quantity, share)
    return found


def _here_only(chain: PlainChain) -> PlainChain:
    """The chain with every line outside the region at rest; positions stay."""
    rows = tuple(
        row if _is_here(chain, site_region(chain, row)) else replace(row, state="停产") for row in chain.capacities
    )
    return replace(chain, capacities=rows)


def fit_ends(days: float | None, spare: float | None, quantity: float | None, share: float | None) -> list[float]:
    """Fit with every unknown at its worst, and at its best."""
    ready = [0.0, 1.0] if days is None else [max(0.0, 1 - days / 365)] * 2
    covers = [0.0, 0.0 if spare == 0 else 1.0]
    if spare is not None and quantity is not None:
        covers = [min(1.0, spare / quantity)] * 2
    need = [0.0, 1.0] if share is None else [share] * 2
    return [(ready[i] + covers[i] + need[i]) / 3 for i in (0, 1)]

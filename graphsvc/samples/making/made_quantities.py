"""How much each sample firm makes: the output of every product split over its makers, and capacity above it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from random import Random

from graphsvc.samples.making.chain_sources import Sources, chain_folders, plain, read_sources
from graphsvc.samples.making.made_demand import USUAL_UTILIZATION, demand, hand_makers_of, outside_share, stated_output
from graphsvc.samples.making.made_firms import Firm, register


@dataclass(frozen=True)
class Holding:
    """What one firm makes of one product per year, in the product's unit."""

    firm: Firm
    product: str
    output: float
    capacity: float
    is_by_hand: bool


@cache
def holdings(sources: Sources) -> Mapping[str, tuple[Holding, ...]]:
    """Makers of each product with output and capacity; products of other chains are not among them."""
    made = demand(sources).output
    found = {}
    for code in sources.products:
        if code in hand_makers_of(sources):
            found[code] = _by_hand(sources, code, made[code])
        elif code in made:
            found[code] = _generated(sources, code, made[code])
    return found


def _generated(sources: Sources, code: str, output: float) -> tuple[Holding, ...]:
    dice = Random(f"{sources.make['seed']}/output/{code}")  # noqa: S311 - a sample, not a secret
    makers = register(sources).makers[code]
    part_outside = outside_share(sources, code) if any(f.is_outside for f in makers) else 0.0
    weights = {id(firm): dice.uniform(0.85, 1.25) for firm in makers}
    found = []
    for firm in makers:
        total = sum(weights[id(f)] for f in makers if f.is_outside == firm.is_outside)
        part = part_outside if firm.is_outside else 1.0 - part_outside
        own = float(plain(output * part * weights[id(firm)] / total))
        utilization = float(sources.of_product(code, "utilization", dice.uniform(0.82, 0.92)))
        found.append(Holding(firm, code, own, _round_up(own / utilization), False))
    return tuple(found)


def _by_hand(sources: Sources, code: str, output: float) -> tuple[Holding, ...]:
    """Rows by hand; what blank rows leave open shares the rest of the output equally."""
    rows = hand_makers_of(sources)[code]
    by_name = register(sources).by_name
    filled = fill_capacities(sources, code, output)
    totals: dict[str, tuple[Firm, float, float]] = {}
    for row, (_, capacity, made) in zip(rows, filled, strict=True):
        firm = by_name.get(row["企业(信用代码或名称)"])
        if firm is None:
            continue
        before = totals.get(firm.code, (firm, 0.0, 0.0))
        totals[firm.code] = (firm, before[1] + made, before[2] + capacity)
    return tuple(Holding(firm, code, made, capacity, True) for firm, made, capacity in totals.values())


def fill_capacities(sources: Sources, code: str, output: float) -> list[tuple[float, float, float]]:
    """(design, effective, output) of each capacity row by hand of one product, blanks filled."""
    rows = hand_makers_of(sources)[code]
    stated = [stated_output(row) for row in rows]
    open_rows = stated.count(None)
    rest = max(0.0, output - sum(x for x in stated if x is not None)) / max(1, open_rows)
    utilization = float(sources.of_product(code, "utilization", USUAL_UTILIZATION))
    found = []
    for row, made in zip(rows, stated, strict=True):
        own = float(plain(rest)) if made is None else made
        effective = float(row.get("有效产能") or row.get("设计产能") or _round_up(own / utilization))
        found.append((float(row.get("设计产能") or effective), effective, own))
    return found


def _round_up(value: float) -> float:
    """Three significant digits, never below the value: capacities are round figures."""
    short = float(f"{value:.3g}")
    return short if short >= value else float(f"{value * 1.005:.3g}")


@cache
def owners(sources: Sources) -> Mapping[str, Sources]:
    """The chain that makes each shared product of a chain; products that no chain owns are missing."""
    wanted = {code for code, product in sources.products.items() if product.owned}
    found: dict[str, Sources] = {}
    for folder in chain_folders() if wanted else ():
        other = read_sources(folder)
        for code in wanted & set(other.products):
            if not other.products[code].owned:
                found[code] = other
    return found


def makers_of(sources: Sources, code: str) -> tuple[Holding, ...]:
    """Makers of a product, wherever their chain stands."""
    if sources.products[code].owned:
        owner = owners(sources).get(code)
        return holdings(owner).get(code, ()) if owner is not None else ()
    return holdings(sources).get(code, ())

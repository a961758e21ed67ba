"""Twins about single firms: local supply of lead firms, industries covered, days a firm survives without an input."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from tests.oracles.plain_chain import AS_OF, PlainChain, PlainSupply
from tests.oracles.plain_lists import PlainLists, facts_of
from tests.oracles.twins_hits import is_country, origins_of
from tests.oracles.twins_structure import (
    Need,
    Node,
    firm_of,
    is_active,
    is_buyer_here,
    is_identified,
    is_listed_in_full,
    is_made_here,
    known_fraction,
    needs,
    network_products,
    nodes,
    nodes_of,
    product_of,
    purchases,
    region_prefix,
    sites,
)
from tests.oracles.twins_time import RECOVERY, STOCK_DEFAULT, stock_of
from tests.oracles.twins_told import is_mix_told

INDUSTRIES = Path(__file__).parents[2] / "graphsvc" / "domain" / "reference" / "industries.csv"
Extreme = Callable[[Iterable[float]], float]
DIGITS = {"division": 2, "group": 3, "class": 4}


# --- local supply ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bought:
    """``amount``: 万元 a year over all sources; ``None`` where a source or its amount is not told.

    ``local_makers`` are others than the firm itself.
    """

    firm: str
    product: str
    amount: float | None
    outside: float | None
    made_here: bool
    local_makers: tuple[str, ...]
    has_outsider: bool


@dataclass(frozen=True)
class Rate:
    """``None`` where an amount is not told (then nothing but 0 to 1 is sure) or a source has no origin."""

    value: float | None
    lower: float
    upper: float


def lead_firms(chain: PlainChain, lists: PlainLists) -> list[str]:
    """Named leads, else firms with that role, else makers of final products; those in the region."""
    by_role = [firm.id for firm in chain.firms if facts_of(lists, firm.id).role == "链主"]
    by_product = [node[0] for node in nodes(chain) if node[1] in chain.finals and is_made_here(chain, node)]
    here = [[firm for firm in firms if is_buyer_here(chain, firm)] for firms in (lists.leads, by_role)]
    return sorted(set(next((firms for firms in here if firms), by_product)))


def amount_of(chain: PlainChain, lists: PlainLists, row: PlainSupply) -> float | None:
    """Told amount, else quantity at the product's price; 万元."""
    told = lists.amounts.get(chain.supplies.index(row))
    price = product_of(chain, row.product).price
    if told is not None or row.qty is None or price is None:
        return told
    return row.qty * price / 1e4


def is_local_source(chain: PlainChain, row: PlainSupply) -> bool | None:
    """From a maker with a present site in the region, or registered there where no site is known.

    Sites of the product decide, else those of the firm's other products.
    """
    node = (row.supplier, row.product)
    if sites(chain, node):
        return is_made_here(chain, node)
    firm = firm_of(chain, row.supplier)
    if firm and any(sites(chain, other) for other in nodes_of(chain, [row.supplier])):
        return is_buyer_here(chain, row.supplier)
    if firm:
        return firm.region.startswith(region_prefix(chain.region))
    origins = origins_of(chain, row.supplier)
    if not origins or not is_identified(row.supplier):
        return None
    inside = {not is_country(code) and code.startswith(region_prefix(chain.region)) for code in origins}
    return inside.pop() if len(inside) == 1 else None


def bought_by(chain: PlainChain, lists: PlainLists, firm: str) -> list[Bought]:
    """One row per product the firm buys, sorted by product."""
    found = []
    for (buyer, product), rows in sorted(purchases(chain).items()):
        if buyer != firm:
            continue
        amounts = [amount_of(chain, lists, row) for row in rows]
        locals_ = [is_local_source(chain, row) for row in rows]
        known = [amount for amount in amounts if amount is not None]
        is_whole = is_listed_in_full(chain, (buyer, product)) or known_fraction(chain, (buyer, product)) > 1 - 1e-9
        is_told = len(known) == len(rows) and is_whole
        away = [amount or 0.0 for amount, here in zip(amounts, locals_, strict=True) if here is False]
        makers = {f for f, p in nodes(chain) if p == product and is_made_here(chain, (f, p))} - {firm}
        found.append(
            Bought(
                firm=firm,
                product=product,
                amount=sum(known) if is_told else None,
                outside=sum(away) if is_told and None not in locals_ else None,
                made_here=bool(makers),
                local_makers=tuple(sorted(makers)),
                has_outsider=False in locals_,
            )
        )
    return found


def local_rate(chain: PlainChain, lists: PlainLists, firm: str) -> Rate:
    """Share of the firm's purchases by value that comes from here; bounds 0 and 1 where an amount is not told."""
    bought = bought_by(chain, lists, firm)
    total = sum(row.amount or 0.0 for row in bought)
    if any(row.amount is None for row in bought) or total <= 0:
        return Rate(None, 0.0, 1.0)
    here, unknown = 0.0, 0.0
    for row in chain.supplies:
        if row.buyer == firm:
            amount, is_local = amount_of(chain, lists, row) or 0.0, is_local_source(chain, row)
            here += amount if is_local else 0.0
            unknown += amount if is_local is None else 0.0
    return Rate(here / total if unknown == 0 else None, here / total, (here + unknown) / total)


# --- industries -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Coverage:
    """``covered``: True, False, or ``None`` where a firm's size or the list's end is not told."""

    code: str
    name: str
    covered: bool | None
    n_firms: int


def industry_coverage(
    chain: PlainChain,
    lists: PlainLists,
    *,
    level: str = "division",
    above_scale_only: bool = True,
    any_code: bool = False,
) -> list[Coverage]:
    """Every code of mining, manufacturing and utilities at the level, in order.

    A code shorter than the level covers nothing for sure and may be any of its children.
    """
    sure: dict[str, set[str]] = {}
    perhaps: set[str] = set()
    codes = _codes(level)
    for firm in chain.firms:
        facts = facts_of(lists, firm.id)
        if not is_active(chain, firm.id) or not is_buyer_here(chain, firm.id):
            continue
        if above_scale_only and facts.above_scale is False:
            continue
        is_counted = not above_scale_only or facts.above_scale is True
        for code in (facts.codes if any_code else facts.codes[:1]) or ("",):  # without a code it may be any
            held = code[: DIGITS[level]]
            if is_counted and len(held) == DIGITS[level]:
                sure.setdefault(held, set()).add(firm.id)
            else:
                perhaps |= {child for child, _ in codes if child.startswith(held)}
    rest = False if "05" in chain.complete else None
    return [
        Coverage(
            code,
            name,
            True if code in sure else None if code in perhaps else rest,
            len(sure.get(code, ())),
        )
        for code, name in codes
    ]


def _codes(level: str) -> list[tuple[str, str]]:
    with INDUSTRIES.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["level"] == level and row["section"] in ("B", "C", "D")]
    return sorted((row["code"], row["name"]) for row in rows)


# --- survival -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Survival:
    """``days``: of the first essential need to run dry. ``lower``, ``upper``: with blank stocks at 0 and at twice the
    default, and a mix of alternatives that nobody told all of the input that lasts least, or longest.

    ``binding``: the inputs of that need, several where they are alternatives.
    """

    firm: str
    product: str
    days: float
    lower: float
    upper: float
    binding: tuple[str, ...]
    is_tied: bool
    breaks_on: str


def survivals(chain: PlainChain, *, product: str | None = None) -> list[Survival]:
    """Every node of the chain made in the region that has an essential need with recorded sources.

    ``product``: of its makers all needs, of everybody else this input alone, alternatives left aside.
    """
    found = []
    for node in nodes(chain):
        if node[1] not in network_products(chain) or not is_made_here(chain, node):
            continue
        wanted = [need for need in needs(chain, node) if need.essential and not need.is_unknown]
        if product is not None and node[1] != product:
            bought = [need for need in wanted if product in [code for code, _, _ in need.mix]]
            wanted = [Need(True, ((product, None, 1.0),))] if bought else []
        if wanted:
            found.append(_survival(chain, node, wanted))
    return sorted(found, key=lambda row: (row.days, row.firm, row.product))


def stock_days(chain: PlainChain, node: Node, need: Need, default: float) -> float:
    """Days of base use that the stocks of a need last: those of its alternatives weighted by the present mix."""
    return sum(part * stock_of(chain, (node[0], code), default) for code, _, part in need.mix)


def stock_days_at(chain: PlainChain, node: Node, need: Need, default: float, extreme: Extreme) -> float:
    """The same where the mix may be anything: all of what lasts least (``min``) or longest (``max``)."""
    if is_mix_told(chain, node, need):
        return stock_days(chain, node, need, default)
    return extreme(stock_of(chain, (node[0], code), default) for code, _, _ in need.mix)


def _survival(chain: PlainChain, node: Node, wanted: list[Need]) -> Survival:
    each = [stock_days(chain, node, need, STOCK_DEFAULT) for need in wanted]
    days = min(each)
    binding = [need for need, held in zip(wanted, each, strict=True) if abs(held - days) < 1e-9]
    return Survival(
        firm=node[0],
        product=node[1],
        days=days,
        lower=min(stock_days_at(chain, node, need, 0.0, min) for need in wanted),
        upper=min(stock_days_at(chain, node, need, 2 * STOCK_DEFAULT, max) for need in wanted),
        binding=tuple(code for code, _, _ in binding[0].mix),
        is_tied=len(binding) > 1,
        breaks_on=(date.fromisoformat(AS_OF) + timedelta(days=int(days + 1e-9))).isoformat(),
    )


def recovery_of_sources(chain: PlainChain, firm: str, product: str) -> float:
    """Slowest own recovery of a recorded source of one purchase."""
    return max(_recovery(chain, row) for row in purchases(chain)[firm, product])


def _recovery(chain: PlainChain, row: PlainSupply) -> float:
    """Own recovery of one source of one product: its slowest site, without a site its slowest sale; what one of them
    leaves blank takes the default."""
    default = float(RECOVERY[product_of(chain, row.product).nature])
    told: list[float | None] = [place.ttr for place in sites(chain, (row.supplier, row.product))]
    told = told or [
        other.switch_days for other in chain.supplies if (other.supplier, other.product) == (row.supplier, row.product)
    ]
    return max(default if days is None else float(days) for days in told)

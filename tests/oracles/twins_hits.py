"""What fails together when a site, park, region, country, corridor or product is lost, and what follows.

A hit is what an outage takes: a share of each node, and rows of trade that no longer arrive. Everything of
``twins_steady`` and ``twins_time`` is said here once more, slowly, for hits instead of firms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from tests.oracles.plain_chain import PlainCapacity, PlainChain, PlainSupply
from tests.oracles.twins_steady import MAX_ROUNDS, SETTLED, dilution, losses_at_sites
from tests.oracles.twins_structure import (
    Need,
    Node,
    Purchase,
    entities,
    final_output,
    firm_of,
    is_identified,
    known_fraction,
    known_shares,
    needs,
    nodes,
    nodes_of,
    purchases,
    region_prefix,
    remembered,
    site_region,
    sites,
)
from tests.oracles.twins_time import STEP, STOCK_DEFAULT, components, stock_of, users

HOME_COUNTRY = "CN"
KINDS = ("firm", "group", "site", "park", "region", "country", "corridor", "product")

Row = tuple[str, str, str]  # supplier, buyer, product


@dataclass(frozen=True)
class Hit:
    """``losses``: lost share of nodes; ``cuts``: trade that does not arrive."""

    losses: Mapping[Node, float] = field(default_factory=dict)
    cuts: frozenset[Row] = frozenset()


UNHURT = Hit()


# --- what belongs to an entity --------------------------------------------------------------------------


def site_id(row: PlainCapacity) -> str:
    """A firm's one nameless site is called as the firm."""
    return row.firm if row.site is None else f"{row.firm}#{row.site}"


def origins_of(chain: PlainChain, supplier: str) -> set[str]:
    """Where an external source sits: what its rows tell, else what its id tells; countries and regions alike."""
    told = {row.origin for row in chain.supplies if row.supplier == supplier and row.origin}
    parts = supplier.split(":")
    return told or ({parts[1]} if len(parts) == 3 and is_identified(supplier) else set())


def is_country(code: str) -> bool:
    return code.isalpha()


def _region_of_siteless(chain: PlainChain, firm_id: str) -> set[str]:
    firm = firm_of(chain, firm_id)
    return {firm.region} if firm else {code for code in origins_of(chain, firm_id) if not is_country(code)}


def _countries(chain: PlainChain, firm_id: str) -> set[str]:
    if firm_of(chain, firm_id):
        return {HOME_COUNTRY}
    found = origins_of(chain, firm_id)
    return {code if is_country(code) else HOME_COUNTRY for code in found}


def _at_sites(chain: PlainChain, is_hit: Callable[[PlainCapacity], bool], siteless: Iterable[str]) -> Hit:
    """Sites that are hit, and all siteless nodes of some firms."""
    wanted = set(siteless)
    lost = {node: 1.0 for node in nodes(chain) if node[0] in wanted and not sites(chain, node)}
    return Hit({**losses_at_sites(chain, is_hit), **lost})


def hit_of(chain: PlainChain, kind: str, entity: str, product: str | None = None) -> Hit:
    """What the outage of one entity takes; ``product`` narrows it to one product.

    A region takes everything inside it. Sources that nobody named keep flowing, whatever fails.
    """
    hit = _hit_of(chain, kind, entity)
    if product is None:
        return hit
    return Hit(
        {node: loss for node, loss in hit.losses.items() if node[1] == product},
        frozenset(row for row in hit.cuts if row[2] == product),
    )


def _hit_of(chain: PlainChain, kind: str, entity: str) -> Hit:
    named = {firm for firm, _ in nodes(chain) if is_identified(firm)}
    if kind in ("firm", "group"):
        return Hit(dict.fromkeys(nodes_of(chain, entities(chain, kind).get(entity, frozenset())), 1.0))
    if kind == "site":
        return _at_sites(chain, lambda row: site_id(row) == entity, {entity} & named)
    if kind == "park":
        return _at_sites(chain, lambda row: row.park == entity, ())
    if kind == "region":
        prefix = region_prefix(entity)

        def is_in(code: str | None) -> bool:
            return code is not None and code.startswith(prefix)

        there = {firm for firm in named if any(is_in(code) for code in _region_of_siteless(chain, firm))}
        return _at_sites(chain, lambda row: is_in(site_region(chain, row)), there)
    if kind == "country":
        return Hit({node: 1.0 for node in nodes(chain) if entity in _countries(chain, node[0])})
    if kind == "corridor":
        return Hit({}, frozenset(key(row) for row in chain.supplies if row.corridor == entity))
    if kind == "product":
        return Hit({node: 1.0 for node in nodes(chain) if node[1] == entity and node[0] in named})
    raise ValueError(kind)


def final_makers(chain: PlainChain) -> list[Node]:
    """Nodes of a final product, sellers without a plant told included; the region does not cut the network."""
    return [node for node in nodes(chain) if node[1] in chain.finals and is_identified(node[0])]


@remembered
def upstream_purchases(chain: PlainChain) -> frozenset[Purchase]:
    """Purchases that the makers of final products, wherever they are, live on through any number of tiers."""
    found: set[Purchase] = set()
    frontier = final_makers(chain)
    while frontier:
        node = frontier.pop()
        bought = {(node[0], product) for need in needs(chain, node) for product, _, _ in need.mix}
        for purchase in bought - found:
            found.add(purchase)
            frontier += [(row.supplier, row.product) for row in purchases(chain)[purchase]]
    return frozenset(found)


def key(row: PlainSupply) -> Row:
    return row.supplier, row.buyer, row.product


# --- L0 and L1 ------------------------------------------------------------------------------------------


def fallen_nodes(chain: PlainChain, hit: Hit) -> set[Node]:
    """Nodes that stop in the end, those the hit takes whole included."""
    down = {node for node, loss in hit.losses.items() if loss >= 1}

    def is_served(purchase: Purchase) -> bool:
        return any(
            (row.supplier, row.product) not in down and key(row) not in hit.cuts for row in purchases(chain)[purchase]
        )

    def fails(node: Node) -> bool:
        return any(
            need.essential
            and not need.is_unknown
            and not any(is_served((node[0], product)) for product, _, _ in need.mix)
            for need in needs(chain, node)
        )

    while True:
        more = {node for node in nodes(chain) if node not in down and fails(node)}
        if not more:
            return down
        down |= more


def fallen_others(chain: PlainChain, hit: Hit) -> list[str]:
    """Firms all of whose nodes stop although the hit touches none of them, sorted."""
    down = fallen_nodes(chain, hit)
    standing = {firm for firm, product in nodes(chain) if (firm, product) not in down}
    touched = {firm for firm, _ in hit.losses}
    return sorted({firm for firm, _ in down} - standing - touched)


def _bought(chain: PlainChain, purchase: Purchase, hit: Hit, level: Callable[[Node], float]) -> float:
    known = known_shares(chain, purchase)
    arrives = sum(
        share * level((supplier, purchase[1]))
        for supplier, share in known.items()
        if (supplier, *purchase) not in hit.cuts
    )
    return min(1.0, arrives + 1 - known_fraction(chain, purchase))


def levels_after(chain: PlainChain, hit: Hit) -> dict[Node, float]:
    """Greatest fixpoint of the proportional model."""
    level = dict.fromkeys(nodes(chain), 1.0)

    def supplied(node: Node, need: Need) -> float:
        if need.is_unknown:
            return 1.0
        return sum(part * _bought(chain, (node[0], product), hit, level.__getitem__) for product, _, part in need.mix)

    for _ in range(MAX_ROUNDS):
        after = {node: (1 - hit.losses.get(node, 0.0)) * dilution(chain, node, supplied) for node in level}
        change = max((abs(after[node] - level[node]) for node in level), default=0.0)
        level = after
        if change < SETTLED:
            break
    return level


def impact_of(chain: PlainChain, hit: Hit) -> float:
    """Share of final output lost in the end without substitution."""
    return 1 - final_output(chain, levels_after(chain, hit).__getitem__)


# --- L2 -------------------------------------------------------------------------------------------------


@remembered
def _order(chain: PlainChain) -> tuple[tuple[frozenset[tuple[str, Node]], tuple[tuple[str, Node], ...]], ...]:
    return tuple((part, tuple(sorted(part, reverse=True))) for part in components(chain))  # purchases before nodes


def play(
    chain: PlainChain,
    hit_at: Callable[[float], Hit],
    n_steps: int,
    *,
    stock_default: float = STOCK_DEFAULT,
) -> list[dict[Node, float]]:
    """Levels of all nodes at the start of each quarter-day step, under the hit of that moment."""
    initial = {purchase: stock_of(chain, purchase, stock_default) for purchase in purchases(chain)}
    stock = dict(initial)
    level = dict.fromkeys(nodes(chain), 1.0)
    inflow: dict[Purchase, float] = {}
    steps: list[dict[Node, float]] = []

    def available(purchase: Purchase) -> float:
        return min(1.0, inflow[purchase] + stock[purchase] / STEP)

    def supplied(node: Node, need: Need) -> float:
        if need.is_unknown:
            return 1.0
        return sum(part * available((node[0], product)) for product, _, part in need.mix)

    def used(purchase: Purchase) -> float:
        total = 0.0
        for node, part in users(chain, purchase):
            for need in needs(chain, node):
                if purchase[1] in [product for product, _, _ in need.mix]:
                    supply = supplied(node, need)
                    if supply > 0:
                        total += part * available(purchase) * min(1.0, level[node] / supply)
        return total

    for at in range(n_steps):
        hit = hit_at(at * STEP)
        before = level
        level = dict(before)
        for part, members in _order(chain):
            for kind, name in members:
                if kind == "node":
                    level[name] = (1 - hit.losses.get(name, 0.0)) * dilution(chain, name, supplied)
                else:
                    seen = {
                        (supplier, name[1]): (before if ("node", (supplier, name[1])) in part else level)
                        for supplier in known_shares(chain, name)
                    }
                    arriving = sum(
                        share * seen[supplier, name[1]][supplier, name[1]]
                        for supplier, share in known_shares(chain, name).items()
                        if (supplier, *name) not in hit.cuts
                    )
                    inflow[name] = arriving + 1 - known_fraction(chain, name)
        steps.append(level)
        stock = {
            purchase: min(initial[purchase], max(0.0, held + (inflow[purchase] - used(purchase)) * STEP))
            for purchase, held in stock.items()
        }
    return steps


def outage(chain: PlainChain, hit: Hit, days: float, horizon: float) -> list[dict[Node, float]]:
    """Levels while the hit lasts ``days`` from day 0, over all steps that start before ``horizon``."""
    n_steps = 0
    while n_steps * STEP < horizon:
        n_steps += 1
    return play(chain, lambda day: hit if day < days else UNHURT, n_steps)

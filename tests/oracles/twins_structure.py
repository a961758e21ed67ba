"""What a plain chain is made of: nodes, purchases, shares, needs, groups, weights. Slow and obvious.

A node is (firm, product), a purchase is (buyer, product). ``worst`` everywhere: whatever is unknown fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from tests.oracles.plain_chain import PlainCapacity, PlainChain, PlainFirm, PlainInput, PlainProduct, PlainSupply

Node = tuple[str, str]
Purchase = tuple[str, str]

ACTIVE = ("存续", "在业", None, "")
UNIDENTIFIED = ("ext:other:", "ext:unknown:")
OPTIONAL = "非必需"
STATE_SUPERVISION = ("国资委", "国有资产监督管理")

remembered = lru_cache(maxsize=4096)


@dataclass(frozen=True)
class Need:
    """What one node needs of one input, or of one group of alternatives.

    ``mix`` is (product, coefficient, share of the present mix) of the alternatives that count; empty when no
    purchase of any of them has a recorded source (an unknown need). ``weight``: cost share, non-essential only.
    """

    essential: bool
    mix: tuple[tuple[str, float | None, float], ...]
    weight: float = 0.0

    @property
    def is_unknown(self) -> bool:
        return not self.mix


def is_identified(supplier: str) -> bool:
    """False for the remainder and for sources nobody named."""
    return not supplier.startswith(UNIDENTIFIED)


def firm_of(chain: PlainChain, firm_id: str) -> PlainFirm | None:
    """The firm's row, ``None`` for an external."""
    return next((firm for firm in chain.firms if firm.id == firm_id), None)


def is_active(chain: PlainChain, firm_id: str) -> bool:
    firm = firm_of(chain, firm_id)
    return firm is not None and firm.status in ACTIVE


@remembered
def product_of(chain: PlainChain, code: str) -> PlainProduct:
    return next(product for product in chain.products if product.code == code)


@remembered
def sites(chain: PlainChain, node: Node) -> tuple[PlainCapacity, ...]:
    """Present capacity rows of an active firm for the product; empty for an external."""
    if not is_active(chain, node[0]):
        return ()
    return tuple(row for row in chain.capacities if (row.firm, row.product) == node and row.state == "现状")


@remembered
def nodes(chain: PlainChain) -> tuple[Node, ...]:
    """Makers with present capacity, and every supplier a trade row names; sorted."""
    makers = {(row.firm, row.product) for row in chain.capacities if sites(chain, (row.firm, row.product))}
    return tuple(sorted(makers | {(row.supplier, row.product) for row in chain.supplies}))


def nodes_of(chain: PlainChain, firms: Iterable[str]) -> list[Node]:
    wanted = set(firms)
    return [node for node in nodes(chain) if node[0] in wanted]


@remembered
def purchases(chain: PlainChain) -> dict[Purchase, tuple[PlainSupply, ...]]:
    """Recorded sources of each (buyer, product)."""
    found: dict[Purchase, tuple[PlainSupply, ...]] = {}
    for row in chain.supplies:
        found[row.buyer, row.product] = (*found.get((row.buyer, row.product), ()), row)
    return found


# --- regions and groups ---------------------------------------------------------------------------------


def region_prefix(code: str) -> str:
    """A region code without its trailing pairs of zeros."""
    while code.endswith("00"):
        code = code[:-2]
    return code


def is_inside(chain: PlainChain, code: str | None) -> bool:
    return code is not None and code.startswith(region_prefix(chain.region))


def site_region(chain: PlainChain, row: PlainCapacity) -> str | None:
    firm = firm_of(chain, row.firm)
    return row.site_region or (firm.region if firm else None)


def is_made_here(chain: PlainChain, node: Node) -> bool:
    """Some present site of the node lies in the chain's region."""
    return any(is_inside(chain, site_region(chain, row)) for row in sites(chain, node))


def part_here(chain: PlainChain, node: Node) -> float:
    """Part of the node's capacity that stands in the region; by number of sites where a capacity is unknown."""
    rows = sites(chain, node)
    held = [_first(row.effective, row.design) for row in rows]
    known = [size for size in held if size is not None]
    sizes = known if len(known) == len(rows) and sum(known) > 0 else [1.0] * len(rows)
    inside = sum(size for size, row in zip(sizes, rows, strict=True) if is_inside(chain, site_region(chain, row)))
    return inside / sum(sizes) if rows else 0.0


def is_buyer_here(chain: PlainChain, firm_id: str) -> bool:
    """An active firm with a present site in the region; without any present site its registration decides."""
    firm = firm_of(chain, firm_id)
    if firm is None or not is_active(chain, firm_id):
        return False
    own = [row for row in chain.capacities if row.firm == firm_id and row.state == "现状"]
    if not own:
        return is_inside(chain, firm.region)
    return any(is_inside(chain, site_region(chain, row)) for row in own)


@remembered
def groups(chain: PlainChain) -> dict[str, str]:
    """Firm or external id to control group: the root controller, the firm itself where none is known."""
    ids = {firm.id for firm in chain.firms} | {row.supplier for row in chain.supplies}
    return {each: _root(chain, each) for each in sorted(ids)}


def _root(chain: PlainChain, start: str) -> str:
    seen = [start]
    while True:
        firm = firm_of(chain, seen[-1])
        if firm is None or not firm.controller or any(word in firm.controller for word in STATE_SUPERVISION):
            return seen[-1]
        if firm.controller in seen:
            return min(seen[seen.index(firm.controller) :])
        seen.append(firm.controller)


def entities(chain: PlainChain, kind: str = "group") -> dict[str, frozenset[str]]:
    """Entity id to the firms (with a node) that fail together; ``kind`` is ``firm`` or ``group``."""
    found: dict[str, frozenset[str]] = {}
    for firm_id, _ in nodes(chain):
        if is_identified(firm_id):
            name = groups(chain)[firm_id] if kind == "group" else firm_id
            found[name] = found.get(name, frozenset()) | {firm_id}
    return found


# --- quantities -----------------------------------------------------------------------------------------


def known_output(chain: PlainChain, node: Node) -> float | None:
    """Recorded output, ``None`` unless every present row has it."""
    outputs = [row.output for row in sites(chain, node)]
    known = [output for output in outputs if output is not None]
    return sum(known) if outputs and len(known) == len(outputs) else None


def capacity(chain: PlainChain, node: Node) -> float | None:
    """Effective, else design capacity, ``None`` unless every present row has one."""
    rows = sites(chain, node)
    known = [_first(row.effective, row.design) for row in rows]
    held = [value for value in known if value is not None]
    return sum(held) if rows and len(held) == len(rows) else None


def base_output(chain: PlainChain, node: Node) -> float:
    """Output, else effective, else design capacity, row by row; 1 where no row tells any."""
    held = [_first(row.output, row.effective, row.design) for row in sites(chain, node)]
    known = [value for value in held if value is not None]
    return sum(known) if known else 1.0


def _first(*values: float | None) -> float | None:
    return next((value for value in values if value is not None), None)


# --- needs ----------------------------------------------------------------------------------------------


@remembered
def technical_inputs(chain: PlainChain, product: str) -> tuple[PlainInput, ...]:
    return tuple(row for row in chain.inputs if row.to == product)


def extra_purchases(chain: PlainChain, node: Node) -> list[str]:
    """Products the firm buys although no product it makes is known to need them: essential for all of them."""
    firm_id, product = node
    if firm_of(chain, firm_id) is None:
        return []
    own = [made for firm, made in nodes(chain) if firm == firm_id]
    needed = {row.from_ for made in own for row in technical_inputs(chain, made)}
    bought = [bought for buyer, bought in purchases(chain) if buyer == firm_id]
    return sorted(bought_one for bought_one in bought if bought_one not in needed and bought_one != product)


@remembered
def needs(chain: PlainChain, node: Node) -> tuple[Need, ...]:
    """All needs of a node; externals have none."""
    firm_id, product = node
    if firm_of(chain, firm_id) is None:
        return ()
    found = []
    alternatives: dict[str, list[PlainInput]] = {}
    for row in technical_inputs(chain, product):
        if row.alt_group:
            alternatives.setdefault(row.alt_group, []).append(row)
        else:
            found.append(_need(chain, node, [row]))
    found += [_need(chain, node, rows) for rows in alternatives.values()]
    found += [Need(True, ((bought, None, 1.0),)) for bought in extra_purchases(chain, node)]
    return tuple(found)


def _need(chain: PlainChain, node: Node, rows: list[PlainInput]) -> Need:
    essential = any(row.necessity != OPTIONAL for row in rows)
    weights = cost_weights(chain, node)
    weight = 0.0 if essential else sum(weights[row.from_] for row in rows)
    sourced = [row for row in rows if (node[0], row.from_) in purchases(chain)]
    if not sourced:
        return Need(essential, (), weight)
    served = []
    for row in sourced:
        quantities = [supply.qty for supply in purchases(chain)[node[0], row.from_]]
        known = [qty for qty in quantities if qty is not None]
        if row.coefficient and len(known) == len(quantities):
            served.append(sum(known) / row.coefficient)
    if len(served) < len(sourced) or sum(served) <= 0:
        served = [1.0] * len(sourced)
    return Need(
        essential,
        tuple((row.from_, row.coefficient, part / sum(served)) for row, part in zip(sourced, served, strict=True)),
        weight,
    )


def is_mix_known(chain: PlainChain, node: Node, row: PlainInput) -> bool:
    """Whether the part that an input has among its alternatives is told: it has none, or all tell what was bought."""
    mates = [other for other in technical_inputs(chain, row.to) if other.alt_group == row.alt_group]
    mates = [row] if row.alt_group is None else mates
    bought = [purchases(chain).get((node[0], other.from_), ()) for other in mates]
    sourced = [(other, rows) for other, rows in zip(mates, bought, strict=True) if rows] or list(
        zip(mates, bought, strict=True)
    )
    if len(sourced) == 1:
        return True
    amounts = [supply.qty for _, rows in sourced for supply in rows]
    told = all(other.coefficient for other, _ in sourced) and all(rows for _, rows in sourced)
    return told and None not in amounts and sum(amount or 0.0 for amount in amounts) > 0


def part_of(chain: PlainChain, node: Node, product: str) -> float:
    """Part of the present mix that ``product`` has in the need of the node it serves, 1 where it stands alone."""
    return next((part for need in needs(chain, node) for code, _, part in need.mix if code == product), 0.0)


def input_costs(chain: PlainChain, node: Node) -> dict[str, float | None]:
    """What each input costs per unit of the node's product, ``None`` where a price or a coefficient is missing."""
    costs: dict[str, float | None] = dict.fromkeys(extra_purchases(chain, node))
    for row in technical_inputs(chain, node[1]):
        price = product_of(chain, row.from_).price
        costs[row.from_] = None if price is None or row.coefficient is None else price * row.coefficient
    return costs


def cost_weights(chain: PlainChain, node: Node) -> dict[str, float]:
    """Cost share of each input of the node, equal where a price or a coefficient is missing."""
    costs = input_costs(chain, node)
    known = [cost for cost in costs.values() if cost is not None]
    if len(known) < len(costs) or sum(known) <= 0:
        return {product: 1 / len(costs) for product in costs}
    return {product: cost / sum(known) for product, cost in costs.items() if cost is not None}


# --- shares ---------------------------------------------------------------------------------------------


def demand(chain: PlainChain, purchase: Purchase) -> float | None:
    """Coefficient times recorded output over the buyer's products that need it; ``None`` if one is unknown.

    An input that shares its place with alternatives counts with its part of the present mix.
    """
    buyer, product = purchase
    total, is_needed = 0.0, False
    for node in nodes_of(chain, [buyer]):
        for row in technical_inputs(chain, node[1]):
            if row.from_ != product:
                continue
            output = known_output(chain, node)
            if row.coefficient is None or output is None or not is_mix_known(chain, node, row):
                return None
            total, is_needed = total + row.coefficient * output * part_of(chain, node, product), True
    return total if is_needed else None


def is_listed_in_full(chain: PlainChain, purchase: Purchase) -> bool:
    """List 07 is declared complete for the purchase: the declaration covers the buyers of its own region alone."""
    firm = firm_of(chain, purchase[0])
    return "07" in chain.complete and firm is not None and is_inside(chain, firm.region)


@remembered
def shares(chain: PlainChain) -> dict[Purchase, dict[str, float | None]]:
    """Share of every recorded supplier in each purchase, ``None`` where it is unknown.

    Known shares of identified sources that add up to more than 1 are scaled down to 1.
    """
    found = {}
    for purchase, rows in purchases(chain).items():
        total = sum(row.qty for row in rows if row.qty is not None)
        needed = demand(chain, purchase)
        is_complete = is_listed_in_full(chain, purchase)
        whole = max(total, needed) if needed is not None else total if is_complete else None
        if any(row.qty is None for row in rows):
            whole = None  # a blank row may be any quantity, so the others are no known part of anything
        sources: dict[str, float | None] = {}
        is_lone = len({row.supplier for row in rows}) == 1 and is_complete
        for row in rows:
            share = row.share
            if share is None and row.qty is not None and whole:
                share = row.qty / whole
            if share is None and is_lone:  # all of a complete list, whatever its quantity
                share = 1.0
            held = sources.get(row.supplier)
            sources[row.supplier] = share if held is None else held + (share or 0.0)
        identified = sum(share or 0.0 for supplier, share in sources.items() if is_identified(supplier))
        if identified > 1:
            sources = {
                supplier: share / identified if share is not None and is_identified(supplier) else share
                for supplier, share in sources.items()
            }
        found[purchase] = sources
    return found


def known_shares(chain: PlainChain, purchase: Purchase) -> dict[str, float]:
    """The known shares of identified sources."""
    sources = shares(chain)[purchase].items()
    return {supplier: share for supplier, share in sources if share is not None and is_identified(supplier)}


def known_fraction(chain: PlainChain, purchase: Purchase) -> float:
    """Kappa: the known shares of identified sources together, at most 1."""
    return min(1.0, sum(known_shares(chain, purchase).values()))


# --- final output ---------------------------------------------------------------------------------------


@remembered
def final_weights(chain: PlainChain) -> dict[Node, float]:
    """Share of each maker of a final product in the region in the value of final output; adds up to 1.

    Only the part of a maker that stands in the region counts. By output alone where the price of one of the
    products is missing. Empty when nobody makes any here.
    """
    finals = [node for node in nodes(chain) if node[1] in chain.finals and is_made_here(chain, node)]
    prices = {product: product_of(chain, product).price for _, product in finals}
    values: dict[Node, float] = {}
    for node in finals:
        price = prices[node[1]]
        is_priced = None not in prices.values() and price is not None
        values[node] = (
            base_output(chain, node) * part_here(chain, node) * (price if is_priced and price is not None else 1.0)
        )
    total = sum(values.values())
    return {node: value / total for node, value in values.items()} if total > 0 else {}


def final_output(chain: PlainChain, level: Callable[[Node], float]) -> float:
    """Y relative to base, from each node's level; 1 where the region makes no final product."""
    weights = final_weights(chain)
    return sum(weight * level(node) for node, weight in weights.items()) if weights else 1.0


@remembered
def network_products(chain: PlainChain) -> frozenset[str]:
    """The final products and everything upstream of them, by technique or by trade."""
    found = set(chain.finals)
    while True:
        more = {row.from_ for row in chain.inputs if row.to in found}
        for node in nodes(chain):
            if node[1] in found:
                more |= set(extra_purchases(chain, node))
        if more <= found:
            return frozenset(found)
        found |= more

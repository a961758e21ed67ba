"""Missing links in sentences: what the region needs or buys, and nobody makes here."""

from __future__ import annotations

from dataclasses import dataclass

from tests.oracles.plain_chain import PlainChain
from tests.oracles.twins_hits import origins_of
from tests.oracles.twins_structure import (
    Node,
    firm_of,
    is_active,
    is_identified,
    is_inside,
    is_mix_known,
    known_output,
    part_here,
    part_of,
    product_of,
    purchases,
    region_prefix,
    site_region,
    sites,
    technical_inputs,
)
from tests.oracles.twins_weak import buying_here, makers_here, needers_here


@dataclass(frozen=True)
class Missing:
    """``derived``: what makers here need of it a year, ``None`` where one of them does not tell; ``is_bought``: a
    purchase by a firm here is recorded, whatever its quantity."""

    is_missing: str
    derived: float | None
    is_bought: bool
    is_blank: bool


def missing_link(chain: PlainChain, product: str) -> Missing:
    """A recorded purchase is demand whatever its quantity; blank is never 0, and absence needs a complete list that no
    seller on record contradicts."""
    wanted = [_need(chain, node, product) for node in needers_here(chain, product) if _takes(chain, node, product)]
    known = [amount for amount in wanted if amount is not None]
    derived = sum(known) if wanted and len(known) == len(wanted) else None
    bought = buying_here(chain, product)
    rows = [row for purchase in bought for row in purchases(chain)[purchase]]
    about = derived, bool(bought), any(row.qty is None and row.share is None for row in rows)
    if makers_here(chain, product) or product_of(chain, product).may_be_absent or _is_retired_here(chain, product):
        return Missing("no", *about)
    is_demand: bool | None
    if bought or sum(known) > 0:
        is_demand = True
    elif wanted:
        is_demand = None if None in wanted else False
    else:
        is_demand = None if product in chain.finals else False
    is_told = bool(wanted or bought)
    if "06" not in chain.complete or is_demand is None:
        return Missing("unknown", *about)
    if (is_demand or not is_told) and _is_sold_here(chain, product):
        return Missing("unknown", *about)
    return Missing("yes" if is_demand else "no", *about)


def _is_retired_here(chain: PlainChain, product: str) -> bool:
    """Whether a maker of it has left the region: given up is not missing."""
    gone = [row for row in chain.capacities if row.product == product and row.state == "已退出"]
    return any(is_inside(chain, site_region(chain, row)) for row in gone)


def _is_sold_here(chain: PlainChain, product: str) -> bool:
    """Whether a firm of the region sells it of which nobody says that it makes it."""
    prefix = region_prefix(chain.region)
    for row in chain.supplies:
        if row.product != product or sites(chain, (row.supplier, product)) or not is_identified(row.supplier):
            continue
        firm = firm_of(chain, row.supplier)
        if firm is not None:
            if is_active(chain, firm.id) and (
                firm.region.startswith(prefix) or prefix.startswith(region_prefix(firm.region))
            ):
                return True
        elif any(place.startswith(prefix) for place in origins_of(chain, row.supplier)):
            return True
    return False


def _takes(chain: PlainChain, node: Node, product: str) -> bool:
    """Whether the node uses the input at all: an alternative that nobody supplies is left out where others serve."""
    row = next(row for row in technical_inputs(chain, node[1]) if row.from_ == product)
    if row.alt_group is None or (node[0], product) in purchases(chain):
        return True
    mates = [other for other in technical_inputs(chain, node[1]) if other.alt_group == row.alt_group]
    return not any((node[0], other.from_) in purchases(chain) for other in mates)


def _need(chain: PlainChain, node: Node, product: str) -> float | None:
    row = next(row for row in technical_inputs(chain, node[1]) if row.from_ == product)
    output = known_output(chain, node)
    if output is None or row.coefficient is None or not is_mix_known(chain, node, row) or _is_split(chain, node):
        return None
    part = part_of(chain, node, product) if (node[0], product) in purchases(chain) else 1.0
    return row.coefficient * output * part_here(chain, node) * part


def _is_split(chain: PlainChain, node: Node) -> bool:
    """Sites on both sides of the border whose capacities do not tell how its output divides."""
    sizes = [row.design if row.effective is None else row.effective for row in sites(chain, node)]
    known = [size for size in sizes if size is not None]
    is_told = len(sizes) == 1 or (len(known) == len(sizes) and sum(known) > 0)
    return not is_told and 0 < part_here(chain, node) < 1

"""Whether parts are told that equal ones stand in for where they are not: of a mix, of costs, of final output."""

from __future__ import annotations

from collections.abc import Callable

from tests.oracles.plain_chain import PlainChain
from tests.oracles.twins_structure import (
    Need,
    Node,
    capacity,
    final_output,
    final_weights,
    input_costs,
    is_inside,
    is_mix_known,
    known_output,
    product_of,
    site_region,
    sites,
    technical_inputs,
)


def is_mix_told(chain: PlainChain, node: Node, need: Need) -> bool:
    """Whether the parts that the alternatives of a need have are told; a single one has all of it."""
    rows = {row.from_: row for row in technical_inputs(chain, node[1])}
    return len(need.mix) < 2 or all(is_mix_known(chain, node, rows[code]) for code, _, _ in need.mix)


def are_costs_told(chain: PlainChain, node: Node) -> bool:
    """Whether the parts that the inputs have in the node's costs are told; a single input has all of them."""
    costs = list(input_costs(chain, node).values())
    return len(costs) < 2 or (None not in costs and sum(cost or 0.0 for cost in costs) > 0)


def are_final_weights_told(chain: PlainChain) -> bool:
    """Whether the parts of the makers of final products are told: a single one has all; several tell what they make,
    what of it they make here, and, where the products differ, what they cost."""
    makers = list(final_weights(chain))
    prices = {product: product_of(chain, product).price for _, product in makers}
    if len(makers) < 2:
        return True
    if len(prices) > 1 and None in prices.values():
        return False
    return all(known_output(chain, node) is not None and _is_part_here_told(chain, node) for node in makers)


def _is_part_here_told(chain: PlainChain, node: Node) -> bool:
    inside = [is_inside(chain, site_region(chain, row)) for row in sites(chain, node)]
    return all(inside) or capacity(chain, node) is not None


def final_output_at(chain: PlainChain, level: Callable[[Node], float], side: int) -> float:
    """Y where weights that nobody told are read at worst (-1: all of it is that of the maker who loses most)
    or at best (1)."""
    if side == 0 or are_final_weights_told(chain):
        return final_output(chain, level)
    levels = [level(node) for node in final_weights(chain)]
    return min(levels) if side < 0 else max(levels)

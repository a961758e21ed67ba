"""The smallest white list by trying every set of firms, and what a list keeps, in plain loops."""

from __future__ import annotations

from collections.abc import Collection
from itertools import combinations

from tests.oracles.plain_chain import PlainChain
from tests.oracles.twins_structure import Node, final_weights, is_identified, needs, nodes, purchases

ABROAD = ("ext:",)


def is_outside(firm_id: str) -> bool:
    """Abroad or not named: no list can hold it, and it runs."""
    return firm_id.startswith(ABROAD)


def running(chain: PlainChain, kept: Collection[str]) -> set[Node]:
    """Nodes that run when of the firms at home only those kept do: whatever lacks an input is dropped."""
    alive = {node for node in nodes(chain) if is_outside(node[0]) or node[0] in kept}
    while True:
        stopped = {node for node in alive if not is_outside(node[0]) and not _has_all(chain, node, alive)}
        if not stopped:
            return alive
        alive -= stopped


def _has_all(chain: PlainChain, node: Node, alive: set[Node]) -> bool:
    for need in needs(chain, node):
        sources = [
            (row.supplier, product)
            for product, _, _ in need.mix
            for row in purchases(chain)[node[0], product]
            if is_identified(row.supplier)
        ]
        if need.essential and sources and not any(source in alive for source in sources):
            return False
    return True


def kept_output(chain: PlainChain, kept: Collection[str]) -> float:
    """Final output of those that run, by weight."""
    alive = running(chain, kept)
    return float(sum(weight for node, weight in final_weights(chain).items() if node in alive))


def smallest_size(chain: PlainChain, target: float) -> int | None:
    """How few firms at home keep the target; None where all together do not."""
    firms = sorted({firm for firm, _ in nodes(chain) if not is_outside(firm)})
    for size in range(len(firms) + 1):
        if any(kept_output(chain, set(chosen)) >= target - 1e-9 for chosen in combinations(firms, size)):
            return size
    return None

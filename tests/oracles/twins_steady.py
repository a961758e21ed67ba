"""Who stops in the end (L0), how much remains (L1), and the best a perfect planner keeps (L1+)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from scipy.optimize import linprog

from tests.oracles.plain_chain import PlainCapacity, PlainChain
from tests.oracles.twins_structure import (
    Need,
    Node,
    Purchase,
    capacity,
    extra_purchases,
    final_output,
    final_weights,
    is_identified,
    known_fraction,
    known_output,
    known_shares,
    needs,
    nodes,
    nodes_of,
    purchases,
    remembered,
    sites,
    technical_inputs,
)
from tests.oracles.twins_told import are_costs_told

SETTLED = 1e-14
MAX_ROUNDS = 200_000


def losses_of(chain: PlainChain, entity_firms: Iterable[str]) -> dict[Node, float]:
    """Everything the firms make is lost."""
    return dict.fromkeys(nodes_of(chain, entity_firms), 1.0)


def losses_at_sites(chain: PlainChain, is_hit: Callable[[PlainCapacity], bool]) -> dict[Node, float]:
    """Lost share of each node when the sites that are hit stop: by effective capacity, equal where unknown."""
    found = {}
    for node in nodes(chain):
        rows = sites(chain, node)
        held = [row.effective for row in rows if row.effective is not None]
        sizes = held if len(held) == len(rows) and sum(held) > 0 else [1.0] * len(rows)
        hit = sum(size for size, row in zip(sizes, rows, strict=True) if is_hit(row))
        if hit > 0:
            is_all = all(is_hit(row) for row in rows)
            found[node] = 1.0 if is_all else hit / sum(sizes)
    return found


# --- L0 -------------------------------------------------------------------------------------------------


def fallen_l0(
    chain: PlainChain,
    entity_firms: Iterable[str] = (),
    *,
    worst: bool = False,
    losses: Mapping[Node, float] | None = None,
) -> set[Node]:
    """Nodes that stop in the end, the removed ones included. ``losses`` instead of firms: seeds are those of 1."""
    lost = losses_of(chain, entity_firms) if losses is None else losses
    down = {node for node, loss in lost.items() if loss >= 1}

    def is_cut(node: Node, product: str) -> bool:
        rows = purchases(chain)[node[0], product]
        return all((row.supplier, product) in down or (worst and not is_identified(row.supplier)) for row in rows)

    def fails(node: Node) -> bool:
        for need in needs(chain, node):
            if not need.essential:
                continue
            if need.is_unknown:
                if worst:
                    return True
            elif all(is_cut(node, product) for product, _, _ in need.mix):
                return True
        return False

    while True:
        more = {node for node in nodes(chain) if node not in down and fails(node)}
        if not more:
            return down
        down |= more


def fallen_firms(chain: PlainChain, entity_firms: Iterable[str]) -> list[str]:
    """Firms outside the entity all of whose nodes fall, sorted."""
    removed = set(entity_firms)
    down = fallen_l0(chain, removed)
    standing = {firm for firm, product in nodes(chain) if (firm, product) not in down}
    return sorted({firm for firm, _ in down} - standing - removed)


# --- L1 -------------------------------------------------------------------------------------------------


def dilution(chain: PlainChain, node: Node, supply_of: Callable[[Node, Need], float], side: int = 0) -> float:
    """The level a node's needs allow: the least essential one binds, the others dilute; at most 1.

    Cost shares that nobody told: with ``side`` -1 all of the cost is that of the scarcest input that dilutes, with 1
    that of the one that dilutes least, an essential one if there is any.
    """
    binding = [supply_of(node, need) for need in needs(chain, node) if need.essential]
    others = [(need.weight, 1 - supply_of(node, need)) for need in needs(chain, node) if not need.essential]
    lost = sum(weight * short for weight, short in others)
    if side and others and not are_costs_told(chain, node):
        short = [value for _, value in others]
        lost = max(short) if side < 0 else 0.0 if binding else min(short)
    return min(1.0, *binding, 1 - lost)


@remembered
def sources(chain: PlainChain, purchase: Purchase) -> tuple[tuple[tuple[Node, float], ...], float]:
    """((source node, share), ...) of the known shares, and the unknown remainder."""
    known = known_shares(chain, purchase)
    rows = tuple(((supplier, purchase[1]), share) for supplier, share in known.items())
    return rows, 1 - known_fraction(chain, purchase)


def levels_l1(
    chain: PlainChain,
    entity_firms: Iterable[str] = (),
    *,
    worst: bool = False,
    losses: Mapping[Node, float] | None = None,
) -> dict[Node, float]:
    """Greatest fixpoint of the proportional model: each node's share of its base output."""
    lost = losses_of(chain, entity_firms) if losses is None else losses
    level = dict.fromkeys(nodes(chain), 1.0)

    def bought(purchase: Purchase) -> float:
        rows, remainder = sources(chain, purchase)
        kept = 0.0 if worst else remainder
        return min(1.0, sum(share * level[source] for source, share in rows) + kept)

    def supplied(node: Node, need: Need) -> float:
        if need.is_unknown:
            return 0.0 if worst else 1.0
        return sum(part * bought((node[0], product)) for product, _, part in need.mix)

    for _ in range(MAX_ROUNDS):
        after = {node: (1 - lost.get(node, 0.0)) * dilution(chain, node, supplied) for node in level}
        change = max((abs(after[node] - level[node]) for node in level), default=0.0)
        level = after
        if change < SETTLED:
            break
    return level


def kept_l1(
    chain: PlainChain,
    entity_firms: Iterable[str] = (),
    *,
    worst: bool = False,
    losses: Mapping[Node, float] | None = None,
) -> float:
    """Final output that remains without substitution, relative to base."""
    level = levels_l1(chain, entity_firms, worst=worst, losses=losses)
    return final_output(chain, level.__getitem__)


# --- L1+ ------------------------------------------------------------------------------------------------


def planned_output(chain: PlainChain, node: Node) -> float | None:
    """Base output of the program: recorded output of a maker, quantity supplied of any other source."""
    if sites(chain, node):
        return known_output(chain, node)
    quantities = [row.qty for row in chain.supplies if (row.supplier, row.product) == node]
    known = [qty for qty in quantities if qty is not None]
    return sum(known) if len(known) == len(quantities) else None


def planned_capacity(chain: PlainChain, node: Node) -> float | None:
    return capacity(chain, node) if sites(chain, node) else planned_output(chain, node)


def is_plannable(chain: PlainChain) -> bool:
    """All coefficients, outputs and capacities that the program needs are known."""
    for node in nodes(chain):
        if planned_output(chain, node) is None or planned_capacity(chain, node) is None:
            return False
        if extra_purchases(chain, node):
            return False
        if any(row.coefficient is None for row in technical_inputs(chain, node[1])):
            return False
    return True


class _Program:
    """A linear program grown row by row; variables are numbered in the order they are asked for."""

    def __init__(self) -> None:
        self.upper: list[float | None] = []
        self.gain: list[float] = []
        self.at_most: list[tuple[dict[int, float], float]] = []
        self.equal: list[tuple[dict[int, float], float]] = []

    def variable(self, upper: float | None = None, gain: float = 0.0) -> int:
        self.upper.append(upper)
        self.gain.append(gain)
        return len(self.upper) - 1

    def solve(self) -> float:
        def dense(rows: list[tuple[dict[int, float], float]]) -> tuple[list[list[float]], list[float]] | None:
            if not rows:
                return None
            width = range(len(self.upper))
            return [[row.get(at, 0.0) for at in width] for row, _ in rows], [bound for _, bound in rows]

        at_most, equal = dense(self.at_most), dense(self.equal)
        answer = linprog(
            [-gain for gain in self.gain],
            A_ub=at_most and at_most[0],
            b_ub=at_most and at_most[1],
            A_eq=equal and equal[0],
            b_eq=equal and equal[1],
            bounds=[(0, upper) for upper in self.upper],
            method="highs",
        )
        assert answer.status == 0, answer.message
        assert answer.fun is not None
        return -float(answer.fun)


def kept_l1plus(
    chain: PlainChain,
    entity_firms: Iterable[str] = (),
    *,
    losses: Mapping[Node, float] | None = None,
) -> float:
    """Best case: one pool per product, everybody qualified for everybody, spare capacity used.

    Raises ``ValueError`` where ``is_plannable`` is false.
    """
    if not is_plannable(chain):
        raise ValueError("coefficients, outputs and capacities must be known")
    lost = losses_of(chain, entity_firms) if losses is None else losses
    weights = final_weights(chain)
    if not weights:
        return 1.0
    program = _Program()
    pool: dict[str, dict[int, float]] = {}  # product -> use minus production, at most 0
    made: dict[str, dict[int, float]] = {}  # final product -> output of its makers in the region
    ceiling: dict[str, float] = {}
    for node in nodes(chain):
        base, most = planned_output(chain, node), planned_capacity(chain, node)
        assert base is not None
        assert most is not None
        most *= 1 - lost.get(node, 0.0)
        output = program.variable(most, weights[node] / base if node in weights else 0.0)
        production = pool.setdefault(node[1], {})
        production[output] = production.get(output, 0.0) - 1.0
        if node in weights:
            made.setdefault(node[1], {})[output] = 1.0
            ceiling[node[1]] = ceiling.get(node[1], 0.0) + base
        _add_needs(program, pool, needs(chain, node), output, most)
    program.at_most += [(row, 0.0) for row in pool.values()]
    program.at_most += [(row, ceiling[product]) for product, row in made.items()]
    return min(1.0, program.solve())  # where a maker stands partly outside, output may move into the region


def _add_needs(
    program: _Program,
    pool: dict[str, dict[int, float]],
    wanted: tuple[Need, ...],
    output: int,
    most: float,
) -> None:
    """Uses of one node, in units of its own output; with non-essential inputs y = m - sum w (m - r)."""
    optional = [need for need in wanted if not need.essential]
    if optional:
        full = program.variable(most)
        balance = {output: 1.0, full: -(1.0 - sum(need.weight for need in optional))}
        for need in optional:
            served = program.variable(most)
            balance[served] = -need.weight
            program.at_most.append(({served: 1.0, full: -1.0}, 0.0))
            _use(program, pool, need, served)
        program.equal.append((balance, 0.0))
    for need in wanted:
        if need.essential:
            _use(program, pool, need, output)


def _use(program: _Program, pool: dict[str, dict[int, float]], need: Need, served: int) -> None:
    """What serves ``served`` units comes from the pools; an unknown need is free."""
    if need.is_unknown:
        return
    split = {served: -1.0}
    for product, coefficient, _ in need.mix:
        assert coefficient is not None
        part = program.variable()
        split[part] = 1.0
        pool.setdefault(product, {})[part] = coefficient
    program.equal.append((split, 0.0))

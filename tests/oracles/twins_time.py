"""Day by day (L2): how long the chain survives, when the source is back, what is lost, how resilient it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tests.oracles.plain_chain import PlainChain
from tests.oracles.twins_steady import dilution, fallen_l0, kept_l1, losses_of, sources
from tests.oracles.twins_structure import (
    Need,
    Node,
    Purchase,
    capacity,
    entities,
    final_output,
    firm_of,
    groups,
    is_mix_known,
    known_output,
    needs,
    network_products,
    nodes,
    nodes_of,
    part_of,
    product_of,
    purchases,
    remembered,
    sites,
    technical_inputs,
)
from tests.oracles.twins_told import is_mix_told

STEP = 0.25  # days
STOCK_DEFAULT = 15.0  # days
SURVIVES = 0.99
TOLERANCE = 1e-9
RECOVERY = {
    "原材料": 60,
    "元器件": 90,
    "零部件": 60,
    "中间产品": 60,
    "终端产品": 60,
    "装备": 180,
    "软件": 365,
    "服务": 30,
}

Vertex = tuple[str, Node]  # ("node", node) or ("purchase", purchase)


@dataclass(frozen=True)
class Curve:
    """``points``: (day, Y) of every step start; ``tts`` is ``None`` beyond the searched time."""

    points: tuple[tuple[float, float], ...]
    tts: float | None
    ttr: float
    gap: float
    loss: float
    first_below: dict[Node, float]
    least: dict[Node, float]


@dataclass(frozen=True)
class Resilience:
    rs: float
    rs_min: float
    worst: str
    losses: dict[str, float]


def stock_of(chain: PlainChain, purchase: Purchase, default: float = STOCK_DEFAULT) -> float:
    """The one stock of a purchase in days of base use: the largest of its rows."""
    known = [row.stock for row in purchases(chain)[purchase] if row.stock is not None]
    return max(known, default=default)


@remembered
def components(chain: PlainChain) -> tuple[frozenset[Vertex], ...]:
    """Strongly connected sets of nodes and purchases, upstream first (by brute-force reachability)."""
    before: dict[Vertex, set[Vertex]] = {("node", node): set() for node in nodes(chain)}
    for purchase, rows in purchases(chain).items():
        before["purchase", purchase] = {("node", (row.supplier, purchase[1])) for row in rows}
    for node in nodes(chain):
        bought = {product for need in needs(chain, node) for product, _, _ in need.mix}
        before["node", node] = {("purchase", (node[0], product)) for product in bought}
    reach: dict[Vertex, set[Vertex]] = {}
    for start in before:
        seen, frontier = {start}, [start]
        while frontier:
            new = before[frontier.pop()] - seen
            seen |= new
            frontier += new
        reach[start] = seen
    found = {frozenset(other for other in reach[each] if each in reach[other]) for each in before}
    return tuple(sorted(found, key=lambda part: (len(reach[min(part)]), sorted(part))))


@remembered
def users(chain: PlainChain, purchase: Purchase) -> tuple[tuple[Node, float], ...]:
    """Nodes the purchase feeds with their share of its base use, equal where unknown.

    Base use is coefficient x output x part of the mix.
    """
    uses: dict[Node, float | None] = {}
    for node in nodes_of(chain, [purchase[0]]):
        if any(product == purchase[1] for need in needs(chain, node) for product, _, _ in need.mix):
            output = known_output(chain, node)
            rows = [row for row in technical_inputs(chain, node[1]) if row.from_ == purchase[1]]
            coefficient = rows[0].coefficient if rows else None
            part = part_of(chain, node, purchase[1])
            uses[node] = None if output is None or coefficient is None else coefficient * output * part
    known = [use for use in uses.values() if use is not None]
    if len(known) < len(uses) or sum(known) <= 0:
        return tuple((node, 1 / len(uses)) for node in uses)
    return tuple((node, use / sum(known)) for node, use in uses.items() if use is not None)


def is_division_told(chain: PlainChain, purchase: Purchase) -> bool:
    """Whether it is told what the stock of a purchase is used for: one use, or all tell coefficient, output and mix."""
    uses = []
    for node, _ in users(chain, purchase):
        output = known_output(chain, node)
        rows = [row for row in technical_inputs(chain, node[1]) if row.from_ == purchase[1]]
        is_told = bool(rows) and is_mix_known(chain, node, rows[0]) and rows[0].coefficient is not None
        uses.append((rows[0].coefficient or 0.0) * output if is_told and output is not None else None)
    return len(uses) < 2 or (None not in uses and sum(use or 0.0 for use in uses) > 0)


@dataclass(frozen=True)
class Help:
    """``share`` of base use that purchases of ``product`` by ``buyers`` get in steps ``opens`` <= t < ``closes``, and
    ``stock`` days laid in at step ``opens``."""

    product: str
    buyers: frozenset[str]
    share: float
    opens: int
    closes: int
    stock: float = 0.0

    def serves(self, purchase: Purchase) -> bool:
        return purchase[1] == self.product and purchase[0] in self.buyers


def simulate(
    chain: PlainChain,
    lost: Mapping[Node, float],
    n_steps: int,
    *,
    stock_default: float = STOCK_DEFAULT,
    worst: bool = False,
    side: int = 0,
    help: Help | None = None,
) -> list[dict[Node, float]]:
    """Levels of all nodes at the start of each quarter-day step, the losses lasting for ever.

    ``worst``: what no identified source brings fails as well. ``side`` -1 and 1: parts that nobody told (of a mix, of
    costs, of what a stock is used for) are whatever does most or least harm, not equal.
    """
    pick = min if side < 0 else max
    order = [(part, sorted(part, reverse=True)) for part in components(chain)]  # purchases before nodes
    wanted = {node: needs(chain, node) for node in nodes(chain)}
    feeds = {purchase: users(chain, purchase) for purchase in purchases(chain)}
    origin = {purchase: sources(chain, purchase) for purchase in purchases(chain)}
    initial = {purchase: stock_of(chain, purchase, stock_default) for purchase in purchases(chain)}
    mixes = {(node, need): is_mix_told(chain, node, need) for node, found in wanted.items() for need in found}
    divided = {purchase: is_division_told(chain, purchase) for purchase in purchases(chain)}
    stock = dict(initial)
    level = dict.fromkeys(nodes(chain), 1.0)
    inflow: dict[Purchase, float] = {}
    steps: list[dict[Node, float]] = []

    def available(purchase: Purchase) -> float:
        return min(1.0, inflow[purchase] + stock[purchase] / STEP)

    def supplied(node: Node, need: Need) -> float:
        if need.is_unknown:
            return 0.0 if worst else 1.0
        if side and not mixes[node, need]:
            return pick(available((node[0], product)) for product, _, _ in need.mix)
        return sum(part * available((node[0], product)) for product, _, part in need.mix)

    def used(purchase: Purchase) -> float:
        drawn = [(part, drawn_by(node, purchase)) for node, part in feeds[purchase]]
        if side and not divided[purchase] and drawn:
            each = [amount for _, amount in drawn]
            return max(each) if side < 0 else min(each)
        return sum(part * amount for part, amount in drawn)

    def drawn_by(node: Node, purchase: Purchase) -> float:
        total = 0.0
        for need in wanted[node]:
            if purchase[1] in [product for product, _, _ in need.mix]:
                supply = supplied(node, need)
                if supply > 0:
                    total += available(purchase) * min(1.0, level[node] / supply)
        return total

    while len(steps) < n_steps:
        previous = level
        level = dict(previous)
        for purchase in stock:
            if help is not None and help.serves(purchase) and len(steps) == help.opens:
                initial[purchase] += help.stock
                stock[purchase] += help.stock
        for part, members in order:
            for kind, key in members:
                if kind == "purchase":
                    rows, remainder = origin[key]
                    inflow[key] = 0.0 if worst else remainder
                    for source, share in rows:
                        inflow[key] += share * (previous if ("node", source) in part else level)[source]
                    if help is not None and help.serves(key) and help.opens <= len(steps) < help.closes:
                        inflow[key] = min(1.0, inflow[key] + help.share)
                else:
                    level[key] = (1 - lost.get(key, 0.0)) * dilution(chain, key, supplied, side)
        steps.append(level)
        after = {
            purchase: min(initial[purchase], max(0.0, stock[purchase] + (inflow[purchase] - used(purchase)) * STEP))
            for purchase in stock
        }
        if after == stock and level == previous and help is None:  # nothing moves any more
            steps += [level] * (n_steps - len(steps))
        stock = after
    return steps


def curve_l2(
    chain: PlainChain,
    entity_firms: Iterable[str] = (),
    horizon: float = 90.0,
    stock_default: float = STOCK_DEFAULT,
    *,
    ttr_days: float | None = None,
    worst: bool = False,
    losses: Mapping[Node, float] | None = None,
) -> Curve:
    """Y(t) for steps that start before max(horizon, TTR), and what is read off it.

    ``ttr_days`` defaults to ``ttr`` of the firms, or to the horizon where that is not defined.
    """
    removed = frozenset(entity_firms)
    lost = losses_of(chain, removed) if losses is None else losses
    back = ttr_days if ttr_days is not None else ttr(chain, removed)
    back = horizon if back is None else back
    steps = simulate(chain, lost, _steps(max(horizon, back)), stock_default=stock_default, worst=worst)
    points = tuple((at * STEP, final_output(chain, level.__getitem__)) for at, level in enumerate(steps))
    tts = next((day for day, value in points if value < SURVIVES - TOLERANCE), None)
    first_below: dict[Node, float] = {}
    for at, level in enumerate(steps):
        for node, value in level.items():
            if value < SURVIVES - TOLERANCE:
                first_below.setdefault(node, at * STEP)
    return Curve(
        points=points,
        tts=tts,
        ttr=back,
        gap=0.0 if tts is None else max(0.0, back - tts),
        loss=sum((1 - value) * STEP for day, value in points if day < min(horizon, back)),
        first_below=first_below,
        least={node: min(level[node] for level in steps) for node in nodes(chain)} if steps else {},
    )


def _steps(days: float) -> int:
    """How many quarter-day steps start before ``days``."""
    count = 0
    while count * STEP < days:
        count += 1
    return count


# --- recovery -------------------------------------------------------------------------------------------


def own_recovery(chain: PlainChain, entity_firms: Iterable[str], *, default_factor: float = 1.0) -> float | None:
    """Days until the slowest of the entity's nodes is back; ``None`` when none of the firms has a node.

    Blank cells take the default by nature times ``default_factor``.
    """
    days = []
    for node in nodes_of(chain, entity_firms):
        default = RECOVERY[product_of(chain, node[1]).nature] * default_factor
        rows = sites(chain, node)
        if rows:
            days += [default if row.ttr is None else row.ttr for row in rows]
        else:
            sold = [row for row in chain.supplies if (row.supplier, row.product) == node]
            days += [default if row.switch_days is None else row.switch_days for row in sold]
    return max(days, default=None)


def switch_time(chain: PlainChain, entity_firms: Iterable[str]) -> float | None:
    """Days until every outside buyer has switched to makers whose spare capacity covers what is lost.

    Makers of the same control group are no alternative.
    """
    removed = frozenset(entity_firms)
    own_groups = {groups(chain)[firm] for firm in removed}
    rows = [row for row in chain.supplies if row.supplier in removed and row.buyer not in removed]
    if not rows:
        return None
    slowest = 0.0
    for pair in {(row.buyer, row.product) for row in rows}:
        known = [row.switch_days for row in rows if (row.buyer, row.product) == pair and row.switch_days is not None]
        if not known:
            return None
        slowest = max(slowest, *known)
    down = fallen_l0(chain, removed)
    for product in {row.product for row in rows}:
        lost = [row.qty for row in rows if row.product == product]
        known_lost = [qty for qty in lost if qty is not None]
        if len(known_lost) < len(lost):
            return None
        spare = 0.0
        for node in nodes(chain):
            if node[1] != product or node in down or firm_of(chain, node[0]) is None:
                continue
            if groups(chain)[node[0]] not in own_groups:
                most, made = capacity(chain, node), known_output(chain, node)
                spare += max(0.0, most - made) if most is not None and made is not None else 0.0
        if spare < sum(known_lost) - TOLERANCE:
            return None
    return slowest


def ttr(chain: PlainChain, entity_firms: Iterable[str], *, default_factor: float = 1.0) -> float | None:
    """Time to recover: own recovery, or the switch where that is sooner."""
    removed = frozenset(entity_firms)
    own = own_recovery(chain, removed, default_factor=default_factor)
    switched = switch_time(chain, removed)
    return own if own is None or switched is None else min(own, switched)


# --- verdicts -------------------------------------------------------------------------------------------


def impact(chain: PlainChain, entity_firms: Iterable[str]) -> float:
    """Share of final output lost in the end without substitution."""
    return 1 - kept_l1(chain, entity_firms)


def grade(loss_share: float, gap_days: float) -> str:
    """Risk grade by impact and gap, before any upgrade and without grey."""
    row = 2 if loss_share >= 0.5 - TOLERANCE else 1 if loss_share >= 0.2 - TOLERANCE else 0
    column = 2 if gap_days >= 30 else 1 if gap_days > 0 else 0
    return (
        ("green", "green", "yellow"),
        ("yellow", "yellow", "orange"),
        ("yellow", "orange", "red"),
    )[row][column]


def resilience(
    chain: PlainChain,
    entity: str = "group",
    horizon: float = 90.0,
    stock_default: float = STOCK_DEFAULT,
) -> Resilience | None:
    """RS over every single outage among those who make a non-final product of the chain; ``None`` if nobody does."""
    upstream = {firm for firm, product in nodes(chain) if product in network_products(chain) - set(chain.finals)}
    lost = {}
    for name, firms in sorted(entities(chain, entity).items()):
        if not firms & upstream:
            continue
        back = ttr(chain, firms)
        assert back is not None
        days = min(horizon, back)
        curve = curve_l2(chain, firms, days, stock_default, ttr_days=days)
        lost[name] = curve.loss
    if not lost:
        return None
    worst = max(sorted(lost), key=lambda name: lost[name])
    return Resilience(
        rs=100 * sum(1 - loss / horizon for loss in lost.values()) / len(lost),
        rs_min=100 * (1 - lost[worst] / horizon),
        worst=worst,
        losses=lost,
    )

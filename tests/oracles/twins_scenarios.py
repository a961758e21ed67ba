"""A whole scenario day by day, by plain steps: ramps, ration, stocks, transit, substitutes with inputs of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.oracles.plain_chain import PlainChain, PlainSupply
from tests.oracles.twins_steady import dilution, sources
from tests.oracles.twins_structure import (
    Need,
    Node,
    Purchase,
    capacity,
    demand,
    final_output,
    is_identified,
    known_output,
    needs,
    nodes,
    purchases,
    technical_inputs,
)
from tests.oracles.twins_time import STEP, STOCK_DEFAULT, SURVIVES, TOLERANCE, components, users

EASE = {1: 7.0, 2: 30.0, 3: 180.0, 4: 730.0}  # days to switch by 替代难度
NEVER, NEAR = 10**9, 1e-7
Pair = tuple[Purchase, Node]


@dataclass(frozen=True)
class Hit:
    """What a shock takes of nodes (0-1), and the deliveries it cuts, from ``start`` for ``days``; severity at points of
    (day since start, part)."""

    losses: Mapping[Node, float]
    start: float
    days: float
    points: tuple[tuple[float, float], ...]
    cuts: frozenset[tuple[Node, Purchase]] = frozenset()

    def severity(self, step: int) -> float:
        first = round(self.start / STEP)
        if not first <= step < round((self.start + self.days) / STEP):
            return 0.0
        day, (earlier, part) = (step - first) * STEP, self.points[0]
        for later, height in self.points:
            if day <= later:
                if later == earlier or day <= earlier:
                    return height if later == earlier else part
                return part + (height - part) * (day - earlier) / (later - earlier)
            earlier, part = later, height
        return part


@dataclass(frozen=True)
class Aid:
    """``share`` of base use brought to purchases from day ``opens`` for ``lasts`` days, and a stock laid in then."""

    purchases: frozenset[Purchase]
    share: float = 0.0
    opens: float = 0.0
    lasts: float = 1e6
    stock: float = 0.0


@dataclass(frozen=True)
class Rules:
    mode: str = "off"
    qualify_days: float = 0.0
    first: frozenset[str] | None = None  # buyers served first
    stock_policy: str = "listed"
    in_transit: bool = False
    aids: Sequence[Aid] = ()
    qualified: Sequence[Pair] = ()


@dataclass
class Course:
    curve: list[float] = field(default_factory=list)
    first_day: dict[Node, float] = field(default_factory=dict)
    least: dict[Node, float] = field(default_factory=dict)
    short_of: dict[Node, frozenset[Purchase]] = field(default_factory=dict)

    @property
    def loss(self) -> float:
        return sum((1 - y) * STEP for y in self.curve)


def quantity(chain: PlainChain, purchase: Purchase) -> float | None:
    """What a purchase uses in a year: what is needed or bought, the larger; else all that was bought, or what the rows
    that tell quantity and share come to."""
    rows = purchases(chain)[purchase]
    told = [row.qty for row in rows if row.qty is not None]
    needed = demand(chain, purchase)
    if needed is not None:
        return max(needed, sum(told)) or None
    if len(told) == len(rows):
        return sum(told) or None
    if any(row.qty is None and row.share is None for row in rows):
        return None
    both = [(row.qty, row.share) for row in rows if row.qty is not None and row.share]
    part = sum(share for _, share in both)
    return (sum(qty for qty, _ in both) / part or None) if part > 0 else None


def spare(chain: PlainChain, node: Node) -> float:
    most, made = capacity(chain, node), known_output(chain, node)
    return 0.0 if most is None or made is None else max(0.0, most - made)


def switch(chain: PlainChain, purchase: Purchase) -> float | None:
    rows = purchases(chain)[purchase]
    told = [row.switch_days for row in rows if row.switch_days is not None]
    hardest = max((row.difficulty for row in rows if row.difficulty is not None), default=0)
    return max(told) if told else EASE.get(hardest)


def may_serve(chain: PlainChain, rules: Rules) -> dict[Pair, float | None]:
    """Days until each maker with capacity to spare may serve a purchase; None: only as the present source it is."""
    found: dict[Pair, float | None] = {}
    makers = [node for node in nodes(chain) if spare(chain, node) > 0]
    for purchase, rows in purchases(chain).items():
        if quantity(chain, purchase) is None:
            continue
        present = {row.supplier for row in rows}
        named = {firm for row in rows for firm in row.alternates or ()}
        wait = switch(chain, purchase)
        for node in makers:
            if node[1] != purchase[1]:
                continue
            if (purchase, node) in rules.qualified:
                found[purchase, node] = 0.0
            elif node[0] in present | named and rules.mode != "off":
                if wait is not None or node[0] in present:
                    found[purchase, node] = wait
            elif rules.mode == "all" and wait is not None and is_identified(node[0]):
                found[purchase, node] = wait + rules.qualify_days
            elif node[0] in present:
                found[purchase, node] = None
    return found


def reserved(chain: PlainChain, first: frozenset[str] | None) -> dict[Node, float]:
    """Part of each maker's deliveries that goes to buyers served first; makers of whom nobody knows it are left out."""
    sold: dict[Node, list[tuple[str, float | None]]] = {}
    for purchase in purchases(chain):
        size = quantity(chain, purchase)
        qty = {row.supplier: row.qty for row in purchases(chain)[purchase]}
        for source, share in sources(chain, purchase)[0]:
            if share > 0:
                sold.setdefault(source, []).append((purchase[0], share * size if size else qty[source[0]]))
    found = {}
    for source, rows in sold.items():
        own = [size for buyer, size in rows if first is not None and buyer in first]
        sizes = [size for _, size in rows]
        if 0 < len(own) < len(rows) and None not in sizes and sum(size or 0.0 for size in sizes) > 0:
            part = sum(size or 0.0 for size in own) / sum(size or 0.0 for size in sizes)
            if 0 < part < 1:
                found[source] = part
    return found


def play(chain: PlainChain, hits: Sequence[Hit], n_steps: int, rules: Rules = Rules()) -> Course:
    """The scenario; everything computed anew at every quarter day."""
    return _Run(chain, hits, rules).course(n_steps)


class _Run:
    def __init__(self, chain: PlainChain, hits: Sequence[Hit], rules: Rules) -> None:
        self.chain, self.hits, self.rules = chain, hits, rules
        self.nodes, self.purchases = nodes(chain), tuple(purchases(chain))
        self.wanted_by = {node: needs(chain, node) for node in self.nodes}
        self.order = [(part, sorted(part, reverse=True)) for part in components(chain)]
        is_on = rules.mode != "off" or bool(rules.qualified)
        self.pairs = may_serve(chain, rules) if is_on else {}
        self.is_on = is_on
        self.start = min(hit.start for hit in hits)
        self.part = reserved(chain, rules.first)
        self.initial = {purchase: self._stock(purchase) for purchase in self.purchases}
        self.stock = dict(self.initial)
        self.level = dict.fromkeys(self.nodes, 1.0)
        self.past: list[dict[Node, float]] = []
        self.inflow = dict.fromkeys(self.purchases, 1.0)
        self.seen = dict.fromkeys(self.purchases, 1.0)
        self.used = dict.fromkeys(self.purchases, 1.0)
        self.asked = dict.fromkeys(self.nodes, 0.0)
        self.load = dict.fromkeys(self.nodes, 0.0)
        self.draw = dict.fromkeys(self.purchases, 0.0)

    def _stock(self, purchase: Purchase) -> float:
        told = [row.stock for row in purchases(self.chain)[purchase] if row.stock is not None]
        if self.rules.stock_policy == "none":
            return 0.0
        return max(told, default=STOCK_DEFAULT if self.rules.stock_policy == "listed" else 0.0)

    def _row(self, source: Node, purchase: Purchase) -> PlainSupply:
        return next(row for row in purchases(self.chain)[purchase] if row.supplier == source[0])

    def arrives(self, source: Node, purchase: Purchase, level: float) -> float:
        if self.rules.in_transit:
            steps = round((self._row(source, purchase).transit or 0.0) / STEP)
            if steps > 0:
                at = len(self.past) - steps
                level = 1.0 if at < 0 else self.past[at][source]
        part = self.part.get(source)
        if part is None or self.rules.first is None:
            return level
        if purchase[0] in self.rules.first:
            return min(1.0, level / part)
        return max(0.0, (level - part) / (1 - part))

    def open_part(self, source: Node, purchase: Purchase) -> float:
        """Part of a delivery that is not cut now."""
        found = 1.0
        for hit in self.hits:
            if (source, purchase) in hit.cuts:
                found *= 1 - hit.severity(len(self.past))
        return found

    def essentials(self, node: Node) -> Iterable[tuple[Purchase, float]]:
        """Purchases that a node's essential needs draw on, with the part of their base use that is this node's."""
        for need in self.wanted_by[node]:
            if need.essential and not need.is_unknown:
                for product, _, _ in need.mix:
                    purchase = (node[0], product)
                    yield purchase, dict(users(self.chain, purchase))[node]

    def base(self, node: Node) -> float:
        return known_output(self.chain, node) or 0.0

    def granted(self, step: int) -> dict[Purchase, float]:
        """What aids and substitutes add to each purchase."""
        found = dict.fromkeys(self.purchases, 0.0)
        for aid in self.rules.aids:
            opens = _first_step(aid.opens)
            for purchase in aid.purchases:
                if opens <= step < _first_step(aid.opens + aid.lasts):
                    found[purchase] += aid.share
                if opens == step:
                    self.initial[purchase] += aid.stock
                    self.stock[purchase] += aid.stock
        if self.is_on:
            self.substitute(step, found)
        return found

    def substitute(self, step: int, found: dict[Purchase, float]) -> None:
        makers = {node for _, node in self.pairs}
        self.draw = dict.fromkeys(self.purchases, 0.0)
        for node in makers:
            for purchase, part in self.essentials(node):
                self.draw[purchase] += part * self.asked[node]
        could = {node: spare(self.chain, node) * self.level[node] for node in makers}
        able = dict(could)
        for node in makers:
            if self.base(node) > 0:
                left = [
                    max(0.0, self.inflow[purchase] + self.stock[purchase] / STEP - self.used[purchase])
                    for purchase, _ in self.essentials(node)
                ]
                able[node] = min([could[node], *(room * self.base(node) for room in left)])
        offers, lacks = self.offers(step, found)
        claims: dict[tuple[Purchase, Node], float] = {}
        hopes = dict.fromkeys(makers, 0.0)
        for purchase, open_to in offers.items():
            size = quantity(self.chain, purchase)
            assert size is not None
            for node in open_to:
                if sum(could[other] for other in open_to) > 0:
                    hopes[node] += lacks[purchase] * size * could[node] / sum(could[other] for other in open_to)
                if sum(able[other] for other in open_to) > 0:
                    part = able[node] / sum(able[other] for other in open_to)
                    claims[purchase, node] = lacks[purchase] * size * part
        self.serve(claims, able, found)
        for node in makers:
            base = self.base(node)
            claimed = sum(claim for (_, other), claim in claims.items() if other == node)
            self.asked[node] = min(could[node], hopes[node]) / base if base > 0 else 0.0
            self.load[node] = min(able[node], claimed) / base if base > 0 else 0.0

    def offers(
        self, step: int, found: Mapping[Purchase, float]
    ) -> tuple[dict[Purchase, list[Node]], dict[Purchase, float]]:
        """Makers that each purchase may ask now, and the part of its base use that it lacks."""
        offers, lacks = {}, {}
        for purchase in self.purchases:
            own = {node: days for (bought, node), days in self.pairs.items() if bought == purchase}
            ready = [
                node for node, days in own.items() if days is not None and round((self.start + days) / STEP) <= step
            ]
            rows, remainder = sources(self.chain, purchase)
            brought = remainder * (1 + self.draw[purchase]) + found[purchase]
            brought += sum(
                share * self.open_part(source, purchase) * self.arrives(source, purchase, self.level[source])
                for source, share in rows
            )
            lack = max(0.0, 1 + self.draw[purchase] - brought)
            present = {row.supplier for row in purchases(self.chain)[purchase]}
            if ready:
                offers[purchase], lacks[purchase] = ready, lack
            elif self.draw[purchase] > 0 and (asked := [node for node in own if node[0] in present]):
                offers[purchase] = asked
                lacks[purchase] = min(lack, self.draw[purchase])
        return offers, lacks

    def serve(
        self, claims: Mapping[tuple[Purchase, Node], float], able: Mapping[Node, float], found: dict[Purchase, float]
    ) -> None:
        for (purchase, node), claim in claims.items():
            mates = {bought: other for (bought, maker), other in claims.items() if maker == node}
            ahead = sum(other for bought, other in mates.items() if self.is_first(bought))
            others = sum(mates.values()) - ahead
            size = quantity(self.chain, purchase)
            assert size is not None
            if self.is_first(purchase):
                got = claim * min(1.0, able[node] / ahead) if ahead > 0 else 0.0
            else:
                got = claim * min(1.0, max(0.0, able[node] - ahead) / others) if others > 0 else 0.0
            found[purchase] += got / size

    def is_first(self, purchase: Purchase) -> bool:
        return self.rules.first is not None and purchase[0] in self.rules.first

    def mixes(self, step: int) -> dict[tuple[Node, Need], list[float]]:
        """Parts of the alternatives of each need; the best of those that may take over carries what others lost."""
        found = {}
        for node, own in self.wanted_by.items():
            for need in own:
                mix = [part for _, _, part in need.mix]
                found[node, need] = mix
                if self.rules.mode == "off" or len(mix) < 2:
                    continue
                served = [self.seen[node[0], product] for product, _, _ in need.mix]
                rows = {row.from_: row for row in technical_inputs(self.chain, node[1])}
                best, height = None, 0.0
                for at, (product, _, _) in enumerate(need.mix):
                    row = rows[product]
                    days = row.switch_days
                    kept = served[at] * (1 - (row.sub_loss or 0.0))
                    if days is not None and round((self.start + days) / STEP) <= step and kept > height:
                        best, height = at, kept
                if best is not None:
                    lost = sum(part * (1 - got) for part, got in zip(mix, served, strict=True))
                    own_loss = mix[best] * (1 - served[best])
                    mix[best] += (lost - own_loss) * (1 - (rows[need.mix[best][0]].sub_loss or 0.0))
        return found

    def course(self, n_steps: int) -> Course:
        told = Course(least=dict.fromkeys(self.nodes, 1.0))
        for step in range(n_steps):
            self.step(step, told)
        return told

    def step(self, step: int, told: Course) -> None:
        granted, mixes = self.granted(step), self.mixes(step)
        lost = dict.fromkeys(self.nodes, 0.0)
        for hit in self.hits:
            for node, part in hit.losses.items():
                lost[node] = 1 - (1 - lost[node]) * (1 - part * hit.severity(step))
        previous, level = self.level, dict(self.level)

        def available(purchase: Purchase) -> float:
            return min(1.0, self.inflow[purchase] + self.stock[purchase] / STEP)

        def supplied(node: Node, need: Need) -> float:
            if need.is_unknown:
                return 1.0
            pairs = zip(need.mix, mixes[node, need], strict=True)
            return sum(part * available((node[0], product)) for (product, _, _), part in pairs)

        for together, members in self.order:
            for kind, key in members:
                if kind == "node":
                    level[key] = (1 - lost[key]) * dilution(self.chain, key, supplied)
                    continue
                rows, remainder = sources(self.chain, key)
                arriving = remainder * (1 + self.draw[key]) + granted[key]
                for source, share in rows:
                    now = (previous if ("node", source) in together else level)[source]
                    arriving += share * self.open_part(source, key) * self.arrives(source, key, now)
                self.inflow[key] = min(1 + self.draw[key], arriving)
        self.level = level
        self.tell(step, told, supplied)
        stock = dict[Purchase, float]()
        for purchase in self.purchases:
            use, more = 0.0, 0.0
            for node, part in users(self.chain, purchase):
                for need in self.wanted_by[node]:
                    if purchase[1] in [product for product, _, _ in need.mix]:
                        whole = supplied(node, need)
                        if whole > 0:
                            use += part * available(purchase) * min(1.0, level[node] / whole)
                        if need.essential:
                            more += part * self.load[node]
            self.used[purchase], self.seen[purchase] = use, available(purchase)
            left = self.stock[purchase] - (use + more - self.inflow[purchase]) * STEP
            stock[purchase] = min(self.initial[purchase], max(0.0, left))
        self.stock = stock
        self.past.append(level)

    def tell(self, step: int, told: Course, supplied: Callable[[Node, Need], float]) -> None:
        told.curve.append(final_output(self.chain, self.level.__getitem__))
        for node, height in self.level.items():
            told.least[node] = min(told.least[node], height)
            if height < SURVIVES - TOLERANCE and node not in told.first_day:
                told.first_day[node] = step * STEP
                told.short_of[node] = self.tightest(node, supplied)

    def tightest(self, node: Node, supplied: Callable[[Node, Need], float]) -> frozenset[Purchase]:
        """The scarcest input of the scarcest essential need; several where they are equally scarce, none where no need
        is short."""
        needed = [need for need in self.wanted_by[node] if need.essential and not need.is_unknown]
        least = min((supplied(node, need) for need in needed), default=1.0)
        if least >= 1 - TOLERANCE:
            return frozenset()
        found = set[Purchase]()
        for need in needed:
            if supplied(node, need) <= least + NEAR:
                own = {(node[0], product): 0.0 for product, _, _ in need.mix}
                held = {bought: self.inflow[bought] + self.stock[bought] / STEP for bought in own}
                found |= {bought for bought, amount in held.items() if amount <= min(held.values()) + NEAR}
        return frozenset(found)


def _first_step(day: float) -> int:
    """The first quarter day that does not start before ``day``."""
    return min(-int(-day // STEP), NEVER)

"""Weak links W4 (grade), W5 (nobody strong), W7 (decline), strong links, and the figures both rest on.

A part of a figure that nobody told leaves it ``None``, with a lower and an upper bound where there is one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tests.oracles.plain_chain import AS_OF, PlainCapacity, PlainChain, PlainInput
from tests.oracles.plain_lists import PlainLists, capacity_facts, facts_of, month_of
from tests.oracles.twins_hits import is_country, origins_of
from tests.oracles.twins_structure import (
    Node,
    Purchase,
    firm_of,
    groups,
    is_buyer_here,
    is_listed_in_full,
    is_made_here,
    is_mix_known,
    known_output,
    nodes,
    part_here,
    part_of,
    purchases,
    region_prefix,
    site_region,
    sites,
    technical_inputs,
)
from tests.oracles.twins_structure import (
    demand as need_of,
)

CHAMPIONS = ("小巨人", "单项冠军")
NO_SHARE = 0.03
DECLINE, LEAVING = -0.2, 0.3
NOISE = 1e-9


@dataclass(frozen=True)
class Figure:
    """``value`` where all is told; ``lower`` and ``upper`` hold in any case, ``None`` for no bound."""

    value: float | None
    lower: float | None
    upper: float | None

    @staticmethod
    def exact(value: float | None) -> Figure:
        return Figure(value, value, value)


NO_OPINION = Figure(None, None, None)


# --- truth values ---------------------------------------------------------------------------------------


def at_least(figure: Figure, line: float) -> bool | None:
    """Three-valued test of the bounds."""
    if figure.lower is not None and figure.lower >= line - NOISE:
        return True
    if figure.upper is not None and figure.upper < line - NOISE:
        return False
    return None


def below(figure: Figure, line: float) -> bool | None:
    flag = at_least(figure, line)
    return None if flag is None else not flag


def all_of(flags: Iterable[bool | None]) -> bool | None:
    """Kleene's AND."""
    held = list(flags)
    return False if False in held else None if None in held else True


def any_of(flags: Iterable[bool | None]) -> bool | None:
    """Kleene's OR."""
    held = list(flags)
    return True if True in held else None if None in held else False


# --- local makers ---------------------------------------------------------------------------------------


def makers_here(chain: PlainChain, product: str) -> list[Node]:
    """Nodes of the product with a present site in the region."""
    return [node for node in nodes(chain) if node[1] == product and is_made_here(chain, node)]


def rows_here(chain: PlainChain, product: str) -> list[tuple[int, PlainCapacity]]:
    """Present capacity rows of active firms inside the region, with their place in the list."""
    prefix = region_prefix(chain.region)
    return [
        (at, row)
        for at, row in enumerate(chain.capacities)
        if row.product == product
        and row in sites(chain, (row.firm, row.product))
        and (site_region(chain, row) or "").startswith(prefix)
    ]


def size(row: PlainCapacity) -> float | None:
    return row.design if row.effective is None else row.effective


# --- W4, W5, W7 -----------------------------------------------------------------------------------------


def grade_shortfall(chain: PlainChain, lists: PlainLists, product: str) -> Figure | None:
    """Share of demand in grades nobody here delivers; ``None`` where nothing is asked of a grade.

    Demand by grade comes from unexpired offers of the region's buyers, else the product's own grade is all of it;
    an offer without a grade asks for the product's own.
    """
    rows = rows_here(chain, product)
    if not rows:
        return None
    own = lists.grades.get(product)
    asked = [
        (row.grade or own, row.quantity)
        for row in lists.demands
        if row.kind == "需求"
        and row.product == product
        and row.valid_until >= AS_OF
        and is_buyer_here(chain, row.firm)
        and row.quantity > 0
    ]
    wanted = asked or [(own, 1.0)]
    held = {capacity_facts(lists, at).grade for at, _ in rows}
    total = sum(quantity for _, quantity in wanted)
    short = sum(quantity for grade, quantity in wanted if grade is not None and grade not in held) / total
    blank = sum(quantity for grade, quantity in wanted if grade is None) / total
    if None in held:
        return Figure(0.0 if short + blank == 0 else None, 0.0, short + blank)
    return Figure(short if blank == 0 else None, short, short + blank)


def lacks_strong_firm(chain: PlainChain, lists: PlainLists, product: str) -> bool | None:
    """W5; ``None`` where an untold share or maker could be large enough, ``False`` without a maker here."""
    rows = rows_here(chain, product)
    if not rows:
        return False
    tags = [tag for firm in {row.firm for _, row in rows} for tag in facts_of(lists, firm).tags]
    if any(word in tag for tag in tags for word in CHAMPIONS):
        return False
    told = [share for share, _ in national_shares(chain, lists, product)]
    if any(share is not None and share >= NO_SHARE for share in told):
        return False
    return None if None in told or "06" not in chain.complete else True


def national_shares(chain: PlainChain, lists: PlainLists, product: str) -> list[tuple[float | None, float]]:
    """One a firm: the largest that any of its rows tells, and the part of the firm that stands here."""
    found = []
    for node in makers_here(chain, product):
        rows = [at for at, row in enumerate(chain.capacities) if row in sites(chain, node)]
        told = [capacity_facts(lists, at).share for at in rows]
        largest = max((share for share in told if share is not None), default=None)
        found.append((largest, part_here(chain, node)))
    return found


def output_change(chain: PlainChain, lists: PlainLists, product: str) -> float | None:
    """Output of the firms here that report both the latest month possible and the same month a year before."""
    makers = {node[0] for node in makers_here(chain, product)}
    told: dict[tuple[str, int], float] = {
        (row.firm, month_of(row)): row.output
        for row in lists.observations
        if row.product == product and row.firm in makers and row.output is not None
    }
    pairs = [(firm, month) for firm, month in told if (firm, month - 12) in told]
    latest = max((month for _, month in pairs), default=None)
    firms = [firm for firm, month in pairs if month == latest]
    if latest is None:
        return None
    before = sum(told[firm, latest - 12] for firm in firms)
    after = sum(told[firm, latest] for firm in firms)
    return after / before - 1 if before > 0 else None


def exiting_share(chain: PlainChain, lists: PlainLists, product: str) -> Figure | None:
    """Share of present capacity here that has a day of exit after the cut-off date; ``None`` without a maker."""
    rows = rows_here(chain, product)
    if not rows:
        return None
    leaves = [(capacity_facts(lists, at).end or "") > AS_OF for at, _ in rows]
    if all(leaves) or not any(leaves):
        return Figure.exact(float(all(leaves)))
    sizes = [size(row) for _, row in rows]
    known = [held for held in sizes if held is not None]
    if len(known) < len(sizes) or sum(known) <= 0:
        return Figure(None, 0.0, 1.0)
    return Figure.exact(sum(held for held, goes in zip(known, leaves, strict=True) if goes) / sum(known))


def declines(chain: PlainChain, lists: PlainLists, product: str) -> bool | None:
    """W7: nothing observed leaves the exit test alone."""
    leaving = exiting_share(chain, lists, product)
    if leaving is None:
        return False
    change = output_change(chain, lists, product)
    return any_of([change is not None and change <= DECLINE + NOISE, at_least(leaving, LEAVING)])


# --- what strong and weak rest on -----------------------------------------------------------------------


def capacity_here(chain: PlainChain, product: str) -> Figure:
    """Effective (else design) capacity in the region; a blank one leaves the lower bound alone."""
    sizes = [size(row) for _, row in rows_here(chain, product)]
    known = [held for held in sizes if held is not None]
    total = sum(known)
    return Figure.exact(total) if len(known) == len(sizes) else Figure(None, total, None)


def needers_here(chain: PlainChain, product: str) -> list[Node]:
    """Nodes made in the region whose product takes this one as an input."""
    return [
        node
        for node in nodes(chain)
        if is_made_here(chain, node) and any(row.from_ == product for row in technical_inputs(chain, node[1]))
    ]


def demand_here(chain: PlainChain, product: str) -> float | None:
    """Coefficient times output of what is made in the region; ``None`` where one of them is not told."""
    total = 0.0
    for node in needers_here(chain, product):
        output = known_output(chain, node)
        row = next(row for row in technical_inputs(chain, node[1]) if row.from_ == product)
        if output is None or row.coefficient is None or not is_mix_known(chain, node, row):
            return None
        total += row.coefficient * output * part_here(chain, node) * _part_needed(chain, node, row)
    return total


def _part_needed(chain: PlainChain, node: Node, row: PlainInput) -> float:
    """Part in the present mix; without any recorded source a need is whole, and alternatives share it equally."""
    inputs = technical_inputs(chain, row.to)
    mates = [row] if row.alt_group is None else [other for other in inputs if other.alt_group == row.alt_group]
    if any((node[0], mate.from_) in purchases(chain) for mate in mates):
        return part_of(chain, node, row.from_)
    return 1 / len(mates)


def concentration(chain: PlainChain, product: str) -> tuple[int, float | None]:
    """Number of independent makers here, and their HHI by capacity (``None`` where one is not told)."""
    held: dict[str, float] = {}
    is_known = True
    for _, row in rows_here(chain, product):
        amount = size(row)
        is_known &= amount is not None
        group = groups(chain).get(row.firm, row.firm)
        held[group] = held.get(group, 0.0) + (amount or 0.0)
    total = sum(held.values())
    if len(held) == 1:
        return 1, 1.0
    return len(held), sum((amount / total) ** 2 for amount in held.values()) if is_known and total > 0 else None


def buying_here(chain: PlainChain, product: str) -> list[Purchase]:
    return [key for key in purchases(chain) if key[1] == product and is_buyer_here(chain, key[0])]


def is_foreign(chain: PlainChain, supplier: str) -> bool | None:
    """``None``: nobody knows where it comes from."""
    if firm_of(chain, supplier):
        return False
    origins = origins_of(chain, supplier)
    if not origins:
        return None
    abroad = {is_country(code) and code != "CN" for code in origins}
    return abroad.pop() if len(abroad) == 1 else None


def import_dependence(chain: PlainChain, product: str) -> Figure:
    """Imports over purchases of the region's buyers by quantity; what nobody told may be all domestic or all imported.

    ``NO_OPINION`` where a quantity, or the whole of a purchase, is missing.
    """
    keys = buying_here(chain, product)
    if not keys:
        if "07" in chain.complete and not needers_here(chain, product):
            return Figure.exact(0.0)
        return Figure(None, 0.0, 1.0)
    abroad, domestic, whole = 0.0, 0.0, 0.0
    for purchase in keys:
        rows = purchases(chain)[purchase]
        known = [row.qty for row in rows if row.qty is not None]
        needed = need_of(chain, purchase)
        if len(known) < len(rows) or any(row.share is not None for row in rows):
            return NO_OPINION
        if needed is None and not is_listed_in_full(chain, purchase):
            return NO_OPINION
        whole += max(sum(known), needed or 0.0)
        for row, qty in zip(rows, known, strict=True):
            foreign = is_foreign(chain, row.supplier)
            abroad += qty * (foreign is True)
            domestic += qty * (foreign is False)
    if whole <= 0:
        return NO_OPINION
    is_told = abs(whole - abroad - domestic) < NOISE
    return Figure(abroad / whole if is_told else None, abroad / whole, (whole - domestic) / whole)

"""Single sources, counted by who controls them, and hidden ones two or more tiers up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tests.oracles.plain_chain import PlainChain
from tests.oracles.twins_steady import fallen_l0
from tests.oracles.twins_structure import (
    Node,
    Purchase,
    entities,
    groups,
    is_buyer_here,
    is_identified,
    is_listed_in_full,
    is_made_here,
    known_fraction,
    known_shares,
    needs,
    nodes,
    purchases,
    sites,
)

ENOUGH_KNOWN = 0.9
TOLERANCE = 1e-9


@dataclass(frozen=True)
class SingleSource:
    """``group`` and ``share``: the largest source; ``suppliers``: its firms among the rows; ``None``: unknown."""

    buyer: str
    product: str
    kind: str
    group: str | None
    suppliers: tuple[str, ...]
    share: float | None
    n_groups: int
    n_eff: float | None
    known_share: float
    alternatives: tuple[str, ...]


@dataclass(frozen=True)
class HiddenSource:
    buyer: str
    product: str
    entity_type: str
    entity: str
    is_hidden: str
    depth: int | None
    n_groups: int
    missing_lists: tuple[str, ...]


def single_sources(chain: PlainChain, *, epsilon: float = 0.05, merge_groups: bool = True) -> list[SingleSource]:
    """One row per purchase of the region's buyers that is of one of the kinds, sorted by buyer and product.

    What the buyer makes itself is no source of risk of its own: it counts in the whole, among the sources and in their
    spread, but never as the one source, nor as one of two that hang together. A part of untold size is not the whole.
    """
    found = []
    for purchase in sorted(purchases(chain)):
        row = _single(chain, purchase, epsilon, merge_groups) if is_buyer_here(chain, purchase[0]) else None
        if row is not None:
            found.append(row)
    return found


def _single(chain: PlainChain, purchase: Purchase, epsilon: float, merge_groups: bool) -> SingleSource | None:
    buyer, product = purchase
    known = known_shares(chain, purchase)
    kappa = known_fraction(chain, purchase)
    suppliers = sorted({row.supplier for row in purchases(chain)[purchase] if is_identified(row.supplier)})

    def source_of(firm: str) -> str:
        return groups(chain)[firm] if merge_groups else firm

    own = known.get(buyer)
    from_others = {firm: part for firm, part in known.items() if firm != buyer}
    if {row.supplier for row in purchases(chain)[purchase]} == {buyer} and own is not None and own >= 0.5:
        return None
    by_group: dict[str, float] = {}
    for firm, part in from_others.items():
        by_group[source_of(firm)] = by_group.get(source_of(firm), 0.0) + part
    top = max(sorted(by_group), key=lambda name: by_group[name], default=None)
    share = by_group[top] if top is not None else None
    by_park: dict[str, float] = {}
    for firm, part in from_others.items():
        park = _park(chain, (firm, product))
        if park is not None:
            by_park[park] = by_park.get(park, 0.0) + part

    def other_makers(is_here: bool) -> list[str]:
        return [
            firm
            for firm, made in nodes(chain)
            if made == product
            and sites(chain, (firm, made))
            and source_of(firm) != top
            and (not is_here or is_made_here(chain, (firm, made)))
        ]

    line = 1 - epsilon - TOLERANCE
    is_known = kappa >= ENOUGH_KNOWN - TOLERANCE
    in_group = [firm for firm in suppliers if source_of(firm) == top and firm != buyer]
    in_park = [
        firm
        for firm in suppliers
        if firm != buyer
        and _park(chain, (firm, product))
        and by_park.get(_park(chain, (firm, product)) or "", 0.0) >= line
    ]
    if is_known and ((len(in_group) >= 2 and (share or 0.0) >= line) or len(in_park) >= 2):
        kind = "disguised"
    elif is_known and share is not None and share >= line:
        kind = "single_by_choice" if other_makers(is_here=True) else "sole"
    elif share is not None and share > 0.5 + TOLERANCE:
        kind = "dominant"
    elif not is_known and (own is None or own < 0.5):  # else no other source can hold more than half
        kind = "unknown"
    else:
        return None
    spread: dict[str, float] = {}
    for firm, part in known.items():
        spread[source_of(firm)] = spread.get(source_of(firm), 0.0) + part
    squares = sum(part**2 for part in spread.values())
    return SingleSource(
        buyer=buyer,
        product=product,
        kind=kind,
        group=top,
        suppliers=tuple(in_group),
        share=share,
        n_groups=len({source_of(firm) for firm in suppliers if known.get(firm) != 0.0}),
        n_eff=1 / squares if squares > 0 and is_known else None,
        known_share=kappa,
        alternatives=tuple(other_makers(is_here=False)),
    )


def _park(chain: PlainChain, node: Node) -> str | None:
    """The one park where all present sites of the node are."""
    parks = {row.park for row in sites(chain, node)}
    return parks.pop() if len(parks) == 1 else None


def hidden_sources(chain: PlainChain, entity: str = "both", max_depth: int | None = None) -> list[HiddenSource]:
    """Entities that are no direct source and stop all of them; ``entity`` is ``firm``, ``group`` or ``both``.

    A group row stands only for groups of two firms or more, and only where no member alone has a verdict as strong.
    """
    firms = entities(chain, "firm")
    by_firm: dict[tuple[str, Purchase], HiddenSource] = {}
    by_group: list[HiddenSource] = []
    for name in firms:
        for row in _hidden(chain, "firm", name, firms[name]):
            if not _is_group_mate_of_source(chain, name, (row.buyer, row.product)):
                by_firm[name, (row.buyer, row.product)] = row
    for name, members in entities(chain, "group").items():
        if len(members) < 2:
            continue
        for row in _hidden(chain, "group", name, members):
            alone = [by_firm.get((member, (row.buyer, row.product))) for member in members]
            if not any(other and other.is_hidden in ("yes", row.is_hidden) for other in alone):
                by_group.append(row)
    rows = (list(by_firm.values()) if entity != "group" else []) + (by_group if entity != "firm" else [])
    kept = [row for row in rows if max_depth is None or (row.depth is not None and row.depth <= max_depth)]
    return sorted(kept, key=lambda row: (row.buyer, row.product, row.entity_type, row.entity))


def _is_group_mate_of_source(chain: PlainChain, firm: str, purchase: Purchase) -> bool:
    return any(groups(chain)[row.supplier] == groups(chain)[firm] for row in purchases(chain)[purchase])


def _hidden(chain: PlainChain, entity_type: str, name: str, members: frozenset[str]) -> list[HiddenSource]:
    down = fallen_l0(chain, members)
    found = []
    for purchase in purchases(chain):
        buyer, product = purchase
        suppliers = sorted({row.supplier for row in purchases(chain)[purchase] if is_identified(row.supplier)})
        if len(suppliers) < 2 or buyer in members or members & set(suppliers):
            continue
        if not is_buyer_here(chain, buyer):
            continue
        alive = [firm for firm in suppliers if (firm, product) not in down]
        missing: tuple[str, ...] = ()
        if not alive:
            is_enough = known_fraction(chain, purchase) >= ENOUGH_KNOWN - TOLERANCE or is_listed_in_full(
                chain, purchase
            )
            verdict = "yes" if is_enough else "unknown"
        elif len(alive) < len(suppliers) and all(_has_unknown_need(chain, (firm, product)) for firm in alive):
            verdict, missing = "unknown", tuple(alive)
        else:
            continue
        found.append(
            HiddenSource(
                buyer=buyer,
                product=product,
                entity_type=entity_type,
                entity=name,
                is_hidden=verdict,
                depth=trade_steps(chain, members, purchase),
                n_groups=len({groups(chain)[firm] for firm in suppliers}),
                missing_lists=missing,
            )
        )
    return found


def _has_unknown_need(chain: PlainChain, node: Node) -> bool:
    return any(need.essential and need.is_unknown for need in needs(chain, node))


def trade_steps(chain: PlainChain, members: Iterable[str], purchase: Purchase) -> int | None:
    """Fewest trade steps from any of the firms to the buyer, the last one delivering the product."""
    wanted = set(members)
    reached = {row.supplier for row in purchases(chain)[purchase]}
    seen = set(reached)
    steps = 1
    while reached:
        if reached & wanted:
            return steps
        reached = {row.supplier for row in chain.supplies if row.buyer in reached} - seen
        seen |= reached
        steps += 1
    return None

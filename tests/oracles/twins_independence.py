"""What a firm that might step in shares with the suppliers it would stand in for, in plain loops."""

from __future__ import annotations

from collections.abc import Iterable

from tests.oracles.plain_chain import PlainChain
from tests.oracles.twins_hits import HOME_COUNTRY, Hit, fallen_nodes, hit_of, key, upstream_purchases
from tests.oracles.twins_links import ENOUGH_KNOWN, TOLERANCE
from tests.oracles.twins_structure import (
    Node,
    is_identified,
    is_listed_in_full,
    known_fraction,
    needs,
    nodes,
    nodes_of,
    purchases,
    region_prefix,
    technical_inputs,
)


def backed_up(chain: PlainChain, firm: str, product: str) -> tuple[list[Node], bool]:
    """Sources of the chain's purchases of a product, its makers where nobody buys it; others than the firm where there
    are any; and whether all of them are known."""
    bought = [p for p in purchases(chain) if p[1] == product and p in upstream_purchases(chain)]
    found = {row.supplier for purchase in bought for row in purchases(chain)[purchase]}
    is_known = all(known_fraction(chain, p) >= ENOUGH_KNOWN - TOLERANCE or is_listed_in_full(chain, p) for p in bought)
    if not bought:
        found = {maker for maker, made in nodes(chain) if made == product}
        is_known = "06" in chain.complete
    named = {name for name in found if is_identified(name)}
    return [(name, product) for name in sorted(named - {firm} or named)], is_known


def stand_ins(chain: PlainChain, firm: str, product: str) -> list[Node]:
    """The firm as a maker of the product; where it makes none, all that it makes."""
    own = nodes_of(chain, [firm])
    return [node for node in own if node[1] == product] or own


def _taken(chain: PlainChain, hit: Hit, wanted: Iterable[Node]) -> bool:
    """Whether all of some makers are lost: they fall, or nothing that they deliver arrives."""
    down = fallen_nodes(chain, hit)
    chosen = list(wanted)
    for node in chosen:
        out = [key(row) for row in chain.supplies if (row.supplier, row.product) == node]
        if node not in down and not (out and all(each in hit.cuts for each in out)):
            return False
    return bool(chosen)


def tells(chain: PlainChain, kind: str, entity: str, product: str) -> bool:
    """Whether it is not simply the country, the region or the product that is asked about."""
    if kind == "country":
        return entity != HOME_COUNTRY
    if kind == "region":
        return not chain.region.startswith(region_prefix(entity))
    return kind != "product" or entity != product


def shared(chain: PlainChain, kind: str, entities: Iterable[str], firm: str, product: str) -> dict[str, set[str]]:
    """Entities whose failure takes the firm as a backup and suppliers it would stand in for; with these."""
    sources, _ = backed_up(chain, firm, product)
    found = {}
    for entity in entities:
        hit = hit_of(chain, kind, entity)
        lost = {node[0] for node in sources if _taken(chain, hit, [node])}
        if lost and tells(chain, kind, entity, product) and _taken(chain, hit, stand_ins(chain, firm, product)):
            found[entity] = lost
    return found


def may_share(chain: PlainChain, kind: str, entities: Iterable[str], firm: str, product: str) -> bool:
    """The same, as far as it may be where makers of whom not every input is on record fall as well."""
    sources, _ = backed_up(chain, firm, product)
    listed = {each.id for each in chain.firms}
    openly = {
        node: 1.0
        for node in nodes(chain)
        if not is_identified(node[0])
        or any(need.essential and need.is_unknown for need in needs(chain, node))
        or (node[0] not in listed and not node[0].startswith("ext:") and technical_inputs(chain, node[1]))
    }
    for entity in entities:
        hit = hit_of(chain, kind, entity)
        worst = Hit({**hit.losses, **openly}, hit.cuts)
        is_taken = tells(chain, kind, entity, product) and _taken(chain, worst, stand_ins(chain, firm, product))
        if is_taken and any(_taken(chain, worst, [node]) for node in sources):
            return True
    return False


def is_new(chain: PlainChain, firm: str, product: str) -> bool:
    """Whether it is not on record what the firm would buy."""
    own = nodes_of(chain, [firm])
    return (firm, product) not in own and (not own or bool(technical_inputs(chain, product)))

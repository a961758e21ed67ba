"""Hidden single sources of entities that are no firms: sites, parks, regions, countries, corridors, products."""

from __future__ import annotations

from tests.oracles.plain_chain import PlainChain
from tests.oracles.twins_hits import Hit, fallen_nodes, hit_of, key
from tests.oracles.twins_links import ENOUGH_KNOWN, TOLERANCE
from tests.oracles.twins_structure import (
    Purchase,
    is_buyer_here,
    is_identified,
    is_listed_in_full,
    known_fraction,
    needs,
    purchases,
)


def hidden_of(chain: PlainChain, kind: str, entity: str) -> dict[Purchase, str]:
    """Purchases of the region's buyers that the entity stops although it neither is nor carries a direct source."""
    hit = hit_of(chain, kind, entity)
    down = fallen_nodes(chain, hit)
    found = {}
    for purchase, rows in purchases(chain).items():
        suppliers = sorted({row.supplier for row in rows if is_identified(row.supplier)})
        if len(suppliers) < 2 or not is_buyer_here(chain, purchase[0]) or _is_direct(hit, chain, purchase):
            continue
        alive = [firm for firm in suppliers if (firm, purchase[1]) not in down]
        if not alive:
            is_enough = known_fraction(chain, purchase) >= ENOUGH_KNOWN - TOLERANCE
            found[purchase] = "yes" if is_enough or is_listed_in_full(chain, purchase) else "unknown"
        elif len(alive) < len(suppliers) and all(_is_open(chain, (firm, purchase[1])) for firm in alive):
            found[purchase] = "unknown"
    return found


def _is_direct(hit: Hit, chain: PlainChain, purchase: Purchase) -> bool:
    """It takes something of the buyer, of a source, or of the way between."""
    touched = {firm for firm, _ in hit.losses}
    rows = purchases(chain)[purchase]
    return purchase[0] in touched or any(row.supplier in touched or key(row) in hit.cuts for row in rows)


def _is_open(chain: PlainChain, node: tuple[str, str]) -> bool:
    return any(need.essential and need.is_unknown for need in needs(chain, node))

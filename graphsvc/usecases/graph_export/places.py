"""Fixed places: products where the chain map puts them, firms in columns below what they make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from graphsvc.analysis.pictures.layout import lay_out
from graphsvc.domain.chain_map import MapBox
from graphsvc.judgements.workspace import Facts
from graphsvc.usecases.maps.chain_map import technical_links

Place = tuple[float, float]
APART = 80.0
"""Between chains, and between products and firms [picture units]."""
STEP = 26.0
"""Between firms of one column [picture units]."""
COLUMN = 160.0
"""Firms within one strip of this width stand in one column [picture units]."""


def product_places(scopes: Iterable[Facts]) -> tuple[dict[str, Place], float]:
    """(x, y) of every product of the chains, y downwards, one chain below the other; and the height of all.

    A product of several chains stands in the first of them.
    """
    found: dict[str, Place] = {}
    top = 0.0
    for facts in scopes:
        codes = [code for code in facts.members.product_codes if code not in found]
        layout = lay_out([_box(facts, code) for code in codes], technical_links(facts), {})
        found |= {placed.product_code: (placed.x, placed.y + top) for placed in layout.boxes}
        top += layout.height + APART if codes else 0.0
    return found, top


def firm_places(firms: Mapping[str, Sequence[str]], products: Mapping[str, Place], top: float) -> dict[str, Place]:
    """(x, y) of every firm, below ``top``: in the strip that what it makes (``firms``) stands in on average, from top
    to bottom in the order of the products; no two firms share a place. Firms that make nothing stand leftmost."""
    ranked = []
    for firm, made in firms.items():
        at = [products[code] for code in made if code in products]
        x, y = (sum(p[0] for p in at) / len(at), sum(p[1] for p in at) / len(at)) if at else (0.0, 0.0)
        ranked.append((int(x // COLUMN), y, firm))
    found: dict[str, Place] = {}
    filled: dict[int, int] = {}
    for column, _, firm in sorted(ranked):
        row = filled.get(column, 0)
        filled[column] = row + 1
        found[firm] = ((column + 0.5) * COLUMN, top + row * STEP)
    return found


def _box(facts: Facts, code: str) -> MapBox:
    stage = facts.snapshot.stage_of(facts.names.row(code))
    position = (stage and stage["position"]) or ""
    return MapBox(code, code, "", "", position, None, "unknown", None, False, (), ())

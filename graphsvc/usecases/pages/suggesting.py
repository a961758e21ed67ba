"""What a person may mean while typing: ids and names of a chain's products, or of whatever can fail."""

from __future__ import annotations

from collections.abc import Iterable

from graphsvc.domain.entity_types import ENTITY_TYPES
from graphsvc.judgements.objects import entity_names
from graphsvc.judgements.workspace import Facts

MOST = 20
Pairs = list[tuple[str, str]]


def suggest(facts: Facts, kind: str, text: str) -> Pairs:
    """(id, name) of things of a kind whose id or name holds ``text``, those that begin with it first; no more than
    ``MOST``. Products are those of the chain. Nothing where there is no such kind."""
    if kind not in ENTITY_TYPES:
        return []
    names = facts.names
    pairs: Iterable[tuple[str, str]] = (
        ((code, names.product(code)) for code in facts.members.product_codes)
        if kind == "product"
        else entity_names(facts.snapshot, kind)
    )
    wanted = text.casefold().strip()
    held = {pair for pair in pairs if wanted in pair[0].casefold() or wanted in pair[1].casefold()}
    return sorted(held, key=lambda p: (not p[1].casefold().startswith(wanted), len(p[1]), p[1], p[0]))[:MOST]

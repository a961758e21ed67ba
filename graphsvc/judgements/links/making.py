"""Whether anybody in the region makes a product: said no only where the lists rule everyone out."""

from __future__ import annotations

from graphsvc.judgements.links.missing import Waits
from graphsvc.judgements.workspace import Facts


def made_here(facts: Facts, p: int) -> bool | None:
    """Whether a product (position) is made in the scope's region; None where it may be.

    It may be where a maker's place is told too coarsely, a firm here sells it by list 07, a row waits that may be a
    maker or seller here, or list 06 is not declared complete.
    """
    figures, code = facts.local.figures, facts.network.product_codes[p]
    if figures.made_here[p]:
        return True
    may_be = figures.maybe_here[p] or facts.local.sellers_here[p] or Waits.of(facts, code).maker
    return None if may_be or not facts.data.list_is_complete("06", code) else False

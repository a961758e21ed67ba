"""How many products of a chain call for each of the six verbs: 建补延强稳固."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from graphsvc.judgements.gaps.found import Gap
from graphsvc.judgements.links.extending import extensions, inputs_of
from graphsvc.judgements.links.missing import MissingLink
from graphsvc.judgements.workspace import Facts

VERBS = ("stabilise", "fill", "strengthen", "extend", "build", "bind")
"""Which stands first where several apply."""


def products_by_verb(facts: Facts, gaps: Sequence[Gap], links: Mapping[str, MissingLink]) -> dict[str, str]:
    """The one verb each product calls for, by code: of those proven to apply the first of ``VERBS``.

    ``gaps`` and ``links`` are those of the chain, whether or not anybody is invited for them; besides the gaps, what
    the chain could go on to make (extend), and what is made here and bought elsewhere (bind).
    """
    codes = facts.network.product_codes
    called = {gap.code: set(gap.verbs) for gap in gaps if gap.verbs}
    for each in extensions(facts, *inputs_of(facts)):
        if each.is_candidate:
            called.setdefault(codes[each.head], set()).add("extend")
    for code, link in links.items():
        if link.ladder == "not_matched":
            called.setdefault(code, set()).add("bind")
    return {code: min(verbs, key=VERBS.index) for code, verbs in sorted(called.items())}


def counts_by_verb(verbs: Iterable[str]) -> dict[str, int]:
    """``n_<verb>`` for each of the six."""
    found = Counter(verbs)
    return {f"n_{verb}": found[verb] for verb in VERBS}

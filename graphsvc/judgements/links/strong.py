"""Strong links: more than needed, through many, on its own, and well."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphsvc.judgements.facts.local_links import LocalLinks
from graphsvc.judgements.figures import truth, zero_if_blank
from graphsvc.judgements.three_valued import all_of, any_of, at_least, below, if_listed, negated
from graphsvc.judgements.workspace import Facts

SURPLUS = 1.2
MANY_GROUPS, NOT_CROWDED = 3, 0.4
FEW_IMPORTS = 0.2
QUOTIENT = 1.5
LEADING_SHARE = 0.10
"""National share of a single maker asked of a leader in its niche."""
TESTS = ("self_sufficiency", "makers", "imports", "standing")


@dataclass(frozen=True)
class StrongLink:
    """One product: verdict, the tests that fail, those that unknown data leave open, and the location quotient by
    the national shares that are known (NaN: not asked for)."""

    is_strong: str
    failed: tuple[str, ...]
    open: tuple[str, ...]
    quotient: float


def strong_link(facts: Facts, code: str, location_share: float | None = None) -> StrongLink:
    """Verdict on one product: all four tests hold, one is known to fail, or it stays open.

    ``location_share``: the region's share of national industrial output, 0-1; None leaves the quotient unknown.
    """
    p = facts.network.product_index[code]
    complete = facts.data.list_is_complete("06", code)
    figures = facts.local.figures
    quotient = float(facts.local.standing.share_sum[p] / location_share) if location_share else np.nan
    if not figures.made_here[p]:
        if complete and not figures.maybe_here[p]:
            return StrongLink("no", TESTS[:1], (), np.nan)
        return StrongLink("unknown", (), TESTS, np.nan)
    verdicts = dict(
        zip(
            TESTS,
            (
                _surplus(facts, code, p, complete),
                _many_makers(facts.local, p, complete),
                _few_imports(facts, code, p),
                _standing(facts.local, p, quotient, complete),
            ),
            strict=True,
        )
    )
    return StrongLink(
        truth(all_of(verdicts.values())),
        tuple(name for name, holds in verdicts.items() if holds is False),
        tuple(name for name, holds in verdicts.items() if holds is None),
        quotient,
    )


def _is_used(local: LocalLinks, p: int) -> bool:
    """Whether anybody here needs or buys the product."""
    return bool(local.figures.asked[p])


def _surplus(facts: Facts, code: str, p: int, complete: bool) -> bool | None:
    """SSR of at least 1.2; where nobody here uses the product, all of it leaves the region."""
    if not _is_used(facts.local, p):
        return None if facts.data.waiting.needs(code) else True
    bounds = facts.local.bounds
    short = below(bounds.ssr_lower[p], bounds.ssr_upper[p], SURPLUS)
    return negated(if_listed(short, complete))


def _many_makers(local: LocalLinks, p: int, complete: bool) -> bool | None:
    """Three groups or more, or an HHI below 0.4; makers nobody listed could only add to them."""
    bounds = local.bounds
    spread = below(bounds.hhi_lower[p], bounds.hhi_upper[p], NOT_CROWDED)
    many = any_of([bool(local.figures.n_groups[p] >= MANY_GROUPS), spread])
    return negated(if_listed(negated(many), complete))


def _few_imports(facts: Facts, code: str, p: int) -> bool | None:
    """Less than a fifth of purchases imported; none recorded proves it only where nobody needs any and list 07 is
    declared complete."""
    if facts.local.figures.purchased[p]:
        return below(facts.local.bounds.import_lower[p], facts.local.bounds.import_upper[p], FEW_IMPORTS)
    used = _is_used(facts.local, p) or bool(facts.data.waiting.needs(code))
    return True if not used and facts.data.list_is_complete("07", code) else None


def _shares_known(local: LocalLinks, p: int) -> bool:
    """Whether every maker here states its national share."""
    return bool(local.standing.shares_known[p])


def _standing(local: LocalLinks, p: int, quotient: float, complete: bool) -> bool | None:
    """A location quotient of at least 1.5, or a maker with a tenth of the nation; blank shares leave it open."""
    standing = local.standing
    told, largest = _shares_known(local, p), zero_if_blank(standing.national_share[p])
    weak = [
        negated(at_least(largest, largest if told else 1.0, LEADING_SHARE)),
        None
        if np.isnan(quotient)
        else negated(at_least(quotient, quotient if standing.parts_known[p] else np.inf, QUOTIENT)),
    ]
    return negated(if_listed(all_of(weak), complete))

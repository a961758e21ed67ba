"""Strong links: more than needed, through many, on its own, and well."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphsvc.judgements.figures import truth
from graphsvc.judgements.scope import Scope
from graphsvc.judgements.three_valued import all_of, any_of, at_least, below, if_listed, negated

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


def strong_link(scope: Scope, code: str, location_share: float | None = None) -> StrongLink:
    """Verdict on one product: all four tests hold, one is known to fail, or it stays open.

    ``location_share``: the region's share of national industrial output, 0-1; None leaves the quotient unknown.
    """
    p = scope.network.product_index[code]
    complete = scope.list_is_complete("06", code)
    figures = scope.figures
    quotient = float(scope.standing.share_sum[p] / location_share) if location_share else np.nan
    if not figures.made_here[p]:
        if complete and not figures.maybe_here[p]:
            return StrongLink("no", TESTS[:1], (), np.nan)
        return StrongLink("unknown", (), TESTS, np.nan)
    verdicts = dict(
        zip(
            TESTS,
            (
                _surplus(scope, code, p, complete),
                _many_makers(scope, p, complete),
                _few_imports(scope, code, p),
                _standing(scope, p, quotient, complete),
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


def _is_used(scope: Scope, p: int) -> bool:
    """Whether anybody here needs or buys the product."""
    return bool(scope.figures.asked[p])


def _surplus(scope: Scope, code: str, p: int, complete: bool) -> bool | None:
    """SSR of at least 1.2; where nobody here uses the product, all of it leaves the region."""
    if not _is_used(scope, p):
        return None if scope.waiting.needs(code) else True
    bounds = scope.bounds
    short = below(bounds.ssr_lower[p], bounds.ssr_upper[p], SURPLUS)
    return negated(if_listed(short, complete))


def _many_makers(scope: Scope, p: int, complete: bool) -> bool | None:
    """Three groups or more, or an HHI below 0.4; makers nobody listed could only add to them."""
    bounds = scope.bounds
    spread = below(bounds.hhi_lower[p], bounds.hhi_upper[p], NOT_CROWDED)
    many = any_of([bool(scope.figures.n_groups[p] >= MANY_GROUPS), spread])
    return negated(if_listed(negated(many), complete))


def _few_imports(scope: Scope, code: str, p: int) -> bool | None:
    """Less than a fifth of purchases imported; none recorded proves it only where nobody needs any and list 07 is
    declared complete."""
    if scope.figures.purchased[p]:
        return below(scope.bounds.import_lower[p], scope.bounds.import_upper[p], FEW_IMPORTS)
    used = _is_used(scope, p) or bool(scope.waiting.needs(code))
    return True if not used and scope.list_is_complete("07", code) else None


def _shares_known(scope: Scope, p: int) -> bool:
    """Whether every maker here states its national share."""
    return bool(scope.standing.shares_known[p])


def _standing(scope: Scope, p: int, quotient: float, complete: bool) -> bool | None:
    """A location quotient of at least 1.5, or a maker with a tenth of the nation; blank shares leave it open."""
    standing = scope.standing
    told, largest = _shares_known(scope, p), float(np.nan_to_num(standing.national_share[p]))
    weak = [
        negated(at_least(largest, largest if told else 1.0, LEADING_SHARE)),
        None
        if np.isnan(quotient)
        else negated(at_least(quotient, quotient if standing.parts_known[p] else np.inf, QUOTIENT)),
    ]
    return negated(if_listed(all_of(weak), complete))

"""strong-links: what the region makes more of than it needs, through many, on its own, and well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from graphsvc.domain.results import Finding, Parameter, Result
from graphsvc.questions.declared import strength_notices
from graphsvc.questions.links.judging import all_of, any_of, at_least, below, if_listed, negated
from graphsvc.questions.links.weak_links import (
    FIGURE_COLUMNS,
    PENDING_LISTS,
    SHARE_COLUMNS,
    WEAK_FIELDS,
    figure_columns,
    share_columns,
)
from graphsvc.questions.question import Question, known, truth
from graphsvc.questions.scope import Scope
from graphsvc.questions.trace import product_trace

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


def _strong(scope: Scope, parameters: Mapping[str, Any]) -> Result:
    findings, verdicts = [], {}
    for code in scope.product_codes:
        p = scope.network.product_index[code]
        link = strong_link(scope, code, parameters["location_share"])
        verdicts[code] = link.is_strong
        demand, capacity = float(scope.figures.demand[p]), float(scope.figures.capacity[p])
        output = float(scope.figures.output[p])
        values = {
            "chain_code": scope.chain.code,
            "product_code": code,
            "product_name": scope.product_name(code),
            "is_strong": link.is_strong,
            "failed_tests": list(link.failed),
            "open_tests": list(link.open),
            **figure_columns(
                scope, p, capacity / demand if demand > 0 else np.nan, output / capacity if capacity > 0 else np.nan
            ),
            "location_quotient": known(link.quotient) if scope.standing.parts_known[p] else None,
            "location_quotient_lower": known(link.quotient),
            "location_quotient_upper": known(link.quotient) if scope.standing.parts_known[p] else None,
            **share_columns(scope, p),
            "unit": scope.product_row(code)["unit"],
            "n_pending": len(scope.waiting.about(code)),
        }
        findings.append(Finding(values, (scope.chain.code, code), partial(product_trace, scope, code)))
    completeness = scope.completeness(WEAK_FIELDS)
    named = _declared(scope)
    summary = {
        "n_strong": sum(v == "yes" for v in verdicts.values()),
        "n_unknown": sum(v == "unknown" for v in verdicts.values()),
        "not_declared": [c for c, v in verdicts.items() if v == "yes" and c not in named],
        "list_06_declared_complete": scope.is_declared("06"),
        "list_07_declared_complete": scope.is_declared("07"),
        "n_pending": scope.waiting.count(scope.product_codes),
    }
    notices = (*strength_notices(scope, verdicts), *scope.waiting_notices(*PENDING_LISTS))
    return Result(findings, summary, notices, completeness, scope.grade(completeness))


def _declared(scope: Scope) -> set[str]:
    """Products that list 08 names, or whose stage it names."""
    rows = scope.snapshot.tables.rows("strengths")
    stages = {(r["slot_chain"], r["stage_code"]) for r in rows if r["product_code"] is None}
    products = {r["product_code"] for r in rows}
    own = scope.snapshot.products
    return {c for c in scope.product_codes if c in products or (own[c]["slot_chain"], own[c]["stage_code"]) in stages}


QUESTION = Question(
    name="strong-links",
    asks="哪些是优势环节（自给有余、主体多、少进口、全国地位高）？",
    asks_en="Which links are strong (more than needed, many makers, few imports, a leading place in the nation)?",
    parameters=(Parameter("location_share", "number", None, "1", minimum=1e-6, maximum=1.0),),
    columns=(
        "chain_code", "product_code", "product_name", "is_strong", "failed_tests", "open_tests", *FIGURE_COLUMNS,
        "location_quotient", "location_quotient_lower", "location_quotient_upper", *SHARE_COLUMNS, "unit", "n_pending",
    ),
    run=_strong,
    brief=("product_code", "product_name", "is_strong", "failed_tests", "ssr", "n_groups", "national_share"),
)  # fmt: skip

"""weak-links: what the region makes, but too little of, through too few, too poorly, or not for much longer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from graphsvc.domain.results import Finding, Parameter, Result
from graphsvc.questions.links.judging import all_of, any_of, at_least, below, if_listed
from graphsvc.questions.question import Question, known
from graphsvc.questions.scope import Scope
from graphsvc.questions.trace import product_trace

PENDING_LISTS = ("product_inputs", "capacities", "supplies")
WEAK_FIELDS = ("coefficient", "output", "capacity", "share")
DEFAULT_THETAS = {"theta1": 0.7, "theta2": 0.4, "theta3": 0.5, "theta4": 0.3}
NO_LEADER = 0.03
"""W5: national share below which the largest maker is no strong one."""
NO_SPARE = 0.95
"""W6: utilization from which there is no room left."""
DECLINE, EXIT = 0.2, 0.3
"""W7: part of output lost within twelve months; part of capacity with an exit date."""
SOFT_REASONS = frozenset({"W4", "W5"})
"""Reasons that ask for grades and market shares, which most lists leave blank: a status does not wait for them."""


@dataclass(frozen=True)
class WeakLink:
    """One product made here: verdict, proven reasons, reasons that unknown data leave open, and the figures."""

    code: str
    is_weak: str
    reasons: tuple[str, ...]
    possible: tuple[str, ...]
    ssr: float
    utilization: float


def weak_link(scope: Scope, code: str, thetas: Mapping[str, float]) -> WeakLink:
    """Verdict on one product: each of W1 to W7 is proven, open, or does not hold."""
    figures = scope.figures
    p = scope.network.product_index[code]
    demand, capacity, output = float(figures.demand[p]), float(figures.capacity[p]), float(figures.output[p])
    ssr = capacity / demand if demand > 0 else np.nan
    utilization = output / capacity if capacity > 0 else np.nan
    if not figures.made_here[p]:
        complete = scope.list_is_complete("06", code) and not figures.maybe_here[p]
        return WeakLink(code, "no" if complete else "unknown", (), (), ssr, utilization)
    verdicts = _reasons(scope, code, p, thetas)
    proven = tuple(name for name, holds in verdicts.items() if holds)
    possible = tuple(name for name, holds in verdicts.items() if holds is None)
    verdict = "yes" if proven else "unknown" if possible else "no"
    return WeakLink(code, verdict, proven, possible, ssr, utilization)


def _reasons(scope: Scope, code: str, p: int, thetas: Mapping[str, float]) -> dict[str, bool | None]:
    """Verdict per reason; a reason that is not asked of the product is left out."""
    figures, bounds = scope.figures, scope.bounds
    complete = scope.list_is_complete("06", code)
    found: dict[str, bool | None] = {}
    if not figures.needed[p] and scope.waiting.needs(code):
        found["W1"] = None
    if figures.asked[p]:
        found["W1"] = if_listed(below(bounds.ssr_lower[p], bounds.ssr_upper[p], thetas["theta1"]), complete)
    if code not in scope.final_set:
        crowded = at_least(bounds.hhi_lower[p], bounds.hhi_upper[p], thetas["theta2"])
        found["W2"] = if_listed(any_of([bool(figures.n_groups[p] <= 2), crowded]), complete)
        if figures.purchased[p]:
            found["W3"] = at_least(bounds.import_lower[p], bounds.import_upper[p], thetas["theta3"])
    short = at_least(scope.grades.lower[p], scope.grades.upper[p], thetas["theta4"])
    found["W4"] = if_listed(short, complete)
    found["W5"] = if_listed(_no_leader(scope, p), complete)
    found["W6"] = at_least(bounds.utilization_lower[p], bounds.utilization_upper[p], NO_SPARE)
    found["W7"] = None if scope.waiting.makers(code) else _declines(scope, p)
    return found


def _no_leader(scope: Scope, p: int) -> bool | None:
    """Nobody with a title, and the largest national share under 3 %; a blank share leaves it open."""
    standing = scope.standing
    largest = float(np.nan_to_num(standing.national_share[p]))
    upper = largest if standing.shares_known[p] else 1.0
    return all_of([not standing.is_cultivated[p], below(largest, upper, NO_LEADER)])


def _declines(scope: Scope, p: int) -> bool | None:
    """Output a fifth lower than a year before, or three tenths of capacity leaving; without a series the exits alone
    tell, a blank in it leaves the reason open."""
    change, leaving = float(scope.standing.output_change[p]), float(scope.standing.exiting_share[p])
    fell = None if scope.standing.change_open[p] else bool(change <= -DECLINE + 1e-9)
    return any_of([fell, at_least(leaving, leaving, EXIT) if np.isfinite(leaving) else None])


def figure_columns(scope: Scope, p: int, ssr: float, utilization: float) -> dict[str, float | int | None]:
    """Headline figures of a product with their bounds, as weak-links and strong-links print them."""
    figures, bounds = scope.figures, scope.bounds
    asked = figures.asked[p]
    return {
        "ssr": known(ssr),
        "ssr_lower": known(bounds.ssr_lower[p]) if asked else None,
        "ssr_upper": known(bounds.ssr_upper[p]) if asked else None,
        "hhi": known(figures.hhi[p]),
        "hhi_lower": known(bounds.hhi_lower[p]),
        "hhi_upper": known(bounds.hhi_upper[p]),
        "n_groups": int(figures.n_groups[p]),
        "import_dependence": known(figures.import_share[p]),
        "import_dependence_lower": known(bounds.import_lower[p]),
        "import_dependence_upper": known(bounds.import_upper[p]),
        "utilization": known(utilization),
        "utilization_lower": known(bounds.utilization_lower[p]),
        "utilization_upper": known(bounds.utilization_upper[p]),
        "capacity": known(figures.capacity[p]),
        "demand": known(figures.demand[p]),
        "demand_lower": known(bounds.demand_lower[p]),
        "demand_upper": known(bounds.demand_upper[p]),
    }


SHARE_COLUMNS = ("national_share", "national_share_lower", "national_share_upper")


def share_columns(scope: Scope, p: int) -> dict[str, float | None]:
    """The largest national share of a single maker here; a maker that leaves it blank may hold more."""
    largest, told = known(scope.standing.national_share[p]), bool(scope.standing.shares_known[p])
    made = bool(scope.figures.made_here[p])
    return dict(
        zip(SHARE_COLUMNS, (largest if told else None, largest, largest if told or not made else 1.0), strict=True)
    )


FIGURE_COLUMNS = (
    "ssr", "ssr_lower", "ssr_upper", "hhi", "hhi_lower", "hhi_upper", "n_groups", "import_dependence",
    "import_dependence_lower", "import_dependence_upper", "utilization", "utilization_lower", "utilization_upper",
    "capacity", "demand", "demand_lower", "demand_upper",
)  # fmt: skip


def _weak(scope: Scope, parameters: Mapping[str, Any]) -> Result:
    grades, standing = scope.grades, scope.standing
    findings = []
    for code in scope.product_codes:
        link = weak_link(scope, code, parameters)
        p = scope.network.product_index[code]
        made = bool(scope.figures.made_here[p])
        values = {
            "chain_code": scope.chain.code,
            "product_code": code,
            "product_name": scope.product_name(code),
            "is_weak": link.is_weak,
            "reasons": list(link.reasons),
            "possible_reasons": list(link.possible),
            **figure_columns(scope, p, link.ssr, link.utilization),
            "grade_shortfall": known(grades.value[p]) if made else None,
            "grade_shortfall_lower": known(grades.lower[p]) if made else None,
            "grade_shortfall_upper": known(grades.upper[p]) if made else None,
            **share_columns(scope, p),
            "output_change": known(standing.output_change[p]),
            "exiting_share": known(standing.exiting_share[p]),
            "unit": scope.product_row(code)["unit"],
            "n_pending": len(scope.waiting.about(code)),
        }
        findings.append(Finding(values, (scope.chain.code, code), partial(product_trace, scope, code)))
    completeness = scope.completeness(WEAK_FIELDS)
    verdicts = [f.values["is_weak"] for f in findings]
    summary = {
        "n_weak": verdicts.count("yes"),
        "n_unknown": verdicts.count("unknown"),
        "by_reason": {
            f"W{i}": count for i in range(1, 8) if (count := sum(f"W{i}" in f.values["reasons"] for f in findings))
        },
        "list_06_declared_complete": scope.is_declared("06"),
        "n_pending": scope.waiting.count(scope.product_codes),
    }
    return Result(findings, summary, scope.waiting_notices(*PENDING_LISTS), completeness, scope.grade(completeness))


QUESTION = Question(
    name="weak-links",
    asks="哪些是弱链，弱在哪里（W1 不足、W2 集中、W3 外依、W4 低端、W5 无强、W6 紧绷、W7 衰退）？",
    asks_en="Which links are weak, and why (W1 too little, W2 concentrated, W3 imported, W4 low grade, "
    "W5 no strong firm, W6 no spare, W7 in decline)?",
    parameters=(
        Parameter("theta1", "number", 0.7, "1", minimum=0.0),
        Parameter("theta2", "number", 0.4, "1", minimum=0.0, maximum=1.0),
        Parameter("theta3", "number", 0.5, "1", minimum=0.0, maximum=1.0),
        Parameter("theta4", "number", 0.3, "1", minimum=0.0, maximum=1.0),
    ),
    columns=(
        "chain_code", "product_code", "product_name", "is_weak", "reasons", "possible_reasons", *FIGURE_COLUMNS,
        "grade_shortfall", "grade_shortfall_lower", "grade_shortfall_upper", *SHARE_COLUMNS, "output_change",
        "exiting_share", "unit", "n_pending",
    ),
    run=_weak,
    brief=("product_code", "product_name", "is_weak", "reasons", "ssr", "hhi", "n_groups", "import_dependence"),
)  # fmt: skip

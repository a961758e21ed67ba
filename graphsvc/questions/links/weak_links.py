"""weak-links: what the region makes, but too little of, through too few, or only with imports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from graphsvc.domain.results import Finding, Parameter, Result
from graphsvc.questions.question import Question, known
from graphsvc.questions.scope import Scope
from graphsvc.questions.trace import product_trace

WEAK_FIELDS = ("coefficient", "output", "capacity", "share")


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
    """Reasons W1 (too little), W2 (few makers), W3 (imports), W6 (no spare) for one product."""
    n, figures = scope.network, scope.figures
    p = n.product_index[code]
    demand, capacity, output = float(figures.demand[p]), float(figures.capacity[p]), float(figures.output[p])
    ssr = capacity / demand if demand > 0 else np.nan
    utilization = output / capacity if capacity > 0 else np.nan
    if not figures.made_here[p]:
        verdict = "no" if scope.list_is_complete("06", code) else "unknown"
        return WeakLink(code, verdict, (), (), ssr, utilization)
    is_final = code in scope.final_set
    complete = scope.list_is_complete("06", code)
    proven: list[str] = []
    possible: list[str] = []

    def judge(reason: str, holds: bool | None, needs_list: bool) -> None:
        if holds is None:
            possible.append(reason)
        elif holds:
            (proven if complete or not needs_list else possible).append(reason)

    needed = bool(figures.needed[p]) or figures.demand_bought[p] > 0
    if needed:
        judge("W1", None if np.isnan(ssr) else ssr < thetas["theta1"] - 1e-9, True)
    if not is_final:
        few = figures.n_groups[p] <= 2
        hhi = float(figures.hhi[p])
        judge("W2", True if few else None if np.isnan(hhi) else hhi >= thetas["theta2"] - 1e-9, True)
        imports = float(figures.import_share[p])
        if np.isfinite(imports):
            judge("W3", imports >= thetas["theta3"] - 1e-9, False)
    judge("W6", None if np.isnan(utilization) else utilization >= 0.95 - 1e-9, False)
    verdict = "yes" if proven else "unknown" if possible else "no"
    return WeakLink(code, verdict, tuple(proven), tuple(possible), ssr, utilization)


DEFAULT_THETAS = {"theta1": 0.7, "theta2": 0.4, "theta3": 0.5, "theta4": 0.3}


def _weak(scope: Scope, parameters: Mapping[str, Any]) -> Result:
    n, figures = scope.network, scope.figures
    findings = []
    for code in scope.product_codes:
        link = weak_link(scope, code, parameters)
        p = n.product_index[code]
        values = {
            "chain_code": scope.chain.code,
            "product_code": code,
            "product_name": scope.product_name(code),
            "is_weak": link.is_weak,
            "reasons": list(link.reasons),
            "possible_reasons": list(link.possible),
            "ssr": known(link.ssr),
            "hhi": known(figures.hhi[p]),
            "n_groups": int(figures.n_groups[p]),
            "import_dependence": known(figures.import_share[p]),
            "utilization": known(link.utilization),
            "capacity": known(figures.capacity[p]),
            "demand": known(figures.demand[p]),
            "unit": scope.product_row(code)["unit"],
        }
        findings.append(Finding(values, (scope.chain.code, code), partial(product_trace, scope, code)))
    completeness = scope.completeness(WEAK_FIELDS)
    verdicts = [f.values["is_weak"] for f in findings]
    summary = {
        "n_weak": verdicts.count("yes"),
        "n_unknown": verdicts.count("unknown"),
        "list_06_declared_complete": scope.list_is_complete("06"),
    }
    return Result(findings, summary, (), completeness, scope.grade(completeness))


QUESTION = Question(
    name="weak-links",
    asks="哪些是弱链，弱在哪里（W1 不足、W2 集中、W3 外依、W6 紧绷）？",
    asks_en="Which links are weak, and why (W1 too little, W2 concentrated, W3 imported, W6 no spare)?",
    parameters=(
        Parameter("theta1", "number", 0.7, "1", minimum=0.0),
        Parameter("theta2", "number", 0.4, "1", minimum=0.0, maximum=1.0),
        Parameter("theta3", "number", 0.5, "1", minimum=0.0, maximum=1.0),
        Parameter("theta4", "number", 0.3, "1", minimum=0.0, maximum=1.0),
    ),
    columns=(
        "chain_code", "product_code", "product_name", "is_weak", "reasons", "possible_reasons", "ssr", "hhi",
        "n_groups", "import_dependence", "utilization", "capacity", "demand", "unit",
    ),
    run=_weak,
    brief=("product_code", "product_name", "is_weak", "reasons", "ssr", "hhi", "n_groups", "import_dependence"),
)  # fmt: skip

"""strong-links: what the region makes more of than it needs, through many, on its own, and well."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from graphsvc.domain.columns import columns
from graphsvc.domain.results import Result
from graphsvc.domain.rounding import known
from graphsvc.judgements.declared import strength_notices
from graphsvc.judgements.links.headline import FIGURE_COLUMNS, SHARE_COLUMNS, figure_columns, share_columns
from graphsvc.judgements.links.missing import PENDING_LISTS
from graphsvc.judgements.links.strong import strong_link
from graphsvc.judgements.links.weak import WEAK_FIELDS
from graphsvc.judgements.scope import Scope
from graphsvc.judgements.trace import product_trace
from graphsvc.questions.parameters import Asked, parameter
from graphsvc.questions.question import PerChain, Question


@dataclass(frozen=True, kw_only=True)
class Parameters(Asked):
    """What ``strong-links`` is asked with."""

    location_share: float | None = parameter("number", None, "1", minimum=1e-06, maximum=1.0)


COLUMNS = columns(
    "strong-links",
    "chain_code", "product_code", "product_name", "is_strong", "failed_tests", "open_tests", *FIGURE_COLUMNS,
    "location_quotient", "location_quotient_lower", "location_quotient_upper", *SHARE_COLUMNS, "unit", "n_pending",
)  # fmt: skip


def _strong(scope: Scope, asked: Parameters) -> Result:
    findings, verdicts = [], {}
    for code in scope.product_codes:
        p = scope.network.product_index[code]
        link = strong_link(scope, code, asked.location_share)
        verdicts[code] = link.is_strong
        demand, capacity = float(scope.figures.demand[p]), float(scope.figures.capacity[p])
        output = float(scope.figures.output[p])
        values = {
            "chain_code": scope.chain.code,
            "product_code": code,
            "product_name": scope.names.product(code),
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
            "unit": scope.names.row(code)["unit"],
            "n_pending": len(scope.waiting.about(code)),
        }
        findings.append(COLUMNS.finding(values, (scope.chain.code, code), partial(product_trace, scope, code)))
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
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(_strong),
    brief=("product_code", "product_name", "is_strong", "failed_tests", "ssr", "n_groups", "national_share"),
)

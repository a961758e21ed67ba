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
from graphsvc.judgements.trace import product_trace
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import parameter
from graphsvc.questions.question import Outlooked, PerChain, Question


@dataclass(frozen=True, kw_only=True)
class Parameters(Outlooked):
    """What ``strong-links`` is asked with."""

    location_share: float | None = parameter("number", None, "1", minimum=1e-06, maximum=1.0)


COLUMNS = columns(
    "strong-links",
    "chain_code", "product_code", "product_name", "is_strong", "failed_tests", "open_tests", *FIGURE_COLUMNS,
    "location_quotient", "location_quotient_lower", "location_quotient_upper", *SHARE_COLUMNS, "unit", "n_pending",
)  # fmt: skip


def _strong(facts: Facts, asked: Parameters) -> Result:
    findings, verdicts = [], {}
    local, figures = facts.local, facts.local.figures
    for code in facts.members.product_codes:
        p = facts.network.product_index[code]
        link = strong_link(facts, code, asked.location_share)
        verdicts[code] = link.is_strong
        demand, capacity, output = (float(x[p]) for x in (figures.demand, figures.capacity, figures.output))
        ssr = capacity / demand if demand > 0 else np.nan
        utilization = output / capacity if capacity > 0 else np.nan
        values = {
            "chain_code": facts.chain.code,
            "product_code": code,
            "product_name": facts.names.product(code),
            "is_strong": link.is_strong,
            "failed_tests": list(link.failed),
            "open_tests": list(link.open),
            **figure_columns(local, p, ssr, utilization),
            "location_quotient": known(link.quotient) if local.standing.parts_known[p] else None,
            "location_quotient_lower": known(link.quotient),
            "location_quotient_upper": known(link.quotient) if local.standing.parts_known[p] else None,
            **share_columns(local, p),
            "unit": facts.names.row(code)["unit"],
            "n_pending": len(facts.data.waiting.about(code)),
        }
        findings.append(COLUMNS.finding(values, (facts.chain.code, code), partial(product_trace, facts, code)))
    completeness = facts.data.completeness(WEAK_FIELDS)
    named = _declared(facts)
    summary = {
        "n_strong": sum(v == "yes" for v in verdicts.values()),
        "n_unknown": sum(v == "unknown" for v in verdicts.values()),
        "not_declared": [c for c, v in verdicts.items() if v == "yes" and c not in named],
        "list_06_declared_complete": facts.data.is_declared("06"),
        "list_07_declared_complete": facts.data.is_declared("07"),
        "n_pending": facts.data.waiting.count(facts.members.product_codes),
    }
    notices = (*strength_notices(facts, verdicts), *facts.data.waiting_notices(*PENDING_LISTS))
    return Result(findings, summary, notices, completeness, facts.data.grade(completeness))


def _declared(facts: Facts) -> set[str]:
    """Products that list 08 names, or whose stage it names."""
    rows = facts.snapshot.tables.rows("strengths")
    stages = {(r["slot_chain"], r["stage_code"]) for r in rows if r["product_code"] is None}
    products = {r["product_code"] for r in rows}
    own = facts.snapshot.products
    codes = facts.members.product_codes
    return {c for c in codes if c in products or (own[c]["slot_chain"], own[c]["stage_code"]) in stages}


QUESTION = Question(
    name="strong-links",
    asks="哪些是优势环节（自给有余、主体多、少进口、全国地位高）？",
    asks_en="Which links are strong (more than needed, many makers, few imports, a leading place in the nation)?",
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(_strong),
    brief=("product_code", "product_name", "is_strong", "failed_tests", "ssr", "n_groups", "national_share"),
)

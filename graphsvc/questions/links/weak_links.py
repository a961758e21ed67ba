"""weak-links: what the region makes, but too little of, through too few, too poorly, or not for much longer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from graphsvc.domain.columns import columns
from graphsvc.domain.results import Result
from graphsvc.domain.rounding import known
from graphsvc.judgements.links.headline import FIGURE_COLUMNS, SHARE_COLUMNS, figure_columns, share_columns
from graphsvc.judgements.links.weak import WEAK_FIELDS, weak_links
from graphsvc.judgements.trace import product_trace
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import parameter
from graphsvc.questions.question import Outlooked, PerChain, Question

PENDING_LISTS = ("product_inputs", "capacities", "supplies")


@dataclass(frozen=True, kw_only=True)
class Parameters(Outlooked):
    """What ``weak-links`` is asked with."""

    theta1: float = parameter("number", 0.7, "1", minimum=0.0)
    theta2: float = parameter("number", 0.4, "1", minimum=0.0, maximum=1.0)
    theta3: float = parameter("number", 0.5, "1", minimum=0.0, maximum=1.0)
    theta4: float = parameter("number", 0.3, "1", minimum=0.0, maximum=1.0)

    @property
    def thetas(self) -> dict[str, float]:
        """Thresholds by name."""
        return {"theta1": self.theta1, "theta2": self.theta2, "theta3": self.theta3, "theta4": self.theta4}


COLUMNS = columns(
    "weak-links",
    "chain_code", "product_code", "product_name", "is_weak", "reasons", "possible_reasons", *FIGURE_COLUMNS,
    "grade_shortfall", "grade_shortfall_lower", "grade_shortfall_upper", *SHARE_COLUMNS, "output_change",
    "exiting_share", "unit", "n_pending",
)  # fmt: skip


def _weak(facts: Facts, asked: Parameters) -> Result:
    grades, standing = facts.local.grades, facts.local.standing
    findings = []
    for code, link in weak_links(facts, asked.thetas).items():
        p = facts.network.product_index[code]
        made = bool(facts.local.figures.made_here[p])
        values = {
            "chain_code": facts.chain.code,
            "product_code": code,
            "product_name": facts.names.product(code),
            "is_weak": link.is_weak,
            "reasons": list(link.reasons),
            "possible_reasons": list(link.possible),
            **figure_columns(facts.local, p, link.ssr, link.utilization),
            "grade_shortfall": known(grades.value[p]) if made else None,
            "grade_shortfall_lower": known(grades.lower[p]) if made else None,
            "grade_shortfall_upper": known(grades.upper[p]) if made else None,
            **share_columns(facts.local, p),
            "output_change": known(standing.output_change[p]),
            "exiting_share": known(standing.exiting_share[p]),
            "unit": facts.names.row(code)["unit"],
            "n_pending": len(facts.data.waiting.about(code)),
        }
        findings.append(COLUMNS.finding(values, (facts.chain.code, code), partial(product_trace, facts, code)))
    completeness = facts.data.completeness(WEAK_FIELDS)
    verdicts = [f.values["is_weak"] for f in findings]
    summary = {
        "n_weak": verdicts.count("yes"),
        "n_unknown": verdicts.count("unknown"),
        "by_reason": {
            f"W{i}": count for i in range(1, 8) if (count := sum(f"W{i}" in f.values["reasons"] for f in findings))
        },
        "list_06_declared_complete": facts.data.is_declared("06"),
        "n_pending": facts.data.waiting.count(facts.members.product_codes),
    }
    notices = facts.data.waiting_notices(*PENDING_LISTS)
    return Result(findings, summary, notices, completeness, facts.data.grade(completeness))


QUESTION = Question(
    name="weak-links",
    asks="哪些是弱链，弱在哪里（W1 不足、W2 集中、W3 外依、W4 低端、W5 无强、W6 紧绷、W7 衰退）？",
    asks_en="Which links are weak, and why (W1 too little, W2 concentrated, W3 imported, W4 low grade, "
    "W5 no strong firm, W6 no spare, W7 in decline)?",
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(_weak),
    brief=("product_code", "product_name", "is_weak", "reasons", "ssr", "hhi", "n_groups", "import_dependence"),
)

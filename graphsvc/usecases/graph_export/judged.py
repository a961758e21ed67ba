"""What is found about products, control groups and purchases of the chains asked, for the attributes of a graph.

The figures are those of the questions with their defaults. Nothing is said where an answer's data grade is D.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from graphsvc.domain.answers import Answer
from graphsvc.domain.chain_map import RISKS, Status
from graphsvc.domain.values import Values
from graphsvc.judgements.statuses import product_statuses
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.draw_map import ask_for_map

VERDICTS = ("yes", "unknown", "no")
"""Of several verdicts about one product the first of these counts."""
_MISSING = ("is_missing", "ladder", "demand")
_WEAK = ("is_weak", "reasons", "ssr", "hhi", "import_dependence")
_CHOKE = (
    "is_choke_point", "risk_grade", "loss_days", "loss_days_lower", "loss_days_upper", "tts_days", "tts_days_note",
    "ttr_days", "gap_days",
)  # fmt: skip


@dataclass
class Judged:
    """Attributes by product, by control group, by purchase (buyer, product); the worst grade of data behind them.

    Of a product in several chains the first chain speaks; of groups, the chain they cost most.
    """

    statuses: dict[str, Status] = field(default_factory=dict)
    products: dict[str, dict[str, object]] = field(default_factory=dict)
    groups: dict[str, dict[str, object]] = field(default_factory=dict)
    purchases: dict[tuple[str, str], dict[str, object]] = field(default_factory=dict)
    grade: str = "A"


def judged(analyst: Analyst, chains: Sequence[str], at: str | None) -> Judged:
    """Findings of the chains, each in its own region."""
    found, space = Judged(), analyst.workspace(at)
    for code in chains:
        facts, answers = space.facts(space.scope(code)), ask_for_map(analyst, code, None, at)
        for product, status in product_statuses(facts).items():
            found.statuses.setdefault(product, status)
        told: dict[str, dict[str, object]] = {product: {} for product in facts.members.product_codes}
        for values, evidence in _rows(answers.missing):
            own = {"evidence_missing": evidence} if values["is_missing"] != "no" else {}
            told.setdefault(values["product_code"], {}).update({k: values[k] for k in _MISSING}, **own)
        for values, evidence in _rows(answers.weak):
            own = {"evidence_weak": evidence} if values["is_weak"] != "no" else {}
            told.setdefault(values["product_code"], {}).update({k: values[k] for k in _WEAK}, **own)
        _add_choke_points(found, told, answers.choke)
        for values, evidence in _rows(answers.single):
            about = {"source_kind": values["kind"], "evidence_source": evidence}
            found.purchases.setdefault((values["buyer_id"], values["product_code"]), about)
        for product, about in told.items():
            found.products.setdefault(product, about)
        found.grade = max(found.grade, *(a.grade for a in (answers.missing, answers.weak, answers.choke)))
    return found


def _rows(answer: Answer) -> Iterator[tuple[Values, str]]:
    """Rows with their evidence ids, none where data are too thin."""
    if answer.grade != "D":
        for finding, evidence in zip(answer.findings, answer.evidence_ids, strict=True):
            yield finding.values, evidence


def _add_choke_points(found: Judged, told: dict[str, dict[str, object]], answer: Answer) -> None:
    by_product: dict[str, list[tuple[Values, str]]] = {}
    for values, evidence in _rows(answer):
        about = {name: values[name] for name in (*_CHOKE, "n_buyers")} | {"evidence_choke_point": evidence}
        held = found.groups.get(values["entity_id"])
        if held is None or _badness(values) < _badness(held):
            found.groups[values["entity_id"]] = about
        for product in values["products"]:
            by_product.setdefault(product, []).append((values, evidence))
    for product, rows in by_product.items():
        values, evidence = min(rows, key=lambda row: _badness(row[0]))
        n = sum(row["is_choke_point"] == "yes" for row, _ in rows)
        about = {name: values[name] for name in _CHOKE}
        told.setdefault(product, {}).update(about, n_choke_points=n, evidence_choke_point=evidence)


def _badness(values: Values) -> tuple[int, int, float]:
    """Verdict, grade, days lost: the worst first."""
    grade = values["risk_grade"]
    at = RISKS.index(grade) if grade in RISKS else len(RISKS)
    return VERDICTS.index(values["is_choke_point"]), at, -(values["loss_days"] or 0.0)

"""Findings in the graph: what the judging questions say about firms, groups, products and chains of a version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graphsvc.domain.answers import Answer
from graphsvc.domain.graph import GraphRows, Label, Relation
from graphsvc.domain.network import Network
from graphsvc.domain.ports import Progress
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.values import Values
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.projection.failing_together import add_cut_sets, add_worst_pairs
from graphsvc.usecases.projection.finding_nodes import Known, finding_properties, fitting


@dataclass(frozen=True)
class Judged:
    """A question whose rows become findings: its main figure, and a column that says which rows are worth keeping."""

    question: str
    figure: str
    verdict: str
    left_out: tuple[str, ...] = ()


JUDGED = (
    Judged("choke-points", "loss_days", "is_choke_point"),
    Judged("single-sources", "share", "kind"),
    Judged("hidden-sources", "depth", "is_hidden"),
    Judged("missing-links", "demand", "is_missing", left_out=("no",)),
    Judged("weak-links", "ssr", "is_weak", left_out=("no",)),
)


def add_findings(rows: GraphRows, analyst: Analyst, version_id: str, known: Known, progress: Progress) -> None:
    """Findings of all chains with default parameters, each with the id that opens its evidence; none of grade D."""
    space = analyst.workspace(version_id)
    grades: dict[str, str] = {}
    for i, judged in enumerate(JUDGED):
        progress(0.1 + 0.15 * i / (len(JUDGED) + 3), "judge")
        answer = analyst.ask(judged.question, {}, version_id)
        grades[judged.question] = answer.grade
        _add_answer(rows, judged, answer, analyst, known)
    progress(0.2, "judge")
    add_cut_sets(rows, analyst, version_id, known)
    add_worst_pairs(rows, analyst, version_id, known)
    if grades["choke-points"] != "D":  # resilience rests on the same fields, and takes minutes on a big map
        _add_resilience(rows, analyst.ask("resilience", {}, version_id), space.snapshot)


def _add_answer(rows: GraphRows, judged: Judged, answer: Answer, analyst: Analyst, known: Known) -> None:
    network = analyst.workspace(answer.version_id).snapshot.network
    for finding, own_id in zip(answer.findings, answer.evidence_ids, strict=True):
        values = finding.values
        if answer.grade == "D" or values[judged.verdict] in judged.left_out:
            continue
        properties = finding_properties(analyst, answer, values, own_id, judged.figure)
        rows.add_node(Label.FINDING, {**properties, "verdict": values[judged.verdict]})
        told = [("chain", Label.CHAIN, values["chain_code"]), *_about(judged.question, values, network)]
        for role, label, target in dict.fromkeys(told):
            if target in known[label]:
                rows.relate(Label.FINDING, own_id, Relation.ABOUT, label, target, {"role": role})


def _about(question: str, values: Values, network: Network) -> Iterator[tuple[str, Label, str]]:
    """What a finding is about: the part it plays, its label and id."""
    if question in ("missing-links", "weak-links"):
        yield "product", Label.PRODUCT, values["product_code"]
        return
    if question == "choke-points":
        yield from _entity(values["entity_type"], values["entity_id"], network)
        for product in values["products"]:
            yield "product", Label.PRODUCT, product
        return
    yield "buyer", Label.FIRM, values["buyer_id"]
    yield "product", Label.PRODUCT, values["product_code"]
    if question == "single-sources":
        for firm in values["supplier_ids"]:
            yield "source", Label.FIRM, firm
    else:
        yield from _entity(values["entity_type"], values["entity_id"], network)


def _entity(kind: str, entity_id: str, n: Network) -> Iterator[tuple[str, Label, str]]:
    """A group and its firms, or a firm."""
    if kind == "firm":
        yield "source", Label.FIRM, entity_id
        return
    yield "group", Label.CONTROL_GROUP, entity_id
    group = n.group_ids.index(entity_id)
    for firm in (n.firm_group == group).nonzero()[0].tolist():
        yield "source", Label.FIRM, n.firm_ids[firm]


def _add_resilience(rows: GraphRows, answer: Answer, snapshot: GraphSnapshot) -> None:
    chains = snapshot.chains
    for chain, summary in answer.summaries.items():
        if answer.grade == "D" or summary.get("rs") is None:
            continue
        own_id = f"resilience/{chain}"
        rows.add_node(
            Label.FINDING,
            {
                **fitting(summary),
                "id": own_id,
                "name": chains[chain].name,
                "question": "resilience",
                "chain_code": chain,
                "region_code": chains[chain].region,
                "figure": "rs",
                "value": summary["rs"],
                "lower": summary.get("rs_lower"),
                "upper": summary.get("rs_upper"),
                "unit": "0-100",
                "grade": answer.grade,
            },
        )
        rows.relate(Label.FINDING, own_id, Relation.ABOUT, Label.CHAIN, chain, {"role": "chain"})

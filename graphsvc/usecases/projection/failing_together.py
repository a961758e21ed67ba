"""What fails together in the graph: minimal cut sets of products, and the worst pairs of things that fail at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from graphsvc.domain.answers import Answer
from graphsvc.domain.graph import GraphRows, Label, Relation
from graphsvc.domain.values import Values
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.projection.finding_nodes import Known, finding_properties

MEASURES = ("birnbaum", "fussell_vesely", "raw", "rrw")
ENDS = ("", "_lower", "_upper")
OF_THE_TOP = ("is_exact", "complete_to", "n_cut_sets")


def add_cut_sets(rows: GraphRows, analyst: Analyst, version_id: str, known: Known) -> None:
    """``CutSet`` nodes: their members with each one's importance, the product they stop and how likely it stops."""
    answer = analyst.ask("cut-sets", {}, version_id)
    tops = {
        (chain, top["product_code"]): top
        for chain, summary in answer.summaries.items()
        for top in _objects(summary, "by_product")
    }
    for own_id, values in _told(answer):
        product = values["product_code"]
        properties = finding_properties(analyst, answer, values, own_id, "set_probability")
        named = {"name": " + ".join(values["member_names"])}
        rows.add_node(Label.CUT_SET, {**properties, **named, **_of_top(tops[values["chain_code"], product])})
        _relate(rows, Label.CUT_SET, own_id, values["chain_code"], known)
        if product in known[Label.PRODUCT]:
            rows.relate(Label.CUT_SET, own_id, Relation.STOPS, Label.PRODUCT, product, {})
        for member in values["member_measures"]:
            measures = {f"{name}{end}": member[f"{name}{end}"] for name in MEASURES for end in ENDS}
            _member(rows, Label.CUT_SET, own_id, member["entity_id"], measures, known)


def add_worst_pairs(rows: GraphRows, analyst: Analyst, version_id: str, known: Known) -> None:
    """``WorstPair`` nodes: the two that fail at once, with the days that each costs alone."""
    answer = analyst.ask("worst-pairs", {}, version_id)
    for own_id, values in _told(answer):
        properties = finding_properties(analyst, answer, values, own_id, "loss_days")
        rows.add_node(Label.WORST_PAIR, {**properties, "name": " + ".join(values["names"])})
        _relate(rows, Label.WORST_PAIR, own_id, values["chain_code"], known)
        for member in values["losses_alone"]:
            alone = {"loss_days_alone": member["loss_days"]}
            _member(rows, Label.WORST_PAIR, own_id, member["entity_id"], alone, known)


def _told(answer: Answer) -> Iterator[tuple[str, Values]]:
    """Rows with their ids; none of grade D."""
    if answer.grade != "D":
        for finding, own_id in zip(answer.findings, answer.evidence_ids, strict=True):
            yield own_id, finding.values


def _objects(summary: Mapping[str, object], name: str) -> Sequence[Values]:
    found = summary.get(name)
    return found if isinstance(found, list) else []


def _of_top(top: Values) -> Values:
    """How likely the product stops, by all cut sets together."""
    return {**{f"stop_probability{end}": top[f"probability{end}"] for end in ENDS}, **{n: top[n] for n in OF_THE_TOP}}


def _relate(rows: GraphRows, label: Label, own_id: str, chain: str, known: Known) -> None:
    if chain in known[Label.CHAIN]:
        rows.relate(label, own_id, Relation.ABOUT, Label.CHAIN, chain, {"role": "chain"})


def _member(rows: GraphRows, label: Label, own_id: str, group: str, about: Values, known: Known) -> None:
    """A control group, or the firm that is one by itself."""
    end = Label.CONTROL_GROUP if group in known[Label.CONTROL_GROUP] else Label.FIRM
    if group in known[end]:
        rows.relate(label, own_id, Relation.HAS_MEMBER, end, group, about)

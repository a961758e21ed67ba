"""Lists 08 to 23: one node per row, and what each row speaks of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from graphsvc.domain.graph import GraphRows, Label, Properties, Relation
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.usecases.projection.cells import placed_rows


@dataclass(frozen=True)
class Link:
    """A field that names another object: relation from the row's node to it, or from it (``backward``)."""

    field: str
    type: Relation
    end: Label
    backward: bool = False


@dataclass(frozen=True)
class ListNode:
    """How a list becomes nodes: label, the field of its natural key, the field of its name, its links."""

    table: str
    label: Label
    key: str | None
    name: str
    links: tuple[Link, ...]


_PRODUCT, _STAGE, _FIRM = Label.PRODUCT, Label.STAGE, Label.FIRM
_ABOUT = Relation.ABOUT

LIST_NODES = (
    ListNode("strengths", Label.STRENGTH, None, "type", (
        Link("stage_code", _ABOUT, _STAGE), Link("product_code", _ABOUT, _PRODUCT), Link("firms", _ABOUT, _FIRM))),
    ListNode("shortfalls", Label.SHORTFALL, None, "type", (
        Link("stage_code", _ABOUT, _STAGE), Link("product_code", _ABOUT, _PRODUCT))),
    ListNode("technologies", Label.TECHNOLOGY, "tech_code", "tech_name", (
        Link("products", Relation.TACKLES, _PRODUCT), Link("demander", Relation.POSTS, _FIRM, backward=True))),
    ListNode("platforms", Label.PLATFORM, "platform_code", "name", (
        Link("stages", Relation.SERVES, _STAGE), Link("host", Relation.HELD_BY, _FIRM))),
    ListNode("projects", Label.PROJECT, "project_code", "name", (
        Link("product", Relation.FILLS, _PRODUCT), Link("stage", Relation.FILLS, _STAGE),
        Link("builder", Relation.HELD_BY, _FIRM))),
    ListNode("targets", Label.TARGET, "no", "name", (
        Link("products", Relation.CANDIDATE_FOR, _PRODUCT), Link("stage", Relation.CANDIDATE_FOR, _STAGE))),
    ListNode("outside_resources", Label.RESOURCE, None, "name", (
        Link("products", Relation.CANDIDATE_FOR, _PRODUCT), Link("buyers", Relation.QUALIFIED_FOR, _FIRM))),
    ListNode("issues", Label.ISSUE, "issue_no", "issue_no", (
        Link("raised_by", _ABOUT, _FIRM), Link("firms", _ABOUT, _FIRM), Link("products", _ABOUT, _PRODUCT))),
    ListNode("risks", Label.RISK, "risk_no", "risk_no", (
        Link("stage", _ABOUT, _STAGE), Link("product", _ABOUT, _PRODUCT), Link("firms", _ABOUT, _FIRM))),
    ListNode("reserves", Label.RESERVE, "reserve_no", "reserve_no", (
        Link("product", Relation.RESERVES, _PRODUCT), Link("holder", Relation.HELD_BY, _FIRM))),
    ListNode("demand_offers", Label.DEMAND_OFFER, "do_no", "do_no", (
        Link("product", Relation.OF, _PRODUCT), Link("firm", Relation.POSTS, _FIRM, backward=True))),
    ListNode("policies", Label.POLICY, "doc_no", "name", (Link("stages", Relation.FOR_STAGE, _STAGE),)),
    ListNode("experts", Label.EXPERT, None, "name", (Link("stages", Relation.FOR_STAGE, _STAGE),)),
    ListNode("observations", Label.OBSERVATION, None, "period", (
        Link("firm", Relation.OBSERVES, _FIRM), Link("product", Relation.OF, _PRODUCT))),
    ListNode("aliases", Label.ALIAS, None, "alias", ()),
)  # fmt: skip

_ALIAS_KINDS = {"企业": Label.FIRM, "产品": Label.PRODUCT, "环节": Label.STAGE, "地区": Label.REGION}


def add_list_nodes(rows: GraphRows, snapshot: GraphSnapshot, known: Mapping[Label, set[str]]) -> None:
    """Nodes of lists 08 to 23 with their relations; an object that stands in no list gets none."""
    for kind in LIST_NODES:
        taken: Counter[str] = Counter()
        for properties, row in placed_rows(kind.table, snapshot.tables.each(kind.table)):
            node_id = _node_id(kind, row, properties["row"], taken)
            told = {"chains": snapshot.reports.chains(kind.table, row)} if kind.label is Label.ISSUE else {}
            rows.add_node(kind.label, {**properties, **told, "id": node_id, "name": row[kind.name]})
            for link in kind.links:
                _link(rows, kind.label, node_id, link, row, known)
            if kind.label is Label.ALIAS:
                _alias(rows, node_id, row, known)


def _node_id(kind: ListNode, row: Mapping[str, object], position: int, taken: Counter[str]) -> str:
    """``<chain>/<region>/<natural key or line>``; a key told twice gets the line behind it."""
    told = row[kind.key] if kind.key and row[kind.key] is not None else f"row {row['source_row'] or position}"
    plain = f"{row['slot_chain'] or ''}/{row['slot_region'] or ''}/{told}"
    taken[plain] += 1
    return plain if taken[plain] == 1 else f"{plain}#{position}"


def object_id(end: Label, value: str, row: Mapping[str, object]) -> str:
    """Id of what a cell names: stage codes are unique within their chain only."""
    return f"{row['slot_chain']}/{value}" if end is Label.STAGE else value


def _link(
    rows: GraphRows,
    label: Label,
    node_id: str,
    link: Link,
    row: Mapping[str, object],
    known: Mapping[Label, set[str]],
) -> None:
    value = row[link.field]
    values = dict.fromkeys(value if isinstance(value, list) else [value])
    for item in values:
        target = object_id(link.end, item, row) if item is not None else None
        if target is not None and target in known[link.end]:
            about: Properties = {"field": link.field}
            if link.backward:
                rows.relate(link.end, target, link.type, label, node_id, about)
            else:
                rows.relate(label, node_id, link.type, link.end, target, about)


def _alias(rows: GraphRows, node_id: str, row: Mapping[str, object], known: Mapping[Label, set[str]]) -> None:
    end = _ALIAS_KINDS[str(row["kind"])]
    target = object_id(end, str(row["target"]), row)
    if target in known[end]:
        rows.relate(Label.ALIAS, node_id, Relation.ALIAS_OF, end, target, {"confirmed_by": row["confirmed_by"]})

"""The version as a graph of nodes and relations: the names people use in Neo4j, and rows ready to be written.

Labels and relation types stand here and nowhere else; no text of a list ever becomes one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import orjson

Properties = dict[str, Any]


class Label(StrEnum):
    """What a node is."""

    CHAIN = "Chain"
    STAGE = "Stage"
    PRODUCT = "Product"
    FIRM = "Firm"
    SITE = "Site"
    CONTROL_GROUP = "ControlGroup"
    REGION = "Region"
    COUNTRY = "Country"
    INDUSTRY_CLASS = "IndustryClass"
    PARK = "Park"
    CORRIDOR = "Corridor"
    TECHNOLOGY = "Technology"
    PLATFORM = "Platform"
    PROJECT = "Project"
    TARGET = "Target"
    RESOURCE = "Resource"
    ISSUE = "Issue"
    RISK = "Risk"
    RESERVE = "Reserve"
    DEMAND_OFFER = "DemandOffer"
    POLICY = "Policy"
    EXPERT = "Expert"
    OBSERVATION = "Observation"
    ALIAS = "Alias"
    STRENGTH = "Strength"
    SHORTFALL = "Shortfall"
    SUBMISSION = "Submission"
    LIST_ROW = "ListRow"
    FINDING = "Finding"
    CUT_SET = "CutSet"
    WORST_PAIR = "WorstPair"


class Relation(StrEnum):
    """How two nodes hang together. The last three are derived: the failure network that every analysis works on."""

    PART_OF = "PART_OF"
    CONTAINS = "CONTAINS"
    KIND_OF = "KIND_OF"
    INPUT_OF = "INPUT_OF"
    SUBSTITUTES = "SUBSTITUTES"
    PRODUCES = "PRODUCES"
    SUPPLIES = "SUPPLIES"
    QUALIFIED_FOR = "QUALIFIED_FOR"
    CONTROLLED_BY = "CONTROLLED_BY"
    LOCATED_IN = "LOCATED_IN"
    SITE_OF = "SITE_OF"
    IN_PARK = "IN_PARK"
    CLASSIFIED_AS = "CLASSIFIED_AS"
    LEADS = "LEADS"
    LISTED_IN = "LISTED_IN"
    WORKS_IN = "WORKS_IN"
    CANDIDATE_FOR = "CANDIDATE_FOR"
    FILLS = "FILLS"
    TACKLES = "TACKLES"
    SERVES = "SERVES"
    FOR_STAGE = "FOR_STAGE"
    ABOUT = "ABOUT"
    STOPS = "STOPS"
    HAS_MEMBER = "HAS_MEMBER"
    RESERVES = "RESERVES"
    HELD_BY = "HELD_BY"
    POSTS = "POSTS"
    OF = "OF"
    OBSERVES = "OBSERVES"
    ALIAS_OF = "ALIAS_OF"
    RUNS_THROUGH = "RUNS_THROUGH"
    COVERS = "COVERS"
    MAKES = "MAKES"
    NEEDS = "NEEDS"
    BUYS = "BUYS"


@dataclass(frozen=True, order=True)
class RelationKind:
    """A relation type between two labels."""

    start: Label
    type: Relation
    end: Label


@dataclass
class GraphRows:
    """Nodes by label (each with ``id``) and relations by kind as (start id, end id, properties); blanks left out."""

    nodes: dict[Label, list[Properties]] = field(default_factory=dict)
    relations: dict[RelationKind, list[tuple[str, str, Properties]]] = field(default_factory=dict)

    def add_node(self, label: Label, properties: Mapping[str, object]) -> None:
        """One more node; its ``id`` must be new for the label."""
        self.nodes.setdefault(label, []).append(told(properties))

    def relate(
        self, start: Label, start_id: str, type: Relation, end: Label, end_id: str, properties: Mapping[str, object]
    ) -> None:
        """One more relation."""
        kind = RelationKind(start, type, end)
        self.relations.setdefault(kind, []).append((start_id, end_id, told(properties)))

    def ids(self, label: Label) -> set[str]:
        """Ids of all nodes with a label."""
        return {row["id"] for row in self.nodes.get(label, ())}

    def counts(self) -> dict[str, int]:
        """Nodes per label, relations per type."""
        found: dict[str, int] = {str(label): len(rows) for label, rows in self.nodes.items()}
        for kind, rows in self.relations.items():
            name = str(kind.type)
            found[name] = found.get(name, 0) + len(rows)
        return dict(sorted(found.items()))


def told(properties: Mapping[str, object]) -> Properties:
    """Properties without blanks: a graph database has no null to store."""
    return {name: value for name, value in properties.items() if value is not None and value == value}


def node_line(label: str, properties: Properties) -> bytes:
    """A node as a canonical line, for hashing and comparing."""
    return orjson.dumps([label, properties], option=orjson.OPT_SORT_KEYS)


def relation_line(start: str, start_id: str, type: str, end: str, end_id: str, properties: Properties) -> bytes:
    """A relation as a canonical line, for hashing and comparing."""
    return orjson.dumps([start, start_id, type, end, end_id, properties], option=orjson.OPT_SORT_KEYS)


def graph_lines(rows: GraphRows) -> Iterator[bytes]:
    """All nodes and relations as lines, one at a time: together they take several times the memory of the rows."""
    for label, nodes in rows.nodes.items():
        for properties in nodes:
            yield node_line(label, properties)
    for kind, relations in rows.relations.items():
        for start_id, end_id, properties in relations:
            yield relation_line(kind.start, start_id, kind.type, kind.end, end_id, properties)


def line_hash(line: bytes) -> bytes:
    """SHA-256 of a line [32 bytes]."""
    return hashlib.sha256(line).digest()


def graph_hash(hashes: Iterable[bytes]) -> str:
    """``sha256:…`` over the hashes of all lines, in any order."""
    digest = hashlib.sha256()
    for line in sorted(hashes):
        digest.update(line)
    return "sha256:" + digest.hexdigest()

"""The graph as rows: blanks left out, counts by name, one hash whatever the order."""

from __future__ import annotations

import hashlib
from itertools import pairwise

from graphsvc.domain.graph import GraphRows, Label, Relation, graph_hash, graph_lines, line_hash, node_line, told

NAN = float("nan")


def made(*firms: str) -> GraphRows:
    """Firms that each supply the next one."""
    rows = GraphRows()
    for firm in firms:
        rows.add_node(Label.FIRM, {"id": firm, "name": None})
    for a, b in pairwise(firms):
        rows.relate(Label.FIRM, a, Relation.SUPPLIES, Label.FIRM, b, {"qty": 1.5, "share": NAN})
    return rows


def hash_of(rows: GraphRows) -> str:
    """What the whole graph comes to."""
    return graph_hash(map(line_hash, graph_lines(rows)))


def test_blanks_are_no_properties() -> None:
    assert told({"a": 0, "b": None, "c": NAN, "d": "", "e": False}) == {"a": 0, "d": "", "e": False}


def test_counts_are_by_label_and_type() -> None:
    rows = made("A", "B", "C")
    rows.relate(Label.FIRM, "A", Relation.SUPPLIES, Label.SITE, "S", {})
    assert rows.counts() == {"Firm": 3, "SUPPLIES": 3}
    assert rows.ids(Label.FIRM) == {"A", "B", "C"}
    assert rows.ids(Label.PARK) == set()


def test_a_line_has_its_members_in_order() -> None:
    assert node_line("Firm", {"b": 1, "a": "甲"}) == '["Firm",{"a":"甲","b":1}]'.encode()
    assert list(graph_lines(made("A", "B")))[-1] == b'["Firm","A","SUPPLIES","Firm","B",{"qty":1.5}]'


def test_one_node_by_hand() -> None:
    inner = hashlib.sha256(b'["Firm",{"id":"A"}]').digest()
    assert hash_of(made("A")) == "sha256:" + hashlib.sha256(inner).hexdigest()


def test_the_order_of_rows_is_no_content_and_a_doubled_row_is() -> None:
    turned = made("A", "B")
    turned.nodes[Label.FIRM].reverse()
    assert hash_of(turned) == hash_of(made("A", "B"))
    doubled = made("A", "B")
    doubled.add_node(Label.FIRM, {"id": "A"})
    assert hash_of(doubled) != hash_of(made("A", "B"))

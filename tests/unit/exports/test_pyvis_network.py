"""The graph as pyvis has it: nothing lost, places kept, and names that are no markup."""

from __future__ import annotations

import json
import re

from graphsvc.domain.plain_graph import PlainEdge, PlainGraph, PlainNode
from graphsvc.exports.pyvis_network import pyvis_network

HOSTILE = "甲</script><b href='x'>"
PLAIN = PlainGraph(
    {},
    (
        PlainNode("A", {"label": HOSTILE, "x": 1.5, "y": 2.0, "risk_grade": "red", "loss_days": 4.5}),
        PlainNode("B", {"label": "乙", "status": "normal"}),
        PlainNode("C", {}),
    ),
    (
        PlainEdge("A", "B", "P1", {"kind": "supplies", "product_name": "胶", "value": 3.0}),
        PlainEdge("A", "B", "P2", {"kind": "supplies"}),
    ),
)


def test_nodes_edges_and_attributes_are_all_there() -> None:
    network = pyvis_network(PLAIN)
    nodes = {node["id"]: node for node in network.nodes}
    assert list(nodes) == ["A", "B", "C"]
    assert (nodes["A"]["x"], nodes["A"]["y"], nodes["A"]["label"]) == (1.5, 2.0, HOSTILE)
    assert [nodes[name]["title"] for name in "ABC"] == ["red · 4.5", "normal", ""]
    assert [(e["from"], e["to"], e["key"], e["title"]) for e in network.edges] == [
        ("A", "B", "P1", "胶"),
        ("A", "B", "P2", "supplies"),
    ]
    assert not any(node["physics"] for node in network.nodes)


def test_its_page_shows_names_as_text() -> None:
    page = pyvis_network(PLAIN).generate_html()
    assert "</script><b" not in page
    told = re.search(r"nodes = new vis\.DataSet\((\[.*?\])\);", page)
    assert told is not None
    assert {node["label"] for node in json.loads(told[1])} == {HOSTILE, "乙", "C"}

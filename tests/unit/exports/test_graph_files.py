"""Files of graphs, read back by networkx and igraph: nothing lost, nothing XML cannot hold, the same bytes again."""

from __future__ import annotations

import io
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.domain.plain_graph import PlainEdge, PlainGraph, PlainNode
from graphsvc.domain.ports import GraphEnding
from graphsvc.exports.graph_files import graph_file, networkx_graph

ENDINGS: tuple[GraphEnding, ...] = ("graphml", "gexf", "cyjs", "json")
HOSTILE = "甲\x00\x0b\x1f&<>\"' \ufffe]]>\r\u2028\x85尾"
_ILLEGAL = {chr(code) for code in range(32) if chr(code) not in "\t\n"} | {"\ufffe", "\uffff"}
"""Signs that stand as their number: those no XML file may hold, and carriage returns."""
PLAIN = PlainGraph(
    {"version_id": "v000001", "layer": "trade"},
    (
        PlainNode("A", {"kind": "firm", "label": HOSTILE, "x": 1.5, "y": 2.0, "is_listed": True, "n_buyers": 3}),
        PlainNode("~乙\x01", {"kind": "firm", "label": "乙", "x": 3.0, "y": 4.0, "is_listed": False}),
        PlainNode("~乙\\u0001", {"kind": "firm", "label": "True"}),
    ),
    (
        PlainEdge("A", "~乙\x01", "P1", {"kind": "supplies", "share": 0.25}),
        PlainEdge("A", "~乙\x01", "P2", {"kind": "supplies", "product_name": HOSTILE}),
        PlainEdge("~乙\\u0001", "A", "P1", {"kind": "supplies", "year": 2023}),
    ),
)


def _read(ending: GraphEnding, body: bytes) -> nx.MultiDiGraph[str]:
    if ending == "graphml":
        return nx.MultiDiGraph(nx.parse_graphml(body.decode(), force_multigraph=True))
    if ending == "gexf":
        return nx.MultiDiGraph(nx.read_gexf(io.BytesIO(body)))
    told: Any = json.loads(body)
    read = nx.cytoscape_graph(told, name="label") if ending == "cyjs" else nx.node_link_graph(told, edges="edges")
    return nx.MultiDiGraph(read)


def _held(graph: nx.MultiDiGraph[str]) -> tuple[Counter[tuple[str, type]], Counter[tuple[str, type]]]:
    """How often each attribute stands at nodes and edges, with its type; what formats add for themselves left out."""
    own = ("id", "name", "value", "source", "target", "key", "viz", "position")
    nodes = Counter((k, type(v)) for _, about in graph.nodes(data=True) for k, v in about.items() if k not in own)
    edges = Counter((k, type(v)) for *_, about in graph.edges(data=True) for k, v in about.items() if k not in own)
    return nodes, edges


@pytest.mark.parametrize("ending", ENDINGS)
def test_networkx_reads_all_of_it_back(ending: GraphEnding) -> None:
    whole, read = networkx_graph(PLAIN), _read(ending, graph_file(PLAIN, ending))
    assert (len(read), read.size()) == (3, 3)
    assert _held(read) == _held(whole)


def test_igraph_reads_all_of_it_back(tmp_path: Path) -> None:
    path = tmp_path / "whole.graphml"
    path.write_bytes(graph_file(PLAIN, "graphml"))
    read = igraph.Graph.Read_GraphML(str(path))
    assert (read.vcount(), read.ecount(), read.is_directed()) == (3, 3, True)
    assert set(read.vs.attributes()) - {"id"} == {"kind", "label", "x", "y", "is_listed", "n_buyers"}
    assert set(read.es.attributes()) - {"id"} == {"kind", "share", "product_name", "year"}
    assert read.vs["is_listed"][:2] == [True, False]
    assert read["version_id"] == "v000001"


@pytest.mark.parametrize("ending", ["graphml", "gexf"])
def test_names_that_xml_cannot_hold(ending: GraphEnding) -> None:
    """Two ids stay two; a sign stands as its number, everything else as it is written."""
    body = graph_file(PLAIN, ending)
    ElementTree.fromstring(body)
    read = _read(ending, body)
    assert set(read) == {"A", "~乙\\u0001_", "~乙\\u0001"}
    assert read.nodes["A"]["label"] == "甲\\u0000\\u000b\\u001f&<>\"' \\ufffe]]>\\u000d\u2028\x85尾"
    assert read.nodes["~乙\\u0001"]["label"] == "True"


@pytest.mark.slow  # many graphs written and read
@given(st.lists(st.text(min_size=1), min_size=1, max_size=6, unique=True))
def test_any_names_at_all(names: list[str]) -> None:
    """As many nodes and edges as were given, and every sign that XML can hold."""
    nodes = tuple(PlainNode(name, {"kind": "firm", "label": name}) for name in names)
    plain = PlainGraph({}, nodes, tuple(PlainEdge(names[0], name, "P", {"kind": "supplies"}) for name in names))
    for ending in ("graphml", "gexf"):
        read = _read(ending, graph_file(plain, ending))
        assert (len(read), read.size()) == (len(names), len(names))
        labels = [about["label"] for _, about in read.nodes(data=True)]
        for name, label in zip(names, labels, strict=True):
            assert label == name or _ILLEGAL.intersection(name)


@pytest.mark.parametrize("ending", ["cyjs", "json"])
def test_json_holds_every_name(ending: GraphEnding) -> None:
    read = _read(ending, graph_file(PLAIN, ending))
    assert set(read) == {node.id for node in PLAIN.nodes}
    assert read.nodes["A"]["label"] == HOSTILE


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_graph_gives_the_same_bytes(ending: GraphEnding, monkeypatch: pytest.MonkeyPatch) -> None:
    before = graph_file(PLAIN, ending)
    monkeypatch.setattr(time, "strftime", lambda *_: "1999-12-31")
    monkeypatch.setattr(nx, "__version__", "0")
    assert graph_file(PLAIN, ending) == before


def test_places_where_programs_look_for_them() -> None:
    cytoscape = json.loads(graph_file(PLAIN, "cyjs"))["elements"]["nodes"]
    assert [node.get("position") for node in cytoscape] == [{"x": 1.5, "y": 2.0}, {"x": 3.0, "y": 4.0}, None]
    gephi = nx.read_gexf(io.BytesIO(graph_file(PLAIN, "gexf")))
    assert gephi.nodes["A"]["viz"]["position"] == {"x": 1.5, "y": -2.0, "z": 0.0}  # y points up there


def test_truth_values_as_xml_schema_writes_them() -> None:
    body = graph_file(PLAIN, "graphml")
    assert b">true<" in body
    assert b">false<" in body
    assert body.count(b">True<") == 1  # the name

"""The graph of a version as networkx has it, and as files that other programs open: GraphML, GEXF, Cytoscape, JSON.

The same graph gives the same bytes, whatever the day and the version of networkx.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape

import networkx as nx
import orjson

from graphsvc.domain.plain_graph import PlainGraph
from graphsvc.domain.ports import GraphEnding

Graph = nx.MultiDiGraph
_META = re.compile(b"<meta .*?</meta>", re.S)
"""What networkx says of itself and of the day."""
_TRUTH_KEY = re.compile(b'<key id="([^"]+)"[^>]* attr.type="boolean"')
_TRUTH = re.compile(b'<data key="([^"]+)">(?:True|False)</data>')
_HOSTILE = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML file may hold (XML 1.0, production 2), and carriage returns, which come back as something else."""


def networkx_graph(plain: PlainGraph) -> Graph[str]:
    """A directed multigraph with the ids, keys and attributes of ``plain``."""
    graph = _bare(plain.attributes)
    graph.add_nodes_from((node.id, dict(node.attributes)) for node in plain.nodes)
    for edge in plain.edges:
        graph.add_edge(edge.source, edge.target, key=edge.key, **edge.attributes)
    return graph


def graph_file(plain: PlainGraph, ending: GraphEnding) -> bytes:
    """A graph as the bytes of one file.

    In XML a sign that it may not hold stands as ``\\uXXXX``. Edges are numbered e0, e1 … in their order.
    """
    return _WRITERS[ending](networkx_graph(plain))


def _graphml(graph: Graph[str]) -> bytes:
    out = io.BytesIO()
    nx.write_graphml_xml(_numbered(_clean(graph)), out, prettyprint=False)
    told = out.getvalue()
    truths = set(_TRUTH_KEY.findall(told))

    def small(found: re.Match[bytes]) -> bytes:  # as XML Schema writes them
        return found[0].lower() if found[1] in truths else found[0]

    return _TRUTH.sub(small, told) + b"\n"


def _gexf(graph: Graph[str]) -> bytes:
    clean, out = _numbered(_clean(graph)), io.BytesIO()
    for _, node in clean.nodes(data=True):
        if "x" in node:  # there y points up
            node["viz"] = {"position": {"x": node["x"], "y": -node["y"], "z": 0.0}}
    for _, _, key, edge in clean.edges(keys=True, data=True):
        edge["id"] = key
    nx.write_gexf(clean, out, prettyprint=False)
    about = escape(orjson.dumps(clean.graph).decode())
    meta = f"<meta><creator>graphsvc</creator><description>{about}</description></meta>"
    return _META.sub(lambda _: meta.encode(), out.getvalue(), count=1) + b"\n"


def _cyjs(graph: Graph[str]) -> bytes:
    told = nx.cytoscape_data(_numbered(graph), name="label")
    for node in told["elements"]["nodes"]:
        if "x" in node["data"]:
            node["position"] = {"x": node["data"]["x"], "y": node["data"]["y"]}
    return orjson.dumps({**told, "data": graph.graph})


def _json(graph: Graph[str]) -> bytes:
    return orjson.dumps(nx.node_link_data(graph, edges="edges"))


_WRITERS: Mapping[GraphEnding, Callable[[Graph[str]], bytes]] = {
    "graphml": _graphml, "gexf": _gexf, "cyjs": _cyjs, "json": _json,
}  # fmt: skip


def _bare(about: Mapping[str, object]) -> Graph[str]:
    graph: Graph[str] = nx.MultiDiGraph()
    graph.graph.update(about)
    return graph


def _numbered(graph: Graph[str]) -> Graph[str]:
    """The same edges under keys that are told apart in the whole file."""
    found = _bare(graph.graph)
    found.add_nodes_from((node, dict(about)) for node, about in graph.nodes(data=True))
    for i, (start, end, about) in enumerate(graph.edges(data=True)):
        found.add_edge(start, end, key=f"e{i}", **about)
    return found


def _clean(graph: Graph[str]) -> Graph[str]:
    """The same graph with nothing that XML cannot hold; two ids stay two."""
    names: dict[str, str] = {}
    taken = set(graph)
    for node in graph:
        name = _legal(node)
        while name != node and name in taken:
            name += "_"
        taken.add(name)
        names[node] = name
    found = _bare(_legal_values(graph.graph))
    found.add_nodes_from((names[node], _legal_values(about)) for node, about in graph.nodes(data=True))
    for start, end, key, about in graph.edges(keys=True, data=True):
        found.add_edge(names[start], names[end], key=key, **_legal_values(about))
    return found


def _legal_values(about: Mapping[str, object]) -> dict[str, object]:
    return {name: _legal(value) if isinstance(value, str) else value for name, value in about.items()}


def _legal(text: str) -> str:
    return _HOSTILE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)

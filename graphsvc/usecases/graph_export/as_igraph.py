"""A plain graph as igraph has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graphsvc.analysis.igraph_adapter import labelled_graph
from graphsvc.domain.plain_graph import EDGE_TYPES, NODE_TYPES, PlainEdge, PlainGraph, PlainNode


def igraph_graph(plain: PlainGraph) -> Any:
    """An ``igraph.Graph``, directed: ``name`` of a node is its id, ``key`` tells parallel edges apart.

    None where nothing is known; attributes that nobody has are left out.
    """
    at = {node.id: i for i, node in enumerate(plain.nodes)}
    ends = [(at[edge.source], at[edge.target]) for edge in plain.edges]
    keys = {"key": [edge.key for edge in plain.edges]}
    nodes, edges = _columns(plain.nodes, NODE_TYPES), _columns(plain.edges, EDGE_TYPES)
    return labelled_graph(list(at), nodes, ends, {**keys, **edges}, plain.attributes)


def _columns(parts: Sequence[PlainNode | PlainEdge], names: Mapping[str, object]) -> dict[str, list[object]]:
    columns: dict[str, list[object]] = {name: [part.attributes.get(name) for part in parts] for name in names}
    return {name: values for name, values in columns.items() if any(value is not None for value in values)}

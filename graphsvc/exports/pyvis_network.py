"""The graph of a version as pyvis has it, to look at in a notebook."""

from __future__ import annotations

from pyvis.network import Network

from graphsvc.domain.plain_graph import PlainGraph

HEIGHT = "720px"
_SAID = ("status", "risk_grade", "loss_days")
"""What a node says when pointed at: codes and figures alone, for pyvis shows text with ``href`` in it as HTML."""


def pyvis_network(plain: PlainGraph) -> Network:
    """A directed network with the ids and attributes of ``plain``, each node at its place."""
    network = Network(height=HEIGHT, width="100%", directed=True, cdn_resources="in_line")
    network.toggle_physics(False)
    for node in plain.nodes:
        told = " · ".join(str(node.attributes[name]) for name in _SAID if name in node.attributes)
        network.add_node(node.id, **{"label": node.id, "physics": False, "title": told, **node.attributes})
    for edge in plain.edges:
        about = edge.attributes.get("product_name", edge.attributes.get("kind", ""))
        network.add_edge(edge.source, edge.target, key=edge.key, **{"title": about, **edge.attributes})
    return network

"""The page on Neo4j's graph data science library runs as it stands, and its figures are those of igraph."""

from __future__ import annotations

from typing import Any

import igraph
import pytest

import graphsvc
from tests.integration.door import Door
from tests.integration.neo4j_door import asked, configured
from tests.integration.neo4j_parts import science_uri
from tests.integration.test_browser_queries import blocks

__all__ = ["science_uri"]

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]

PAGES = ("graph-data-science.md", "graph-data-science.zh-CN.md")
EXACT = 1e-9


def test_figures_of_the_page_are_those_of_igraph(door: Door, science_uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    configured(door, science_uri, monkeypatch)
    monkeypatch.setenv("GRAPHSVC_NEO4J_SECONDS", "120")  # a server with the plugin is slow to warm
    door.json("neo4j", "push")
    assert blocks(PAGES[0]) == blocks(PAGES[1])
    trade, between, ties, cuts, communities, dropped = (asked(science_uri, text) for text in blocks(PAGES[0]))
    graph = _trade(door)
    assert trade[0]["trade"]["nodeCount"] == ties[0]["ties"]["nodeCount"] == graph.vcount()
    assert trade[0]["trade"]["relationshipCount"] == graph.ecount()
    assert {row["graphName"] for row in dropped} == {"trade", "ties"}

    assert {row["id"]: row["score"] for row in between} == pytest.approx(
        dict(zip(graph.vs["name"], graph.betweenness(), strict=True)), rel=EXACT, abs=EXACT
    )
    undirected = graph.as_undirected()
    assert [row["id"] for row in cuts] == sorted(graph.vs["name"][v] for v in undirected.articulation_points())
    group = {firm: row["community"] for row in communities for firm in row["ids"]}
    found = igraph.VertexClustering(undirected, [group[name] for name in graph.vs["name"]]).modularity
    # Traag et al. 2019: no worse than one found by another program, within what chance does to either
    theirs = undirected.community_leiden(objective_function="modularity", n_iterations=-1).modularity
    assert found == pytest.approx(theirs, abs=0.02)

    worst = between[0]  # domain.md §4.12: upstream of all, red, 48.8 days of full output
    assert (worst["name"], worst["score"]) == ("示例中间体", 0)
    assert worst["days_lost"] == pytest.approx(48.8, abs=0.05)


def _trade(door: Door) -> igraph.Graph:
    """Firms that trade now, one edge per pair, as the house hands the graph over."""
    chains: Any = graphsvc.open(url=f"sqlite:///{door.store}")
    graph: igraph.Graph = chains.graph(layer="trade", library="igraph")
    graph.simplify(multiple=True, loops=True)
    graph.delete_vertices([v.index for v in graph.vs if not v.degree()])
    return graph

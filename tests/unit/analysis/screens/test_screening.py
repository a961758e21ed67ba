"""Screens against networkx, and the published figures: rings, cliques, two triangles, the karate club, the tyres."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.analysis import igraph_adapter
from graphsvc.analysis.screens.cut_points import cut_points
from graphsvc.analysis.screens.dominators import dominator_tree, source_nodes, strong_articulation_points, subtree_sums
from graphsvc.analysis.screens.screening import Graph, count_paths, dominated_output, product_graph, screen
from graphsvc.analysis.screens.vertex_cuts import smallest_vertex_cut
from tests.properties.engine import examples


def _edges(pairs: list[tuple[int, int]]) -> np.ndarray:
    return np.array(pairs, np.int64).reshape(-1, 2)


def _both_ways(pairs: list[tuple[int, int]]) -> np.ndarray:
    return _edges([*pairs, *((b, a) for a, b in pairs)])


@st.composite
def digraphs(draw: st.DrawFn) -> tuple[int, np.ndarray]:
    """Up to a dozen nodes with any edges, loops and doubles included."""
    n = draw(st.integers(1, 12))
    node = st.integers(0, n - 1)
    return n, _edges(draw(st.lists(st.tuples(node, node), max_size=30)))


def _networkx(n: int, edges: np.ndarray) -> nx.DiGraph[int]:
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from(map(tuple, edges.tolist()))
    return graph


# --- strong articulation points ---------------------------------------------------------------------------


@pytest.mark.parametrize("n", [3, 4, 7, 50])
def test_every_node_of_a_ring_is_one(n: int) -> None:
    assert strong_articulation_points(n, _edges([(i, (i + 1) % n) for i in range(n)])).all()


@pytest.mark.parametrize("n", [3, 4, 7])
def test_no_node_of_a_clique_is_one(n: int) -> None:
    assert not strong_articulation_points(n, _both_ways([(i, j) for i in range(n) for j in range(i)])).any()


def test_all_five_of_two_directed_triangles() -> None:
    assert strong_articulation_points(5, _edges([(0, 1), (1, 2), (2, 0), (0, 3), (3, 4), (4, 0)])).all()


def test_small_and_acyclic_graphs_have_none() -> None:
    assert not strong_articulation_points(2, _edges([(0, 1), (1, 0)])).any()
    assert not strong_articulation_points(4, _edges([(0, 1), (1, 2), (2, 3)])).any()
    assert not strong_articulation_points(1, _edges([(0, 0)])).any()


@pytest.mark.slow  # random graphs
@examples(200)
@given(digraphs())
def test_strong_articulation_by_removal(drawn: tuple[int, np.ndarray]) -> None:
    n, edges = drawn
    graph = _networkx(n, edges)
    found = strong_articulation_points(n, edges)
    for component in nx.strongly_connected_components(graph):
        for v in component:
            rest = graph.subgraph(component - {v})
            assert found[v] == (nx.number_strongly_connected_components(rest) > 1)


# --- dominators --------------------------------------------------------------------------------------------


@pytest.mark.slow  # two hundred random graphs
@examples(200)
@given(digraphs())
def test_dominators_as_networkx_has_them(drawn: tuple[int, np.ndarray]) -> None:
    n, edges = drawn
    tree = dominator_tree(n, edges, 0)
    expected = nx.immediate_dominators(_networkx(n, edges), 0)
    assert set(tree.order.tolist()) == {0, *expected}
    assert {v: int(d) for v, d in enumerate(tree.parent) if d >= 0} == {v: d for v, d in expected.items() if v}


@pytest.mark.slow  # a hundred random graphs
@examples(100)
@given(digraphs())
def test_dominated_output_by_removal(drawn: tuple[int, np.ndarray]) -> None:
    """A node dominates the output that no source reaches without it."""
    n, edges = drawn
    output = np.arange(1.0, n + 1.0)
    sources = set(source_nodes(n, edges).tolist())
    graph = _networkx(n, edges)
    found = dominated_output(n, edges, output)
    for v in range(n):
        rest = graph.subgraph(set(graph) - {v})
        reached = {w for s in sources - {v} for w in nx.descendants(rest, s) | {s}}
        assert found[v] == pytest.approx(sum(output[w] for w in set(graph) - reached) / output.sum())


def test_a_long_line_does_not_recurse() -> None:
    n = 200_000
    edges = np.stack([np.arange(n - 1), np.arange(1, n)], axis=1)
    sums = subtree_sums(dominator_tree(n, edges, 0), np.ones(n))
    assert sums[0] == n
    assert sums[-1] == 1


# --- the karate club ---------------------------------------------------------------------------------------


def test_the_karate_club() -> None:
    club = nx.karate_club_graph()
    edges = _edges(list(club.edges))
    _, normalized, sampled = count_paths(34, edges, directed=False)
    assert sampled is None
    assert normalized[[0, 33, 32]] == pytest.approx([0.4376353, 0.3040750, 0.1452471], abs=5e-8)
    found = cut_points(34, edges)
    assert np.flatnonzero(found.is_articulation).tolist() == [0]
    assert found.bridges.tolist() == [[0, 11]]
    one, again = (igraph_adapter.communities(34, edges, 1) for _ in range(2))
    assert (one == again).all()
    groups = [set(np.flatnonzero(one == c).tolist()) for c in range(one.max() + 1)]
    assert nx.community.modularity(club, groups, weight=None) == pytest.approx(0.4198, abs=0.002)


@examples(60)
@given(digraphs())
def test_paths_bridges_and_cuts_as_networkx_has_them(drawn: tuple[int, np.ndarray]) -> None:
    n, edges = drawn
    members = np.arange(n)
    graph = product_graph(members, edges, np.array([n - 1]), np.ones(1))
    found = screen(graph)
    whole = _networkx(n + 1, graph.edges)
    raw = nx.betweenness_centrality(whole, normalized=False)
    scaled = nx.betweenness_centrality(whole)
    assert found.betweenness == pytest.approx([raw[v] for v in range(n)])
    assert found.normalized == pytest.approx([scaled[v] for v in range(n)])
    undirected = whole.to_undirected()
    bridges = cast("Iterable[tuple[int, int]]", nx.bridges(undirected))
    assert set(np.flatnonzero(found.is_articulation)) == set(nx.articulation_points(undirected)) - {n}
    assert set(np.flatnonzero(found.is_bridge_end)) == {v for pair in bridges for v in pair} - {n}


@pytest.mark.slow  # paths are sampled three times
def test_sampled_paths_come_close_and_repeat() -> None:
    drawn = nx.gnp_random_graph(1500, 0.004, seed=3, directed=True)
    edges = _edges(list(drawn.edges))
    exact, _, none = count_paths(1500, edges)
    some, _, n_sources = count_paths(1500, edges, exact_nodes=100)
    assert (none, n_sources) == (None, 1000)
    assert (some == count_paths(1500, edges, exact_nodes=100)[0]).all()
    top = np.argsort(-exact)[:50]
    assert some[top] == pytest.approx(exact[top], rel=0.25)


def test_nothing_at_all() -> None:
    empty = Graph(np.empty(0, np.int64), np.empty((0, 2), np.int64), np.empty(0))
    assert len(screen(empty).betweenness) == 0


# --- smallest vertex cut and cores ---------------------------------------------------------------------------


@pytest.mark.slow  # random graphs
@examples(150)
@given(digraphs(), st.data())
def test_smallest_cut_as_networkx_has_it(graph: tuple[int, np.ndarray], data: st.DataObject) -> None:
    n, edges = graph
    nodes = st.lists(st.integers(0, n - 1), min_size=1, unique=True)
    starts, ends = data.draw(nodes), data.draw(nodes)
    single = np.unique(edges, axis=0)
    cut = smallest_vertex_cut(n, single, np.array(starts), np.array(ends))
    peer = _networkx(n, single)
    peer.add_edges_from([(-1, v) for v in starts] + [(v, -2) for v in ends])
    assert cut.sum() == nx.node_connectivity(peer, -1, -2)
    peer.remove_nodes_from(np.flatnonzero(cut).tolist())
    assert not nx.has_path(peer, -1, -2)


def test_two_ways_that_meet_are_cut_where_they_meet() -> None:
    cut = smallest_vertex_cut(5, _edges([(0, 2), (1, 2), (2, 3), (2, 4)]), np.array([0, 1]), np.array([3, 4]))
    assert np.flatnonzero(cut).tolist() == [2]
    assert not smallest_vertex_cut(3, _edges([(0, 1)]), np.array([0]), np.array([2])).any()


@examples(80)
@given(digraphs())
def test_cores_as_networkx_has_them(graph: tuple[int, np.ndarray]) -> None:
    n, edges = graph
    plain: nx.Graph[int] = nx.Graph(_networkx(n, edges))
    plain.remove_edges_from(list(nx.selfloop_edges(plain)))
    assert igraph_adapter.core_numbers(n, edges).tolist() == [nx.core_number(plain)[v] for v in range(n)]


@examples(200)
@given(digraphs())
def test_cut_points_of_any_graph_as_networkx_has_them(drawn: tuple[int, np.ndarray]) -> None:
    n, edges = drawn
    whole: nx.Graph[int] = nx.Graph(map(tuple, edges.tolist()))
    whole.add_nodes_from(range(n))
    whole.remove_edges_from(list(nx.selfloop_edges(whole)))
    found = cut_points(n, np.concatenate([edges, edges[:2]]))
    bridges = cast("Iterable[tuple[int, int]]", nx.bridges(whole))
    assert set(np.flatnonzero(found.is_articulation)) == set(nx.articulation_points(whole))
    assert found.bridges.tolist() == sorted([min(pair), max(pair)] for pair in bridges)

#!/usr/bin/env bash
# igraph 1.0.0: the k-core number of a node can be larger than the number of other nodes; networkx 3.6.1 refuses to say.
#
# A k-core is a part in which every node has k neighbours or more (Seidman 1983). igraph's coreness counts ends of edges
# instead: two deliveries between the same two firms count twice, a delivery of a firm to itself counts twice too. A
# triangle whose edges are doubled has cores of 4 with three nodes in all, a single node with a loop has core 2. networkx
# raises for multigraphs and for loops. Trade data have both; simplify() before coreness() gives neighbours.
#
# Seen 2026-11-30. Works in a temporary folder.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check networkx==3.6.1 igraph==1.0.0
"$folder/venv/bin/python" - <<'PY'
import igraph
import networkx

pairs = [(0, 1), (1, 2), (0, 2)]
doubled = igraph.Graph(n=3, edges=pairs * 2)
loop = igraph.Graph(n=1, edges=[(0, 0)])
print("triangle", igraph.Graph(n=3, edges=pairs).coreness())
print("each edge twice", doubled.coreness())
print("one node with a loop", loop.coreness())
assert doubled.coreness() == [4, 4, 4] and loop.coreness() == [2]
print("simplified", doubled.simplify().coreness(), loop.simplify().coreness())
assert doubled.coreness() == [2, 2, 2] and loop.coreness() == [0]

for name, graph in (("doubled", networkx.MultiGraph(pairs * 2)), ("loop", networkx.Graph([(0, 0)]))):
    try:
        networkx.core_number(graph)
        raise SystemExit(f"networkx tells the cores of {name}")
    except networkx.NetworkXNotImplemented as error:
        print(f"networkx, {name}:", str(error).split(";")[0])
PY
# Output seen:
# triangle [2, 2, 2]
# each edge twice [4, 4, 4]
# one node with a loop [2]
# simplified [2, 2, 2] [0]
# networkx, doubled: not implemented for multigraph type
# networkx, loop: Input graph has self loops which is not permitted

#!/usr/bin/env bash
# networkx 3.6.1 and igraph 1.0.0: one whole number among decimals, and igraph reads nothing of the GraphML file.
#
# write_graphml looks at every value by itself. Where an attribute is 2.5 on one node and 3 on another, it declares two
# keys, both with attr.name "loss", one double and one long, and marks each value with its own. networkx reads that back
# as it was. igraph wants the names of attributes unique and refuses the whole file, so a graph that goes through igraph
# for weeks stops doing so on the day a figure happens to be round. infer_numeric_types=True (off by default) declares
# one key of the wider type, or write floats.
#
# Seen 2026-11-30. Works in a temporary folder.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check networkx==3.6.1 igraph==1.0.0
"$folder/venv/bin/python" - "$folder/graph.graphml" <<'PY'
import sys

import igraph
import networkx

path = sys.argv[1]


def read_by_igraph() -> str:
    try:
        return str(igraph.Graph.Read_GraphML(path).vs["loss"])
    except igraph.InternalError as error:
        return str(error)


graph = networkx.Graph()
graph.add_node("a", loss=2.5)
graph.add_node("b", loss=3)

networkx.write_graphml(graph, path)
with open(path, encoding="utf-8") as file:
    keys = [line.strip() for line in file if "<key " in line]
back = [data["loss"] for _, data in networkx.read_graphml(path).nodes(data=True)]
refused = read_by_igraph()
print(*keys, sep="\n")
print("networkx", back)
print("igraph", refused)
assert len(keys) == 2 and all('attr.name="loss"' in key for key in keys)
assert back == [2.5, 3] and "Duplicate attribute name found: 'loss'" in refused

networkx.write_graphml(graph, path, infer_numeric_types=True)
inferred = read_by_igraph()
print("igraph, types inferred", inferred)
assert inferred == "[2.5, 3.0]"
PY
# Output seen:
# <key id="d1" for="node" attr.name="loss" attr.type="long" />
# <key id="d0" for="node" attr.name="loss" attr.type="double" />
# networkx [2.5, 3]
# igraph Error at src/io/graphml.c:718: Duplicate attribute name found: 'loss' (for <key id='d0'>). -- Parse error
# igraph, types inferred [2.5, 3.0]

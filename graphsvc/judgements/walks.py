"""What is walked along: firms along trade, products along list 04; steps as rows, with what they rest on."""

from __future__ import annotations

from collections.abc import Sequence

from graphsvc.analysis.walks import Walkable
from graphsvc.domain.arrays import Ints, Longs
from graphsvc.domain.results import Trace
from graphsvc.judgements.figures import Row
from graphsvc.judgements.objects import names_of
from graphsvc.judgements.trace import Ref, unique
from graphsvc.judgements.workspace import Workspace

SUPPLIES, INPUT_OF = "SUPPLIES", "INPUT_OF"
"""What relates two firms, and two products."""


def walkable_of(space: Workspace, kind: str) -> Walkable:
    """What things of a kind walk along: firms along trade, products along list 04."""
    return space.ground.trade if kind == "firm" else space.ground.technique


def edge_refs(space: Workspace, row: Row) -> list[Ref]:
    """The row of list 07, or the rows of list 04, that tell of an edge."""
    n = space.snapshot.network
    if row["relation"] == SUPPLIES:
        supplier = n.firm_index[row["from_id"]]
        q = n.purchase_index[n.firm_index[row["to_id"]], n.product_index[row["product_code"]]]
        return [
            ("supplies", int(n.source_row[k]), ("qty", "share_buyer"))
            for k in range(n.source_ptr[q], n.source_ptr[q + 1])
            if n.node_firm[n.source_node[k]] == supplier
        ]
    inputs = space.snapshot.tables["product_inputs"]
    pairs = zip(inputs["from_product"].to_pylist(), inputs["to_product"].to_pylist(), strict=True)
    wanted = (row["from_id"], row["to_id"])
    return [("product_inputs", i, ("coefficient", "necessity")) for i, pair in enumerate(pairs) if pair == wanted]


def edge_trace(space: Workspace, rows: Sequence[Row], path: Sequence[dict[str, str]], without: Sequence[str]) -> Trace:
    """Rows behind the edges, the path walked, and firms on it whose own supplier lists are missing (``without``)."""
    missing = [{"table": "supplies", "firm_id": firm, "field": "supplier"} for firm in without]
    return unique([ref for row in rows for ref in edge_refs(space, row)], missing, path)


def edge_rows(space: Workspace, kind: str, edges: Longs, depth: Ints) -> list[Row]:
    """Edges with their steps as the query of the graph database returns them."""
    graph, (ids, names) = walkable_of(space, kind), names_of(space.snapshot, kind)
    codes, products = names_of(space.snapshot, "product")
    relation = SUPPLIES if kind == "firm" else INPUT_OF
    columns = (graph.tail[edges], graph.head[edges], graph.good[edges], depth, graph.share[edges])
    return [
        {
            "from_id": ids[tail],
            "from_name": names[tail],
            "to_id": ids[head],
            "to_name": names[head],
            "relation": relation,
            "product_code": codes[good],
            "product_name": products[good],
            "depth": step,
            "share": share if share == share else None,
        }
        for tail, head, good, step, share in zip(*(column.tolist() for column in columns), strict=True)
    ]


def known_part(rows: Sequence[Row]) -> float | None:
    """Known shares / edges 0-1; an edge of list 04 has no share to be known. None where nothing was met."""
    return sum(r["share"] is not None or r["relation"] == INPUT_OF for r in rows) / len(rows) if rows else None


def suppliers_missing(space: Workspace) -> frozenset[str]:
    """Firms that need something essential for which no source at all is recorded."""
    n = space.snapshot.network
    return frozenset(n.firm_ids[f] for f in n.node_firm[n.node_unknown_need].tolist())

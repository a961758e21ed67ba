"""What a walk begins at: a firm or a product, told by id or by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graphsvc.analysis.walks import Walkable
from graphsvc.domain.arrays import Ints, Longs
from graphsvc.domain.errors import NotFound, ParameterError
from graphsvc.domain.nearest import nearest
from graphsvc.domain.results import Trace
from graphsvc.judgements.figures import Row
from graphsvc.judgements.scope import Workspace
from graphsvc.judgements.trace import Ref, unique

SUPPLIES, INPUT_OF = "SUPPLIES", "INPUT_OF"
"""What relates two firms, and two products."""


@dataclass(frozen=True)
class Thing:
    """A firm or a product: its position among its kind, id and name."""

    kind: str
    position: int
    id: str
    name: str

    def document(self) -> dict[str, str]:
        """As a summary tells it."""
        return {"kind": self.kind, "id": self.id, "name": self.name}


def names_of(space: Workspace, kind: str) -> tuple[Sequence[str], Sequence[str]]:
    """(ids, names) of all firms, external sources included, or of all products, by position."""
    n = space.snapshot.network
    if kind == "firm":
        return n.firm_ids, n.firm_names
    products = space.snapshot.products
    return n.product_codes, [(c in products and products[c]["product_name"]) or c for c in n.product_codes]


def walkable_of(space: Workspace, kind: str) -> Walkable:
    """What things of a kind walk along: firms along trade, products along list 04."""
    return space.trade if kind == "firm" else space.technique


def find_thing(space: Workspace, text: str, parameter: str) -> Thing:
    """A firm or product by id, else by a name that only one of them bears.

    Raises
    ------
    NotFound
        ``unknown_object`` with the nearest id or name.
    ParameterError
        ``bad_parameter`` with the candidates where several bear it.
    """
    known = {kind: names_of(space, kind) for kind in ("firm", "product")}
    n = space.snapshot.network
    by_id = (("firm", n.firm_index.get(text)), ("product", n.product_index.get(text)))
    found = [Thing(kind, i, known[kind][0][i], known[kind][1][i]) for kind, i in by_id if i is not None]
    if not found:
        for kind, (ids, names) in known.items():
            found += [Thing(kind, i, ids[i], name) for i, name in enumerate(names) if name == text]
    if len(found) == 1:
        return found[0]
    if found:
        candidates = ", ".join(f"{thing.kind} {thing.id}" for thing in found[:10])
        raise ParameterError(
            "bad_parameter", name=parameter, value=text,
            expected_zh=f"不止一个对象叫这个（{candidates}），请用其中一个的编号",
            expected_en=f"several things are called so ({candidates}); give the id of one",
        )  # fmt: skip
    words = [word for columns in known.values() for part in columns for word in part]
    raise NotFound("unknown_object", kind="firm, product", value=text, nearest=nearest(text, words))


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
    graph, (ids, names) = walkable_of(space, kind), names_of(space, kind)
    codes, products = names_of(space, "product")
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

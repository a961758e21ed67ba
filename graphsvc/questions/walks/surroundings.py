"""neighbourhood, upstream: what lies around a firm or a product, step by step, and how it is reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from graphsvc.analysis.completeness import data_grade
from graphsvc.analysis.walks import edges_within
from graphsvc.domain import columns as declared
from graphsvc.domain.columns import Columns
from graphsvc.domain.results import Result, Trace
from graphsvc.domain.rounding import known
from graphsvc.domain.sentences import Said
from graphsvc.judgements.figures import Row
from graphsvc.judgements.objects import Thing, find_thing
from graphsvc.judgements.walks import edge_rows, edge_trace, known_part, suppliers_missing, walkable_of
from graphsvc.judgements.workspace import Workspace
from graphsvc.questions.parameters import Asked, parameter
from graphsvc.questions.question import Joined, Question, Twin

MOST_EDGES = 20_000
MOST_HOPS = 12
NAMES = (
    "from_id", "from_name", "to_id", "to_name", "relation", "product_code", "product_name", "depth", "share", "path",
)  # fmt: skip
BRIEF = ("depth", "from_name", "to_name", "product_name", "share")


def _rows(space: Workspace, thing: Thing, direction: str, hops: int) -> list[Row]:
    """Edges within ``hops`` steps, nearest first, one more than may be shown where there are more."""
    edges, depth = edges_within(walkable_of(space, thing.kind), thing.position, direction, hops)
    shown = slice(MOST_EDGES + 1)
    return edge_rows(space, thing.kind, edges[shown], depth[shown])


def _result(space: Workspace, columns: Columns, thing: Thing, direction: str, found: Sequence[Row]) -> Result:
    rows = sorted(found, key=_order)[:MOST_EDGES]
    ways, walked = _walked(thing.id, direction, rows)
    field = "firm_id" if thing.kind == "firm" else "product_code"
    blank = suppliers_missing(space) if thing.kind == "firm" and direction != "down" else frozenset()
    findings = []
    for row, way in zip(rows, walked, strict=True):
        values = {**row, "share": known(row["share"]), "path": way}
        key = (row["relation"], row["from_id"], row["to_id"], row["product_code"])
        findings.append(columns.finding(values, key, partial(_trace, space, values, field, blank)))
    completeness = known_part(rows)
    edges = [row["depth"] for row in rows]
    nodes = [len(way) - 1 for way in ways.values()]
    summary = {
        "object": thing.document(),
        "n_nodes": len(ways),
        "n_edges": len(rows),
        "n_by_depth": [
            {"depth": step, "n_edges": edges.count(step), "n_nodes": nodes.count(step)} for step in sorted(set(edges))
        ],
        "suppliers_without_lists": sorted(blank.intersection(ways)),
    }
    truncated = Said("edges_cut", {"most": MOST_EDGES}) if len(found) > MOST_EDGES else None
    return Result(findings, summary, (), completeness, data_grade(space.snapshot, completeness), truncated)


def _order(row: Row) -> tuple[int, str, str, str]:
    """Nearest first; of both engines, since the graph database orders an id that was handed in its own way."""
    return row["depth"], row["from_id"], row["to_id"], row["product_code"]


def _walked(start: str, direction: str, rows: Sequence[Row]) -> tuple[dict[str, list[str]], list[list[str]]]:
    """The shortest walk to every node met, and per row the walk that ends with its edge; of several shortest walks the
    one that comes in at the smallest id. Rows come nearest first."""
    ways = {start: [start]}
    walked: list[list[str]] = []
    for step, group in groupby(rows, key=lambda row: int(row["depth"])):
        passed = [_entry(ways, direction, step, row["from_id"], row["to_id"]) for row in group]
        came: dict[str, str] = {}
        for entry, far in passed:
            if far not in ways:
                came[far] = min(entry, came.get(far, entry))
        ways |= {far: [*ways[entry], far] for far, entry in came.items()}
        walked += [ways[far] if came.get(far) == entry else [*ways[entry], far] for entry, far in passed]
    return ways, walked


def _entry(ways: Mapping[str, list[str]], direction: str, step: int, tail: str, head: str) -> tuple[str, str]:
    """(end where the walk comes in, far end) of an edge passed by a step; the smaller id where either end would do."""
    if direction == "both":
        steps = [len(ways[end]) if end in ways else step + 1 for end in (tail, head)]
        return (tail, head) if (steps[0], tail) <= (steps[1], head) else (head, tail)
    return (tail, head) if direction == "down" else (head, tail)


def _trace(space: Workspace, values: Row, field: str, blank: frozenset[str]) -> Trace:
    way = values["path"]
    return edge_trace(space, [values], [{field: at} for at in way], sorted(blank.intersection(way)))


@dataclass(frozen=True, kw_only=True)
class AroundAsked(Asked):
    """What ``neighbourhood`` is asked with."""

    object: str = parameter("text", required=True)
    hops: int = parameter("integer", 2, "steps", minimum=1, maximum=MOST_HOPS)
    direction: str = parameter("enum", "both", allowed=("both", "up", "down"))


@dataclass(frozen=True, kw_only=True)
class UpstreamAsked(Asked):
    """What ``upstream`` is asked with."""

    object: str = parameter("text", required=True)
    max_hops: int = parameter("integer", MOST_HOPS, "steps", minimum=1, maximum=MOST_HOPS)


AROUND, TIERS = declared.columns("neighbourhood", *NAMES), declared.columns("upstream", *NAMES)


def _neighbourhood(space: Workspace, asked: AroundAsked) -> Result:
    thing = find_thing(space.snapshot, asked.object, "object")
    rows = _rows(space, thing, asked.direction, asked.hops)
    return _result(space, AROUND, thing, asked.direction, rows)


def _neighbourhood_of_rows(space: Workspace, asked: AroundAsked, rows: Sequence[Row]) -> Result:
    return _result(space, AROUND, find_thing(space.snapshot, asked.object, "object"), asked.direction, rows)


def _upstream(space: Workspace, asked: UpstreamAsked) -> Result:
    thing = find_thing(space.snapshot, asked.object, "object")
    return _result(space, TIERS, thing, "up", _rows(space, thing, "up", asked.max_hops))


def _upstream_of_rows(space: Workspace, asked: UpstreamAsked, rows: Sequence[Row]) -> Result:
    return _result(space, TIERS, find_thing(space.snapshot, asked.object, "object"), "up", rows)


def _object_parameters(space: Workspace, asked: AroundAsked | UpstreamAsked) -> Mapping[str, object]:
    thing = find_thing(space.snapshot, asked.object, "object")
    return {"kind": thing.kind, "object_id": thing.id, "most": MOST_EDGES + 1}


NEIGHBOURHOOD = Question(
    name="neighbourhood",
    asks="一家企业或一种产品周围几级之内有哪些供应关系？",
    asks_en="Which links lie around a firm or a product, within so many steps?",
    asked=AroundAsked,
    columns=AROUND,
    way=Joined(_neighbourhood, Twin(_object_parameters, _neighbourhood_of_rows)),
    brief=BRIEF,
)

UPSTREAM = Question(
    name="upstream",
    asks="一家企业或一种产品的各级上游是谁？",
    asks_en="Who and what stands upstream of a firm or a product, tier by tier?",
    asked=UpstreamAsked,
    columns=TIERS,
    way=Joined(_upstream, Twin(_object_parameters, _upstream_of_rows)),
    brief=BRIEF,
)
QUESTIONS = (NEIGHBOURHOOD, UPSTREAM)

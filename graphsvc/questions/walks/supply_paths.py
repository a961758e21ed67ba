"""supply-paths: along which ways goods come from one firm or product to another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from graphsvc.analysis.completeness import data_grade
from graphsvc.analysis.walks import Way, edges_between, simple_paths
from graphsvc.domain.columns import columns
from graphsvc.domain.errors import ParameterError
from graphsvc.domain.results import Result, Trace
from graphsvc.domain.sentences import Said
from graphsvc.domain.values import Values
from graphsvc.judgements.figures import Row
from graphsvc.judgements.objects import Thing, find_thing
from graphsvc.judgements.walks import edge_rows, edge_trace, known_part, walkable_of
from graphsvc.judgements.workspace import Workspace
from graphsvc.questions.parameters import Asked, parameter
from graphsvc.questions.question import Joined, Question, Twin

MOST_EDGES, MOST_PATHS, MOST_STEPS = 50_000, 10_000, 200_000
"""How many edges are looked at, paths given, edges tried."""
MOST_HOPS = 12
_STOPPED = {"paths": Said("paths_cut", {"most": MOST_PATHS}), "steps": Said("steps_cut", {"most": MOST_STEPS})}
_CUT = Said("edges_on_the_way_cut", {"most": MOST_EDGES})


@dataclass(frozen=True, kw_only=True)
class Parameters(Asked):
    """What ``supply-paths`` is asked with."""

    from_: str = parameter("text", name="from", required=True)
    to: str = parameter("text", required=True)
    max_hops: int = parameter("integer", 6, "steps", minimum=1, maximum=MOST_HOPS)
    limit: int = parameter("integer", 100, "rows", minimum=0, maximum=MOST_PATHS)


COLUMNS = columns(
    "supply-paths",
    "from_id", "from_name", "to_id", "to_name", "relation", "product_code", "product_name", "depth", "path",
)  # fmt: skip


def _ends(space: Workspace, asked: Parameters) -> tuple[Thing, Thing]:
    """Where paths begin and end: two firms or two products."""
    start, goal = (find_thing(space.snapshot, text, name) for name, text in (("from", asked.from_), ("to", asked.to)))
    if start.kind != goal.kind:
        raise ParameterError(
            "bad_parameter", name="to", value=asked.to,
            expected_zh="起点和终点应同为企业或同为产品", expected_en="both ends must be firms or both products",
        )  # fmt: skip
    return start, goal


def _rows(space: Workspace, start: Thing, goal: Thing, hops: int) -> list[Row]:
    """Edges that walks of at most ``hops`` steps from start to goal can pass."""
    edges, length = edges_between(walkable_of(space, start.kind), start.position, goal.position, hops)
    looked_at = slice(MOST_EDGES + 1)
    return edge_rows(space, start.kind, edges[looked_at], length[looked_at])


def _result(space: Workspace, start: Thing, goal: Thing, hops: int, found: Sequence[Row]) -> Result:
    # Sorted by (what is sent, who receives it) paths of one length come out in the order of their steps.
    edges = sorted(found[:MOST_EDGES], key=lambda r: (r["from_id"], r["product_code"], r["to_id"]))
    at = {id: i for i, id in enumerate(dict.fromkeys([start.id, goal.id, *(r["from_id"] for r in edges)]))}
    tail, head = ([at.setdefault(r[end], len(at)) for r in edges] for end in ("from_id", "to_id"))
    ways = simple_paths(tail, head, at[start.id], at[goal.id], hops, MOST_PATHS, MOST_STEPS)
    sent = [_step(start.kind, row["from_id"], row["product_code"]) for row in edges]
    received = [_step(start.kind, row["to_id"], row["product_code"]) for row in edges]
    findings = []
    for way in ways.found:
        last = edges[way[-1]]
        values = {
            "from_id": start.id,
            "from_name": start.name,
            "to_id": goal.id,
            "to_name": goal.name,
            "relation": last["relation"],
            "product_code": last["product_code"],
            "product_name": last["product_name"],
            "depth": len(way),
            "path": [*(sent[e] for e in way), received[way[-1]]],
        }
        key = (*(part for e in way for part in (edges[e]["from_id"], edges[e]["product_code"])), goal.id)
        findings.append(COLUMNS.finding(values, key, partial(_trace, space, edges, way, values)))
    completeness = known_part(edges)
    by_depth = Counter(len(way) for way in ways.found)
    summary = {
        "from": start.document(),
        "to": goal.document(),
        "n_paths": len(findings),
        "n_edges": len(edges),
        "shortest": min(by_depth, default=None),
        "n_by_depth": [{"depth": depth, "n_paths": by_depth[depth]} for depth in sorted(by_depth)],
    }
    bounds = [_CUT] if len(found) > MOST_EDGES else []
    bounds += [_STOPPED[ways.stopped]] if ways.stopped else []
    grade = data_grade(space.snapshot, completeness)
    return Result(findings, summary, (), completeness, grade, _all_of(bounds))


def _all_of(bounds: Sequence[Said]) -> Said | None:
    if len(bounds) > 1:
        return Said("both", {"first": bounds[0], "second": bounds[1]})
    return bounds[0] if bounds else None


def _step(kind: str, id: str, product: str) -> dict[str, str]:
    return {"firm_id": id, "product_code": product} if kind == "firm" else {"product_code": id}


def _trace(space: Workspace, edges: Sequence[Row], way: Way, values: Row) -> Trace:
    return edge_trace(space, [edges[e] for e in way], values["path"], ())


def _paths(space: Workspace, asked: Parameters) -> Result:
    ends, hops = _ends(space, asked), asked.max_hops
    return _result(space, *ends, hops, _rows(space, *ends, hops))


def _paths_of_rows(space: Workspace, asked: Parameters, rows: Sequence[Row]) -> Result:
    return _result(space, *_ends(space, asked), asked.max_hops, rows)


def _end_parameters(space: Workspace, asked: Parameters) -> Values:
    start, goal = _ends(space, asked)
    return {"kind": start.kind, "from_id": start.id, "to_id": goal.id, "most": MOST_EDGES + 1}


QUESTION = Question(
    name="supply-paths",
    asks="货物从一家企业（或一种产品）到另一家，经过哪些路径？",
    asks_en="Along which paths do goods come from one firm or product to another?",
    asked=Parameters,
    columns=COLUMNS,
    way=Joined(_paths, Twin(_end_parameters, _paths_of_rows)),
    brief=("depth", "path"),
)

"""What a scenario does to the products of a chain: the answer to ``stress-test``, told by product and trade step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.outages.failure import ALIVE
from graphsvc.domain.answers import Answer
from graphsvc.domain.arrays import Bools, Floats, Longs
from graphsvc.domain.pages import MapMark
from graphsvc.domain.report import Coded
from graphsvc.judgements.objects import find_entity
from graphsvc.judgements.workspace import Facts
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.pages.map_ground import MapGround
from graphsvc.usecases.pages.scenario_address import ScenarioAsked, ShockAsked
from graphsvc.usecases.pages.told import entity_cell

STOPPED = 1e-9


@dataclass(frozen=True)
class Outcome:
    """``marks`` by product of the chain that is hit; ``names`` of what fails; ``bereft`` products of which every maker
    here stops; ``level`` by (firm, product), -1 where no way of trade leads there."""

    answer: Answer
    marks: Mapping[str, MapMark]
    names: tuple[str | Coded, ...]
    bereft: tuple[str, ...]
    level: Mapping[tuple[str, str], int]

    @property
    def deepest(self) -> int:
        """Most trade steps from the failure to a product that is hit."""
        return max((mark.level or 0 for mark in self.marks.values()), default=0)


def play_scenario(analyst: Analyst, ground: MapGround, asked: ScenarioAsked, horizon_days: float, at: str) -> Outcome:
    """Ask ``stress-test`` and tell what came out by product.

    Raises
    ------
    NotFound, ParameterError
        As the question: no such thing, or a scenario that is none.
    """
    facts = ground.facts
    given = {
        "chain": facts.chain.code,
        "region": facts.scope.region,
        "scenario": {"shocks": [shock.document() for shock in asked.shocks]},
        "substitution": asked.substitution,
        "horizon_days": horizon_days,
    }
    answer = analyst.ask("stress-test", given, at)
    step, lost = _steps(facts, asked)
    n = facts.network
    # what fails has no row of its own unless it loses only some of its sites
    hit = {int(v): (0.0, 1.0 - float(lost[v])) for v in np.flatnonzero(lost > 1.0 - ALIVE)}
    for finding in answer.findings:
        v = finding.values
        node = n.node_index[(n.firm_index[v["firm_id"]], n.product_index[v["product_code"]])]
        hit[node] = (float(v["first_day"] or 0.0), float(v["min_output"] or 0.0))
    by_product: dict[str, list[tuple[int, float, float]]] = defaultdict(list)
    for node, (first, lowest) in hit.items():
        by_product[n.product_codes[int(n.node_product[node])]].append((int(step[node]), first, lowest))
    marks = {code: _mark(by_product[code]) for code in ground.order if code in by_product}
    level = {(n.firm_ids[int(n.node_firm[v])], n.product_codes[int(n.node_product[v])]): int(step[v]) for v in hit}
    stopped = np.zeros(n.n_nodes, np.bool_)
    stopped[[v for v, (_, lowest) in hit.items() if lowest <= STOPPED]] = True
    return Outcome(
        answer, marks, tuple(shock_name(facts, shock) for shock in asked.shocks), _bereft(ground, stopped), level
    )


def _mark(hits: list[tuple[int, float, float]]) -> MapMark:
    levels = [level for level, _, _ in hits if level >= 0]
    return MapMark(min(levels, default=None), min(first for _, first, _ in hits), min(low for _, _, low in hits))


def _steps(facts: Facts, asked: ScenarioAsked) -> tuple[Longs, Floats]:
    """(N,) fewest trade steps from what fails, -1 where no way leads; (N,) part of each that fails itself, 0-1."""
    n = facts.network
    step, lost = np.full(n.n_nodes, -1, np.int64), np.zeros(n.n_nodes)
    cut: list[Longs] = []
    for shock in asked.shocks:
        entity = find_entity(facts.snapshot, shock.kind, shock.id)
        step[entity.node] = 0
        np.maximum.at(lost, entity.node, entity.loss * shock.severity)
        cut.append(entity.cut_source)
    buying = np.isin(n.alternative_purchase, n.source_purchase[np.concatenate(cut)])
    beside = np.unique(n.alternative_node[buying]).astype(np.int64)
    tail, head = n.edges
    frontier: Longs = np.flatnonzero(step == 0)
    distance = 0
    while len(frontier) or (distance == 0 and len(beside)):
        distance += 1
        reached: Longs = np.unique(head[np.isin(tail, frontier)]).astype(np.int64)
        if distance == 1:
            reached = np.union1d(reached, beside)
        frontier = reached[step[reached] < 0]
        step[frontier] = distance
    return step, lost


def _bereft(ground: MapGround, stopped: Bools) -> tuple[str, ...]:
    """Products of the chain with makers in the region of whom none goes on, worst first."""
    n, here = ground.facts.network, ground.facts.members.makers_here
    made = np.bincount(n.node_product[here], minlength=len(n.product_codes))
    gone = np.bincount(n.node_product[here & stopped], minlength=len(n.product_codes))
    index = n.product_index
    return tuple(code for code in ground.order if made[index[code]] and gone[index[code]] == made[index[code]])


def shock_name(facts: Facts, shock: ShockAsked) -> str | Coded:
    """What people call what fails.

    Raises
    ------
    NotFound
        There is no such thing.
    """
    ident = find_entity(facts.snapshot, shock.kind, shock.id).ids[0]
    return entity_cell(shock.kind, ident, facts.names.entity(shock.kind, ident))

"""A scenario played on the joined network of all chains: who stops on which day, and how final output runs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Protocol

import numpy as np

from graphsvc.analysis.outages.entities import Entities
from graphsvc.analysis.outages.failure import ALIVE, STEP_DAYS, Finals, has_bit
from graphsvc.analysis.outages.reallocation import Reallocation
from graphsvc.analysis.outages.scenario import Shock
from graphsvc.domain.arrays import Floats
from graphsvc.domain.columns import Columns
from graphsvc.domain.network import Network
from graphsvc.domain.results import Result, Trace
from graphsvc.domain.rounding import known
from graphsvc.judgements.outages.choke import FIELDS, outside_spare
from graphsvc.judgements.outages.curves import curve_summary
from graphsvc.judgements.outages.scenario_ends import Unsure, ends_of, worlds_played
from graphsvc.judgements.outages.scenario_rules import Staged
from graphsvc.judgements.outages.scenarios import Scenario
from graphsvc.judgements.trace import capacity_refs, supply_refs, unique
from graphsvc.judgements.workspace import Facts, Workspace

PLAYED = ("firm_id", "name", "product_code", "product_name", "first_day", "min_output", "binding_input")
"""Columns of what a scenario does to makers."""

BRIEF = ("name", "product_name", "first_day", "min_output", "binding_input")


class Where(Protocol):
    """The chain and region a scenario is asked about; None for all chains, each in its own region."""

    @property
    def chain(self) -> str | None: ...

    @property
    def region(self) -> str | None: ...


def together(shocks: Sequence[Shock]) -> Entities:
    """All shocks as one entity, losses times severity."""
    node = np.concatenate([s.entity.node for s in shocks])
    loss = np.concatenate([s.entity.loss * s.severity for s in shocks])
    cut = np.concatenate([s.entity.cut_source for s in shocks])
    cut_loss = np.concatenate([s.entity.cut_loss * s.severity for s in shocks])
    ends = np.array([0, len(node)]), np.array([0, len(cut)])
    return Entities("scenario", ("scenario",), ends[0], node, loss, ends[1], cut, cut_loss)


def chains_played(space: Workspace, where: Where) -> list[Facts]:
    """Chains a scenario is asked about."""
    chain, region = where.chain, where.region
    return [space.facts(space.scope(c, region)) for c in ([chain] if chain else space.snapshot.chains)]


def staged(every: Sequence[Facts], scenario: Scenario) -> tuple[list[Facts], Staged] | None:
    """Chains with final output and the scenario ready to be played on them; None where there is no such chain."""
    making = [facts for facts in every if len(facts.members.finals.node)]
    if not making:
        return None
    finals, weights = _joined([facts.members.finals for facts in making])
    return making, Staged(making[0], scenario, finals, weights)


def play(
    space: Workspace, scenario: Scenario, level: str, where: Where, columns: Columns, n_worlds: int = 0, seed: int = 0,
    unsure: Unsure | None = None,
) -> Result:  # fmt: skip
    """The scenario at one level of fidelity, with a curve per chain, its ends where blanks bear on it (L2), and
    ``n_worlds`` worlds of a seed. What fails wholly has no row of its own; a maker that loses only some of its sites
    has."""
    every = chains_played(space, where)
    ready = staged(every, scenario)
    if ready is None:
        notices = [note for facts in every for note in facts.members.final_notices]
        return Result([], {}, notices, None, "D")
    making, stage = ready
    codes, finals, weights, shocks = [f.chain.code for f in making], stage.finals, stage.weights, scenario.shocks
    entity = together(shocks)
    own = {int(v) for shock in shocks for v in shock.entity.node[shock.entity.loss >= 1.0]}
    model = space.ground.model
    rows: list[tuple[int, float | None, float, int]] = []
    per_chain: dict[str, dict[str, object]] = {c: {} for c in codes}
    if level == "L2":
        found = stage.play()
        for i, code in enumerate(codes):
            summary = curve_summary(found.curve[i])
            per_chain[code] = summary | ends_of(making[i], stage, summary, unsure)
            if n_worlds:
                per_chain[code] |= worlds_played(making[i], stage, n_worlds, seed, unsure)
        for v in np.flatnonzero(found.first_step >= 0).tolist():
            rows.append((v, found.first_step[v] * STEP_DAYS, float(found.lowest[v]), int(found.binding[v])))
    elif level == "L0":
        down = has_bit(model.fallen(entity), 0)
        for i, code in enumerate(codes):
            kept = float(weights[i][~down[finals.node]].sum())
            per_chain[code] = {"kept_output": known(kept)}
        rows = [(int(v), None, 0.0, -1) for v in np.flatnonzero(down)]
    elif level == "L1":
        x = model.levels(entity)
        for i, code in enumerate(codes):
            per_chain[code] = {"kept_output": known(float((weights[i] * x[finals.node]).sum()))}
        rows = [(int(v), None, float(x[v]), -1) for v in np.flatnonzero(x < ALIVE)]
    else:
        for facts in making:
            best = Reallocation(model, facts.members.finals, outside_spare(facts)).kept(entity, 0)
            floor = float(model.kept(entity, facts.members.finals)[0])
            per_chain[facts.chain.code] = {"kept_output": known(None if best is None else max(best, floor))}
    n = space.snapshot.network
    findings = [
        columns.finding(
            {
                "firm_id": n.firm_ids[n.node_firm[v]],
                "name": n.firm_names[n.node_firm[v]],
                "product_code": n.product_codes[n.node_product[v]],
                "product_name": space.ground.names.product(n.product_codes[n.node_product[v]]),
                "first_day": known(first),
                "min_output": known(low),
                "binding_input": n.product_codes[n.purchase_product[q]] if q >= 0 else None,
            },
            (n.firm_ids[n.node_firm[v]], n.product_codes[n.node_product[v]]),
            partial(_trace, making[0].network, v, q),
        )
        for v, first, low, q in sorted(rows, key=lambda r: (r[1] or 0.0, r[2], r[0]))
        if v not in own
    ]
    told = [facts.data.completeness(FIELDS) for facts in making]
    completeness = told[0] if len(told) == 1 else _mean(told)
    notices = [note for facts in making for note in facts.members.final_notices]
    if level == "L2":
        notices += stage.notices()
    grade = making[0].data.grade(completeness)
    return Result(findings, {}, notices, completeness, grade, summaries=per_chain)


def _mean(values: Sequence[float | None]) -> float | None:
    told = [v for v in values if v is not None]
    return sum(told) / len(told) if told else None


def _joined(several: Sequence[Finals]) -> tuple[Finals, Floats]:
    node = np.unique(np.concatenate([finals.node for finals in several]))
    weights = np.zeros((len(several), len(node)))
    for i, finals in enumerate(several):
        weights[i, np.searchsorted(node, finals.node)] = finals.weight
    return Finals(node, weights.sum(axis=0)), weights


def _trace(n: Network, v: int, q: int) -> Trace:
    needs = n.alternative_purchase[n.alternative_node == v].tolist()
    return unique(capacity_refs(n, [v]) + supply_refs(n, [q] if q >= 0 else needs))

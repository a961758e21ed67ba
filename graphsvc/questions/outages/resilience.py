"""resilience: what a chain keeps on average, and at worst, after any single failure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from graphsvc.domain.columns import columns
from graphsvc.domain.results import Result, Trace
from graphsvc.domain.rounding import known
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.judgements.outages.backup_score import backup_score
from graphsvc.judgements.outages.blanks_drawn import quantiles, worlds_of
from graphsvc.judgements.outages.choke import FIELDS
from graphsvc.judgements.outages.kept import Kept, kept_output
from graphsvc.judgements.outages.sub_scores import sub_scores
from graphsvc.judgements.trace import capacity_refs, firm_refs, supply_refs, unique
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import parameter, seed, worlds
from graphsvc.questions.question import Outlooked, PerChain, Question, horizon

BACKUP_SCENARIOS = 10
"""The backup score looks at this many entities, those with the most days lost."""


@dataclass(frozen=True, kw_only=True)
class Parameters(Outlooked):
    """What ``resilience`` is asked with."""

    entity: str = parameter("enum", "group", allowed=("firm", "group"))
    worlds: int = worlds(0)
    seed: int = seed()
    horizon_days: float = horizon()


COLUMNS = columns(
    "resilience",
    "chain_code", "entity_type", "entity_id", "name", "loss_days", "loss_days_lower", "loss_days_upper", "kept",
)  # fmt: skip


def run(facts: Facts, asked: Parameters) -> Result:
    """RS_T = 100 mean(1 - L_T/T) over every entity that makes a non-final product of the chain; RS_min its worst."""
    kind, horizon = asked.entity, asked.horizon_days
    completeness = facts.data.completeness(FIELDS)
    grade = facts.data.grade(completeness)
    kept = kept_output(facts, kind, horizon)
    if kept is None:
        empty = {"rs": None, "rs_min": None, "worst": None, "horizon_days": horizon, "n_scenarios": 0}
        return Result([], empty, facts.members.final_notices, completeness, grade)
    entities, counted, worst = kept.entities, kept.counted, kept.worst
    loss = facts.outages.figures(kind, horizon).loss
    hardest = [
        counted[i] for i in np.argsort(kept.value, kind="stable")[:BACKUP_SCENARIOS] if loss.value[counted[i]] > 0
    ]
    summary = {
        **dict(zip(("rs", "rs_lower", "rs_upper"), map(known, kept.mean), strict=True)),
        **dict(zip(("rs_min", "rs_min_lower", "rs_min_upper"), map(known, kept.least), strict=True)),
        "worst": entities.ids[worst],
        "worst_name": facts.names.entity(kind, entities.ids[worst]),
        "horizon_days": horizon,
        "n_scenarios": len(counted),
        "entity": kind,
        "substitution": "off",
        **sub_scores(facts),
        **backup_score(facts, entities, hardest, horizon),
        **(_drawn(facts, kept, asked) if asked.worlds else {}),
    }
    findings = [
        COLUMNS.finding(
            {
                "chain_code": facts.chain.code,
                "entity_type": kind,
                "entity_id": entities.ids[e],
                "name": facts.names.entity(kind, entities.ids[e]),
                "loss_days": known(loss.value[e]),
                "loss_days_lower": known(loss.lower[e]),
                "loss_days_upper": known(loss.upper[e]),
                "kept": known(kept.value[i]),
            },
            (facts.chain.code, kind, entities.ids[e]),
            partial(_trace, facts.snapshot, entities.nodes_of(e).tolist()),
        )
        for i, e in sorted(enumerate(counted), key=lambda pair: (kept.value[pair[0]], entities.ids[pair[1]]))
    ]
    return Result(findings, summary, facts.members.final_notices, completeness, grade)


def _drawn(facts: Facts, kept: Kept, asked: Parameters) -> dict[str, object]:
    """RS and its worst over the worlds of a seed, and the share of them in which the same entity is the worst."""
    drawn = worlds_of(facts, asked.entity, np.array(kept.counted, np.int64), asked.horizon_days, asked.seed)
    left = 100.0 * (1.0 - drawn.play(asked.worlds) / asked.horizon_days)
    least = left.min(axis=1)
    is_worst = np.round(left[:, kept.counted.index(kept.worst)], 9) <= np.round(least, 9)
    return {
        "n_worlds": asked.worlds,
        "seed": asked.seed,
        **quantiles("rs", left.mean(axis=1)),
        **quantiles("rs_min", least),
        "worst_share": known(float(is_worst.mean())),
    }


def _trace(snapshot: GraphSnapshot, nodes: list[int]) -> Trace:
    n = snapshot.network
    sold = np.unique(n.source_purchase[np.isin(n.source_node, nodes)])
    firms = {n.firm_ids[f] for f in n.node_firm[nodes].tolist()}
    refs = capacity_refs(n, nodes) + supply_refs(n, sold.tolist())
    return unique(refs + firm_refs(snapshot, sorted(firms)))


QUESTION = Question(
    name="resilience",
    asks="任意一家断供后，这条链平均还能保住多少产出？最坏呢？",
    asks_en="After any single failure, how much output does the chain keep on average, and at worst?",
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(run),
    brief=("name", "loss_days", "kept"),
)

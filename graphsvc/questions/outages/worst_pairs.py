"""worst-pairs: which two (or three) things that fail at once cost most, how much more than each alone, and which to
protect so that least is left to lose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from graphsvc.analysis.outages.entities import Entities
from graphsvc.analysis.outages.outage import Outages, Reading, outages, readings, stock_days
from graphsvc.analysis.outages.protection import LISTED, best_protection
from graphsvc.analysis.outages.recovery import Interval
from graphsvc.analysis.outages.together import together
from graphsvc.analysis.outages.worst_pairs import Case, Worst, worst_sets
from graphsvc.domain.arrays import Floats, Longs
from graphsvc.domain.columns import Column, columns
from graphsvc.domain.entity_types import ENTITY_TYPES
from graphsvc.domain.labels import Label
from graphsvc.domain.results import Finding, Result
from graphsvc.domain.rounding import known, plain
from graphsvc.domain.sentences import Said
from graphsvc.domain.values import Values
from graphsvc.judgements.outages.choke import FIELDS
from graphsvc.judgements.outages.failure_trace import failure_trace
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import Asked, parameter
from graphsvc.questions.question import PerChain, Question, horizon


@dataclass(frozen=True, kw_only=True)
class Parameters(Asked):
    """What ``worst-pairs`` is asked with."""

    entity: str = parameter("enum", "group", allowed=ENTITY_TYPES)
    k: int = parameter("integer", 2, minimum=2, maximum=3, label=Label("同时断几个", "so many fail at once", None))
    top: int = parameter(
        "integer", 20, "rows", minimum=1, maximum=200, label=Label("最多几对", "at most so many pairs", None)
    )
    protect: int = parameter(
        "integer", 0, minimum=0, maximum=5, label=Label("可保几个", "so many can be protected", None)
    )
    horizon_days: float = horizon()


COLUMNS = columns(
    "worst-pairs",
    "chain_code", "entity_type", Column("entity_ids", "list", Label("同时停的对象", "those that fail at once", None)),
    Column("names", "list", Label("名称", "names", None)), "loss_days", "loss_days_lower", "loss_days_upper",
    Column("superadditive_days", "number", Label("超出各自单独停供之和", "beyond the sum of each alone", "d")),
    Column("superadditive_days_lower", "number", Label("超出部分下界", "beyond the sum, lower bound", "d")),
    Column("superadditive_days_upper", "number", Label("超出部分上界", "beyond the sum, upper bound", "d")),
    Column("joint_days", "number", Label("同一天数内超出之和", "beyond the sum over the same days", "d")),
    Column("joint_days_lower", "number", Label("同天数超出下界", "beyond over the same days, lower bound", "d")),
    Column("joint_days_upper", "number", Label("同天数超出上界", "beyond over the same days, upper bound", "d")),
    Column(
        "losses_alone",
        "objects",
        Label("单独停供", "each alone", None),
        members={"entity_id": "text", "entity_name": "text", "loss_days": "number"},
    ),
    "tts_days", "tts_days_lower", "tts_days_upper", "tts_days_note", "ttr_days", "ttr_days_lower", "ttr_days_upper",
    "ttr_assumed", "impact", "impact_lower", "impact_upper",
)  # fmt: skip


def run(facts: Facts, asked: Parameters) -> Result:
    """The pairs that lose most within the horizon, most days first; pairs that lose nothing have no row.

    Both fail on day 0 and are back with the slower of them, as one thing that fails would be: loss counts until then.
    ``superadditive_days`` takes from that what ``choke-points`` says of each alone, ``joint_days`` what each would lose
    alone in the same days. With ``k`` 3 the same of three; ``protect`` tells which so many to protect.
    """
    kind, horizon = asked.entity, asked.horizon_days
    completeness = facts.data.completeness(FIELDS)
    grade = facts.data.grade(completeness)
    entities, _ = facts.outages.entities(kind)
    finals = facts.members.finals
    if not len(finals.node):
        empty = {"n_entities": len(entities), "n_pairs": 0, "n_bounded": 0, "n_stepped": 0, "pruned": None}
        return Result([], empty, facts.members.final_notices, completeness, grade)
    alone = facts.outages.figures(kind, horizon)
    ground = facts.ground
    case = Case(ground.model, entities, finals, ground.natures, stock_days(facts.network), horizon)
    found = worst_sets(case, alone.loss.value, asked.top, asked.k)
    both = together(entities, found.pairs, facts.network.n_nodes)
    fallen = ground.model.falls(both)
    figures = outages(ground.model, both, fallen, finals, ground.natures, facts.members.upstream, horizon)
    apart = _apart(facts, case, both, found.pairs, figures)
    findings = [
        _finding(facts, entities, both, alone, figures, i, pair, apart) for i, pair in enumerate(found.pairs.tolist())
    ]
    summary: dict[str, object] = {
        "entity": kind,
        "k": asked.k,
        "horizon_days": horizon,
        "n_entities": len(entities),
        "n_pairs": found.n_pairs,
        "n_bounded": found.n_bounded,
        "n_stepped": found.n_stepped,
        "pruned": known(1.0 - found.n_stepped / found.n_pairs) if found.n_pairs else None,
    }
    if asked.protect:
        summary |= _protected(facts, case, alone.loss.value, asked, found)
    cut = Said("sets_cut", {"days": plain(found.open_days)}) if found.is_cut else None
    return Result(findings, summary, facts.members.final_notices, completeness, grade, cut)


def _protected(facts: Facts, case: Case, alone: Floats, asked: Parameters, found: Worst) -> Values:
    """Whom to protect, and what the worst that is left loses."""
    listed = worst_sets(case, alone, LISTED, asked.k) if asked.top < LISTED else found
    best = best_protection(case, alone, asked.k, listed, asked.protect)
    ids = [case.entities.ids[e] for e in best.chosen]
    protect = [{"entity_id": each, "entity_name": facts.names.entity(asked.entity, each)} for each in ids]
    return {"protect": protect, "protected_loss_days": known(best.loss_days), "protect_proven": best.is_proven}


def _apart(facts: Facts, case: Case, both: Entities, pairs: Longs, figures: Outages) -> Interval:
    """(P,) what those of each set lose one at a time in the days in which the pair's loss counts, with its ends."""
    members = case.entities.take(pairs.ravel())
    inside = facts.members.upstream
    read = readings(case.model, both, case.finals, figures.recovery, figures.assumed, inside, case.horizon_days)

    def lost(reading: Reading | None) -> Floats:
        told = reading or read.value
        days, never = np.repeat(told.counted, pairs.shape[1]), np.zeros(pairs.size)
        found = case.model.outlast(members, case.finals, told.stock, days, never, told.worst, told.side)
        total: Floats = found.loss_days.reshape(pairs.shape).sum(axis=1)
        return total

    value = lost(read.value)
    return Interval(value, np.minimum(value, lost(read.best)), np.maximum(value, lost(read.worst)))


def _finding(
    facts: Facts,
    entities: Entities,
    both: Entities,
    alone: Outages,
    figures: Outages,
    i: int,
    pair: Sequence[int],
    apart: Interval,
) -> Finding:
    """The row of pair ``i`` of ``both``, whose members stand at ``pair`` among ``entities``."""
    kind, loss = entities.kind, figures.loss
    ids = [entities.ids[e] for e in pair]
    names = [facts.names.entity(kind, each) for each in ids]
    parts = list(pair)
    own = alone.loss
    values: dict[str, object] = {
        "chain_code": facts.chain.code,
        "entity_type": kind,
        "entity_ids": ids,
        "names": names,
        "superadditive_days": known(loss.value[i] - own.value[parts].sum()),
        "superadditive_days_lower": known(loss.lower[i] - own.upper[parts].sum()),
        "superadditive_days_upper": known(loss.upper[i] - own.lower[parts].sum()),
        "joint_days": known(loss.value[i] - apart.value[i]),
        "joint_days_lower": known(loss.lower[i] - apart.upper[i]),
        "joint_days_upper": known(loss.upper[i] - apart.lower[i]),
        "losses_alone": [
            {"entity_id": each, "entity_name": name, "loss_days": known(own.value[e])}
            for each, name, e in zip(ids, names, pair, strict=True)
        ],
        "tts_days_note": "beyond_horizon" if np.isnan(figures.survive.value[i]) else None,
        "ttr_assumed": bool(figures.assumed[i]),
    }
    bounded = {"loss_days": loss, "tts_days": figures.survive, "ttr_days": figures.recovery, "impact": figures.impact}
    for name, interval in bounded.items():
        values[name] = known(interval.value[i])
        values[f"{name}_lower"] = known(interval.lower[i])
        values[f"{name}_upper"] = known(interval.upper[i])
    trace = partial(failure_trace, facts.snapshot, both.nodes_of(i), both.sources_of(i))
    return COLUMNS.finding(values, (facts.chain.code, kind, *ids), trace)


QUESTION = Question(
    name="worst-pairs",
    asks="同时断两家，最坏是哪两家？比分别断多损失多少？",
    asks_en="Which two failures at once are the worst, and how much more do they cost than each alone?",
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(run),
    brief=("names", "loss_days", "superadditive_days", "joint_days", "tts_days", "ttr_days"),
)

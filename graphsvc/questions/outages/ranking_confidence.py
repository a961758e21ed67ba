"""ranking-confidence: how sure the order of the choke points is, when everything nobody told is drawn anew."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from graphsvc.analysis.outages.outage import Outages
from graphsvc.analysis.outages.worlds import among_top, may_be_among, share_ends
from graphsvc.domain.arrays import Bools, Floats, Longs
from graphsvc.domain.columns import columns
from graphsvc.domain.entity_types import ENTITY_TYPES
from graphsvc.domain.labels import Label
from graphsvc.domain.results import Finding, Result
from graphsvc.domain.rounding import known
from graphsvc.domain.sentences import Said
from graphsvc.judgements.outages.blanks_drawn import QUANTILES, used_purchases, worlds_of
from graphsvc.judgements.outages.choke import FIELDS
from graphsvc.judgements.outages.failure_trace import failure_trace
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import Asked, parameter, seed, worlds
from graphsvc.questions.question import PerChain, Question, horizon

MOST_RUNS = 200_000
"""Outages played at most, over all worlds."""


@dataclass(frozen=True, kw_only=True)
class Parameters(Asked):
    """What ``ranking-confidence`` is asked with."""

    entity: str = parameter("enum", "group", allowed=ENTITY_TYPES)
    top: int = parameter("integer", 10, minimum=1, maximum=100, label=Label("前几名", "the top so many", None))
    worlds: int = worlds(200, 1)
    seed: int = seed()
    horizon_days: float = horizon()


COLUMNS = columns(
    "ranking-confidence",
    "chain_code", "entity_type", "entity_id", "name", "rank", "in_top_share", "in_top_share_lower",
    "in_top_share_upper", "first_share", "loss_days", "loss_days_p05", "loss_days_p50", "loss_days_p95",
    "loss_days_lower", "loss_days_upper",
)  # fmt: skip


@dataclass(frozen=True)
class _Drawn:
    """Of those that may be among the top (C,), at ``candidates`` among the entities: ``losses`` (W, C) [full-output
    days], whether each is among the top and the first, and how many blanks of each field were drawn."""

    candidates: Longs
    losses: Floats
    in_top: Bools
    first: Bools
    blanks: dict[str, int]


def run(facts: Facts, asked: Parameters) -> Result:
    """Those that may be among the top, whatever the blanks hide; those most often among them first.

    Every world is played day by day, with one value for everything nobody told; whoever cannot be among the top in any
    of them by the ends of its loss is left out. Where nothing is blank there is one world.
    """
    completeness = facts.data.completeness(FIELDS)
    grade = facts.data.grade(completeness)
    notices = facts.members.final_notices
    entities, _ = facts.outages.entities(asked.entity)
    summary: dict[str, object] = {
        "entity": asked.entity,
        "top": asked.top,
        "seed": asked.seed,
        "horizon_days": asked.horizon_days,
        "n_entities": len(entities),
    }
    if not len(facts.members.finals.node):
        empty = {"n_candidates": 0, "n_worlds": 0, "n_always": 0, "n_stocks": 0, "n_shares": 0, "n_recoveries": 0}
        return Result([], summary | empty, notices, completeness, grade)
    figures = facts.outages.figures(asked.entity, asked.horizon_days)
    drawn = _drawn(facts, asked, figures)
    n_worlds, n = drawn.losses.shape
    counts = drawn.in_top.sum(axis=0)
    exact = counts / n_worlds, counts / n_worlds
    ends = share_ends(counts, n_worlds) if any(drawn.blanks.values()) else exact
    rank = _ranks(figures)
    order = np.lexsort((rank[drawn.candidates], -counts))
    findings = [_finding(facts, asked.entity, figures, drawn, rank, i, ends) for i in order.tolist()]
    summary |= {"n_candidates": n, "n_worlds": n_worlds, "n_always": int((counts == n_worlds).sum()), **drawn.blanks}
    cut = any(drawn.blanks.values()) and n_worlds < asked.worlds
    told = Said("worlds_cut", {"n": n, "worlds": n_worlds, "asked": asked.worlds}) if cut else None
    return Result(findings, summary, notices, completeness, grade, told)


def _drawn(facts: Facts, asked: Parameters, figures: Outages) -> _Drawn:
    candidates = may_be_among(figures.loss.lower, figures.loss.upper, asked.top)
    worlds = worlds_of(facts, asked.entity, candidates, asked.horizon_days, asked.seed)
    blanks = {
        "n_stocks": int((np.isnan(facts.network.purchase_stock) & used_purchases(facts)).sum()),
        "n_shares": int((worlds.shares.source >= 0).sum()),
        "n_recoveries": int(figures.assumed[candidates].sum()),
    }
    wanted = min(asked.worlds, max(1, MOST_RUNS // max(1, len(candidates))))
    losses = worlds.play(wanted if any(blanks.values()) else 1)
    in_top, first = among_top(losses, figures.impact.value[candidates], asked.top)
    return _Drawn(candidates, losses, in_top, first, blanks)


def _ranks(figures: Outages) -> Longs:
    """(E,) place of each by ``choke-points``, the worst one 1."""
    n = len(figures.loss.value)
    order = np.lexsort((np.arange(n), -figures.impact.value, -np.round(figures.loss.value, 9)))
    rank = np.empty(n, np.int64)
    rank[order] = np.arange(1, n + 1)
    return rank


def _finding(
    facts: Facts,
    kind: str,
    figures: Outages,
    drawn: _Drawn,
    rank: Longs,
    i: int,
    ends: tuple[Floats, Floats],
) -> Finding:
    """The row of candidate ``i``; ``ends`` (C,) of the share of worlds in which each is among the top."""
    entities, _ = facts.outages.entities(kind)
    e, loss = int(drawn.candidates[i]), figures.loss
    low, middle, high = np.quantile(drawn.losses[:, i], list(QUANTILES.values())).tolist()
    values = {
        "chain_code": facts.chain.code,
        "entity_type": kind,
        "entity_id": entities.ids[e],
        "name": facts.names.entity(kind, entities.ids[e]),
        "rank": int(rank[e]),
        "in_top_share": known(drawn.in_top[:, i].mean()),
        "in_top_share_lower": known(ends[0][i]),
        "in_top_share_upper": known(ends[1][i]),
        "first_share": known(drawn.first[:, i].mean()),
        "loss_days": known(loss.value[e]),
        "loss_days_p05": known(low),
        "loss_days_p50": known(middle),
        "loss_days_p95": known(high),
        "loss_days_lower": known(loss.lower[e]),
        "loss_days_upper": known(loss.upper[e]),
    }
    trace = partial(failure_trace, facts.snapshot, entities.nodes_of(e), entities.sources_of(e))
    return COLUMNS.finding(values, (facts.chain.code, kind, entities.ids[e]), trace)


QUESTION = Question(
    name="ranking-confidence",
    asks="卡点排名有多可靠？没填的库存、占比、恢复时间换着猜，还有几成情形排在前十？",
    asks_en="How sure is the ranking: in what share of worlds that the blanks leave open is each among the top ten?",
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(run),
    brief=("name", "rank", "in_top_share", "loss_days", "loss_days_p05", "loss_days_p95"),
)

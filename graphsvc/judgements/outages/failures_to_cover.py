"""The failures a plan of backups is made for, each with what falls short on its way to final output."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from graphsvc.analysis.outages.backup import Need
from graphsvc.analysis.outages.entities import Entities
from graphsvc.analysis.outages.scenario import FOREVER
from graphsvc.domain.arrays import Floats
from graphsvc.judgements.outages.failure_set import failure_set
from graphsvc.judgements.outages.playing import together
from graphsvc.judgements.outages.scenarios import read_shocks, refuse, refuse_unknown
from graphsvc.judgements.workspace import Facts

NOTICED = 1e-6
"""Losses of fewer days, and parts of a level below this, are noise of the arithmetic."""


@dataclass(frozen=True, eq=False)
class Failure:
    """One entity that fails: ``loss`` [full-output days] and ``impact`` (0-1) of all of it, needs of what it makes
    (``roots``) and of what is short further down; a need is that of the part of the product that hangs on the entity.
    """

    entity: Entities
    loss: float
    impact: float
    roots: tuple[Need, ...]
    further: tuple[Need, ...]


def single_failures(facts: Facts, kinds: Sequence[str], horizon_days: float) -> tuple[list[Failure], list[Entities]]:
    """Every single failure of these kinds that loses final output, and the entities whose need nobody can tell."""
    found: list[Failure] = []
    untold: list[Entities] = []
    if not len(facts.members.finals.node):
        return found, untold
    for kind in kinds:
        entities, _ = facts.outages.entities(kind)
        figures = facts.outages.figures(kind, horizon_days)
        chosen = [e for e in failure_set(facts, kind) if figures.loss.value[e] > NOTICED]
        for e, needs in zip(chosen, facts.outages.needs_of_each(entities.take(chosen), horizon_days), strict=True):
            entity = entities.take([e])
            one = _failure(facts, entity, float(figures.loss.value[e]), float(figures.impact.value[e]), needs)
            if one is None:
                untold.append(entity)
            else:
                found.append(one)
    return found, untold


def one_failure(facts: Facts, entity: Entities, needs: Sequence[Need], horizon_days: float) -> Failure | None:
    """The failure of one entity; None where it loses nothing or its need cannot be told."""
    if not any(n.need > NOTICED * n.daily for n in needs):
        return None
    figures = facts.outages.figures_of(entity, horizon_days)
    return _failure(facts, entity, float(figures.loss.value[0]), float(figures.impact.value[0]), needs)


def listed_failures(facts: Facts, scenario: object, horizon_days: float) -> tuple[list[Failure], list[Entities]]:
    """Scenarios that are listed beside the single failures: ``{"scenarios": [{"name", "shocks"}, …]}``, or one object
    with ``shocks``. All of a scenario fails from day 0 until the slowest of it is back, so days are not told.

    Raises
    ------
    ParameterError
        It is no scenario, or a shock tells a start or a duration.
    """
    several = scenario.get("scenarios") if isinstance(scenario, Mapping) else None
    found: list[Failure] = []
    untold: list[Entities] = []
    for i, one in enumerate(several if isinstance(several, list) else [scenario], start=1):
        if isinstance(one, Mapping):
            refuse_unknown(one, ("name", "shocks"))
        shocks = read_shocks(facts.snapshot, one)
        if any(shock.start_day != 0 or shock.duration != FOREVER or shock.course for shock in shocks):
            raise refuse(
                "这里的情景不带 start_day 和 duration，severity 只是一个数",
                "scenarios here have no start_day and no duration, and severity is one number",
            )
        name = str(one.get("name") or i) if isinstance(one, Mapping) else str(i)
        entity = replace(together(shocks), ids=(name,))
        needs = facts.outages.needs(entity, horizon_days) if len(facts.members.finals.node) else []
        failure = one_failure(facts, entity, needs, horizon_days)
        if failure is not None:
            found.append(failure)
        elif any(np.isnan(need.need) for need in needs):
            untold.append(entity)
    return found, untold


def _failure(facts: Facts, entity: Entities, loss: float, impact: float, needs: Sequence[Need]) -> Failure | None:
    roots = tuple(n for n in needs if not n.need <= NOTICED * n.daily)
    if not roots or any(np.isnan(n.need) for n in roots) or not loss > NOTICED:
        return None
    return Failure(entity, loss, impact, roots, _further(facts, entity, roots))


def _further(facts: Facts, entity: Entities, roots: Sequence[Need]) -> tuple[Need, ...]:
    """What is short of other products once stocks are gone, for as many days as what failed is missing."""
    days = max(root.need / root.daily for root in roots)
    longest = max(roots, key=lambda root: root.need / root.daily)
    daily = _short_daily(facts, entity)
    own = {root.product for root in roots}
    found = []
    for p in np.flatnonzero(daily > 0).tolist():
        if p not in own:
            need = float(days * daily[p])
            found.append(
                replace(longest, product=p, daily=float(daily[p]), gross=need, need=need, lower=need, upper=need)
            )
    return tuple(found)


def _short_daily(facts: Facts, entity: Entities) -> Floats:
    """(P,) what is missing of each product a day once stocks are gone [unit/d]; 0 where output is unknown."""
    n = facts.network
    level = facts.ground.model.levels(entity)
    hurts = facts.members.upstream & (level < 1.0 - NOTICED)
    lost = np.where(hurts, np.nan_to_num(n.node_base) * (1.0 - level), 0.0)
    lost[entity.node] = 0.0
    return np.bincount(n.node_product, lost, minlength=len(n.product_codes)) / 365.0

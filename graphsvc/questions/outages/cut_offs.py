"""The shorthands of stress-test: one thing is cut off from day 0, for some days or until it has recovered."""

from __future__ import annotations

from dataclasses import dataclass, make_dataclass, replace

import numpy as np

from graphsvc.analysis.outages.entities import Entities
from graphsvc.analysis.outages.recovery import drawn_recovery, recovery_days, switching_days
from graphsvc.analysis.outages.scenario import Shock
from graphsvc.analysis.outages.worlds import World
from graphsvc.domain.arrays import Floats
from graphsvc.domain.columns import Columns, columns
from graphsvc.domain.results import Result
from graphsvc.domain.rounding import known
from graphsvc.judgements.objects import find_entity, find_product
from graphsvc.judgements.outages.playing import BRIEF, PLAYED, play
from graphsvc.judgements.outages.scenario_ends import Unsure
from graphsvc.judgements.outages.scenarios import Scenario
from graphsvc.judgements.workspace import Facts, Workspace
from graphsvc.questions.parameters import Asked, parameter, seed, worlds
from graphsvc.questions.question import Joined, Question, horizon

ALL_PRODUCTS = "all"


@dataclass(frozen=True, kw_only=True)
class CutOff(Asked):
    """How long a thing is away; what it is, each question asks in a field of its own."""

    days: float | None = parameter("number", None, "d", minimum=0.0, maximum=3650.0)
    worlds: int = worlds(0)
    seed: int = seed()
    horizon_days: float = horizon()


def cut_off(space: Workspace, entity: Entities, asked: CutOff, of: Columns) -> Result:
    """One entity away from day 0 for ``days``, by default until it has recovered by itself or been replaced."""
    days, is_own = asked.days, asked.days is None
    unsure = None
    if days is None:
        facts = space.facts(space.scope(asked.chain or next(iter(space.snapshot.chains))))
        days, unsure = _own_recovery(facts, entity)
    scenario = Scenario([Shock(entity, 0.0, days, 1.0)], asked.horizon_days)
    result = play(space, scenario, "L2", asked, of, asked.worlds, asked.seed, unsure)
    about = {
        "entity_type": entity.kind,
        "entity_id": entity.ids[0],
        "outage_days": known(days),
        "outage_note": None if not is_own else "recovery_assumed" if unsure else "own_recovery",
    }
    told = {code: {**summary, **about} for code, summary in result.summaries.items()}
    return replace(result, summaries=told or {"": about})


def _own_recovery(facts: Facts, entity: Entities) -> tuple[float, Unsure | None]:
    """Days until an entity is back or replaced; at best, at worst and in a world, where that rests on a default."""
    network, natures, fallen = facts.network, facts.ground.natures, facts.ground.model.falls(entity)
    found = recovery_days(network, entity, fallen, natures)
    switched = switching_days(network, entity, fallen)[0]

    def lasting(days: Floats) -> list[Shock]:
        return [Shock(entity, 0.0, float(days[0]), 1.0)]

    def drawn(world: World) -> list[Shock]:
        days = drawn_recovery(network, entity, natures, world.recovery, world.cut_recovery)
        return lasting(np.fmin(days, switched))

    ends = Unsure(lasting(found.days.lower), lasting(found.days.upper), drawn)
    return float(found.days.value[0]), ends if found.assumed[0] else None


def example(space: Workspace, kind: str) -> str | None:
    """An entity whose loss takes most of the first chain's output in the end; None where it has none of the kind."""
    facts = space.facts(space.scope(next(iter(space.snapshot.chains))))
    entities, _ = facts.outages.entities(kind)
    if not len(entities):
        return None
    return entities.ids[int(np.argmin(facts.ground.model.kept(entities, facts.members.finals)))]


def _question(kind: str, asks: str, asks_en: str, what: str = "", with_product: bool = False) -> Question[CutOff]:
    """The question about things of a kind: parameter ``what`` (the kind itself) names one of them by id or name."""
    name, what = "country-cutoff" if kind == "country" else f"{kind}-outage", what or kind
    product = [("product", str, parameter("text", ALL_PRODUCTS))] if with_product else []
    of = columns(name, *PLAYED)
    asked_with = make_dataclass(
        f"{kind.capitalize()}CutOff",
        [(what, str, parameter("text", required=True)), *product],
        bases=(CutOff,), frozen=True, kw_only=True,
    )  # fmt: skip

    def run(space: Workspace, asked: CutOff) -> Result:
        wanted = getattr(asked, "product", ALL_PRODUCTS) if with_product else ALL_PRODUCTS
        code = None if wanted == ALL_PRODUCTS else find_product(space.snapshot, wanted)
        return cut_off(space, find_entity(space.snapshot, kind, getattr(asked, what), code), asked, of)

    return Question(name, asks, asks_en, asked_with, of, Joined(run), BRIEF)


QUESTIONS = (
    _question(
        "firm", "某企业停产若干天，谁在第几天受影响？", "If a firm stops for some days, who is hit and on which day?"
    ),
    _question(
        "group",
        "某控制主体名下企业同时停产，谁在第几天受影响？",
        "If all firms under one controller stop, who is hit and on which day?",
    ),
    _question(
        "site", "某个生产基地停产，谁在第几天受影响？", "If one production site stops, who is hit and on which day?"
    ),
    _question(
        "park", "某园区停产若干天会怎样？", "If a whole industrial park stops for some days, who is hit and when?"
    ),
    _question(
        "region",
        "某市封控若干天会怎样？",
        "If a region is shut for some days, who is hit and when?",
        what="outage_region",
    ),
    _question(
        "country",
        "某国对某产品断供会怎样？",
        "If a country cuts off a product, or all of them, who is hit and when?",
        with_product=True,
    ),
    _question("corridor", "某条运输通道中断会怎样？", "If a transport corridor is blocked, who is hit and when?"),
    _question(
        "product",
        "某产品所有来源同时断供（如技术封锁）会怎样？",
        "If every source of a product fails at once, a technology ban for one, who is hit and when?",
    ),
)

"""stress-test: a scenario of one or several failures, at the level of fidelity asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from graphsvc.analysis.outages.entities import Entities
from graphsvc.analysis.outages.scenario import Shock
from graphsvc.domain.columns import columns
from graphsvc.domain.results import Result
from graphsvc.domain.rounding import known
from graphsvc.domain.scenario_templates import MODES
from graphsvc.domain.values import Values
from graphsvc.judgements.gaps.helpful_actions import helpful_actions
from graphsvc.judgements.outages.leaving import NOTHING, Leaving, leaving_by
from graphsvc.judgements.outages.playing import BRIEF, PLAYED, chains_played, play
from graphsvc.judgements.outages.scenario_building import expanded
from graphsvc.judgements.outages.scenarios import RULES, Scenario, read_scenario, refuse
from graphsvc.judgements.workspace import Workspace
from graphsvc.questions.parameters import Asked, parameter, worlds
from graphsvc.questions.question import Joined, Question, horizon, later_day

LEVELS = ("L0", "L1", "L1+", "L2")
ECHOED = frozenset({"template", "ration", "priority", "stock_policy", "in_transit", "qualify_days", "seed", "name"})
"""Members of a scenario that have the answer tell the scenario it was played as."""


@dataclass(frozen=True, kw_only=True)
class Parameters(Asked):
    """What ``stress-test`` is asked with."""

    scenario: object = parameter("object", required=True)
    as_of: str | None = parameter("text")
    level: str = parameter("enum", "L2", allowed=LEVELS)
    substitution: str = parameter("enum", "off", allowed=MODES)
    actions: bool = parameter("bool", False)
    worlds: int = worlds(0)
    horizon_days: float = horizon()


COLUMNS = columns("stress-test", *PLAYED)


def _stress(space: Workspace, asked: Parameters) -> Result:
    if not isinstance(asked.scenario, Mapping):
        raise refuse("应是 JSON 对象", "it must be a JSON object")
    plain = expanded(space, asked.scenario, chains_played(space, asked), asked.horizon_days)
    day = later_day(asked.as_of, space.snapshot.as_of)
    scenario = read_scenario(space.snapshot, plain, asked.horizon_days, asked.substitution, day is not None)
    _hold_to_level(scenario, plain, asked)
    if day is None:
        found = play(space, scenario, asked.level, asked, COLUMNS, asked.worlds, scenario.seed or 0)
    else:
        leaving = leaving_by(space, day)
        found = _with_leaving(space, scenario, leaving, asked, day)
        scenario = _with(scenario, leaving.shocks)
    more = helpful_actions(space, scenario, asked) if asked.actions else {}
    echo = {"scenario": _echo(plain, scenario)} if ECHOED & asked.scenario.keys() else {}
    told = {code: {**summary, **more.get(code, {}), **echo} for code, summary in found.summaries.items()}
    return replace(found, summaries=told)


def _hold_to_level(scenario: Scenario, plain: Mapping[str, object], asked: Parameters) -> None:
    """Refuse what only the time-stepped level can play."""
    if asked.level == "L2":
        return
    if scenario.mode != "off":
        raise refuse(
            "substitution 应为 off；qualified 与 all 只用于 L2", "substitution is off; qualified and all go with L2"
        )
    told = [name for name in RULES if name != "substitution" and plain.get(name) is not None]
    told += ["actions"] * asked.actions + ["worlds"] * bool(asked.worlds) + ["severity [[…]]"] * scenario.is_gradual
    if told:
        names = ", ".join(told)
        raise refuse(f"{names} 只用于 L2", f"{names} goes with L2 only")


def _echo(plain: Mapping[str, object], scenario: Scenario) -> dict[str, object]:
    """The scenario as it was played, in the members it may be asked with again."""
    rules: dict[str, object] = {
        "horizon": scenario.horizon_days,
        "substitution": scenario.mode,
        "qualify_days": scenario.qualify_days,
        "ration": scenario.ration,
        "stock_policy": scenario.stock_policy,
        "in_transit": scenario.in_transit,
    }
    shown = {name: plain[name] for name in ("name", "priority", "seed") if plain.get(name) is not None}
    return {**rules, **shown, "shocks": plain.get("shocks")}


def _with(scenario: Scenario, more: list[Shock]) -> Scenario:
    """The scenario with more that fails; with nothing at all where neither has a shock."""
    return replace(scenario, shocks=[*scenario.shocks, *more] or [Shock(NOTHING, 0.0, 0.0, 0.0)])


def _with_leaving(space: Workspace, scenario: Scenario, leaving: Leaving, asked: Parameters, day: date) -> Result:
    """The scenario with what has left by a day; ends where that hangs on what is not told."""

    def played(more: list[Shock], n_worlds: int = 0) -> Result:
        return play(space, _with(scenario, more), asked.level, asked, COLUMNS, n_worlds, scenario.seed or 0)

    found = played(leaving.shocks, asked.worlds)
    least, most = (played(leaving.least), played(leaving.most)) if leaving.is_open else (found, found)
    about = {"as_of": day.isoformat(), "leaving": _told(space, leaving.gone), "may_leave": _told(space, leaving.open)}
    told = {
        code: {**summary, **_ends(least.summaries[code], most.summaries[code]), **about}
        for code, summary in found.summaries.items()
    }
    return replace(found, summaries=told)


def _ends(least: Values, most: Values) -> Values:
    """Ends of what is lost and kept."""
    found: dict[str, object] = {}
    for name in ("loss_days", "tts_days", "min_output", "kept_output"):
        if name in least:
            lower, upper = (least, most) if name == "loss_days" else (most, least)
            low, high = f"{name}_lower", f"{name}_upper"
            found |= {low: lower.get(low, lower[name]), high: upper.get(high, upper[name])}
    return found


def _told(space: Workspace, entity: Entities | None) -> list[dict[str, object]]:
    n = space.snapshot.network
    nodes = [] if entity is None else zip(entity.node.tolist(), entity.loss.tolist(), strict=True)
    return [
        {"firm_id": n.firm_ids[n.node_firm[v]], "product_code": n.product_codes[n.node_product[v]], "part": known(part)}
        for v, part in nodes
    ]


QUESTION = Question(
    name="stress-test",
    asks="极端情况下（一个或多个对象同时断供）谁在第几天停、链上产出怎么走？",
    asks_en="In an extreme case (one or several failures at once), who stops on which day and how does output run?",
    asked=Parameters,
    columns=COLUMNS,
    way=Joined(_stress),
    brief=BRIEF,
)

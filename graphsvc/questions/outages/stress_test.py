"""stress-test: a scenario of one or several failures, at the level of fidelity asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graphsvc.domain.columns import columns
from graphsvc.domain.results import Result
from graphsvc.judgements.outages.playing import BRIEF, PLAYED, play
from graphsvc.judgements.outages.scenarios import number, read_shocks, refuse
from graphsvc.judgements.workspace import Workspace
from graphsvc.questions.parameters import Asked, parameter
from graphsvc.questions.question import Joined, Question, horizon

LEVELS = ("L0", "L1", "L1+", "L2")
MODES = ("off", "qualified", "all")


@dataclass(frozen=True, kw_only=True)
class Parameters(Asked):
    """What ``stress-test`` is asked with."""

    scenario: object = parameter("object", required=True)
    level: str = parameter("enum", "L2", allowed=LEVELS)
    substitution: str = parameter("enum", "off", allowed=MODES)
    horizon_days: float = horizon()


COLUMNS = columns("stress-test", *PLAYED)


def _stress(space: Workspace, asked: Parameters) -> Result:
    scenario, days, mode, level = asked.scenario, asked.horizon_days, asked.substitution, asked.level
    if isinstance(scenario, Mapping) and scenario.get("horizon") is not None:
        days = number(scenario, "horizon", days, 1.0, 1095.0)
    if isinstance(scenario, Mapping) and scenario.get("substitution") is not None:
        mode = scenario["substitution"]
    if mode not in MODES or (mode != "off" and level != "L2"):
        raise refuse(
            "substitution 应为 off；qualified 与 all 只用于 L2", "substitution is off; qualified and all go with L2"
        )
    return play(space, read_shocks(space.snapshot, scenario), level, days, asked, COLUMNS, mode)


QUESTION = Question(
    name="stress-test",
    asks="极端情况下（一个或多个对象同时断供）谁在第几天停、链上产出怎么走？",
    asks_en="In an extreme case (one or several failures at once), who stops on which day and how does output run?",
    asked=Parameters,
    columns=COLUMNS,
    way=Joined(_stress),
    brief=BRIEF,
)

"""stress-test: a scenario of one or several failures, at the level of fidelity asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphsvc.domain.results import Parameter, Result
from graphsvc.judgements.outages.playing import BRIEF, COLUMNS, play
from graphsvc.judgements.outages.scenarios import number, read_shocks, refuse
from graphsvc.judgements.scope import Workspace
from graphsvc.questions.question import HORIZON, Question

LEVELS = ("L0", "L1", "L1+", "L2")
MODES = ("off", "qualified", "all")


def _stress(space: Workspace, parameters: Mapping[str, Any]) -> Result:
    scenario = parameters["scenario"]
    horizon = parameters["horizon_days"]
    if isinstance(scenario, Mapping) and scenario.get("horizon") is not None:
        horizon = number(scenario, "horizon", horizon, 1.0, 1095.0)
    mode = parameters["substitution"]
    if isinstance(scenario, Mapping) and scenario.get("substitution") is not None:
        mode = scenario["substitution"]
    level = parameters["level"]
    if mode not in MODES or (mode != "off" and level != "L2"):
        raise refuse(
            "substitution 应为 off；qualified 与 all 只用于 L2", "substitution is off; qualified and all go with L2"
        )
    return play(space, read_shocks(space, scenario, horizon), level, horizon, parameters, mode)


QUESTION = Question(
    name="stress-test",
    asks="极端情况下（一个或多个对象同时断供）谁在第几天停、链上产出怎么走？",
    asks_en="In an extreme case (one or several failures at once), who stops on which day and how does output run?",
    parameters=(
        Parameter("scenario", "object", required=True),
        Parameter("level", "enum", "L2", allowed=LEVELS),
        Parameter("substitution", "enum", "off", allowed=MODES),
        HORIZON,
    ),
    columns=COLUMNS,
    run_all=_stress,
    brief=BRIEF,
)

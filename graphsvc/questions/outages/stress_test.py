"""stress-test: a scenario of one or several failures, at the level of fidelity asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from graphsvc.analysis.outages.entities import Entities
from graphsvc.analysis.outages.failure import Shock
from graphsvc.domain.columns import columns
from graphsvc.domain.results import Result
from graphsvc.domain.rounding import known
from graphsvc.domain.values import Values
from graphsvc.judgements.outages.leaving import NOTHING, Leaving, leaving_by
from graphsvc.judgements.outages.playing import BRIEF, PLAYED, play
from graphsvc.judgements.outages.scenarios import number, read_shocks, refuse
from graphsvc.judgements.workspace import Workspace
from graphsvc.questions.parameters import Asked, parameter
from graphsvc.questions.question import Joined, Question, horizon, later_day

LEVELS = ("L0", "L1", "L1+", "L2")
MODES = ("off", "qualified", "all")


@dataclass(frozen=True, kw_only=True)
class Parameters(Asked):
    """What ``stress-test`` is asked with."""

    scenario: object = parameter("object", required=True)
    as_of: str | None = parameter("text")
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
    day = later_day(asked.as_of, space.snapshot.as_of)
    shocks = read_shocks(space.snapshot, scenario, may_be_empty=day is not None)
    if day is None:
        return play(space, shocks, level, days, asked, COLUMNS, mode)
    return _with_leaving(space, shocks, leaving_by(space, day), (level, days, mode), asked, day)


def _with_leaving(
    space: Workspace, shocks: list[Shock], leaving: Leaving, how: tuple[str, float, str], asked: Parameters, day: date
) -> Result:
    """The scenario with what has left by a day; ends where that hangs on what is not told."""
    level, days, mode = how

    def played(more: list[Shock]) -> Result:
        every = [*shocks, *more] or [Shock(NOTHING, 0.0, 0.0, 0.0)]
        return play(space, every, level, days, asked, COLUMNS, mode)

    found = played(leaving.shocks)
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
            found |= {f"{name}_lower": lower[name], f"{name}_upper": upper[name]}
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

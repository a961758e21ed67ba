"""Scenarios as they are asked: shocks and rules read, or refused with a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from graphsvc.analysis.outages.entities import Entities, all_entities
from graphsvc.analysis.outages.scenario import FOREVER, Shock
from graphsvc.domain.entity_types import ENTITY_TYPES
from graphsvc.domain.errors import ParameterError
from graphsvc.domain.scenario_templates import LONGEST_DAYS, LONGEST_HORIZON, MODES, RATIONS, STOCK_POLICIES
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.values import Values
from graphsvc.judgements.objects import find_entity, find_firm, unknown_object

_SHOCK = ("entity_type", "entity_id", "product", "start_day", "duration", "severity")
RULES = ("substitution", "qualify_days", "ration", "priority", "stock_policy", "in_transit")
"""Members of a scenario that only the time-stepped level knows."""
MEMBERS = ("name", "shocks", "horizon", *RULES, "seed")


@dataclass(frozen=True)
class Scenario:
    """A scenario as asked.

    ``mode`` who may step in; ``qualify_days`` [d] that makers nobody has qualified yet need beside the switch;
    ``ration`` and ``priority``, the firms (positions) named to be served first, None for the white list;
    ``stock_policy`` which stocks there are; ``in_transit`` whether goods on their way arrive; ``seed`` of what is drawn
    (nothing is).
    """

    shocks: Sequence[Shock]
    horizon_days: float
    mode: str = "off"
    qualify_days: float = 0.0
    ration: str = "pro_rata"
    priority: tuple[int, ...] | None = None
    stock_policy: str = "listed"
    in_transit: bool = False
    seed: int | None = None

    @property
    def is_gradual(self) -> bool:
        """Whether the severity of any shock changes while it lasts."""
        return any(shock.course for shock in self.shocks)


def refuse(zh: str, en: str) -> ParameterError:
    """``bad_scenario`` with what was wrong."""
    return ParameterError("bad_scenario", why_zh=zh, why_en=en)


def number(shock: Values, name: str, default: float, low: float, high: float) -> float:
    """A number of a scenario within its range, the default where it is left out."""
    value = shock.get(name, default)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        raise refuse(f"{name} 应为 {low:g} 到 {high:g} 的数", f"{name} must be a number from {low:g} to {high:g}")
    return float(value)


def choice(scenario: Values, name: str, allowed: Sequence[str], default: str) -> str:
    """One of the words a member of a scenario may be, the default where it is left out."""
    value = scenario.get(name)
    if value is None:
        return default
    if value not in allowed:
        words = ", ".join(allowed)
        raise refuse(f"{name} 应为 {words} 之一", f"{name} must be one of {words}")
    return str(value)


def refuse_unknown(given: Mapping[str, object], known: Sequence[str]) -> None:
    """Refuse members that no scenario has, with the one that is most like the first of them."""
    unknown = sorted(str(name) for name in given if name not in known)
    if unknown:
        near = get_close_matches(unknown[0], known, n=1)
        zh, en = (f"（是不是 {near[0]}？）", f" (is {near[0]} meant?)") if near else ("", "")
        raise refuse(f"不认识的字段 {'、'.join(unknown)}{zh}", f"unknown member {', '.join(unknown)}{en}")


def read_scenario(
    snapshot: GraphSnapshot, scenario: Mapping[str, object], horizon_days: float, mode: str, may_be_empty: bool = False
) -> Scenario:
    """A scenario object; what it does not tell is as asked beside it. Refused with a sentence where it is none."""
    refuse_unknown(scenario, MEMBERS)
    ration = choice(scenario, "ration", RATIONS, "pro_rata")
    named = _priority(snapshot, scenario.get("priority"))
    if named is not None and ration != "priority":
        raise refuse("priority 只在 ration 为 priority 时有用", "priority goes with ration = priority")
    seed, transit = scenario.get("seed"), scenario.get("in_transit")
    if seed is not None and (isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**63):
        raise refuse("seed 应为非负整数", "seed must be a whole number that is not negative")
    if transit is not None and not isinstance(transit, bool):
        raise refuse("in_transit 应为 true 或 false", "in_transit must be true or false")
    if (title := scenario.get("name")) is not None and not isinstance(title, str):
        raise refuse("name 应为文字", "name must be text")
    return Scenario(
        read_shocks(snapshot, scenario, may_be_empty),
        number(scenario, "horizon", horizon_days, 1.0, LONGEST_HORIZON),
        choice(scenario, "substitution", MODES, mode),
        number(scenario, "qualify_days", 0.0, 0.0, LONGEST_DAYS),
        ration,
        named,
        choice(scenario, "stock_policy", STOCK_POLICIES, "listed"),
        bool(transit),
        seed,
    )


def _priority(snapshot: GraphSnapshot, told: object) -> tuple[int, ...] | None:
    """Firms (positions) that a scenario names to be served first; None where it names none."""
    if told is None:
        return None
    if isinstance(told, str) or not isinstance(told, Sequence) or not all(isinstance(one, str) for one in told):
        raise refuse("priority 应为企业的列表（信用代码或名称）", "priority must be a list of firms (codes or names)")
    if not told:
        raise refuse("priority 是空的", "priority is empty")
    return tuple(sorted({find_firm(snapshot, str(one)) for one in told}))


def read_shocks(snapshot: GraphSnapshot, scenario: object, may_be_empty: bool = False) -> list[Shock]:
    """Shocks of a scenario object; refused with a sentence where it is not one, or has none unless it may."""
    shocks = scenario.get("shocks") if isinstance(scenario, Mapping) else None
    if not isinstance(shocks, Sequence) or isinstance(shocks, str):
        raise refuse("缺少 shocks 列表", "it has no list of shocks")
    if not shocks and not may_be_empty:
        raise refuse("shocks 是空的", "shocks is empty")
    known: dict[str, tuple[Entities, dict[str, int]]] = {}
    return [_shock(snapshot, shock, known) for shock in shocks]


def _shock(snapshot: GraphSnapshot, shock: object, known: dict[str, tuple[Entities, dict[str, int]]]) -> Shock:
    """One shock; ``known``: entities of a kind with their positions by id, where they were all looked up."""
    if not isinstance(shock, Mapping):
        raise refuse("shocks 的每一项应是对象", "every shock must be an object")
    refuse_unknown(shock, _SHOCK)
    kind, entity = shock.get("entity_type"), shock.get("entity_id")
    if kind not in ENTITY_TYPES or not isinstance(entity, str):
        names = ", ".join(ENTITY_TYPES)
        raise refuse(
            f"entity_type 应为 {names}，并给出 entity_id", f"entity_type must be one of {names}, with entity_id"
        )
    product = shock.get("product")
    if product is not None and product not in snapshot.products:
        raise unknown_object("product", str(product), ())
    start = number(shock, "start_day", 0.0, 0.0, LONGEST_DAYS)
    duration = number(shock, "duration", FOREVER, 0.0, FOREVER)
    severity, course = _severity(shock)
    return Shock(_entity(snapshot, str(kind), entity, product, known), start, duration, severity, course)


def _entity(
    snapshot: GraphSnapshot, kind: str, text: str, product: str | None,
    known: dict[str, tuple[Entities, dict[str, int]]],
) -> Entities:  # fmt: skip
    """What fails; firms are looked up all at once, as there may be thousands of them."""
    if kind != "firm" or product is not None:
        return find_entity(snapshot, kind, text, product)
    if kind not in known:
        everywhere = np.ones(snapshot.network.n_nodes, np.bool_)
        every = all_entities(snapshot.network, kind, everywhere)
        known[kind] = every, {name: i for i, name in enumerate(every.ids)}
    firms, position = known[kind]
    return firms.take([position[text]]) if text in position else find_entity(snapshot, kind, text)


def _severity(shock: Values) -> tuple[float, tuple[tuple[float, float], ...]]:
    """Severity of a shock, and its points where it changes: days since the start go up, severities are 0-1."""
    told = shock.get("severity")
    if not isinstance(told, Sequence) or isinstance(told, str):
        return number(shock, "severity", 1.0, 0.0, 1.0), ()
    points: list[tuple[float, float]] = []
    for point in told:
        if not isinstance(point, Sequence) or isinstance(point, str) or len(point) != 2:
            raise refuse("severity 的每一点应是 [天, 程度]", "every point of severity must be [day, severity]")
        day = number({"day": point[0]}, "day", -1.0, 0.0, LONGEST_DAYS)
        height = number({"severity": point[1]}, "severity", -1.0, 0.0, 1.0)
        if day < 0 or height < 0 or (points and day <= points[-1][0]):
            raise refuse(
                "severity 的各点 [天, 程度] 应按天递增，都要填",
                "points [day, severity] of severity must have days that go up, all of them told",
            )
        points.append((day, height))
    if not points:
        raise refuse("severity 是空的", "severity is empty")
    return max(height for _, height in points), tuple(points)

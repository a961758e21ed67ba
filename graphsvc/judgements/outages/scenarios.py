"""Scenarios as they are asked: shocks read, or refused with a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graphsvc.analysis.outages.failure import Shock
from graphsvc.domain.entity_types import ENTITY_TYPES
from graphsvc.domain.errors import ParameterError
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.values import Values
from graphsvc.judgements.objects import find_entity, unknown_object

FOREVER = 1e9
_KEYS = {"entity_type", "entity_id", "product", "start_day", "duration", "severity"}


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


def read_shocks(snapshot: GraphSnapshot, scenario: object, may_be_empty: bool = False) -> list[Shock]:
    """Shocks of a scenario object; refused with a sentence where it is not one, or has none unless it may."""
    if not isinstance(scenario, Mapping) or not isinstance(scenario.get("shocks"), Sequence):
        raise refuse("缺少 shocks 列表", "it has no list of shocks")
    if not scenario["shocks"] and not may_be_empty:
        raise refuse("shocks 是空的", "shocks is empty")
    shocks = []
    for shock in scenario["shocks"]:
        if not isinstance(shock, Mapping):
            raise refuse("shocks 的每一项应是对象", "every shock must be an object")
        unknown = sorted(set(shock) - _KEYS)
        if unknown:
            raise refuse(f"不认识的字段 {'、'.join(unknown)}", f"unknown member {', '.join(unknown)}")
        kind, entity = shock.get("entity_type"), shock.get("entity_id")
        if kind not in ENTITY_TYPES or not isinstance(entity, str):
            names = ", ".join(ENTITY_TYPES)
            raise refuse(
                f"entity_type 应为 {names}，并给出 entity_id", f"entity_type must be one of {names}, with entity_id"
            )
        product = shock.get("product")
        if product is not None and product not in snapshot.products:
            raise unknown_object("product", str(product), ())
        start = number(shock, "start_day", 0.0, 0.0, 3650.0)
        duration = number(shock, "duration", FOREVER, 0.0, FOREVER)
        severity = number(shock, "severity", 1.0, 0.0, 1.0)
        shocks.append(Shock(find_entity(snapshot, kind, entity, product), start, duration, severity))
    return shocks

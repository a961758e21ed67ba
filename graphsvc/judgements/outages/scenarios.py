"""Scenarios as they are asked: objects found by id or name, shocks read and refused with a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graphsvc.analysis.outages.entities import Entities, one_entity
from graphsvc.analysis.outages.failure import Shock
from graphsvc.domain.entity_types import ENTITY_TYPES
from graphsvc.domain.errors import NotFound, ParameterError
from graphsvc.domain.nearest import nearest
from graphsvc.domain.reference import country_name, region_name
from graphsvc.judgements.scope import Workspace

FOREVER = 1e9
_KEYS = {"entity_type", "entity_id", "product", "start_day", "duration", "severity"}


def refuse(zh: str, en: str) -> ParameterError:
    """``bad_scenario`` with what was wrong."""
    return ParameterError("bad_scenario", why_zh=zh, why_en=en)


def number(shock: Mapping[str, Any], name: str, default: float, low: float, high: float) -> float:
    """A number of a scenario within its range, the default where it is left out."""
    value = shock.get(name, default)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        raise refuse(f"{name} 应为 {low:g} 到 {high:g} 的数", f"{name} must be a number from {low:g} to {high:g}")
    return float(value)


def resolve_entity(space: Workspace, kind: str, text: str, product: str | None = None) -> Entities:
    """An entity by id, or by a name that only one thing of its kind bears; a member firm stands for its group.

    ``product``: only its makers (or deliveries) of that product. NotFound, with the nearest name, otherwise.
    """
    n = space.snapshot.network
    supplies = space.snapshot.tables["supplies"]
    found = one_entity(n, kind, text, supplies, product)
    if found is None:
        ids = {entity for entity, name in _named(space, kind) if name == text}
        if len(ids) == 1:
            found = one_entity(n, kind, ids.pop(), supplies, product)
    if found is None:
        near = nearest(text, sorted({word for pair in _named(space, kind) for word in pair}))
        about = text if product is None else f"{text} × {product}"
        raise NotFound("unknown_object", kind=kind, value=about, nearest=near)
    return found


def resolve_product(space: Workspace, text: str) -> str:
    """Code of a product by code or name; NotFound with the nearest otherwise."""
    products = space.snapshot.products
    codes = [code for code, row in products.items() if row["product_name"] == text]
    if text in products or len(codes) == 1:
        return text if text in products else codes[0]
    names = [*products, *(str(row["product_name"]) for row in products.values())]
    raise NotFound("unknown_object", kind="product", value=text, nearest=nearest(text, names))


def _named(space: Workspace, kind: str) -> list[tuple[str, str]]:
    """(id, name) of the things of a kind that names can mean."""
    n = space.snapshot.network
    if kind == "firm":
        return list(zip(n.firm_ids, n.firm_names, strict=True))
    if kind == "group":
        groups = [n.group_ids[g] for g in n.firm_group]
        firms = space.snapshot.firms.values()
        led = [(str(r["controller_uscc"]), str(r["controller"])) for r in firms if r["controller_uscc"]]
        return [*zip(groups, n.firm_ids, strict=True), *zip(groups, n.firm_names, strict=True), *led]
    if kind == "site":
        makers = [n.firm_names[n.node_firm[v]] for v in n.site_node]
        return [(s, name) for s, m in zip(n.site_ids, makers, strict=True) for name in (s.partition("#")[2], m) if name]
    if kind == "park":
        listed = [(str(r["park_code"]), str(r["name"])) for r in space.snapshot.tables.rows("parks")]
        return listed + [(p, p) for p in n.site_park if p]
    if kind == "product":
        return [(code, str(row["product_name"])) for code, row in space.snapshot.products.items()]
    if kind == "country":
        return [(c, country_name(c)) for c in sorted(set(n.firm_country) - {""})]
    if kind == "region":
        codes = {f"{region[:k]}{'0' * (6 - k)}" for region in n.site_region if region for k in (2, 4, 6)}
        return [(code, region_name(code)) for code in sorted(codes)]
    return [(c, c) for c in space.snapshot.tables["supplies"]["corridor"].unique().to_pylist() if c]


def read_shocks(space: Workspace, scenario: Any, horizon: float) -> list[Shock]:
    """Shocks of a scenario object; refused with a sentence where it is not one."""
    if not isinstance(scenario, Mapping) or not isinstance(scenario.get("shocks"), Sequence):
        raise refuse("缺少 shocks 列表", "it has no list of shocks")
    if not scenario["shocks"]:
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
        if product is not None and product not in space.snapshot.products:
            raise NotFound("unknown_object", kind="product", value=str(product), nearest="-")
        start = number(shock, "start_day", 0.0, 0.0, 3650.0)
        duration = number(shock, "duration", FOREVER, 0.0, FOREVER)
        severity = number(shock, "severity", 1.0, 0.0, 1.0)
        shocks.append(Shock(resolve_entity(space, kind, entity, product), start, duration, severity))
    return shocks

"""missing-links: what the region needs and nobody makes here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from graphsvc.domain.control import lies_in, region_prefix
from graphsvc.domain.results import Finding, Parameter, Result
from graphsvc.questions.question import Question, known
from graphsvc.questions.scope import Scope
from graphsvc.questions.trace import product_trace

EXPORTABLE = ("city_has_none", "province_has_none")
MISSING_FIELDS = ("coefficient", "output", "capacity")


@dataclass(frozen=True)
class MissingLink:
    """One product of the map: verdict, step of the ladder, demand [unit/yr] and the nearest maker (node or -1)."""

    code: str
    is_missing: str
    ladder: str | None
    demand: float
    nearest: int
    note: str | None


def may_be_absent(scope: Scope, code: str) -> bool:
    """Whether the product's stage may stay empty (natural resources, controlled capacity …)."""
    row = scope.product_row(code)
    stage = scope.snapshot.stages.get((row["slot_chain"], row["stage_code"]))
    return bool(stage and stage["may_be_absent"])


def no_maker_in_nation(scope: Scope, code: str) -> bool:
    """Stated, never inferred: 国产化率 0, or list 09 naming the product missing with no domestic leader."""
    if scope.product_row(code)["localization"] == 0:
        return True
    return any(
        row["product_code"] == code and row["type"] in ("缺链", "断点") and row["domestic_leaders"] == []
        for row in scope.snapshot.tables.rows("shortfalls")
    )


def missing_link(scope: Scope, code: str, min_demand: float = 0.0) -> MissingLink:
    """Verdict about one product in the scope's region."""
    n, figures = scope.network, scope.figures
    p = n.product_index[code]
    demand = float(figures.demand[p])
    nearest = _nearest(scope, p)
    if figures.made_here[p]:
        unmatched = figures.demand_bought[p] > 0 and figures.bought_here[p] == 0
        return MissingLink(code, "no", "not_matched" if unmatched else None, demand, nearest, None)
    if may_be_absent(scope, code):
        return MissingLink(code, "no", "not_to_fill", demand, nearest, None)
    if figures.maybe_here[p]:
        return MissingLink(code, "unknown", "unknown", demand, nearest, "place_of_a_maker_too_coarse")
    complete = scope.list_is_complete("06", code)
    if demand <= min_demand:
        return MissingLink(
            code, "no" if complete else "unknown", None if complete else "unknown", demand, nearest, None
        )
    if not complete:
        return MissingLink(code, "unknown", "unknown", demand, nearest, "list_06_not_declared_complete")
    if np.isnan(demand) and not scope.bounds.demand_lower[p] > min_demand:
        needed = bool(figures.needed[p]) or code in scope.final_set
        if not needed:
            return MissingLink(code, "no", None, 0.0, nearest, "not_needed_by_present_makers")
        return MissingLink(code, "unknown", "unknown", demand, nearest, "demand_unknown")
    ladder, note = _ladder(scope, code, nearest)
    return MissingLink(code, "yes", ladder, demand, nearest, note)


def _ladder(scope: Scope, code: str, nearest: int) -> tuple[str, str | None]:
    n = scope.network
    level = len(region_prefix(scope.region))
    near = _places(scope, nearest) if nearest >= 0 else []
    if level >= 6 and any(r and lies_in(r, f"{scope.region[:4]}00") for r in near):
        return "county_has_none", None
    if level >= 4 and any(r and lies_in(r, f"{scope.region[:2]}0000") for r in near):
        return "city_has_none", None
    domestic = nearest >= 0 and n.firm_country[n.node_firm[nearest]] == "CN"
    if not domestic and no_maker_in_nation(scope, code):
        return "nation_has_none", None
    return "province_has_none", None if domestic else "no_known_maker_elsewhere_in_nation"


def _nearest(scope: Scope, product: int) -> int:
    """Nearest known maker outside the region: same city, same province, nation, world; largest first; -1 if none."""
    n = scope.network
    best, best_key = -1, (9, 0.0, "")
    for v in scope.other_makers.get(product, []):
        if scope.makers_here[v]:
            continue
        firm = int(n.node_firm[v])
        if not n.firm_active[firm]:
            continue
        step = min(_step(scope.region, place, n.firm_country[firm]) for place in _places(scope, v))
        size = n.node_capacity[v] if np.isfinite(n.node_capacity[v]) else n.node_base[v]
        key = (step, -float(np.nan_to_num(size)), n.firm_ids[firm])
        if key < best_key:
            best, best_key = v, key
    return best


def _places(scope: Scope, node: int) -> list[str]:
    """Regions of a maker's present sites (its registration where no site is known), "" where unknown."""
    n = scope.network
    first, last = np.searchsorted(n.site_node, [node, node + 1]).tolist()
    return list(n.site_region[first:last])


def _step(region: str, place: str, country: str) -> int:
    """How far a place is: 0 same city, 1 same province, 2 elsewhere in the nation, 3 unknown, 4 abroad."""
    if place and len(region) == 6 and place[:2] == region[:2]:
        return 0 if place[:4] == region[:4] and region[2:4] != "00" else 1
    return 4 if country not in ("", "CN") else 2 if place else 3


def _nearest_region(scope: Scope, node: int) -> str | None:
    """Where the nearest maker makes it: the site closest to the region, else its country."""
    if node < 0:
        return None
    country = scope.network.firm_country[scope.network.node_firm[node]]
    place = min(_places(scope, node), key=lambda place: (_step(scope.region, place, country), place))
    return place or country or None


def _key_products(scope: Scope, links: Mapping[str, MissingLink]) -> list[str]:
    """Key products where any is named key, else all of the map."""
    return [c for c in links if _is_key(scope, c)] or list(links)


def counted_products(scope: Scope, links: Mapping[str, MissingLink]) -> list[str]:
    """Products that CP counts: key ones where any is named, those that may stay absent left out."""
    here, index = scope.figures.made_here, scope.network.product_index
    return [c for c in _key_products(scope, links) if here[index[c]] or not may_be_absent(scope, c)]


def chain_completeness(scope: Scope, links: Mapping[str, MissingLink]) -> dict[str, float | None]:
    """CP without may-be-absent products, with all, and weighted by demand value; bounds where lists are incomplete."""
    codes = _key_products(scope, links)
    made = {c: bool(scope.figures.made_here[scope.network.product_index[c]]) for c in codes}
    open_ = {c: not made[c] and not scope.list_is_complete("06", c) for c in codes}
    fill = counted_products(scope, links)

    def rate(chosen: list[str], also: Mapping[str, bool] | None = None) -> float | None:
        return sum(made[c] or bool(also and also[c]) for c in chosen) / len(chosen) if chosen else None

    n = scope.network
    value = {c: links[c].demand * n.product_price[n.product_index[c]] for c in fill if c not in scope.final_set}
    total = sum(value.values())
    weighted = sum(v for c, v in value.items() if made[c]) / total if value and total > 0 else None
    return {
        "completeness_cp": rate(fill),
        "completeness_cp_lower": rate(fill),
        "completeness_cp_upper": rate(fill, open_),
        "completeness_cp_all": rate(codes),
        "completeness_cp_weighted": known(weighted),
    }


def _is_key(scope: Scope, code: str) -> bool:
    row = scope.product_row(code)
    if scope.keys_are_named:
        return row["is_key"] is True
    stage = scope.snapshot.stages.get((row["slot_chain"], row["stage_code"]))
    return bool(stage and stage["is_key"])


def missing_links(scope: Scope, min_demand: float = 0.0) -> dict[str, MissingLink]:
    """All products of the chain's map by code."""
    return {code: missing_link(scope, code, min_demand) for code in scope.product_codes}


def verb_for_missing(link: MissingLink, cp: float | None) -> str | None:
    """Which of the six verbs a missing link calls for."""
    if link.ladder == "not_matched":
        return "固链"
    if link.is_missing != "yes":
        return None
    return "建链" if cp is not None and cp < 0.3 else "补链"


def _missing(scope: Scope, parameters: Mapping[str, Any]) -> Result:
    links = missing_links(scope, parameters["min_demand"])
    cp = chain_completeness(scope, links)
    completeness = scope.completeness(MISSING_FIELDS)
    grade = scope.grade(completeness)
    n, figures, bounds = scope.network, scope.figures, scope.bounds
    findings = []
    for code, link in links.items():
        p = n.product_index[code]
        near = int(n.node_firm[link.nearest]) if link.nearest >= 0 else -1
        values = {
            "chain_code": scope.chain.code,
            "product_code": code,
            "product_name": scope.product_name(code),
            "is_missing": link.is_missing,
            "ladder": link.ladder,
            "ladder_note": link.note,
            "demand": known(link.demand),
            "demand_lower": known(bounds.demand_lower[p]) if np.isfinite(link.demand) else None,
            "demand_upper": known(bounds.demand_upper[p]) if np.isfinite(link.demand) else None,
            "demand_derived": known(figures.demand_derived[p]),
            "demand_bought": known(figures.demand_bought[p]),
            "unit": scope.product_row(code)["unit"],
            "made_here": bool(figures.made_here[p]),
            "nearest": n.firm_ids[near] if near >= 0 else None,
            "nearest_name": n.firm_names[near] if near >= 0 else None,
            "nearest_region": _nearest_region(scope, link.nearest),
            "verb": verb_for_missing(link, cp["completeness_cp"]),
            "exportable": link.is_missing == "yes" and link.ladder in EXPORTABLE and grade != "D",
        }
        findings.append(Finding(values, (scope.chain.code, code), partial(product_trace, scope, code)))
    found = list(links.values())
    summary = {
        **{k: known(v) for k, v in cp.items()},
        "n_products": len(found),
        "n_missing": sum(link.is_missing == "yes" for link in found),
        "n_unknown": sum(link.is_missing == "unknown" for link in found),
        "by_ladder": {name: count for name in sorted({link.ladder for link in found if link.ladder})
                      if (count := sum(link.ladder == name for link in found))},
        "list_06_declared_complete": scope.list_is_complete("06"),
    }  # fmt: skip
    return Result(findings, summary, (), completeness, grade)


QUESTION = Question(
    name="missing-links",
    asks="哪些产品缺链？最近的供给在哪一级（县、市、省、国内）？",
    asks_en="Which products are missing here, and at which step is the nearest supply?",
    parameters=(Parameter("min_demand", "number", 0.0, "unit/yr", minimum=0.0),),
    columns=(
        "chain_code", "product_code", "product_name", "is_missing", "ladder", "ladder_note", "demand",
        "demand_lower", "demand_upper",
        "demand_derived", "demand_bought", "unit", "made_here", "nearest", "nearest_name", "nearest_region", "verb",
        "exportable",
    ),
    run=_missing,
    brief=("product_code", "product_name", "is_missing", "ladder", "demand", "unit", "nearest_name", "verb"),
)  # fmt: skip

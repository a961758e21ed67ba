"""missing-links: what the region needs and nobody makes here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from graphsvc.analysis.links.waiting import unique
from graphsvc.domain.control import lies_in, region_prefix
from graphsvc.domain.pending import Waiting
from graphsvc.domain.results import Finding, Parameter, Result, Trace
from graphsvc.questions.question import Question, Row, Twin, known
from graphsvc.questions.scope import Scope
from graphsvc.questions.trace import product_trace

ROWS_PENDING = "rows_pending"
"""Why a verdict is open: rows that wait may turn it round."""
EXPORTABLE = ("city_has_none", "province_has_none")
PENDING_LISTS = ("product_inputs", "capacities", "supplies")
MISSING_FIELDS = ("coefficient", "output", "capacity")
FIGURES = ("demand", "demand_lower", "demand_upper", "demand_derived", "demand_bought", "_price")


@dataclass(frozen=True)
class MissingLink:
    """One product of the map: verdict, step of the ladder, demand [unit/yr] and the nearest maker (node or -1)."""

    code: str
    is_missing: str
    ladder: str | None
    demand: float
    nearest: int
    note: str | None
    behind: tuple[Waiting, ...] = ()

    def waiting(self, scope: Scope) -> tuple[Waiting, ...]:
        """Rows that wait and may change what is said here; ``behind`` are those that leave the ladder open."""
        return self.behind or Waits.of(scope, self.code).rows


@dataclass(frozen=True)
class Waits:
    """What rows that wait leave open about a product here: a maker or seller (or that it is needed at all), demand,
    a purchase.

    ``rows``: all of these rows. ``nearer``: a step of the ladder to the rows that may be a maker nearer than that.
    """

    maker: bool = False
    need: bool = False
    purchase: bool = False
    rows: tuple[Waiting, ...] = ()
    nearer: Mapping[str, tuple[Waiting, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, scope: Scope, code: str) -> Waits:
        """Nothing is open where no row waits."""
        waiting = scope.waiting
        if not waiting:
            return NOTHING_OPEN
        city, province = f"{scope.region[:4]}00", f"{scope.region[:2]}0000"
        level = len(region_prefix(scope.region))

        def elsewhere(region: str) -> tuple[Waiting, ...]:
            return (*waiting.makers_in(code, region), *waiting.sellers_in(code, region))

        in_city, in_province = elsewhere(city) if level >= 6 else (), elsewhere(province) if level >= 4 else ()
        steps = {"city_has_none": in_city, "province_has_none": in_province, "nation_has_none": elsewhere("")}
        makers = (*waiting.makers(code), *waiting.sellers(code), *waiting.shifts(code))
        needs = waiting.needs(code)
        return cls(
            maker=bool(makers),
            need=bool(needs),
            purchase=bool(waiting.purchases(code)),
            rows=unique((*makers, *needs)),
            nearer={step: rows for step, rows in steps.items() if rows},
        )

    def of_ladder(self, ladder: str) -> tuple[Waiting, ...]:
        """Rows behind an answer whose step of the ladder they leave open."""
        return unique((*self.rows, *self.nearer.get(ladder, ())))


NOTHING_OPEN = Waits()


def may_be_absent(scope: Scope, code: str) -> bool:
    """Whether the product's stage may stay empty (natural resources, controlled capacity …)."""
    row = scope.product_row(code)
    stage = scope.snapshot.stage_of(row)
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
    waits = Waits.of(scope, code)
    if figures.made_here[p]:
        unmatched = figures.purchased[p] and figures.bought_here[p] == 0
        if unmatched and waits.purchase:
            return MissingLink(code, "no", "unknown", demand, nearest, ROWS_PENDING)
        return MissingLink(code, "no", "not_matched" if unmatched else None, demand, nearest, None)
    if may_be_absent(scope, code):
        return MissingLink(code, "no", "not_to_fill", demand, nearest, None)
    if figures.maybe_here[p]:
        return MissingLink(code, "unknown", "unknown", demand, nearest, "place_of_a_maker_too_coarse")
    declared = scope.is_declared("06", code)
    wanted = _is_wanted(scope, code, p, min_demand)
    if wanted is False and figures.asked[p]:
        sure = declared and not waits.maker and not waits.need
        note = ROWS_PENDING if declared and not sure else None
        return MissingLink(code, "no" if sure else "unknown", None if sure else "unknown", demand, nearest, note)
    if not declared:
        return MissingLink(code, "unknown", "unknown", demand, nearest, "list_06_not_declared_complete")
    if waits.maker:
        return MissingLink(code, "unknown", "unknown", demand, nearest, ROWS_PENDING)
    if scope.sellers_here[p]:
        return MissingLink(code, "unknown", "unknown", demand, nearest, "seller_on_record_here")
    if wanted is not True and waits.need and not (figures.needed[p] or code in scope.final_set):
        return MissingLink(code, "unknown", "unknown", demand, nearest, ROWS_PENDING)
    if wanted is False:
        return MissingLink(code, "no", None, 0.0, nearest, "not_needed_by_present_makers")
    if wanted is None:
        return MissingLink(code, "unknown", "unknown", demand, nearest, "demand_unknown")
    ladder, note = _ladder(scope, code, nearest)
    if ladder in waits.nearer:
        return MissingLink(code, "yes", "unknown", demand, nearest, ROWS_PENDING, waits.of_ladder(ladder))
    return MissingLink(code, "yes", ladder, demand, nearest, note)


def _is_wanted(scope: Scope, code: str, p: int, min_demand: float) -> bool | None:
    """Whether more than ``min_demand`` is wanted here; a recorded purchase is demand whatever its quantity."""
    figures, bounds = scope.figures, scope.bounds
    if not figures.asked[p]:
        return None if code in scope.final_set else False
    if (figures.purchased[p] and min_demand == 0) or bounds.demand_lower[p] > min_demand:
        return True
    return False if bounds.demand_upper[p] <= min_demand else None


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
    """Nearest known maker outside the region: same city, same province, nation, world; -1 if none. Of equally near ones
    the largest by capacity or quantity sold, then by what it sells in shares of its buyers, then by id."""
    n = scope.network
    best, best_key = -1, (9, 0.0, 0.0, "")
    for v in scope.other_makers.get(product, []):
        if scope.makers_here[v]:
            continue
        firm = int(n.node_firm[v])
        if not n.firm_active[firm]:
            continue
        step = min(_step(scope.region, place, n.firm_country[firm]) for place in _places(scope, v))
        size = n.node_capacity[v] if np.isfinite(n.node_capacity[v]) else n.node_base[v]
        key = (step, -float(np.nan_to_num(size)), -float(n.node_sold_share[v]), n.firm_ids[firm])
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


def counted_products(scope: Scope, links: Mapping[str, MissingLink]) -> list[str]:
    """Products that CP counts: key ones where any is named, those that may stay absent left out."""
    return [row["product_code"] for row in _counted(_key_rows([_facts(scope, link) for link in links.values()]))]


def chain_completeness(scope: Scope, links: Mapping[str, MissingLink]) -> dict[str, float | None]:
    """CP without may-be-absent products, with all, and weighted by demand value; bounds where lists are incomplete."""
    return _completeness_cp([_facts(scope, link) for link in links.values()])


def _facts(scope: Scope, link: MissingLink) -> Row:
    """What CP asks of a product; names with a leading underscore are no columns of the answer."""
    n, code = scope.network, link.code
    p = n.product_index[code]
    return {
        "product_code": code,
        "made_here": bool(scope.figures.made_here[p]),
        "demand": known(link.demand),
        **_demand_ends(scope, link),
        "_is_key": is_key(scope, code),
        "_may_be_absent": may_be_absent(scope, code),
        "_is_final": code in scope.final_set,
        "_is_declared": scope.is_declared("06", code) and not Waits.of(scope, code).maker and not scope.sellers_here[p],
        "_price": known(float(n.product_price[p])),
    }


def _demand_ends(scope: Scope, link: MissingLink) -> dict[str, float | None]:
    """Ends of the demand; no lower one where nothing is known of it at all."""
    p = scope.network.product_index[link.code]
    lower, upper = float(scope.bounds.demand_lower[p]), float(scope.bounds.demand_upper[p])
    told = known(link.demand) is not None or lower > 0
    return {"demand_lower": known(lower) if told else None, "demand_upper": known(upper)}


def _key_rows(rows: Sequence[Row]) -> Sequence[Row]:
    """Key products where any is named key, else all of the map."""
    return [row for row in rows if row["_is_key"]] or rows


def _counted(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row["made_here"] or not row["_may_be_absent"]]


def _completeness_cp(rows: Sequence[Row]) -> dict[str, float | None]:
    """CP over rows with the fields of ``_facts``, one per product of the map."""
    keys = _key_rows(rows)
    fill = _counted(keys)

    def rate(chosen: Sequence[Row], also_open: bool = False) -> float | None:
        counted = sum(row["made_here"] or (also_open and not row["_is_declared"]) for row in chosen)
        return counted / len(chosen) if chosen else None

    return {
        "completeness_cp": rate(fill),
        "completeness_cp_lower": rate(fill),
        "completeness_cp_upper": rate(fill, also_open=True),
        "completeness_cp_all": rate(keys),
        **_weighted(fill),
    }


def _weighted(rows: Sequence[Row]) -> dict[str, float | None]:
    """Part of the value demanded that is made here, with its ends; None where a price, or for the value itself a
    demand, is unknown."""
    name = "completeness_cp_weighted"
    found = [row for row in rows if not row["_is_final"]]
    if any(row["_price"] is None for row in found):
        return dict.fromkeys((name, f"{name}_lower", f"{name}_upper"))
    told = all(row["demand"] is not None for row in found)
    least = _share_made(_worth(found, True, "lower"), _worth(found, False, "upper"))
    most = _share_made(_worth(found, True, "upper"), _worth(found, False, "lower"))
    value = _share_made(_worth(found, True, ""), _worth(found, False, "")) if told else None
    return {name: value, f"{name}_lower": least, f"{name}_upper": most}


def _worth(rows: Sequence[Row], is_made: bool, end: str) -> float:
    """Value demanded of what is made here, or is not: as printed, or its lower or upper ``end``."""
    total = 0.0
    for row in rows:
        if row["made_here"] is is_made and row["demand"] != 0 and row["_price"] > 0:
            amount = row[f"demand_{end}"] if end else row["demand"]
            total += (float("inf") if end == "upper" else 0.0) if amount is None else float(amount * row["_price"])
    return total


def _share_made(made: float, missing: float) -> float | None:
    """made / (made + missing); one that has no end outgrows the other."""
    if float("inf") in (made, missing):
        return 0.0 if made < missing else 1.0
    return known(made / (made + missing)) if made + missing > 0 else None


def is_key(scope: Scope, code: str) -> bool:
    """Whether a product is a key one: as list 03 says where it says so of any, else as its stage is in list 02."""
    row = scope.product_row(code)
    if scope.keys_are_named:
        return row["is_key"] is True
    stage = scope.snapshot.stage_of(row)
    return bool(stage and stage["is_key"])


def missing_links(scope: Scope, min_demand: float = 0.0) -> dict[str, MissingLink]:
    """All products of the chain's map by code."""
    return {code: missing_link(scope, code, min_demand) for code in scope.product_codes}


def verb_for_missing(link: MissingLink, cp: float | None) -> str | None:
    """Which of the six verbs a missing link calls for."""
    return _verb(link.is_missing, link.ladder, cp)


def _verb(is_missing: str, ladder: str | None, cp: float | None) -> str | None:
    if ladder == "not_matched":
        return "固链"
    if is_missing != "yes":
        return None
    return "建链" if cp is not None and cp < 0.3 else "补链"


def rows(scope: Scope, parameters: Mapping[str, Any]) -> list[Row]:
    """One row per product of the map, as the query of the graph database returns them."""
    return [_row(scope, link) for link in missing_links(scope, parameters["min_demand"]).values()]


def _row(scope: Scope, link: MissingLink) -> Row:
    n, figures, code = scope.network, scope.figures, link.code
    p = n.product_index[code]
    near = int(n.node_firm[link.nearest]) if link.nearest >= 0 else -1
    return {
        **_facts(scope, link),
        "chain_code": scope.chain.code,
        "product_name": scope.product_name(code),
        "is_missing": link.is_missing,
        "ladder": link.ladder,
        "ladder_note": link.note,
        "n_pending": len(link.waiting(scope)),
        "demand_derived": known(figures.demand_derived[p]),
        "demand_bought": known(figures.demand_bought[p]),
        "unit": scope.product_row(code)["unit"],
        "nearest": n.firm_ids[near] if near >= 0 else None,
        "nearest_name": n.firm_names[near] if near >= 0 else None,
        "nearest_region": _nearest_region(scope, link.nearest),
    }


def _result(scope: Scope, parameters: Mapping[str, Any], found: Sequence[Row]) -> Result:
    products = [{**row, **{name: known(row[name]) for name in FIGURES}} for row in found]
    cp = _completeness_cp(products)
    completeness = scope.completeness(MISSING_FIELDS)
    grade = scope.grade(completeness)
    findings = []
    for row in products:
        row["verb"] = _verb(row["is_missing"], row["ladder"], cp["completeness_cp"])
        row["exportable"] = row["is_missing"] == "yes" and row["ladder"] in EXPORTABLE and grade != "D"
        values, code = {name: row[name] for name in COLUMNS}, row["product_code"]
        findings.append(Finding(values, (scope.chain.code, code), partial(_trace, scope, code, row["ladder"])))
    by_ladder = Counter(row["ladder"] for row in products if row["ladder"])
    summary = {
        **{k: known(v) for k, v in cp.items()},
        "n_products": len(products),
        "n_missing": sum(row["is_missing"] == "yes" for row in products),
        "n_unknown": sum(row["is_missing"] == "unknown" for row in products),
        "by_ladder": dict(sorted(by_ladder.items())),
        "list_06_declared_complete": scope.is_declared("06"),
        "n_pending": scope.waiting.count(scope.product_codes),
    }
    return Result(findings, summary, scope.waiting_notices(*PENDING_LISTS), completeness, grade)


def _trace(scope: Scope, code: str, ladder: str | None) -> Trace:
    """Rows behind a verdict, those that wait included."""
    return product_trace(scope, code, missing_link(scope, code).waiting(scope) if ladder == "unknown" else ())


def _missing(scope: Scope, parameters: Mapping[str, Any]) -> Result:
    return _result(scope, parameters, rows(scope, parameters))


def _for_twin(scope: Scope, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the query takes of the rows that wait, by product; nothing of a product about which none waits."""
    told = ((code, Waits.of(scope, code)) for code in scope.product_codes) if scope.waiting else ()
    return {
        "waiting": {
            code: {
                "maker": waits.maker,
                "need": waits.need,
                "purchase": waits.purchase,
                "n_pending": len(waits.rows),
                "nearer": {step: len(waits.of_ladder(step)) for step in waits.nearer},
            }
            for code, waits in told
            if waits.rows or waits.nearer
        }
    }


COLUMNS = (
    "chain_code", "product_code", "product_name", "is_missing", "ladder", "ladder_note", "demand", "demand_lower",
    "demand_upper", "demand_derived", "demand_bought", "unit", "made_here", "nearest", "nearest_name",
    "nearest_region", "verb", "exportable", "n_pending",
)  # fmt: skip

QUESTION = Question(
    name="missing-links",
    asks="哪些产品缺链？最近的供给在哪一级（县、市、省、国内）？",
    asks_en="Which products are missing here, and at which step is the nearest supply?",
    parameters=(Parameter("min_demand", "number", 0.0, "unit/yr", minimum=0.0),),
    columns=COLUMNS,
    run=_missing,
    brief=("product_code", "product_name", "is_missing", "ladder", "demand", "unit", "nearest_name", "verb"),
    twin=Twin(_for_twin, _result),
)

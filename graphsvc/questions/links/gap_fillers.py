"""gap-fillers: who makes a product, who could turn to it in time, and who else is known to offer it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from graphsvc.analysis.links.gap_fillers import (
    HERE,
    convertible_lines,
    firms_standing,
    great_circle_km,
    makers_standing,
)
from graphsvc.analysis.links.local_figures import buyers_in, places_in
from graphsvc.domain.arrays import Longs
from graphsvc.domain.columns import columns
from graphsvc.domain.results import Result, Trace
from graphsvc.domain.rounding import known, rounded
from graphsvc.judgements.facts.local_links import LocalLinks
from graphsvc.judgements.figures import Row
from graphsvc.judgements.gaps.standing_by import WORTH, gained_here, source_help, worth_of
from graphsvc.judgements.links.completeness import counted_products
from graphsvc.judgements.links.second_sources import ALTERNATE, QUALIFIED, SecondSource, second_sources
from graphsvc.judgements.objects import find_product_here, firm_coordinates
from graphsvc.judgements.trace import (
    Ref,
    capacity_refs,
    conversion_refs,
    firm_refs,
    not_declared,
    product_refs,
    supply_refs,
    unique,
    waiting_refs,
)
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import Asked, parameter
from graphsvc.questions.question import PerChain, Question, Twin, horizon

FIELDS = ("capacity", "output")
STEPS = ("yes", "unknown", "no")
FIGURES = ("capacity", "capacity_now", "spare")


@dataclass(frozen=True, kw_only=True)
class Parameters(Asked):
    """What ``gap-fillers`` is asked with."""

    product: str = parameter("text", required=True)
    days: float = parameter("number", 180.0, "d", minimum=0.0)
    horizon_days: float = horizon()


COLUMNS = columns(
    "gap-fillers",
    "chain_code", "product_code", "product_name", "unit", "firm_id", "name", "firm_region", "country", "in_region",
    "way", "capacity", "capacity_now", "capacity_unit", "spare", "convertible", "from_product", "n_lines", "days",
    "distance_km", "qualified", "status", "note", *WORTH,
)  # fmt: skip


def _rows(facts: Facts, asked: Parameters) -> list[Row]:
    """Makers, sellers, converters and listed sources of the product, best first."""
    code = find_product_here(facts, asked.product, asked.chain)
    if code is None:
        return []
    n, p = facts.network, facts.network.product_index[code]
    sources = second_sources(facts, p)
    about = _About(facts, code, {s.firm: s for s in sources if s.firm >= 0})
    made = makers_standing(n, facts.scope.region, facts.members.makers_here)
    found = []
    for v in np.flatnonzero(n.node_product == p).tolist():
        firm = int(n.node_firm[v])
        if n.node_has_capacity[v]:
            spare = np.maximum(0.0, n.node_capacity[v] - n.node_output[v])
            found.append(about.row(firm, "makes", made[v], capacity=n.node_capacity[v], spare=spare))
        elif n.firm_identified[firm] and n.firm_active[firm]:
            found.append(about.row(firm, "sells", about.standing[firm], note="known_from_sales_only"))
    found += about.converters(p, asked.days)
    shown = {row["firm_id"] for row in found}
    for source in sources:
        stands = source.firm < 0 or (n.firm_active[source.firm] and n.firm_identified[source.firm])
        if stands and (source.firm < 0 or n.firm_ids[source.firm] not in shown):
            found.append(about.listed(source))
    return found


def _order(row: Row) -> tuple[object, ...]:
    """Best first; of both engines, since names out of lists have no order of their own in the graph database."""

    def last(value: float | None, sign: int = 1) -> tuple[bool, float]:
        return value is None, 0 if value is None else sign * value

    return (
        STEPS.index(row["in_region"]), STEPS.index(row["qualified"]), last(row["days"]), last(row["distance_km"]),
        last(row["spare"], -1), row["firm_id"] is None, row["firm_id"] or "", row["name"], row["way"],
    )  # fmt: skip


class _About:
    """What all rows about one product need to know: buyers here, present suppliers, places, listed sources."""

    def __init__(self, facts: Facts, code: str, sources: Mapping[int, SecondSource]) -> None:
        n, p = facts.network, facts.network.product_index[code]
        self.facts, self.code, self.sources = facts, code, sources
        self.unit = facts.names.row(code)["unit"]
        self.standing = firms_standing(n, facts.scope.region)
        uses = n.purchase_has_sources.copy()
        uses[n.alternative_purchase] = True
        of = uses & (n.purchase_product == p) & buyers_in(n, facts.scope.region)[n.purchase_buyer]
        buyers = np.unique(n.purchase_buyer[of]).tolist()
        self.suppliers = frozenset(n.node_firm[n.source_node[of[n.source_purchase]]].tolist())
        places = {firm: place for firm in buyers if (place := firm_coordinates(facts.snapshot, firm)) is not None}
        self.buyers: Longs = np.array(list(places), np.int64)
        self.buyer_places = np.array(list(places.values()), np.float64).reshape(-1, 2)

    def distance(self, firm: int) -> float | None:
        """Great-circle distance [km] to the nearest other buyer, to 0.1 km; None without coordinates."""
        place, other = firm_coordinates(self.facts.snapshot, firm), self.buyer_places[self.buyers != firm]
        if place is None or not len(other):
            return None
        lon, lat = (np.array([x], np.float64) for x in place)
        return rounded(float(great_circle_km(lon, lat, other[:, 0], other[:, 1]).min()), 1)

    def row(self, firm: int, way: str, in_region: str, **more: Any) -> Row:
        """A row about a firm that some list knows; what a listed source says of it counts."""
        n = self.facts.network
        source = self.sources.get(firm)
        supplies = firm in self.suppliers
        values: Row = {
            **self._common(way, in_region, supplies, source),
            "firm_id": n.firm_ids[firm],
            "name": n.firm_names[firm],
            "firm_region": n.firm_region[firm] or None,
            "country": n.firm_country[firm] or None,
            "distance_km": self.distance(firm),
        }
        values.update({name: _told(value) for name, value in more.items()})
        if values["spare"] is None and source is not None and way != "converts":
            values["spare"] = source.spare
        return values

    def converters(self, p: int, days: float) -> list[Row]:
        """Firms with a line that can turn to the product in time, or in a time nobody states."""
        n = self.facts.network
        lines = convertible_lines(n, self.facts.snapshot.tables)
        wanted = (lines.target == p) & ~(lines.days > days)
        found = []
        for at in lines.best(wanted):
            firm, now = int(lines.firm[at]), n.product_codes[lines.product[at]]
            unit, size = self.facts.names.row(now)["unit"], _told(lines.capacity[at])
            same = unit is not None and unit == self.unit
            free = np.maximum(0.0, lines.capacity[at] - lines.output[at]) if same else None
            inside, maybe = places_in([lines.region[at]], self.facts.scope.region)
            place = "yes" if inside[0] else "unknown" if maybe[0] else "no"
            needed = _told(lines.days[at])
            note = "capacity_of_present_product" if same else "unit_differs"
            found.append(
                self.row(
                    firm, "converts", place, capacity=size if same else None, capacity_now=size, capacity_unit=unit,
                    spare=free, convertible=True, from_product=now, n_lines=lines.count(wanted, at),
                    days=None if needed is None else int(needed),
                    note="convert_days_unknown" if needed is None else note,
                )
            )  # fmt: skip
        return found

    def listed(self, source: SecondSource) -> Row:
        """A source that is known by its listing alone."""
        if source.firm >= 0:
            return self.row(source.firm, "listed_source", self.standing[source.firm], note=source.note)
        digits = (source.origin or "").isdigit()
        inside, maybe = places_in([(source.origin or "") if digits else ""], self.facts.scope.region)
        abroad = source.origin is not None and not digits and source.origin != "CN"
        return {
            **self._common(
                "listed_source", "no" if abroad else "yes" if inside[0] else "unknown" if maybe[0] else "no", False,
                source,
            ),
            "firm_id": None,
            "name": source.name,
            "firm_region": source.origin if digits else None,
            "country": "CN" if digits else source.origin,
            "spare": source.spare,
            "distance_km": None,
            "note": source.note,
        }  # fmt: skip

    def _common(self, way: str, in_region: str, supplies: bool, source: SecondSource | None) -> Row:
        status = source.status if source else None
        qualified = "yes" if supplies or status == QUALIFIED[0] else "no" if status in QUALIFIED else "unknown"
        wait = source.days if source else None
        days = 0 if supplies or (wait is None and qualified == "yes") else wait
        return {
            "chain_code": self.facts.chain.code,
            "product_code": self.code,
            "product_name": self.facts.names.product(self.code),
            "unit": self.unit,
            "in_region": in_region,
            "way": way,
            "capacity": None,
            "capacity_now": None,
            "capacity_unit": None,
            "spare": None,
            "convertible": False,
            "from_product": None,
            "n_lines": None,
            "days": days,
            "qualified": qualified,
            "status": status,
            "note": None,
        }


def _told(value: Any) -> Any:
    """None for NaN, numpy scalars as Python's own."""
    value = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(value, float) and np.isnan(value) else value


def _result(facts: Facts, asked: Parameters, rows: Sequence[Row]) -> Result:
    code = find_product_here(facts, asked.product, asked.chain)
    completeness = facts.data.completeness(FIELDS)
    grade = facts.data.grade(completeness)
    if code is None:
        return Result([], {"product_code": None, "note": "product_of_another_chain"}, (), completeness, grade)
    told = sorted(({**row, **{name: known(row[name]) for name in FIGURES}} for row in rows), key=_order)
    counted = counted_products(facts)
    worth = worth_of(facts, [source_help(facts, row) for row in told], asked.horizon_days)
    told = [{**row, **own, **gained_here(facts, row, counted)} for row, own in zip(told, worth, strict=True)]
    figures, p = facts.local.figures, facts.network.product_index[code]
    demand = known(figures.demand[p])
    complete = facts.data.list_is_complete("06", code)
    waits = bool(facts.data.waiting.makers(code))
    open_ = not complete or bool(figures.maybe_here[p])
    supply = known(figures.capacity[p]) if figures.made_here[p] and not waits else None if open_ else 0.0
    ways = [row["way"] for row in told]
    summary = {
        "product_code": code,
        "product_name": facts.names.product(code),
        "n_makers": ways.count("makes"),
        "n_makers_here": sum(row["way"] == "makes" and row["in_region"] == HERE for row in told),
        "n_sellers": ways.count("sells"),
        "n_converters": ways.count("converts"),
        "n_listed": ways.count("listed_source"),
        "n_within_days": sum(row["days"] is not None and row["days"] <= asked.days for row in told),
        "demand": demand,
        "demand_lower": known(facts.local.bounds.demand_lower[p]),
        "demand_upper": known(facts.local.bounds.demand_upper[p]),
        "local_supply": supply,
        **_gap(facts.local, p, demand, supply),
        "unit": facts.names.row(code)["unit"],
        "days": asked.days,
        "list_06_declared_complete": facts.data.is_declared("06", code),
        "n_pending": facts.data.waiting.count([code]),
    }
    findings = [
        COLUMNS.finding(r, (r["chain_code"], code, r["firm_id"] or r["name"], r["way"]), partial(_trace, facts, r))
        for r in told
    ]  # fmt: skip
    return Result(findings, summary, facts.data.waiting_notices("capacities"), completeness, grade)


def _gap(local: LocalLinks, p: int, demand: float | None, supply: float | None) -> dict[str, float | None]:
    """What is wanted beyond what is made here [unit/yr], with its ends; None where nobody can tell."""
    if supply is None and not local.figures.made_here[p]:
        return dict.fromkeys(("gap_qty", "gap_qty_lower", "gap_qty_upper"))
    bounds = local.bounds
    made = (supply or 0.0, supply or 0.0)
    if local.figures.made_here[p]:
        made = float(bounds.capacity_lower[p]), float(bounds.capacity_upper[p])
    return {
        "gap_qty": known(max(0.0, demand - supply)) if demand is not None and supply is not None else None,
        "gap_qty_lower": known(float(np.maximum(0.0, bounds.demand_lower[p] - made[1]))),
        "gap_qty_upper": known(float(np.maximum(0.0, bounds.demand_upper[p] - made[0]))),
    }


def _trace(facts: Facts, row: Row) -> Trace:
    n, tables, code = facts.network, facts.snapshot.tables, row["product_code"]
    firm = n.firm_index.get(row["firm_id"] or "", -1)
    v = n.node_index.get((firm, n.product_index[code]), -1)
    refs: list[Ref] = product_refs(facts.snapshot, [code]) + firm_refs(facts.snapshot, [row["firm_id"] or ""])
    refs += capacity_refs(n, [v])
    sold = n.source_row[n.source_node == v] if v >= 0 else []
    refs += [("supplies", int(r), ("qty", "share_buyer", "supplier_region")) for r in sold]
    names = {row["name"], row["firm_id"]}
    for i, other in enumerate(tables.rows("outside_resources")):
        if other["name"] in names and code in (other["products"] or ()):
            refs.append(("outside_resources", i, ("status", "qualify_days", "spare_qty", "origin")))
    if row["way"] == "converts":
        refs += conversion_refs(facts.snapshot, row["firm_id"], code)
    if row["note"] == ALTERNATE:
        of = np.flatnonzero(n.purchase_product == n.product_index[code]).tolist()
        alternates = tables["supplies"]["alternates"]
        refs += [
            (table, r, ("alternates",)) for table, r, _ in supply_refs(n, of)
            if names & set(alternates[r].as_py() or ())
        ]  # fmt: skip
    refs += waiting_refs(facts.data.waiting.about(code))
    return unique(refs, [] if facts.data.is_declared("06", code) else [not_declared("06", code)])


def _fillers(facts: Facts, asked: Parameters) -> Result:
    return _result(facts, asked, _rows(facts, asked))


def _for_twin(facts: Facts, asked: Parameters) -> Mapping[str, object]:
    return {"product_code": find_product_here(facts, asked.product, asked.chain)}


QUESTION = Question(
    name="gap-fillers",
    asks="某个产品谁能做？谁能在期限内转产？（省内、国内、境外）",
    asks_en="Who makes a product, and who could turn to it in time?",
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(_fillers, Twin(_for_twin, _result)),
    brief=("name", "firm_region", "way", "capacity", "spare", "unit", "days", "distance_km", "qualified"),
)

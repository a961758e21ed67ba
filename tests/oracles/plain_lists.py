"""What further lists tell beside a plain chain: tags, grades, exits, observations, offers, reserves.

``PlainLists`` lies over a chain like a transparency: it names rows of the chain by their place (capacities,
supplies) or their id (firms, products), so chains and their strategies stay as they are. ``None`` is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.oracles.plain_chain import AS_OF, CHAIN_CODE, PlainChain, tables

PER_YEAR, ONCE = "年", "一次性"
STOCK, SPARE, CONVERTIBLE, SECOND = "实物储备", "闲置产能", "可转产产能", "备选供方"

_PROVENANCE = ("slot_chain", "slot_region", "source_file", "source_sheet", "source_row", "submission_id", "as_of")
_FIELDS = {
    "demand_offers": "do_no kind firm product grade quantity quantity_unit quantity_period price scope current_source"
    " lead valid_until status",
    "observations": "firm product period output sales closing_stock price material material_price"
    " material_stock_days profit power operating_rate alert_note",
    "reserves": "reserve_no product instrument holder reserve_region quantity quantity_unit activation_days"
    " sustain_days cost_init cost_year rotation_days agreement_end last_drill",
}


@dataclass(frozen=True)
class FirmFacts:
    """``codes``: primary industry code first."""

    tags: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    above_scale: bool | None = None
    role: str | None = None


@dataclass(frozen=True)
class CapacityFacts:
    """``share``: of the nation, 0-1; ``end``: day on which the capacity leaves."""

    grade: str | None = None
    share: float | None = None
    end: str | None = None


@dataclass(frozen=True)
class PlainDemand:
    firm: str
    product: str
    grade: str | None
    quantity: float
    valid_until: str
    kind: str = "需求"
    period: str = PER_YEAR


@dataclass(frozen=True)
class PlainObservation:
    firm: str
    product: str
    period: str
    output: float | None


@dataclass(frozen=True)
class PlainReserve:
    """``quantity``: units of the product for a stock, units a day for capacities; costs in 万元."""

    no: str
    product: str
    instrument: str
    holder: str
    quantity: float | None
    activation: int | None
    cost: float | None = None
    cost_year: float | None = None
    agreement_end: str | None = None


@dataclass(frozen=True, eq=False)
class PlainLists:
    """Everything beside the chain; empty where a list was not handed in."""

    firms: Mapping[str, FirmFacts] = field(default_factory=dict)
    capacities: Mapping[int, CapacityFacts] = field(default_factory=dict)
    amounts: Mapping[int, float] = field(default_factory=dict)
    grades: Mapping[str, str] = field(default_factory=dict)
    demands: tuple[PlainDemand, ...] = ()
    observations: tuple[PlainObservation, ...] = ()
    reserves: tuple[PlainReserve, ...] = ()
    leads: tuple[str, ...] = ()


NOTHING = PlainLists()


def facts_of(lists: PlainLists, firm: str) -> FirmFacts:
    """What is told of a firm, blank where nothing is."""
    return lists.firms.get(firm, FirmFacts())


def capacity_facts(lists: PlainLists, at: int) -> CapacityFacts:
    """What is told of the capacity row at a place."""
    return lists.capacities.get(at, CapacityFacts())


def rich_tables(chain: PlainChain, lists: PlainLists) -> dict[str, list[dict[str, Any]]]:
    """The chain's canonical rows with what the further lists tell."""
    rows = tables(chain)
    if lists.leads:
        rows["chains"][0]["lead_usccs"] = list(lists.leads)
    for firm in rows["firms"]:
        facts = facts_of(lists, firm["firm_id"])
        firm["tags"] = list(facts.tags) or None
        firm["gb4754"] = facts.codes[0] if facts.codes else None
        firm["gb4754_more"] = list(facts.codes[1:]) or None
        firm["above_scale"], firm["chain_role"] = facts.above_scale, facts.role
    for at, row in enumerate(rows["capacities"]):
        told = capacity_facts(lists, at)
        row["grade"], row["national_share"], row["end"] = told.grade, told.share, told.end
    for at, row in enumerate(rows["supplies"]):
        row["amount"] = lists.amounts.get(at)
    for product in rows["products"]:
        product["grade"] = lists.grades.get(product["product_code"])
    units = {product.code: product.unit for product in chain.products}
    more = {
        "demand_offers": [_demand(number, row, units) for number, row in enumerate(lists.demands)],
        "observations": [vars(row) for row in lists.observations],
        "reserves": [_reserve(chain, row, units) for row in lists.reserves],
    }
    for table, told_rows in more.items():
        if told_rows:
            rows[table] = [_whole(chain, table, number, row) for number, row in enumerate(told_rows, start=2)]
    return rows


def _demand(number: int, row: PlainDemand, units: Mapping[str, str]) -> dict[str, Any]:
    return {
        "do_no": f"D{number}",
        "kind": row.kind,
        "firm": row.firm,
        "product": row.product,
        "grade": row.grade,
        "quantity": row.quantity,
        "quantity_unit": units[row.product],
        "quantity_period": row.period,
        "valid_until": row.valid_until,
    }


def _reserve(chain: PlainChain, row: PlainReserve, units: Mapping[str, str]) -> dict[str, Any]:
    unit = units[row.product]
    return {
        "reserve_no": row.no,
        "product": row.product,
        "instrument": row.instrument,
        "holder": row.holder,
        "reserve_region": next((firm.region for firm in chain.firms if firm.id == row.holder), chain.region),
        "quantity": row.quantity,
        "quantity_unit": unit if row.instrument == STOCK else f"{unit}/天",
        "activation_days": row.activation,
        "cost_init": row.cost,
        "cost_year": row.cost_year,
        "agreement_end": row.agreement_end,
    }


def _whole(chain: PlainChain, table: str, number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    columns = [*_FIELDS[table].split(), *_PROVENANCE, "quality"]
    assert not set(row) - set(columns), table
    common = {
        "slot_chain": CHAIN_CODE,
        "slot_region": chain.region,
        "source_file": "plain.xlsx",
        "source_sheet": table,
        "source_row": number,
        "submission_id": "plain",
        "as_of": AS_OF,
    }
    return dict.fromkeys(columns) | common | dict(row)


def month_of(row: PlainObservation) -> int:
    """Months since year 0 of a monthly period ``yyyy-MM``."""
    year, month = row.period.split("-")
    return int(year) * 12 + int(month) - 1

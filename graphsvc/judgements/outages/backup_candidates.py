"""Backups that list 18 does not have: spare capacity, lines that convert, second sources, projects under way.

Each stands as a row of list 18 would: its rate, the days until it brings anything (to qualify and to convert; none for
who supplies a buyer here already, blank where nobody tells), its holder and no cost, so that a default stands in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from graphsvc.analysis.links.gap_fillers import convertible_lines
from graphsvc.domain.outlook_projects import capacities_of_projects
from graphsvc.domain.rows import ReserveRow
from graphsvc.domain.values import Values
from graphsvc.judgements.links.second_sources import QUALIFIED, SecondSource, second_sources
from graphsvc.judgements.trace import Ref, capacity_refs, conversion_refs
from graphsvc.judgements.workspace import Facts

SPARE, CONVERTED, SECOND = "闲置产能", "可转产产能", "备选供方"


@dataclass(frozen=True)
class Candidate:
    """``product`` (position) and what list 18 would say of it; the rows that say so."""

    product: int
    values: ReserveRow
    refs: tuple[Ref, ...]


def backup_candidates(facts: Facts) -> list[Candidate]:
    """Every candidate for a product of the chain, by product, kind and holder."""
    index = facts.network.product_index
    wanted = [index[code] for code in facts.members.product_codes if code in index]
    found = [c for p in wanted for c in _of_product(facts, p)]
    found += [c for c in _projects(facts) if c.product in set(wanted)]
    return sorted(found, key=lambda c: (c.product, str(c.values["instrument"]), str(c.values["holder"]), c.refs))


def _of_product(facts: Facts, p: int) -> Iterator[Candidate]:
    n, tables, code = facts.network, facts.snapshot.tables, facts.network.product_codes[p]
    here = facts.members.purchases_here
    own = np.isin(n.source_purchase, here[n.purchase_product[here] == p])
    suppliers = set(n.node_firm[n.source_node[own]].tolist())
    sources = {s.firm: s for s in second_sources(facts, p) if s.firm >= 0}
    shown: set[int] = set()
    for v in np.flatnonzero((n.node_product == p) & n.node_has_capacity).tolist():
        firm, spare = int(n.node_firm[v]), float(n.node_capacity[v] - n.node_output[v])
        shown.add(firm)
        if not spare <= 0:
            days = _days(firm, suppliers, sources)
            yield _candidate(facts, p, SPARE, firm, spare, days, tuple(capacity_refs(n, [v])))
    lines = convertible_lines(n, tables)
    for at in lines.best(lines.target == p):
        firm, now = int(lines.firm[at]), n.product_codes[lines.product[at]]
        shown.add(firm)
        same = facts.names.row(now)["unit"] == facts.names.row(code)["unit"]
        spare = float(lines.capacity[at] - lines.output[at]) if same else np.nan
        qualify, turn = _days(firm, suppliers, sources), float(lines.days[at])
        days = None if qualify is None or np.isnan(turn) else qualify + turn
        if not spare <= 0:
            refs = tuple(conversion_refs(facts.snapshot, n.firm_ids[firm], code))
            yield _candidate(facts, p, CONVERTED, firm, spare, days, refs)
    for firm, source in sorted(sources.items()):
        if firm not in shown and n.firm_active[firm]:
            spare = np.nan if source.spare is None else source.spare
            yield _candidate(
                facts, p, SECOND, firm, spare, _days(firm, suppliers, sources), _listed(facts, source, code)
            )


def _days(firm: int, suppliers: set[int], sources: dict[int, SecondSource]) -> float | None:
    """Days to qualify; None where nobody tells."""
    source = sources.get(firm)
    if firm in suppliers:
        return 0.0
    if source is None:
        return None
    return 0.0 if source.days is None and source.status == QUALIFIED[0] else source.days


def _listed(facts: Facts, source: SecondSource, code: str) -> tuple[Ref, ...]:
    rows = enumerate(facts.snapshot.tables.rows("outside_resources"))
    columns = ("status", "qualify_days", "spare_qty")
    return tuple(
        ("outside_resources", i, columns)
        for i, row in rows
        if row["name"] == source.name and code in (row["products"] or ())
    )


def _projects(facts: Facts) -> Iterator[Candidate]:
    """Capacity that projects add, from the day they start; a blank day or place of it in list 06 leaves it open."""
    n = facts.network
    plants, rows = capacities_of_projects(facts.snapshot.tables)
    as_of = facts.chain.as_of or facts.snapshot.as_of
    for plant, row in zip(plants.to_pylist(), rows, strict=True):
        p, firm = n.product_index.get(plant["product"], -1), n.firm_index.get(plant["firm"] or "", -1)
        if p < 0 or firm < 0:
            continue
        is_told = plant["start"] is not None and plant["state"] is not None and as_of is not None
        days = float((date.fromisoformat(plant["start"]) - date.fromisoformat(str(as_of))).days) if is_told else None
        size = np.nan if plant["design_capacity"] is None else float(plant["design_capacity"])
        refs: tuple[Ref, ...] = (("projects", row, ("builder", "added_capacity", "commission_date", "phase")),)
        late = None if days is None else max(0.0, days)
        yield _candidate(facts, p, SECOND, firm, size, late, refs, plant["site_region"])


def _candidate(
    facts: Facts, p: int, kind: str, firm: int, per_year: float, days: float | None, refs: tuple[Ref, ...],
    place: str | None = None,
) -> Candidate:  # fmt: skip
    told: Values = {
        "reserve_no": None, "product": facts.network.product_codes[p], "instrument": kind,
        "holder": facts.network.firm_ids[firm], "reserve_region": place,
        "quantity": None if np.isnan(per_year) else per_year / 365.0, "activation_days": days, "sustain_days": None,
        "rotation_days": None, "cost_init": None, "cost_year": None, "agreement_end": None,
    }  # fmt: skip
    values: ReserveRow = told  # type: ignore[assignment]  # only what a plan asks of a reserve
    return Candidate(p, values, refs)

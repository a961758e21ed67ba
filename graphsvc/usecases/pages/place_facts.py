"""What stands in the places of one level: firms, output, sole sources, and where purchases come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.links.local_supply import source_values
from graphsvc.domain.arrays import Bools, Longs
from graphsvc.domain.control import lies_in
from graphsvc.domain.page_pictures import Flow, FlowPicture
from graphsvc.domain.reference import region_name
from graphsvc.domain.report import Cell, Coded
from graphsvc.domain.sentences import Country
from graphsvc.domain.values import Values
from graphsvc.judgements.workspace import Facts

ORIGINS = 10
"""Origins drawn one by one; the rest together."""


@dataclass(frozen=True)
class PlaceFigures:
    """Per place: firms of the chain, value of their output there [万元/yr] as far as told (no entry where none is),
    how many outputs there are without a value. ``n_placeless``: firms of the chain of which no place of this level is
    told, foreign ones left out.
    """

    n_firms: dict[str, int]
    n_placeless: int
    output: dict[str, float]
    n_unknown: dict[str, int]
    firm_areas: dict[int, set[str]]


def area_of(codes: Sequence[str], digits: int) -> list[str]:
    """The place of ``digits`` telling digits in which each code lies, "" where the code does not tell so much.

    Examples
    --------
    >>> area_of(["371302", "370000", ""], 4)
    ['371300', '', '']
    """
    return [
        code[:digits].ljust(6, "0") if len(code) == 6 and code[digits - 2 : digits] != "00" else "" for code in codes
    ]


def place_figures(facts: Facts, chain_firms: Bools, digits: int, region: str | None) -> PlaceFigures:
    """Figures of all places of one level under a region; array work over sites, then a sum per place."""
    n = facts.network
    site_area = np.array(area_of(n.site_region, digits), dtype="U6")
    present = n.node_has_capacity[n.site_node]
    inside = np.array([lies_in(code, region) if region else True for code in site_area.tolist()], np.bool_)
    firm_areas = _firm_areas(facts, site_area, present, digits)
    n_firms: dict[str, int] = {}
    for firm, areas in firm_areas.items():
        if chain_firms[firm]:
            for area in areas:
                if area and (not region or lies_in(area, region)):
                    n_firms[area] = n_firms.get(area, 0) + 1
    own: Longs = np.flatnonzero(present & inside & (site_area != "") & facts.members.makers[n.site_node])
    node = n.site_node[own]
    value = n.node_output[node] * n.site_share[own] * n.product_price[n.node_product[node]] / 1e4
    value = np.where(n.site_share_known[own] | ~_split(n.site_node, site_area, n.n_nodes)[node], value, np.nan)
    output: dict[str, float] = {}
    n_unknown: dict[str, int] = {}
    names, at = np.unique(site_area[own], return_inverse=True)
    sums = np.bincount(at, weights=np.nan_to_num(value), minlength=len(names))
    blanks, counts = np.bincount(at[np.isnan(value)], minlength=len(names)), np.bincount(at, minlength=len(names))
    for i, name in enumerate(names.tolist()):
        n_unknown[name] = int(blanks[i])
        if blanks[i] < counts[i]:
            output[name] = float(sums[i])
    placeless = [firm for firm, areas in firm_areas.items() if not any(areas)]
    n_placeless = int((chain_firms & n.firm_identified & ~n.firm_abroad)[placeless].sum())
    return PlaceFigures(n_firms, n_placeless, output, n_unknown, firm_areas)


def _split(site_node: np.ndarray, area: np.ndarray, n_nodes: int) -> Bools:
    """(N,) makers with sites in more than one place."""
    _, at = np.unique(area, return_inverse=True)
    pairs = np.unique(site_node.astype(np.int64) * (at.max(initial=0) + 1) + at)
    found: Bools = np.bincount(pairs // (at.max(initial=0) + 1), minlength=n_nodes) > 1
    return found


def _firm_areas(facts: Facts, site_area: np.ndarray, present: Bools, digits: int) -> dict[int, set[str]]:
    """Places of every firm: those of its present sites, else that of its registration."""
    n = facts.network
    found: dict[int, set[str]] = {}
    firms = n.node_firm[n.site_node[present]]
    for firm, area in {*zip(firms.tolist(), site_area[present].tolist(), strict=True)}:
        found.setdefault(firm, set()).add(area)
    for firm, area in enumerate(area_of(n.firm_region, digits)):
        found.setdefault(firm, {area})
    return found


def sole_sources(facts: Facts, rows: Sequence[Values], firm_areas: dict[int, set[str]]) -> dict[str, int]:
    """How many purchases of the answer ``single-sources`` hang on one supplier (``sole``) that stands in a place."""
    n = facts.network
    found: dict[str, int] = {}
    for row in rows:
        if row["kind"] != "sole":
            continue
        firms = [n.firm_index[firm] for firm in row["supplier_ids"] if firm in n.firm_index]
        for area in {area for firm in firms for area in firm_areas.get(firm, ())}:
            found[area] = found.get(area, 0) + 1
    return found


def flows(facts: Facts) -> FlowPicture:
    """Purchases of the region's buyers by where the supplier stands and the position of the product in the chain."""
    n = facts.network
    mine = np.isin(n.source_purchase, facts.members.purchases_here)
    value = source_values(n, facts.snapshot.tables).filled
    rows = np.flatnonzero(mine & np.isfinite(value) & (value > 0))
    sums: dict[tuple[str, str], float] = {}
    for k in rows.tolist():
        key = (_origin(facts, int(n.node_firm[n.source_node[k]])), _position(facts, int(n.source_purchase[k])))
        sums[key] = sums.get(key, 0.0) + float(value[k])
    totals: dict[str, float] = {}
    for (origin, _), amount in sums.items():
        totals[origin] = totals.get(origin, 0.0) + amount
    own = sorted((o for o in totals if o), key=lambda o: -totals[o])
    kept = set(own[:ORIGINS])
    told: dict[tuple[str, str], float] = {}
    for (origin, position), amount in sums.items():
        shown = origin if not origin or origin in kept else "rest"
        told[shown, position] = told.get((shown, position), 0.0) + amount
    order = [*own[:ORIGINS], "rest", ""]
    found = [Flow(_said(o), Coded("position", p) if p else Coded("flow_positions", "none"), v)
             for (o, p), v in sorted(told.items(), key=lambda item: (order.index(item[0][0]), item[0][1]))]  # fmt: skip
    return FlowPicture(tuple(found), len(rows), int((mine & ~np.isfinite(value)).sum()))


def _origin(facts: Facts, firm: int) -> str:
    n = facts.network
    if not n.firm_identified[firm]:
        return ""
    region, country = n.firm_region[firm], n.firm_country[firm]
    return f"{region[:2]}0000" if region else country if country and country != "CN" else ""


def _said(origin: str) -> Cell:
    if origin in ("", "rest"):
        return Coded("flow_origins", origin or "none")
    return region_name(origin, short=True) if origin[0].isdigit() else Country(origin)


def _position(facts: Facts, purchase: int) -> str:
    n = facts.network
    row = facts.snapshot.products.get(n.product_codes[n.purchase_product[purchase]])
    stage = facts.snapshot.stage_of(row) if row else None
    return str((stage and stage["position"]) or "")

"""Firms, trade and firm-product nodes out of canonical tables: the parts the failure network is joined from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graphsvc.domain.arrays import Bools, Floats, Ints, Longs, distinct, encode, numbers, totals
from graphsvc.domain.control import control_groups, origin_of
from graphsvc.domain.listed import listed_firms
from graphsvc.domain.reference import region_name
from graphsvc.domain.sentences import Code, Country, Said, Wording, tell
from graphsvc.domain.tables import ChainTables
from graphsvc.domain.written_names import name_of, written_names

ACTIVE = ("存续", "在业")
PRESENT = "现状"
_UNIDENTIFIED = ("ext:other:", "ext:unknown:")


@dataclass(frozen=True)
class Firms:
    """Firms (F), sorted by id, external sources included: names, control groups, places, and what is known of them."""

    ids: tuple[str, ...]
    index: dict[str, int]
    names: tuple[str, ...]
    group: Ints
    group_ids: tuple[str, ...]
    region: tuple[str, ...]
    country: tuple[str, ...]
    listed: Bools
    active: Bools
    identified: Bools


@dataclass(frozen=True)
class Trade:
    """Supply rows that count, one per (supplier, buyer, product).

    ``several``: an outside supplier that stands for several, or may; it proves no single source.
    """

    row: Longs
    supplier: Ints
    several: Bools
    buyer: Ints
    product: Ints
    quantity: Floats
    share: Floats
    stock: Floats
    switch: Floats


def read_firms(tables: ChainTables) -> Firms:
    """All firms that any list names, merged over slots."""
    rows, written = listed_firms(tables), written_names(tables)
    supplies, capacities = tables["supplies"], tables["capacities"]
    ids = sorted(
        {*rows, *written, *distinct([supplies["supplier"], supplies["buyer"], capacities["firm"]])},
    )
    places = _supplier_places(supplies, rows)
    groups = control_groups(rows.values())
    group_of = [groups.get(i, i) for i in ids]
    group_ids = sorted(set(group_of))
    group_index = {g: i for i, g in enumerate(group_ids)}
    region, country, names = [], [], []
    for firm in ids:
        row = rows.get(firm)
        if row is None:
            place = origin_of(firm, places.get(firm))
            names.append(_outside_name(firm, place[1], written))
        else:
            place = (row["reg_region"] or "", "CN")
            names.append(row["name"] or firm)
        region.append(place[0])
        country.append(place[1])
    return Firms(
        ids=tuple(ids),
        index={f: i for i, f in enumerate(ids)},
        names=tuple(names),
        group=np.array([group_index[g] for g in group_of], np.int32),
        group_ids=tuple(group_ids),
        region=tuple(region),
        country=tuple(country),
        listed=np.array([i in rows for i in ids], np.bool_),
        active=np.array([i not in rows or rows[i]["status"] in (None, *ACTIVE) for i in ids], np.bool_),
        identified=np.array([not i.startswith(_UNIDENTIFIED) for i in ids], np.bool_),
    )


def _outside_name(firm: str, country: str, written: Mapping[str, str]) -> str:
    """What people call a source that stands outside list 05."""
    return tell(unnamed_source(firm, country), "zh") if firm.startswith("ext:") else name_of(firm, written)


def unnamed_source(firm: str, country: str) -> Wording:
    """What a source is called of which no firm is named (id ``ext:…``); ``country`` two letters or ""."""
    origin = firm.split(":")[1]
    if origin in ("other", "unknown"):
        return Code("origin", origin)
    if country and country != "CN":
        return Said("from_abroad", {"country": Country(country)})
    return Said("from_elsewhere", {"place": region_name(origin, short=True) or origin})


def _supplier_places(supplies: pa.Table, listed: Iterable[str]) -> dict[str, list[str]]:
    places: dict[str, list[str]] = {}
    known = pa.array(list(listed), pa.string())
    outside = supplies.filter(pc.invert(pc.is_in(supplies["supplier"], known)))
    for supplier, region in zip(outside["supplier"].to_pylist(), outside["supplier_region"].to_pylist(), strict=True):
        if region:
            places.setdefault(supplier, region)
    return places


def read_trade(tables: ChainTables, firms: Firms, products: Mapping[str, int]) -> Trade:
    """Supply rows of the latest year that counts, one per (supplier, buyer, product), best reported first."""
    data = tables["supplies"]
    supplier, buyer = encode(data["supplier"], firms.index), encode(data["buyer"], firms.index)
    product, year = encode(data["product"], products), numbers(data["year"])
    years = numbers(tables["submissions"]["data_year"])
    limit = np.nanmax(years) if np.isfinite(years).any() else np.inf
    usable = (supplier >= 0) & (buyer >= 0) & (product >= 0) & (np.isnan(year) | (year <= limit))
    row = np.flatnonzero(usable)
    reported = encode(data["evidence"], {"需方填报": 0, "供方填报": 1, "公开披露": 2, "推断": 3})[row]
    age = -np.nan_to_num(year[row], nan=-1.0)
    order = np.lexsort((row, reported, age, supplier[row], product[row], buyer[row]))
    row = row[order]
    triple = np.stack([buyer[row], product[row], supplier[row]])
    first = np.ones(len(row), np.bool_)
    first[1:] = (triple[:, 1:] != triple[:, :-1]).any(axis=0)
    row = row[first]
    return Trade(
        row=row,
        supplier=supplier[row],
        several=np.isnan(numbers(data["supplier_count"])[row]) & ~firms.listed[supplier[row]],
        buyer=buyer[row],
        product=product[row],
        quantity=numbers(data["qty"])[row],
        share=numbers(data["share_buyer"])[row],
        stock=numbers(data["stock"])[row],
        switch=numbers(data["switch_days"])[row],
    )


@dataclass(frozen=True)
class Nodes:
    """Firm-product nodes (N), sorted by (firm, product), and their sites (S), sorted by node.

    ``output``, ``capacity``, ``design``, ``base`` [unit/yr], ``recovery`` [d]; NaN is unknown. ``site_share`` sums to 1
    per node, equal where not ``site_share_known``.
    """

    firm: Ints
    product: Ints
    output: Floats
    capacity: Floats
    design: Floats
    base: Floats
    recovery: Floats
    recovery_blank: Bools
    has_capacity: Bools
    site_node: Ints
    site_ids: tuple[str, ...]
    site_region: tuple[str, ...]
    site_park: tuple[str, ...]
    site_share: Floats
    site_share_known: Bools
    site_row: Ints

    @property
    def key(self) -> Longs:
        return (self.firm.astype(np.int64) << 32) | self.product


def read_nodes(tables: ChainTables, firms: Firms, products: Mapping[str, int], trade: Trade) -> Nodes:
    """Makers with a present capacity row, and every supplier that a supply row names."""
    data = tables["capacities"]
    firm, product = encode(data["firm"], firms.index), encode(data["product"], products)
    present = encode(data["state"], {PRESENT: 0}) == 0
    usable = np.flatnonzero(present & (firm >= 0) & (product >= 0))
    usable = usable[firms.active[firm[usable]]]
    made = (firm[usable].astype(np.int64) << 32) | product[usable]
    sold = (trade.supplier.astype(np.int64) << 32) | trade.product
    key = np.unique(np.concatenate([made, sold]))
    at = np.searchsorted(key, made)
    order = np.argsort(at, kind="stable")
    usable, at = usable[order], at[order]
    n = len(key)
    output, effective = numbers(data["output"])[usable], numbers(data["effective_capacity"])[usable]
    design = numbers(data["design_capacity"])[usable]
    capacity = np.where(np.isnan(effective), design, effective)
    has = np.bincount(at, minlength=n) > 0
    recovery = np.full(n, np.nan)
    days = numbers(data["ttr_days"])[usable]
    np.fmax.at(recovery, at, days)
    sites = _sites(data, usable, at, key, has, capacity, firms)

    def total(values: Floats) -> Floats:
        return np.where(has, totals(at, values, n), np.nan)

    return Nodes(
        (key >> 32).astype(np.int32),
        (key & 0xFFFFFFFF).astype(np.int32),
        total(output),
        total(capacity),
        total(design),
        total(np.where(np.isnan(output), capacity, output)),
        recovery,
        np.bincount(at[np.isnan(days)], minlength=n) > 0,
        has,
        *sites,
    )


def _sites(
    data: pa.Table, row: Longs, at: Longs, key: Longs, has: Bools, capacity: Floats, firms: Firms
) -> tuple[Ints, tuple[str, ...], tuple[str, ...], tuple[str, ...], Floats, Bools, Ints]:
    n = len(key)
    total = totals(at, capacity, n)
    count = np.bincount(at, minlength=n)
    known = np.isfinite(total[at]) & (total[at] > 0)
    share = np.where(known, capacity / np.where(known, total[at], 1.0), 1.0 / np.maximum(count[at], 1))
    bare = np.flatnonzero(~has)
    names = [n for n in ("site", "site_region", "site_region_flag", "park") if n in data.column_names]
    taken = data.select(names).take(pa.array(row)).to_pylist() if len(row) else []
    owner = (key[at] >> 32).tolist()
    ids = [firms.ids[f] + (f"#{s['site']}" if s["site"] else "") for f, s in zip(owner, taken, strict=True)]
    region = [
        s["site_region"] or ("" if s.get("site_region_flag") else firms.region[f])
        for f, s in zip(owner, taken, strict=True)
    ]
    bare_owner = (key[bare] >> 32).tolist()
    node = np.concatenate([at, bare]).astype(np.int32)
    order = np.argsort(node, kind="stable")
    all_ids = ids + [firms.ids[f] for f in bare_owner]
    all_regions = region + [firms.region[f] for f in bare_owner]
    all_parks = [s["park"] or "" for s in taken] + [""] * len(bare)
    return (
        node[order],
        tuple(all_ids[i] for i in order),
        tuple(all_regions[i] for i in order),
        tuple(all_parks[i] for i in order),
        np.concatenate([share, np.ones(len(bare))])[order],
        np.concatenate([known | (count[at] == 1), np.ones(len(bare), np.bool_)])[order],
        np.concatenate([row, np.full(len(bare), -1)]).astype(np.int32)[order],
    )

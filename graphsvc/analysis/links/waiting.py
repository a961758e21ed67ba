"""Which rows that wait may change what is said of a product of one chain in one region.

A row of list 06 may be a maker here, a row of 07 a seller or a buyer here, a row of 04 a need; none of them can be
ruled out while the row waits. Work is per waiting row and product asked, nothing where nothing waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property

import numpy as np

from graphsvc.analysis.links.link_bounds import LinkBounds
from graphsvc.analysis.links.local_figures import buyers_in, buyers_maybe_in, places_in
from graphsvc.domain.arrays import Bools, Floats
from graphsvc.domain.dictionary import sheets
from graphsvc.domain.network import Network
from graphsvc.domain.pending import LISTS, Pending, Waiting
from graphsvc.domain.snapshot import GraphSnapshot

Rows = tuple[Waiting, ...]


def sellers_in(network: Network, region: str) -> Bools:
    """(P,) products that a firm of the region sells by list 07 while no row of list 06 says that it makes them.

    A listed firm whose place is blank, or told only as a region around this one, may be such a firm and counts.
    """
    inside, maybe = places_in(network.site_region, region)
    node = network.site_node
    firm = network.node_firm[node]
    sells = ~network.node_has_capacity[node] & network.firm_identified[firm] & network.firm_active[firm]
    sells &= ~network.firm_abroad[firm]
    here = sells & (inside | (maybe & network.firm_listed[firm]))
    return np.bincount(network.node_product[node[here]], minlength=len(network.product_codes)) > 0


def opened(bounds: LinkBounds, makers: Bools, needs: Bools, purchases: Bools, shifts: Bools) -> LinkBounds:
    """Bounds with every end open that a row which waits could move; each mask (P,) says of which products one waits.

    A maker may hold any capacity and make any part of it, a need or a purchase may ask for any quantity, and come from
    anywhere; a shift may leave nothing of the demand.

    Parameters
    ----------
    bounds : LinkBounds
        Bounds of what has been read.
    makers, needs, purchases, shifts : (P,)
        Of which products a row waits that may be a maker, a need, a purchase, a shift of demand elsewhere.
    """
    inf, more = np.inf, needs | purchases

    def where(mask: Bools, ends: Floats, end: float) -> Floats:
        return np.where(mask & ~np.isnan(ends), end, ends)

    return replace(
        bounds,
        capacity_upper=where(makers, bounds.capacity_upper, inf),
        demand_lower=where(shifts, bounds.demand_lower, 0.0),
        demand_upper=where(more, bounds.demand_upper, inf),
        ssr_lower=where(more, bounds.ssr_lower, 0.0),
        ssr_upper=where(makers | shifts, bounds.ssr_upper, inf),
        hhi_lower=where(makers, bounds.hhi_lower, 0.0),
        hhi_upper=where(makers, bounds.hhi_upper, 1.0),
        import_lower=where(purchases | shifts, bounds.import_lower, 0.0),
        import_upper=where(purchases | shifts, bounds.import_upper, 1.0),
        utilization_lower=where(makers, bounds.utilization_lower, 0.0),
        utilization_upper=where(makers, bounds.utilization_upper, inf),
    )


class WaitingRows:
    """Rows that wait, as one chain in one region has to mind them."""

    def __init__(self, snapshot: GraphSnapshot, chain: str, region: str) -> None:
        self._snapshot, self._chain, self._region = snapshot, chain, region
        self._named_by: dict[tuple[str, str], Rows] = {}
        self._about: dict[str, Rows] = {}
        self._narrowed: dict[tuple[str, int], Rows] = {}
        self._needs: dict[str, Rows] = {}
        self._shifts: dict[str, Rows] = {}
        self._joined: dict[tuple[int, ...], tuple[tuple[Rows, ...], Rows]] = {}

    def union(self, *parts: Rows) -> Rows:
        """``union``, which most products ask for of the very same parts; kept with them, so that ids stay theirs."""
        told = {id(rows): rows for rows in parts if rows}
        if len(told) < 2:
            return next(iter(told.values()), ())
        key = tuple(told)
        if key not in self._joined:
            self._joined[key] = tuple(told.values()), union(*told.values())
        return self._joined[key][1]

    @property
    def pending(self) -> Pending:
        """All rows of the version that wait."""
        return self._snapshot.pending

    def __bool__(self) -> bool:
        return bool(self.pending)

    def _named(self, table: str, code: str) -> Rows:
        key = (table, code)
        found = self._named_by.get(key)
        if found is None:
            product = self._snapshot.products.get(code)
            chains = {self._chain, *(product["chains"] if product else ())}
            found = self._named_by[key] = self.pending.about(table, code, chains) if self.pending else ()
        return found

    def _those(self, kind: str, rows: Rows, fits: Callable[[Waiting], bool]) -> Rows:
        """Rows of ``_named`` that fit; most products have the very same tuple of them, which is gone through once."""
        if not rows:
            return ()
        key = (kind, id(rows))  # self._named_by keeps the tuple, so that no other gets its id
        if key not in self._narrowed:
            self._narrowed[key] = tuple(row for row in rows if fits(row))
        return self._narrowed[key]

    def makers(self, code: str) -> Rows:
        """Rows of list 06 that may be a present maker of a product here."""
        return self.makers_in(code, self._region)

    def makers_in(self, code: str, region: str) -> Rows:
        """The same of any region."""
        rows = self._named("capacities", code)
        return self._those(f"in {region}", rows, lambda row: row.may_stand_in(region)) if rows else ()

    def sellers(self, code: str) -> Rows:
        """Rows of list 07 whose supplier may stand here."""
        return self.sellers_in(code, self._region)

    def sellers_in(self, code: str, region: str) -> Rows:
        """The same of any region."""
        rows = self._named("supplies", code)
        return self._those(f"in {region}", rows, lambda row: row.may_stand_in(region)) if rows else ()

    def purchases(self, code: str) -> Rows:
        """Rows of list 07 that may be a purchase of a product by a firm here."""
        return self._those("bought", self._named("supplies", code), self._may_buy_here)

    def bought_by(self, code: str, buyer: str) -> Rows:
        """Rows of list 07 that may be a further source of one purchase."""
        return tuple(row for row in self._named("supplies", code) if row.may_be_of(buyer))

    def needs(self, code: str) -> Rows:
        """Rows that may bring demand: purchases here, makers here of what the product goes into, rows of list 04."""
        if not self.pending:
            return ()
        if code not in self._needs:
            makers = (self.makers(into) for into in self._goes_into.get(code, ()))
            plants, named = self._plants(code, self._not_here), self._named("product_inputs", code)
            self._needs[code] = self.union(self.purchases(code), *makers, named, plants, self.shifts(code))
        return self._needs[code]

    def shifts(self, code: str) -> Rows:
        """Rows that may take demand away: purchases of what can replace the product, plants of firms that buy it.

        What is bought of one alternative decides how much of the others is needed; where a buyer stands that has no
        plant on record hangs on those that wait.
        """
        if not self.pending:
            return ()
        if code not in self._shifts:
            mates = (self.purchases(mate) for mate in self.mates(code))
            self._shifts[code] = self.union(*mates, self._plants(code, self._placeless))
        return self._shifts[code]

    def _plants(self, code: str, firms: Bools) -> Rows:
        """Plants that wait of firms which buy a product, as far as they are among ``firms`` (F,)."""
        index = self._snapshot.network.firm_index
        buyers = [firm for firm in sorted(self._bought.get(code, ())) if firm not in index or firms[index[firm]]]
        return unique(self.pending.naming("capacities", buyers)) if buyers else ()

    @cached_property
    def _placeless(self) -> Bools:
        """(F,) firms without a present plant on record."""
        return ~self._plants_on_record(lambda inside: np.ones_like(inside))

    @cached_property
    def _not_here(self) -> Bools:
        """(F,) firms without a present plant on record in the region."""
        return ~self._plants_on_record(lambda inside: inside)

    def _plants_on_record(self, wanted: Callable[[Bools], Bools]) -> Bools:
        n = self._snapshot.network
        sites = n.node_has_capacity[n.site_node] & wanted(places_in(n.site_region, self._region)[0])
        return np.bincount(n.node_firm[n.site_node[sites]], minlength=n.n_firms) > 0

    def firms(self) -> Rows:
        """Rows of the chain's list 05 that may be a firm here."""
        rows = self.pending.rows("firms")
        return tuple(row for row in rows if row.chain == self._chain and row.may_stand_in(self._region))

    def of_list(self, sheet: str, code: str | None) -> Rows:
        """Rows of a list that may concern a product here; without a product, any row of the chain's list that may."""
        if not self.pending:
            return ()
        if code is not None and sheet == "06":
            return self.makers(code)
        if code is not None and sheet == "07":
            return self.purchases(code)
        table = _table(sheet)
        rows = self.pending.rows(table) if code is None else self._named(table, code)
        return tuple(row for row in rows if row.chain == self._chain or code is not None)

    def per_list(self, codes: Iterable[str]) -> Mapping[str, int]:
        """Rows of each list of ``pending.LISTS`` that may be about any of these products, wherever they stand."""
        if not self.pending:
            return {}
        told = list(codes)
        return {table: len(union(*(self._named(table, code) for code in told))) for table in LISTS.values()}

    def count(self, codes: Iterable[str]) -> int:
        """Rows that may change what is said of any of these products here, each counted once."""
        return len(union(*(self.about(code) for code in codes))) if self.pending else 0

    def about(self, code: str) -> Rows:
        """Every row that may change what is said of a product here."""
        if not self.pending:
            return ()
        if code not in self._about:
            self._about[code] = self.union(self.makers(code), self.sellers(code), self.needs(code))
        return self._about[code]

    def mates(self, code: str) -> frozenset[str]:
        """Products that can replace a product in some other (替代组 of list 04)."""
        return self._mates.get(code, frozenset())

    @cached_property
    def _mates(self) -> Mapping[str, frozenset[str]]:
        inputs = self._snapshot.tables["product_inputs"]
        columns = (inputs[name].to_pylist() for name in ("to_product", "alt_group", "from_product"))
        groups: dict[tuple[str, str], set[str]] = {}
        for into, group, of in zip(*columns, strict=True):
            if group is not None:
                groups.setdefault((into, group), set()).add(of)
        found: dict[str, set[str]] = {}
        for members in groups.values():
            for code in members:
                found.setdefault(code, set()).update(members - {code})
        return {code: frozenset(others) for code, others in found.items()}

    @cached_property
    def _bought(self) -> Mapping[str, frozenset[str]]:
        """Firms that buy a product by a row that stands."""
        supplies = self._snapshot.tables["supplies"]
        found: dict[str, set[str]] = {}
        for code, buyer in zip(supplies["product"].to_pylist(), supplies["buyer"].to_pylist(), strict=True):
            found.setdefault(code, set()).add(buyer)
        return {code: frozenset(buyers) for code, buyers in found.items()}

    @cached_property
    def _goes_into(self) -> Mapping[str, tuple[str, ...]]:
        inputs = self._snapshot.tables["product_inputs"]
        found: dict[str, list[str]] = {}
        for into, of in zip(inputs["to_product"].to_pylist(), inputs["from_product"].to_pylist(), strict=True):
            found.setdefault(of, []).append(into)
        return {of: tuple(dict.fromkeys(into)) for of, into in found.items()}

    @cached_property
    def _buyers(self) -> Bools:
        network = self._snapshot.network
        return buyers_in(network, self._region) | buyers_maybe_in(network, self._region)

    def _may_buy_here(self, row: Waiting) -> bool:
        index = self._snapshot.network.firm_index
        firms = row.firms
        return firms is None or any(firm not in index or self._buyers[index[firm]] for firm in firms)


def union(*parts: Rows) -> Rows:
    """Rows of all parts, every row once, in the order of first mention; none of the parts holds a row twice.

    Most products are concerned by the very same tuple of rows, those that name no product, so that parts which are one
    object are taken once.
    """
    told = list({id(rows): rows for rows in parts if rows}.values())
    return told[0] if len(told) == 1 else unique(row for rows in told for row in rows) if told else ()


def unique(rows: Iterable[Waiting]) -> Rows:
    """Every row once, in the order of first mention."""
    return tuple({row.ref: row for row in rows}.values())


def _table(sheet: str) -> str:
    return next((each.table for each in sheets() if each.number == sheet), sheet)

"""Rows that wait: put aside at load, or standing with a blank where it decides, and what they may concern.

A declaration covers what was read. As long as such a row may name a product, a firm or a place, nothing negative is
said of them. Which row of ``parked`` may concern what is written at load (``CONCERNS`` of the dictionary).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pyarrow.compute as pc

from graphsvc.domain.arrays import positions_where
from graphsvc.domain.control import lies_in, region_prefix
from graphsvc.domain.rows import CapacityRow, SupplyRow
from graphsvc.domain.tables import ChainTables

PRESENT = "现状"
PARKED = "parked"
LISTS: Mapping[str, str] = {"04": "product_inputs", "05": "firms", "06": "capacities", "07": "supplies"}
"""Tables whose waiting rows bear on what is made, bought and needed, by the number of their list."""


@dataclass(frozen=True)
class Waiting:
    """One row that waits. ``ref``: table and position where it stands; None: it may concern anything.

    ``firms``: the firm of list 05, the maker of 06, the buyer of 07. ``regions``: where that firm, the site or the
    supplier may stand.
    """

    table: str
    ref: tuple[str, int]
    chain: str
    products: frozenset[str] | None
    firms: frozenset[str] | None
    suppliers: frozenset[str] | None
    regions: tuple[str, ...] | None

    def may_stand_in(self, region: str) -> bool:
        """Whether what it tells of may stand in a region: in it, around it, or nowhere that is told.

        Examples
        --------
        >>> row = Waiting("capacities", ("parked", 0), "SD-C01", None, None, None, ("371302",))
        >>> [row.may_stand_in(code) for code in ("370000", "371300", "371302", "371303", "130000", "")]
        [True, True, True, False, False, True]
        """
        return self.regions is None or any(_may_lie(place, region) for place in self.regions)

    def may_be_of(self, firm: str) -> bool:
        """Whether its firm may be this one."""
        return self.firms is None or firm in self.firms


def _may_lie(place: str, region: str) -> bool:
    if not place.isdigit():
        return place == "CN"
    return lies_in(place, region) or not (own := region_prefix(place)) or region_prefix(region).startswith(own)


class Pending:
    """All rows of a version that wait, found by the list and the product they may be about."""

    def __init__(self, tables: ChainTables) -> None:
        self._tables = tables

    @cached_property
    def by_table(self) -> Mapping[str, tuple[Waiting, ...]]:
        """Waiting rows by the table of their list."""
        found: dict[str, list[Waiting]] = {}
        for row in (*self._parked(), *self._undecided()):
            found.setdefault(row.table, []).append(row)
        return {table: tuple(rows) for table, rows in found.items()}

    def _parked(self) -> Iterator[Waiting]:
        for position, row in enumerate(self._tables.rows("parked")):
            if row["table"] != "capacities" or row.get("state") in (None, PRESENT):
                yield Waiting(
                    row["table"],
                    (PARKED, position),
                    row["slot_chain"],
                    _set(row.get("products")),
                    _set(row.get("firms")),
                    _set(row.get("suppliers")),
                    _places(row.get("regions")),
                )

    def _undecided(self) -> Iterator[Waiting]:
        """Rows of lists 06 and 07 that stand and still tell nothing: no state, no supplier, no product, no firm."""
        blank = self._blank("capacities", ("state", "firm", "product"))
        for position, plant in zip(blank, self._tables.each("capacities", blank), strict=True):
            if plant["state"] in (None, PRESENT):
                place = plant["site_region"] or self._registered.get(plant["firm"])
                place = None if plant.get("site_region_flag") else place
                yield _waiting("capacities", position, plant, plant["firm"], None, [place] if place else None)
        blank = self._blank("supplies", ("supplier", "buyer", "product"))
        for position, supply in zip(blank, self._tables.each("supplies", blank), strict=True):
            place = self._registered.get(supply["supplier"])
            places = [place] if place else supply["supplier_region"]
            yield _waiting("supplies", position, supply, supply["buyer"], supply["supplier"], places)

    def _blank(self, table: str, fields: Iterable[str]) -> list[int]:
        """Positions of rows of which one of these fields is blank."""
        data = self._tables[table]
        return sorted({i for field in fields for i in positions_where(pc.is_null(data[field]))})

    @cached_property
    def _registered(self) -> Mapping[str | None, str | None]:
        firms = self._tables["firms"]
        return dict(zip(firms["firm_id"].to_pylist(), firms["reg_region"].to_pylist(), strict=True))

    @cached_property
    def _by_product(self) -> Mapping[tuple[str, str], tuple[Waiting, ...]]:
        return self._by(lambda row: row.products)

    @cached_property
    def _open(self) -> Mapping[str, tuple[Waiting, ...]]:
        return {table: tuple(r for r in rows if r.products is None) for table, rows in self.by_table.items()}

    @cached_property
    def _by_firm(self) -> Mapping[tuple[str, str], tuple[Waiting, ...]]:
        return self._by(lambda row: row.firms)

    def _by(self, names: Callable[[Waiting], Iterable[str] | None]) -> Mapping[tuple[str, str], tuple[Waiting, ...]]:
        found: dict[tuple[str, str], list[Waiting]] = {}
        for table, rows in self.by_table.items():
            for row in rows:
                for name in names(row) or ():
                    found.setdefault((table, name), []).append(row)
        return {key: tuple(rows) for key, rows in found.items()}

    def __bool__(self) -> bool:
        return bool(self.by_table)

    def naming(self, table: str, firms: Iterable[str]) -> tuple[Waiting, ...]:
        """Rows of one list that name one of these firms."""
        return tuple(row for firm in firms for row in self._by_firm.get((table, firm), ()))

    def rows(self, table: str) -> tuple[Waiting, ...]:
        """Waiting rows of one list."""
        return self.by_table.get(table, ())

    def about(self, table: str, product: str, chains: Collection[str]) -> tuple[Waiting, ...]:
        """Rows of one list that may be about a product: they name it, or name none and stand in one of the chains.

        ``chains``: those whose declarations count for the product.
        """
        named, open_ = self._by_product.get((table, product), ()), self._open_in(table, frozenset(chains))
        return (*named, *open_) if named and open_ else named or open_

    def _open_in(self, table: str, chains: frozenset[str]) -> tuple[Waiting, ...]:
        """Rows that name no product, of the lists of these chains: few sets of chains stand for all products."""
        key = (table, chains)
        if key not in self._open_of_chains:
            self._open_of_chains[key] = tuple(row for row in self._open.get(table, ()) if row.chain in chains)
        return self._open_of_chains[key]

    @cached_property
    def _open_of_chains(self) -> dict[tuple[str, frozenset[str]], tuple[Waiting, ...]]:
        return {}


def _set(values: Sequence[str] | None) -> frozenset[str] | None:
    return None if values is None else frozenset(values)


def _places(values: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(values)


def _waiting(
    table: str,
    position: int,
    row: CapacityRow | SupplyRow,
    firm: str | None,
    supplier: str | None,
    places: Sequence[str] | None,
) -> Waiting:
    def one(value: str | None) -> frozenset[str] | None:
        return None if value is None else frozenset((value,))

    return Waiting(
        table, (table, position), row["slot_chain"], one(row["product"]), one(firm), one(supplier), _places(places)
    )

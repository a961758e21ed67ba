"""All resolved slots of a version, reduced to one row per fact; every other report goes to the table ``reports``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from graphsvc.domain.arrays import positions_where
from graphsvc.domain.control import region_prefix
from graphsvc.domain.identity import IDENTITIES, key_text
from graphsvc.domain.ports import Part
from graphsvc.domain.reports import report_row
from graphsvc.domain.tables import ChainTables, Row, arrow_table
from loaders.comparing import belonging
from loaders.overlap.deciding import Decision, decide
from loaders.overlap.grouping import apart, facts
from loaders.overlap.ranking import Judge, Told
from loaders.overlap.saying import Sayings
from loaders.overlap.shares import shares_above_all
from loaders.overlap.sites import decide_plants
from loaders.overlap.units import QUANTITIES, OtherUnit, converted, in_several_units, other_units, product_in_unit

_FIRST = ("chains", "firms", "products")
"""Lists that tell where the objects of the others stand, and in which unit they are counted."""


def reconcile(parts: Sequence[Part], prefer: str = "narrowest") -> list[Part]:
    """The parts of a version with one row per fact, whatever the order of their rows.

    Parameters
    ----------
    parts
        Every slot of the version, resolved, in slot order.
    prefer
        Which report counts first: ``narrowest``, ``widest`` or ``latest`` (see ``loaders.overlap.ranking``).

    Returns
    -------
    The same parts in the same order; one in which nothing changed is the same object.
    """
    work = _Work(parts, prefer)
    for table in _FIRST:
        work.reduce(table)
    work.count_in_one_unit()
    for table in IDENTITIES:
        if table not in _FIRST:
            work.reduce(table)
    work.say_shares()
    return work.result()


class _Changing:
    """Tables of a slot, some of them changed."""

    def __init__(self, tables: ChainTables) -> None:
        self._tables = tables
        self._new: dict[str, pa.Table] = {}

    def __getitem__(self, name: str) -> pa.Table:
        return self._new[name] if name in self._new else self._tables[name]

    def __setitem__(self, name: str, data: pa.Table) -> None:
        self._new[name] = data

    def result(self) -> ChainTables:
        """The tables as they are now."""
        return self._tables.changed(self._new)


class _Work:
    """Tables of all slots while they are reduced, list by list."""

    def __init__(self, parts: Sequence[Part], prefer: str) -> None:
        self.parts = list(parts)
        self.tables = [_Changing(part.resolved.tables) for part in parts]
        self.reports: dict[int, list[Row]] = defaultdict(list)
        self.touched: set[int] = set()
        self.sayings = Sayings(parts)
        self._reduced: set[str] = set()
        years = [year for p in parts for year in p.resolved.tables["submissions"]["data_year"].to_pylist()]
        known = [year for year in years if year is not None]
        self.judge = Judge(prefer, max(known, default=None), self._chain_regions(), self._firm_regions())

    def reduce(self, table: str) -> None:
        """Decide on every fact of one list that several rows tell."""
        data = [(p.staged.slot, tables[table]) for p, tables in zip(self.parts, self.tables, strict=True)]
        gone: dict[int, dict[int, list[str]]] = defaultdict(dict)
        filled: dict[int, dict[int, Row]] = defaultdict(dict)
        for group in facts(table, data):
            for decision in self._decisions(table, group):
                self._keep(decision, gone, filled)
        for part in sorted({*gone, *filled}):
            self._lend_no_more(table, part, gone[part])
            self.tables[part][table] = _changed(self.tables[part][table], gone[part], filled[part])
            self.touched.add(part)
        self._reduced.add(table)

    def say_shares(self) -> None:
        """Say where the slots together tell of more than a buyer's whole purchases."""
        supplies = [(p.staged.slot, tables["supplies"]) for p, tables in zip(self.parts, self.tables, strict=True)]
        for found in shares_above_all(supplies):
            self.sayings.shares(found)

    def count_in_one_unit(self) -> None:
        """Turn the figures of slots that list a product in another unit than its counting row does."""
        codes = pa.array(in_several_units([p.resolved.tables["products"] for p in self.parts]), pa.string())
        if not len(codes):
            return
        counting: dict[str, Told] = {}
        for number, tables in enumerate(self.tables):
            for told in self._products(number, tables["products"], codes):
                counting.setdefault(told.values["product_code"], told)
        for number, part in enumerate(self.parts):
            others = other_units(self._products(number, part.resolved.tables["products"], codes), counting)
            factors = {other.told.values["product_code"]: other.factor for other in others}
            for other in others:
                self.sayings.other_unit(other)
            for table in QUANTITIES if others else ():
                self.tables[number][table] = converted(table, self.tables[number][table], factors)
            if others:
                self._list_in_unit(number, {other.told.values["product_code"]: other for other in others})

    def _products(self, number: int, data: pa.Table, codes: pa.Array) -> list[Told]:
        """Rows of a slot's list 03 about products with these codes."""
        slot = self.parts[number].staged.slot
        rows = positions_where(pc.is_in(data["product_code"], codes))
        pairs = zip(rows, data.take(pa.array(rows, pa.int64())).to_pylist(), strict=True)
        return [Told(number, at, slot, row) for at, row in pairs]

    def _list_in_unit(self, number: int, others: Mapping[str, OtherUnit]) -> None:
        """Rows of list 03 that still stand in this slot: another chain's own row of the product."""
        self.touched.add(number)
        data = self.tables[number]["products"]
        cells = {
            told.row: product_in_unit(told.values, others[told.values["product_code"]])
            for told in self._products(number, data, pa.array(list(others), pa.string()))
        }
        self.tables[number]["products"] = _changed(data, {}, cells)

    def _decisions(self, table: str, group: list[Told]) -> list[Decision]:
        if table == "capacities":
            plants, totals = decide_plants(group, self.judge)
            for total in totals:
                self.sayings.total(total)
            return plants
        things = apart(IDENTITIES[table], group)
        if len(things) > 1:
            self.sayings.several_things(table, [thing[0] for thing in things])
        return [decide(table, thing, self.judge) for thing in things]

    def _keep(
        self, decision: Decision, gone: Mapping[int, dict[int, list[str]]], filled: Mapping[int, dict[int, Row]]
    ) -> None:
        table, fact = decision.table, decision.fact or decision.counting[0].values
        for other in decision.others:
            told = other.told
            differs = [each.field for each in other.differs]
            self.reports[told.part].append(report_row(table, fact, told.values, other.reason, other.used, differs))
            gone[told.part][told.row] = other.used
        if decision.taken:
            told = decision.counting[0]
            names = [name for field in decision.taken for name in (field, *belonging(table, field))]
            filled[told.part][told.row] = {name: told.values[name] for name in names}
        self.sayings.decided(decision)

    def _lend_no_more(self, table: str, part: int, gone: Mapping[int, list[str]]) -> None:
        """Rows that a row now outranked was made of lend to the row that counts only what that row took from it."""
        held = self.tables[part]["reports"]
        if not held.num_rows or not gone:
            return
        numbers, year = sorted(gone), IDENTITIES[table].year
        data = self.tables[part][table].take(pa.array(numbers, type=pa.int64())).to_pylist()
        used = {(key_text(table, row), row.get(year)): gone[at] for at, row in zip(numbers, data, strict=True)}
        rows = held.to_pylist()
        for row in rows:
            told = orjson.loads(row["fields"])
            left = used.get((row["key"], told.get(year))) if row["table"] == table else None
            if left is not None:
                row["used"] = sorted(set(row["used"] or ()).intersection(left)) or None
        self.tables[part]["reports"] = arrow_table("reports", rows)

    def result(self) -> list[Part]:
        """The parts with what changed, and everything said of them."""
        made = []
        for number, part in enumerate(self.parts):
            notices = self.sayings.notices(number)
            if number in self.touched:
                tables = self.tables[number]
                rows = sorted([*tables["reports"].to_pylist(), *self.reports[number]], key=_report_order)
                tables["reports"] = arrow_table("reports", rows)
                part = replace(part, resolved=replace(part.resolved, tables=tables.result()))
            if notices:
                resolved = replace(part.resolved, notices=(*part.resolved.notices, *notices))
                part = replace(part, resolved=resolved)
            made.append(part)
        return made

    def _chain_regions(self) -> Callable[[str], str]:
        """Region of a whole chain: the widest that its lists 01 name, else its widest slot."""

        @cache
        def region(chain: str) -> str:
            own = [(p, t) for p, t in zip(self.parts, self.tables, strict=True) if p.staged.slot.chain == chain]
            named = [r for _, tables in own for r in tables["chains"]["region_code"].to_pylist() if r]
            codes: list[str] = named or [p.staged.slot.region for p, _ in own]
            return min(codes, key=lambda code: (len(region_prefix(code)), code))

        return region

    def _firm_regions(self) -> Callable[[], Mapping[str, str]]:
        """Registered region of every firm, once list 05 is reduced."""
        found: dict[str, str] = {}

        def regions() -> Mapping[str, str]:
            if not found and "firms" in self._reduced:
                for tables in self.tables:
                    firms = tables["firms"]
                    pairs = zip(firms["firm_id"].to_pylist(), firms["reg_region"].to_pylist(), strict=True)
                    found.update({firm: region for firm, region in pairs if region})
            return found

        return regions


def _report_order(row: Row) -> tuple[str | int, ...]:
    return (row["table"], row["key"], row["source_file"] or "", row["source_sheet"] or "", row["source_row"] or 0)


def _changed(data: pa.Table, gone: Collection[int], filled: Mapping[int, Row]) -> pa.Table:
    """A table without the rows that are gone, with the cells that were filled."""
    for name in sorted({name for cells in filled.values() for name in cells}):
        values = data[name].to_pylist()
        for row, cells in filled.items():
            values[row] = cells.get(name, values[row])
        field = data.schema.field(name)
        data = data.set_column(data.schema.get_field_index(name), field, pa.array(values, type=field.type))
    stays = np.ones(data.num_rows, np.bool_)
    stays[list(gone)] = False
    return data.filter(pa.array(stays)) if gone else data

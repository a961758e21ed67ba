"""A version in memory, read-only: tables with provenance, the failure network, and what was declared about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

import numpy as np

from graphsvc.domain.arrays import Bools, Floats, Ints, numbers
from graphsvc.domain.build_network import build_network
from graphsvc.domain.control import lies_in, region_prefix
from graphsvc.domain.listed import ListedFirm, ListedProduct, ListedStage, listed_firms, listed_products, listed_stages
from graphsvc.domain.network import Network
from graphsvc.domain.network_parts import Firms
from graphsvc.domain.once import once
from graphsvc.domain.pending import Pending
from graphsvc.domain.reports import ReportIndex
from graphsvc.domain.rows import ChainRow, ProductRow, SubmissionRow
from graphsvc.domain.secrecy import highest
from graphsvc.domain.tables import ChainTables


@dataclass(frozen=True)
class ChainInfo:
    """One chain of a version: its own region and the products it ends in."""

    code: str
    name: str
    region: str
    final_products: tuple[str, ...]
    product_codes: tuple[str, ...]
    as_of: str | None


class GraphSnapshot:
    """A published version as arrays and rows. Everything is computed once, on first use, and never altered."""

    def __init__(self, version_id: str | None, content_hash: str, tables: ChainTables) -> None:
        self.version_id = version_id
        self.content_hash = content_hash
        self.tables = tables

    @cached_property
    def chains(self) -> Mapping[str, ChainInfo]:
        """Chains by code, sorted. Final products: as declared, else products that are inputs of nothing. Of chains of
        one name each is called by its code as well."""
        listed: dict[str, ChainRow] = {}
        for chain in self.tables.rows("chains"):
            listed.setdefault(chain["slot_chain"], chain)
        products: dict[str, list[str]] = {}
        for product in self.products.values():
            for code in product["chains"]:
                products.setdefault(code, []).append(product["product_code"])
        slots: dict[str, SubmissionRow] = {}
        dates: dict[str, str] = {}
        for slot in self.tables.rows("submissions"):
            code = slots.setdefault(slot["slot_chain"], slot)["slot_chain"]
            dates[code] = max(dates.get(code, ""), slot["as_of"] or "")
        inputs = {need["from_product"] for need in self.tables.rows("product_inputs")}
        found = {}
        for code in sorted({*listed, *slots, *products}):
            row, first, own = listed.get(code), slots.get(code), tuple(sorted(products.get(code, [])))
            declared = [p for p in (row and row["final_products"]) or () if p in self.products]
            found[code] = ChainInfo(
                code=code,
                name=(row and row["chain_name"]) or (first and first["chain_name"]) or code,
                region=(row and row["region_code"]) or (first and first["slot_region"]) or "",
                final_products=tuple(declared or (p for p in own if p not in inputs)),
                product_codes=own,
                as_of=dates.get(code) or None,
            )
        shared = {name for name, n in Counter(info.name for info in found.values()).items() if n > 1}
        for code, info in found.items():
            if info.name in shared and info.name != code:
                found[code] = replace(info, name=f"{info.name} {code}")
        return MappingProxyType(found)

    @cached_property
    def products(self) -> Mapping[str, ListedProduct]:
        """Products by code: the first slot's row, with ``chains`` (codes that list it) and ``row`` (position)."""
        return MappingProxyType(listed_products(self.tables))

    @cached_property
    def firms(self) -> Mapping[str, ListedFirm]:
        """Listed firms by id, merged over slots, with ``row`` (position in the table)."""
        return MappingProxyType(listed_firms(self.tables))

    @cached_property
    def reports(self) -> ReportIndex:
        """What others said of facts that a row of the lists stands for."""
        return ReportIndex(self.tables)

    @cached_property
    def stages(self) -> Mapping[tuple[str, str], ListedStage]:
        """Stages by (chain, stage code), with ``row`` (position)."""
        return MappingProxyType(listed_stages(self.tables))

    def stage_of(self, product: ProductRow) -> ListedStage | None:
        """The stage that a row of list 03 names, None where it names none or list 02 has none of that code."""
        code = product["stage_code"]
        return None if code is None else self.stages.get((product["slot_chain"], code))

    @once
    def network(self) -> Network:
        """The joined failure network of all chains."""
        return build_network(self.tables, self._supply_lists_declared)

    @cached_property
    def pending(self) -> Pending:
        """Rows that wait, and what they may concern."""
        return Pending(self.tables)

    @cached_property
    def declared(self) -> frozenset[tuple[str, str, str]]:
        """(sheet number, chain, region) of every declared completeness."""
        return frozenset(
            (sheet[:2], row["slot_chain"], row["slot_region"] or "")
            for row in self.tables.rows("submissions")
            for sheet in row["complete_lists"] or ()
        )

    def is_declared_complete(self, sheet: str, chains: list[str] | tuple[str, ...], region: str) -> bool:
        """Whether list ``sheet`` was declared complete for one of the chains and a region that covers ``region``.

        What was declared, whether or not rows of the list wait: see ``pending``.
        """
        return any(
            number == sheet and chain in chains and (lies_in(region, scope) if region else not scope)
            for number, chain, scope in self.declared
        )

    @cached_property
    def secrecy(self) -> str | None:
        """The highest 密级 of the version's submissions, None where none tells one."""
        return highest(row["secrecy"] for row in self.tables.rows("submissions"))

    def _supply_lists_declared(self, buyers: Ints, products: Ints, firms: Firms) -> Bools:
        """(Q,) purchases for which list 07 was declared complete and no row waits that may be a further source."""
        declared = self._supply_lists_covered(buyers, products, firms.region)
        return declared & ~self.purchases_waiting(buyers, products, firms.index) if declared.any() else declared

    def purchases_waiting(self, buyers: Ints, products: Ints, firms: Mapping[str, int]) -> Bools:
        """(Q,) purchases, by buyer and product, to which a row of list 07 that waits may belong."""
        found, index = np.zeros(len(buyers), np.bool_), {code: i for i, code in enumerate(sorted(self.products))}
        rows = self.pending.rows("supplies")
        for named, codes, chain in {(r.firms, r.products, None if r.products else r.chain) for r in rows}:
            own = codes if codes is not None else [c for c in index if chain in self.products[c]["chains"]]
            mask = np.isin(products, [index[code] for code in own if code in index])
            if named is not None:
                mask &= np.isin(buyers, [firms[firm] for firm in named if firm in firms])
            found |= mask
        return found

    def _supply_lists_covered(self, buyers: Ints, products: Ints, regions: tuple[str, ...]) -> Bools:
        if all(number != "07" for number, _, _ in self.declared):
            return np.zeros(len(buyers), np.bool_)
        codes = sorted(self.products)
        scopes: dict[int, list[str]] = {}
        for i, code in enumerate(codes):
            own = self.products[code]["chains"]
            scopes[i] = [region for number, chain, region in self.declared if number == "07" and chain in own]
        prefixes = {i: tuple(region_prefix(r) if r else "" for r in found) for i, found in scopes.items()}
        pairs = zip(buyers.tolist(), products.tolist(), strict=True)
        return np.fromiter(
            (bool(prefixes[p]) and bool(regions[b]) and regions[b].startswith(prefixes[p]) for b, p in pairs),
            np.bool_,
            len(buyers),
        )

    @cached_property
    def supply_years(self) -> Floats:
        """Year of every supply row that tells one."""
        years = numbers(self.tables["supplies"]["year"])
        return years[np.isfinite(years)]

    @cached_property
    def as_of(self) -> str | None:
        """Latest 数据截止日期 of the version's submissions."""
        dates = [row["as_of"] for row in self.tables.rows("submissions") if row["as_of"]]
        return max(dates, default=None)

"""How far the data of a scope go: lists declared complete, rows that wait, known cells, grade."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graphsvc.analysis.completeness import data_grade, known_cells
from graphsvc.analysis.links.waiting import WaitingRows
from graphsvc.domain.dictionary import list_name
from graphsvc.domain.notices import Notice
from graphsvc.domain.once import once
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.judgements.facts.members import Members
from graphsvc.judgements.scope import Scope


@dataclass(frozen=True, eq=False)
class DataState:
    """What of a scope is known, what waits, and what a list without a row means."""

    snapshot: GraphSnapshot
    scope: Scope
    members: Members

    def is_declared(self, sheet: str, product: str | None = None) -> bool:
        """Whether a list was declared complete for this region and the chain (or a chain that lists the product)."""
        chains = (self.scope.chain, *(self.snapshot.products[product]["chains"] if product else ()))
        key = sheet, chains
        if key not in self._declared:
            self._declared[key] = self.snapshot.is_declared_complete(sheet, chains, self.scope.region)
        return self._declared[key]

    @once
    def _declared(self) -> dict[tuple[str, tuple[str, ...]], bool]:
        """What ``is_declared`` has said: few sets of chains stand for all products."""
        return {}

    def list_is_complete(self, sheet: str, product: str | None = None) -> bool:
        """Whether a list is complete: declared so, and no row of it waits that may concern the product here."""
        return self.is_declared(sheet, product) and not self.waiting.of_list(sheet, product)

    @once
    def waiting(self) -> WaitingRows:
        """Rows that wait, as this chain and region have to mind them."""
        return WaitingRows(self.snapshot, self.scope.chain, self.scope.region)

    def waiting_notices(self, *tables: str) -> tuple[Notice, ...]:
        """One notice per list named of which rows wait: how many, in the whole version."""
        told = [(list_name(table), len(self.snapshot.pending.rows(table))) for table in tables]
        return tuple(
            Notice("rows_pending", action="kept", facts={"list": name, "n": n, "chain": self.scope.chain})
            for name, n in told
            if n
        )

    def completeness(self, fields: Iterable[str]) -> float | None:
        """Known / needed cells over the named fields of the chain."""
        index = self.snapshot.network.product_index
        products = [index[c] for c in self.members.product_codes if c in index]
        return known_cells(self.snapshot, self.members.upstream, products, fields, self._waiting_cells)

    @once
    def _waiting_cells(self) -> Mapping[str, int]:
        """Rows of lists 04, 06 and 07 that wait and may speak of the chain's products, wherever they stand."""
        return self.waiting.per_list(self.members.product_codes)

    def grade(self, completeness: float | None) -> str:
        """Data grade A-D of a result with this completeness."""
        return data_grade(self.snapshot, completeness)

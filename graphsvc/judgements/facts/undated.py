"""What in an outlook hangs on dates nobody tells: which failures may run otherwise than they do without these rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.outages.entities import Entities
from graphsvc.domain.arrays import Bools
from graphsvc.domain.control import lies_in
from graphsvc.domain.once import once
from graphsvc.domain.outlook import Later
from graphsvc.domain.rows import CapacityRow
from graphsvc.judgements.facts.groundwork import Groundwork
from graphsvc.judgements.facts.members import Members


@dataclass(frozen=True, eq=False)
class Undated:
    """Rows of list 06 that may be there or not; ``later`` None: the present, where there is none."""

    ground: Groundwork
    members: Members
    later: Later | None

    @once
    def plants(self) -> Sequence[CapacityRow]:
        """Those rows, whichever chain they are of: firms and places are shared."""
        if self.later is None or not len(self.later.waits):
            return ()
        rows = self.ground.snapshot.tables.rows("capacities")
        return tuple(rows[i] for i in self.later.waits.tolist())

    def hanging(self, entities: Entities) -> Bools:
        """(E,) failures that one of the rows may change.

        All of them where it may make a final product, for that is what losses are weighed by; else those from which
        goods reach its firm, or a maker of its product that it might stand in for, and those it would be part of.
        """
        n, finals = self.ground.network, self.members.final_set
        if not self.plants:
            return np.zeros(len(entities), np.bool_)
        if any(row["product"] in finals for row in self.plants):
            return np.ones(len(entities), np.bool_)
        kind, plants = entities.kind, self.plants
        found = np.array([any(self._holds(kind, e, row) for row in plants) for e in entities.ids], np.bool_)
        firms = [n.firm_index[row["firm"]] for row in self.plants if row["firm"] in n.firm_index]
        products = [n.product_index[row["product"]] for row in self.plants if row["product"] in n.product_index]
        concerned = np.flatnonzero(np.isin(n.node_firm, firms) | np.isin(n.node_product, products))
        selling = n.source_node[np.isin(n.purchase_buyer, firms)[n.source_purchase]]
        reach = self.ground.model.upstream_of(np.concatenate([concerned, selling]))
        for ptr, node in ((entities.ptr, entities.node), (entities.cut_ptr, n.source_node[entities.cut_source])):
            owner = np.repeat(np.arange(len(entities)), np.diff(ptr))
            found[owner[reach[node]]] = True
        return found

    def _holds(self, kind: str, entity: str, row: CapacityRow) -> bool:
        """Whether what fails would take the capacity along."""
        n, firm = self.ground.network, row["firm"] or ""
        place = row["site_region"] or (n.firm_region[n.firm_index[firm]] if firm in n.firm_index else "")
        return {
            "firm": firm == entity,
            "group": firm in n.firm_index and n.group_ids[n.firm_group[n.firm_index[firm]]] == entity,
            "park": row["park"] == entity,
            "region": not place or lies_in(place, entity) or lies_in(entity, place),
            "country": entity == "CN",
            "product": row["product"] == entity,
        }.get(kind, False)

    def newcomers(self, entities: Entities, counted: Sequence[int]) -> int:
        """How many failures more may count: firms or groups that are none of ``counted`` yet, and would make a product
        of the chain that is not a final one."""
        n, known = self.ground.network, {entities.ids[e] for e in counted}
        own = set(self.members.product_codes) - self.members.final_set
        firms = {
            n.firm_index[row["firm"]] for row in self.plants if row["product"] in own and row["firm"] in n.firm_index
        }
        owner = {n.group_ids[n.firm_group[f]] if entities.kind == "group" else n.firm_ids[f] for f in firms}
        return len(owner - known)

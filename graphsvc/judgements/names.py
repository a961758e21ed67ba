"""What people call the objects of a version: products, firms, controllers, parks."""

from __future__ import annotations

from dataclasses import dataclass

from graphsvc.domain.listed import ListedProduct
from graphsvc.domain.once import once
from graphsvc.domain.reference import region_name
from graphsvc.domain.snapshot import GraphSnapshot


@dataclass(frozen=True, eq=False)
class Names:
    """Names by code or id; the code itself where no name is known."""

    snapshot: GraphSnapshot

    def row(self, code: str) -> ListedProduct:
        """The canonical row of a product."""
        return self.snapshot.products[code]

    def product(self, code: str) -> str:
        """Name of a product."""
        row = self.snapshot.products.get(code)
        return str(row["product_name"]) if row and row["product_name"] else code

    def firm(self, position: int) -> str:
        """Name of a firm by its position in the network."""
        return self.snapshot.network.firm_names[position]

    def entity(self, kind: str, entity_id: str) -> str:
        """What people call an entity: name of the firm, controller, product, park or region, else its id."""
        if kind in ("firm", "group"):
            network = self.snapshot.network
            if entity_id in network.firm_index:
                return network.firm_names[network.firm_index[entity_id]]
            return self._controllers.get(entity_id, entity_id)
        if kind == "product":
            return self.product(entity_id)
        if kind == "region":
            return region_name(entity_id) or entity_id
        return self._parks.get(entity_id, entity_id) if kind == "park" else entity_id

    @once
    def _controllers(self) -> dict[str, str]:
        told: dict[str, str] = {}
        for row in self.snapshot.firms.values():
            if row["controller_uscc"] and row["controller"]:
                told.setdefault(row["controller_uscc"], str(row["controller"]))
        return told

    @once
    def _parks(self) -> dict[str, str]:
        told: dict[str, str] = {}
        for row in self.snapshot.tables.rows("parks"):
            if row["park_code"]:
                told.setdefault(row["park_code"], str(row["name"]))
        return told

"""What parked rows may concern, by code and id: what their cells name, or what those may be a misspelling of.

A text that names nothing known stands for the products it resembles, and for any product where it resembles none; a
blank cell stands for anything. A firm that cannot be told may stand anywhere, unless the row itself names the place.
"""

from __future__ import annotations

from collections.abc import Sequence

from graphsvc.domain.credit_codes import is_credit_code
from loaders.entity_names import bare_code, provisional_id
from loaders.raw_cells import Row, texts_in
from loaders.references.origins import origin_of
from loaders.references.scene import Scene
from loaders.rulings import DANGLING

Texts = list[str] | None


def concerned(scene: Scene, parked: Sequence[Row]) -> list[Row]:
    """Parked rows with texts replaced by codes and ids, everything else as it is."""
    about = _About(scene, parked)
    return [about.row(row) for row in parked]


class _About:
    """The lists of a scene, asked what a text may mean."""

    def __init__(self, scene: Scene, parked: Sequence[Row]) -> None:
        self._scene = scene
        self._aside: dict[str, Texts] = {}
        for row in parked:
            if row["table"] == "firms":
                self._aside.update(dict.fromkeys(_identities(texts_in(row, "firms")) or (), texts_in(row, "regions")))
        self._memo: dict[str, Texts] = {}

    def row(self, row: Row) -> Row:
        products = self._products(texts_in(row, "products"))
        if row["table"] == "firms":
            return {**row, "products": products, "firms": _identities(texts_in(row, "firms"))}
        firms, suppliers = self._firms(texts_in(row, "firms")), self._firms(texts_in(row, "suppliers"))
        regions = row.get("regions")
        if row["table"] == "capacities":
            regions = regions or self._places(firms)
        elif row["table"] == "supplies":
            regions = self._places(suppliers) or regions or self._origin(texts_in(row, "suppliers"))
        return {**row, "products": products, "firms": firms, "suppliers": suppliers, "regions": regions}

    def _products(self, texts: Texts) -> Texts:
        found: set[str] = set()
        for text in texts or ():
            if text not in self._memo:
                self._memo[text] = self._product(text)
            codes = self._memo[text]
            if codes is None:
                return None
            found.update(codes)
        return sorted(found) if texts else None

    def _product(self, text: str) -> Texts:
        found = self._scene.names.find("products", text)
        if found.id is not None:
            return [found.id]
        if found.reason == DANGLING:
            return [text]
        return sorted(self._scene.names.products_like(text)) or None

    def _firms(self, texts: Texts) -> Texts:
        found: list[str] = []
        for text in texts or ():
            firm, own = self._scene.names.firm(text), _identity(text)
            if firm.id is None and own not in self._aside and not is_credit_code(own):
                return None
            found.append(firm.id or own)
        return found or None

    def _places(self, firms: Texts) -> Texts:
        """Where firms are registered, by their rows or by those that wait; None where one of them does not tell."""
        places: list[str] = []
        for firm in firms or ():
            row = self._scene.firms.latest(firm)
            told = self._aside.get(firm) if row is None else [row.region] if row.region else None
            if not told:
                return None
            places += told
        return places or None

    def _origin(self, suppliers: Texts) -> Texts:
        """Countries and regions that stand in the supplier's own cell."""
        text = suppliers[0] if suppliers else ""
        origin = origin_of(text, self._scene.names.is_product, self._scene.staged.slot.region) if text else None
        return list(origin.places) or None if origin is not None else None


def _identities(texts: Texts) -> Texts:
    """Ids that other lists may know a firm by whose own row waits: its code, and what its name gives."""
    return [_identity(text) for text in texts or ()] or None


def _identity(text: str) -> str:
    return bare_code(text) if is_credit_code(bare_code(text)) else provisional_id(text)

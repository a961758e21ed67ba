"""What the sheets of one submission read so far have told: names, units, cut-off date, data year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from loaders.cells.products_in_cells import Names, Products
from loaders.decided import Decided
from loaders.raw_cells import Row, number_in, text_in, texts_in
from loaders.rulings import ALIASED

_TELLING = frozenset({"submissions", "chains", "products", "stages", "firms", "aliases"})
"""Lists that tell later sheets anything."""


class Learned:
    """Names and codes by list, and what sheet 00 says of time; later sheets are read with it."""

    def __init__(self, decided: Decided | None = None) -> None:
        self.decided = decided or Decided()
        self.products, self.stages, self.firms = Products(), Names(), Names()
        self.as_of: str | None = None
        self.data_year: int | None = None
        self.units: tuple[str, ...] = ()
        self._names: Mapping[str, Names] = {
            "products": self.products,
            "stages": self.stages,
            "firms": self.firms,
        }

    def names_of(self, references: str | None) -> Names | None:
        """Names of the list that a column refers to (``products.product_code``), None where none are kept."""
        return self._names.get((references or "").partition(".")[0])

    def knows(self, references: str | None) -> Callable[[str], bool]:
        """Whether a text names a known row of the list that a column refers to."""
        names = self.names_of(references)
        return names.knows if names is not None else lambda _: False

    def learn(self, table: str, rows: Iterable[Row]) -> None:
        """Note what later sheets need of the rows of one."""
        for row in rows if table in _TELLING else ():
            if table == "submissions":
                year = number_in(row, "data_year")
                self.as_of, self.data_year = text_in(row, "as_of"), None if year is None else int(year)
                self._note_scopes(row)
            elif table == "chains":
                self._note_scopes(row)
            elif table == "products":
                self._learn_product(row)
            elif table == "stages":
                self.stages.add(text_in(row, "stage_code"), (text_in(row, "stage_name"),))
            elif table == "firms":
                code = text_in(row, "uscc") or text_in(row, "other_id")
                self.firms.add(code, (text_in(row, "name"), *texts_in(row, "aliases")))
            elif table == "aliases":
                self._learn_alias(row)
        names = self._names.get(table)
        for alias, target in self.decided.aliases(table) if names is not None else ():
            if names is not None and names.knows(target):
                names.add(names.code(target), (alias,))

    def _note_scopes(self, row: Row) -> None:
        self.decided.note_scope(text_in(row, "chain_code"))
        self.decided.note_scope(text_in(row, "region_code"))

    def _learn_product(self, row: Row) -> None:
        code = text_in(row, "product_code")
        if code:
            names = (text_in(row, "product_name"), *texts_in(row, "aliases"))
            self.products.add_product(code, names, text_in(row, "unit"))

    def _learn_alias(self, row: Row) -> None:
        names = self._names.get(ALIASED.get(text_in(row, "kind") or "", ""))
        target, alias = text_in(row, "target"), text_in(row, "alias")
        if names is not None and target and alias:
            names.add(names.code(target), (alias,))

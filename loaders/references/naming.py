"""What the texts of cells name, asked of all lists of a submission and its neighbours. Asking changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from graphsvc.domain.credit_codes import is_credit_code
from loaders.decided import Ruled
from loaders.entity_names import PROVISIONAL, bare_code, name_key, provisional_id, written_part
from loaders.references.firm_book import FirmBook
from loaders.references.lookups import Lookup
from loaders.references.others import Others
from loaders.references.short_names import Proposal
from loaders.references.verdicts import Unlisted


class Named(NamedTuple):
    """What a text names: its id, of a firm its site too, or the reason why there is none."""

    id: str | None
    reason: str = ""
    site: str | None = None
    is_variant: bool = False


class NameBook:
    """Stages, products, parks and firms by every text that names them."""

    def __init__(
        self, firms: FirmBook, lookups: Mapping[str, Lookup], decided: Mapping[tuple[str, str], Ruled] | None = None
    ) -> None:
        self.decided = decided or {}
        self.firms = firms
        self._lookups = lookups
        self._firm_memo: dict[str, Named] = {}

    @classmethod
    def of(cls, others: Others, ruled: Iterable[Ruled]) -> NameBook:
        """What texts name in a submission, and where it does not tell, in the others; ``ruled`` are its decisions."""
        own = others.own_lists()
        book = FirmBook(others, own["firms"])
        lookups = {table: Lookup(index, others, table) for table, index in own.items() if table != "firms"}
        decided = {(each.table, name_key(each.original)): each for each in ruled if each.kind != "merge"}
        return cls(book, {**lookups, "firms": book.lookup}, decided)

    def ruling(self, table: str, text: str) -> Ruled | None:
        """What a person decided about a text as a name of this list."""
        return self.decided.get((table, name_key(text))) if self.decided else None

    def is_listed(self, table: str) -> bool:
        """Whether the submission itself has this list, be it that all its rows wait."""
        return self._lookups[table].own.is_listed

    def find(self, table: str, text: str) -> Named:
        """The row of a list that a text names."""
        if table == "firms":
            return self.firm(text)
        found = self._lookups[table].find(text)
        return Named(found.id, found.reason)

    def is_named(self, table: str, text: str) -> bool:
        """Whether a text is a code, name or alias of a list as it stands there."""
        return self._lookups[table].find(text).id is not None

    def is_product(self, text: str) -> bool:
        """Whether a text is a product's code or name."""
        return self.is_named("products", text)

    def product_keys(self, codes: Collection[str]) -> set[str]:
        """Keys of all texts that may name one of these products."""
        return self._lookups["products"].keys_to(codes)

    def products_like(self, text: str) -> set[str]:
        """Codes of the products that a text, which names none, may be a misspelling of."""
        return self._lookups["products"].near(text)

    def firm(self, text: str) -> Named:
        """The firm of sheet 05 that a text names by code, name, alias, branch or a variant of its legal form."""
        firm = self._firm_memo.get(text)
        if firm is None:
            firm = self._firm_memo[text] = self._firm(text)
        return firm

    def _firm(self, text: str) -> Named:
        found = self.firms.lookup.find(text)
        if found.reason == "unknown" and (bare := bare_code(text)) != text:
            found = self.firms.lookup.find(bare)
        site = self.firms.site_of(text)
        if found.id:
            is_site = site is not None and site.firm_id == found.id and found.by != "alias"
            return Named(found.id, found.reason, site.site if is_site and site else None)
        if found.reason != "unknown":
            return Named(None, found.reason)
        if site is not None and self.firms.lookup.knows(site.firm_id):
            return Named(site.firm_id, "", site.site)
        variant = self.firms.lookup.variant(text)
        return Named(variant, "", None, True) if variant else Named(None, "unknown")

    def proposal(self, text: str) -> Proposal | None:
        """The one firm that a short name may stand for, for a person to confirm; None where one has refused."""
        return None if self.ruling("firms", text) else self.firms.proposal(text)

    def unlisted(self, text: str) -> Unlisted:
        """A firm that no sheet 05 has: its valid code, else a provisional id (of the parent, for a branch)."""
        code = bare_code(text)
        if is_credit_code(code):
            return Unlisted(code)
        site = self.firms.site_of(text)
        id_ = site.firm_id if site else provisional_id(text)
        is_named = id_.startswith(PROVISIONAL)
        return Unlisted(id_, written_part(text, id_.removeprefix(PROVISIONAL)) if is_named else None)

    def lose(self, table: str, ids: Iterable[str], keys: Iterable[str]) -> None:
        """Rows of a list were parked: from here on, what names them dangles."""
        self._lookups[table].lose(ids, keys)
        self._firm_memo.clear()

"""The firms of sheet 05 as one submission sees them: its own first, then those of its neighbours by slot."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from graphsvc.domain.credit_codes import is_credit_code
from loaders.decided import Ruled
from loaders.entity_names import code_key, has_site_word, name_key, provisional_id, split_site
from loaders.references.firm_ids import FirmRow, Identity
from loaders.references.firm_lists import rank
from loaders.references.indexes import Index
from loaders.references.lookups import Lookup
from loaders.references.others import Others
from loaders.references.short_names import Proposal

_CLOSED = frozenset({"注销", "吊销", "迁出"})


class FirmBook:
    """All firms of a submission and its neighbours; ``own`` is what its texts name, to be altered."""

    def __init__(self, others: Others, own: Index) -> None:
        self._others = others
        self._own = others.own_firms
        self.lookup = Lookup(own, others, "firms", self._preferred)

    @property
    def merges(self) -> Mapping[str, Ruled]:
        """Ids that a person decided to be those of other firms."""
        return self._others.merges

    @property
    def rows(self) -> Sequence[FirmRow]:
        """Rows of the submission itself."""
        return self._own.rows

    @property
    def identities(self) -> Sequence[Identity]:
        """Who the rows of the submission itself are."""
        return self._own.identities

    def proposal(self, text: str) -> Proposal | None:
        """The one firm that a short name may stand for, of the submission itself, else of a neighbour."""
        return self._others.proposal(text)

    def latest(self, firm_id: str) -> FirmRow | None:
        """The firm's row of the latest year, None where no list has it."""
        own, all_ = self._own.latest.get(firm_id), self._others.latest(firm_id)
        return own if own is not None and rank(own) >= rank(all_) else all_

    def is_closed(self, firm_id: str) -> bool:
        """Whether the firm is 注销, 吊销 or 迁出."""
        row = self.latest(firm_id)
        return row is not None and row.status in _CLOSED

    def group_of(self, firm_id: str) -> str:
        """The listed firm that controls this one, else the firm itself."""
        row = self.latest(firm_id)
        if row is None:
            return firm_id
        for text in (row.controller_code, row.controller):
            found = self.lookup.find(text) if text else None
            if found and found.id and found.by != "alias":
                return found.id
        return firm_id

    def site_of(self, text: str) -> Identity | None:
        """The parent and site that a branch's or plant's name or code stands for, None where it is none.

        A branch of a firm that no list has belongs to the parent's provisional id, so that two branches of one
        firm stay one source.
        """
        own, (by_code, by_name) = self._own.sites, self._others.sites(text)
        listed = own.get(code_key(text)) or by_code or own.get(name_key(text)) or by_name
        if listed or not has_site_word(text):
            return listed
        split = self._others.split(text)
        if split:
            found = self.lookup.find(split.parent)
            if found.id:
                return Identity(found.id, split.site)
        split = split_site(text)
        return Identity(provisional_id(split.parent), split.site) if split else None

    def _preferred(self, ids: set[str]) -> str | None:
        """Of namesakes the one that is active, then the one with a code; None where that leaves several."""
        left = sorted(ids)
        tests: tuple[Callable[[str], bool], ...] = (lambda i: not self.is_closed(i), is_credit_code)
        for test in tests:
            left = [i for i in left if test(i)] or left
        return left[0] if len(left) == 1 else None

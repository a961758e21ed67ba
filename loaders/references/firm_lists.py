"""Sheets 05 of all submissions of a composition, worked out once for all that are resolved in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from graphsvc.domain.tables import ChainTables
from loaders.entity_names import loose_key, plain_key
from loaders.references.firm_ids import FirmRow, Identity, merged
from loaders.references.indexes import Index
from loaders.references.short_names import ListedNames, ShortNames


class FirmList:
    """Sheet 05 of one submission: every row with who it is. Never altered.

    ``sites`` are branches by key of name and by code, ``latest`` the rows of firms' latest years by id.
    """

    def __init__(self, rows: Sequence[FirmRow], identities: Sequence[Identity], tables: ChainTables) -> None:
        self.rows = rows
        self.identities = identities
        self.sites: dict[str, Identity] = {}
        self.latest: dict[str, FirmRow] = {}
        self.index = Index()
        self.index.is_listed = bool(rows) or "firms" in tables["parked"]["table"].to_pylist()
        for row, identity in zip(rows, identities, strict=True):
            self.index.add(identity.firm_id, row.code or row.other_id, row.name, row.aliases)
            if identity.site is None:
                self._add_firm(row, identity)
            else:
                self.sites[row.key] = identity
                if row.code:
                    self.sites[row.code] = identity

    def _add_firm(self, row: FirmRow, identity: Identity) -> None:
        if loose := loose_key(row.name):
            self.index.loose[loose].add(identity.firm_id)
        for name in (row.name, *row.aliases):
            self.index.plain[plain_key(name)].add(identity.firm_id)
        if rank(row) >= rank(self.latest.get(identity.firm_id)):
            self.latest[identity.firm_id] = row

    def short_names(self) -> ShortNames:
        """Full names of the firms that are no branches."""
        pairs = zip(self.rows, self.identities, strict=True)
        return ShortNames((identity.firm_id, row.name) for row, identity in pairs if identity.site is None)


class FirmLists:
    """The sheets 05 of all submissions under the same decisions of who is who, in slot order. Never altered."""

    def __init__(
        self,
        rows: Sequence[Sequence[FirmRow]],
        identities: Sequence[Sequence[Identity]],
        tables: Sequence[ChainTables],
        merges: Mapping[str, str | None],
    ) -> None:
        self.lists = [
            FirmList(own, [merged(each, merges) for each in ids], of)
            for own, ids, of in zip(rows, identities, tables, strict=True)
        ]
        self.sites: dict[str, Identity] = {}
        self.latest: dict[str, FirmRow] = {}
        for each in reversed(self.lists):
            self.sites.update(each.sites)
            for firm_id, row in each.latest.items():
                if rank(row) >= rank(self.latest.get(firm_id)):
                    self.latest[firm_id] = row

    @cached_property
    def names(self) -> set[str]:
        """Name keys of all submissions."""
        return set().union(*(each.index.names for each in self.lists))

    @cached_property
    def short_names(self) -> ListedNames:
        """Full names by submission."""
        return ListedNames([each.short_names() for each in self.lists])

    @cached_property
    def keys_of_code(self) -> Mapping[str, set[str]]:
        """Name keys that stand beside each credit code."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in (row for each in self.lists for row in each.rows if row.code):
            found[row.code or ""].add(row.key)
        return found

    @cached_property
    def codes_of_key(self) -> Mapping[str, set[str]]:
        """Credit codes that stand beside each name key."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in (row for each in self.lists for row in each.rows if row.code):
            found[row.key].add(row.code or "")
        return found


def rank(row: FirmRow | None) -> tuple[int, str, str]:
    """What the latest row of a firm has most of."""
    if row is None:
        return (-1, "", "")
    return (row.year or 0, row.status or "", row.name)

"""Who is who in sheet 05: ids of firms, branches as sites of their parents, one row per firm and year.

An id is the valid credit code, else ``~`` and the normalised name; names that stand in two regions carry the
region too. A branch or plant takes the id of its parent, with its own part of the name as the site.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from graphsvc.domain.control import lies_in
from graphsvc.domain.credit_codes import is_credit_code
from graphsvc.domain.submission import Staged
from graphsvc.domain.tables import ChainTables
from loaders.decided import Ruled, ruled_in
from loaders.entity_names import code_key, loose_key, name_key, plain_key, provisional_id, split_site
from loaders.references.lookups import Index, Lookup
from loaders.references.short_names import Proposal, ShortNames

_CLOSED = frozenset({"注销", "吊销", "迁出"})


@dataclass(frozen=True)
class FirmRow:
    """What identifies a firm in one row of sheet 05."""

    name: str
    key: str
    code: str | None
    other_id: str | None
    region: str | None
    status: str | None
    year: int | None
    controller: str | None
    controller_code: str | None
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Identity:
    """The id given to a row; ``site`` where the row is a branch; ``by_name`` where a coded namesake gave it.

    ``merged`` is the id it had before a person decided which firm it is.
    """

    firm_id: str
    site: str | None = None
    by_name: bool = False
    merged: str | None = None


class FirmBook:
    """All firms of a submission and its neighbours."""

    def __init__(self, submissions: Sequence[Staged]) -> None:
        self.rows: list[list[FirmRow]] = [_firm_rows(staged.tables) for staged in submissions]
        self.merges = _merges(submissions)
        self.identities = [[self._merged(each) for each in ids] for ids in _identities(self.rows)]
        self.indexes = [self._index(n, staged.tables) for n, staged in enumerate(submissions)]
        self.lookup = Lookup(self.indexes, self._preferred)
        self._short: Sequence[ShortNames] | None = None
        self.sites: dict[str, Identity] = {}
        self._latest: dict[str, FirmRow] = {}
        for rows, identities in zip(reversed(self.rows), reversed(self.identities), strict=True):
            for row, identity in zip(rows, identities, strict=True):
                if identity.site is not None:
                    self.sites[row.key] = identity
                    if row.code:
                        self.sites[row.code] = identity
                elif _rank(row) >= _rank(self._latest.get(identity.firm_id)):
                    self._latest[identity.firm_id] = row
        self._names: Mapping[str, bool] = dict.fromkeys(self.lookup.names(), True)

    def _merged(self, identity: Identity) -> Identity:
        """The identity that a person decided, through every step of several."""
        seen, firm_id = {identity.firm_id}, identity.firm_id
        while firm_id in self.merges and (after := self.merges[firm_id].value) and after not in seen:
            firm_id = after
            seen.add(firm_id)
        return identity if firm_id == identity.firm_id else replace(identity, firm_id=firm_id, merged=identity.firm_id)

    def proposal(self, text: str) -> Proposal | None:
        """The one firm that a short name may stand for, of the submission itself, else of a neighbour."""
        return next((found for names in self._short_names() if (found := names.proposal(text))), None)

    def _short_names(self) -> Sequence[ShortNames]:
        if self._short is None:
            pairs = zip(self.rows, self.identities, strict=True)
            self._short = [
                ShortNames((i.firm_id, row.name) for row, i in zip(rows, ids, strict=True) if i.site is None)
                for rows, ids in pairs
            ]
        return self._short

    def _index(self, n: int, tables: ChainTables) -> Index:
        index = Index()
        for row, identity in zip(self.rows[n], self.identities[n], strict=True):
            index.add(identity.firm_id, row.code or row.other_id, row.name, row.aliases)
            if identity.site is None:
                if loose := loose_key(row.name):
                    index.loose[loose].add(identity.firm_id)
                for name in (row.name, *row.aliases):
                    index.plain[plain_key(name)].add(identity.firm_id)
        index.is_listed = bool(self.rows[n]) or "firms" in tables["parked"]["table"].to_pylist()
        return index

    def latest(self, firm_id: str) -> FirmRow | None:
        """The firm's row of the latest year, None where no list has it."""
        return self._latest.get(firm_id)

    def is_closed(self, firm_id: str) -> bool:
        """Whether the firm is 注销, 吊销 or 迁出."""
        row = self._latest.get(firm_id)
        return row is not None and row.status in _CLOSED

    def group_of(self, firm_id: str) -> str:
        """The listed firm that controls this one, else the firm itself."""
        row = self._latest.get(firm_id)
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
        listed = self.sites.get(code_key(text)) or self.sites.get(name_key(text))
        if listed:
            return listed
        split = split_site(text, self._names)
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


def _merges(submissions: Sequence[Staged]) -> Mapping[str, Ruled]:
    """Ids that a person decided to be those of other firms."""
    ruled = [each for staged in submissions for each in ruled_in(staged.tables)]
    return {each.original: each for each in ruled if each.kind == "merge" and each.verdict == "accepted"}


def _rank(row: FirmRow | None) -> tuple[int, str, str]:
    if row is None:
        return (-1, "", "")
    return (row.year or 0, row.status or "", row.name)


def _firm_rows(tables: ChainTables) -> list[FirmRow]:
    names = ("name", "uscc", "other_id", "reg_region", "status", "year", "controller", "controller_uscc", "aliases")
    columns = [tables["firms"][name].to_pylist() for name in names]
    return [
        FirmRow(name or "", name_key(name or ""), code, other, region, status, year, ctrl, ctrl_code, tuple(also or ()))
        for name, code, other, region, status, year, ctrl, ctrl_code, also in zip(*columns, strict=True)
    ]


def _identities(lists: Sequence[Sequence[FirmRow]]) -> list[list[Identity]]:
    regions: dict[str, set[str]] = defaultdict(set)
    coded: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for rows in lists:
        for row in rows:
            if row.code:
                coded[row.key].setdefault(row.code, set()).update({row.region} if row.region else ())
            elif row.region:
                regions[row.key].add(row.region)
    own_ids = [[_own_identity(row, regions, coded) for row in rows] for rows in lists]
    by_name: dict[str, set[str]] = defaultdict(set)
    for rows, identities in zip(lists, own_ids, strict=True):
        for row, identity in zip(rows, identities, strict=True):
            by_name[row.key].add(identity.firm_id)
    return [
        [_placed(row, identity, by_name) for row, identity in zip(rows, identities, strict=True)]
        for rows, identities in zip(lists, own_ids, strict=True)
    ]


def _own_identity(
    row: FirmRow, regions: Mapping[str, set[str]], coded: Mapping[str, Mapping[str, set[str]]]
) -> Identity:
    if row.code:
        return Identity(row.code)
    namesakes = coded.get(row.key, {})
    if row.other_id is None and len(namesakes) == 1:
        code, places = next(iter(namesakes.items()))
        if not row.region or not places or any(_nested(row.region, place) for place in places):
            return Identity(code, by_name=True)
    told = regions.get(row.key, set())
    several = any(not _nested(one, other) for one in told for other in told)
    return Identity(provisional_id(row.name, row.region if several else None))


def _nested(one: str, other: str) -> bool:
    """Whether two levels may speak of one place: 371300 of the province's list is 371302 of the city's."""
    return lies_in(one, other) or lies_in(other, one)


def _placed(row: FirmRow, identity: Identity, by_name: Mapping[str, set[str]]) -> Identity:
    split = split_site(row.name, by_name)
    if split is None:
        return identity
    parents = by_name[split.parent] - {identity.firm_id}
    if len(parents) != 1:
        return identity
    return Identity(next(iter(parents)), split.site)

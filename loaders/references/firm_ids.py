"""Who is who in sheet 05: ids of firms, branches as sites of their parents, one row per firm and year.

An id is the valid credit code, else ``~`` and the normalised name; names that stand in two regions carry the
region too. A branch or plant takes the id of its parent, with its own part of the name as the site.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from graphsvc.domain.control import lies_in
from graphsvc.domain.tables import ChainTables
from loaders.entity_names import name_key, provisional_id, split_site


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


def firm_rows(tables: ChainTables) -> list[FirmRow]:
    """Rows of sheet 05 in source order."""
    names = ("name", "uscc", "other_id", "reg_region", "status", "year", "controller", "controller_uscc", "aliases")
    columns = [tables["firms"][name].to_pylist() for name in names]
    return [
        FirmRow(name or "", name_key(name or ""), code, other, region, status, year, ctrl, ctrl_code, tuple(also or ()))
        for name, code, other, region, status, year, ctrl, ctrl_code, also in zip(*columns, strict=True)
    ]


def merged(identity: Identity, merges: Mapping[str, str | None]) -> Identity:
    """The identity that a person decided (id before to id after), through every step of several."""
    seen, firm_id = {identity.firm_id}, identity.firm_id
    while (after := merges.get(firm_id)) and after not in seen:
        firm_id = after
        seen.add(firm_id)
    return identity if firm_id == identity.firm_id else replace(identity, firm_id=firm_id, merged=identity.firm_id)


def identities_of(lists: Sequence[Sequence[FirmRow]]) -> list[list[Identity]]:
    """The id of every row of several lists 05, whatever their order: each depends on all of them."""
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

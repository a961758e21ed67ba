"""What a cell may name: codes, names and declared aliases of stages, products, parks and firms.

Every submission gives one index; a lookup asks the submission itself first, then its neighbours by slot.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

import orjson

from graphsvc.domain.dictionary import sheet_of
from graphsvc.domain.submission import Staged
from graphsvc.domain.tables import ChainTables
from loaders.decided import ruled_in, written_id
from loaders.entity_names import code_beside_name, code_key, loose_key, name_key, plain_key
from loaders.rulings import ALIASED

Reason = Literal["", "unknown", "ambiguous", "dangling"]

KEYS: Mapping[str, tuple[str, str, str | None]] = {
    "stages": ("stage_code", "stage_name", None),
    "products": ("product_code", "product_name", "aliases"),
    "parks": ("park_code", "name", None),
    "firms": ("firm_id", "name", "aliases"),
}
"""Lists that others refer to: their fields of code, name and aliases."""


class Found(NamedTuple):
    """What a text names: its id, or why there is none; ``by`` tells the key that matched."""

    id: str | None
    reason: Reason = ""
    by: str = ""


UNKNOWN = Found(None, "unknown")


class Index:
    """Keys of one list in one submission."""

    def __init__(self) -> None:
        self.codes: dict[str, set[str]] = defaultdict(set)
        self.names: dict[str, set[str]] = defaultdict(set)
        self.aliases: dict[str, set[str]] = defaultdict(set)
        self.loose: dict[str, set[str]] = defaultdict(set)
        self.plain: dict[str, set[str]] = defaultdict(set)
        self.ids: set[str] = set()
        self.is_listed = False

    def add(self, id_: str, code: str | None, name: str | None, aliases: Iterable[str] = ()) -> None:
        """Let one more row be found by its code, name and aliases."""
        self.ids.add(id_)
        if code:
            self.codes[code_key(code)].add(id_)
        if name:
            self.names[name_key(name)].add(id_)
        for alias in aliases:
            self.aliases[name_key(alias)].add(id_)

    def candidates(self, text: str) -> tuple[str, set[str]]:
        """Ids of the first kind of key that knows the text: code, name, alias; a code with its name is both."""
        by, ids = self._candidates(text)
        for one, other in () if ids else code_beside_name(text):
            both = self._candidates(one)[1] & self._candidates(other)[1]
            if both:
                return "code", both
        return by, ids

    def _candidates(self, text: str) -> tuple[str, set[str]]:
        for by, keys, key in (
            ("code", self.codes, code_key(text)),
            ("name", self.names, name_key(text)),
            ("alias", self.aliases, name_key(text)),
            ("alias", self.plain, plain_key(text)),
        ):
            if key and (ids := keys.get(key)):
                return by, ids
        return "", set()


class Lookup:
    """One list over all submissions, asked with texts as they stand in cells."""

    def __init__(self, indexes: Sequence[Index], prefer: Callable[[set[str]], str | None] | None = None) -> None:
        self.own = indexes[0]
        self._indexes = indexes
        self._prefer = prefer
        self._memo: dict[str, Found] = {}
        self._gone_ids: set[str] = set()
        self._gone_keys: set[str] = set()

    def find(self, text: str) -> Found:
        """The id that a text names, in the submission itself, else in the first neighbour that knows it."""
        found = self._memo.get(text)
        if found is None:
            found = self._memo[text] = self._find(text)
        return found

    def _find(self, text: str) -> Found:
        for index in self._indexes:
            by, ids = index.candidates(text)
            if ids:
                return self._chosen(ids, by)
        if self._gone_keys & {code_key(text), name_key(text)}:
            return Found(None, "dangling")
        return UNKNOWN

    def _chosen(self, ids: set[str], by: str) -> Found:
        ids = ids - self._gone_ids or ids
        one = next(iter(ids)) if len(ids) == 1 else self._prefer(ids) if self._prefer else None
        if one is None:
            return Found(None, "ambiguous", by)
        return Found(one, "dangling" if one in self._gone_ids else "", by)

    def variant(self, text: str) -> str | None:
        """The one firm whose full name differs in brackets or legal form only; None where several do or none."""
        key = loose_key(text)
        return self._only([index.loose.get(key) for index in self._indexes]) if key else None

    @staticmethod
    def _only(found: Sequence[set[str] | None]) -> str | None:
        first = next((ids for ids in found if ids), set())
        return next(iter(first)) if len(first) == 1 else None

    def knows(self, id_: str) -> bool:
        """Whether some submission lists the id."""
        return any(id_ in index.ids for index in self._indexes)

    def entries(self) -> Iterator[tuple[str, set[str]]]:
        """Every key that a text may be found by, with the ids of rows that stand behind it."""
        for index in self._indexes:
            for keys in (index.codes, index.names, index.aliases):
                for key, ids in keys.items():
                    yield key, ids - self._gone_ids

    def names(self) -> Collection[str]:
        """Name keys of all submissions."""
        return set().union(*(index.names for index in self._indexes))

    def lose(self, ids: Iterable[str], keys: Iterable[str] = ()) -> None:
        """Parked rows took these ids and keys with them: what names them dangles, unless a neighbour has them."""
        elsewhere: set[str] = set().union(*(index.ids for index in self._indexes[1:]))
        self._gone_ids |= set(ids) - elsewhere
        for key in keys:
            self._gone_keys.add(key)
            self.own.names.pop(key, None)
            self.own.aliases.pop(key, None)
            self.own.plain.pop(plain_key(key), None)
        self._memo.clear()


def coded_index(table: str, tables: ChainTables, is_own: bool) -> Index:
    """Index of stages, products or parks of one submission.

    A neighbour's product whose stage no list of its own knows is parked there, so it defines nothing here.
    """
    code_field, name_field, alias_field = KEYS[table]
    data = tables[table]
    index = Index()
    codes, names = data[code_field].to_pylist(), data[name_field].to_pylist()
    aliases = data[alias_field].to_pylist() if alias_field else [None] * len(codes)
    stages = data["stage_code"].to_pylist() if table == "products" else [None] * len(codes)
    known = None if is_own or table != "products" else _stage_keys(tables)
    for code, name, also, stage in zip(codes, names, aliases, stages, strict=True):
        if code and (not known or stage is None or code_key(stage) in known or name_key(stage) in known):
            index.add(code, code, name, also or ())
    index.is_listed = bool(codes) or table in tables["parked"]["table"].to_pylist()
    return index


def _stage_keys(tables: ChainTables) -> set[str]:
    stages = tables["stages"]
    keys = {code_key(code) for code in stages["stage_code"].to_pylist() if code}
    return keys | {name_key(name) for name in stages["stage_name"].to_pylist() if name}


def add_confirmed_aliases(indexes: Sequence[Mapping[str, Index]], submissions: Sequence[Staged]) -> None:
    """Let confirmed lines of sheet 23 and accepted decisions be found like declared aliases, in their submission."""
    found: list[tuple[Index, str, set[str]]] = []
    for own, staged in zip(indexes, submissions, strict=True):
        for row in staged.tables["aliases"].to_pylist():
            table = ALIASED.get(row["kind"] or "")
            if not table or not row["confirmed_by"] or not row["alias"] or not row["target"]:
                continue
            for index in (own, *indexes):
                ids = index[table].candidates(row["target"])[1]
                if ids:
                    found.append((own[table], name_key(row["alias"]), set(ids)))
                    break
        for ruled in ruled_in(staged.tables):
            if ruled.verdict != "accepted" or ruled.kind == "merge" or not ruled.value:
                continue
            for index in (own, *indexes):
                ids = index[ruled.table].candidates(written_id(ruled.value))[1]
                if ids:
                    found.append((own[ruled.table], name_key(ruled.original), ids & {ruled.value} or set(ids)))
                    break
    for target, key, ids in found:  # only now, so that the order of lines does not matter
        target.aliases[key] |= ids


def parked_keys(table: str, tables: ChainTables) -> set[str]:
    """Codes and names, as keys, of the rows of a list that reading parked."""
    sheet = sheet_of(table)
    fields = {"uscc", *KEYS[table][:2]}
    columns = [c for c in sheet.columns if c.field in fields and c.heading]
    headings = {name_key(heading) for c in columns for heading in (c.heading, *c.aliases)}
    parked = tables["parked"]
    keys: set[str] = set()
    for of, cells in zip(parked["table"].to_pylist(), parked["cells"].to_pylist(), strict=True):
        if of != table or not cells:
            continue
        for heading, text in orjson.loads(cells).items():
            if name_key(heading) in headings and isinstance(text, str):
                keys |= {code_key(text), name_key(text)}
    return keys

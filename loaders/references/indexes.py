"""What a cell may name in one submission: codes, names and declared aliases of stages, products, parks and firms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from copy import copy

import orjson

from graphsvc.domain.dictionary import sheet_of
from graphsvc.domain.tables import ChainTables
from loaders.entity_names import code_beside_name, code_key, name_key, plain_key

KEYS: Mapping[str, tuple[str, str, str | None]] = {
    "stages": ("stage_code", "stage_name", None),
    "products": ("product_code", "product_name", "aliases"),
    "parks": ("park_code", "name", None),
    "firms": ("firm_id", "name", "aliases"),
}
"""Lists that others refer to: their fields of code, name and aliases."""


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

    def copy_with(self, aliases: Iterable[tuple[str, set[str]]] = ()) -> Index:
        """A copy whose names and aliases may be added to and taken out; further keys with their ids as aliases."""
        other = copy(self)
        other.names, other.aliases, other.plain = self.names.copy(), self.aliases.copy(), self.plain.copy()
        for key, ids in aliases:
            other.aliases[key] = other.aliases[key] | ids
        return other

    def entries(self) -> Iterator[tuple[str, set[str]]]:
        """Every key that rows are found by as they stand there, with their ids."""
        for keys in (self.codes, self.names, self.aliases):
            yield from keys.items()

    def keys_of(self) -> Mapping[str, set[str]]:
        """The keys that lead to each id."""
        found: dict[str, set[str]] = defaultdict(set)
        for keys in (self.codes, self.names, self.aliases, self.plain):
            for key, ids in keys.items():
                for id_ in ids:
                    found[id_].add(key)
        return found

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


def keys_in(text: str) -> set[str]:
    """Every key by which an index may find a text, or a part of it."""
    texts = (text, *(part for parts in code_beside_name(text) for part in parts))
    return {key for each in texts for key in (code_key(each), name_key(each), plain_key(each))}


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

"""What a cell names: asked of the submission itself first, then of its neighbours by slot."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Literal, NamedTuple, Protocol

from loaders.entity_names import code_key, loose_key, name_key, plain_key
from loaders.references.indexes import Index, keys_in
from loaders.references.likeness import Likeness

Reason = Literal["", "unknown", "ambiguous", "dangling"]


class Found(NamedTuple):
    """What a text names: its id, or why there is none; ``by`` tells the key that matched."""

    id: str | None
    reason: Reason = ""
    by: str = ""


UNKNOWN = Found(None, "unknown")


class Neighbours:
    """One list of all submissions in slot order; each asks what the others know. Never altered, shared by all."""

    def __init__(self, indexes: Sequence[Index]) -> None:
        self.indexes = indexes
        self._n_with = Counter(id_ for index in indexes for id_ in index.ids)
        self._holders: dict[str, list[int]] = defaultdict(list)
        self._loose: dict[str, list[int]] = defaultdict(list)
        for at, index in enumerate(indexes):
            for key in {*index.codes, *index.names, *index.aliases, *index.plain}:
                self._holders[key].append(at)
            for key in index.loose:
                self._loose[key].append(at)
        self._likeness: dict[int, Likeness] = {}
        self._keys_of: dict[int, Mapping[str, set[str]]] = {}

    def candidates(self, text: str, but: int) -> tuple[str, set[str]]:
        """Kind of key and ids in the first submission that knows the text, ``but`` one."""
        for at in self._knowing(text):
            if at != but:
                by, ids = self.indexes[at].candidates(text)
                if ids:
                    return by, ids
        return "", set()

    def _knowing(self, text: str) -> list[int]:
        """Submissions in which one of the text's keys, or of those of its parts, stands."""
        lists = [held for key in keys_in(text) if (held := self._holders.get(key))]
        return lists[0] if len(lists) == 1 else sorted(set().union(*lists))

    def variant(self, key: str, but: int) -> set[str]:
        """Firms with this loose key in the first submission that has some, ``but`` one."""
        at = next((at for at in self._loose.get(key, ()) if at != but), None)
        return set() if at is None else self.indexes[at].loose[key]

    def has(self, id_: str, but: int) -> bool:
        """Whether some submission ``but`` one lists the id."""
        return self._n_with[id_] > (id_ in self.indexes[but].ids)

    def keys_of(self, id_: str) -> set[str]:
        """The keys that lead to an id, of all submissions."""
        found: set[str] = set()
        for at, index in enumerate(self.indexes):
            if id_ in index.ids:
                if at not in self._keys_of:
                    self._keys_of[at] = index.keys_of()
                found |= self._keys_of[at].get(id_, set())
        return found

    def near(self, text: str, but: int) -> set[str]:
        """Ids of all submissions ``but`` one whose names a text is like."""
        found: set[str] = set()
        for at, index in enumerate(self.indexes):
            if at != but:
                if at not in self._likeness:
                    self._likeness[at] = Likeness(index.entries())
                found |= self._likeness[at].near(text)
        return found


class Elsewhere(Protocol):
    """What the other submissions are asked about a list (see ``others.Others``)."""

    def candidates(self, table: str, text: str) -> tuple[str, set[str]]:
        """Kind of key and ids of the first that knows a text."""

    def variant(self, key: str) -> set[str]:
        """Firms with a loose key of the first that has some."""

    def has(self, table: str, id_: str) -> bool:
        """Whether one of them lists an id."""

    def keys_of(self, table: str, id_: str) -> set[str]:
        """The keys that lead to an id."""

    def near(self, table: str, text: str) -> set[str]:
        """Ids whose names a text is like."""


class Lookup:
    """One list as a submission sees it, asked with texts as they stand in cells.

    ``own`` is the submission's alone and loses what is parked.
    """

    def __init__(
        self, own: Index, others: Elsewhere, table: str, prefer: Callable[[set[str]], str | None] | None = None
    ) -> None:
        self.own = own
        self._others = others
        self._table = table
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
        by, ids = self.own.candidates(text)
        if not ids:
            by, ids = self._others.candidates(self._table, text)
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
        if not key:
            return None
        ids = self.own.loose.get(key) or self._others.variant(key)
        return next(iter(ids)) if len(ids) == 1 else None

    def knows(self, id_: str) -> bool:
        """Whether some submission lists the id."""
        return id_ in self.own.ids or self._others.has(self._table, id_)

    def near(self, text: str) -> set[str]:
        """Ids of rows that stand behind names which a text is like."""
        return (self._own_likeness.near(text) | self._others.near(self._table, text)) - self._gone_ids

    def keys_to(self, ids: Collection[str]) -> set[str]:
        """The keys of all texts that may be found to be one of these ids; others may have them too."""
        own = self.own.keys_of()
        return {key for id_ in ids for key in (*own.get(id_, ()), *self._others.keys_of(self._table, id_))}

    @cached_property
    def _own_likeness(self) -> Likeness:
        return Likeness(self.own.entries())

    def lose(self, ids: Iterable[str], keys: Iterable[str] = ()) -> None:
        """Parked rows took these ids and keys with them: what names them dangles, unless a neighbour has them."""
        self._gone_ids |= {id_ for id_ in ids if not self._others.has(self._table, id_)}
        for key in keys:
            self._gone_keys.add(key)
            self.own.names.pop(key, None)
            self.own.aliases.pop(key, None)
            self.own.plain.pop(plain_key(key), None)
        self._memo.clear()
        self.__dict__.pop("_own_likeness", None)

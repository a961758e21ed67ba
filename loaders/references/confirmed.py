"""Confirmed lines of sheet 23 and accepted decisions: texts that name, like declared aliases, what their target names.

A target is looked for in the submission that has the line, then in the one being resolved, then in the others by slot.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from graphsvc.domain.tables import ChainTables
from loaders.decided import ruled_in, written_id
from loaders.entity_names import name_key
from loaders.references.indexes import Index
from loaders.references.lookups import Neighbours
from loaders.rulings import ALIASED

Keys = list[tuple[str, set[str]]]
"""Keys and the ids they stand for."""


class Line(NamedTuple):
    """A confirmed alias: its key and what it names; ``value`` is the id that a person decided."""

    table: str
    key: str
    target: str
    value: str | None = None

    def ids(self, found: set[str]) -> set[str]:
        """Of what the target names that which counts."""
        return (found & {self.value} if self.value else set()) or found


class Foreign(NamedTuple):
    """A line of a submission (by its place) whose target it has not itself, and what the target names in slot order."""

    at: int
    line: Line
    found: set[str]


def confirmed_lines(tables: ChainTables) -> list[Line]:
    """Confirmed lines and accepted decisions of a submission."""
    lines = []
    for row in tables["aliases"].to_pylist():
        table = ALIASED.get(row["kind"] or "")
        if table and row["confirmed_by"] and row["alias"] and row["target"]:
            lines.append(Line(table, name_key(row["alias"]), row["target"]))
    for ruled in ruled_in(tables):
        if ruled.verdict == "accepted" and ruled.kind != "merge" and ruled.value:
            lines.append(Line(ruled.table, name_key(ruled.original), written_id(ruled.value), ruled.value))
    return lines


class ConfirmedAliases:
    """Confirmed aliases of all submissions, and the lists with them as each submission sees its neighbours."""

    def __init__(self, plain: Mapping[str, Neighbours], lines: Sequence[Sequence[Line]]) -> None:
        self._plain = plain
        self._lines = lines
        self._local: Mapping[tuple[int, str], Keys] = defaultdict(list)
        self._foreign: list[Foreign] = []
        self._made: dict[tuple[frozenset[str], ...], Mapping[str, Neighbours]] = {}
        for at, line in ((at, line) for at, own in enumerate(lines) for line in own):
            ids = plain[line.table].indexes[at].candidates(line.target)[1]
            if ids:
                self._local[at, line.table].append((line.key, line.ids(ids)))
            else:
                self._foreign.append(Foreign(at, line, plain[line.table].candidates(line.target, at)[1]))

    def target(self, table: str, text: str, but: int) -> set[str]:
        """What a text names in the first submission that knows it, ``but`` one, confirmed aliases left out."""
        return self._plain[table].candidates(text, but)[1]

    def own(self, at: int, indexes: Mapping[str, Index], target: Callable[[str, str], set[str]]) -> Mapping[str, Index]:
        """The lists of a submission with its confirmed aliases, to be altered by it.

        ``indexes`` are without them, ``target`` tells what a target names elsewhere.
        """
        keys: dict[str, Keys] = defaultdict(list)
        for line in self._lines[at]:
            ids = indexes[line.table].candidates(line.target)[1] or target(line.table, line.target)
            keys[line.table].append((line.key, line.ids(ids)))
        return {
            table: index.copy_with((key, ids) for key, ids in keys[table] if ids) for table, index in indexes.items()
        }

    def neighbours(self, at: int, indexes: Mapping[str, Index]) -> Mapping[str, Neighbours]:
        """The lists as one submission sees its neighbours: what it lists itself is what their lines mean first."""
        found = tuple(
            frozenset(each.line.ids((indexes[each.line.table].candidates(each.line.target)[1]) or each.found))
            if each.at != at
            else frozenset(each.line.ids(each.found))
            for each in self._foreign
        )
        if found not in self._made:
            self._made[found] = {table: self._with(table, found) for table in self._plain}
        return self._made[found]

    def _with(self, table: str, found: Sequence[frozenset[str]]) -> Neighbours:
        keys = {at: list(own) for (at, of), own in self._local.items() if of == table}
        for each, ids in zip(self._foreign, found, strict=True):
            if each.line.table == table and ids:
                keys.setdefault(each.at, []).append((each.line.key, set(ids)))
        if not keys:
            return self._plain[table]
        indexes = self._plain[table].indexes
        return Neighbours([index.copy_with(keys[at]) if at in keys else index for at, index in enumerate(indexes)])

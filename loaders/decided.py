"""Decisions of persons as loading asks for them: by what stands in a cell, a heading, a row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from graphsvc.domain.decisions import Decision, Kind
from graphsvc.domain.tables import ChainTables
from loaders.entity_names import PROVISIONAL, name_key

DECIDED = "decided"
"""Table of a staged submission alone: decisions about names that occur in it. No part of its content."""

NAMING: frozenset[Kind] = frozenset({"alias", "merge", "code"})
"""Kinds that are applied when references are resolved."""

_PROVENANCE = frozenset({"slot_chain", "slot_region", "submission_id", "source_file", "source_sheet", "as_of"})


class Ruled(NamedTuple):
    """A decision about a name, as it is kept with a submission."""

    kind: str
    table: str
    original: str
    verdict: str
    value: str | None
    decided_by: str
    decided_at: str

    @property
    def facts(self) -> dict[str, str]:
        """What a notice tells of it."""
        return {"value": self.value or "—", "by": self.decided_by, "on": self.decided_at[:10]}


class Decided:
    """Decisions while the files of one submission are read.

    ``scopes`` are the chain and region of the submission, as far as it has told them; ``used`` decisions by key.
    """

    def __init__(self, decisions: Sequence[Decision] = (), scopes: Sequence[str | None] = ()) -> None:
        self._scopes = {"", *(scope for scope in scopes if scope)}
        self._rows: Mapping[tuple[str, str], list[Decision]] = defaultdict(list)
        self._cells: Mapping[tuple[str, str, str], list[Decision]] = defaultdict(list)
        self._naming = [each for each in decisions if each.doubt.kind in NAMING]
        self.used: dict[str, Decision] = {}
        for each in decisions:
            doubt = each.doubt
            if each.verdict != "accepted":
                continue
            if doubt.kind == "row":
                self._rows[doubt.table, name_key(doubt.original)].append(each)
            else:
                table = doubt.table if doubt.kind == "heading" else ""
                self._cells[doubt.kind, table, name_key(doubt.original)].append(each)

    def note_scope(self, scope: str | None) -> None:
        """The submission told its chain or region."""
        if scope:
            self._scopes.add(scope)

    def cell(self, kind: Kind, text: str, table: str = "") -> Decision | None:
        """What was decided about a text as place, code, unit or heading (of a list); noted as used."""
        for each in self._cells.get((kind, table, name_key(text)), ()):
            if each.doubt.scope in self._scopes:
                return self.use(each)
        return None

    def use(self, decision: Decision) -> Decision:
        """Note that a decision shaped what was read."""
        self.used[decision.doubt.key] = decision
        return decision

    def has_cells(self) -> bool:
        """Whether anything was decided about cells or headings."""
        return bool(self._cells)

    def has_rows(self, table: str) -> bool:
        """Whether anything was decided about rows of a list."""
        return any(of == table for of, _ in self._rows)

    def row(self, table: str, cells: str) -> Sequence[Decision]:
        """Corrections of the row with these canonical cells."""
        return self._rows.get((table, name_key(cells)), ())

    def aliases(self, table: str) -> Iterator[tuple[str, str]]:
        """(Text, what it names) for a list."""
        for each in self._naming:
            if each.doubt.table == table and each.verdict == "accepted" and each.doubt.scope in self._scopes:
                yield each.doubt.original, written_id(each.value or "")

    def has_names(self) -> bool:
        """Whether anything was decided about names."""
        return bool(self._naming)

    def about(self, tables: Mapping[str, pa.Table]) -> list[Decision]:
        """Decisions about names that occur in these tables, accepted or not; noted as used."""
        mine = [each for each in self._naming if each.doubt.scope in self._scopes]
        if not mine:
            return []
        texts = _texts(tables)
        return [self.use(each) for each in mine if name_key(written_id(each.doubt.original)) in texts]


def written_id(id_: str) -> str:
    """A code or provisional id as it stands in cells: of the latter the name.

    Examples
    --------
    >>> written_id("~示例厂@370500"), written_id("P1")
    ('示例厂', 'P1')
    """
    return id_[1:].partition("@")[0] if id_.startswith(PROVISIONAL) else id_


def _texts(tables: Mapping[str, pa.Table]) -> str:
    """Every text of the tables as one, a line each."""
    found: set[str] = set()
    for data in tables.values():
        for name in data.column_names:
            column = data[name]
            if pa.types.is_list(column.type):
                column = pc.list_flatten(column)
            if pa.types.is_string(column.type) and name not in _PROVENANCE:
                found.update(text for text in pc.unique(column).to_pylist() if text)
    return "\n".join(map(name_key, found))


def kept(decisions: Sequence[Decision]) -> pa.Table:
    """Decisions about names as the table ``decided``."""
    rows = [
        Ruled(d.doubt.kind, d.doubt.table, d.doubt.original, d.verdict, d.value, d.decided_by, d.decided_at)._asdict()
        for d in decisions
    ]
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in Ruled._fields]))


def ruled_in(tables: ChainTables) -> list[Ruled]:
    """The decisions kept with a staged submission."""
    return [Ruled(**row) for row in tables[DECIDED].to_pylist()] if DECIDED in tables.names() else []

"""The engine on a chain with further lists, for questions of one chain and of the joined network alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.tables import ChainTables, arrow_table
from graphsvc.judgements.workspace import Workspace
from tests.asked import asked_of_chain, summary_of
from tests.oracles.plain_lists import NOTHING, PlainLists, rich_tables
from tests.properties.engine import Engine


@dataclass(frozen=True, eq=False)
class RichEngine(Engine):
    """An ``Engine`` that also knows tags, grades, offers, observations and reserves."""

    lists: PlainLists = field(default=NOTHING)
    version: str = "plain"

    @cached_property
    def tables(self) -> ChainTables:
        """Canonical tables of the chain with its lists."""
        rows = rich_tables(self.chain, self.lists)
        return ChainTables({name: arrow_table(name, table) for name, table in rows.items()})

    @cached_property
    def workspace(self) -> Workspace:
        """The joined network, here of the one chain."""
        return Workspace(GraphSnapshot(self.version, f"sha256:{self.version}", self.tables))

    def ask(self, name: str, **given: Any) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """Rows and summary of any question of the catalogue."""
        result = asked_of_chain(self.facts, name, given)
        return [dict(finding.values) for finding in result.findings], summary_of(result)

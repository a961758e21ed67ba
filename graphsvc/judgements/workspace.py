"""One version ready for questions: what follows from it for all scopes, and the facts of each scope asked about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import RLock
from typing import TypeVar

from cachetools import LRUCache

from graphsvc.domain.network import Network
from graphsvc.domain.once import OncePerKey
from graphsvc.domain.outlook import Later, Outlook, later
from graphsvc.domain.results import Trace
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.judgements.facts.data_state import DataState
from graphsvc.judgements.facts.groundwork import Groundwork
from graphsvc.judgements.facts.local_links import LocalLinks
from graphsvc.judgements.facts.members import Members
from graphsvc.judgements.facts.outage_facts import OutageFacts
from graphsvc.judgements.facts.undated import Undated
from graphsvc.judgements.names import Names
from graphsvc.judgements.scope import Scope

T = TypeVar("T")

OUTLOOKS = 2
"""Later dates of one version kept in memory."""
_PLANT = {"effective_capacity": "added_capacity", "design_capacity": "added_capacity", "state": "phase",
          "firm": "builder", "start": "commission_date"}  # fmt: skip
"""Columns of list 13 that speak of what columns of list 06 do; the others have their name, or are not there."""
_OF_PROJECT = frozenset({*_PLANT.values(), "product", "site_region"})


class Workspace:
    """One snapshot with its groundwork and the facts of its scopes; each built once, on first use, for all threads.

    ``later``: what the tables of the snapshot were laid over with, None for the version as it is.
    """

    def __init__(self, snapshot: GraphSnapshot, later: Later | None = None) -> None:
        self.snapshot = snapshot
        self.later = later
        self._seen: LRUCache[Outlook, Workspace] = LRUCache(OUTLOOKS)
        self._seeing = RLock()
        self.ground = Groundwork(snapshot)
        self._facts: OncePerKey[Scope, Facts] = OncePerKey()
        self.kept: OncePerKey[tuple[str, Scope], object] = OncePerKey()
        """What higher floors work out once for a scope, by name; it goes when the version is put away."""

    def scope(self, chain: str, region: str | None = None) -> Scope:
        """One chain in a region, by default the chain's own. KeyError where the version has no such chain."""
        info = self.snapshot.chains[chain]
        return Scope(chain, info.region if region is None else region)

    def facts(self, scope: Scope) -> Facts:
        """The facts of a scope: the same object for equal scopes. KeyError where the version has no such chain."""
        return self._facts.get(scope, lambda: Facts(self, scope))

    def seen(self, outlook: Outlook) -> Workspace:
        """The version as an outlook has it: the same rows, other capacities that count; itself for the present."""
        if outlook.is_present:
            return self
        with self._seeing:
            if outlook not in self._seen:
                own = self.snapshot
                found = later(own.tables, outlook)
                snapshot = GraphSnapshot(own.version_id, own.content_hash, found.tables)
                self._seen[outlook] = Workspace(snapshot, found)
            return self._seen[outlook]

    def listed(self, trace: Trace) -> Trace:
        """A trace of this outlook by the rows of the version's own lists, with the dates that decided."""
        if self.later is None:
            return trace
        return replace(trace, refs=tuple(self._own(self.later, *ref) for ref in trace.refs))

    def _own(self, told: Later, table: str, row: int, columns: tuple[str, ...]) -> tuple[str, int, tuple[str, ...]]:
        if table not in told.origin:
            return table, row, columns
        own, position = told.origin[table][row]
        if table == "capacities":
            columns = tuple(dict.fromkeys((*columns, "start", "end")))
        if own == "projects":
            named = (_PLANT.get(name, name) for name in columns)
            columns = tuple(dict.fromkeys(name for name in named if name in _OF_PROJECT))
        return own, position, columns


class Facts:
    """What follows from a version for one scope, by subject. Nothing is worked out before it is asked for."""

    def __init__(self, workspace: Workspace, scope: Scope) -> None:
        self.workspace = workspace
        self.scope = scope
        self.ground = workspace.ground
        self.snapshot = workspace.snapshot
        self.chain = self.snapshot.chains[scope.chain]
        self.members = Members(self.ground, self.chain, scope.region)
        self.data = DataState(self.snapshot, scope, self.members)
        self.local = LocalLinks(self.snapshot, self.chain, self.members, self.data)
        self.undated = Undated(self.ground, self.members, workspace.later)
        self.outages = OutageFacts(self.ground, self.members, self.undated)
        self._kept: OncePerKey[Callable[[Facts], object], object] = OncePerKey()

    def kept(self, build: Callable[[Facts], T]) -> T:
        """What a judgement says of the scope, worked out by the first who asks for it and gone with the version.

        ``build``: a function of a module, which is the key: there are no more of them than judgements.
        """
        return self._kept.get(build, lambda: build(self))  # type: ignore[return-value]

    @property
    def network(self) -> Network:
        """The joined network of the version."""
        return self.snapshot.network

    @property
    def names(self) -> Names:
        """What people call the objects of the version."""
        return self.ground.names

"""One version ready for questions: what follows from it for all scopes, and the facts of each scope asked about."""

from __future__ import annotations

from graphsvc.domain.network import Network
from graphsvc.domain.once import OncePerKey
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.judgements.facts.data_state import DataState
from graphsvc.judgements.facts.groundwork import Groundwork
from graphsvc.judgements.facts.local_links import LocalLinks
from graphsvc.judgements.facts.members import Members
from graphsvc.judgements.facts.outage_facts import OutageFacts
from graphsvc.judgements.names import Names
from graphsvc.judgements.scope import Scope


class Workspace:
    """One snapshot with its groundwork and the facts of its scopes; each built once, on first use, for all threads."""

    def __init__(self, snapshot: GraphSnapshot) -> None:
        self.snapshot = snapshot
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
        self.outages = OutageFacts(self.ground, self.members)

    @property
    def network(self) -> Network:
        """The joined network of the version."""
        return self.snapshot.network

    @property
    def names(self) -> Names:
        """What people call the objects of the version."""
        return self.ground.names

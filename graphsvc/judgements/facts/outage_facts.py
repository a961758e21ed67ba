"""What falls with an entity of a scope, and what each outage does."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from graphsvc.analysis.outages.backup import Need, backup_needs
from graphsvc.analysis.outages.entities import Entities, all_entities
from graphsvc.analysis.outages.falls import Falls
from graphsvc.analysis.outages.outage import Outages, outages
from graphsvc.domain.once import OncePerKey
from graphsvc.judgements.facts.groundwork import Groundwork
from graphsvc.judgements.facts.members import Members
from graphsvc.judgements.facts.undated import Undated


@dataclass(frozen=True, eq=False)
class OutageFacts:
    """Entities by kind, their outages by kind and horizon [d]; each worked out on first use. ``undated``: what of them
    hangs on dates not told."""

    ground: Groundwork
    members: Members
    undated: Undated
    _entities: OncePerKey[str, tuple[Entities, Falls]] = field(default_factory=OncePerKey, init=False, repr=False)
    _outages: OncePerKey[tuple[str, float], Outages] = field(default_factory=OncePerKey, init=False, repr=False)

    def entities(self, kind: str) -> tuple[Entities, Falls]:
        """Entities with a maker of the chain, whole as they are, and what falls with each (boolean)."""
        return self._entities.get(kind, lambda: self._entities_of(kind))

    def _entities_of(self, kind: str) -> tuple[Entities, Falls]:
        network = self.ground.network
        everywhere = np.ones(network.n_nodes, np.bool_)
        found = all_entities(network, kind, everywhere, self.ground.snapshot.tables["supplies"])
        if kind != "corridor":
            owner = np.repeat(np.arange(len(found)), np.diff(found.ptr))
            own = np.unique(owner[self.members.makers[found.node]])
            found = found if len(own) == len(found) else found.take(own)
        return found, self.ground.model.falls(found)

    def figures(self, kind: str, horizon_days: float) -> Outages:
        """Impact, survival, recovery and loss of every entity of a kind."""
        return self._outages.get((kind, horizon_days), lambda: self._figures_of(kind, horizon_days))

    def _figures_of(self, kind: str, horizon_days: float) -> Outages:
        found, fallen = self.entities(kind)
        ground, who = self.ground, self.members
        told = outages(ground.model, found, fallen, who.finals, ground.natures, who.upstream, horizon_days)
        return self._open(told, found, horizon_days)

    def _open(self, told: Outages, found: Entities, horizon_days: float) -> Outages:
        hung = self.undated.hanging(found)
        return told.opened(hung, horizon_days) if hung.any() else told

    def figures_of(self, entity: Entities, horizon_days: float) -> Outages:
        """Impact, survival, recovery and loss of one entity, whether or not it makes anything of the chain."""
        ground, who = self.ground, self.members
        fallen = ground.model.falls(entity)
        told = outages(ground.model, entity, fallen, who.finals, ground.natures, who.upstream, horizon_days)
        return self._open(told, entity, horizon_days)

    def needs(self, entity: Entities, horizon_days: float) -> list[Need]:
        """What the loss of one entity leaves short: see ``backup_needs``."""
        return self.needs_of_each(entity, horizon_days)[0]

    def needs_of_each(self, entities: Entities, horizon_days: float) -> list[list[Need]]:
        """What the loss of each of several entities leaves short."""
        ground, who = self.ground, self.members
        return backup_needs(ground.model, entities, who.finals, ground.natures, who.upstream, horizon_days)

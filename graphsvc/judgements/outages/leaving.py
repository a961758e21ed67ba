"""What leaves by a date, as things that fail from day 0 and do not come back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from graphsvc.analysis.outages.entities import Entities, entity_of_sites
from graphsvc.analysis.outages.scenario import FOREVER, Shock
from graphsvc.domain.arrays import Bools
from graphsvc.domain.outlook import RETIRED, Outlook
from graphsvc.judgements.workspace import Workspace

_NONE = np.empty(0, np.int64)
_FLAT = np.zeros(2, np.int64)
NOTHING = Entities("scenario", ("nothing",), _FLAT, _NONE, np.empty(0), _FLAT, _NONE, np.empty(0))
"""Nothing that fails."""


@dataclass(frozen=True)
class Leaving:
    """Sites of list 06 that have left by a day, and those of which the dates do not tell; None where there is none.

    Of a maker whose sites do not tell how its capacity divides, equal parts leave; at least none of it, at most all.
    """

    gone: Entities | None
    open: Entities | None

    @property
    def is_open(self) -> bool:
        """Whether anything hangs on what is not told."""
        return self.open is not None or (self.gone is not None and bool(self.gone.open.any()))

    @property
    def shocks(self) -> list[Shock]:
        """What leaves."""
        return _shocks(self.gone)

    @property
    def least(self) -> list[Shock]:
        """What leaves in any case."""
        gone = self.gone
        return [] if gone is None else _shocks(replace(gone, loss=np.where(gone.open, 0.0, gone.loss)))

    @property
    def most(self) -> list[Shock]:
        """What leaves, and all that may leave besides."""
        found = [e for e in (self.gone, self.open) if e is not None]
        return [shock for e in found for shock in _shocks(replace(e, loss=np.where(e.open, 1.0, e.loss)))]


def leaving_by(space: Workspace, day: date) -> Leaving:
    """Capacity of today that is gone at the end of ``day``."""
    network = space.snapshot.network
    state = space.seen(Outlook(as_of=day)).snapshot.tables["capacities"]["state"].to_pylist()
    told = ["" if row < 0 else state[row] for row in network.site_row.tolist()]
    gone = np.array([name == RETIRED for name in told], np.bool_)
    return Leaving(_together(space, gone), _together(space, np.array([name is None for name in told], np.bool_)))


def _together(space: Workspace, sites: Bools) -> Entities | None:
    return entity_of_sites(space.snapshot.network, "site", "leaving", sites) if sites.any() else None


def _shocks(entity: Entities | None) -> list[Shock]:
    return [] if entity is None else [Shock(entity, 0.0, FOREVER, 1.0)]

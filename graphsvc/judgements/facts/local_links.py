"""What is made, needed and bought of each product in the region of a scope, and who makes it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.links.grades import GradeFigures, grade_figures
from graphsvc.analysis.links.link_bounds import LinkBounds, link_bounds
from graphsvc.analysis.links.local_figures import LocalFigures, local_figures
from graphsvc.analysis.links.makers import MakerFigures, maker_figures, retired_rows
from graphsvc.analysis.links.waiting import opened, sellers_in
from graphsvc.domain.arrays import Bools, Longs
from graphsvc.domain.network import Network
from graphsvc.domain.once import once
from graphsvc.domain.snapshot import ChainInfo, GraphSnapshot
from graphsvc.judgements.facts.data_state import DataState
from graphsvc.judgements.facts.members import Members


@dataclass(frozen=True, eq=False)
class LocalLinks:
    """Figures per product (P,) of the region: what missing, weak and strong links are judged by."""

    snapshot: GraphSnapshot
    chain: ChainInfo
    members: Members
    data: DataState

    @property
    def _network(self) -> Network:
        return self.snapshot.network

    @property
    def _region(self) -> str:
        return self.members.region

    @once
    def figures(self) -> LocalFigures:
        """Local figures of every product in the region."""
        return local_figures(self._network, self._region)

    @once
    def bounds(self) -> LinkBounds:
        """How far the local figures could move once blanks are filled in."""
        found = link_bounds(self._network, self._region, self.figures)
        rows = self.data.waiting
        if not rows:
            return found
        codes = self._network.product_codes
        masks = (rows.makers, rows.needs, rows.purchases, rows.shifts)
        return opened(found, *(np.array([bool(of(code)) for code in codes], np.bool_) for of in masks))

    @once
    def standing(self) -> MakerFigures:
        """Market shares, titles and decline of the region's makers, per product."""
        return maker_figures(self.snapshot, self._region, self.chain.as_of or self.snapshot.as_of)

    @once
    def grades(self) -> GradeFigures:
        """Part of demand in grades that no maker here delivers, per product."""
        return grade_figures(self.snapshot, self._region, self.chain.as_of or self.snapshot.as_of)

    @once
    def sellers_here(self) -> Bools:
        """(P,) products that a firm here sells by list 07 and none is recorded to make in list 06."""
        return sellers_in(self._network, self._region)

    @once
    def retired_rows(self) -> dict[str, list[int]]:
        """Rows of list 06, by product, of makers that stood in the region and have left."""
        return retired_rows(self.snapshot.tables, self._network, self._region)

    @once
    def technical_use(self) -> Longs:
        """Positions of alternatives by which makers here use an input of list 04: what derived demand is made of."""
        n = self._network
        return np.flatnonzero(self.members.makers_here[n.alternative_node] & (n.alternative_input >= 0))

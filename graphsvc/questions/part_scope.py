"""A scope narrowed to some products: the same figures about them, without the work about all others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graphsvc.analysis.links.local_figures import LocalFigures
from graphsvc.analysis.outages.failure import Finals
from graphsvc.domain.arrays import Bools, Longs
from graphsvc.domain.notices import Notice
from graphsvc.questions.scope import Scope


@dataclass(frozen=True, eq=False)
class PartScope(Scope):
    """A chain of which only ``part`` is asked about: findings about those products and their makers.

    Final products, the failure model, figures and completeness are those of the ``whole``, so that a finding has the
    values it has in the whole answer (but names only products of the part). Summaries are of the part.
    """

    whole: Scope
    part: tuple[str, ...]

    @cached_property
    def product_codes(self) -> tuple[str, ...]:
        """Products of the part, sorted."""
        return tuple(sorted(self.part))

    @cached_property
    def purchases_here(self) -> Longs:
        """Purchases of the region's buyers that belong to the chain and are of a product of the part."""
        n = self.network
        codes = [n.product_index[c] for c in self.product_codes if c in n.product_index]
        found = self.whole.purchases_here
        return found[np.isin(n.purchase_product[found], codes)]

    @cached_property
    def _finals(self) -> tuple[Finals, tuple[Notice, ...]]:
        return self.whole.finals, self.whole.final_notices

    @property
    def upstream(self) -> Bools:
        """(N,) as in the whole."""
        return self.whole.upstream

    @property
    def figures(self) -> LocalFigures:
        """As in the whole."""
        return self.whole.figures

    @property
    def makers_here(self) -> Bools:
        """(N,) as in the whole."""
        return self.whole.makers_here

    @property
    def other_makers(self) -> dict[int, list[int]]:
        """As in the whole."""
        return self.whole.other_makers

    def completeness(self, fields: Iterable[str]) -> float | None:
        """Of the whole: the grade of a finding does not hang on what else is asked."""
        return self.whole.completeness(fields)

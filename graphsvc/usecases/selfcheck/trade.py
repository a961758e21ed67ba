"""Systemic risk on the figure of its paper and on a loop; relatedness and complexity in closed form."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from graphsvc.analysis.links.relatedness import comparative_advantage, complexity, density, proximity
from graphsvc.analysis.systemic_risk import systemic_risk
from graphsvc.usecases.selfcheck.published import Value

SELLER = (2, 2, 7, 9, 3, 6, 10, 9, 7, 8)
BUYER = (1, 3, 4, 5, 7, 7, 7, 10, 11, 11)
INDUSTRY = (1, 2, 1, 3, 4, 2, 4, 1, 2, 3, 5)
NESTED = 5
"""Places of the nested example: the k-th makes the first k products."""


def trade() -> dict[tuple[str, str], list[Value]]:
    """ESRI of eleven firms four times over, its parts on a loop, density and complexity."""
    figure = sp.csr_array((np.ones(len(SELLER)), (np.array(SELLER) - 1, np.array(BUYER) - 1)), shape=(11, 11))
    found: dict[tuple[str, str], list[Value]] = {}
    for kind in (1, 2):
        for substitution, about in ((False, f"e = {kind}, sigma = 1"), (True, f"e = {kind}")):
            needed = np.full((5, 5), kind)
            esri = systemic_risk(figure, np.array(INDUSTRY) - 1, needed, substitution=substitution).esri
            found["esri", about] = esri.tolist()
    loop = sp.csr_array(np.array([[1.0, 1.0], [0.0, 1.0]]))
    parts = systemic_risk(loop, [0, 0], [[2]], tolerance=1e-12, firms=[0])
    found["esri_parts", "e = 2, epsilon = 1e-12"] = [
        float(part[0]) for part in (parts.esri_upstream, parts.esri_downstream, parts.esri)
    ]
    return found | _relatedness()


def _relatedness() -> dict[tuple[str, str], list[Value]]:
    even = comparative_advantage(sp.csr_array(np.full((3, 4), 2.0)))  # all shares alike: RCA = 1 everywhere
    near = proximity(sp.csr_array((even.toarray() >= 1.0).astype(np.float64)), np.arange(4))
    eigenvalues, index = complexity(np.tril(np.ones((NESTED, NESTED))))
    rank = np.empty(NESTED)
    rank[np.argsort(index)] = np.arange(1.0, NESTED + 1)
    return {
        ("density", "M = 1"): density(np.ones(4, np.bool_), near).tolist(),
        ("eigenvalues", "n = 5"): eigenvalues.tolist(),
        ("complexity_order", "n = 5"): rank.tolist(),
    }

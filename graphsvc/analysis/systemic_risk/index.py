"""The economic systemic risk index (ESRI): what part of all sales is lost when one firm closes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from graphsvc.analysis.systemic_risk.closures import Closures, close_firms
from graphsvc.analysis.systemic_risk.operators import Trade, operators, refuse


def systemic_risk(
    weights: Trade,
    industry: npt.ArrayLike,
    essentiality: npt.ArrayLike,
    *,
    revenue: npt.ArrayLike | None = None,
    substitution: bool = True,
    tolerance: float = 1e-2,
    firms: npt.ArrayLike | None = None,
) -> Closures:
    """Part of all sales that is lost when one firm closes, for each firm.

    Parameters
    ----------
    weights : sparse (n, n) [money/yr]
        Sales of firm i to firm j.
    industry : (n,)
        Industry of each firm, 0..k-1.
    essentiality : (k, k)
        2 essential, 1 non-essential, 0 irrelevant; supplier industry x customer industry.
    revenue : (n,) [money/yr], optional
        All sales of each firm, those outside of ``weights`` included; row sums where None.
    substitution : bool
        Whether others of an industry step in as far as their part of its sales allows.
    tolerance : float
        Steps end when no firm's level moved by more. 0.01 is what others use; the answer hangs on it.
    firms : (f,), optional
        Positions of the firms to close, one at a time; all where None.

    Returns
    -------
    Closures
        ``esri``, ``esri_upstream``, ``esri_downstream`` (f,) 0-1; ``n_iterations``, ``residual``, ``spectral_radius``
        and more about how far they can be trusted.

    Raises
    ------
    ParameterError
        Shapes do not fit, or a value is out of its range.

    Notes
    -----
    Levels h start at 1, 0 for the closed firm, and all move together: downstream h_j = min(1 - the worst lack of an
    essential industry, 1 - the lack of non-essential inputs), lacks weighed by sigma_i = min(1, s_i / sum of s h over
    its industry); upstream h_i = 1 - orders lost / revenue. ESRI = sum of w_i (1 - min(h_down, h_up)), w_i = s_i /
    sum s, s the row sums. Diem et al. 2022, doi:10.1038/s41598-022-11522-z.

    Examples
    --------
    >>> from scipy import sparse
    >>> chain = sparse.csr_array(np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]]))
    >>> systemic_risk(chain, [0, 1, 2], np.full((3, 3), 2)).esri
    array([1., 1., 1.])
    """
    if not (np.isfinite(tolerance) and tolerance >= 0):
        refuse("tolerance", "应为不小于零的数", "must be a number of 0 or more", tolerance)
    network = operators(weights, industry, essentiality, revenue)
    chosen = np.arange(network.n) if firms is None else np.asarray(firms).reshape(-1)
    if len(chosen) and not np.issubdtype(chosen.dtype, np.integer):
        refuse("firms", "应为企业序号", "must be positions of firms", chosen.dtype)
    closed = chosen.astype(np.int64)
    if len(closed) and not (closed.min() >= 0 and closed.max() < network.n):
        refuse("firms", f"应在 0 … {network.n - 1} 之间", f"must lie within 0 … {network.n - 1}")
    return close_firms(network, closed, substitution=substitution, tolerance=tolerance)

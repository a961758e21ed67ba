"""Supply-chain resilience analytics over industry-chain workbooks.

``graphsvc.open()`` answers from Python; nothing heavy is imported before that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphsvc.library.chains import Chains

__version__ = "0.1.0"
__all__ = ["__version__", "open"]


def open(url: str | None = None, at: str | None = None) -> Chains:
    """The chains of one version of a store, to be asked from Python; nothing is ever written.

    ``url`` is a store as ``GRAPHSVC_STORE_URL`` names it (``sqlite:///FILE``, ``postgresql+psycopg://…``), by default
    that setting; ``at`` a version id, by default the latest, which stays the same while this is open.

    Raises
    ------
    NotFound
        No store, no such version, or none at all.
    StoreError
        The database is away.
    """
    from graphsvc.library.chains import opened

    return opened(url, at)

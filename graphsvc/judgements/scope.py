"""What is asked about: one chain in one region."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scope:
    """A chain by its code in a region by its leading digits, "" for everywhere. A value: equal ones are the same.

    The network is never cut to a scope; what follows from the data for it stands in ``Facts``.
    """

    chain: str
    region: str

"""Where links of pages lead, in no language and without host."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Plain = str | int | float | None


@dataclass(frozen=True)
class Goto:
    """Where a link leads: an address of this service, and what it is asked with (None: left out).

    Version, region and language of the page that holds the link are handed on unless they are named here.
    """

    path: str
    query: Mapping[str, Plain] = field(default_factory=dict)

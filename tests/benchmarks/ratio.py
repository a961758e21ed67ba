"""A comparison as a line of a table: what the service takes, what its peer takes, both measured in this run."""

from __future__ import annotations

from dataclasses import dataclass

HEAD = f"{'comparison':<76} {'service':>9} {'peer':>9} {'unit':<14} {'ratio':>7}  goal"


@dataclass(frozen=True)
class Ratio:
    """Figures of the service and of its peer in ``unit``, the ratio to read, and the goal for it (empty: none)."""

    what: str
    service: float
    peer: float
    unit: str
    ratio: float
    goal: str = ""

    def line(self) -> str:
        """One line below ``HEAD``."""
        return f"{self.what:<76} {self.service:>9.4g} {self.peer:>9.4g} {self.unit:<14} {self.ratio:>7.3g}  {self.goal}"

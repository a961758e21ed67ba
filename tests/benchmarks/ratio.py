"""A comparison as a line of a table: what the service takes, what its peer takes, both measured in this run."""

from __future__ import annotations

from dataclasses import dataclass

HEAD = f"{'comparison':<74} {'service':>10} {'peer':>10} {'unit':<15} {'ratio':>8}  goal"


@dataclass(frozen=True)
class Ratio:
    """``figures``: the service's and the peer's, in ``unit``; ``goal`` in words, empty for none.

    ``upside`` True: the ratio says how many times better the service is; False: how many times the peer's cost it takes.
    """

    what: str
    service: float
    peer: float
    unit: str
    goal: str = ""
    upside: bool = True

    @property
    def ratio(self) -> float:
        """Times better (``upside``), else times the cost of the peer."""
        more_is_better = self.unit.startswith("rows")
        return self.service / self.peer if more_is_better or not self.upside else self.peer / self.service

    def line(self) -> str:
        """One line below ``HEAD``."""
        return f"{self.what:<74} {self.service:>10.4g} {self.peer:>10.4g} {self.unit:<15} {self.ratio:>8.3g}  {self.goal}"

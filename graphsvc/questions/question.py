"""What every question of the catalogue is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphsvc.domain.results import Parameter, Result
from graphsvc.questions.scope import Scope, Workspace

Run = Callable[[Scope, Mapping[str, Any]], Result]
RunAll = Callable[[Workspace, Mapping[str, Any]], Result]
RunPair = Callable[[Workspace, Workspace, Mapping[str, Any]], Result]


@dataclass(frozen=True)
class Question:
    """One question: its name, what it asks (zh, en), parameters, columns, and how it is answered.

    ``run`` answers for one chain; ``run_all`` for the joined network of all chains, ``run_pair`` for two
    versions (exactly one of them is given; none where the use case alone can answer).
    ``brief`` are the columns a terminal shows; files and documents always hold all of them.
    """

    name: str
    asks: str
    asks_en: str
    parameters: tuple[Parameter, ...]
    columns: tuple[str, ...]
    run: Run | None = None
    run_all: RunAll | None = None
    run_pair: RunPair | None = None
    brief: tuple[str, ...] = ()


HORIZON = Parameter("horizon_days", "number", 90.0, "d", minimum=1.0, maximum=1095.0)


def truth(flag: bool | None) -> str:
    """yes, no or unknown (None)."""
    return "unknown" if flag is None else "yes" if flag else "no"


def known(value: float | None, digits: int | None = None) -> float | None:
    """A figure as strict JSON has it: None for NaN and infinity; trailing float noise cut at 12 digits."""
    if value is None or value != value or value in (float("inf"), float("-inf")):
        return None
    return round(float(value), 12 if digits is None else digits) + 0.0

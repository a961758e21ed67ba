"""What every question of the catalogue is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphsvc.domain.results import Parameter, Result
from graphsvc.judgements.figures import Row
from graphsvc.judgements.scope import Scope, Workspace

Run = Callable[[Scope, Mapping[str, Any]], Result]
RunAll = Callable[[Workspace, Mapping[str, Any]], Result]
RunPair = Callable[[Workspace, Workspace, Mapping[str, Any]], Result]


@dataclass(frozen=True)
class Twin:
    """How a question is answered out of the graph database by ``queries/read/<name>.cypher``.

    ``parameters`` adds what the query needs beyond the question's own parameters, ``result`` makes the answer of the
    rows that came back. Both are handed what ``run`` or ``run_all`` is handed.
    """

    parameters: Callable[[Any, Mapping[str, Any]], Mapping[str, Any]]
    result: Callable[[Any, Mapping[str, Any], Sequence[Row]], Result]


@dataclass(frozen=True)
class Question:
    """One question: its name, what it asks (zh, en), parameters, columns, and how it is answered.

    ``run`` answers for one chain; ``run_all`` for the joined network of all chains, ``run_pair`` for two
    versions (exactly one of them is given; none where the use case alone can answer).
    ``twin`` is there where the graph database can answer too.
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
    twin: Twin | None = None


HORIZON = Parameter("horizon_days", "number", 90.0, "d", minimum=1.0, maximum=1095.0)

"""What every question of the catalogue is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from graphsvc.domain.columns import Columns, DeclarationError
from graphsvc.domain.errors import ParameterError
from graphsvc.domain.outlook import OUTLOOK, PRESENT, Outlook, day_asked
from graphsvc.domain.results import Result
from graphsvc.domain.values import Values
from graphsvc.judgements.figures import Row
from graphsvc.judgements.workspace import Facts, Workspace
from graphsvc.questions.parameters import Asked, AskedT, Parameter, parameter, parameters_of, read_parameters

On = TypeVar("On", Facts, Workspace)


@dataclass(frozen=True)
class Twin(Generic[On, AskedT]):
    """How a question is answered out of the graph database by ``queries/read/<name>.cypher``.

    ``parameters`` adds what the query needs beyond the question's own parameters, ``result`` makes the answer of the
    rows that came back. Both are handed what ``run`` is handed.
    """

    parameters: Callable[[On, AskedT], Values]
    result: Callable[[On, AskedT, Sequence[Row]], Result]


@dataclass(frozen=True)
class PerChain(Generic[AskedT]):
    """Answered for one chain at a time."""

    run: Callable[[Facts, AskedT], Result]
    twin: Twin[Facts, AskedT] | None = None


@dataclass(frozen=True)
class Joined(Generic[AskedT]):
    """Answered once, on the joined network of all chains."""

    run: Callable[[Workspace, AskedT], Result]
    twin: Twin[Workspace, AskedT] | None = None


@dataclass(frozen=True)
class Pair(Generic[AskedT]):
    """Answered about two versions, the earlier one first."""

    run: Callable[[Workspace, Workspace, AskedT], Result]


@dataclass(frozen=True)
class LookUp:
    """Looked up by the use case alone, in either engine."""


@dataclass(frozen=True)
class Question(Generic[AskedT]):
    """One question: its name, what it asks (zh, en), what it is asked with, its columns and the way it is answered.

    ``brief`` are the columns a terminal shows; files and documents always hold all of them.
    """

    name: str
    asks: str
    asks_en: str
    asked: type[AskedT]
    columns: Columns
    way: PerChain[AskedT] | Joined[AskedT] | Pair[AskedT] | LookUp
    brief: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.columns.question != self.name:
            raise DeclarationError(f"question {self.name!r} is declared with the columns of {self.columns.question!r}")
        for name in self.brief:
            if name not in self.columns.names:
                raise DeclarationError(f"question {self.name!r} shows {name!r} in short, which is none of its columns")
        parameters_of(self.asked, self.name)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Its own parameters, then the common ones."""
        return parameters_of(self.asked, self.name)

    def read(self, given: Mapping[str, object]) -> AskedT:
        """What it is asked with, defaults filled in; ParameterError where a value cannot be used."""
        return read_parameters(self.name, self.asked, given)

    @property
    def has_twin(self) -> bool:
        """Whether the graph database can answer too."""
        return isinstance(self.way, LookUp) or (not isinstance(self.way, Pair) and self.way.twin is not None)


AnyQuestion = Question[Any]
"""A question whatever it is asked with."""


def horizon() -> Any:
    """Field ``horizon_days`` [d] of the questions that look ahead."""
    return parameter("number", 90.0, "d", minimum=1.0, maximum=1095.0)


def later_day(text: str | None, cut_off: str | None) -> date | None:
    """The day that parameter ``as_of`` names; refused where it is none, or before the lists were closed."""
    if text is None:
        return None
    found = day_asked(text)
    if found is None or (cut_off is not None and found.isoformat() < cut_off):
        raise ParameterError(
            "bad_parameter", name="as_of", value=text[:40],
            expected_zh=f"应为年、月或日（2027、2027-06、2027-06-30），不早于数据截止日期 {cut_off or '（未填）'}",
            expected_en=f"a year, month or day (2027, 2027-06, 2027-06-30) not before {cut_off or 'the cut-off date'}",
        )  # fmt: skip
    return found


@dataclass(frozen=True, kw_only=True)
class Outlooked(Asked):
    """What questions are asked with that can look at capacity that is not there yet, or no longer."""

    state: str = parameter("enum", PRESENT, allowed=(PRESENT, OUTLOOK))
    as_of: str | None = parameter("text")

    def outlook(self, cut_off: str | None) -> Outlook:
        """Which capacities count; ``cut_off``: the day up to which the lists tell (ISO date)."""
        day = later_day(self.as_of, cut_off)
        if day is not None and self.state not in (PRESENT, OUTLOOK):
            raise ParameterError(
                "bad_parameter", name="as_of", value=str(self.as_of), expected_zh="只用于现状和远景",
                expected_en="goes with present capacity and the outlook only",
            )  # fmt: skip
        return Outlook(self.state == OUTLOOK, day)

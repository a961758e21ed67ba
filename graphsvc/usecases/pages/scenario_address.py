"""Scenarios as they stand in an address: ``kind:id:days:severity``, several of them parted by commas; what stands at
its default at the end is left out. Ids are percent-encoded once more, so that they may hold either sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import nan
from urllib.parse import quote, unquote

from graphsvc.domain.entity_types import ENTITY_TYPES
from graphsvc.domain.errors import ParameterError
from graphsvc.domain.pages import Goto, Plain
from graphsvc.domain.scenario_templates import LONGEST_HORIZON, MODES

HORIZON_DAYS, LONGEST_DAYS = 90.0, LONGEST_HORIZON
MOST_SHOCKS = 20


@dataclass(frozen=True)
class ShockAsked:
    """One failure: how long [d] (None: to the end of the horizon), how much of it (0-1)."""

    kind: str
    id: str
    days: float | None = None
    severity: float = 1.0

    def text(self) -> str:
        """As it stands in an address."""
        days = "" if self.days is None else f"{self.days:g}"
        severity = "" if self.severity == 1.0 else f"{self.severity:g}"
        return ":".join((self.kind, quote(self.id, safe=""), days, severity)).rstrip(":")

    def document(self) -> dict[str, str | float]:
        """As the question ``stress-test`` takes it."""
        found: dict[str, str | float] = {"entity_type": self.kind, "entity_id": self.id}
        if self.days is not None:
            found["duration"] = self.days
        return found if self.severity == 1.0 else {**found, "severity": self.severity}


@dataclass(frozen=True)
class ScenarioAsked:
    """What fails, and who may step in."""

    shocks: tuple[ShockAsked, ...]
    substitution: str = "off"


@dataclass(frozen=True)
class WhatIfAsked:
    """The address of a what-if page: a scenario, perhaps a second one, horizon [d], day shown, picture drawn."""

    path: str
    first: ScenarioAsked
    second: ScenarioAsked | None
    horizon_days: float
    day: float | None
    picture: Mapping[str, str]

    def query(self, **changed: Plain) -> dict[str, Plain]:
        """Parameters in their order, defaults left out."""
        first, second = self.first, self.second
        own: dict[str, Plain] = {
            "s": written(first.shocks),
            "sub": None if first.substitution == "off" else first.substitution,
            "b": None if second is None or second.shocks == first.shocks else written(second.shocks),
            "bsub": None if second is None else second.substitution,
            "horizon": None if self.horizon_days == HORIZON_DAYS else f"{self.horizon_days:g}",
            "day": None if self.day is None else f"{self.day:g}",
            **self.picture,
        }
        return {**own, **changed}

    def goto(self, **changed: Plain) -> Goto:
        """The page with something changed."""
        return Goto(self.path, self.query(**changed))


def written(shocks: Sequence[ShockAsked]) -> str | None:
    """Several failures as they stand in an address; None for none."""
    return ",".join(shock.text() for shock in shocks) or None


def read_shocks(texts: Sequence[str]) -> tuple[ShockAsked, ...]:
    """Failures of an address; what is none is left out, and so are more than ``MOST_SHOCKS``."""
    found = [_shock(part) for text in texts for part in text.split(",")]
    return tuple(dict.fromkeys(shock for shock in found if shock is not None))[:MOST_SHOCKS]


def _shock(text: str) -> ShockAsked | None:
    kind, ident, days, severity, *_ = [*text.split(":"), "", "", ""]
    named = unquote(ident).strip()
    if kind not in ENTITY_TYPES or not named:
        return None
    part = number("severity", severity, 0.0, 1.0)
    return ShockAsked(kind, named, number("days", days, 0.0, LONGEST_DAYS), 1.0 if part is None else part)


def number(name: str, text: str, least: float, most: float) -> float | None:
    """A number of an address; None where there is none.

    Raises
    ------
    ParameterError
        It is no number, or out of range: a scenario is never turned into another one.
    """
    if not text.strip():
        return None
    try:
        value = float(text)
    except ValueError:
        value = nan
    if not least <= value <= most:
        raise ParameterError(
            "bad_parameter", name=name, value=text[:40],
            expected_zh=f"应为 {least:g} 到 {most:g} 的数", expected_en=f"a number from {least:g} to {most:g}",
        )  # fmt: skip
    return value


def _mode(name: str, text: str) -> str | None:
    """Who may step in; None where it is not told."""
    if text and text not in MODES:
        known = ", ".join(MODES)
        raise ParameterError(
            "bad_parameter", name=name, value=text[:40], expected_zh=f"应为 {known}", expected_en=f"one of {known}"
        )
    return text or None


def read_what_if(path: str, given: Sequence[tuple[str, str]]) -> WhatIfAsked:
    """The address of a what-if page. ``kind`` (or ``entity``) and ``id``, ``days``, ``severity`` of its form are added
    to the first scenario, or to the second where ``into`` is ``b``. ParameterError where a value is none of these."""
    one = dict(given)
    first = read_shocks([value for name, value in given if name == "s"])
    second = read_shocks([value for name, value in given if name == "b"])
    kind = one.get("kind") or one.get("entity") or ""
    added = _shock(":".join((kind, quote(one.get("id", "").strip(), safe=""), one.get("days", ""),
                             one.get("severity", ""))))  # fmt: skip
    if added is not None and one.get("into") == "b":
        second = tuple(dict.fromkeys((*second, added)))
    elif added is not None:
        first = tuple(dict.fromkeys((*first, added)))
    mode, other = _mode("sub", one.get("sub", "")), _mode("bsub", one.get("bsub", ""))
    base = ScenarioAsked(first, mode or "off")
    beside = None
    if second or other:
        beside = replace(base, shocks=second or first, substitution=other or base.substitution)
    return WhatIfAsked(
        path,
        base,
        beside if first else None,
        number("horizon", one.get("horizon", ""), 1.0, LONGEST_DAYS) or HORIZON_DAYS,
        number("day", one.get("day", ""), 0.0, LONGEST_DAYS),
        {name: one[name] for name in ("focus", "k", "dir", "paper") if one.get(name)},
    )

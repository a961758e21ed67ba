"""Words of scenarios, and the templates of ``scenario_templates.toml``: parameters and the shocks they stand for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from graphsvc.domain.values import Values

LONGEST_DAYS, LONGEST_HORIZON = 3650.0, 1095.0
MODES = ("off", "qualified", "all")
"""Who may step in."""
RATIONS = ("pro_rata", "priority")
"""How what a maker cannot deliver in full is shared."""
STOCK_POLICIES = ("listed", "told", "none")
"""Which stocks there are: those told and a default for blanks, those told alone, none."""


@dataclass(frozen=True)
class TemplateParameter:
    """One parameter of a template: ``type`` is text, number or list."""

    name: str
    type: str = "text"
    required: bool = False
    default: object = None
    minimum: float = 0.0
    maximum: float = LONGEST_DAYS


@dataclass(frozen=True)
class ScenarioTemplate:
    """A template: what it is given, and its shocks or the ``builder`` that finds them. What people call it stands in
    the vocabulary ``scenario_template``."""

    name: str
    parameters: tuple[TemplateParameter, ...]
    shocks: Sequence[Values]
    builder: str | None

    def shocks_with(self, given: Mapping[str, object]) -> list[dict[str, object]]:
        """Its shocks with the parameters put in; members of what is not given are left out."""
        found = []
        for shock in self.shocks:
            filled = {key: _filled(value, given) for key, value in shock.items()}
            found.append({key: value for key, value in filled.items() if value is not None})
        return found


def _filled(value: object, given: Mapping[str, object]) -> object:
    if isinstance(value, str) and value.startswith("{"):
        return given.get(value.strip("{}"))
    return value


@cache
def scenario_templates() -> Mapping[str, ScenarioTemplate]:
    """All templates by name, in their order."""
    text = resources.files("graphsvc.domain").joinpath("scenario_templates.toml").read_text(encoding="utf-8")
    found = {}
    for name, told in tomllib.loads(text).items():
        parameters = tuple(TemplateParameter(key, **member) for key, member in told["parameters"].items())
        shocks = told.get("shocks", ())
        found[name] = ScenarioTemplate(name, parameters, shocks, told.get("builder"))
    return MappingProxyType(found)

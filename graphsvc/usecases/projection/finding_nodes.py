"""What every finding in the graph says of itself, whatever it is about."""

from __future__ import annotations

from collections.abc import Mapping

from graphsvc.domain.answers import Answer
from graphsvc.domain.columns import declared
from graphsvc.domain.graph import Label, Properties
from graphsvc.domain.values import Values
from graphsvc.usecases.ask import Analyst

Known = Mapping[Label, set[str]]
"""Ids of the nodes that stand in the graph, by label."""


def finding_properties(analyst: Analyst, answer: Answer, values: Values, own_id: str, figure: str) -> Properties:
    """The values of a row, its main figure with ends and unit, where it comes from and how good its data are."""
    chains = analyst.workspace(answer.version_id).snapshot.chains
    return {
        **fitting(values),
        "id": own_id,
        "question": answer.question,
        "region_code": chains[values["chain_code"]].region,
        "figure": figure,
        "value": values[figure],
        "lower": values.get(f"{figure}_lower"),
        "upper": values.get(f"{figure}_upper"),
        "unit": values.get("unit") or declared(answer.question, figure).unit,
        "grade": answer.grade,
        "evidence_id": own_id,
    }


def fitting(values: Mapping[str, object]) -> Properties:
    """Those values that the graph database can hold as properties."""
    return {name: value for name, value in values.items() if _fits(value)}


def _fits(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(item, str) for item in value)
    return isinstance(value, str | bool | int | float)

"""How the server would run a query, and what of that plan would not do on a large graph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from neo4j import GraphDatabase

MOST_STEPS = 12
SEEKS = ("NodeIndexSeek", "NodeUniqueIndexSeek", "MultiNodeIndexSeek")
STARTS = (*SEEKS, "Argument", "Unwind")
"""Operators that may begin a plan: a seek in an index, the row from outside, a list among the parameters."""
ONE_ROW = ("Argument", "NodeUniqueIndexSeek", "Filter", "Projection", "CacheProperties", "ProduceResults")
"""Operators that make one row of one row, as long as a seek is for a whole key."""
WHOLE_LABELS = {
    "missing-links": {"Submission"},
    "industry-coverage": {"Submission", "IndustryClass"},
    "challenge-matrix": {"Submission"},
    "overdue-issues": {"Issue"},
    "single-sources": {"Firm"},
    "gap-fillers": {"Firm"},
    "chain-entrants": {"Firm"},
}
"""Labels of which a query reads all nodes of the version: their index on the version alone may serve it."""


def explained(uri: str, text: str, parameters: Mapping[str, Any], start: str = "") -> tuple[dict[str, Any], list[str]]:
    """Plan of a statement in the server's own default planner, and the columns it returns."""
    with GraphDatabase.driver(uri, notifications_min_severity="OFF") as driver, driver.session() as talk:
        result = talk.run(f"{start}EXPLAIN {text}", dict(parameters))
        columns = list(result.keys())
        plan = result.consume().plan
        assert plan is not None
        return plan, columns


def faults(name: str, plan: Mapping[str, Any]) -> list[str]:
    """What of a plan reads more than it needs or has no end."""
    return [fault for step in _steps(plan) for fault in _faults(name, step)]


def _faults(name: str, step: Mapping[str, Any]) -> Iterator[str]:
    operator, details = _operator(step), str(step["args"].get("Details", ""))
    children = step.get("children", [])
    if not children and operator not in STARTS:
        yield f"begins with {operator} {details}"
    for label in re.findall(r":(\w+)\(version_id\)", details) if operator in SEEKS else ():
        if label not in WHOLE_LABELS.get(name, ()):
            yield f"reads every {label}"
    if "Scan" in operator and operator not in SEEKS:
        yield f"scans: {operator} {details}"
    # a product is no harm where one side is a single row: what is joined is then a look-up, not all with all
    if operator == "CartesianProduct" and not any(_is_one_row(child) for child in children):
        yield f"CartesianProduct {details}"
    if operator.startswith(("Repeat", "StatefulShortestPath")):
        yield f"quantified path: {details}"
    for least, most in re.findall(r"\*(\d*)(?:\.\.(\d*))?(?=\])", details) if operator.startswith("VarLength") else ():
        if not (most or least) or int(most or least) > MOST_STEPS:
            yield f"no bound: {details}"
    # EXISTS, COUNT and COLLECT inside a list predicate have plans that EXPLAIN hides: they must hang on a found node
    known = {name for child in children for name in child["identifiers"]}
    for pattern in re.findall(r"(?:EXISTS|COUNT|COLLECT) \{ MATCH (.*?)(?:  WHERE|  RETURN|\})", details):
        if not known & set(re.findall(r"\(`?(\w+)`?", pattern)):
            yield f"hidden plan: {pattern}"


def _steps(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for child in plan.get("children", ()):
        yield from _steps(child)


def _operator(step: Mapping[str, Any]) -> str:
    """``NodeIndexSeek@neo4j`` is a NodeIndexSeek, ``NodeUniqueIndexSeek(Locking)`` a unique one."""
    name = str(step["operatorType"]).split("@")[0]
    return name.split("(")[0] if name.startswith("Node") else name


def _is_one_row(plan: Mapping[str, Any]) -> bool:
    """Whether a side makes at most one row: whole keys sought, nothing unfolded or expanded."""
    for step in _steps(plan):
        operator, details = _operator(step), str(step["args"].get("Details", ""))
        if operator not in ONE_ROW or (operator == "NodeUniqueIndexSeek" and not re.search(r"\bid = ", details)):
            return False
    return True

"""Planted facts of the sample chains (``planted.toml`` beside their sources) and how an answer is held against them."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from graphsvc.samples.making.chain_sources import PLANTED, chain_folders

Told = dict[str, Any]


@cache
def planted() -> dict[str, Told]:
    """What ``planted.toml`` of every chain says, by chain code."""
    found = {}
    for folder in chain_folders():
        told = tomllib.loads((folder / PLANTED).read_text(encoding="utf-8"))
        found[told["fact"][0]["chain"]] = told
    return found


def facts() -> list[Told]:
    """Every planted fact of every chain."""
    return [fact for told in planted().values() for fact in told["fact"]]


@cache
def allowed(key: str) -> frozenset[str]:
    """Codes that the chains' planted facts allow under a key; a chain's answer reaches into its neighbours."""
    return frozenset(code for told in planted().values() for code in told["allowed"].get(key, ()))


def meets(value: Any, wanted: Any) -> bool:
    """Whether a value of an answer is what a fact expects: equal, close, in [low, high], or a list that contains it."""
    if isinstance(wanted, list) and isinstance(value, list):
        return all(any(meets(v, w) for v in value) for w in wanted)
    if isinstance(wanted, bool) or isinstance(value, bool) or value is None or isinstance(value, str):
        return bool(value == wanted)
    if isinstance(wanted, list):
        return bool(wanted[0] - 1e-9 <= value <= wanted[1] + 1e-9)
    return isinstance(wanted, int | float) and math.isclose(value, wanted, rel_tol=1e-6, abs_tol=1e-9)


def row_meets(row: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether one row has every expected value."""
    return all(column in row and meets(row[column], value) for column, value in wanted.items())


def missed(answer: Mapping[str, Any], fact: Told) -> Iterator[str]:
    """What of a fact an answer does not say."""
    wanted = fact.get("expect")
    if wanted and not any(row_meets(row, wanted) for row in answer["rows"]):
        yield f"{fact['id']}: no row has {wanted}; nearest {_nearest(answer['rows'], wanted)}"
    for path, value in fact.get("expect_summary", {}).items():
        found = _at(answer["summary"], path)
        if not meets(found, value):
            yield f"{fact['id']}: summary.{path} is {found}, not {value}"


def _nearest(rows: Sequence[Mapping[str, Any]], wanted: Mapping[str, Any]) -> dict[str, Any]:
    best = max(rows, key=lambda row: sum(meets(row.get(c), v) for c, v in wanted.items()), default={})
    return {column: best.get(column) for column in wanted}


def _at(value: Any, path: str) -> Any:
    """The value at a dotted path; ``curve.CHAIN.min`` is the lowest point of that chain's curve."""
    head, _, rest = path.partition(".")
    if head == "curve" and rest.endswith(".min"):
        chain = rest.removesuffix(".min")
        curve = value.get(chain, value)["curve"]
        curve = curve[chain] if isinstance(curve, Mapping) else curve
        return min(point["output"] for point in curve)
    for part in path.split("."):
        if isinstance(value, list):
            value = value[int(part)] if int(part) < len(value) else None
        elif isinstance(value, Mapping):
            value = value.get(part)
    return value

"""Structures to ask about, and what they do by trying every set of events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain, combinations

from hypothesis import strategies as st

Gates = dict[str, tuple[str, list[str]]]

CELLS: Gates = {
    "no cells": ("or", ["no cathode", "E", "no separator", "no cell maker"]),
    "no cathode": ("and", ["first way", "second way"]),
    "first way": ("or", ["A", "C"]),
    "second way": ("or", ["B", "D"]),
    "no separator": ("and", ["F", "G"]),
    "no cell maker": ("and", ["H", "I"]),
}
"""Precursors A, B for the cathodes C, D; one anode maker E; separators F, G; cell makers H, I: it works if
((A and C) or (B and D)) and E and (F or G) and (H or I)."""
CELL_CUTS = [{"E"}, {"A", "B"}, {"A", "D"}, {"B", "C"}, {"C", "D"}, {"F", "G"}, {"H", "I"}]


def subsets(events: Iterable[str]) -> Iterable[tuple[str, ...]]:
    """All of them, small ones first."""
    pool = sorted(events)
    return chain.from_iterable(combinations(pool, n) for n in range(len(pool) + 1))


def basic(gates: Gates, top: str) -> set[str]:
    """Names without a gate."""
    return ({name for _, inputs in gates.values() for name in inputs} | {top}) - gates.keys()


def fails(gates: Gates, top: str, failed: Iterable[str]) -> bool:
    """From "nothing but these" upwards, until no gate more fails."""
    down = set(failed)
    while True:
        more = {
            name
            for name, (kind, inputs) in gates.items()
            if name not in down and (any if kind == "or" else all)(each in down for each in inputs)
        }
        if not more:
            return top in down
        down |= more


def all_minimal(gates: Gates, top: str) -> list[frozenset[str]]:
    """Every set that makes the top fail and holds no other."""
    found: list[frozenset[str]] = []
    for tried in subsets(basic(gates, top)):
        if not any(cut <= set(tried) for cut in found) and fails(gates, top, tried):
            found.append(frozenset(tried))
    return found


def probability(gates: Gates, top: str, chance: Mapping[str, float]) -> float:
    """Of the top, over every state of the basic events."""
    total = 0.0
    for failed in subsets(basic(gates, top)):
        p = 1.0
        for event in basic(gates, top):
            p *= chance[event] if event in failed else 1.0 - chance[event]
        total += p * fails(gates, top, failed)
    return total


@st.composite
def structures(draw: st.DrawFn) -> Gates:
    """Up to six gates over up to seven events, in any order: cycles, loops, shared inputs, empty gates."""
    gates = [f"g{i}" for i in range(draw(st.integers(1, 6)))]
    names = gates + [f"e{i}" for i in range(draw(st.integers(1, 7)))]
    kinds = st.sampled_from(["and", "or"])
    inputs = st.lists(st.sampled_from(names), min_size=0, max_size=5)
    return {gate: (draw(kinds), draw(inputs)) for gate in gates}

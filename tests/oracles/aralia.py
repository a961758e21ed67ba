"""Public fault trees of the Aralia set, typed as data, and what was published about them.

A file of ``tests/data/fault_trees`` is one tree: a line per gate (``g0`` the top; ``&`` all, ``|`` any, a number that
many of its inputs), then, where its probability is used, a line per basic event. Structure and probabilities are facts
of the set (A. Rauzy and others; carried in the Open-PSA format by github.com/rakhimov/scram, ``input/Aralia``; gates
numbered anew from the top). Numbers of minimal cut sets and probabilities of the top event are those of the table of
github.com/openpra-org/generic-openpsa-models; those of chinese, baobab1 and baobab2 stand in the tests of SCRAM too.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "data" / "fault_trees"
TOP = "g0"


@dataclass(frozen=True)
class Published:
    """Basic events, gates, minimal cut sets, probability of the top event."""

    n_events: int
    n_gates: int
    n_cut_sets: int
    probability: float


PUBLISHED = {
    "chinese": Published(25, 36, 392, 1.17058e-03),
    "baobab2": Published(32, 40, 4_805, 7.13018e-04),
    "das9202": Published(49, 36, 27_778, 1.01154e-02),
    "das9203": Published(51, 30, 16_200, 1.34880e-03),
    "das9205": Published(51, 20, 17_280, 1.38408e-08),
}


@dataclass(frozen=True)
class Tree:
    """``gates`` as ``minimal_cut_sets`` takes them, "so many of" written out as "any of all so many"; ``chance`` of
    basic events where told; gates and events as the set counts them."""

    gates: dict[str, tuple[str, list[str]]]
    chance: dict[str, float]
    n_gates: int
    n_events: int


def read_tree(name: str) -> Tree:
    """A tree of the folder."""
    gates: dict[str, tuple[str, list[str]]] = {}
    chance: dict[str, float] = {}
    n_gates, events = 0, set()
    for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        words = line.split()
        if "=" in words:
            chance[words[0]] = float(words[2])
        elif words:
            gate, kind, *inputs = words
            n_gates += 1
            events |= {each for each in inputs if each.startswith("e")}
            if kind.isdigit():
                parts = {f"{gate}/{i}": each for i, each in enumerate(combinations(inputs, int(kind)))}
                gates |= {part: ("and", list(each)) for part, each in parts.items()}
                gates[gate] = ("or", list(parts))
            else:
                gates[gate] = ({"&": "and", "|": "or"}[kind], inputs)
    return Tree(gates, chance, n_gates, len(events))

"""Industries of a ChainKnowledgeGraph as stages, and which of them stands upstream of which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from loaders.knowledge_graph.files import GraphFile
from loaders.raw_cells import Value
from loaders.rulings import DANGLING

Made = tuple[GraphFile, list[int], Mapping[str, Sequence[Value]]]
"""A file, its rows that stand, and the columns made of them."""


@dataclass(frozen=True)
class StageBook:
    """Stages that stand: codes, and codes by name."""

    codes: frozenset[str]
    by_name: dict[str, list[str]]


def stages(file: GraphFile) -> tuple[StageBook, Made]:
    """Codes, names, parents and levels; a parent that is not there and a circle of parents park the row."""
    codes, names, parents = file.columns["code"], file.columns["name"], file.columns["parent"]
    first: dict[str, int] = {}
    for row in file.standing():
        base = first.setdefault(codes[row], row)
        if base == row:
            continue
        if (names[row], parents[row]) == (names[base], parents[base]):
            file.merge(row, base)
        else:
            file.park(row, "duplicate_key", "code", first=file.lines[base])
    level = _levels(file, first)
    rows = file.standing()
    by_name: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        by_name[names[row]].append(codes[row])
    standing = [codes[row] for row in rows]
    columns: Mapping[str, Sequence[Value]] = {
        "stage_code": standing,
        "stage_name": [names[row] for row in rows],
        "parent_code": [parents[row] or None for row in rows],
        "level": [level[row] for row in rows],
    }
    return StageBook(frozenset(standing), dict(by_name)), (file, rows, columns)


def _levels(file: GraphFile, first: dict[str, int]) -> dict[int, int]:
    """Level of each row, 1 without parent; rows that no top stage reaches are parked."""
    codes, parents = file.columns["code"], file.columns["parent"]
    below: dict[str, list[int]] = defaultdict(list)
    for row in first.values():
        if row not in file.parked:
            below[parents[row]].append(row)
    level: dict[int, int] = {}
    reached = [(row, 1) for row in below[""]]
    while reached:
        row, depth = reached.pop()
        level[row] = depth
        reached += [(child, depth + 1) for child in below[codes[row]]]
    left = [row for row in file.standing() if row not in level]
    dangling = [row for row in left if parents[row] not in first]
    for row in dangling:
        file.park_unknown(row, "parent", file.stem)
    while dangling:
        dangling = [child for row in dangling for child in below[codes[row]]]
        for row in dangling:
            file.park(row, DANGLING, "parent")
    for row in file.standing():
        if row not in level:
            file.park(row, "V13", "parent", why_zh="上级环节成环", why_en="the parents form a circle")
    return level


def stage_inputs(file: GraphFile, book: StageBook) -> Made:
    """Which stage is upstream of which, by code; names that no industry or several have park the row."""
    found: dict[tuple[str, str], int] = {}
    ends: dict[int, tuple[str, str]] = {}
    for row in file.standing():
        codes = []
        for word in ("stage", "upstream"):
            named = book.by_name.get(file.columns[word][row], [])
            if len(named) != 1:
                file.park_unknown(row, word, "industries", several=len(named) > 1)
                break
            codes.append(named[0])
        if len(codes) < 2:
            continue
        pair = (codes[0], codes[1])
        if pair[0] == pair[1]:
            file.park(
                row, "V13", "upstream", why_zh="环节不能在自己的上游", why_en="a stage cannot be upstream of itself"
            )
        elif found.setdefault(pair, row) != row:
            file.merge(row, found[pair])
        else:
            ends[row] = pair
    rows = list(ends)
    return file, rows, {"stage": [ends[r][0] for r in rows], "upstream": [ends[r][1] for r in rows]}

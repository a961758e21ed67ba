"""Columns inside a swim lane: what is technically earlier stands further left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graphsvc.analysis.igraph_adapter import Edge


def back_edges(n: int, edges: Sequence[Edge]) -> frozenset[Edge]:
    """Edges whose reversal leaves no cycle: those that close one in a walk from the sources on.

    O(n + m); the same edges every time. Self-loops must be left out by the caller.
    """
    after: list[list[int]] = [[] for _ in range(n)]
    n_before = [0] * n
    for a, b in edges:
        after[a].append(b)
        n_before[b] += 1
    found: set[Edge] = set()
    state = [0] * n  # 0 not seen, 1 on the walk, 2 done
    for root in sorted(range(n), key=lambda i: (n_before[i] > 0, i)):
        if state[root]:
            continue
        state[root] = 1
        walk = [(root, iter(after[root]))]
        while walk:
            node, rest = walk[-1]
            following = next(rest, None)
            if following is None:
                state[node] = 2
                walk.pop()
            elif state[following] == 1:
                found.add((node, following))
            elif state[following] == 0:
                state[following] = 1
                walk.append((following, iter(after[following])))
    return frozenset(found)


def columns_by_depth(members: Sequence[int], edges: Iterable[Edge], most: int) -> dict[int, int]:
    """Column of each member, 0 at the left, at most ``most`` members in a column (Coffman and Graham 1972).

    ``edges`` go from earlier to later members and hold no cycle; each ends in a column right of where it starts.
    A member stands as far right as its followers allow, so that links stay short.
    """
    known = set(members)
    after: dict[int, set[int]] = {i: set() for i in members}
    before: dict[int, set[int]] = {i: set() for i in members}
    for a, b in edges:
        if a in known and b in known:
            after[a].add(b)
            before[b].add(a)
    left_over = {i: len(after[i]) for i in members}
    from_right: dict[int, int] = {}
    filled: list[int] = []
    ready = [i for i in members if left_over[i] == 0]
    while ready:
        ready.sort(key=lambda i: (1 + max((from_right[j] for j in after[i]), default=-1), -len(before[i]), i))
        node = ready.pop(0)
        column = 1 + max((from_right[j] for j in after[node]), default=-1)
        while column < len(filled) and filled[column] >= most:
            column += 1
        filled.extend([0] * (column + 1 - len(filled)))
        filled[column] += 1
        from_right[node] = column
        for earlier in sorted(before[node]):
            left_over[earlier] -= 1
            if left_over[earlier] == 0:
                ready.append(earlier)
    return {i: len(filled) - 1 - column for i, column in from_right.items()}

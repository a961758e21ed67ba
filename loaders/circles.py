"""Things that need one another in a circle."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple


class Circle(NamedTuple):
    """Members of a circle by name, and the number of the first pair that lies in it."""

    members: list[str]
    first: int

    def listed(self, n: int) -> str:
        """The first ``n`` members in one text."""
        return "、".join(self.members[:n]) + ("…" if len(self.members) > n else "")


def circles(pairs: Sequence[tuple[str, str]]) -> list[Circle]:
    """Circles of more than one member among (needing, needed), in an order that hangs on names alone.

    Strongly connected components, looked for where any circle is left; O(pairs), after sorting the names.

    Examples
    --------
    >>> circles([("a", "b"), ("c", "d"), ("d", "e"), ("e", "c")])
    [Circle(members=['c', 'd', 'e'], first=1)]
    """
    if not _any_circle(pairs):
        return []
    import numpy as np
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    names = sorted({name for pair in pairs for name in pair})
    number = {name: n for n, name in enumerate(names)}
    to, of = (np.array([number[pair[end]] for pair in pairs]) for end in (0, 1))
    matrix = coo_matrix((np.ones(len(pairs), np.int8), (of, to)), shape=(len(names), len(names)))
    _, labels = connected_components(matrix, directed=True, connection="strong")
    size = np.bincount(labels)
    inside = np.flatnonzero((labels[of] == labels[to]) & (size[labels[to]] > 1))
    first = {int(labels[to[i]]): int(i) for i in inside[::-1]}
    members: dict[int, list[str]] = defaultdict(list)
    for name, label in zip(names, labels.tolist(), strict=True):
        if label in first:
            members[label].append(name)
    return [Circle(members[label], first[label]) for label in sorted(first)]


def _any_circle(pairs: Sequence[tuple[str, str]]) -> bool:
    """Whether anything is left once what nothing needs has been taken away, over and over (Kahn 1962).

    Something that needs itself is no circle.
    """
    needed = Counter(of for to, of in pairs if to != of)
    needs: dict[str, list[str]] = defaultdict(list)
    for to, of in pairs:
        if to != of:
            needs[to].append(of)
    free = [name for name in needs if not needed[name]]
    while free:
        for name in needs.pop(free.pop(), ()):
            needed[name] -= 1
            if not needed[name] and name in needs:
                free.append(name)
    return bool(needs)

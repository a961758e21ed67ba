"""Families of sets of which none holds another, and how they are joined within bounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from heapq import nsmallest
from itertools import chain, combinations

Cut = frozenset[int]
Family = frozenset[Cut]
NOTHING: Family = frozenset()


@dataclass
class Bound:
    """How far sets are followed: ``order`` elements in one, ``most`` sets in a family, ``steps`` unions still to be
    formed; None for no bound. ``larger``: a set was left out for its order; ``short``: one for its number."""

    order: int
    most: int | None = None
    steps: int | None = None
    larger: bool = False
    short: bool = False

    def allows(self, steps: int, held: int) -> bool:
        """Whether so many unions may still be formed, which are counted, beside the sets held."""
        if self.most is None or self.steps is None:
            return True
        self.steps -= steps
        self.short |= self.steps < 0 or held > 2 * self.most
        return self.steps >= 0 and held <= 2 * self.most


def rank(cut: Cut) -> tuple[int, list[int]]:
    """Small sets first, then by their elements."""
    return len(cut), sorted(cut)


def holds_one(cut: Cut, family: Collection[Cut]) -> bool:
    """Whether the set holds one of the family, which is asked as a set of sets, or is one."""
    if 1 << len(cut) > 4 * len(family):
        return any(other <= cut for other in family)
    return any(frozenset(c) in family for n in range(len(cut) + 1) for c in combinations(cut, n))


def minimal(sets: Iterable[Cut]) -> Family:
    """The sets that hold no other."""
    kept: set[Cut] = set()
    for cut in sorted(set(sets), key=len):
        if not holds_one(cut, kept):
            kept.add(cut)
    return frozenset(kept)


def any_of(families: Iterable[Family], bound: Bound) -> Family:
    """Family of an "or" gate."""
    return _cut(minimal(chain.from_iterable(families)), bound)


def all_of(families: Iterable[Family], bound: Bound) -> Family:
    """Family of an "and" gate: unions of one set of each. Modules, which share no event with another, come last, and
    room is left for their smallest sets."""
    distinct = list(dict.fromkeys(families))
    if not all(distinct):
        return NOTHING
    supports = [frozenset[int]().union(*family) for family in distinct]
    counts = Counter(e for support in supports for e in support)
    is_module = [all(counts[e] == 1 for e in support) for support in supports]
    least = [min(map(len, family)) for family in distinct]
    room = bound.order - sum(n for n, module in zip(least, is_module, strict=True) if module)
    found: Family = frozenset((frozenset[int](),))
    for i in sorted(range(len(distinct)), key=lambda i: (is_module[i], len(distinct[i]))):
        room += least[i] if is_module[i] else 0
        found = _both(found, distinct[i], is_module[i], room, bound)
        if not found:
            break
    return found


def _both(one: Family, other: Family, is_module: bool, room: int, bound: Bound) -> Family:
    """A set that holds one of the other family stands as it is; of the rest every union of up to ``room`` events."""
    whole: set[Cut] = set()
    if not is_module:
        whole = {c for c in one if holds_one(c, other)} | {c for c in other if holds_one(c, one)}
    theirs = other - whole
    found = {c for c in whole if len(c) <= room}
    bound.larger |= len(found) < len(whole)
    for cut in sorted(one - whole, key=len) if theirs else ():
        if len(cut) >= room and cut:
            bound.larger = True
            continue
        if not bound.allows(len(theirs), len(found)):
            break
        unions = [cut | c for c in theirs]
        fitting = [u for u in unions if len(u) <= room]
        bound.larger |= len(fitting) < len(unions)
        found.update(fitting)
    return _cut(frozenset(found) if is_module else minimal(found), bound)


def _cut(family: Family, bound: Bound) -> Family:
    if bound.most is not None and len(family) > bound.most:
        bound.short = True
        return frozenset(nsmallest(bound.most, family, key=rank))
    return family

"""Short names of firms: which one full name a text is a part of, as a question to a person, never as an answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from loaders.entity_names import short_key

_SHORTEST, _SHORTEST_LATIN = 3, 4
"""Characters below which a part of a name says nothing."""


class Proposal(NamedTuple):
    """The firm that a short name may stand for, and how much of its full name it has (1: all but the legal form)."""

    firm_id: str
    name: str
    score: float


class ShortNames:
    """Full names of the firms of one list, to be asked with what may be short for one of them."""

    def __init__(self, firms: Iterable[tuple[str, str]]) -> None:
        self._names: list[tuple[str, str, str]] = []
        self._having: dict[str, set[int]] = defaultdict(set)
        for firm_id, name in firms:
            key = short_key(name)
            for pair in _pairs(key):
                self._having[pair].add(len(self._names))
            self._names.append((key, firm_id, name))

    def pairs(self) -> Iterable[str]:
        """Every two letters that follow each other in one of the names."""
        return self._having.keys()

    def proposal(self, text: str) -> Proposal | None:
        """The one firm whose name without legal form is, or else contains, that of a text; None for none or several.

        Examples
        --------
        >>> names = ShortNames([("A", "山东示例轮胎有限公司"), ("B", "示例帘线有限公司")])
        >>> names.proposal("示例轮胎"), names.proposal("示例帘线公司").score, names.proposal("有限公司")
        (Proposal(firm_id='A', name='山东示例轮胎有限公司', score=0.67), 1.0, None)
        """
        key = short_key(text)
        if len(key) < (_SHORTEST_LATIN if key.isascii() else _SHORTEST):
            return None
        sets = sorted((self._having.get(pair, set()) for pair in _pairs(key)), key=len)
        fitting = [self._names[n] for n in sorted(set.intersection(*sets)) if key in self._names[n][0]]
        fitting = [each for each in fitting if each[0] == key] or fitting
        if len({firm_id for _, firm_id, _ in fitting}) != 1:
            return None
        full, firm_id, name = min(fitting, key=lambda each: (len(each[0]), each[2]))
        return Proposal(firm_id, name, round(len(key) / len(full), 2))


class ListedNames:
    """Full names of the firms of several lists; only those are asked in which a text may stand."""

    def __init__(self, lists: Sequence[ShortNames]) -> None:
        self._lists = lists
        self._having: dict[str, set[int]] = defaultdict(set)
        for at, names in enumerate(lists):
            for pair in names.pairs():
                self._having[pair].add(at)

    def proposal(self, text: str, first: int) -> Proposal | None:
        """What the ``first`` list proposes for a text, else the others in their order."""
        pairs = _pairs(short_key(text))
        lists = set.intersection(*(self._having.get(pair, set()) for pair in pairs)) if pairs else set()
        for at in sorted(lists, key=lambda at: (at != first, at)):
            if found := self._lists[at].proposal(text):
                return found
        return None


def _pairs(key: str) -> set[str]:
    return {key[at : at + 2] for at in range(len(key) - 1)}

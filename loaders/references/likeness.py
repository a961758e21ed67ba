"""Which known names a text is plausibly a misspelling of: those that share at least half of what the shorter has."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from loaders.entity_names import name_key

HALF = 0.5
_LATIN = re.compile(r"[\x21-\x7e]+")


def parts_of(text: str) -> list[tuple[str, int]]:
    """What a text is made of: its characters, pairs of letters where it is Latin; each with how often it came before.

    Examples
    --------
    >>> parts_of("钢才"), parts_of("P201")
    ([('钢', 0), ('才', 0)], [('p2', 0), ('20', 0), ('01', 0)])
    """
    pieces: list[str] = []
    at, key = 0, name_key(text)
    for run in _LATIN.finditer(key):
        pieces += key[at : run.start()]
        word = run.group()
        pieces += [word[i : i + 2] for i in range(len(word) - 1)] or [word]
        at = run.end()
    pieces += key[at:]
    seen: Counter[str] = Counter()
    found = []
    for piece in pieces:
        found.append((piece, seen[piece]))
        seen[piece] += 1
    return found


class Likeness:
    """Names, each with the ids it stands for, to be asked with texts that none of them is."""

    def __init__(self, names: Iterable[tuple[str, Iterable[str]]]) -> None:
        self._ids: list[frozenset[str]] = []
        self._sizes: list[int] = []
        self._having: Mapping[tuple[str, int], list[int]] = defaultdict(list)
        for name, ids in names:
            parts = parts_of(name)
            for part in parts:
                self._having[part].append(len(self._ids))
            self._ids.append(frozenset(ids))
            self._sizes.append(len(parts))

    def near(self, text: str) -> set[str]:
        """Ids of all names that share at least half of the parts of the shorter text; empty where none does.

        Examples
        --------
        >>> steel = Likeness([("钢材", ["Q2"]), ("电机", ["Q1"]), ("机器人", ["Q3"])])
        >>> sorted(steel.near("钢才")), sorted(steel.near("电几")), steel.near("水泥")
        (['Q2'], ['Q1'], set())
        """
        parts = parts_of(text)
        shared = Counter(name for part in parts for name in self._having.get(part, ()))
        found: set[str] = set()
        for name, n in shared.items():
            if n >= HALF * min(self._sizes[name], len(parts)):
                found |= self._ids[name]
        return found

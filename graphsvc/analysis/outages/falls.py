"""What falls with each entity (L0), as lists and as bits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.outages.failure_kernels import rows_of_bits
from graphsvc.domain.arrays import Longs, Words
from graphsvc.domain.once import once


@dataclass(frozen=True, eq=False)
class Falls:
    """Nodes that fall with each of E entities, ascending: pointers ``ptr`` (E+1,) and ``node``; N nodes in all."""

    n_nodes: int
    ptr: Longs
    node: Longs

    @once
    def words(self) -> Words:
        """The same as (N, ceil(E/64)) words: bit e of row v says that v falls with entity e."""
        n_entities = len(self.ptr) - 1
        owner = np.repeat(np.arange(n_entities), np.diff(self.ptr))
        words = np.zeros((self.n_nodes, max(1, -(-n_entities // 64))), np.uint64)
        set_bits(words, self.node, owner)
        return words


def falls_in(words: Words, n_entities: int) -> Falls:
    """The lists behind words."""
    return Falls(len(words), *rows_of_bits(words, n_entities))


def set_bits(words: Words, row: Longs, bit: Longs) -> None:
    """Set bit ``bit`` (n,) of row ``row`` (n,), for each of n."""
    np.bitwise_or.at(words, (row, bit // 64), np.uint64(1) << (bit % 64).astype(np.uint64))
